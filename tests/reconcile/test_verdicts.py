"""The verdict on every cell of a table, and the table made from everything but itself."""

import csv
import io
from dataclasses import replace

import pytest

from pipeline.reconcile import verdicts
from pipeline.reconcile.core import reconcile
from pipeline.reconcile.prose import rows_from_prose
from pipeline.reconcile.statistics import families, to_csv
from tests.reconcile.build import cell, paper, review, row, said

NMT3 = "Na0.85Ni0.34Mn0.33Ti0.33O2"
ABOUT = {"composition": NMT3, "label": "NMT3", "reference": 93}
TEST = {"cycles": 200, "rate": "1 C", "basis": None}


def judged(*claims, others=()):
    result = reconcile([review(*claims), *others])
    return {v.column: v for v in verdicts.verdicts(result)}


def table(**how):
    return row(1, NMT3, 93, **{"pristine": 40.4, "modified": 80.6, **how})


def test_nothing_said_is_silent_in_every_column():
    found = judged(*table())
    assert {c: v.verdict for c, v in found.items()} == dict.fromkeys(
        [
            "cathode_material",
            "phase",
            "voltage_range_V",
            "retention_pristine_pct",
            "retention_modified_pct",
            "cycles",
            "rate",
            "reference",
        ],
        "silent",
    )


def test_what_the_text_says_too_is_confirmed_with_its_place():
    text = said("retention", "NMT3 kept 80.6%.", page=4, percent=80.6, **TEST, **ABOUT)
    named = said("material", "NMT3 is new.", page=3, **ABOUT)
    found = judged(*table(), text, named)
    confirmed = {c for c, v in found.items() if v.verdict == "confirmed"}
    assert confirmed == {"cathode_material", "retention_modified_pct", "cycles", "rate", "reference"}
    value = found["retention_modified_pct"]
    assert (value.table_value, value.other_value, value.other_page, value.other_text) == (
        "80.6",
        "80.6% (200 cycles, 1 C)",
        4,
        "NMT3 kept 80.6%.",
    )


def test_another_value_of_the_same_test_contradicts_even_where_the_paper_confirms():
    text = said("retention", "It kept 86.0%.", percent=86.0, **TEST, **ABOUT)
    own = said("retention", "80.6% was kept.", document="paper-93", composition=NMT3, role="target", percent=80.6, **TEST)
    value = judged(*table(), text, others=[paper(93, own)])["retention_modified_pct"]
    assert (value.verdict, value.other_value) == ("contradicted", "86% (200 cycles, 1 C)")


def test_the_control_of_the_text_is_compared_with_the_pristine_value():
    text = said("retention", "NM kept 45.0%.", label="NM", reference=93, percent=45.0, **TEST)
    found = judged(*table(), text)
    assert (found["retention_pristine_pct"].verdict, found["retention_modified_pct"].verdict) == ("contradicted", "silent")


def test_several_other_samples_are_no_control():
    two = [
        said("retention", f"{n} kept {p}%.", label=n, reference=93, percent=p, **TEST)
        for n, p in (("NMT1", 45.0), ("NMT2", 61.0))
    ]
    assert judged(*table(), *two)["retention_pristine_pct"].verdict == "silent"


def compared(text, **more):
    """The row's value and two of other samples in one sentence; the others name no reference."""
    values = (("NMT3", 80.6, 93), ("P2-NM", 38.1, None), ("O3-NM", 43.0, None))
    return [
        said("retention", text, label=n, composition=NMT3 if n == "NMT3" else None, reference=r, percent=p, **{**TEST, **more})
        for n, p, r in values
    ]


def test_controls_in_the_sentence_of_the_rows_value_contradict_a_pristine_value_that_none_of_them_has():
    found = judged(*table(), *compared("NMT3 kept 80.6%, single-phase P2-NM and O3-NM 38.1% and 43.0%.", cell="full"))
    assert found["retention_modified_pct"].verdict == "confirmed"
    value = found["retention_pristine_pct"]
    assert (value.verdict, value.other_value) == ("contradicted", "38.1%, 43%")


