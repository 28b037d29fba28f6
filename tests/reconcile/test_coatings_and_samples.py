"""Two more reviews in other words: coatings, named by their core; and named samples, whose texts speak of other tests as well.

All that is contradicted is wrong, and nothing is confirmed that the text does not say.
"""

import pytest

from pipeline.model import BlockKind, Document, Page, Reference, Table
from pipeline.reconcile.accounts import account
from pipeline.reconcile.core import reconcile
from pipeline.reconcile.verdicts import verdicts
from tests.reconcile.test_another_review import block, cells

COATINGS = {
    "header": [
        "Sample",
        "Phase",
        "Voltage (V)",
        "Retention of pristine (%)",
        "Retention of coated (%)",
        "Cycles",
        "C-rate",
        "Ref.",
    ],
    "rows": [
        ["Na_{2/3}Ni_{1/3}Mn_{2/3}O_{2}@Al_{2}O_{3}", "P2", "2.5–4.3", "61.5", "89.4", "300", "0.5 C", "8"],
        ["NaNi_{0.4}Fe_{0.2}Mn_{0.4}O_{2}@MgO", "O3", "2.0–4.2", "44.2", "74.9", "100", "1 C", "11"],
        ["Na_{0.67}Co_{0.2}Mn_{0.8}O_{2}@ZrO_{2}", "P2", "2.0–4.0", "", "80.2", "100", "0.2 C", "13"],
        ["NaNi_{0.3}Fe_{0.4}Mn_{0.3}O_{2}@NaTi_{2}(PO_{4})_{3}", "P2", "2.0–4.1", "60.1", "85.5", "150", "1 C", "16"],
        ["Na_{0.7}Mn_{0.9}Mg_{0.1}O_{2}@CeO_{2}", "P2", "1.8–4.0", "59.8", "75.3", "100", "1 C", "19"],
    ],
    "text": [
        "Alumina is the classic choice.^{8} A film of 15 nm on P2-Na_{2/3}Ni_{1/3}Mn_{2/3}O_{2} improved the capacity "
        "retention from 61.5% to 89.4% after 300 cycles at 0.5 C in the range 2.5–4.3 V.",
        "Magnesia was deposited on NaNi_{0.4}Fe_{0.2}Mn_{0.4}O_{2} (O3) by Park's group.^{11} The MgO-coated cathode "
        "had a capacity retention of 74.9% after 100 cycles at 1 C and of 61.0% after 500 cycles at 5 C.",
        "Zirconia,^{13} too, has been applied to Na_{0.67}Co_{0.2}Mn_{0.8}O_{2}. The ZrO_{2}-coated material preserved "
        "80.2% of its capacity over 120 cycles at 0.2 C.",
        "Phosphates bind residual alkali. On O3-NaNi_{0.3}Fe_{0.4}Mn_{0.3}O_{2}, NaTi_{2}(PO_{4})_{3} raised the "
        "retention after 150 cycles at 1 C to 85.5%, compared with 60.1% for the uncoated powder.^{16}",
        "Ceria on P2-Na_{0.7}Mn_{0.9}Mg_{0.1}O_{2} scavenges oxygen radicals.^{19} At 45 °C the coated electrode had "
        "66.1% of its capacity left after 100 cycles at 1 C.",
    ],
    "wrong": {(3, "cycles"): "120", (4, "phase"): "O3"},
    "confirmed": {
        1: "phase voltage_range_V retention_pristine_pct retention_modified_pct cycles rate reference",
        2: "phase retention_modified_pct cycles rate reference",
        3: "retention_modified_pct rate reference",
        4: "retention_pristine_pct retention_modified_pct cycles rate reference",
        5: "phase reference",
    },
}
SAMPLES = {
    "header": ["Ref.", "Material", "Structure", "Potential range (V)", "Capacity retention (%)", "No. of cycles", "Rate"],
    "rows": [
        ["12", "NaNi_{0.3}Co_{0.2}Mn_{0.45}Zr_{0.05}O_{2}", "O3", "2.0–4.3", "71.8", "150", "0.5C"],
        ["17", "Na_{0.93}Li_{0.12}Ni_{0.25}Fe_{0.15}Mn_{0.48}O_{2}", "O3", "2.0–4.2", "82.8", "200", "1C"],
        ["20", "Na_{0.82}Fe_{0.3}Mn_{0.4}Ni_{0.3}O_{2}", "P3/O3", "2.0–4.1", "76.6", "300", "2C"],
        ["22", "Na_{0.7}Li_{0.1}Fe_{0.2}Mn_{0.7}O_{2}", "P2/P3", "1.5–4.5", "88.2", "100", "100 mA g^{−1}"],
    ],
    "text": [
        "Kim et al.^{12} reported that O3-type NaNi_{0.3}Co_{0.2}Mn_{0.40}Zr_{0.10}O_{2} glides later. It retained "
        "71.8% of its capacity after 150 cycles at 0.5C in the range of 2.0–4.3 V.",
        "Lithium and iron were combined by Yao et al.^{17} Their O3-Na_{0.93}Li_{0.12}Ni_{0.25}Fe_{0.15}Mn_{0.48}O_{2} "
        "kept 82.8% of the capacity after 200 cycles at 1C. It withstands 7 days in air with 96.1% of the capacity "
        "remaining.",
        "Gao et al.^{20} made a P3/O3 composite, Na_{0.82}Fe_{0.3}Mn_{0.4}Ni_{0.3}O_{2}, labelled FMN-82. FMN-82 "
        "retained 76.6% after 500 cycles at 2C. The P3 share alone, FMN-70, retained 58.0% after 300 cycles at 2C.",
        "Two prismatic phases were combined in P2/P3-Na_{0.7}Li_{0.1}Fe_{0.2}Mn_{0.7}O_{2}.^{22} It exhibits 88.2% "
        "retention over 100 cycles at 0.5C (1C = 200 mA g^{−1}).",
    ],
    "wrong": {(1, "cathode_material"): "NaNi0.3Co0.2Mn0.40Zr0.10O2", (3, "cycles"): "500"},
    "confirmed": {
        1: "phase voltage_range_V retention_pct cycles rate reference",
        2: "cathode_material phase retention_pct cycles rate reference",
        3: "cathode_material phase retention_pct rate reference",
        4: "cathode_material phase retention_pct cycles rate reference",
    },
}


