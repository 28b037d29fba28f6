"""Tables of materials made by hand: what is read from them, and what must not be."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cells import Conditions, MaterialRow, facts, read_abbreviations, read_rows
from pipeline.cells.folded import unfolded
from pipeline.cells.headers import Column, classify
from pipeline.cells.printed import read_cycles, read_material, read_rate, read_reference, read_windows
from pipeline.cells.statements import read_statements
from pipeline.cells.tokens import is_missing, one_line, tokenize
from pipeline.model import Cell, Table

Text = str | Cell | None
"""A cell's text, a made cell, or None for a covered cell."""


def span(text, columns=1, rows=1):
    return Cell(text, 4, (0.0, 0.0, 9.0, 9.0), column_span=columns, row_span=rows)


def table(
    header: Sequence[Text] | Sequence[Sequence[Text]],
    rows: Sequence[Sequence[Text]],
    caption="Table 3 Performance of reported cathodes",
    notes=(),
    groups=(),
    doubt=None,
    label="Table 3",
):
    heads = header if header and isinstance(header[0], (list, tuple)) else [header]

    def cells(texts, r):
        return tuple(
            t
            if isinstance(t, Cell)
            else Cell("", 4, covered=True)
            if t is None
            else Cell(t, 4, (50.0 * c, 20.0 * r, 50.0 * c + 40, 20.0 * r + 10) if t else None)
            for c, t in enumerate(texts)
        )

    return Table(
        label=label,
        caption=caption,
        page=4,
        box=(0.0, 0.0, 500.0, 700.0),
        header=tuple(cells(h, i) for i, h in enumerate(heads)),
        rows=tuple(cells(row, i + 3) for i, row in enumerate(rows)),
        notes=tuple(notes),
        groups=tuple(groups),
        doubt=doubt,
    )


def printed(row: MaterialRow):
    return {column: value.text for column, value in row.printed.items()}


def extra(row: MaterialRow):
    return {title: value.text for title, value in row.extra.items()}


def one(header, cells, **more):
    rows = read_rows(table(header, [cells], **more), "paper")
    assert len(rows) == 1
    return rows[0]


def stated(rows, name):
    return [
        {k: v for k, v in fact.values.items() if v is not None}
        for fact in facts(rows if isinstance(rows, list) else [rows])
        if fact.property == name
    ]


PAIR = Column(0, "", "retention", 9, "%", percent=True, pair=("pristine", "modified"))
RETENTION = Column(0, "", "retention", 9, "%", percent=True)
CAPACITY = Column(0, "", "capacity", 8, "mAh/g")
PERFORMANCE = Column(0, "", "performance", 5)


def said(text, column):
    """(percentage or capacity, cycles, rate, sample) of each statement of a cell."""
    return [(s.text, s.conditions.cycles, s.conditions.rate, s.sample) for s in read_statements(text, column).statements]


# --- the whole row ---------------------------------------------------------------------------------------------------


def test_a_row_with_a_pair_of_retentions_is_read_in_full():
    row = one(
        [
            "Cathode material",
            "Phase",
            "Voltage range (V)",
            "Phase transition",
            "Capacity retention (pristine/modified) (%)",
            "References",
        ],
        [
            "Na_{0.7}Ni_{0.3}Mn_{0.6}Ti_{0.1}O_{2}",
            "P2/ O3",
            "2.1–4.2",
            "P2/O3 → P2/P3 → OP4 → P2/ O3",
            "41.5%/83.2% (150n, 20 mA g^{−1})",
            "58",
        ],
    )
    assert printed(row) == {
        "cathode_material": "Na_{0.7}Ni_{0.3}Mn_{0.6}Ti_{0.1}O_{2}",
        "phase": "P2/O3",
        "voltage_range_V": "2.1–4.2",
        "phase_transition": "P2/O3 → P2/P3 → OP4 → P2/O3",
        "retention_pristine_pct": "41.5",
        "retention_modified_pct": "83.2",
        "cycles": "150",
        "rate": "20 mA g−1",
        "reference": "58",
    }
    assert (row.document, row.table, row.row, row.page, extra(row)) == ("paper", "3", 1, 4, {})
    assert row.phases == ("P2", "O3")
    assert row.steps == ("P2/O3", "P2/P3", "OP4", "P2/O3")


def test_facts_carry_conditions_role_reference_and_boxes():
    row = one(
        ["Ref.", "Composition", "Capacity retention (bare/coated) (%)", "Potential window"],
        ["[31]", "NaNi_{0.5}Mn_{0.5}O_{2}", "60/80 (100 cycles, 1C)", "4.0–2.0 V"],
    )
    found = facts([row])
    assert [f.property for f in found] == ["material", "voltage_window", "retention", "retention"]
    assert {(f.subject.composition, f.subject.role, f.subject.reference) for f in found} == {("NaNi0.5Mn0.5O2", "cited", 31)}
    assert found[1].values == {"low": 2.0, "high": 4.0, "cell": None}
    assert [(f.values["percent"], f.values["sample"]) for f in found[2:]] == [(60.0, "pristine"), (80.0, "modified")]
    assert found[2].values | {"percent": 0, "sample": ""} == {
        "percent": 0,
        "cycles": 100,
        "rate": "1C",
        "low": 2.0,
        "high": 4.0,
        "cell": None,
        "temperature_C": None,
        "basis": None,
        "sample": "",
    }
    assert found[2].evidence.boxes == ((100.0, 60.0, 140.0, 70.0), (50.0, 60.0, 90.0, 70.0))
    assert found[2].evidence.text == "NaNi0.5Mn0.5O2 | 60/80 (100 cycles, 1C)"
    assert found[2].evidence.page == 4
    assert all(0.9 < f.evidence.confidence <= 0.97 for f in found)


@pytest.mark.parametrize(
    "order",
    [(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0), (2, 0, 5, 3, 1, 4), (4, 5, 0, 1, 3, 2)],
)
@pytest.mark.parametrize(
    "names",
    [
        ("Material", "Structure", "Voltage window (V)", "Phase evolution", "Cycling stability", "Ref."),
        ("Compounds", "Phase", "Cut-off voltage (V)", "Structural transformation", "Capacity retention", "Refs"),
        ("Electrode", "Phase structure", "Potential range (V vs. Na^{+}/Na)", "Phase transitions", "Cyclability", "References"),
        (
            "Active material",
            "Crystal structure",
            "Operating voltage range (V)",
            "Phase transition behavior",
            "Cycling performance",
            "Reference",
        ),
        ("Samples", "Phase(s)", "Voltage window (V)", "Phase transition", "Capacity retention", "Ref."),
        ("Cathodes", "Structure type", "Voltage / V", "Phase change", "Long-term cycling", "Ref"),
        ("Sample", "Phases", "Voltage limits", "Structure evolution", "Retention (%)", "Source"),
    ],
)
def test_order_and_wording_of_headers_do_not_matter(order, names):
    cells = ("Na_{2/3}Fe_{1/2}Mn_{1/2}O_{2}", "P2", "1.5–4.3", "P2 → OP4 → P2", "79% (30 cycles, 12 mA g^{−1})", "7")
    row = one([names[i] for i in order], [cells[i] for i in order])
    assert printed(row) == {
        "cathode_material": "Na_{2/3}Fe_{1/2}Mn_{1/2}O_{2}",
        "phase": "P2",
        "voltage_range_V": "1.5–4.3",
        "phase_transition": "P2 → OP4 → P2",
        "retention_pct": "79",
        "cycles": "30",
        "rate": "12 mA g−1",
        "reference": "7",
    }


