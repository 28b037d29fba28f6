"""When two values are the same: numbers within their print, rates in any unit, phases, steps, compositions, names.

In: values as JSON carries them, one from an annotation and one from a record. Out: True or False, never a repair. Numbers agree
when one is the other rounded, but only as far as a careful reader rounds: one decimal of a percentage or a capacity, two of a
voltage, none of a number of cycles. Method: own; compositions by ``chemistry.formula``, names by ``chemistry.designations``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from pipeline.chemistry import formula
from pipeline.chemistry.designations import label_key
from pipeline.chemistry.phases import parse_phases
from pipeline.model import Json, plain

DECIMALS = {"percent": 1, "capacity": 1, "volt": 2, "celsius": 0, "count": None}
"""The coarsest print a number is rounded to, by its kind; None: numbers of this kind are not rounded."""


def number(value: Json) -> Decimal | None:
    """Return a JSON number, or one printed as text (``85.3%``, ``4.30 V``, ``1,000 cycles``), or None for anything else."""
    if isinstance(value, bool) or value is None or isinstance(value, list | dict):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    text = repr(value) if isinstance(value, int | float) else _folded(value)
    match = re.fullmatch(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?)\s*(?:%|V|°C|cycles?|mAh/?g(?:-1)?)?", text)
    try:
        return Decimal(match[1].replace(",", "")) if match else None
    except InvalidOperation:
        return None


def same_number(one: Json, two: Json, kind: str) -> bool:
    """Tell whether two numbers agree: equal, or one the rounding of the other within `DECIMALS` of ``kind``."""
    a, b = number(one), number(two)
    if a is None or b is None:
        return False
    coarsest = DECIMALS[kind]
    if a == b or coarsest is None:
        return a == b
    places = max(coarsest, min(_places(a), _places(b)))
    return abs(a - b) <= Decimal(5).scaleb(-places - 1)


def rate_key(value: Json) -> tuple[str, float] | None:
    """Return a rate as ("C", times) or ("mA/g", current), or None where it is none: ``C/10``, ``0.1C``, ``1 A g^{-1}``."""
    text = _folded(value).replace(" ", "") if isinstance(value, str) else ""
    if match := re.fullmatch(r"(\d*\.?\d+)?C(?:/(\d*\.?\d+))?(?:-?rate)?", text, re.IGNORECASE):
        part = float(match[2] or 1)
        return ("C", round(float(match[1] or 1) / part, 6)) if part and (match[1] or match[2]) else None
    if match := re.fullmatch(r"(\d*\.?\d+)([mμµu]?)A(?:h)?(?:\*|·|/)?g(?:\^?-?1)?", text):
        factor = {"": 1000.0, "m": 1.0}.get(match[2], 0.001)
        return "mA/g", round(float(match[1]) * factor, 6)
    return None


def same_rate(one: Json, two: Json, one_c: float | None = None) -> bool:
    """Tell whether two rates agree; ``one_c`` is the current in mA/g that the document states for 1 C, where it does.

    A C-rate and a current agree only through the stated one, within half a unit of the third figure.
    """
    a, b = rate_key(one), rate_key(two)
    if a is None or b is None:
        return isinstance(one, str) and isinstance(two, str) and _squeezed(one) == _squeezed(two) != ""
    if a[0] == b[0]:
        return math.isclose(a[1], b[1], rel_tol=1e-6)
    if one_c is None:
        return False
    left, right = (v * one_c if unit == "C" else v for unit, v in (a, b))
    return math.isclose(left, right, rel_tol=0.005)


def phase_key(name: str) -> str:
    """Return the canonical name of one phase (``O3'`` is ``O'3``, ``S`` is ``spinel``), or its letters in lower case."""
    known = parse_phases(name)
    return known[0].name if len(known) == 1 else _squeezed(name)


def phases_key(value: Json) -> frozenset[str]:
    """Return the set of phases of a list, or of one text in which a slash parts them."""
    names = re.split(r"[/+]", value) if isinstance(value, str) else value if isinstance(value, list) else []
    return frozenset(_phase(n) for n in names if isinstance(n, str) and n.strip())


def steps_key(value: Json) -> tuple[frozenset[str], ...]:
    """Return the steps of a transition, repeats dropped and a return leg that mirrors the way out folded away."""
    steps = value if isinstance(value, list) else []
    keys = [phases_key(s) for s in steps if isinstance(s, str)]
    kept = [k for i, k in enumerate(keys) if i == 0 or k != keys[i - 1]]
    return tuple(kept[: len(kept) // 2 + 1] if len(kept) > 2 and kept == kept[::-1] else kept)


def same_fractions(one: Json, two: Json) -> bool:
    """Tell whether two sets of phase fractions agree in every phase that both name, and share one at least."""
    if not isinstance(one, dict) or not isinstance(two, dict):
        return False
    left, right = ({_phase(k): v for k, v in d.items()} for d in (one, two))
    shared = left.keys() & right.keys()
    return bool(shared) and all(same_number(left[k], right[k], "percent") for k in shared)


@lru_cache(maxsize=65536)
def same_composition(one: str, two: str) -> bool:
    """Tell whether two compositions are equal, exactly or within the rounding of their print; unread ones letter by letter."""
    a, b = _formula(one), _formula(two)
    if a is None or b is None:
        return _squeezed(one) == _squeezed(two)
    return formula.same_composition(a, b, rounding=True)


def one_c_of(definitions: Sequence[Mapping[str, Json]]) -> float | None:
    """Return the mA/g of 1 C that a document's definitions state; None where they state none, or two that differ."""
    found: set[float] = set()
    for definition in definitions:
        value, times = number(definition.get("value")), number(definition.get("c_rate", 1))
        key = rate_key(f"{value} {definition.get('unit') or 'mA g-1'}") if value else None
        if key and key[0] == "mA/g" and times:
            found.add(round(key[1] / float(times), 3))
    return found.pop() if len(found) == 1 else None


def name_key(name: str) -> str:
    """Return the form under which two prints of one sample name are equal."""
    return label_key(plain(name))


def _places(value: Decimal) -> int:
    """Return the decimals of a number, zeros at its end not counted: JSON does not keep them."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _folded(text: str) -> str:
    """Return a text with plain dashes, no markup and single blanks."""
    return re.sub(r"\s+", " ", re.sub("[‐‑‒–—−]", "-", plain(text))).strip()


def _squeezed(text: str) -> str:
    return re.sub(r"[\s_{}^]", "", _folded(text)).lower()


@lru_cache(maxsize=4096)
def _phase(name: str) -> str:
    return phase_key(name)


@lru_cache(maxsize=65536)
def _formula(text: str) -> formula.Formula | None:
    try:
        return formula.parse(text)
    except formula.FormulaError:
        return None
