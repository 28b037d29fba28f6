"""Names of samples: which words are names, where they are given, and which print is which name."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.chemistry.designations import (
    bindings,
    designations,
    fits,
    is_designation,
    label_key,
    namings,
    near_miss,
    split_prefix,
)
from pipeline.chemistry.formula import parse


@pytest.mark.parametrize("name", ["NMT3", "NNLMTO", "P2-NNMO", "NaMC-0.3", "L/T-NaMT-1", "O3@5% P2", "NFCM-M2", "P2/O3-NMT3"])
def test_names_of_samples(name):
    assert is_designation(name)


@pytest.mark.parametrize(
    "word", ["XRD", "P2/O3", "Na+", "Mn3+/Mn4+", "TMO2", "Fig", "HC", "P63/mmc", "O–O", "Na/Li", "CO2", "Cell"]
)
def test_words_that_are_no_names(word):
    assert not is_designation(word)


@pytest.mark.parametrize(
    ("text", "labels", "ordered"),
    [
        ("A, B and C are denoted as NMA, NMB and NMC, respectively.", ["NMA", "NMB", "NMC"], True),
        ("samples (hereafter NMO, NMO-1M and NMO-3M) were", ["NMO", "NMO-1M", "NMO-3M"], False),
        ("which is labelled “NNMT” here", ["NNMT"], False),
        ("referred to as NaMF-0.1, NaMF-0.2", ["NaMF-0.1", "NaMF-0.2"], False),
        ("abbreviated as NaF-0.02/-0.04/-0.1", ["NaF-0.02", "NaF-0.04", "NaF-0.1"], False),
        ("Na0.67MnO2 (NMO) was", ["NMO"], False),
        ("Na0.67MnO2 (NMO for short) was", ["NMO"], False),
        ("they are named S-NMO, T-NMO and ST-NMO, in this order", ["S-NMO", "T-NMO", "ST-NMO"], True),
    ],
)
def test_places_that_give_names(text, labels, ordered):
    (naming,) = namings(text)
    assert [label.name for label in naming.labels] == labels
    assert naming.ordered is ordered


@pytest.mark.parametrize(
    "text",
    [
        "it should be noted that NMO is worse",
        "the peaks marked by asterisks",
        "called the P2 phase",
        "Na0.67MnO2 (JCPDS No. 27-0751)",
        "Na0.67MnO2 (Figure 2b)",
        "hard carbon (denoted as HC)",
        "assigned to Mn 2p",
    ],
)
def test_places_that_give_none(text):
    assert namings(text) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(x = 0, 0.11, 0.22, and 0.33)", {"x": ["0", "11/100", "11/50", "33/100"]}),
        ("x = 0, 1/9, 2/9 and 1/3", {"x": ["0", "1/9", "2/9", "1/3"]}),
        ("(x = 1, 0.9 or 0.8 and y = 0, 0.1 or 0.2)", {"x": ["1", "9/10", "4/5"], "y": ["0", "1/10", "1/5"]}),
        ("with x = 0.33, 24.8 wt% of P2", {"x": ["33/100"]}),
        ("M = Fe, Co and Ni", {"M": ["Fe", "Co", "Ni"]}),
        ("x = 0–0.4", {}),
        ("0 ≤ x ≤ 0.4", {}),
    ],
)
def test_values_of_variables(text, values):
    assert {b.name: [str(v) for v in b.values] for b in bindings(text)} == values


def test_a_repeated_stem_is_written_out_at_its_own_place():
    text = "NaLF-0.06/-0.08 and NNM//HC"
    assert [(label.name, text[label.start : label.end]) for label in designations(text)] == [
        ("NaLF-0.06", "NaLF-0.06"),
        ("NaLF-0.08", "-0.08"),
        ("NNM", "NNM"),
    ]


def test_phases_in_front_of_a_name():
    assert split_prefix("P2/O3-NMT3") == ("P2/O3", "NMT3")
    assert split_prefix("NMT-3") == ("", "NMT-3")


def test_letters_of_a_name_are_those_of_the_elements():
    assert fits("NMT3", parse("Na0.85Ni0.34Mn0.33Ti0.33O2"))
    assert fits("NFCM-M2", parse("NaNi0.2Fe0.3Cu0.1Mn0.4O2"))
    assert not fits("XYZ", parse("NaMnO2"))


@pytest.mark.parametrize(
    ("label", "known", "grade"),
    [("NNMLTO", "NNLMTO", 2), ("NLNMFT-0.06", "NaLNMFT-0.06", 1), ("NMT1", "NMT2", 0), ("NMO", "NMT", 0), ("NNMT", "NNMT", 0)],
)
def test_misspelt_names(label, known, grade):
    assert near_miss(label, known) == grade


@given(st.sampled_from(["NMO-3M", "P2/O3-NMT3", "O3@5% P2"]), st.sampled_from("-‐–−"))
def test_dashes_do_not_part_names(name, dash):
    assert label_key(name.replace("-", dash)) == label_key(name)


@given(st.text(max_size=80))
def test_any_text_is_survived(text):
    for label in designations(text):
        assert 0 <= label.start < label.end <= len(text)
    for binding in bindings(text):
        assert all(isinstance(v, Fraction | str) for v in binding.values)
    namings(text)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("NaNi0.5Mn0.5-xTixO2 (x = 0, 0.1 and 0.2; NM, NMT-1 and NMT-2) was made", ["NM", "NMT-1", "NMT-2"]),
        ("NaxNi0.25Mn0.75O2 with x = 0.5 and 0.7 (Na0.5 and Na0.7 for short)", ["Na0.5", "Na0.7"]),
        ("the samples with x = 0 and 0.1 are abbreviated as T0 and T1", ["T0", "T1"]),
        ("NaNi0.25Mg0.05Cu0.1Fe0.2Mn0.2Ti0.2O2 (HEO)", ["HEO"]),
    ],
)
def test_names_beside_their_values_or_formula(text, labels):
    (naming,) = namings(text)
    assert [label.name for label in naming.labels] == labels


def test_a_generic_word_is_no_name_elsewhere():
    assert namings("a high-entropy oxide (HEO) is stable") == ()