def test_one_of_several_controls_that_has_the_pristine_value_confirms_it():
    found = judged(*table(pristine=43.0), *compared("NMT3 kept 80.6%, single-phase P2-NM and O3-NM 38.1% and 43.0%."))
    assert found["retention_pristine_pct"].verdict == "confirmed"


@pytest.mark.parametrize("how", ["members of the series", "another test"])
def test_others_in_the_sentence_that_are_no_controls_or_were_tested_otherwise_say_nothing(how):
    if how == "members of the series":
        text = compared("NMT3 kept 80.6%, P2-NM and O3-NM 38.1% and 43.0%.")
    else:
        own, *others = compared("NMT3 kept 80.6%, single-phase P2-NM and O3-NM 38.1% and 43.0% after 500 cycles.")
        text = [own, *(replace(o, fact=replace(o.fact, values={**o.fact.values, "cycles": 500})) for o in others)]
    assert judged(*table(), *text)["retention_pristine_pct"].verdict == "silent"


def test_what_is_said_of_the_samples_name_in_the_rows_work_confirms_several_phases_and_a_window():
    named = {"label": "NMT3-Q", "reference": 93}
    text = [
        said("phase", "NMT3-Q has O3 and P2.", phases=["O3", "P2"], **named),
        said("voltage_window", "cycled in 2.0–4.3 V", low=2.0, high=4.3, cell="half", **named),
    ]
    found = judged(*table(), *text)
    assert (found["phase"].verdict, found["voltage_range_V"].verdict) == ("confirmed", "confirmed")
    one = [said("phase", "NMT3-Q has P2.", phases=["P2"], **named)]
    assert judged(*row(1, NMT3, 93, phases=("P2",)), *one)["phase"].verdict == "silent"


def test_a_part_of_a_composite_confirms_its_reference():
    text = said("material", "NaNi0.5Mn0.5O2 was coated.", composition="NaNi0.5Mn0.5O2", reference=122)
    found = judged(*row(1, "NaNi0.5Mn0.5O2@5.2 mol% Na2/3MnO2", 122), text)
    assert (found["reference"].verdict, found["cathode_material"].verdict) == ("confirmed", "silent")


def test_a_row_that_bears_the_formula_of_its_control_is_not_contradicted_by_it():
    swapped = [
        said("retention", "a", percent=40.4, **TEST, **ABOUT),
        said("retention", "b", label="NMT3-S", reference=93, percent=80.6, **TEST),
    ]
    found = judged(*table(), *swapped)
    assert (found["retention_pristine_pct"].verdict, found["retention_modified_pct"].verdict) == ("confirmed", "confirmed")


@pytest.mark.parametrize("other", [{"cycles": 500}, {"rate": "8 C"}, {"cell": "full"}, {"temperature_C": 55}, {"basis": "rate"}])
def test_another_test_says_nothing(other):
    text = said("retention", "It kept 86.0%.", percent=86.0, **{**TEST, **other}, **ABOUT)
    assert judged(*table(), text)["retention_modified_pct"].verdict == "silent"


def test_the_same_percentage_after_other_cycles_contradicts_the_cycles():
    text = said("retention", "80.6% after 300 cycles.", percent=80.6, **{**TEST, "cycles": 300}, **ABOUT)
    found = judged(*table(), text)
    assert (found["cycles"].verdict, found["cycles"].other_value) == ("contradicted", "300")
    assert found["retention_modified_pct"].verdict == "confirmed", "the figure is the same"
    rounded = judged(
        *table(modified=80), said("retention", "80% after 300 cycles.", percent=80, **{**TEST, "cycles": 300}, **ABOUT)
    )
    assert {rounded[c].verdict for c in ("cycles", "retention_modified_pct")} == {"silent"}, (
        "a whole number may be met by accident"
    )


