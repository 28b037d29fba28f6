"""Linking over sentences: subjects, conditions of paragraphs, headings, captions and figures, and what is not linked."""

import pytest

from pipeline.grammar.capacity import capacity
from pipeline.grammar.retention import retention
from pipeline.grammar.sentence import parse
from pipeline.grammar.voltage import voltage_window
from pipeline.link import Roster, Said, link

NAMES = ("NMT", "NMC", "NM")
ROSTER = Roster(("NMT", "NM", "NMC"), "NMT", "NM")
PAIR = Roster(("NMT", "NM"), "NMT", "NM")
REVIEW = Roster((), None, None, review=True)


def said(text, paragraph=0, section="results", kind="paragraph", figures=(), heading=""):
    spans, at = [], 0
    while at < len(text):
        name = next((n for n in NAMES if text.startswith(n, at) and not text[at + len(n) : at + len(n) + 1].isalnum()), None)
        if name:
            spans.append((at, at + len(name), name))
        at += len(name) if name else 1
    parsed = parse(text, spans)
    found = (*voltage_window(parsed), *retention(parsed), *capacity(parsed))
    return Said(
        paragraph,
        section,
        kind,
        parsed,
        tuple(sorted(found, key=lambda s: s.start)),
        tuple(s[2] for s in spans),
        figures,
        heading,
    )


def told(*sentences, roster=ROSTER):
    found = link([s if isinstance(s, Said) else said(s) for s in sentences], roster)
    return [
        (f.material, f.values.get("percent", f.values.get("value"))) for f in found if f.statement.property != "voltage_window"
    ]


def values(*sentences, roster=ROSTER, of="retention"):
    return [f for f in link([s if isinstance(s, Said) else said(s) for s in sentences], roster) if f.statement.property == of]


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (["NMT was cycled at 1 C.", "It retains 80% of its capacity after 200 cycles."], [("NMT", 80)]),
        (["NMC differs from NM.", "The electrode retains 80% of its capacity after 200 cycles."], [("NMC", 80)]),
        (["Unlike NM, NMC is stable.", "It retains 80% of its capacity after 200 cycles."], [("NMC", 80)]),
        (
            ["NM and NMC were compared.", "The capacity retentions are 40% and 60% after 200 cycles, respectively."],
            [("NM", 40), ("NMC", 60)],
        ),
        (["NMC: 80% of its capacity is retained after 200 cycles, 20% more than in NM."], [("NMC", 80)]),
        (["NMC, made like NM, keeps 80% of its capacity after 200 cycles."], [("NMC", 80)]),
        (["A retention of 80% after 200 cycles was found for the sample without titanium."], [(None, 80)]),
        (["As reported by another group, 80% of the capacity is retained after 200 cycles."], [(None, 80)]),
        (["The retentions are 80% and 60% after 200 cycles, respectively."], [(None, 80), (None, 60)]),
    ],
)
def test_subjects(sentences, expected):
    assert told(*sentences) == expected


def test_the_other_of_two_is_meant_by_a_bare_comparison():
    assert told("NMT retains 80% of its capacity after 200 cycles, compared with only 40%.", roster=PAIR) == [
        ("NMT", 80),
        ("NM", 40),
    ]
    assert told("NMT retains 80% of its capacity after 200 cycles, compared with only 40%.") == [("NMT", 80), (None, 40)]


def test_a_review_has_no_target_to_fall_back_on():
    assert told("A capacity retention of 80% was reached after 200 cycles.", roster=REVIEW) == [(None, 80)]


def test_rate_and_window_come_from_the_paragraph_and_are_marked():
    (one,) = values("NMT was cycled at 2 C between 2.0 and 4.0 V.", "It retains 79% of its capacity after 300 cycles.")
    assert (one.values["rate"], one.values["low"], one.values["high"], one.values["cell"]) == ("2 C", 2, 4, "half")
    assert {"rate", "low", "high", "material", "cell"} <= one.carried
    assert "rate of the paragraph" in one.reason


