"""Phases and transitions: literal readings worked out by hand, repairs, doubts, and the laws."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.chemistry.phases import Phase, Step, Transition, glides, parse_fractions, parse_phases, parse_transition, printed

EXPLAINED = {"S": "spinel", "T": "tunnel"}


def names(text: str, abbreviations=None) -> list[str]:
    return [p.name for p in parse_phases(text, abbreviations)]


def steps(text: str, abbreviations=None, as_prepared=None) -> list[str]:
    return [str(s) for s in parse_transition(text, abbreviations, as_prepared)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P2", ["P2"]),
        ("OP4", ["OP4"]),
        ("T2", ["T2"]),
        ("Z", ["Z"]),
        ("O3-type", ["O3"]),
        ("P2-phase", ["P2"]),
        ("layered P2", ["P2"]),
        ("P2/O3", ["P2", "O3"]),
        ("P2@O3", ["P2", "O3"]),
        ("P2–O3", ["P2", "O3"]),
        ("P2 and O3", ["P2", "O3"]),
        ("P2, P3 and O3 phases", ["P2", "P3", "O3"]),
        ("biphasic P2/P3", ["P2", "P3"]),
        ("P2/O3 composite", ["P2", "O3"]),
        ("P2 type/O3 type", ["P2", "O3"]),
        ("O3/S/P2", ["O3", "spinel", "P2"]),
        ("P2/T", ["P2", "tunnel"]),
        ("layered-tunnel", ["layered", "tunnel"]),
        ("P2/Li_{2}MnO_{3}", ["P2", "Li2MnO3"]),
        ("Li2MnO3-like", ["Li2MnO3-like"]),
        ("monoclinic O′3", ["O'3"]),
        ("P2 (P63/mmc)", ["P2"]),
        ("P2 (24.8%)/O3 (75.2%)", ["P2", "O3"]),
        ("O3hex/O′3mon", ["O3", "O'3"]),
    ],
)
def test_phases(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text", ["", "-", "XRD", "P63/mmc", "R-3m", "1 C", "P2/", "/O3", "P22", "2.0–4.0", "L", "In", "P2 → O2", "hard carbon"]
)
def test_what_is_no_phase(text):
    assert parse_phases(text) == ()


@pytest.mark.parametrize("form", ["O′3", "O3′", "O'3", "O3'", "O’3", "O^{′}3", "O´3", "O3ʹ"])
def test_typographic_variants_are_one_phase(form):
    (phase,) = parse_phases(form)
    assert phase == Phase("O'3")
    assert phase.name == "O'3"
    assert phase.printed in {"O′3", "O3′"}
    assert phase.repaired is None


def test_primes_tell_phases_apart():
    assert len({Phase("O3"), Phase("O'3"), Phase("P3"), Phase("P'3"), Phase("P3''"), Phase("P″3")}) == 5
    assert Phase("P3″").name == "P''3"


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [("O03", "O'3", "O′3"), ("P02", "P'2", "P′2"), ("P300", "P''3", "P3″"), ("P003", "P''3", "P″3"), ("O30", "O'3", "O3′")],
)
def test_a_prime_printed_as_zero_is_mended_and_noted(text, name, form):
    (phase,) = parse_phases(text)
    assert (phase.name, phase.printed) == (name, form)
    assert text in str(phase.repaired)


def test_abbreviations_of_the_document_win():
    assert names("P2/T", {"T": "tetragonal"}) == ["P2", "tetragonal"]
    assert names("H/O3", {"H": "P2"}) == ["P2", "O3"]
    assert names("L/T", {"L": "layered phase", "T": "tunnel structure"}) == ["layered", "tunnel"]


TRANSITIONS = [
    ("P2/O3 → P2/P3 → OP4/OP2 → P2/P3 → P2/O3", ["P2/O3", "P2/P3", "OP4/OP2", "P2/P3", "P2/O3"]),
    ("P2/P3/S → P2/P3″/S", ["P2/P3/spinel", "P2/P''3/spinel"]),
    ("S/P2/P3 → Sl/P2/O3 → S/Z", ["spinel/P2/P3", "Sl/P2/O3", "spinel/Z"]),
    ("P2/T", ["P2/tunnel"]),
    ("P2/T⟶OP4/T⟶P2/T", ["P2/tunnel", "OP4/tunnel", "P2/tunnel"]),
    ("P2/O3->P2/P3", ["P2/O3", "P2/P3"]),
    ("O3 - > P3", ["O3", "P3"]),
    ("P2@O3 → P2@P3", ["P2/O3", "P2/P3"]),
    ("P2-O3 → P2-P3", ["P2/O3", "P2/P3"]),
    ("O3 → O3 + P3 → P3", ["O3", "O3/P3", "P3"]),
    ("O3-P3-O3", ["O3", "P3", "O3"]),
    ("O3–P3", ["O3", "P3"]),
    ("P2−OP4", ["P2", "OP4"]),
    ("P2/O3–P2/P3", ["P2/O3", "P2/P3"]),
    ("O3hex–O′3mon–P3hex–P′3mon", ["O3", "O'3", "P3", "P'3"]),
    ("P2 to O2", ["P2", "O2"]),
    ("from O3 to P3 and then to O1", ["O3", "P3", "O1"]),
    ("O3–P3 and back to O3", ["O3", "P3", "O3"]),
    ("reversible P2–OP4 phase transition", ["P2", "OP4"]),
    ("P2 → O2 (above 4.2 V)", ["P2", "O2"]),
    ("P2 (no phase transition)", ["P2"]),
    ("no phase transition", []),
    ("H1 → M → H2", ["H1", "M", "H2"]),
]


@pytest.mark.parametrize(("text", "expected"), TRANSITIONS, ids=[t for t, _ in TRANSITIONS])
def test_transitions(text, expected):
    assert steps(text) == expected


@pytest.mark.parametrize(
    ("text", "as_prepared", "expected"),
    [
        ("O3/P3/O3", ["O3"], ["O3", "P3", "O3"]),
        ("O3/P3", ["O3"], ["O3", "P3"]),
        ("P2/OP4", ["P2"], ["P2", "OP4"]),
        ("P2/O3", ["P2", "O3"], ["P2/O3"]),
        ("P2-O3", ["P2", "O3"], ["P2/O3"]),
        ("P2-O2", ["P2"], ["P2", "O2"]),
        ("P2/T", ["P2", "tunnel"], ["P2/tunnel"]),
    ],
)
def test_the_material_as_prepared_decides(text, as_prepared, expected):
    assert steps(text, None, as_prepared) == expected
    assert parse_transition(text, None, as_prepared).undecided is None


@pytest.mark.parametrize("text", ["P2/O3 / P2/P3 / P2/O3", "P2/O3 ! P2/P3 ! P2/O3", "P2/O3 > P2/P3 > P2/O3"])
def test_damaged_arrows_are_mended_and_noted(text):
    transition = parse_transition(text)
    assert [str(s) for s in transition] == ["P2/O3", "P2/P3", "P2/O3"]
    assert transition.repaired
    assert printed(transition) == "P2/O3 → P2/P3 → P2/O3"


def test_damaged_primes_in_a_transition():
    transition = parse_transition("P2/O3 → P2/O03 → P2/P300")
    assert printed(transition) == "P2/O3 → P2/O′3 → P2/P3″"
    assert len(transition.repaired) == 2


def test_both_ways():
    transition = parse_transition("P2 ⇄ OP4")
    assert (steps("P2 ⇄ OP4"), transition.reversible) == (["P2", "OP4"], True)


@pytest.mark.parametrize("text", ["banana", "", "P2/O3 →", "→ P2", "P2 → 4.2 V", "P2/O3/P2/P3", "P2/P2 → O3", "solid solution"])
def test_what_is_not_understood_gives_no_steps_and_says_why(text):
    transition = parse_transition(text)
    assert transition.steps == ()
    assert transition.undecided


def test_doubt_is_told():
    assert parse_transition("O3/P3/O3").undecided
    assert parse_transition("P2/O3/P3", None, ["P2", "O3"]).undecided
    assert parse_transition("P2/T").undecided is None


def test_steps_are_equal_in_any_order_and_keep_the_printed_one():
    assert parse_transition("O3/P2 → P3/P2") == parse_transition("P2/O3 → P2/P3")
    assert printed(parse_transition("O3/P2 → P3/P2")) == "O3/P2 → P3/P2"
    assert printed([Step((Phase("P2"), Phase("spinel", "S")))]) == "P2/S"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24.8 wt% P2 and 75.2 wt% O3", {"P2": 24.8, "O3": 75.2}),
        ("P2 (24.8%)/O3 (75.2%)", {"P2": 24.8, "O3": 75.2}),
        ("P2:O3 = 24.8:75.2", {"P2": 24.8, "O3": 75.2}),
        ("P2 and O3 (24.8 and 75.2 wt%)", {"P2": 24.8, "O3": 75.2}),
        ("the contents of P2 and O3 are 24.8% and 75.2%, respectively", {"P2": 24.8, "O3": 75.2}),
        ("24,8 wt.% P′2", {"P'2": 24.8}),
        ("P2 90% O3 90%", {}),
        ("P2 (24.8%) and O3", {}),
        ("P2 5", {}),
        ("5% P2 10% P2", {}),
    ],
)
def test_fractions(text, expected):
    assert parse_fractions(text) == expected


# --- laws


@pytest.mark.parametrize(
    ("a", "b", "possible"),
    [
        ("P2", "O2", True),
        ("P2", "OP4", True),
        ("P2", "P′2", True),
        ("P2", "Z", True),
        ("O3", "P3", True),
        ("O'3", "P″3", True),
        ("O3", "O1", True),
        ("P2", "O3", False),
        ("P3", "P2", False),
        ("O3", "O2", False),
        ("O3", "spinel", False),
    ],
)
def test_gliding_keeps_the_family(a, b, possible):
    assert glides(a, b) is possible
    assert glides(b, a) is possible


LABELS = st.sampled_from(["P2", "O3", "P3", "O1", "O2", "OP2", "OP4", "O′3", "P′2", "P′3", "P3″", "Z", "S", "T"])
STEP = st.lists(LABELS, min_size=1, max_size=3, unique=True).map("/".join)
ARROWS = st.sampled_from([" → ", "→", " -> ", "->", " ⟶ ", " ⇒ ", " to "])


@settings(deadline=None)
@given(st.lists(STEP, min_size=2, max_size=7), ARROWS)
def test_arrows_part_steps_and_printing_keeps_them(row, arrow):
    transition = parse_transition(arrow.join(row), EXPLAINED)
    assert printed(transition) == " → ".join(row)
    assert transition.undecided is None
    assert parse_transition(printed(transition), EXPLAINED) == transition


@settings(deadline=None)
@given(st.lists(LABELS, min_size=1, max_size=4, unique=True))
def test_zeros_are_primes(labels):
    text = "/".join(labels)
    assert parse_phases(text.replace("′", "0").replace("″", "00")) == parse_phases(text)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=40), st.text("OPTSZ0123456'′″ /→-–>!@+&(),%.toandtype", max_size=30)))
def test_any_string_is_read_or_left(text):
    assert all(isinstance(p, Phase) for p in parse_phases(text))
    transition = parse_transition(text)
    assert isinstance(transition, Transition)
    assert not transition.steps or parse_transition(printed(transition)) == transition
    assert sum(parse_fractions(text).values()) <= 100.5
