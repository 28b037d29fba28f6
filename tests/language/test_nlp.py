"""The shipped pipeline: small, quick to load, and the model beside the rules."""

import socket

import pytest

from pipeline.language.nlp import MODEL, annotate, blank, load, mentions

TEXTS = [
    "Na0.67MnO2 keeps 80% after 100 cycles, as shown in Figures S4 and S5.",
    "Compared to NFM-2 and KNFM-4, the bare one fades to 41% within 200 cycles.",
    "The discharge capacities of CT-0, CT-1 and CT-2 are 131, 128, and 122 mAh g−1, respectively.",
    "SIBs and LIBs need an SEI, an FFT shows it; PVDF and NMP are used.",
]


def test_the_model_is_small():
    assert sum(f.stat().st_size for f in MODEL.rglob("*") if f.is_file()) < 8_000_000


def test_loading_opens_no_socket(monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    load.cache_clear()
    assert load().pipe_names == ["intergrowth_sentences", "tok2vec", "ner"]


def test_the_model_adds_names():
    names = {m.text for m in mentions(load()(TEXTS[2])) if m.label == "DESIGNATION"}
    assert names == {"CT-0", "CT-1", "CT-2"}


@pytest.mark.parametrize("text", [TEXTS[0], TEXTS[3]])
def test_short_forms_and_figures_are_no_names(text):
    assert not [m for m in mentions(load()(text)) if m.label == "DESIGNATION"]


def test_annotate_is_mentions_of_many():
    assert annotate(TEXTS) == [mentions(doc) for doc in load().pipe(TEXTS)]


def test_without_a_model_rules_stand_alone():
    found = mentions(blank()(TEXTS[0]))
    assert [(m.label, m.text, m.source) for m in found] == [
        ("MATERIAL", "Na0.67MnO2", "rule"),
        ("PERCENT", "80%", "rule"),
        ("CYCLES", "100 cycles", "rule"),
    ]
