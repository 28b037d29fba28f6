"""Laws of the whole way from a Document to facts: print and order of a sentence's parts change nothing in what is read.

One made-up paper is told in many prints. What must come out is written down once, by hand; no print is compared with another.
"""

import functools
import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.model import Block, BlockKind, Document, Page, Word

FORMULA = "Na_{0.67}Ni_{0.33}Mn_{0.57}Ti_{0.1}O_{2}"
PLAIN = "Na0.67Ni0.33Mn0.57Ti0.1O2"

SPACES = st.sampled_from([" ", "\u00a0", "\u2009", "\u202f"])
NARROW = st.sampled_from(["", " ", "\u00a0", "\u2009", "\u202f"])
DASHES = st.sampled_from(list("-‐‑–—−"))
PRIMES = st.sampled_from(list("'′’´"))
_ONE_WORD = ("mAh g^{−1}", "mAh g−1", "mAh g-1", "mAh g–1", "mAh g^-1", "mAh/g", "mAh / g", "mAh·g^{−1}", "mAh·g−1", "mAh∙g−1")
_TWO_WORDS = ("mA h g^{-1}", "mA h g−1", "mA h g^-1", "mA·h·g−1", "mA h/g", "mAhg^{−1}", "mAhg−1", "mAh\u2009g⁻¹", "mAh per gram")
CAPACITY_UNITS = st.sampled_from([*_ONE_WORD, *_TWO_WORDS])
CURRENT_UNITS = st.sampled_from(["mA g^{−1}", "mA g−1", "mA/g", "mA·g^{−1}", "mA g^-1", "mAg⁻¹", "mA per gram"])
RATES = st.sampled_from(["0.1", "0.2", "0.5", "1", "2", "5"])
PERCENTS = st.integers(min_value=200, max_value=989).map(lambda n: n / 10)
CYCLES = st.sampled_from([50, 100, 150, 200, 300, 500, 1000])
CAPACITIES = st.integers(min_value=500, max_value=1900).map(lambda n: n / 10)
BAD_LIGATURES = st.sampled_from(["fi", "ﬁ", "fi ", "f\u200bi", "fi\u00ad"])


def document(*sentences, formula=FORMULA, phase="P2"):
    """Return a paper that prepares one oxide, NNMT, and says the sentences of it."""
    texts = (
        (BlockKind.TITLE, f"A {phase}-type layered oxide for sodium cells"),
        (BlockKind.HEADING, "Experimental"),
        (BlockKind.PARAGRAPH, f"{phase}-type {formula} (denoted as NNMT) was prepared from the carbonates at 900 °C."),
        (BlockKind.HEADING, "Results and discussion"),
        (BlockKind.PARAGRAPH, " ".join(sentences)),
    )
    blocks = tuple(
        Block(kind, text, 1, (Word(0, len(text), 1, (50.0, 20.0 * n, 300.0, 20.0 * n + 10)),))
        for n, (kind, text) in enumerate(texts)
    )
    return Document("made-up", "0" * 64, (Page(1, 600.0, 800.0),), blocks)


def read(name, *sentences, **more):
    """Return the facts of one property as (composition, values)."""
    facts = extract(document(*sentences, **more))
    return [(f.subject.composition, dict(f.values)) for f in facts if f.property == name]


def only(name, *sentences, **more):
    """Return the one fact of a property: its values, after its composition."""
    found = read(name, *sentences, **more)
    assert len(found) == 1, found
    composition, values = found[0]
    assert composition == PLAIN
    return values


# -- order ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(itertools.permutations(("whom", "when", "where"))))
@given(p=PERCENTS, n=CYCLES, r=RATES, whom=st.sampled_from(["for NNMT", "in the case of NNMT"]))
@settings(max_examples=8, deadline=None)
def test_the_order_of_conditions_behind_a_retention_changes_nothing(order, p, n, r, whom):
    parts = {"whom": whom, "when": f"after {n} cycles", "where": f"at {r} C"}
    values = only("retention", f"A capacity retention of {p}% is found {' '.join(parts[k] for k in order)}.")
    assert (values["percent"], values["cycles"], values["rate"]) == (p, n, f"{r} C")


@given(
    p=PERCENTS, n=CYCLES, r=RATES, order=st.permutations(["after {n} cycles", "at {r} C", "NNMT retains {p}% of its capacity"])
)
@settings(max_examples=30, deadline=None)
def test_conditions_may_stand_before_or_behind_the_clause(p, n, r, order):
    clause = next(i for i, part in enumerate(order) if part.startswith("NNMT"))
    head, tail = " ".join(order[:clause]), " ".join(order[clause:])
    text = f"{head}, {tail}." if head else f"{tail}."
    values = only("retention", (text[0].upper() + text[1:]).format(p=p, n=n, r=r))
    assert (values["percent"], values["cycles"], values["rate"]) == (p, n, f"{r} C")


ORDERS = st.sampled_from(
    [
        "NNMT delivers {v} {u} at {r} C.",
        "At {r} C, NNMT delivers {v} {u}.",
        "At {r} C NNMT delivers a capacity of {v} {u}.",
        "A capacity of {v} {u} is delivered by NNMT at {r} C.",
        "A capacity of {v} {u} at {r} C is delivered by NNMT.",
        "The capacity of NNMT is {v} {u} at {r} C.",
        "The capacity of NNMT at {r} C is {v} {u}.",
        "For NNMT, {v} {u} are obtained at {r} C.",
        "At {r} C, a capacity of {v} {u} is obtained for NNMT.",
    ]
)