# --- compact cells ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("41.5%/83.2% (200n, 1 C)", [("41.5", 200, "1 C", "pristine"), ("83.2", 200, "1 C", "modified")]),
        ("65% (100n, 5 C)", [("65", 100, "5 C", "modified")]),
        ("64.2/86.6 (200n, 50 mA g^{−1})", [("64.2", 200, "50 mA g−1", "pristine"), ("86.6", 200, "50 mA g−1", "modified")]),
        ("41.5 / 83.2 %", [("41.5", None, None, "pristine"), ("83.2", None, None, "modified")]),
        ("—/80.6%", [("80.6", None, None, "modified")]),
        ("n.r./80.6% (50n)", [("80.6", 50, None, "modified")]),
        ("50%/—", [("50", None, None, "pristine")]),
        ("40% (100n)/81% (200n)", [("40", 100, None, "pristine"), ("81", 200, None, "modified")]),
        ("40% → 81% (200n)", [("40", 200, None, "pristine"), ("81", 200, None, "modified")]),
        ("40% vs. 81% (200n)", [("40", 200, None, "pristine"), ("81", 200, None, "modified")]),
        ("80% (100n, 1C); 70% (200n, 5C)", [("80", 100, "1C", "modified"), ("70", 200, "5C", "modified")]),
        (
            "40/80 (200); 30/60 (500)",
            [
                ("40", 200, None, "pristine"),
                ("80", 200, None, "modified"),
                ("30", 500, None, "pristine"),
                ("60", 500, None, "modified"),
            ],
        ),
    ],
)
def test_cells_under_a_pristine_modified_header(text, expected):
    assert said(text, PAIR) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("89.4 (100 cycles, 1C)", [("89.4", 100, "1C", None)]),
        ("82% after 300 cycles at 0.5 C", [("82", 300, "0.5 C", None)]),
        ("80.1/500", [("80.1", 500, None, None)]),
        ("85.3 (150) @ 1C", [("85.3", 150, "1C", None)]),
        ("92%@200 cycles", [("92", 200, None, None)]),
        ("92 % @ 200", [("92", 200, None, None)]),
        ("~90 % (1C, 100th)", [("90", 100, "1C", None)]),
        ("80% over 1,000 cycles @ 10 C", [("80", 1000, "10 C", None)]),
        ("80% over 2 000 cycles", [("80", 2000, None, None)]),
        ("80 % (10^{3} cycles)", [("80", 1000, None, None)]),
        ("74,8 %", [("74.8", None, None, None)]),
        ("40 .4% (20 0 n, 1 C)", [("40.4", None, "1 C", None)]),
        ("74,8 % (100 n; C/10)", [("74.8", 100, "C/10", None)]),
        ("200 cycles, 80.6%", [("80.6", 200, None, None)]),
        ("100 cycles (0.1 C): 92%", [("92", 100, "0.1 C", None)]),
        (">95 (50)", [("95", 50, None, None)]),
        ("53.3 % at the 50th cycles and 26.8 % at the 300th", [("53.3", 50, None, None), ("26.8", 300, None, None)]),
        ("99% (10th), 95% (100th)", [("99", 10, None, None), ("95", 100, None, None)]),
        ("90% and 80% after 100 and 200 cycles", [("90", 100, None, None), ("80", 200, None, None)]),
        ("1 C/200 cycles/85%", [("85", 200, "1 C", None)]),
        ("85%/200/1C", [("85", 200, "1C", None)]),
        ("85%, 200, 1C", [("85", 200, "1C", None)]),
        ("70% @ 1000 @ 5C", [("70", 1000, "5C", None)]),
        ("1 C: 90% (100); 5 C: 80% (200)", [("90", 100, "1 C", None), ("80", 200, "5 C", None)]),
        ("88% (2nd–100th cycles)", [("88", 100, None, None)]),
        ("88% (n = 300, 0.2 A g^{-1})", [("88", 300, "0.2 A g−1", None)]),
        ("88%_{ }^{12} (40 cycles)", [("88", 40, None, None)]),
        ("85.3 ± 0.4 % (60 cycles)", [("85.3 ± 0.4", 60, None, None)]),
        ("120 mAh g−1 after 100 cycles", [("120 mAh g-1", 100, None, None)]),
        ("—", []),
        ("N/A", []),
        ("not reported", []),
    ],
)
def test_cells_of_one_retention(text, expected):
    assert said(text, RETENTION) == expected


def test_capacity_after_cycling_is_a_capacity():
    (found,) = read_statements("120 mAh g^{−1} after 100 cycles", RETENTION).statements
    assert (found.kind, found.number, found.conditions.cycles) == ("capacity", 120.0, 100)


def test_capacity_and_retention_in_one_cell_share_their_conditions_or_keep_their_own():
    shared = read_statements("92.1% (120 mAh g−1, 100 cycles, 1C, 2–4 V, 55 °C)", RETENTION).statements
    wanted = Conditions(cycles=100, rate="1C", low=2.0, high=4.0, temperature=55.0)
    assert [(s.kind, s.number, s.conditions) for s in shared] == [("percent", 92.1, wanted), ("capacity", 120.0, wanted)]
    own = read_statements("145 mAh g−1 at 0.1 C (2.0–4.0 V); 92% after 100 cycles at 1C", PERFORMANCE).statements
    assert [(s.kind, s.number, s.conditions.cycles, s.conditions.rate) for s in own] == [
        ("capacity", 145.0, None, "0.1 C"),
        ("percent", 92.0, 100, "1C"),
    ]


def test_a_rate_stated_last_holds_for_the_list_before_it_as_carried_over():
    first, second = read_statements("53 % at the 50th and 27 % at the 300th cycle at 1 C", RETENTION).statements
    assert (first.conditions.cycles, first.conditions.rate, first.carried) == (50, "1 C", True)
    assert (second.conditions.cycles, second.conditions.rate, second.carried) == (300, "1 C", False)
    apart = read_statements("80% after 100 cycles; at 5 C 70% after 200", RETENTION).statements
    assert [(s.conditions.cycles, s.conditions.rate) for s in apart] == [(100, None), (200, "5 C")]


