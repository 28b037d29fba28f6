"""What publications are about: titles and abstracts written for these tests, each with what a reader would say."""

import csv
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.trends.classify import VOCABULARY, classify, load_vocabulary
from pipeline.trends.model import Publication
from pipeline.trends.terms import Terms, plain_text

LABELS = Path(__file__).parents[2] / "annotations" / "trends" / "labels.csv"


@pytest.fixture(scope="module")
def vocabulary():
    return load_vocabulary()


def about(vocabulary, title, abstract=None, keywords=(), kinds=()):
    record = Publication("doi:10.5555/1", title=title, abstract=abstract, keywords=tuple(keywords), kinds=tuple(kinds))
    return next(classify([record], vocabulary))


@pytest.mark.parametrize(
    "title",
    [
        "Zinc doping of P2-Na2/3Ni1/3Mn2/3O2 for sodium-ion batteries",
        "Zinc doping of Na₀.₆₇MnO₂ cathodes",
        r"Capacity of \(\text{Na}_{0.44}\text{MnO}_{2}\) rods",
        "What limits layered oxide cathodes of Na-ion cells",
        "A review of O3-type cathodes",
        "Water and the surface of sodium layered oxides: effects on the capacity",
        "NaNi0.5Mn0.5O2cathodes from a molten salt",
        "Tunnel-type manganese oxides as positive electrodes of sodium batteries",
        "Full cells of O3-NaNi1/3Fe1/3Mn1/3O2 and hard carbon",
        "NaTi2(PO4)3-coated P2 cathode with fast sodium storage",
        "An electrolyte additive that protects layered oxide cathodes in SIBs",
        "Na+/vacancy disorder and fast redox in P2-type oxides",
        "Prussian blue derived layered oxide cathodes for sodium-ion batteries",
        "Calcium ions as pillars in O3-type cathodes of sodium-ion batteries",
        "Na2Mn3O7 and its oxygen redox in sodium batteries",
    ],
)
def test_on_topic(vocabulary, title):
    assert about(vocabulary, title).on_topic


@pytest.mark.parametrize(
    "title",
    [
        "Sodium doping of LiNi0.8Co0.1Mn0.1O2 for lithium-ion batteries",
        "Na-substituted Li-rich layered oxide cathodes for Li-ion batteries",
        "P2-type Na0.66Li0.22Ti0.78O2 as an anode of sodium-ion batteries",
        "Layered titanates as negative electrodes for sodium-ion batteries",
        "Layered K0.5MnO2 cathodes for potassium-ion batteries",
        "Na3V2(PO4)3 cathodes for sodium-ion batteries",
        "NASICON cathodes with fast sodium storage",
        "Prussian white as a cathode of sodium-ion batteries",
        "Hard carbon from straw as an anode of sodium-ion batteries",
        "A solid electrolyte for sodium batteries: Na3Zr2Si2PO12",
        "NaxV2O5 ribbons as cathodes for sodium-ion batteries",
        "Few-layered MoS2 for sodium storage",
        "Layered double hydroxides for supercapacitors and sodium-ion batteries",
        "P-type semiconductors for catalysis",
        "P2 receptors and sodium channels in nerves",
        "Ozone (O3) and sodium aerosols over cities",
        "The space group P2/m in minerals of sodium",
        "Superconductivity of hydrated NaxCoO2",
        "Cathode materials for sodium-ion batteries",
        "Costs of sodium-ion batteries",
    ],
)
def test_not_on_topic(vocabulary, title):
    assert not about(vocabulary, title).on_topic


def test_a_review_of_all_cathodes_is_not_on_topic_and_one_of_layered_oxides_is(vocabulary):
    every = "Cathode materials for sodium-ion batteries: progress and prospects"
    some = "This review covers layered oxides, polyanionic phosphates and Prussian blue analogues for sodium-ion batteries."
    assert not about(vocabulary, every, some).on_topic
    short = "Of layered transition metal oxides, polyanionic compounds and Prussian blue analogues for sodium-ion batteries."
    assert not about(vocabulary, every, short).on_topic
    one = about(vocabulary, "Layered oxide cathodes for sodium-ion batteries", "This review compares P2 and O3 structures.")
    assert (one.on_topic, one.review, one.families) == (True, True, ("P2", "O3"))


