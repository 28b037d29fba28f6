"""What rules find, and that print changes nothing in it."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.entities import LABELS, rule_mentions
from pipeline.language.flat import flatten_text


def found(text, label):
    return [m.text for m in rule_mentions(text) if m.label == label]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("between 2.0 and 4.3 V, from 1.5 V to 4.2 V, 2–4 V, 2.5~4.1V", ["2.0 and 4.3 V", "1.5 V to 4.2 V", "2–4 V", "2.5~4.1V"]),
        ("cut-offs of 4.0, 4.2 and 4.4 V", ["4.0", "4.2", "4.4 V"]),
        ("at 0.1 mV s−1, 284.8 eV, V2O5, V = 80 Å3, 0.2 V s−1", []),
        ("charged to 4.3 V and discharged to 2.0 V", ["4.3 V", "2.0 V"]),
    ],
)
def test_voltage(text, wanted):
    assert found(text, "VOLTAGE") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("68.2%/81.2%", ["68.2%", "81.2%"]),
        ("71.5, 89.9, and 86.0%", ["71.5", "89.9", "86.0%"]),
        ("in 2020, 80% of it; for x = 0.1, 90%", ["80%", "90%"]),
        ("80% after 100 and 75% after 200 cycles", ["80%", "75%"]),
        ("24.8 wt% P2, 5 mol%, 92.3 ± 0.5%, ninety percent", ["24.8 wt%", "5 mol%", "92.3 ± 0.5%", "ninety percent"]),
        ("rose from 17 to 64 wt% within 10–15%", ["17", "64 wt%", "10–15%"]),
    ],
)
def test_percent(text, wanted):
    assert found(text, "PERCENT") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("after 100, 200 and 500 cycles", ["100", "200", "500 cycles"]),
        ("1,000 charge/discharge cycles", ["1,000 charge/discharge cycles"]),
        ("the 1st, 2nd and 50th cycles", ["1st", "2nd", "50th cycles"]),
        ("in the first cycle, at cycle 100, five hundred cycles", ["first cycle", "cycle 100", "five hundred cycles"]),
        ("0.03% per cycle, within a few cycles", []),
    ],
)
def test_cycles(text, wanted):
    assert found(text, "CYCLES") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("at 0.1, 0.2, 0.5 and 1 C (1 C = 170 mA g−1)", ["0.1", "0.2", "0.5", "1 C", "1 C", "170 mA g−1"]),
        ("C/10, C/3, 1/3 C, 0.5C/1C, 20C", ["C/10", "C/3", "1/3 C", "0.5C", "1C", "20C"]),
        ("from 0.1C to 5C at 2 A g−1 or 20 mA/g", ["0.1C to 5C", "2 A g−1", "20 mA/g"]),
        ("C 1s, 13C NMR, the C–C bond, C2/m, at 900 C", []),
        ("Figure 1C, Figures 1B and 3C, Fig. 2C at 2C", ["2C"]),
    ],
)
def test_rate(text, wanted):
    assert found(text, "RATE") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("118, 105, and 92 mAh g−1", ["118", "105", "92 mAh g−1"]),
        ("150 mA h g−1, 150 mAhg-1, 150 mA·h·g−1, 150 mAh/g", ["150 mA h g−1", "150 mAhg-1", "150 mA·h·g−1", "150 mAh/g"]),
        ("97.1 vs 75.1 mAh g−1, but 1.2 mAh cm−2 and 17.7 mAh", ["97.1", "75.1 mAh g−1"]),
    ],
)
def test_capacity(text, wanted):
    assert found(text, "CAPACITY") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "at −20, 0 and 25 °C, 298 K, room temperature, 900 oC, heated at 850 C",
            ["−20", "0", "25 °C", "298 K", "room temperature", "900 oC", "850 C"],
        ),
        ("with 5 °C min−1, K-doped, 2 °C/min", []),
    ],
)
def test_temperature(text, wanted):
    assert found(text, "TEMPERATURE") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("P2/O3 and P2–O2–OP4, O′3 to P'3, P3″", ["P2", "O3", "P2", "O2", "OP4", "O′3", "P'3", "P3″"]),
        ("P2-Na0.67MnO2, O3–NaFeO2, P2/O3-NNMO", ["P2", "O3", "P2", "O3"]),
        ("the O2 phase, O2-type stacking, P2 transforms to O2 above 4.2 V", ["O2", "O2", "P2", "O2"]),
        ("O2 gas, O2− anions, O2 and CO2 evolve, below 0.1 ppm O2, O 1s, P 2p, H2O2", []),
        ("a layered/spinel or P2/tunnel oxide, the Z phase, P2–Z", ["spinel", "P2", "tunnel", "Z", "P2", "Z"]),
    ],
)
def test_phase(text, wanted):
    assert found(text, "PHASE") == wanted


def test_lowered_two_is_oxygen():
    flat = flatten_text("from P2 and O_{2} to P2 and O2")
    assert [m.start for m in rule_mentions(flat.text, flat.levels) if m.text == "O2"] == [flat.text.rindex("O2")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("P2-Na2/3Ni1/3Mn2/3O2 and Na[Ni0.5Mn0.5]O2", ["Na2/3Ni1/3Mn2/3O2", "Na[Ni0.5Mn0.5]O2"]),
        ("NaxTMO2 and Na0.67Ni0.33−xMgxMn0.67O2−δ", ["NaxTMO2", "Na0.67Ni0.33−xMgxMn0.67O2−δ"]),
        ("NaNi0.5Mn0.5O2@5.2 mol% Na2/3MnO2", ["NaNi0.5Mn0.5O2@5.2 mol% Na2/3MnO2"]),
        ("Na2CO3, Mn2O3, NaPF6, NaOH, TMO2, Mn3+/Mn4+, KMO, NaNMO", []),
        ("Na0.67 MnO2 O3; Na 0.7 Mn 0.9 Mg 0.1 O 2 P2", ["Na0.67 MnO2", "Na 0.7 Mn 0.9 Mg 0.1 O 2"]),
    ],
)
def test_material(text, wanted):
    assert found(text, "MATERIAL") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Na0.67MnO2 (NMO) was denoted as NM, NMT1, and NMT2", ["NMO", "NM", "NMT1", "NMT2"]),
        ("the x = 0.1 sample but x = 0.2 elsewhere", ["x = 0.1"]),
        ("the NNMM-0.05 electrode, the XRD sample, the SEM samples", ["NNMM-0.05"]),
        ("Na0.67MnO2 (denoted as P2-NMO)", ["NMO"]),
        ("labelled in Fig. S3 as SEI, FFT and O3", []),
        ("O3-NaL-NMF-0.06/-0.08, NaNMO-x, NaNMO and NaTFSI", ["NaL-NMF-0.06", "-0.08", "NaNMO-x", "NaNMO"]),
        ("Na0.9Li0.1, Na1Li0 and NaK0.01NMTi0.1O, but Na3Sb", ["Na0.9Li0.1", "Na1Li0", "NaK0.01NMTi0.1O"]),
    ],
)
def test_designation(text, wanted):
    assert found(text, "DESIGNATION") == wanted


def test_cells_and_methods():
    text = "CR2032 coin-type half cells, a pouch-type full cell and sodium-ion full batteries by in situ XRD, SEM-EDS and GITT"
    assert found(text, "CELL") == ["CR2032 coin-type half cells", "pouch-type full cell", "sodium-ion full batteries"]
    assert found(text, "METHOD") == ["in situ XRD", "SEM", "EDS", "GITT"]


# --- print changes nothing

SENTENCE = (
    "P2-Na0.67Ni0.33Mn0.67O2 (denoted as NNMO) turns from P2 to OP4 and O′3 at 4.15 V, keeps 80.5% after 100 cycles at 1 C "
    "(2.0–4.3 V, 25 °C, 170 mA g−1) and gives 121.5 mAh g−1 in a half cell."
)
ENTITIES = [
    ("PHASE", "P2"),
    ("MATERIAL", "Na0.67Ni0.33Mn0.67O2"),
    ("DESIGNATION", "NNMO"),
    ("PHASE", "P2"),
    ("PHASE", "OP4"),
    ("PHASE", "O'3"),
    ("VOLTAGE", "4.15V"),
    ("PERCENT", "80.5%"),
    ("CYCLES", "100cycles"),
    ("RATE", "1C"),
    ("VOLTAGE", "2.0-4.3V"),
    ("TEMPERATURE", "25°C"),
    ("RATE", "170mAg-1"),
    ("CAPACITY", "121.5mAhg-1"),
    ("CELL", "halfcell"),
]


def plain(mention):
    text = re.sub("[–−—‐‑‒-]", "-", re.sub("['’ʹ‘′]", "'", re.sub(r"\s", "", mention.text)))
    text = re.sub(r"\(-?1\)|/g$|g1$", "-1", text.replace("(−1)", "-1")).replace("mA-1", "mAg-1").replace("mAh-1", "mAhg-1")
    return mention.label, text.replace("℃", "°C").replace("º", "°").replace("·", "").replace("half-", "half")


@given(
    dash=st.sampled_from("–−—-‐‑‒"),
    prime=st.sampled_from("′'’ʹ"),
    blank=st.sampled_from(["", " ", "\u00a0", "\u2009", "\u202f"]),
    gram=st.sampled_from(["g−1", "g-1", "g–1", "/g", "g1", "g(−1)", "·g−1"]),
    degree=st.sampled_from(["°C", "℃", "° C", "º C"]),
    half=st.sampled_from(["half cell", "half-cell", "half–cell"]),
)
def test_print_changes_nothing(dash, prime, blank, gram, degree, half):
    text = SENTENCE.replace("half cell", half).replace("–", dash).replace("′", prime)
    for unit in ("V", "%", "C", "mA g−1", "mAh g−1"):
        text = re.sub(rf"(?<=\d) ?{re.escape(unit)}(?![A-Za-z])", f"{blank}{unit}", text)
    text = text.replace(" °C", f"{blank}{degree}").replace(" g−1", gram if gram[0] in "/·" else f" {gram}")
    assert [plain(m) for m in rule_mentions(text)] == ENTITIES


@given(sub=st.booleans(), loose=st.booleans())
def test_subscripts_kept_lost_or_parted(sub, loose):
    formula = "Na_{0.67}Ni_{0.33}Mn_{0.67}O_{2}" if sub else "Na0.67Ni0.33Mn0.67O2"
    if loose:
        formula = re.sub(r"_\{([^}]*)\}", r" _{\1} ", formula).strip() if sub else "Na 0.67 Ni 0.33 Mn 0.67 O 2"
    flat = flatten_text(SENTENCE.replace("Na0.67Ni0.33Mn0.67O2", formula))
    assert [plain(m) for m in rule_mentions(flat.text, flat.levels)] == ENTITIES


@given(st.text(max_size=80))
def test_any_text(text):
    mentions = rule_mentions(text)
    assert all(m.label in LABELS and text[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))


@pytest.mark.parametrize("piece", ["(A", "[(Na1-x", "Na 1 ", "1, ", "1 and ", "1-", "P2/", "NM, ", "NM-", "denoted as A1, "])
def test_cost_is_bounded(piece):
    start = time.process_time()
    rule_mentions(piece * 1500)
    assert time.process_time() - start < 10