@pytest.mark.parametrize(
    "text",
    ["0.05% per cycle", "CE 99.5%", "99.9% coulombic efficiency", "0.92 (100)", "initial 92", "500 h", "fading of 12%", "1.2"],
)
def test_what_is_no_retention_gives_none(text):
    kept = [s for s in read_statements(text, Column(0, "", "retention", 9, percent=True)).statements if s.basis is None]
    assert kept == [] or text == "initial 92"


@pytest.mark.parametrize("text", ["75% at 10C vs. 0.1C", "75% (10C/1C)"])
def test_capacity_left_at_a_high_rate_is_marked_so(text):
    assert [s.basis for s in read_statements(text, RETENTION).statements] == ["rate"]


def test_a_coulombic_efficiency_beside_a_retention_is_left_out():
    reading = read_statements("92% (200 cycles), CE 99.5%", RETENTION)
    assert [(s.number, s.basis) for s in reading.statements] == [(92.0, None), (99.5, "ce")]
    assert not reading.complete


def test_two_values_without_an_owner_give_no_fact():
    row = one(["Material", "Capacity retention (%)", "Ref."], ["NaMnO_{2}", "40.4/80.6 (200n)", "3"])
    assert stated(row, "retention") == []
    assert extra(row) == {"Capacity retention (%)": "40.4/80.6 (200n)"}
    explicit = one(["Material", "Capacity retention", "Ref."], ["NaMnO_{2}", "40.4%/80.6% (200n)", "3"])
    assert stated(explicit, "retention") == []
    assert printed(explicit)["retention_pct"] == "40.4/80.6"


def test_the_caption_can_say_whose_the_two_values_are():
    row = one(
        ["Material", "Capacity retention", "Ref."],
        ["NaMnO_{2}", "40.4%/80.6% (200n)", "3"],
        notes=["Values are given as undoped/doped samples."],
    )
    assert (printed(row)["retention_pristine_pct"], printed(row)["retention_modified_pct"]) == ("40.4", "80.6")


def test_ranges_are_printed_but_never_averaged():
    row = one(["Material", "Capacity retention (%)", "Ref."], ["NaMnO_{2}", "85–90 % (n = 200)", "3"])
    assert (printed(row)["retention_pct"], printed(row)["cycles"]) == ("85–90", "200")
    assert stated(row, "retention") == []


# --- samples in headers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("Capacity retention (pristine/modified) (%)", "pristine"),
        ("Capacity retention (%) bare vs. coated", "pristine"),
        ("Retention of unmodified and modified samples (%)", "pristine"),
        ("Capacity retention before/after doping (%)", "pristine"),
        ("Capacity retention (undoped → doped) (%)", "pristine"),
        ("Capacity retention without/with coating (%)", "pristine"),
        ("Capacity retention (modified/pristine) (%)", "modified"),
        ("Retention (%) (coated / bare)", "modified"),
    ],
)
def test_pairs_are_read_in_the_order_of_the_header(header, first):
    row = one(["Material", header, "Ref."], ["NaMnO_{2}", "50/80", "3"])
    wanted = ("50", "80") if first == "pristine" else ("80", "50")
    assert (printed(row)["retention_pristine_pct"], printed(row)["retention_modified_pct"]) == wanted


@pytest.mark.parametrize(
    ("left", "right"), [("Pristine", "Modified"), ("Bare", "Coated"), ("Undoped", "Doped"), ("Before", "After coating")]
)
def test_pairs_in_two_columns_under_one_head(left, right):
    row = one(
        [
            [
                span("Electrode", rows=2),
                span("Capacity retention (%)", columns=2),
                None,
                span("Cycles", rows=2),
                span("Rate", rows=2),
            ],
            [None, left, right, None, None],
        ],
        ["NaNi_{1/3}Fe_{1/3}Mn_{1/3}O_{2}", "62.1", "84.3", "100", "1C"],
    )
    assert printed(row) == {
        "cathode_material": "NaNi_{1/3}Fe_{1/3}Mn_{1/3}O_{2}",
        "retention_pristine_pct": "62.1",
        "retention_modified_pct": "84.3",
        "cycles": "100",
        "rate": "1C",
    }


def test_sub_heads_without_a_recorded_span():
    row = one(
        [["Electrode", "Capacity retention (%)", "", "Cycles"], ["", "Bare", "Coated", ""]],
        ["NaCrO_{2}", "62.1", "84.3", "100"],
    )
    assert (printed(row)["retention_pristine_pct"], printed(row)["retention_modified_pct"]) == ("62.1", "84.3")


def test_before_and_after_cycling_is_no_pair_of_samples():
    row = one(["Material", "Capacity before/after cycling (mAh/g)", "Ref."], ["NaMnO_{2}", "150/80", "3"])
    assert stated(row, "retention") == stated(row, "capacity") == []
    assert extra(row) == {"Capacity before/after cycling (mAh/g)": "150/80"}


def test_columns_before_and_after_a_modification_are_two_samples():
    for first, second in (
        ("before modification", "after modification"),
        ("without doping", "with doping"),
        ("prior to coating", "upon coating"),
    ):
        row = one(
            ["Cathode", f"Retention {first} (%)", f"Retention {second} (%)", "Cycles", "Ref."],
            ["NaNi_{0.5}Mn_{0.5}O_{2}", "62.1", "84.3", "100", "3"],
        )
        assert (printed(row)["retention_pristine_pct"], printed(row)["retention_modified_pct"]) == ("62.1", "84.3")


# --- columns of their own --------------------------------------------------------------------------------------------


def test_percent_cycles_and_rate_in_columns_of_their_own():
    row = one(
        ["Materials", "Ref.", "Current density (mA g^{−1})", "Cycle number", "Retention (%)", "Voltage window (V)"],
        ["Na_{2}Fe_{2}(SO_{4})_{3}", "[12]", "50", "1,000", "90.1", "2.0–4.5"],
    )
    assert printed(row) == {
        "cathode_material": "Na_{2}Fe_{2}(SO_{4})_{3}",
        "voltage_range_V": "2.0–4.5",
        "retention_pct": "90.1",
        "cycles": "1000",
        "rate": "50 mA g−1",
        "reference": "12",
    }
    assert stated(row, "retention") == [{"percent": 90.1, "cycles": 1000, "rate": "50 mA g−1", "low": 2.0, "high": 4.5}]


def test_a_rate_between_capacity_and_retention_may_be_the_capacitys():
    row = one(
        ["Cathode", "Capacity (mAh g−1)", "Rate", "Capacity retention (%)", "Cycle number", "Refs"],
        ["Na_{0.67}Mn_{0.5}Fe_{0.5}O_{2}", "190", "12 mA g^{-1}", "79", "30", "31"],
    )
    kinds = {f.property: f.evidence.kind for f in facts([row])}
    assert (kinds["capacity"], kinds["retention"]) == ("stated", "carried-over")


