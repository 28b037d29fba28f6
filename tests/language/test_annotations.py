"""The sentences that people marked: sound, varied, and not mixed."""

import json
import random
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.language.entities import LABELS
from pipeline.language.nlp import blank

FOLDER = Path(__file__).parents[2] / "annotations" / "ner"
ENTRIES = {
    name: [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    for name in ("train", "dev")
}


@pytest.fixture
def tools(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    import marked
    import reader

    yield marked, reader
    for name in ("marked", "reader"):
        sys.modules.pop(name)


def test_enough_and_apart():
    train, dev = ({e["text"] for e in ENTRIES[name]} for name in ("train", "dev"))
    assert len(train) >= 600
    assert len(dev) >= 100
    assert not train & dev
    assert len({e["style"] for e in ENTRIES["train"]}) >= 8
    openings = Counter(" ".join(t.split()[:3]) for t in train)
    assert openings.most_common(1)[0][1] <= 12


@pytest.mark.parametrize("name", ["train", "dev"])
def test_spans_fall_on_tokens_and_do_not_overlap(name):
    nlp = blank()
    for entry in ENTRIES[name]:
        doc = nlp.make_doc(entry["text"])
        spans = sorted(entry["spans"])
        assert all(doc.char_span(a, b) is not None and label in LABELS for a, b, label in spans), entry["text"]
        assert all(x[1] <= y[0] for x, y in pairwise(spans)), entry["text"]


def test_marked_and_back(tools):
    marked, _ = tools
    line = "<M|Na0.67MnO2> keeps <Y|80%> after <C|100 cycles>."
    text, spans = marked.read(line)
    assert (text, spans[0]) == ("Na0.67MnO2 keeps 80% after 100 cycles.", (0, 10, "MATERIAL"))
    assert marked.show(text, spans) == line
    with pytest.raises(ValueError, match="letter 'Q'"):
        marked.read("<Q|x>")


def test_a_variant_keeps_its_words_and_labels(tools):
    _, reader = tools
    chance = random.Random(3)
    for text, spans in reader.load(FOLDER / "train.jsonl")[::7]:
        other, found = reader.varied(text, spans, chance)
        assert [s[2] for s in found] == [s[2] for s in sorted(spans)]
        words = lambda t, marked: "".join(c for i, c in enumerate(t) if c.isalpha() and not any(a <= i < b for a, b, _ in marked))  # noqa: E731
        assert words(other, found).lower() == words(text, spans).lower()