def test_an_abstract_tells_what_a_title_leaves_open(vocabulary):
    title = "A cathode of manganese and iron"
    abstract = "We make P2-Na0.67Fe0.5Mn0.5O2 for sodium-ion batteries. It keeps its capacity in moist air."
    assert about(vocabulary, title, abstract).on_topic
    assert not about(vocabulary, title, "We make a phosphate for sodium-ion batteries.").on_topic


def test_what_an_abstract_says_of_other_materials_does_not_outweigh_the_title(vocabulary):
    abstract = (
        "Sodium-ion batteries may take the place of lithium-ion batteries. Polyanionic compounds and Prussian blue analogues "
        "hold less sodium than layered oxides. Here zinc keeps the structure from gliding. With a hard carbon anode and "
        "an ionic liquid electrolyte the full cell keeps its capacity."
    )
    assert about(vocabulary, "Zinc in P2-Na2/3Ni1/3Mn2/3O2", abstract).on_topic


def test_a_layered_oxide_that_only_stands_in_the_other_electrode_does_not_make_the_subject(vocabulary):
    abstract = "Hard carbon of sugar is paired with a P2-Na2/3Ni1/3Mn2/3O2 electrode in a sodium-ion battery."
    assert not about(vocabulary, "Hard carbon anodes from sugar", abstract).on_topic


@pytest.mark.parametrize(
    ("title", "families"),
    [
        ("P2/O3 layered oxide cathodes for sodium-ion batteries", ("P2", "O3", "multiphase")),
        ("P2, O3 and P3 layered oxide cathodes for sodium-ion batteries", ("P2", "O3", "P3")),
        ("Suppressing the P2–O2 phase transition of layered oxide cathodes for sodium-ion batteries", ("P2",)),
        ("The O3 to P3 phase transition of layered oxide cathodes for sodium-ion batteries", ("O3",)),
        ("O3→O′3→P3 in layered oxide cathodes for sodium-ion batteries", ("O3",)),
        ("Manganese-rich P′2 oxide cathodes for sodium-ion batteries", ("P2",)),
        ("O’3-type NaMnO2 cathodes", ("O3",)),
        ("Layered/tunnel intergrowth of oxide cathodes for sodium-ion batteries", ("tunnel", "multiphase")),
        ("A biphasic layered oxide cathode for sodium-ion batteries", ("multiphase",)),
        ("Na0.44MnO2 rods for sodium-ion batteries", ("tunnel",)),
        ("Spinel skin on layered oxide cathodes for sodium-ion batteries", ("spinel",)),
        ("Al2O3 on layered oxide cathodes for sodium-ion batteries", ()),
    ],
)
def test_families(vocabulary, title, families):
    assert about(vocabulary, title).families == families


@pytest.mark.parametrize(
    ("words", "challenges", "strategies"),
    [
        ("Moisture and air stability by surface coating", ("air stability",), ("coating",)),
        (
            "Sluggish kinetics and Jahn–Teller distortion, cured by Mg substitution",
            ("Jahn-Teller distortion", "kinetics"),
            ("doping",),
        ),
        ("Irreversible oxygen redox and voltage hysteresis", ("oxygen redox", "voltage decay"), ()),
        ("High-entropy composition and microcracks", ("strain and cracking",), ("high entropy",)),
        ("N-doped carbon nanofibres", (), ()),
        ("A substitute for lithium", (), ()),
    ],
)
def test_challenges_and_strategies(vocabulary, words, challenges, strategies):
    found = about(vocabulary, f"{words}: layered oxide cathodes for sodium-ion batteries")
    assert (found.challenges, found.strategies) == (challenges, strategies)