def test_conditions_in_the_header():
    row = one(["Cathode", "Capacity retention after 100 cycles at 1C (%)"], ["NaNiO_{2}", "71.5"])
    assert stated(row, "retention") == [{"percent": 71.5, "cycles": 100, "rate": "1C"}]
    assert (printed(row)["cycles"], printed(row)["rate"]) == ("100", "1C")


def test_order_of_values_in_the_header():
    row = one(
        [
            "Material",
            "Reversible capacity [mAh g^{−1}] / current density [mA g^{−1}]",
            "Capacity retention [%] / cycles (n) / rate (C)",
        ],
        ["NaCrO_{2}", "120/20", "85/50/1"],
    )
    assert stated(row, "capacity") == [{"value": 120.0, "rate": "20 mA g−1", "kind_of": "reversible"}]
    assert stated(row, "retention") == [{"percent": 85.0, "cycles": 50, "rate": "1 C"}]


def test_a_bare_number_after_a_slash_is_cycles_where_the_column_shows_it():
    rows = read_rows(
        table(["Material", "Capacity retention (%)", "Ref."], [["NaMnO_{2}", "80.1/500", "1"], ["NaFeO_{2}", "75/100", "2"]]),
        "paper",
    )
    assert [(r.text("retention_pct"), r.text("cycles")) for r in rows] == [("80.1", "500"), ("75", "100")]


def test_cycle_life_holds_cycles_not_percent():
    rows = read_rows(
        table(
            ["Material", "Voltage (V)", "Cycle life", "Ref."],
            [["NaMnO_{2}", "2–3.8", "500", "5"], ["NaFeO_{2}", "2–3.6", "80", "5"]],
        ),
        "paper",
    )
    assert [(r.text("cycles"), r.text("retention_pct")) for r in rows] == [("500", ""), ("80", "")]


def test_conditions_and_performance_as_free_text():
    row = one(
        ["Material", "Test conditions", "Performance", "Ref"],
        ["NaFeO_{2}", "2.5–3.5 V, 0.1 C", "80 mAh g−1; 75% after 30 cycles", "5"],
    )
    assert (printed(row)["voltage_range_V"], printed(row)["retention_pct"], printed(row)["cycles"]) == ("2.5–3.5", "75", "30")
    assert extra(row) == {"Test conditions": "2.5–3.5 V, 0.1 C", "Performance": "80 mAh g−1; 75% after 30 cycles"}


def test_charge_and_discharge_capacity_in_one_cell():
    row = one(["Cathodes", "Initial charge/discharge capacity (mAh/g)", "Voltage range"], ["NaNiO_{2}", "147/123", "2–4 V"])
    assert stated(row, "capacity") == [
        {"value": 147.0, "cycle": 1, "kind_of": "charge", "low": 2.0, "high": 4.0},
        {"value": 123.0, "cycle": 1, "kind_of": "discharge", "low": 2.0, "high": 4.0},
    ]


def test_a_rate_in_brackets_where_the_header_says_so():
    row = one(
        ["Material", "Capacity retention (%) (current density, mA g^{−1})", "Capacity (mAh g^{−1}) @ rate (C)", "Ref."],
        ["NaMnO_{2}", "92 (200)", "150 @ 2", "3"],
    )
    assert stated(row, "retention") == [{"percent": 92.0, "rate": "200 mA g−1"}]
    assert stated(row, "capacity") == [{"value": 150.0, "rate": "2 C"}]


def test_c_rate_in_the_header_is_the_unit():
    row = one(["Material", "C-rate", "Retention (%)", "Cycles"], ["NaMnO_{2}", "0.5", "92", "50"])
    assert (row.text("rate"), row.text("cycles")) == ("0.5 C", "50")


def test_a_first_column_of_formulas_needs_no_head():
    row = one(["", "Voltage range (V)", "Ref."], ["NaMnO_{2}", "2–4", "3"])
    assert row.text("cathode_material") == "NaMnO_{2}"


def test_notes_explain_letters_of_a_pair():
    row = one(
        ["Material", "Capacity retention (P/M)", "Ref."],
        ["NaMnO_{2}", "40%/81% (50n)", "3"],
        notes=["P: pristine material; M: modified material"],
    )
    assert (row.text("retention_pristine_pct"), row.text("retention_modified_pct")) == ("40", "81")


def test_half_and_full_cells_by_group():
    rows = read_rows(
        table(
            ["Material", "Voltage range (V)", "Retention (%)", "Cycles"],
            [
                ["Half cells", "", "", ""],
                ["NaMnO_{2}", "2–4", "90", "10"],
                ["Full cells", "", "", ""],
                ["NaFeO_{2}", "1.5–3.8", "80", "20"],
            ],
        ),
        "paper",
    )
    assert [(w["low"], w["cell"]) for w in stated(rows, "voltage_window")] == [(2.0, "half"), (1.5, "full")]
    assert [r["cell"] for r in stated(rows, "retention")] == ["half", "full"]


def test_a_head_of_several_lines_with_a_unit_row_and_groups():
    row = one(
        [
            [span("Cathode", rows=3), span("Electrochemical performance", columns=4), None, None, None, span("Ref.", rows=3)],
            [None, "Voltage", "Initial", "Capacity", "Cycle", None],
            [None, "range (V)", "capacity (mAh g^{−1})", "retention (%)", "number", None],
        ],
        ["NaMnO_{2}", "2.0–3.8", "185", "70", "20", "[8]"],
    )
    assert (row.text("voltage_range_V"), row.text("retention_pct"), row.text("cycles")) == ("2.0–3.8", "70", "20")
    assert extra(row) == {"Electrochemical performance: Initial capacity (mAh g−1)": "185"}


def test_rows_travel_between_processes():
    row = one(["Material", "Voltage range (V)", "Ref."], ["NaMnO_{2}", "2–4", "3"])
    assert pickle.loads(pickle.dumps(row)) == row


# --- near misses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Initial Coulombic efficiency (%)",
        "ICE (%)",
        "Energy efficiency (%)",
        "Energy density (Wh kg^{−1})",
        "Rate capability",
        "Rate performance (mAh g^{−1})",
        "Retention at 5C (%)",
        "Average voltage (V)",
        "Redox potential (V)",
        "Mass loading (mg cm^{−2})",
        "Voltage retention (%)",
        "Theoretical capacity (mAh g^{−1})",
        "Capacity fading rate (%)",
        "Air stability",
        "Thermal stability (°C)",
        "Volume change (%)",
        "Synthesis method",
        "Space group",
        "Phase transition voltage (V)",
        "Areal capacity (mAh cm^{−2})",
    ],
)
@pytest.mark.parametrize("cell", ["75", "2.0–3.0"])
def test_near_misses_go_to_extra(header, cell):
    row = one(["Material", "Voltage window (V)", header, "Ref."], ["NaMnO_{2}", "1.5–4.3", cell, "3"])
    assert next(iter(row.extra.values())).text == cell
    assert printed(row) == {"cathode_material": "NaMnO_{2}", "voltage_range_V": "1.5–4.3", "reference": "3"}
    assert [f.property for f in facts([row])] == ["material", "voltage_window"]


