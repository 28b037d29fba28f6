"""Words beside a percentage: what is no contradiction, and which of two values is the control's."""

import pytest

from pipeline.reconcile.wording import improved, may_be, other_test
from tests.reconcile.build import cell, said
from tests.reconcile.test_verdicts import ABOUT, TEST, judged, table


@pytest.mark.parametrize(
    ("text", "said_", "printed", "same"),
    [
        ("Nearly 90% is retained.", 90, 89.3, True),
        ("about 90 % is retained", 90, 84.6, False),
        ("~85% is retained", 85, 82.6, True),
        ("approximately 87% remained", 87, 86.2, True),
        ("approximately 87% remained", 87, 84.9, False),
        ("90% is retained", 90, 89.3, False),
        ("between 90% and 95% is left", 90, 93, True),
        ("a retention of 78–80%", 80, 78.6, True),
        ("a retention of 78–80%", 80, 76.8, False),
        ("from 61.5% to 89.4%", 61.5, 80.6, False),
        ("more than 80% at 1 C and 65% at 5 C", 65, 84.1, True),
        ("more than 80% at 1 C and 65% at 5 C", 65, 97.1, False),
        ("89.3%, higher than 80.2% for the other", 89.3, 83.9, False),
        ("less than 50%", 50, 44.0, True),
    ],
)
def test_an_approximation_a_range_or_a_bound_lets_a_value_stand(text, said_, printed, same):
    assert may_be(text, said_, printed) is same


@pytest.mark.parametrize(
    ("text", "value", "other"),
    [
        ("With an ether electrolyte, the retention is 85.5%.", 85.5, True),
        ("90% is left; in air for 30 days, 88% remains.", 88, True),
        ("90% is left; in air for 30 days, 88% remains.", 90, False),
        ("It is stable in moist air and retains 88%.", 88, True),
        ("The air-stable oxide retains 88%.", 88, False),
    ],
)
def test_a_condition_that_is_not_read_makes_another_test(text, value, other):
    assert other_test(text, value) is other


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("It improved the retention from 61.5% to 89.4%.", [(61.5, 89.4)]),
        ("It increased from 63.7% for the bare material to 81.2% for the coated one.", [(63.7, 81.2)]),
        ("It was raised from about 60 to 80%.", [(60.0, 80.0)]),
        ("The capacity fell from 98.0% to 61.5%.", []),
        ("From 61.5% the retention is improved.", []),
    ],
)
def test_what_a_modification_improves_is_the_controls_first(text, pairs):
    assert list(improved(text)) == pairs


@pytest.mark.parametrize(
    "text", ["About 80% was kept.", "In another electrolyte 84.0% was kept.", "Between 79% and 84.0% was kept."]
)
def test_hedged_values_and_other_tests_contradict_no_cell(text):
    value = 80 if "About" in text else 84.0
    found = judged(*table(modified=81.2), said("retention", text, percent=value, **TEST, **ABOUT))
    assert found["retention_modified_pct"].verdict == "silent"


def test_values_that_the_text_raises_the_other_way_are_contradicted_and_their_test_is_confirmed():
    text = "Doping NMT3 raised the retention from 40.4% to 80.6% after 200 cycles at 1 C."
    found = judged(*table(pristine=80.6, modified=40.4), said("material", text, **ABOUT))
    percentages = ("retention_pristine_pct", "retention_modified_pct")
    assert [(found[c].verdict, found[c].other_value) for c in percentages] == [
        ("contradicted", "40.4%"),
        ("contradicted", "80.6%"),
    ]
    assert (found["cycles"].verdict, found["rate"].verdict) == ("confirmed", "confirmed")
    right = judged(*table(), said("material", text, **ABOUT))
    assert [right[c].verdict for c in percentages] == ["confirmed", "confirmed"]


def test_the_number_before_after_100_cycles_is_no_number_of_cycles():
    text = "It had 92.7 mAh g−1 after 200 cycles at 1 C, corresponding to 88.1% of its initial capacity."
    value = said("retention", text, percent=88.1, carried=["cycles", "rate"], **TEST, **ABOUT)
    assert judged(*table(), value)["retention_modified_pct"].verdict == "contradicted"


@pytest.mark.parametrize(
    ("phases", "text", "verdict"),
    [
        (("P2",), "Na0.85Ni0.34Mn0.33Ti0.33O2 with P2 stacking is cheap.", "confirmed"),
        (("P2", "O3"), "P2/O3 was found for Na0.85Ni0.34Mn0.33Ti0.33O2.", "confirmed"),
        (("P2", "O3"), "Na0.85Ni0.34Mn0.33Ti0.33O2 consists of P2 and O3 domains.", "confirmed"),
        (("P2", "O3"), "For Na0.85Ni0.34Mn0.33Ti0.33O2 the P2 share is cheap and O3 is dense.", "silent"),
        (("P2",), "Na0.85Ni0.34Mn0.33Ti0.33O2 turns to P2 on charge.", "silent"),
        (("P2",), "Na0.85Ni0.34Mn0.33Ti0.33O2 shows the P2–O2 couple.", "silent"),
        (("P2",), "Na0.85Ni0.34Mn0.33Ti0.33O2 has less strain than P2 oxides.", "silent"),
        (("P2",), "Na0.85Ni0.34Mn0.33Ti0.33O2 and Na0.67MnO2 of P2 type are cheap.", "silent"),
    ],
)
def test_a_phase_printed_beside_the_formula_alone_is_confirmed(phases, text, verdict):
    assert judged(*table(phases=phases), said("material", text, **ABOUT))["phase"].verdict == verdict


@pytest.mark.parametrize(
    ("printed", "told", "verdict"),
    [
        (["P3", "O3"], ["O3", "P3"], "contradicted"),
        (["P3", "O′3", "O3"], ["O3", "O′3", "P3"], "contradicted"),
        (["O3", "P3"], ["P3", "O3"], "silent"),
        (["O3", "P3"], ["O3", "P3"], "confirmed"),
    ],
)
def test_a_sequence_that_begins_where_the_row_ends_is_the_other_way_round(printed, told, verdict):
    about = {"composition": "Na0.85Ni0.34Mn0.33Ti0.33O2", "reference": 93}
    steps = cell("transition", 1, {"phase_transition": " → ".join(printed)}, steps=printed, **about)
    found = judged(*table(phases=("O3",)), steps, said("transition", "It runs through this.", steps=told, **ABOUT))
    assert found["phase_transition"].verdict == verdict


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("The TiP2O7-coated electrode kept 84.0% of it, while the pristine electrode kept 68.7%.", [(68.7, 84.0)]),
        ("Only 58.4% was kept by the undoped oxide, but 92.7% by the Mg-doped one.", [(58.4, 92.7)]),
        ("The un-coated sample kept 41.2% against 86.9% for the coated sample.", [(41.2, 86.9)]),
        ("The Ti-doped oxide kept 90.1%, while the Zn-doped one kept 88.0%.", []),
        ("The coated sample kept 90.1% after 100 and 70.2% after 500 cycles, while the bare one kept 60.0%.", []),
        ("The coated sample kept more than the bare one: 90.1% and 70.2%.", []),
    ],
)
def test_parts_of_a_sentence_that_name_control_and_modified_sample(text, pairs):
    assert list(improved(text)) == pairs
