"""Words broken at line ends: the document decides, then English, then how words are built."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pdf.hyphens import Hyphens, lexicon, vocabulary

NOTHING_READ = Hyphens(Counter())


@pytest.mark.parametrize(
    ("left", "right", "meant"),
    [
        ("sodia-", "tion", "sodiation"),
        ("desodia-", "tion,", "desodiation,"),
        ("electro-", "chemical", "electrochemical"),
        ("struc-", "tural", "structural"),
        ("mate-", "rials.", "materials."),
        ("(per-", "formance)", "(performance)"),
        ("Coulom-", "bic", "Coulombic"),
        ("trifluoro-", "methyl", "trifluoromethyl"),
        ("nano-", "sheets", "nanosheets"),
        ("In-", "terestingly", "Interestingly"),
        ("Al-", "though", "Although"),
        ("Li-", "thium", "Lithium"),
        ("cat-", "ions", "cations"),
        ("inter-", "growth", "intergrowth"),
        ("charge–dis-", "charge", "charge–discharge"),
        ("high-per-", "formance", "high-performance"),
        ("MANGA-", "NESE", "MANGANESE"),
        ("with-", "out", "without"),
        ("draw-", "back", "drawback"),
        ("thous-", "and", "thousand"),
        ("pho-", "to", "photo"),
        ("soft\u00ad", "ware", "software"),
    ],
)
def test_one_word(left, right, meant):
    assert NOTHING_READ.join(left, right) == meant


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("core-", "shell"),
        ("P2-", "type"),
        ("O3-", "type"),
        ("Na-", "ion"),
        ("sodium-", "ion"),
        ("NaxMnO2-", "based"),
        ("Na_{0.67}MnO_{2}-", "based"),
        ("X-", "ray"),
        ("two-", "phase"),
        ("long-", "term"),
        ("high-", "voltage"),
        ("state-of-the-", "art"),
        ("in-", "situ"),
        ("ex-", "situ"),
        ("half-", "cells"),
        ("Mn-", "rich"),
        ("Co-", "free"),
        ("Jahn-", "Teller"),
        ("solid-", "state"),
        ("urchin-", "shaped"),
        ("As-", "prepared"),
        ("XRD-", "based"),
        ("FT-", "IR"),
        ("non-", "aqueous"),
        ("10-", "15"),
        ("2.0–", "4.3"),
        ("g−", "1"),
        ("P2–", "O2"),
        ("LiFe-", "PO_{4}"),
        ("https://doi.org/10.1000/abc-", "def"),
        ("e-", "mail"),
        ("self-", "discharge"),
        ("1,2-", "dimethoxyethane"),
    ],
)
def test_a_hyphen_that_stays(left, right):
    assert NOTHING_READ.join(left, right) == left + right


@pytest.mark.parametrize(
    ("left", "right", "meant"),
    [
        ("P2-", "and", "P2- and"),
        ("low-", "or", "low- or"),
        ("two-", "to", "two- to"),
        ("O3–", "and", "O3– and"),
        ("word", "next", "word next"),
    ],
)
def test_a_suspended_hyphen_and_no_hyphen(left, right, meant):
    assert NOTHING_READ.join(left, right) == meant


def test_the_document_decides_first():
    spaced = Hyphens(vocabulary(["a", "core-shell", "in", "non-aqueous", "and", "wave-function"]))
    solid = Hyphens(vocabulary(["a", "coreshell", "in", "nonaqueous", "and", "wavefunction"]))
    for left, right in [("core-", "shell"), ("non-", "aqueous"), ("wave-", "function")]:
        assert spaced.join(left, right) == left + right
        assert solid.join(left, right) == left[:-1] + right


def test_a_document_that_writes_non_without_hyphen_does_so_for_words_it_breaks():
    words = ["nonlinear", "linear", "nonmetallic", "metallic", "nonpolar", "polar"]
    assert Hyphens(vocabulary(words)).join("non-", "toxic") == "nontoxic"
    assert Hyphens(vocabulary(["non-linear", "non-polar"])).join("non-", "toxic") == "non-toxic"


def test_vocabulary_counts_words_and_pairs_and_skips_broken_ones():
    found = vocabulary(["State-of-the-art", "cells,", "sodia-", "tion", "(P2‐type)", "Na_{x}MnO_{2}"])
    assert found == Counter(
        {"state-of": 1, "of-the": 1, "the-art": 1, "state": 1, "of": 1, "the": 1, "art": 1, "cells": 1, "p2-type": 1, "type": 1}
    )


def test_lexicon_knows_english_and_the_field():
    assert lexicon()["the"] > 7
    assert lexicon()["desodiation"] == 4.0
    assert "sodiat" not in lexicon()


@given(st.text(max_size=12), st.text(max_size=12))
def test_join_loses_nothing_but_one_hyphen(left, right):
    joined = NOTHING_READ.join(left, right).replace(" ", "")
    kept = (left + right).replace(" ", "")
    assert joined in (kept, (left[:-1] + right).replace(" ", ""))
    if joined != kept:
        assert left[-1] in "-\u2010\u2011\u00ad"


@pytest.mark.parametrize(
    ("words", "left", "right", "meant"),
    [
        (["NaLNMFT-x", "NaLNMFT-0.06"], "NaL-", "NMFT-0.02/-0.04", "NaLNMFT-0.02/-0.04"),
        (["NaNMFT"], "(Na-", "NMFT)", "(NaNMFT)"),
        (["Mg-NFM", "NFM"], "Mg-", "NFM", "Mg-NFM"),
        (["NaLNMFT", "NaL-NMFT"], "NaL-", "NMFT", "NaL-NMFT"),
        (["NFM"], "Mg-", "NFM", "Mg-NFM"),
        (["P2"], "P2-", "NaMnO2", "P2-NaMnO2"),
    ],
)
def test_a_name_is_broken_as_the_document_writes_it(words, left, right, meant):
    assert Hyphens(vocabulary(words)).join(left, right) == meant