def test_one_voltage_is_no_window():
    row = one(
        ["Compound", "Voltage (V vs. Na^{+}/Na)", "Cycle performance", "Ref."],
        ["Na_{2}Fe_{2}(SO_{4})_{3}", "3.8", "92% after 100 cycles (0.1 C)", "[45]"],
    )
    assert extra(row) == {"Voltage (V vs. Na+/Na)": "3.8"}
    assert stated(row, "voltage_window") == []


@pytest.mark.parametrize(
    ("header", "rows", "caption"),
    [
        (
            ["Sample", "a (Å)", "c (Å)", "V (Å^{3})", "R_{wp} (%)"],
            [["P2-NM", "2.88", "11.1", "80", "5.1"]],
            "Rietveld refinement",
        ),
        (["Atom", "x", "y", "z", "Occupancy"], [["Na1", "0", "0", "0.25", "0.3"]], "Atomic coordinates"),
        (["Sample", "Na", "Ni", "Mn"], [["NNM", "0.67", "0.33", "0.66"]], "ICP results"),
        (
            ["Electrode", "R_{s} (Ω)", "R_{ct} (Ω)", "Voltage (V)"],
            [["NNM", "5", "80", "2.0–4.0"]],
            "Fitting parameters of impedance",
        ),
        (["Solvent", "Potential window (V)", "Viscosity (cP)"], [["PC", "0–4.5", "2.5"]], "Properties of solvents"),
        (["Abbreviation", "Full name"], [["CV", "cyclic voltammetry"]], "Abbreviations"),
        (["Metal", "Reduction potential [V]", "Abundance [ppm]"], [["Sodium", "−2.71", "22 700"]], "Abundance of metals"),
        (["Structural basis", "Space group", "No. of compounds"], [["Li_{2}NCN", "I4/mmm", "23"]], "Computations"),
        (["", "Na–O_{2} cell", "Hybrid cell"], [["Overpotential", "Low", "High"]], "Comparison"),
        (["Name", "Value", "Unit"], [["Capacity", "170", "mAh g−1"]], "Constants"),
        (["Reference", "Title", "Year"], [["12", "Sodium batteries", "2019"]], "Reviews"),
        (["Material"], [["NaMnO_{2}"]], "Materials"),
        ([], [], "Nothing"),
    ],
)
def test_tables_of_other_kinds_give_nothing(header, rows, caption):
    assert read_rows(table(header, rows, caption=caption), "paper") == []


# --- other reviews' tables -------------------------------------------------------------------------------------------


def test_sulfides_with_capacity_on_cycling():
    rows = read_rows(
        table(
            [
                "Material",
                "Synthesis",
                "Electrolyte",
                "Cycling performance (mA h g^{−1})",
                "Rate capability (mA h g^{−1})",
                "Ref.",
            ],
            [
                ["MoS_{2}/C", "Hydrothermal", "1 M NaClO_{4}", "450 (100 cycles, 0.1 A g^{−1})", "300 (5 A g^{−1})", "12"],
                ["FeS_{2}", "Ball milling", "NaPF_{6}", "600 after 50 cycles at 100 mA g^{−1}", "—", "13"],
            ],
            caption="Sulfide anodes",
        ),
        "paper",
    )
    assert stated(rows, "capacity") == [
        {"value": 450.0, "rate": "0.1 A g−1", "cycle": 100},
        {"value": 600.0, "rate": "100 mA g−1", "cycle": 50},
    ]
    assert stated(rows, "retention") == []
    assert extra(rows[0])["Cycling performance (mA h g−1)"] == "450 (100 cycles, 0.1 A g−1)"


def test_alloys_in_a_long_table():
    rows = read_rows(
        table(
            [
                "Anode",
                "Voltage window (V)",
                "Current density (mA g^{−1})",
                "ICE (%)",
                "Reversible capacity (mAh g^{−1})",
                "Cycle number",
                "Ref",
            ],
            [[f"Sn_{{{n}}}Sb/C", "0.01–2.0", str(50 + n), "81", str(400 + n), str(n), str(n)] for n in range(1, 147)],
            caption="Alloy anodes for sodium storage",
        ),
        "paper",
    )
    assert [r.row for r in rows] == list(range(1, 147))
    assert printed(rows[9]) == {
        "cathode_material": "Sn_{10}Sb/C",
        "voltage_range_V": "0.01–2.0",
        "cycles": "10",
        "rate": "60 mA g−1",
        "reference": "10",
    }
    assert extra(rows[9]) == {"ICE (%)": "81", "Reversible capacity (mAh g−1)": "410"}
    assert stated(rows[9], "capacity") == [
        {"value": 410.0, "rate": "60 mA g−1", "cycle": 10, "kind_of": "reversible", "low": 0.01, "high": 2.0}
    ]


def test_carbons_have_no_formula_and_still_are_materials():
    row = one(
        ["Biomass (resulting carbon)", "Carbon material", "Current density (mA g^{−1})", "Cycle number", "Capacity (mAh g^{−1})"],
        ["Rice husk", "hard carbon", "30", "100", "276"],
    )
    assert (row.text("cathode_material"), row.text("rate"), row.text("cycles")) == ("hard carbon", "30 mA g−1", "100")
    assert next((f.subject.composition, f.subject.label) for f in facts([row])) == (None, "hard carbon")


def test_full_cells_are_materials_when_nothing_else_is():
    row = one(["Full cell", "Voltage (V)", "Capacity retention", "Ref"], ["NVP//HC", "2.0–3.6", "90% (200 cycles, 1C)", "5"])
    assert (row.text("cathode_material"), row.text("retention_pct")) == ("NVP//HC", "90")


# --- rows, groups, spans ---------------------------------------------------------------------------------------------


def test_group_rows_give_the_phase_but_no_row():
    rows = read_rows(
        table(
            ["Material", "Voltage range (V)", "Capacity (mAh/g)", "Ref."],
            [
                [span("P2-type", columns=4), None, None, None],
                ["Na_{2/3}MnO_{2}", "2–4", "150", "3"],
                ["O3-type layered oxides", "", "", ""],
                ["NaCrO_{2}", "2–3.6", "110", "4"],
                ["Polyanions", "", "", ""],
                ["NaFePO_{4}", "2–4", "120", "5"],
            ],
            groups=(0,),
        ),
        "paper",
    )
    assert [(r.row, r.text("phase"), r.group.text if r.group else None) for r in rows] == [
        (1, "P2", "P2-type"),
        (2, "O3", "O3-type layered oxides"),
        (3, "", "Polyanions"),
    ]
    assert [f.evidence.kind for f in facts(rows) if f.property == "phase"] == ["carried-over", "carried-over"]


