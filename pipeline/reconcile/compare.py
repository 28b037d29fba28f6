"""When two values are equal, when conditions keep two values apart, and when two statements contradict each other.

In: the contract's values of two facts of one property; out: yes or no. Numbers are equal within the last digit that the coarser
print has (80.6 and 81, not 80.6 and 80.9). A condition that one side leaves open neither joins nor parts. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from pipeline.model import Json

Values = Mapping[str, Json]

VALUE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "phase": ("phases",),
    "transition": ("steps",),
    "voltage_window": ("low", "high"),
    "retention": ("percent",),
    "capacity": ("value",),
    "rate_definition": ("value", "unit"),
    "average_voltage": ("value",),
    "specific_energy": ("value",),
    "mass_loading": ("value",),
    "volume_change": ("value",),
}
"""The fields that hold the value itself; all other contract fields of a property are conditions."""

CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "transition": ("low", "high"),
    "voltage_window": ("cell",),
    "retention": ("cycles", "rate", "low", "high", "cell", "temperature_C"),
    "capacity": ("rate", "cycle", "kind_of", "low", "high", "cell", "temperature_C"),
}
"""The conditions that a property's values hold under. The basis of a retention is never left open: none means cycling."""

_PINNED: Mapping[str, tuple[str, ...]] = {"retention": ("cycles", "rate"), "capacity": ("rate", "cycle")}
_TAKEN_OVER = ("low", "high", "cell", "temperature_C")
_ROOM = (15.0, 35.0)


def same_value(name: str, a: Values, b: Values) -> bool:
    """Tell whether two facts of property ``name`` give the same value, within what is printed."""
    if name == "material":
        return True
    if name == "phase":
        return _phases(a) == _phases(b)
    if name == "transition":
        return steps(a) == steps(b)
    return all(_same(a.get(f), b.get(f), f) for f in VALUE_FIELDS.get(name, ("value",)))


def apart(name: str, a: Values, b: Values, one_c: float | None = None) -> bool:
    """Tell whether a condition that both state keeps them apart. ``one_c`` is the mA g−1 that 1 C stands for, where stated."""
    if name == "retention" and a.get("basis") != b.get("basis"):
        return True
    return any(_differ(field, a.get(field), b.get(field), one_c) for field in CONDITIONS.get(name, ()))


def stated(values: Values) -> Values:
    """Return values without the window, cell and temperature that were taken over from the context."""
    carried = values.get("carried")
    drop = [c for c in carried if c in _TAKEN_OVER] if isinstance(carried, list | tuple) else []
    return {k: v for k, v in values.items() if k not in drop} if drop else values


def contradict(name: str, a: Values, b: Values, one_c: float | None = None) -> bool:
    """Tell whether two facts on one sample cannot both be true: other values under conditions stated to be the same.

    Retentions need the same stated cycles and rate, capacities the same stated rate and cycle; phases as prepared must be other
    sets, neither within the other. What is marked ``other_test`` was measured under a condition that was not read. Several
    windows, transitions or voltages of one material are no contradiction.
    """
    if name == "phase":
        one, two = _phases(a), _phases(b)
        return bool(one and two) and not (one <= two or two <= one)
    if a.get("other_test") or b.get("other_test"):
        return False
    if name not in _PINNED or same_value(name, a, b) or apart(name, a, b, one_c):
        return False
    if name == "capacity" and a.get("kind_of") != b.get("kind_of") and None not in (a.get("kind_of"), b.get("kind_of")):
        return False
    return all(a.get(f) is not None and b.get(f) is not None for f in _PINNED[name]) and not _unusual(a, b)


def same_number(a: Json, b: Json) -> bool:
    """Tell whether two numbers are one within the last printed digit of the coarser."""
    if isinstance(a, bool) or isinstance(b, bool) or not isinstance(a, int | float) or not isinstance(b, int | float):
        return a is not None and type(a) is type(b) and a == b
    one, two = _decimal(a), _decimal(b)
    digits = max(min(0, int(one.as_tuple().exponent)), min(0, int(two.as_tuple().exponent)))
    return abs(one - two) <= Decimal(5).scaleb(digits - 1)


def same_rate(a: str, b: str, one_c: float | None = None) -> bool:
    """Tell whether two rates are one: ``0.5 C`` and ``C/2``; ``1 C`` and ``170 mA g−1`` where the document says so."""
    one, two = rate(a), rate(b)
    if one is None or two is None:
        return a.strip().lower() == b.strip().lower()
    if one[1] != two[1]:
        if one_c is None or "mA cm" in (one[1], two[1]):
            return False
        one, two = ((r[0] * (one_c if r[1] == "C" else 1), "mA g") for r in (one, two))
    return abs(one[0] - two[0]) <= 0.01 * max(abs(one[0]), abs(two[0]))