def test_every_class_says_why_and_where(vocabulary):
    found = about(
        vocabulary, "Coated P2 cathodes for sodium-ion batteries", "In moist air they fade.", keywords=["layered oxides"]
    )
    told = {(r.group, r.rule, r.text, r.place) for r in found.reasons}
    assert ("family", "P2", "P2", "title") in told
    assert ("subject", "layered oxide", "layered oxides", "keywords") in told
    assert ("challenge", "air stability", "moist", "abstract") not in told
    assert ("challenge", "air stability", "moist air", "abstract") in told
    assert 'strategy coating: "Coated" (title)' in found.why
    assert {r.rule for r in found.reasons if r.group == "family"} == set(found.families)


@pytest.mark.parametrize(
    ("kinds", "title", "review"),
    [(("Review",), "P2 cathodes", True), (("Article",), "P2 cathodes", False), ((), "Recent progress of P2 cathodes", True)],
)
def test_reviews_are_known_by_type_or_title(vocabulary, kinds, title, review):
    assert about(vocabulary, title, kinds=kinds).review is review


def test_a_record_of_nothing_is_about_nothing(vocabulary):
    found = next(classify([Publication("x#1")], vocabulary))
    assert (found.on_topic, found.doubtful, found.families, found.reasons) == (False, False, (), ())


def test_a_record_near_the_line_is_doubtful(vocabulary):
    assert about(vocabulary, "The cathode of sodium-ion batteries", "It is a layered oxide.").doubtful
    assert not about(vocabulary, "P2-type layered oxide cathodes for sodium-ion batteries").doubtful


def test_another_vocabulary_asks_for_something_else(tmp_path):
    text = """
[topic]
name = "olive oil"
least = 1
points = {title = 4, keywords = 2, abstract = 1}
[context]
sodium = ["olive*"]
battery = ["oil", "oils"]
[[subject]]
name = "oil"
words = ["olive oil*"]
[[rival]]
name = "butter"
words = ["butter"]
[review]
title = []
abstract = []
[[family]]
name = "virgin"
words = ["extra virgin"]
"""
    path = tmp_path / "mine.toml"
    path.write_text(text)
    mine = load_vocabulary(path)
    found = about(mine, "Extra-virgin olive oil")
    assert (found.on_topic, found.families, mine.topic) == (True, ("virgin",), "olive oil")
    assert not about(mine, "Butter and olive oil").on_topic


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (('words = ["olive oil*"]', 'words = ["*"]'), "'*' is no word"),
        (('words = ["olive oil*"]', 'words = ["olive .."]'), "must begin and end with a word"),
        (('words = ["olive oil*"]', 'terms = ["olive oil*"]'), "has terms, which means nothing"),
        (('name = "olive oil"\n', ""), "'name' is missing"),
        (("least = 1", "least = ["), "is no vocabulary"),
        (('name = "butter"', 'name = "butter"\nweight = {body = 1}'), "a weight is for body"),
    ],
)
def test_a_bad_vocabulary_is_named(tmp_path, change, what):
    text = (
        '[topic]\nname = "olive oil"\nleast = 1\npoints = {title = 4, keywords = 2, abstract = 1}\n'
        '[context]\nsodium = ["olive"]\nbattery = ["oil"]\n[[subject]]\nname = "oil"\nwords = ["olive oil*"]\n'
        '[[rival]]\nname = "butter"\nwords = ["butter"]\n[review]\ntitle = []\nabstract = []\n'
    )
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(*change))
    with pytest.raises(ValueError, match=r"mine\.toml is no vocabulary") as caught:
        load_vocabulary(path)
    assert what in str(caught.value)


def found(terms, text, exceptions=()):
    return [(h.term, text[h.start : h.end]) for h in Terms([(terms, exceptions)]).find(text).get(0, [])]