def test_another_value_in_a_text_that_gives_the_rows_own_too_is_another_samples():
    own = said("retention", "NMT3 kept 80.6% after 500 cycles.", percent=80.6, **{**TEST, "cycles": 500}, **ABOUT)
    other = said("retention", "The P2 part alone kept 58.0%.", percent=58.0, **TEST, **ABOUT)
    found = judged(*table(), own, other)
    assert (found["retention_modified_pct"].verdict, found["cycles"].verdict) == ("confirmed", "contradicted")
    elsewhere = said("retention", "58.0% were left.", document="paper-93", role="target", percent=58.0, composition=NMT3, **TEST)
    assert judged(*table(), own, others=[paper(93, elsewhere)])["retention_modified_pct"].verdict == "contradicted"


def test_cycles_taken_over_from_another_sentence_do_not_contradict():
    text = said("retention", "It withstood air with 96.1% left.", percent=96.1, carried=["cycles", "rate"], **TEST, **ABOUT)
    assert judged(*table(), text)["retention_modified_pct"].verdict == "silent"
    one = "After 200 cycles at 1 C, A kept 40.4% and NMT3 86.1%."
    here = said("retention", one, percent=86.1, carried=["cycles", "rate"], **TEST, **ABOUT)
    assert judged(*table(), here)["retention_modified_pct"].verdict == "contradicted"


@pytest.mark.parametrize(("value", "verdict"), [(170, "confirmed"), (150, "contradicted")])
def test_a_current_is_compared_with_a_c_rate_where_its_sentence_says_what_1_c_is(value, verdict):
    text = "80.6% after 200 cycles at 170 mA g−1."
    test = said("retention", text, percent=80.6, **{**TEST, "rate": "170 mA g−1"}, **ABOUT)
    defined = said("rate_definition", text, role="target", c_rate=1, value=value, unit="mA g−1")
    assert judged(*table(), test, defined)["rate"].verdict == verdict
    assert judged(*table(), test)["rate"].verdict == "silent"


COATED, CORE = "NaNi0.5Mn0.5O2@Al2O3", {"composition": "NaNi0.5Mn0.5O2", "reference": 93}


def coated(*texts, phases=("O3",)):
    return judged(*row(1, COATED, 93, phases=phases, pristine=58.7, modified=82.6), *texts)


def test_what_is_said_of_a_core_is_said_of_the_coated_material():
    phase = said("phase", "O3-NaNi0.5Mn0.5O2 was coated.", phases=["O3"], **CORE)
    kept = said("retention", "The coated sample kept 82.6%.", percent=82.6, **TEST, **CORE)
    found = coated(phase, kept)
    assert {c for c, v in found.items() if v.verdict == "confirmed"} == {
        "phase",
        "retention_modified_pct",
        "cycles",
        "rate",
        "reference",
    }
    assert coated(phase, phases=("P2",))["phase"].verdict == "contradicted"
    assert (
        coated(said("retention", "It kept 82.6%.", percent=82.6, **{**TEST, "cycles": 300}, **CORE))["cycles"].verdict
        == "contradicted"
    )


def test_a_value_of_a_core_may_be_the_bare_ones_and_contradicts_nothing():
    bare = said("retention", "NaNi0.5Mn0.5O2 kept 57.8%.", percent=57.8, **TEST, **CORE)
    assert {v.verdict for c, v in coated(bare).items() if c.startswith("retention")} == {"silent"}


def test_a_figure_printed_in_a_sentence_on_the_material_is_confirmed_though_nothing_was_read():
    text = said("material", "Alumina on it raised the retention from 58.7 to 82.6% after 200 cycles at 1 C.", **CORE)
    found = coated(text)
    assert {c for c, v in found.items() if v.verdict == "confirmed"} == {
        "retention_pristine_pct",
        "retention_modified_pct",
        "cycles",
        "rate",
        "reference",
    }
    assert found["cycles"].reason == "printed in a sentence on the material"


@pytest.mark.parametrize(
    "text",
    [
        "A full cell of it retained 82.6% after 200 cycles at 1 C.",
        "At 55 °C it retained 82.6% after 200 cycles at 1 C.",
        "It is 82.6% dense.",
        "It retained 82.65% after 200 cycles.",
        "It retained 82.6 mAh g−1 after 200 cycles.",
    ],
)
def test_print_under_other_conditions_or_of_another_kind_says_nothing(text):
    assert coated(said("material", text, **CORE))["retention_modified_pct"].verdict == "silent"