def test_window_comes_from_the_heading():
    heading = said("2.3 Electrochemical performance (2–4.3 V)", kind="heading", heading="h")
    (one,) = values(heading, said("NMT retains 70% of its capacity after 100 cycles at 1 C.", 1, heading="h"))
    assert (one.values["low"], one.values["high"]) == (2, 4.3)


def test_rate_comes_from_the_panel_of_the_figure():
    caption = said(
        "c) Long-term cycling performance at 0.5 C after five pre-cycles at 0.06 C.", 9, kind="caption", figures=("2c",)
    )
    text = said("NMT retains 90% of its capacity after 200 cycles (Figure 2c).", figures=("2c",))
    (one,) = values(text, caption)
    assert (one.values["rate"], one.carried & {"rate"}) == ("0.5 C", {"rate"})


def test_a_full_cell_does_not_take_the_half_cells_rate():
    (half, full) = values(
        "NMT keeps 80% of its capacity after 200 cycles at 1 C.",
        "In a full cell with hard carbon NMT keeps 75% of its capacity after 100 cycles.",
    )
    assert (half.values["cell"], full.values["cell"], full.values["rate"]) == ("half", "full", None)


def test_a_window_of_the_experimental_part_is_of_all_samples():
    found = values(said("All cells were cycled between 2.0 and 4.3 V.", section="experimental"), of="voltage_window")
    assert [(f.material, f.values["low"], "material" in f.carried) for f in found] == [(m, 2, True) for m in ROSTER.own]


def test_rivals_and_reason_are_kept():
    (one, _) = values("NMT retains 80% of its capacity after 200 cycles, compared with 40% for NM.")
    assert one.rivals == ("NM",)
    assert one.reason.startswith("retention: of its capacity; subject before the value")
    assert 0.5 < one.confidence < 1


def test_an_introduction_tells_of_others_until_it_says_here():
    found = told(
        said("NM was first studied by Delmas, who found 80% of its capacity after 20 cycles.", section="introduction"),
        said("It kept 60% of its capacity after 50 cycles.", section="introduction"),
        said("Here we show that NMT retains 90% of its capacity after 100 cycles.", section="introduction"),
    )
    assert found == [(None, 80), (None, 60), ("NMT", 90)]


def test_the_window_of_other_people_is_not_carried_on():
    found = values(
        said("NM was reported by Lu to work between 1.5 and 4.5 V.", section="introduction"),
        said("Here NMT retains 90% of its capacity after 100 cycles.", section="introduction"),
    )
    assert (found[0].values["low"], found[0].values["high"]) == (None, None)


def test_each_value_has_the_cell_it_was_met_in():
    found = values("NMT keeps 85% after 300 cycles in a half cell and 77% of its capacity after 100 cycles in a full cell.")
    assert [(f.values["percent"], f.values["cell"]) for f in found] == [(85, "half"), (77, "full")]


def test_a_subject_of_two_that_is_not_said_again_is_not_guessed():
    found = values(
        "NMT keeps 80% of its capacity after 90 cycles, while NM keeps 40%.", "A retention of 30% is left after 900 cycles."
    )
    assert found[2].confidence < 0.4


def test_the_figures_rate_goes_before_that_of_the_first_cycle():
    caption = said("d) Cycling performance at 0.5 C.", 9, kind="caption", figures=("2d",))
    text = said("At 0.1 C NM starts with 120 mAh g−1, but drops to 37 mAh g−1 after 400 cycles (Figure 2d).", figures=("2d",))
    _, last = values(text, caption, of="capacity")
    assert (last.values["value"], last.values["rate"]) == (37, "0.5 C")


def test_what_is_said_of_a_sample_nobody_explains_is_said_of_no_other():
    text = ("NMT delivers 100 mAh/g at 1 C.", "B-NMX retains 80% of its capacity after 200 cycles.")
    assert told(*text, "It delivers 90 mAh/g at 1 C.", "NMC delivers 95 mAh/g at 1 C.") == [
        ("NMT", 100),
        (None, 80),
        (None, 90),
        ("NMC", 95),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "This CAM delivers 100 mAh/g at 1 C.",
        "As Figure S14 shows, it delivers 100 mAh/g at 1 C.",
        "XRD shows a pure phase, and 100 mAh/g is reached at 1 C.",
    ],
)
def test_methods_figures_and_abbreviations_are_no_samples(text):
    assert told("NMT was made as a powder.", text) == [("NMT", 100)]


