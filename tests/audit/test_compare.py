"""Claims against annotations: a tiny audit worked out on paper, and the laws that any audit obeys."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audit.claims import claims_of, claims_of_gold
from pipeline.audit.compare import Counts, compare
from pipeline.audit.gold import read_gold
from pipeline.audit.values import LEVELS
from tests.audit.papers import PAPER, fact, record

GOLD = read_gold(PAPER, "a")
M1 = {"label": "NMT", "composition": "Na0.67Ni0.33Mn0.67O2"}
M2 = {"label": "NM", "composition": "NaNi1/2Mn1/2O2"}
HALF = {"low": 2, "high": 4, "cell": "half"}

FACTS = [
    fact("material", **M1),
    fact("material", "NM"),  # the name alone: the material, not in full
    fact("material", composition="NaFeO2"),  # no material of the paper
    fact("material", composition="NaCrO2"),  # cited: soft
    fact("phase", **M1, phases=["P2"]),
    fact("phase", **M2, phases=["P2"]),  # wrong: O3
    fact("transition", **M2, steps=["O3", "P3"]),  # without its return leg: right
    fact("voltage_window", **M1, **HALF),  # m2's is missed
    fact("retention", **M1, percent=80.6, cycles=200, rate="1 C", **HALF),
    fact("retention", **M1, percent=80.6, cycles=200),  # says less of the same: a repeat
    fact("retention", **M1, percent=40.4, cycles=200, rate="170 mA g-1", **HALF),  # of m2
    fact("retention", **M1, percent=51, rate="10 C"),  # the basis is not said: false
    fact("retention", role="cited", percent=12, cycles=7, rate="3 C"),  # of another paper: not judged
    fact("capacity", **M1, value=128.7, rate="17 mA g-1", cycle=1, cell="full"),  # the cell is wrong
]


def compared(facts, gold=GOLD):
    return compare(gold, claims_of(facts))


def test_a_tiny_audit_worked_out_on_paper():
    result = compared(FACTS)
    assert result.levels == {
        ("material", "value"): Counts(2, 1, 0),
        ("material", "linked"): Counts(2, 1, 0),
        ("material", "full"): Counts(1, 2, 1),  # at each level a claim is right at that level or false
        ("phase", "value"): Counts(1, 0, 1),  # the second P2 repeats the first where materials do not count
        ("phase", "linked"): Counts(1, 1, 1),
        ("phase", "full"): Counts(1, 1, 1),
        ("transition", "value"): Counts(1, 0, 0),
        ("transition", "linked"): Counts(1, 0, 0),
        ("transition", "full"): Counts(1, 0, 0),
        ("voltage_window", "value"): Counts(1, 0, 0),  # one window, whatever the sample
        ("voltage_window", "linked"): Counts(1, 0, 1),
        ("voltage_window", "full"): Counts(1, 0, 1),
        ("retention", "value"): Counts(2, 1, 0),
        ("retention", "linked"): Counts(1, 2, 1),
        ("retention", "full"): Counts(1, 2, 1),
        ("capacity", "value"): Counts(1, 0, 0),
        ("capacity", "linked"): Counts(1, 0, 0),
        ("capacity", "full"): Counts(0, 1, 1),
    }


def test_the_fields_of_the_tiny_audit():
    fields = compared(FACTS).fields
    assert fields["retention", "percent"] == Counts(2, 1, 0)  # 80.6 and 40.4; 51 stands for nothing
    assert fields["retention", "material"] == Counts(1, 2, 1)
    assert fields["retention", "rate"] == Counts(2, 1, 0)  # 170 mA g-1 is the 1 C of this paper
    assert fields["retention", "cycles"] == Counts(2, 0, 0)
    assert fields["retention", "low"] == Counts(2, 0, 0)
    assert fields["capacity", "cell"] == Counts(0, 1, 1)
    assert fields["capacity", "value"] == Counts(1, 0, 0)
    assert fields["capacity", "kind_of"] == Counts(0, 0, 1)
    assert fields["phase", "phases"] == Counts(1, 1, 1)
    assert fields["voltage_window", "high"] == Counts(1, 0, 1)
    assert fields["material", "composition"] == Counts(1, 1, 1)
    assert fields["material", "role"] == Counts(1, 2, 1)  # NM is claimed as a target


def test_the_errors_of_the_tiny_audit():
    errors = {(m.name, m.kind, m.wrong) for m in compared(FACTS).mismatches}
    assert errors == {
        ("material", "false", ()),
        ("material", "wrong", ("composition",)),
        ("phase", "wrong", ("phases",)),
        ("voltage_window", "missed", ()),
        ("retention", "wrong", ("material",)),
        ("retention", "false", ()),
        ("capacity", "wrong", ("cell",)),
    }


def retention(gold_entry, *claims):
    paper = {**PAPER, "retention": [{"material": "m1", "percent": 80.6, "cycles": 200, "rate": "1 C", **gold_entry}]}
    result = compared(
        [fact("retention", **{**M1, "percent": 80.6, "cycles": 200, "rate": "1 C", **c}) for c in claims], read_gold(paper, "a")
    )
    return [(c.right, c.false, c.missed) for c in (result.levels["retention", level] for level in LEVELS)]


RIGHT, MISSED, FALSE, NEITHER = [(1, 0, 0)] * 3, [(0, 0, 1)] * 3, [(0, 1, 1)] * 3, [(0, 0, 0)] * 3


@pytest.mark.parametrize(
    ("entry", "claims", "expected"),
    [
        ({}, [{}], RIGHT),
        ({}, [], MISSED),
        ({}, [{"percent": 80.2}], FALSE),
        ({}, [{"percent": 80.65}], RIGHT),
        ({"also": [81]}, [{"percent": 81}], RIGHT),
        ({"also": [{"cycles": 210}]}, [{"cycles": 210}], RIGHT),
        ({"also_percent": [81]}, [{"percent": 81}], RIGHT),
        ({"also": [81]}, [{"cycles": 81}], FALSE),
        ({"optional": True}, [], NEITHER),
        ({"optional": True}, [{}], NEITHER),
        ({"disputed": True}, [{}], NEITHER),
        ({"partial": True}, [{}], NEITHER),
        ({"basis": "rate"}, [], NEITHER),
        ({"basis": "rate"}, [{"basis": "rate"}], NEITHER),
        ({"basis": "rate"}, [{"basis": "recovery"}], NEITHER),
        ({"basis": "rate"}, [{}], [(0, 1, 0)] * 3),
        ({}, [{"basis": "rate"}], FALSE),
        ({"cycles": None}, [{"cycles": None}], RIGHT),
        ({"cycles": None}, [{}], FALSE),
        ({"cycles": None}, [{"kind": "carried-over"}], RIGHT),
        ({"cycles": None}, [{"kind": "carried-over", "carried": ["cycles"]}], RIGHT),
        ({"cycles": None}, [{"kind": "carried-over", "carried": ["cell"]}], FALSE),
        ({"cell": "half"}, [{}], [(1, 0, 0), (1, 0, 0), (0, 1, 1)]),
        ({"cell": "half"}, [{"cell": "full"}], [(1, 0, 0), (1, 0, 0), (0, 1, 1)]),
        ({"cell": "half"}, [{"cell": "half"}, {}], RIGHT),
        ({"cell": "half"}, [{"cell": "half"}, {"cell": "full"}], [(1, 0, 0), (1, 0, 0), (1, 1, 0)]),
        ({"temperature_C": 55}, [{"temperature_C": 55}], RIGHT),
        ({}, [{"temperature_C": 55}], RIGHT),
        ({}, [M2], [(1, 0, 0), (0, 1, 1), (0, 1, 1)]),
        ({}, [{"label": None, "composition": None}], [(1, 0, 0), (0, 1, 1), (0, 1, 1)]),
        ({}, [{"label": None}], RIGHT),
        ({}, [{"label": "unknown"}], RIGHT),
        ({}, [{"label": "NM"}], [(1, 0, 0), (0, 1, 1), (0, 1, 1)]),
        ({}, [{"composition": None}], RIGHT),
        ({}, [{"rate": "170 mA g-1"}], RIGHT),
        ({}, [{}, {}], RIGHT),
        ({"material": "c1"}, [{"label": None, "composition": "NaCrO2"}], NEITHER),
        ({"material": None}, [{"label": None, "composition": None}], RIGHT),
        ({"material": None, "applies_to": ["m2"]}, [M2], RIGHT),
        ({"material": None, "applies_to": ["m2"]}, [{}], [(1, 0, 0), (0, 1, 1), (0, 1, 1)]),
    ],
)
def test_what_an_annotation_accepts(entry, claims, expected):
    assert retention(entry, *claims) == expected


def test_the_rival_of_a_right_value_is_no_falsehood_and_a_replaced_record_is_gone():
    right = record(
        1, "retention", ["NMT"], percent=80.6, cycles=200, rate="1 C", **HALF, verdict="conflict", rivals=[f"{2:016x}"]
    )
    wrong = record(
        2, "retention", ["NMT"], percent=60.8, cycles=200, rate="1 C", **HALF, verdict="conflict", rivals=[f"{1:016x}"]
    )
    level = ("retention", "full")
    assert compared([right, wrong]).levels[level] == Counts(1, 0, 1)
    assert compared([right, {**wrong, "rivals": []}]).levels[level] == Counts(1, 1, 1)
    replaced = {**right, "supersedes": wrong["record_id"], "rivals": []}
    assert compared([replaced, {**wrong, "rivals": []}]).levels[level] == Counts(1, 0, 1)
    assert compared([{**right, "verdict": "missing"}]).levels[level] == Counts(0, 0, 2)


def test_a_record_is_a_claim_about_every_document_in_which_it_has_evidence():
    own = {"retention": [], "voltage_windows": [], "capacity": []}
    review = read_gold({**PAPER, **own, "kind": "review", "retention": PAPER["retention"][:1]}, "review")
    paper = read_gold({**PAPER, **own, "retention": PAPER["retention"][:1]}, "paper")
    other = read_gold({**PAPER, **own}, "other")
    one = record(1, "retention", ["NMT"], document="review", percent=80.6, cycles=200, rate="1 C", **HALF)
    one |= {"role": "cited", "evidence": [{**one["evidence"][0], "document": d} for d in ("review", "paper")]}
    claimed = claims_of([one])
    assert [(c.document, c.role) for c in claimed] == [("review", "cited"), ("paper", "")]
    for gold in (review, paper):
        result = compare(gold, [c for c in claimed if c.document == gold.document])
        assert result.levels["retention", "full"] == Counts(1, 0, 0)
    # a paper's own value that another paper repeats is cited there
    mine = {
        **one,
        "document": "paper",
        "role": "target",
        "evidence": [{**one["evidence"][0], "document": d} for d in ("paper", "other")],
    }
    claimed = claims_of([mine])
    assert [(c.document, c.role) for c in claimed] == [("paper", "target"), ("other", "cited")]
    assert compare(other, claimed[1:]).levels["retention", "full"] == Counts(0, 0, 0)


def test_the_control_in_a_row_of_a_review_is_not_the_material_of_the_row():
    materials = [
        {"id": "a", "role": "cited", "labels": ["NMT"], "composition": "Na0.85Ni0.34Mn0.33Ti0.33O2", "reference": 93},
        {"id": "b", "role": "cited", "labels": ["NM"], "composition": "Na0.85Ni0.34Mn0.66O2", "reference": 93},
        {"id": "c", "role": "cited", "composition": "Na2/3MnO2", "reference": 94},
    ]
    entries = [{"material": "a", "percent": 80.6}, {"material": "b", "percent": 40.4}]
    gold = read_gold({"kind": "review", "materials": materials, "retention": entries}, "a")
    row = {"composition": "Na0.85Ni0.34Mn0.33Ti0.33O2", "role": "cited", "reference": 93, "table": "1", "row": 1}
    control = {**row, "sample": "pristine", "printed": {"retention_pristine_pct": "40.4"}}
    for labels, reference, right in (([], 93, 2), (["NM"], 93, 2), ([], 94, 1), (["NMT"], 93, 1)):
        claimed = [
            record(1, "retention", percent=80.6) | row,
            record(2, "retention", labels, percent=40.4) | control | {"labels": labels, "reference": reference},
        ]
        assert compared(claimed, gold).levels["retention", "full"] == Counts(right, 2 - right, 2 - right), (labels, reference)


def test_a_transition_where_the_paper_states_none_is_false_and_phases_nobody_annotated_are_not_judged():
    result = compared([fact("transition", **M1, steps=["P2", "OP4"]), fact("phase", **M1, phases=["P2"])])
    assert result.levels["transition", "full"] == Counts(0, 1, 1)
    paper = {**PAPER, "materials": [{k: v for k, v in m.items() if k != "phases"} for m in PAPER["materials"]]}
    assert compared([fact("phase", **M1, phases=["O3"])], read_gold(paper, "a")).levels["phase", "full"] == Counts(0, 0, 0)


def test_a_section_that_an_annotation_lacks_is_not_scored():
    gold = read_gold({k: v for k, v in PAPER.items() if k != "capacity"}, "a")
    assert ("capacity", "full") not in compared(FACTS, gold).levels
    assert ("capacity", "full") in compared(FACTS, read_gold({**PAPER, "capacity": []}, "a")).levels


def test_a_review_counts_cited_materials():
    gold = read_gold({**PAPER, "kind": "review"}, "a")
    claim = fact("retention", composition="NaCrO2", role="cited", percent=64, cycles=50, rate="0.1 C")
    assert compared([claim], gold).levels["retention", "full"] == Counts(1, 0, 2)
    assert compared([claim]).levels["retention", "full"] == Counts(0, 0, 2)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"kind": "letter"}, "kind"),
        ({"materials": [{"role": "target"}]}, "materials, entry 1"),
        ({"materials": [{"id": "a", "role": "hero"}]}, "hero"),
        ({"materials": [{"id": "a"}, {"id": "a"}]}, "twice"),
        ({"materials": "none"}, "a list is expected"),
        ({"materials": [{"id": "m1", "labels": [3]}, {"id": "m2"}, {"id": "c1"}]}, "are texts"),
        ({"retention": [{"material": "m9", "percent": 80}]}, "retention, entry 1: no material has the id 'm9'"),
        ({"retention": [{"material": "m1", "percent": "high"}]}, '"percent" is no number'),
        ({"capacity": ["x"]}, "capacity, entry 1"),
    ],
)
def test_a_wrong_annotation_names_its_entry(change, error):
    with pytest.raises(ValueError, match=error):
        read_gold({**PAPER, **change}, "a")


MATERIALS = [M1, M2, {"label": None, "composition": "NaFeO2"}, {"label": None, "composition": None}]
claims = st.one_of(
    st.builds(
        lambda m, p, c, r, cell: fact("retention", **m, percent=p, cycles=c, rate=r, cell=cell),
        st.sampled_from(MATERIALS),
        st.sampled_from([80.6, 40.4, 51, 64, 7]),
        st.sampled_from([200, 50, None]),
        st.sampled_from(["1 C", "170 mA g-1", "10 C", None]),
        st.sampled_from(["half", "full", None]),
    ),
    st.builds(
        lambda m, p: fact("phase", **m, phases=p), st.sampled_from(MATERIALS), st.sampled_from([["P2"], ["O3"], ["P2", "O3"]])
    ),
    st.builds(lambda m, h: fact("voltage_window", **m, low=2.0, high=h), st.sampled_from(MATERIALS), st.sampled_from([4.0, 4.2])),
    st.builds(lambda m: fact("material", **m), st.sampled_from(MATERIALS)),
)


@given(st.lists(claims, max_size=8), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_claims_and_of_the_annotation_does_not_matter(found, chance):
    mixed = list(found)
    chance.shuffle(mixed)
    turned = replace(GOLD, materials=GOLD.materials[::-1], units=GOLD.units[::-1])
    one, two, three = compared(found), compared(mixed), compared(found, turned)
    assert one.levels == two.levels == three.levels
    assert one.fields == two.fields


@given(st.lists(claims, max_size=8))
@settings(max_examples=60, deadline=None)
def test_saying_the_same_twice_changes_nothing_and_levels_are_nested(found):
    once = compared(found)
    assert compared([*found, *found]).levels == once.levels
    for name in {n for n, _ in once.levels}:
        value, linked, full = (once.levels[name, level] for level in LEVELS)
        assert full.right <= linked.right
        assert linked.right <= value.right or name == "voltage_window"  # a window of the paper, then one a sample
        assert linked.right + linked.missed == full.right + full.missed


@given(st.lists(claims, max_size=8))
@settings(max_examples=40, deadline=None)
def test_adding_what_is_annotated_finds_all_of_it(found):
    perfect = claims_of_gold(GOLD)
    result = compare(GOLD, perfect)
    assert all(c.false == c.missed == 0 for c in result.levels.values())
    assert all(c.precision in (1.0, None) and c.recall in (1.0, None) and c.f1 in (1.0, None) for c in result.levels.values())
    assert not result.mismatches
    more = compare(GOLD, [*perfect, *claims_of(found)])
    assert all(c.missed == 0 for c in more.levels.values())


def test_nothing_claimed_is_no_precision_and_nothing_annotated_no_recall():
    result = compared([])
    assert result.levels["retention", "full"] == Counts(0, 0, 2)
    assert (Counts(0, 0, 2).precision, Counts(0, 0, 2).recall, Counts(0, 0, 2).f1) == (None, 0.0, 0.0)
    assert (Counts(0, 2, 0).precision, Counts(0, 2, 0).recall, Counts(0, 2, 0).f1) == (0.0, None, 0.0)
    assert (Counts().precision, Counts().recall, Counts().f1) == (None, None, None)
    assert (Counts(3, 1, 2).precision, Counts(3, 1, 2).recall, Counts(3, 1, 2).f1) == (0.75, 0.6, 6 / 9)