def test_what_was_read_of_a_sentence_is_not_confirmed_by_its_print():
    text = "At a high rate 82.6% of the capacity is there."
    read = said("retention", text, percent=82.6, **{**TEST, "basis": "rate"}, **CORE)
    assert coated(said("material", text, **CORE), read)["retention_modified_pct"].verdict == "silent"


def test_a_window_said_in_one_breath_with_the_retention_contradicts_another():
    tied = said("retention", "80.6% in 2.0–4.0 V.", percent=80.6, low=2.0, high=4.0, **TEST, **ABOUT)
    assert judged(*table(), tied)["voltage_range_V"].verdict == "contradicted"
    loose = said("voltage_window", "tested in 2.0–4.0 V.", low=2.0, high=4.0, cell="half", **ABOUT)
    assert judged(*table(), loose)["voltage_range_V"].verdict == "silent"
    carried = said("retention", "80.6%.", percent=80.6, low=2.0, high=4.0, carried=["low", "high"], **TEST, **ABOUT)
    assert judged(*table(), carried)["voltage_range_V"].verdict == "silent"


def test_a_capacity_after_the_same_cycles_confirms_the_conditions_alone():
    text = said("capacity", "93 mAh/g after 200 cycles at 1 C", value=93, cycle=200, rate="1 C", **ABOUT)
    found = judged(*table(), text)
    assert [found[c].verdict for c in ("cycles", "rate", "retention_modified_pct")] == ["confirmed", "confirmed", "silent"]


def test_the_same_material_and_test_under_another_number_contradicts_the_reference():
    text = said("retention", "It kept 80.6%.", composition=NMT3, reference=94, percent=80.6, **TEST)
    found = judged(*table(), text)
    assert (found["reference"].verdict, found["reference"].other_value) == ("contradicted", "94")
    other = said("retention", "It kept 75.0%.", composition=NMT3, reference=94, percent=75.0, **TEST)
    assert judged(*table(), other)["reference"].verdict == "silent"


def test_a_transition_printed_backwards_is_contradicted_where_the_rows_phase_says_so():
    def found(phases, steps, text):
        claims = row(1, "NaNi0.5Mn0.5O2", 7, phases=phases)
        about = {"composition": "NaNi0.5Mn0.5O2", "reference": 7}
        turned = cell("transition", 1, {"phase_transition": " → ".join(steps)}, steps=steps, **about)
        value = judged(*claims, turned, said("transition", text, steps=["O3", "P3"], **about))["phase_transition"]
        return value.verdict, value.reason

    text = "It undergoes the O3 → P3 transition."
    assert found(["O3"], ["P3", "O3"], text) == ("contradicted", "the sequence the other way round")
    assert found(["O3"], ["O3", "P3"], text)[0] == "confirmed"
    assert found(["P3"], ["P3", "O3"], text)[0] == "silent"


def test_misprint_and_missing_subscript():
    wrong, right = "Na(Ni0.5Mn0.5)0.08Ti0.02O2", "Na(Ni0.5Mn0.5)0.98Ti0.02O2"
    text = said("material", "M2", composition=right, label="M2", reference=4)
    value = judged(*row(1, wrong, 4, modified=70.2), text)["cathode_material"]
    assert (value.verdict, value.other_value) == ("contradicted", right)
    assert value.reason.startswith("prints 0.08 for 0.98")
    value = judged(*row(1, "Na0.44Mn0.97Mo0.03O", 4))["cathode_material"]
    assert value.verdict == "implausible"
    assert value.reason.endswith("proposed: Na0.44Mn0.97Mo0.03O2")