def test_lists_follow_the_conditions_of_the_sentence_before_where_it_is_said_so():
    first = "NMT retains 90% and 84% of its capacity after 200 cycles at 1 C and 500 cycles at 5 C, respectively."
    found = values(first, "Under the same conditions, the capacity retentions of NM are 53% and 40%.")
    assert [(f.material, f.values["percent"], f.values["cycles"], f.values["rate"]) for f in found] == [
        ("NMT", 90, 200, "1 C"),
        ("NMT", 84, 500, "5 C"),
        ("NM", 53, 200, "1 C"),
        ("NM", 40, 500, "5 C"),
    ]
    assert {"cycles", "rate"} <= found[2].carried


def test_in_a_review_the_conditions_of_one_work_are_not_those_of_the_next():
    found = values(
        "In full cells NMT keeps 80% of its capacity after 100 cycles at 0.5 C.",
        "NMC keeps 84% of its capacity after 200 cycles.",
        roster=REVIEW,
    )
    assert [(f.material, f.values["cell"], f.values["rate"]) for f in found] == [("NMT", "full", "0.5 C"), ("NMC", "half", None)]


def test_the_material_of_a_summary_is_the_one_it_is_about():
    sentences = ("We made NMT to learn more of NM.", "The material retains 80% of its capacity after 200 cycles.")
    assert told(*(said(s, section="abstract", kind="abstract") for s in sentences)) == [("NMT", 80)]


RAISED = "Titanium doping raises the capacity retention after 200 cycles at 1 C from 51.2% to 87.3%."


@pytest.mark.parametrize(
    ("sentence", "roster", "expected"),
    [
        (RAISED, PAIR, [("NM", 51.2), ("NMT", 87.3)]),
        (RAISED, ROSTER, [(None, 51.2), ("NMT", 87.3)]),
        (RAISED.replace("retention", "retention of NM"), PAIR, [("NM", 51.2), ("NMT", 87.3)]),
        (RAISED.replace("retention", "retention of NMT"), PAIR, [(None, 51.2), (None, 87.3)]),
        (RAISED.replace("Titanium doping", "A lower temperature"), PAIR, [("NMT", 51.2), ("NMT", 87.3)]),
        (
            "A coating increases the capacity at 10 C from 48 mAh g−1 to 93 mAh g−1.",
            PAIR,
            [("NM", 48), ("NMT", 93)],
        ),
        ("The capacity at 10 C increases from 48 mAh g−1 to 93 mAh g−1.", PAIR, [(None, 48), ("NMT", 93)]),
    ],
)
def test_what_something_raises_is_the_pristine_samples_and_then_the_targets(sentence, roster, expected):
    assert told(sentence, roster=roster) == expected


def test_a_sample_in_brackets_without_its_dopant_takes_its_own_value():
    assert told("NMT retains 80% of its capacity after 200 cycles (Ti-free: 60%).")[0] == ("NMT", 80)
    assert told("NMT retains 80% of its capacity after 200 cycles (Ti-free: 60%).")[1] == (None, 60)
    assert told("NMC (without Ti) retains 80% of its capacity after 200 cycles.") == [("NMC", 80)]


def test_a_coated_cathode_is_told_from_the_uncoated_one_it_is_compared_with():
    found = told("The coated cathode retains 80% after 200 cycles, compared with 40% for the uncoated one.", roster=PAIR)
    assert found == [("NMT", 80), ("NM", 40)]


def test_the_former_of_two_that_are_not_known_is_nobody():
    assert told("NMT was milled.", "The former retains 80% of its capacity after 200 cycles.") == [(None, 80)]