@given(ORDERS, CAPACITIES, CAPACITY_UNITS, RATES)
@settings(max_examples=120, deadline=None)
@example("NNMT delivers {v} {u} at {r} C.", 120.5, "mAh g−1", "1")
def test_order_and_unit_of_a_capacity_change_nothing(order, v, u, r):
    values = only("capacity", order.format(v=v, u=u, r=r))
    assert (values["value"], values["rate"]) == (v, f"{r} C")


# -- spacing, dashes, primes -----------------------------------------------------------------------------------------------


@given(p=PERCENTS, n=CYCLES, r=RATES, s=NARROW, wide=SPACES)
@settings(max_examples=40, deadline=None)
def test_spaces_change_nothing(p, n, r, s, wide):
    text = f"After {n}{wide}cycles at {r}{s}C, NNMT retains {p}{s}% of{wide}its capacity between 2.0{s}–{s}4.3{s}V."
    values = only("retention", text)
    assert (values["percent"], values["cycles"], values["rate"]) == (p, n, f"{r} C")
    assert (values["low"], values["high"]) == (2.0, 4.3)
    window = only("voltage_window", text)
    assert (window["low"], window["high"], window["cell"]) == (2.0, 4.3, "half")


@given(
    dash=DASHES,
    s=NARROW,
    how=st.sampled_from(["{a}{d}{b}{s}V", "{a}{s}V{d}{b}{s}V", "{a}{d}{b}{s}V vs. Na^{{+}}/Na", "{a} to {b}{s}V"]),
)
@settings(max_examples=60, deadline=None)
def test_the_print_of_a_window_changes_nothing(dash, s, how):
    window = only("voltage_window", f"NNMT was cycled in the voltage range of {how.format(a=2.2, b=4.35, d=dash, s=s)}.")
    assert (window["low"], window["high"], window["cell"]) == (2.2, 4.35, "half")


@given(dash=st.sampled_from(["-", "‐", "‑", "–", "—", "−", " → ", "→", " to "]), prime=PRIMES, before=st.booleans())
@settings(max_examples=40, deadline=None)
def test_dashes_and_primes_of_a_transition_change_nothing(dash, prime, before):
    middle = f"P{prime}3" if before else f"P3{prime}"
    values = only("transition", f"On charge NNMT undergoes an O3{dash}{middle}{dash}OP4 phase transition.", phase="O3")
    assert values["steps"] == ["O3", "P′3", "OP4"]


@given(unit=CURRENT_UNITS, n=CYCLES, p=PERCENTS, s=SPACES)
@settings(max_examples=30, deadline=None)
def test_the_unit_of_a_current_changes_nothing(unit, n, p, s):
    values = only("retention", f"NNMT retains {p}% of its capacity after {n} cycles at 200{s}{unit}.")
    assert (values["percent"], values["cycles"]) == (p, n)
    assert values["rate"] == "200 mA g−1"


# -- formulas ----------------------------------------------------------------------------------------------------------------

FORMULAS = [
    FORMULA,
    PLAIN,
    "Na_{0.67} Ni_{0.33} Mn_{0.57} Ti_{0.1} O_{2}",
    "Na0.67 Ni0.33 Mn0.57 Ti0.1 O2",
    "Na_{0.67}[Ni_{0.33}Mn_{0.57}Ti_{0.1}]O_{2}",
    "Na_{0.67}Ni_{0.33}Mn_{0.57}Ti_{0.1}O2",
    "Na_{0.6}_{7}Ni_{0.33}Mn_{0.57}Ti_{0.1}O_{2}",
]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("again", [FORMULA, PLAIN])
def test_subscripts_lost_or_kept_are_one_material(formula, again):
    facts = extract(document(f"{again} delivers 120.5 mAh g^{{−1}} at 1 C.", formula=formula))
    (material,) = [f for f in facts if f.property == "material"]
    (capacity,) = [f for f in facts if f.property == "capacity"]
    assert material.subject.composition.replace("[", "").replace("]", "") == PLAIN
    assert capacity.subject == material.subject
    assert (capacity.values["value"], capacity.values["rate"]) == (120.5, "1 C")


@functools.cache
def phases(*names):
    """Return the phase facts of a paper whose oxide is introduced in that print."""
    return [v["phases"] for name in names for _, v in read("phase", "It is stable.", phase=name)]


@given(prime=PRIMES, before=st.booleans())
@settings(max_examples=8, deadline=None)
def test_the_prime_of_a_phase_changes_nothing(prime, before):
    assert phases(f"O{prime}3" if before else f"O3{prime}") == [["O'3"]]


# -- ligatures ---------------------------------------------------------------------------------------------------------------


@given(fi=BAD_LIGATURES, p=PERCENTS, n=CYCLES, after=st.sampled_from(["after", "aft er", "aﬅer"]))
@settings(max_examples=30, deadline=None)
def test_ligature_damage_changes_nothing(fi, p, n, after):
    text = f"As is con{fi}rmed, NNMT retains {p}% of its {fi}rst speci{fi}c capacity {after} {n} cycles at 1 C."
    values = only("retention", text)
    assert (values["percent"], values["cycles"], values["rate"]) == (p, n, "1 C")


@given(fi=BAD_LIGATURES, v=CAPACITIES, ff=st.sampled_from(["ff", "ﬀ", "ff ", "f\u00adf"]))
@settings(max_examples=30, deadline=None)
def test_ligature_damage_around_a_capacity_changes_nothing(fi, v, ff):
    values = only(
        "capacity", f"In the {fi}rst cycle, NNMT delivers a di{ff}erent speci{fi}c capacity of {v} mAh g^{{−1}} at 0.1 C."
    )
    assert (values["value"], values["rate"], values["cycle"]) == (v, "0.1 C", 1)