def test_a_value_printed_once_for_several_rows():
    rows = read_rows(
        table(
            ["Material", "Voltage range (V)", "Cycles", "Retention (%)", "Ref."],
            [
                [span("Na_{2/3}MnO_{2}", rows=2), "2–4", "100", "90", span("3", rows=2)],
                [None, "1.5–4", "50", "80", None],
            ],
        ),
        "paper",
    )
    assert [(r.text("cathode_material"), r.text("voltage_range_V"), r.text("reference")) for r in rows] == [
        ("Na_{2/3}MnO_{2}", "2–4", "3"),
        ("Na_{2/3}MnO_{2}", "1.5–4", "3"),
    ]


def test_a_row_without_a_name_goes_on_with_the_material_above_in_doubt():
    rows = read_rows(
        table(["Material", "Cycles", "Retention (%)", "Ref."], [["NaMnO_{2}", "100", "90", "3"], ["", "500", "70", ""]]), "paper"
    )
    assert [(r.text("cathode_material"), r.material.kind) for r in rows] == [
        ("NaMnO_{2}", "stated"),
        ("NaMnO_{2}", "carried-over"),
    ]
    first, second = [f.evidence.confidence for f in facts(rows) if f.property == "retention"]
    assert second < 0.8 < first


def test_a_repeated_header_is_no_row():
    head = ["Material", "Voltage range (V)", "Ref."]
    rows = read_rows(table(head, [["NaMnO_{2}", "2–4", "3"], head, ["NaFeO_{2}", "2–3.6", "4"]]), "paper")
    assert [r.text("cathode_material") for r in rows] == ["NaMnO_{2}", "NaFeO_{2}"]


def test_a_table_with_materials_across_is_turned():
    rows = read_rows(
        table(
            ["Parameter", "NM", "NMT"],
            [
                ["Phase", "P2", "P2/O3"],
                ["Voltage range (V)", "2–4", "2–4.3"],
                ["Capacity retention (%)", "60", "80"],
                ["Cycles", "100", "200"],
            ],
            caption="Two samples",
        ),
        "paper",
    )
    assert [(r.text("cathode_material"), r.text("phase"), r.text("retention_pct"), r.text("cycles")) for r in rows] == [
        ("NM", "P2", "60", "100"),
        ("NMT", "P2/O3", "80", "200"),
    ]
    assert next(f.subject.role for f in facts(rows)) == "target"


def test_the_first_row_is_the_header_where_none_was_seen():
    rows = read_rows(table([], [["Material", "Voltage range (V)", "Ref."], ["NaMnO_{2}", "2–4", "3"]]), "paper")
    assert [r.text("voltage_range_V") for r in rows] == ["2–4"]


def test_a_doubtful_table_lowers_confidence():
    row = one(["Material", "Voltage range (V)", "Ref."], ["NaMnO_{2}", "2–4", "3"], doubt="rows uncertain")
    assert row.doubt == "rows uncertain"
    assert all(f.evidence.confidence < 0.7 for f in facts([row]))


def test_second_name_column_is_the_label_and_roles_follow_the_reference():
    rows = read_rows(
        table(
            ["Ref.", "Cyclability", "Potential range", "Composition", "Sample"],
            [
                ["Zhang et al. (2019)", "80% @ 100 cycles @ 0.2C", "2–4 V", "Na_{0.9}Cu_{0.22}Fe_{0.3}Mn_{0.48}O_{2}", "NCFM"],
                ["This work", "91 % (1C, 300th)", "2.0-4.2 V vs. Na^{+}/Na", "Na_{x}Cu_{0.2}MnO_{2}", "NCM"],
            ],
        ),
        "paper",
    )
    subjects = [next(f.subject for f in facts([row])) for row in rows]
    assert [(s.label, s.composition, s.role, s.reference) for s in subjects] == [
        ("NCFM", "Na0.9Cu0.22Fe0.3Mn0.48O2", "cited", None),
        ("NCM", None, "target", None),
    ]
    assert extra(rows[0]) == {"Sample": "NCFM"}


def test_own_number_or_the_labels():
    shape = table(["Material", "Voltage range (V)"], [["NaMnO_{2}", "2–4"]], label="Table S2")
    assert [r.table for r in (*read_rows(shape, "paper"), *read_rows(shape, "paper", None, 7))] == ["S2", "7"]


# --- phases ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("transition", "shown", "steps"),
    [
        ("P2/T / OP4/T / P2/T", "P2/T → OP4/T → P2/T", ("P2/tunnel", "OP4/tunnel", "P2/tunnel")),
        ("O3/P2 → O03/P2 → P3/P2", "O3/P2 → O′3/P2 → P3/P2", ("O3/P2", "O'3/P2", "P3/P2")),
        ("P2/S → P200/S", "P2/S → P2″/S", ("P2/spinel", "P''2/spinel")),
        ("O3/P2 → P3/ P2 → O3/P2", "O3/P2 → P3/P2 → O3/P2", ("O3/P2", "P3/P2", "O3/P2")),
        ("P2 -> O2", "P2 → O2", ("P2", "O2")),
        ("P2/T", "P2/T", ("P2/tunnel",)),
    ],
)
def test_transitions(transition, shown, steps):
    row = one(["Material", "Phase transition", "Ref."], ["Na_{0.6}MnO_{2}", transition, "1"])
    assert (row.text("phase_transition"), row.steps) == (shown, steps)


def test_abbreviations_of_the_notes_type_the_phases_but_print_stays():
    row = one(
        ["Material", "Phase", "Voltage range (V)"],
        ["Na_{0.6}MnO_{2}", "P2/R", "2–4"],
        notes=["R = rock-salt"],
    )
    assert (row.text("phase"), row.phases) == ("P2/R", ("P2", "rock salt"))


def test_a_prefix_names_the_phase_where_no_column_does():
    row = one(["Material", "Voltage range (V)"], ["P2-Na_{2/3}MnO_{2}", "2–4"])
    assert (row.text("phase"), row.phases) == ("", ("P2",))
    assert next(f.subject.composition for f in facts([row])) == "Na2/3MnO2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The abbreviations “T” for tunnel and “S” for spinel are used throughout", {"T": "tunnel", "S": "spinel"}),
        ("S = spinel, T = tunnel", {"S": "spinel", "T": "tunnel"}),
        ("S: spinel; T: tunnel.", {"S": "spinel", "T": "tunnel"}),
        ("LS, layered-spinel", {"LS": "layered-spinel"}),
        ("where S and T denote spinel and tunnel, respectively", {"S": "spinel", "T": "tunnel"}),
        ("T stands for the tunnel structure", {"T": "tunnel"}),
        ("a spinel (S) and a tunnel (T) phase", {"S": "spinel", "T": "tunnel"}),
        ("n = cycles", {"n": "cycles"}),
        ("Performance of cathodes for sodium batteries", {}),
        ("Table 1 Summary of P2, layered oxides", {}),
    ],
)
def test_abbreviations(text, expected):
    assert read_abbreviations([text]) == expected


