"""Facts shown to people: what is marked in a sentence, what is said to be read in it, and why."""

import pytest

from pipeline.marked import marked
from pipeline.model import Evidence, Fact, Subject
from pipeline.worded import subjects, what, why

NMT = Subject("NMT", "Na0.67Ni0.33Mn0.57Ti0.1O2", "target", None)
NM = Subject("NM", "Na0.67Ni0.33Mn0.67O2", "pristine", None)


def fact(prop, text, subject=NMT, extractor="prose/1", kind="stated", page=1, **values):
    return Fact(prop, subject, Evidence("paper", page, (), text, extractor, kind, 0.9), values)


def marks(sentence):
    return [(sentence.text[m.start : m.end], m.kind) for m in sentence.marks]


def test_the_linked_value_is_told_from_other_quantities():
    text = "NMT keeps 80% of its capacity after 80 cycles at 1 C, NM only 70%."
    (one,) = marked([fact("retention", text, percent=80.0, cycles=80, rate="1 C"), fact("material", text, NM)])
    assert marks(one) == [
        ("NMT", "material"),
        ("80%", "linked"),
        ("80 cycles", "quantity"),
        ("1 C", "quantity"),
        ("NM", "material"),
        ("70%", "quantity"),
    ]


def test_phases_cells_and_methods_are_marked_too():
    text = "By XRD the P2 phase of NMT goes to OP4 in half cells above 4.2 V, not to O2."
    (one,) = marked([fact("transition", text, steps=["P2", "OP4"])])
    assert marks(one) == [
        ("XRD", "method"),
        ("P2", "linked"),
        ("NMT", "material"),
        ("OP4", "linked"),
        ("half cells", "cell"),
        ("4.2 V", "quantity"),
        ("O2", "phase"),
    ]


def test_a_number_without_a_unit_is_marked_in_a_row_of_a_table():
    (one,) = marked([fact("retention", "NMT | 100 | 80.5 | 80.5", extractor="cells/1", percent=80.5, cycles=100)])
    assert marks(one) == [("NMT", "material"), ("80.5", "linked")]
    assert one.lines[0][1] == "row of a table, stated, confidence 0.90"


def test_a_window_is_marked_by_both_its_ends():
    text = "Cells ran between 2.0 and 4.0 V, later between 2.0 and 4.3 V."
    (one,) = marked([fact("voltage_window", text, low=2.0, high=4.3, cell="half")])
    assert [m for m in marks(one) if m[1] in ("linked", "quantity")] == [
        ("2.0 and 4.0 V", "quantity"),
        ("2.0 and 4.3 V", "linked"),
    ]


def test_markup_is_off_and_places_are_those_of_the_shown_text():
    (one,) = marked([fact("capacity", "NMT gives 120 mAh g^{−1} at last.", value=120.0)])
    assert one.text == "NMT gives 120 mAh g−1 at last."
    assert ("120 mAh g−1", "linked") in marks(one)


def test_why_says_rule_link_distance_and_rivals():
    text = "NMT after coating keeps 80% of its capacity, NM 70%."
    (one,) = marked(
        [fact("retention", text, percent=80.0, reason="retention: of its capacity; subject before the value", rivals=["NM"])]
    )
    assert one.lines == (
        (
            "retention 80% → NMT (Na0.67Ni0.33Mn0.57Ti0.1O2), target",
            "sentence, stated, confidence 0.90; rule: of its capacity; link: subject before the value; 3 words from the name; "
            "not given to NM, named here too",
        ),
    )


def test_no_distance_where_the_material_is_not_named():
    (one,) = marked([fact("retention", "It keeps 80%.", percent=80.0, reason="retention: keeps; subject 1 sentences before")])
    assert one.lines[0][1] == "sentence, stated, confidence 0.90; rule: keeps; link: subject 1 sentences before"


def test_materials_of_which_the_same_is_said_share_a_line():
    text = "All cells ran between 2.0 and 4.0 V."
    both = [fact("voltage_window", text, s, low=2.0, high=4.0, cell="half", carried=["material"]) for s in (NMT, NM)]
    (one,) = marked(both)
    assert [line for line, _ in one.lines] == ["voltage window 2–4 V, half cell → NMT*, NM*"]


def test_sentences_come_by_page_and_once():
    found = marked([fact("material", "b", page=2), fact("material", "a"), fact("phase", "b", page=2, phases=["P2"])])
    assert [(s.page, s.text, len(s.lines)) for s in found] == [(1, "a", 1), (2, "b", 2)]


@pytest.mark.parametrize(
    ("prop", "values", "said"),
    [
        (
            "retention",
            {"percent": 80.5, "cycles": 200, "rate": "1 C", "low": 2.0, "high": 4.3, "cell": "full", "temperature_C": 25.0},
            "retention 80.5% after 200 cycles at 1 C, 2–4.3 V, full cell, 25 °C",
        ),
        ("retention", {"percent": 70, "cycles": None, "cell": "half", "carried": ["cell"]}, "retention 70%, half cell*"),
        ("retention", {"percent": 95.0, "basis": "air"}, "retention (air) 95%"),
        (
            "capacity",
            {
                "value": 120.0,
                "kind_of": "discharge",
                "cycle": 1,
                "rate": "0.1 C",
                "low": 2.0,
                "high": 4.0,
                "carried": ["low", "high"],
            },
            "discharge capacity 120 mAh/g in cycle 1 at 0.1 C, 2–4 V*",
        ),
        ("phase", {"phases": ["P2", "O3"], "fractions": {"P2": 60.5}}, "phase P2 (60.5%) + O3"),
        ("transition", {"steps": ["O3", "P3/OP2"]}, "transition O3 → P3/OP2"),
        ("rate_definition", {"c_rate": 1, "value": 170.0, "unit": "mA/g"}, "1 C = 170 mA/g"),
        ("average_voltage", {"value": 3.2}, "average voltage 3.2 V"),
        ("density", {"value": 4.5, "note": None, "carried": ["value"]}, "density value 4.5*"),
    ],
)
def test_a_fact_in_words(prop, values, said):
    assert what(fact(prop, "…", **values)) == said


def test_a_cited_material_bears_its_reference_and_another_its_other_names():
    cited = fact("material", "…", Subject(None, "Na0.67MnO2", "cited", 12))
    assert subjects([cited]) == " → Na0.67MnO2, cited [12]"
    assert subjects([fact("material", "…", labels=["NMT", "pristine-T"])]).endswith(", target; also pristine-T")
    assert subjects([fact("rate_definition", "…", Subject())]) == ""


def test_doubts_are_said():
    assert why(fact("material", "…", extractor="materials 1", doubts=["no charge balance"])).endswith(
        "; doubt: no charge balance"
    )