def same_condition(column: str, a: Json, b: Json, one_c: float | None = None) -> bool:
    """Tell whether two numbers of cycles or two rates, as ``column`` says, are both given and are one."""
    if a is None or b is None:
        return False
    return same_rate(str(a), str(b), one_c) if column == "rate" else same_number(a, b)


def comparable_rates(a: Json, b: Json, one_c: float | None = None) -> bool:
    """Tell whether two rates are of one kind: a C-rate and a current are not, unless it is known what 1 C stands for."""
    one, two = rate(str(a)), rate(str(b))
    if one is None or two is None:
        return False
    return one[1] == two[1] or (one_c is not None and "mA cm" not in (one[1], two[1]))


@lru_cache(maxsize=4096)
def rate(text: str) -> tuple[float, str] | None:
    """Return a rate as number and unit (``C``, ``mA g`` or ``mA cm``), or None where it is none."""
    plain = re.sub(r"[\s·.]*(?:−|-|–|\^|\{|\})+", " ", re.sub(r"[_^]\{([^{}]*)\}", r"\1", text)).replace("−", " ").strip()
    if match := re.fullmatch(r"C\s*/\s*(\d+(?:\.\d+)?)", plain):
        return (1 / float(match[1]), "C") if float(match[1]) else None
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*C(?:\s*rate)?", plain):
        return float(match[1]), "C"
    if match := re.fullmatch(r"1\s*/\s*(\d+)\s*C", plain):
        return 1 / float(match[1]), "C"
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(m|μ|µ)?\s*A\s*/?\s*(g|cm)(?:\s*[12])?", plain):
        return float(match[1]) * {None: 1000.0, "m": 1.0}.get(match[2], 0.001), f"mA {match[3]}"
    return None


def steps(values: Values) -> tuple[frozenset[str], ...]:
    """Return the steps of a transition as sets of phases, repeats dropped and a mirrored return leg folded away."""
    given = values.get("steps")
    out: list[frozenset[str]] = []
    for step in given if isinstance(given, list | tuple) else ():
        phases = frozenset(_phase(p) for p in re.split(r"[/+@]", str(step)) if p.strip())
        if not out or out[-1] != phases:
            out.append(phases)
    if len(out) > 2 and out == out[::-1]:
        out = out[: len(out) // 2 + 1]
    return tuple(out)


def _phases(values: Values) -> frozenset[str]:
    given = values.get("phases")
    return frozenset(_phase(str(p)) for p in given) if isinstance(given, list | tuple) else frozenset()


def _phase(name: str) -> str:
    """Return a phase's name with primes in one place and spinel and tunnel written out."""
    folded = name.strip().replace("'", "′").replace("’", "′").replace("″", "′′")
    primes = "′" * folded.count("′")
    bare = folded.replace("′", "")
    return {"S": "spinel", "T": "tunnel", "spinel": "spinel", "tunnel": "tunnel"}.get(bare, bare) + primes


def _unusual(a: Values, b: Values) -> bool:
    """Tell whether one side alone states what papers state only where it is not the usual: a full cell, heat or cold."""
    for one, other in ((a, b), (b, a)):
        if one.get("cell") == "full" and other.get("cell") is None:
            return True
        warm = one.get("temperature_C")
        if isinstance(warm, int | float) and not _ROOM[0] <= warm <= _ROOM[1] and other.get("temperature_C") is None:
            return True
    return False


def _same(a: Json, b: Json, field: str) -> bool:
    """Compare two values of a field; voltages are set on the instrument and equal to the hundredth, not rounded."""
    if field in ("low", "high") and isinstance(a, int | float) and isinstance(b, int | float):
        return abs(a - b) < 0.01
    return same_number(a, b) if isinstance(a, int | float) and isinstance(b, int | float) else a == b


def _differ(field: str, a: Json, b: Json, one_c: float | None) -> bool:
    if a is None or b is None:
        return False
    if field == "rate":
        return not same_rate(str(a), str(b), one_c)
    return not _same(a, b, field)


@lru_cache(maxsize=65536)
def _decimal(value: float) -> Decimal:
    return Decimal(repr(int(value))) if float(value).is_integer() else Decimal(repr(value))