# --- single values ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown", "low", "high"),
    [
        ("2.2–4.4", "2.2–4.4", 2.2, 4.4),
        ("2.0-4.3 V", "2.0–4.3", 2.0, 4.3),
        ("1.5 to 4.3", "1.5–4.3", 1.5, 4.3),
        ("2–4 V vs. Na^{+}/Na", "2–4", 2.0, 4.0),
        ("4.3–1.5", "4.3–1.5", 1.5, 4.3),
        ("2,0–4,3", "2.0–4.3", 2.0, 4.3),
        ("between 2 and 4 V", "2–4", 2.0, 4.0),
        ("2.0∼4.0 V", "2.0–4.0", 2.0, 4.0),
        ("2.0 4.3", "2.0–4.3", 2.0, 4.3),
        ("1.50–4.25", "1.50–4.25", 1.5, 4.25),
        ("0.01 − 3", "0.01–3", 0.01, 3.0),
        ("−0.5–0.8", "−0.5–0.8", -0.5, 0.8),
        ("2.0V-4.3V", "2.0–4.3", 2.0, 4.3),
    ],
)
def test_windows(text, shown, low, high):
    printed_form, windows, clear = read_windows(text)
    assert (printed_form, [(w.low, w.high) for w in windows], clear) == (shown, [(low, high)], True)


@pytest.mark.parametrize("text", ["—", "n.r.", "4.3", "3.8 V", "0.1 C", "12–40", "2.0–2.0", "P2", ""])
def test_no_windows(text):
    assert read_windows(text)[1] == ()


def test_two_windows_and_a_foreign_electrode():
    assert [(w.low, w.high, w.cell_kind) for w in read_windows("2.0–4.2 (half), 1.5–3.8 (full)")[1]] == [
        (2.0, 4.2, "half"),
        (1.5, 3.8, "full"),
    ]
    assert read_windows("0.01–3.0 V vs. Li^{+}/Li")[2] is False


@pytest.mark.parametrize(
    ("text", "shown", "single"),
    [
        ("1 C", "1 C", "1 C"),
        ("0.1C", "0.1C", "0.1C"),
        ("C/10", "C/10", "C/10"),
        ("50 mA g^{−1}", "50 mA g−1", "50 mA g−1"),
        ("0.2 A g-1", "0.2 A g−1", "0.2 A g−1"),
        ("100 mA/g", "100 mA/g", "100 mA/g"),
        ("10C/1C", "10C/1C", "10C/1C"),
        ("0.1C, 1C", "0.1C, 1C", None),
        ("20 mA g^{−1} (0.1C)", "20 mA g−1 (0.1C)", "20 mA g−1"),
        ("—", "", None),
    ],
)
def test_rates(text, shown, single):
    assert read_rate(text, Column(0, "", "rate")) == (shown, single)


def test_a_bare_rate_gets_the_headers_unit():
    column = Column(0, "", "rate", unit="mA/g", rate_unit="mA g−1")
    assert [read_rate(t, column) for t in ("50", "100/200", "0.5 C")] == [
        ("50 mA g−1", "50 mA g−1"),
        ("100/200 mA g−1", None),
        ("0.5 C", "0.5 C"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,000", ("1000", 1000)),
        ("100th", ("100", 100)),
        ("200n", ("200", 200)),
        ("~200", ("~200", 200)),
        ("50/100", ("50/100", None)),
        ("2-100", ("2–100", None)),
        ("–", ("", None)),
        ("after 300 cycles", ("300", 300)),
    ],
)
def test_cycles(text, expected):
    assert read_cycles(text) == expected


@pytest.mark.parametrize(
    ("text", "shown", "numbers", "own"),
    [
        ("93", "93", (93,), False),
        ("[93]", "93", (93,), False),
        ("Ref. 93", "93", (93,), False),
        ("93, 94", "93, 94", (93, 94), False),
        ("[93–95]", "93–95", (93, 95), False),
        ("^{93}", "93", (93,), False),
        ("19l", "19l", (19,), False),
        ("S12", "S12", (), False),
        ("This work", "This work", (), True),
        ("[this study]", "this study", (), True),
        ("Zhang et al. (2019)", "Zhang et al. (2019)", (), False),
        ("Zhang et al. [12]", "Zhang et al. [12]", (12,), False),
        ("10 6", "10 6", (), False),
        ("12 and 13", "12 and 13", (12, 13), False),
    ],
)
def test_references(text, shown, numbers, own):
    found = read_reference(text)
    assert found is not None
    assert (found.text, found.numbers, found.own_work) == (shown, numbers, own)


@pytest.mark.parametrize("text", ["", "—", "-", "n.a."])
def test_no_reference(text):
    assert read_reference(text) is None


@pytest.mark.parametrize(
    ("text", "shown", "numbers"),
    [
        ("Na_{0.5}Ni_{0.05}Co_{0.15} Mn_{0.8}O_{2}", "Na_{0.5}Ni_{0.05}Co_{0.15}Mn_{0.8}O_{2}", ()),
        ("Na_{2/ 3}MnO_{2}", "Na_{2/3}MnO_{2}", ()),
        ("LS- Na_{1/2}MnO_{2}", "LS-Na_{1/2}MnO_{2}", ()),
        ("NaMnO_{2}@5.2 mol% Na_{2/3}CoO_{2}", "NaMnO_{2}@5.2 mol% Na_{2/3}CoO_{2}", ()),
        ("NaMnO_{2}@ 5% NaCoO_{2}", "NaMnO_{2}@5% NaCoO_{2}", ()),
        ("NaMnO_{2}^{93}", "NaMnO_{2}", (93,)),
        ("Na_{3}V_{2}(PO_{4})_{3} [12]", "Na_{3}V_{2}(PO_{4})_{3}", (12,)),
        ("Al doped NaMnO_{2}", "Al doped NaMnO_{2}", ()),
        ("Na_{0.67}MnO_{2} nanofibres", "Na_{0.67}MnO_{2} nanofibres", ()),
    ],
)
def test_materials(text, shown, numbers):
    assert read_material(text) == (shown, numbers)


@pytest.mark.parametrize("text", ["", "—", "–", "-", "N/A", "n.a.", "n.r.", "/", "…", "not reported", "n/a", "None"])
def test_missing(text):
    assert is_missing(text)


@pytest.mark.parametrize("text", ["0", "Na", "P2", "NM", "nano", "1 C", "T"])
def test_not_missing(text):
    assert not is_missing(text)