def test_the_csv_is_one_line_a_cell_and_runs_nothing():
    text = said("retention", "=HYPERLINK(1)", percent=86.0, **TEST, **ABOUT)
    result = reconcile([review(*table(), text)])
    lines = list(csv.DictReader(io.StringIO(verdicts.to_csv(verdicts.verdicts(result)))))
    assert len(lines) == 8
    assert tuple(lines[0]) == verdicts.COLUMNS
    assert {line["other_text"] for line in lines} == {"", "'=HYPERLINK(1)"}


def test_the_table_from_prose_takes_nothing_from_the_table():
    text = [
        said("material", "NMT3 is new.", page=3, **ABOUT),
        said("phase", "NMT3 holds O3 and P2.", phases=["O3", "P2"], **ABOUT),
        said("retention", "NMT3 kept 86.0%.", percent=86.0, **{**TEST, "rate": None}, **ABOUT),
        said("transition", "…", steps=["P2/O3", "P2/P3"], **ABOUT),
        said("voltage_window", "2.2–4.4 V", low=2.2, high=4.4, cell="half", **ABOUT),
    ]
    one, two = rows_from_prose(reconcile([review(*table(), *row(2, "Na0.7MnO2", 94, modified=70.1), *text)]))
    assert {k: v.text for k, v in one.printed.items()} == {
        "cathode_material": NMT3,
        "reference": "93",
        "phase": "O3/P2",
        "phase_transition": "P2/O3 → P2/P3",
        "voltage_range_V": "2.2–4.4",
        "retention_modified_pct": "86",
        "cycles": "200",
    }
    assert {k: v.text for k, v in two.printed.items()} == {"cathode_material": ""}


def test_two_windows_of_which_none_is_the_tests_are_left_open():
    windows = [said("voltage_window", str(h), low=2.0, high=h, cell="half", **ABOUT) for h in (4.0, 4.3)]
    (made,) = rows_from_prose(reconcile([review(*table(), *windows)]))
    assert "voltage_range_V" not in made.printed


def test_statistics_are_ranges_with_their_rows():
    claims = [
        *row(1, NMT3, 93, pristine=40.4, modified=80.6),
        *row(2, "Na0.7Mn0.9Ni0.1O2", 94, pristine=37.2, modified=68.17, cycles=500, rate="5 C"),
        *row(3, "Na0.5MnO2", 95, phases=("O3", "P2"), modified=67.85, cycles=100),
    ]
    found = families(reconcile([review(*claims)]).records)
    assert [f.statement for f in found] == [
        "P2/O3: capacity retention from 37.2–40.4% to 68.17–80.6% after 200–500 cycles (rows 1, 2)",
        "O3/P2: capacity retention 67.85% after 100 cycles (row 3)",
    ]
    lines = to_csv(found).splitlines()
    assert lines[1].startswith("review,1,P2/O3,2,1 2,37.2,40.4,68.17,80.6,200,500,")
    assert lines[2].startswith("review,1,O3/P2,1,3,,,67.85,67.85,100,100,")


def from_prose(*claims, **how):
    (made,) = rows_from_prose(reconcile([review(*table(**how), *claims)]))
    return {k: v.text for k, v in made.printed.items() if v.text}


def test_a_full_cell_is_no_test_of_a_row_that_does_not_say_so():
    text = said("retention", "The full cell kept 85%.", percent=85, cell="full", cycles=100, rate="8 C", basis=None, **ABOUT)
    assert from_prose(text) == {"reference": "93"}


def test_a_capacity_left_after_cycling_gives_cycles_and_rate_of_the_test_but_no_percentage():
    text = said("capacity", "93 mAh/g after 200 cycles at 1 C", value=93, cycle=200, rate="1 C", **ABOUT)
    assert from_prose(text) == {"reference": "93", "cycles": "200", "rate": "1 C"}


def test_a_name_of_the_work_that_alone_holds_several_phases_gives_the_phases():
    mixed = said("phase", "Q holds P2 and tunnels.", label="Q", reference=93, phases=["P2", "tunnel"])
    assert from_prose(mixed) == {"reference": "93", "phase": "P2/tunnel"}
    other = said("phase", "R holds P2 and O3.", label="R", reference=93, phases=["P2", "O3"])
    assert from_prose(mixed, other) == {"reference": "93"}