@pytest.mark.parametrize("told", [COATINGS, SAMPLES], ids=["coatings", "samples"])
def test_what_is_wrong_is_contradicted_what_is_said_is_confirmed_and_the_rest_is_silent(told):
    found = verdicts(reconcile([account(review(told))]))
    assert {(v.row, v.column): v.other_value for v in found if v.verdict in ("contradicted", "implausible")} == told["wrong"]
    confirmed = {(row, column) for row, columns in told["confirmed"].items() for column in columns.split()}
    assert {(v.row, v.column) for v in found if v.verdict == "confirmed"} == confirmed


def review(told):
    table = Table(
        "Table 1", "Layered cathodes", 1, (10.0, 10.0, 500.0, 500.0), (cells(told["header"]),), tuple(map(cells, told["rows"]))
    )
    opening = (block(BlockKind.TITLE, "Layered cathodes: a review"), block(BlockKind.HEADING, "2 Cathodes"))
    text = (*opening, *(block(BlockKind.PARAGRAPH, paragraph) for paragraph in told["text"]))
    numbers = [int(row[told["header"].index("Ref.")]) for row in told["rows"]]
    references = tuple(Reference(n, f"A. Writer, J. Examples, {n}", 3) for n in numbers)
    return Document("review", "1" * 64, (Page(1, 600.0, 800.0), Page(2, 600.0, 800.0)), text, (table,), references)
