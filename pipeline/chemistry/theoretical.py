"""How much charge a layered oxide can give at most for its mass.

In: a `Formula`; out: mAh/g, or None where it cannot be told. Every site between the slabs holds one sodium at most, one for two
anions, however little the oxide has as made; lithium may leave too. Faraday's constant over the molar mass as printed gives the
capacity; masses are IUPAC's abridged standard atomic weights (``atomic_masses.tsv``). Method: Faraday's law.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files

from pipeline.chemistry.formula import Formula

_MAH_PER_MOL = 26_801.5
"""Faraday's constant, 96 485.33 C/mol, in mAh/mol."""

_ANIONS = ("O", "F", "S", "Cl", "Se", "Br")


def most_capacity(formula: Formula) -> float | None:
    """Return the greatest capacity of a sodium oxide in mAh/g of what it is as made; of a composite its first part's.

    None for what is no sodium oxide, has open amounts, or holds what has no mass in the table.

    >>> from pipeline.chemistry.formula import parse
    >>> round(most_capacity(parse("NaNi0.5Mn0.5O2")))
    240
    """
    part = formula.parts[0]
    numbers = {s: v for s, v in part.amounts.items() if isinstance(v, Fraction) and s != "vac"}
    known = len(numbers) == len([s for s in part.amounts if s != "vac"]) and numbers.keys() <= _masses().keys()
    if not part.units or not known or not {"Na", "O"} <= numbers.keys():
        return None
    mass = sum(float(v) * _masses()[s] for s, v in numbers.items())
    sites = sum((v for s, v in numbers.items() if s in _ANIONS), Fraction(0)) / 2
    ions = max(numbers["Na"], sites) + numbers.get("Li", Fraction(0))
    return float(ions) * _MAH_PER_MOL / mass if mass else None


@cache
def _masses() -> Mapping[str, float]:
    lines = files("pipeline.chemistry").joinpath("atomic_masses.tsv").read_text(encoding="utf-8").splitlines()
    return {r["symbol"]: float(r["mass"]) for r in csv.DictReader(lines, delimiter="\t")}
