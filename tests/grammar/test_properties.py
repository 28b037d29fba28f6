"""Laws: what is read of a sentence does not hang on its order, spacing, dashes, primes, units or ligatures."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.grammar.capacity import capacity
from pipeline.grammar.lexer import lex
from pipeline.grammar.retention import retention
from pipeline.grammar.sentence import parse
from pipeline.grammar.transition import transition
from pipeline.grammar.voltage import voltage_window

PERCENTS = st.decimals(min_value=20, max_value=99, places=1)
CYCLES = st.integers(min_value=20, max_value=5000)
RATES = st.sampled_from(["0.1", "0.2", "0.5", "1", "2", "5"])
SPACES = st.sampled_from(["", " ", "\u00a0", "\u2009"])
DASHES = st.sampled_from(list("-‐‑–—−"))
PRIMES = st.sampled_from(list("'′’´"))
UNITS = st.sampled_from(["mAh g−1", "mA h g–1", "mAh/g", "mAh·g-1", "mAhg⁻¹", "mA h g−1", "Ah kg−1", "mAh (g)−1"])
ORDERS = st.sampled_from(
    [
        "it retains {p}{s}% of its capacity after {n} cycles at {r}{s}C",
        "after {n} cycles at {r}{s}C it retains {p}{s}% of its capacity",
        "at {r}{s}C it retains {p}{s}% of its capacity after {n} cycles",
        "{p}{s}% of its capacity is retained after {n} cycles at {r}{s}C",
        "the capacity retention is {p}{s}% after {n} cycles at {r}{s}C",
        "a capacity retention of {p}{s}% ({n} cycles, {r}{s}C) is shown",
        "at {r}{s}C a {p}{s}% capacity retention is reached over {n} cycles",
    ]
)


@given(ORDERS, PERCENTS, CYCLES, RATES, SPACES)
def test_order_and_spacing_change_nothing(order, p, n, r, s):
    (found,) = retention(parse(order.format(p=p, n=n, r=r, s=s)))
    assert (found.values["percent"], found.values["cycles"], found.values["rate"]) == (float(p), n, f"{r} C")
    assert found.values["basis"] is None


@given(PERCENTS, RATES, SPACES, UNITS)
def test_unit_spelling_changes_nothing(value, r, s, unit):
    (found,) = capacity(parse(f"it delivers {value}{s or ' '}{unit} at {r}{s}C."))
    assert (found.values["value"], found.values["rate"]) == (float(value), f"{r} C")


@given(DASHES, SPACES)
def test_dashes_change_nothing(dash, s):
    (window,) = voltage_window(parse(f"it was cycled within 2.0{dash}4.3{s}V"))
    assert (window.values["low"], window.values["high"]) == (2, 4.3)
    (change,) = transition(parse(f"it shows an O3{dash}P3 phase transition on charge"))
    assert change.values["steps"] == "O3 → P3"


@given(PRIMES, st.booleans())
def test_primes_change_nothing(prime, before):
    phase = f"O{prime}3" if before else f"O3{prime}"
    (change,) = transition(parse(f"on charge it follows O3 → {phase} → P3"))
    assert change.values["steps"] == "O3 → O′3 → P3"


@given(
    st.sampled_from(["after", "aft er", "aﬅer", "a fter"]),
    st.sampled_from(["specific", "specifi c", "speciﬁc", "speci fic"]),
    PERCENTS,
)
def test_ligature_damage_changes_nothing(after, specific, p):
    (found,) = retention(parse(f"it keeps {p}% of the {specific} capacity {after} 200 cycles at 1 C"))
    assert (found.values["percent"], found.values["cycles"]) == (float(p), 200)


@given(st.lists(PERCENTS, min_size=2, max_size=6), RATES)
def test_lists_keep_their_order(values, r):
    text = ", ".join(map(str, values[:-1])) + f" and {values[-1]}"
    found = capacity(parse(f"it delivers {text} mAh g−1 at {r} C"))
    assert [f.values["value"] for f in found] == [float(v) for v in values]


@settings(max_examples=200)
@given(st.text(max_size=120))
def test_no_text_breaks_the_parsers(text):
    sentence = parse(text)
    for rule in (retention, capacity, voltage_window, transition):
        rule(sentence)
    tokens = lex(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))
    assert all(t.text == text[t.start : t.end] for t in tokens)