@pytest.mark.parametrize(
    ("term", "text", "met"),
    [
        ("air stab*", "Air-stability in air", "Air-stability"),
        ("air stab*", "air, stable", "air, stable"),
        ("air stab*", "air. Stable", None),
        ("SIB", "a SIB", "SIB"),
        ("SIB", "sib", None),
        ("layered .. oxide*", "layered sodium transition metal oxides", "layered sodium transition metal oxides"),
        ("layered .. oxide*", "layered one two three four oxides", None),
        ("layered .. oxide*", "layered. An oxide", None),
        ("P2/O3", "a P2/O3 mix", "P2/O3"),
        ("P2/O3", "a P2@O3 mix", "P2@O3"),
        ("P2/O3", "P2 – O3", "P2 – O3"),
        ("P2/O3", "P2, O3", None),
        ("P2/O3", "P2 and O3", None),
        ("Na0.44*", "of Na0.44MnO2.", "Na0.44MnO2"),
        ("O3", "Al2O3", None),
        ("{sodium oxide}", "with P2-Na0.67MnO2 here", "Na0.67MnO2"),
        ("{sodium oxide}", "with Na3V2(PO4)3, NaV3O8, Na2WO4, Na2Ti3O7 here", None),
    ],
)
def test_how_terms_are_met(term, text, met):
    assert found([term], text) == ([(term, met)] if met else [])


def test_the_longer_term_counts_and_exceptions_do_not():
    assert found(["layered oxide*", "oxide cathode*", "oxide"], "layered oxide cathodes") == [
        ("layered oxide*", "layered oxide"),
        ("oxide cathode*", "oxide cathodes"),
    ]
    assert found(["layered oxide*", "oxide*"], "layered oxides, oxides") == [
        ("layered oxide*", "layered oxides"),
        ("oxide*", "oxides"),
    ]
    assert found(["graphene"], "graphene oxide; graphene", exceptions=["graphene oxide"]) == [("graphene", "graphene")]


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Na₀.₆₇MnO₂", "Na0.67MnO2"),
        ("Na0·67MnO2", "Na0.67MnO2"),
        ("NaMnO2cathode", "NaMnO2 cathode"),
        ("O'3 and P’2", "O′3 and P′2"),
        ("group P2/m", "group"),
        ("P2-O2 phase transition", "P2 phase transition"),
        ("P2 → OP4 → Z", "P2"),
        ("P2-O3 composite", "P2-O3 composite"),
        (r"$\mathrm{Na}_{0.7}\mathrm{MnO}_2$", "Na0.7MnO2"),
        (None, ""),
    ],
)
def test_plain_text(printed, plain):
    assert plain_text(printed) == plain


@given(st.text(max_size=200))
def test_no_text_breaks_the_search(text):
    once = plain_text(text)
    assert " ".join(once.split()) == once
    next(classify([Publication("x#1", title=text, abstract=text)], _ONCE))


_ONCE = load_vocabulary()


def test_the_shipped_vocabulary_has_no_term_twice_in_a_list():
    data = tomllib.loads(VOCABULARY.read_text("utf-8"))
    lists = [
        entry[key]
        for group in data.values()
        if isinstance(group, list)
        for entry in group
        for key in ("words", "except", "unless")
        if key in entry
    ]
    assert [sorted({w for w in words if words.count(w) > 1}) for words in lists if len(set(words)) < len(words)] == []


def test_labels_name_classes_of_the_vocabulary():
    names = {g: set(_ONCE.names(g)) for g in ("family", "challenge", "strategy")}
    with LABELS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert (len(rows), len({r["doi"] for r in rows})) == (300, 300)
    assert [sum(r["part"] == part for r in rows) for part in ("tuning", "held-out", "later")] == [100, 100, 100]
    for row in rows:
        assert row["on_topic"] in {"yes", "no"}
        assert row["kind"] in ({""} if row["part"] == "later" else {"review", "research"})
        for column, group in (("families", "family"), ("challenges", "challenge"), ("strategies", "strategy")):
            given_names = set(filter(None, row[column].split("; ")))
            assert given_names <= names[group]
            assert row["on_topic"] == "yes" or not given_names