def test_classify_takes_words_without_units():
    assert [classify(w) for w in ("Cathode material", "rate capability", "Refs.", "colour")] == [
        ("material", 9),
        ("other", 9),
        ("reference", 9),
        None,
    ]


# --- laws ------------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "40.4",
        "80",
        "%",
        "/",
        "(",
        ")",
        "200",
        "n",
        " cycles",
        "1 C",
        "C/10",
        "50 mA g^{−1}",
        "–",
        "@",
        ", ",
        "; ",
        "after ",
        " and ",
        "V",
        "→",
        "P2",
        "Na_{0.5}MnO_{2}",
        "[12]",
        "=",
        "~",
        "th",
        "120 mAh g−1",
        "\u00ad",
        "^{",
        "}",
    ]
)
NASTY = st.one_of(st.lists(PIECES, max_size=9).map("".join), st.text(max_size=25))


@given(NASTY)
def test_any_text_is_tokenized_to_its_end(text):
    line = one_line(text)
    tokens = tokenize(line)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    assert "".join(line.split()) == "".join("".join(line[t.start : t.end].split()) for t in tokens)


@given(st.lists(NASTY, min_size=5, max_size=5), st.lists(NASTY, min_size=5, max_size=5))
def test_any_cells_are_read_without_an_exception_and_nothing_is_invented(header, cells):
    head = ["Material", "Retention (%)", "Voltage range (V)", "Phase transition", "Ref."]
    for h in (head, header):
        rows = read_rows(table(h, [cells]), "paper")
        for fact in facts(rows):
            percent = fact.values.get("percent")
            if isinstance(percent, float):
                assert f"{percent:g}".split(".")[0] in fact.evidence.text.replace(",", "")


@given(
    st.integers(10, 990),
    st.integers(10, 990),
    st.integers(2, 5000),
    st.sampled_from(["1 C", "0.1 C", "C/20", "50 mA g^{−1}"]),
    st.sampled_from(
        ["{a}%/{b}% ({n}n, {r})", "{a} % / {b} % ({n} cycles, {r})", "{a}/{b}% ({n}th, {r})", "{a}%/{b}% after {n} cycles at {r}"]
    ),
)
def test_spacing_and_wording_change_nothing(a, b, n, rate, form):
    text = form.format(a=a / 10, b=b / 10, n=n, r=rate)
    wanted = rate.replace("^{−1}", "−1")
    assert said(text, PAIR) == [(f"{a / 10}", n, wanted, "pristine"), (f"{b / 10}", n, wanted, "modified")]


# --- windows and samples that the header tells in parts --------------------------------------------------------------


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("Lower cut-off (V)", "Upper cut-off (V)"),
        ("Discharge cut-off voltage (V)", "Charge cut-off voltage (V)"),
        ("Minimum voltage (V)", "Maximum voltage (V)"),
        ("V_{min} (V)", "V_{max} (V)"),
    ],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_a_window_may_stand_in_two_columns(lower, upper, reverse):
    limits = [(lower, "2.0"), (upper, "4.25 V")]
    limits = limits[::-1] if reverse else limits
    row = one(
        ["Cathode", *(head for head, _ in limits), "Capacity retention (%)", "Cycles"],
        ["NaFeO_{2}", *(cell for _, cell in limits), "81", "100"],
    )
    assert printed(row)["voltage_range_V"] == "2.0–4.25"
    assert [(w.low, w.high) for w in row.windows] == [(2.0, 4.25)]
    assert extra(row) == {}


def test_one_limit_alone_is_no_window():
    row = one(["Cathode", "Upper cut-off (V)", "Capacity retention (%)"], ["NaFeO_{2}", "4.0", "81"])
    assert row.windows == ()


def test_limits_in_the_wrong_order_are_kept_as_printed():
    row = one(
        ["Cathode", "Lower limit (V)", "Upper limit (V)", "Capacity retention (%)"],
        ["NaFeO_{2}", "4.0", "2.0", "81"],
    )
    assert "voltage_range_V" not in printed(row)
    assert extra(row) == {"Lower limit (V)": "4.0", "Upper limit (V)": "2.0"}


def test_a_window_inside_a_cell_of_cycling_is_the_window_of_the_row():
    row = one(["Cathode", "Cycling performance", "Ref."], ["NaFeO_{2}", "82.3% (100 cycles at 1 C; 2.0–4.0 V)", "7"])
    assert printed(row) == {
        "cathode_material": "NaFeO_{2}",
        "voltage_range_V": "2.0–4.0",
        "retention_pct": "82.3",
        "cycles": "100",
        "rate": "1 C",
        "reference": "7",
    }


@pytest.mark.parametrize(
    "heads", [("Pristine (%)", "Modified (%)"), ("Bare sample (%)", "Coated sample (%)"), ("Undoped, %", "Doped, %")]
)
def test_heads_that_name_only_samples_are_retentions_where_the_caption_says_so(heads):
    header = ["Cathode", "Voltage range (V)", *heads, "Cycles", "Rate (C)"]
    cells = ["NaFeO_{2}", "2.0–4.0", "56.4", "72.2", "50", "1"]
    row = one(header, cells, caption="Table 3 Capacity retention of oxides before and after treatment")
    assert (row.text("retention_pristine_pct"), row.text("retention_modified_pct")) == ("56.4", "72.2")
    other = one(header, cells, caption="Table 3 Share of the oxygen lost by oxides on heating")
    assert (other.text("retention_pristine_pct"), other.text("retention_modified_pct")) == ("", "")


FOLDED = ["Cathode", "Phase", "Capacity retention", "Ref."]


def test_a_table_set_in_two_parts_side_by_side_is_read_part_by_part():
    rows = [
        ["NaNiO2", "O3", "80% (100 cycles, 1C)", "1", "NaFeO2", "O3", "55% (30 cycles, 0.1C)", "3"],
        ["NaMnO2", "O3", "71% (50 cycles, 1C)", "2", "", "", "", ""],
    ]
    read = read_rows(table(FOLDED + FOLDED, rows), "p")
    assert [(r.printed["cathode_material"].text, r.printed["reference"].text, r.row) for r in read] == [
        ("NaNiO2", "1", 1),
        ("NaMnO2", "2", 2),
        ("NaFeO2", "3", 3),
    ]
    assert [r.retentions[0].percent for r in read] == [80.0, 71.0, 55.0]


def test_a_table_whose_header_does_not_repeat_stays_as_it_is():
    folded = table(
        [*FOLDED, "Anode", "Phase", "Capacity retention", "Ref."], [["NaNiO2", "O3", "80%", "1", "C", "–", "90%", "2"]]
    )
    assert unfolded(folded) is folded
    spanned = table(FOLDED + FOLDED, [["NaNiO2", "O3", "80%", span("1", 2), None, "O3", "55%", "3"]])
    assert unfolded(spanned) is spanned
    single = table(["Cathode", "Ref."], [["NaNiO2", "1"]])
    assert unfolded(single) is single
