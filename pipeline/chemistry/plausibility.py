"""Whether a composition can be what it says: charges, metals against oxygen, lost subscripts, amounts out of range.

In: a `Formula` without open variables; out: `Doubt`s with the reason and, where one reading would mend it, a proposal. No value
is changed here. Usual oxidation states stand in ``oxidation_states.tsv``; the slack allows for rounding and for a few percent of
vacancies that papers leave unsaid. Method: own.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from importlib.resources import files

from pipeline.chemistry.formula import Amount, Atom, Formula, Group, Item, Unit


def doubts(formula: Formula) -> tuple[Doubt, ...]:
    """Say what speaks against a sodium transition-metal oxide as printed; empty when nothing does, or when it cannot be told.

    Formulas with open variables or placeholders, and parts that are no sodium oxides, are not judged; nor are salts of oxoacids
    (NaTi2(PO4)3, Na2SiO3) and coatings that are not written as one metal and two oxygens (Na2ZrO3).
    """
    out: list[Doubt] = []
    for k, part in enumerate(formula.parts):
        amounts = part.amounts
        numbers = {s: v for s, v in amounts.items() if isinstance(v, Fraction)}
        if not part.units or len(numbers) < len(amounts) or not {"Na", "O"} <= set(numbers) or part.charge:
            continue
        if not _metals(numbers) or (k and numbers["O"] not in (1, 2)) or _polyanionic(numbers):
            continue
        found = _lost_oxygen(formula, k, numbers) or (*_metal_sum(formula, k, numbers), *_charge(numbers))
        out += [*found, *_ranges(numbers)]
    return tuple(out)


def charge_range(amounts: Mapping[str, Fraction], *, as_made: bool = False) -> tuple[Fraction, Fraction] | None:
    """Return the lowest and the highest total charge with usual oxidation states, or None for an element without any.

    ``as_made`` takes for the highest state that of an oxide fired in air, which charging exceeds (Ni 3, Fe 3).
    """
    low = high = Fraction(0)
    for symbol, amount in amounts.items():
        if symbol == "vac":
            continue
        if symbol not in _states():
            return None
        a, b, made = _states()[symbol]
        low, high = low + a * amount, high + (made if as_made else b) * amount
    return low, high


@dataclass(frozen=True, slots=True)
class Doubt:
    """What speaks against a composition: ``kind`` is charge, metal-sum, subscript or range; ``proposal`` is one or None."""

    kind: str
    reason: str
    proposal: str | None = None


# --- the checks

_CHARGE_SLACK = Fraction(3, 50)
_SUM_SLACK = Fraction(1, 20)
_MOST_SODIUM = Fraction(21, 20)


def _lost_oxygen(formula: Formula, k: int, amounts: Mapping[str, Fraction]) -> tuple[Doubt, ...]:
    """Find the oxygen without a subscript in what otherwise is an oxide with two: ``Na0.44Mn0.97Mo0.03O``."""
    if amounts["O"] != 1 or _anions(amounts) != 1:
        return ()
    if not abs(_metals(amounts) - 1) <= _SUM_SLACK:
        return ()
    proposal = _with_amount(formula, k, "O", Fraction(2), "2")
    return (Doubt("subscript", f"one oxygen for {_text(_metals(amounts))} metals: its subscript 2 may be missing", proposal),)


def _metal_sum(formula: Formula, k: int, amounts: Mapping[str, Fraction]) -> tuple[Doubt, ...]:
    """Compare metals with anions: a layered or tunnel oxide has one metal for two anions, fewer metals where Li is with Na."""
    anions = _anions(amounts)
    metals = _metals(amounts)
    wanted = anions / 2
    lithium = amounts.get("Li", Fraction(0))
    least = metals - lithium
    alkali_rich = (metals + amounts["Na"]) / anions  # Na2MnO3 and its kin: one cation for one anion
    sites = metals + amounts.get("vac", Fraction(0))  # a vacancy may be of the metals' sites, or of sodium's
    if least / wanted <= 1 + _SUM_SLACK and sites / wanted >= 1 - _SUM_SLACK:
        return ()
    if abs(alkali_rich - 1) <= _SUM_SLACK and amounts["Na"] / anions > Fraction(11, 20):
        return ()
    if abs(metals * 7 / 3 - anions) <= _SUM_SLACK:
        return ()  # Na2Mn3O7
    reason = f"metals sum to {_text(metals / wanted)} for two anions"
    return (Doubt("metal-sum", reason, _digit_mended(formula, k, wanted)),)


def _charge(amounts: Mapping[str, Fraction]) -> tuple[Doubt, ...]:
    """Find charges that usual oxidation states cannot balance."""
    found = charge_range(amounts)
    if found is None:
        return ()
    low, high = found
    anions = _anions(amounts)
    if high < -_CHARGE_SLACK * anions:
        return (Doubt("charge", f"the metals would need {_text(-high)} more positive charge than their usual states give"),)
    made = charge_range(amounts, as_made=True)
    if made is not None and made[1] < -_CHARGE_SLACK * anions / 2:
        return (
            Doubt(
                "charge",
                f"{_text(-made[1])} more positive charge than metals have in an oxide as made: a charged state, or a misprint",
            ),
        )
    if low > _CHARGE_SLACK * anions:
        return (Doubt("charge", f"{_text(low)} positive charge is left over even in the lowest usual states"),)
    return ()


def _ranges(amounts: Mapping[str, Fraction]) -> tuple[Doubt, ...]:
    """Find sodium beyond what the structure holds, for one metal and two oxygens."""
    metals = _metals(amounts)
    share = amounts["Na"] / metals
    if abs(_anions(amounts) / metals - 2) <= Fraction(1, 5) and share > _MOST_SODIUM:
        return (Doubt("range", f"{_text(share)} sodium for one metal is more than a layered oxide holds"),)
    if share < Fraction(1, 20):
        return (Doubt("range", f"{_text(share)} sodium for one metal is next to none"),)
    return ()


def _polyanionic(amounts: Mapping[str, Fraction]) -> bool:
    """Tell whether the oxygen is that of phosphate, silicate, sulfate, carbonate, nitrate or borate: at most five for one."""
    centres = sum((amounts.get(s, Fraction(0)) for s in ("P", "Si", "S", "C", "N", "B")), Fraction(0))
    return centres > 0 and amounts["O"] / centres <= 5


# --- proposals


def _digit_mended(formula: Formula, k: int, wanted: Fraction) -> str | None:
    """Propose the one bracket amount that brings the metals to their sum: ``(…)0.08Mn0.02`` → ``(…)0.98Mn0.02``.

    Only where the printed and the proposed amount differ in one digit, else nothing is proposed.
    """
    unit = formula.parts[k].units[0]
    for i, item in enumerate(unit.items):
        if not isinstance(item, Group) or item.amount.expression.value is None:
            continue
        rest = [other for j, other in enumerate(unit.items) if j != i]
        outside = _sum_of(rest)
        inside = _sum_of(item.items)
        if outside is None or not inside:
            continue
        mended = (wanted - outside) / inside
        printed = item.amount.printed
        places = len(printed.partition(".")[2])
        text = f"{float(mended):.{places}f}" if places else ""
        one_digit = len(text) == len(printed) and sum(a != b for a, b in zip(text, printed)) == 1
        if one_digit and abs(Fraction(text) - mended) < Fraction(1, 100):
            items = (*unit.items[:i], replace(item, amount=replace(item.amount, printed=text)), *unit.items[i + 1 :])
            return _replaced(formula, k, items)
    return None


def _with_amount(formula: Formula, k: int, symbol: str, value: Fraction, printed: str) -> str:
    unit = formula.parts[k].units[0]
    items = tuple(
        replace(item, amount=Amount(printed, type(item.amount.expression).of(value)))
        if isinstance(item, Atom) and item.symbol == symbol
        else item
        for item in unit.items
    )
    return _replaced(formula, k, items)


def _replaced(formula: Formula, k: int, items: tuple[Item, ...]) -> str:
    part = formula.parts[k]
    mended = replace(part, units=(Unit(items, part.units[0].amount), *part.units[1:]))
    return replace(formula, parts=(*formula.parts[:k], mended, *formula.parts[k + 1 :])).plain(shares=False)


# --- sums

_ANIONS = frozenset({"O", "F", "S", "Cl", "Se", "Br"})
_NOT_METALS = _ANIONS | {"Na", "vac", "H"}


def _metals(amounts: Mapping[str, Fraction]) -> Fraction:
    return sum((v for s, v in amounts.items() if s not in _NOT_METALS), Fraction(0))


def _anions(amounts: Mapping[str, Fraction]) -> Fraction:
    return sum((v for s, v in amounts.items() if s in _ANIONS), Fraction(0))


def _sum_of(items: tuple[Item, ...] | list[Item]) -> Fraction | None:
    """Return how many metal atoms items hold, None while variables are left."""
    total = Fraction(0)
    for item in items:
        value = item.amount.expression.value
        if value is None:
            return None
        if isinstance(item, Group):
            inner = _sum_of(item.items)
            if inner is None:
                return None
            total += inner * value
        elif item.symbol not in _NOT_METALS:
            total += value
    return total


def _text(value: Fraction) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


@cache
def _states() -> Mapping[str, tuple[int, int, int]]:
    lines = files("pipeline.chemistry").joinpath("oxidation_states.tsv").read_text(encoding="utf-8").splitlines()
    return {r["symbol"]: (int(r["low"]), int(r["high"]), int(r["made"])) for r in csv.DictReader(lines, delimiter="\t")}
