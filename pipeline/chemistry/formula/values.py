"""What a composition is: parts (core, shell, composite) of units of items, each with its exact amount.

In: amounts; out: frozen values that print themselves and bind their variables. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from pipeline.chemistry.formula.amounts import (
    NOTHING_PRINTED,
    ONE,
    Amount,
    Expression,
    FormulaError,
    Number,
    bind_amount,
    decimal,
    tolerance,
)
from pipeline.chemistry.formula.letters import CLOSING, ELEMENTS, GREEK, GREEK_NAMES, VACANCY, WORDS


@dataclass(frozen=True)
class Formula:
    """A composition as printed: ``parts`` is the core first, then shells and partners.

    ``prefix`` (``P2``, ``LS``, ``O3-type``), ``label`` (a name in brackets after the formula) and ``choices`` are what else
    was printed; formulas that differ only there are equal.
    """

    parts: tuple[Part, ...]
    prefix: str = field(default="", compare=False)
    label: str = field(default="", compare=False)
    choices: tuple[Choice, ...] = field(default=(), compare=False)

    @property
    def core(self) -> Part:
        """The first part that is a formula."""
        return next(p for p in self.parts if p.units)

    @property
    def amounts(self) -> Mapping[str, Number]:
        """Amounts of the core: element or placeholder → Fraction, or Expression while variables are left."""
        return self.core.amounts

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables of all parts, sorted (``delta``, ``x``)."""
        found = {v for amount in self._amounts() for v in amount.expression.variables}
        return tuple(sorted(found))

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Symbols that stand for elements: ``M``, ``TM``, ``(Ni,Mn)``."""
        return tuple(
            dict.fromkeys(a.symbol for p in self.parts for u in p.units for a in atoms_in(u.items) if is_placeholder(a.symbol))
        )

    def bind(self, **values: Fraction | int | str) -> Formula:
        """Resolve variables (``x=Fraction(1, 3)``) and placeholders (``M="Fe"``); what becomes zero is left out.

        Raises FormulaError when an amount becomes negative or nothing is left.
        """
        numbers = {GREEK.get(k, k): Fraction(v) for k, v in values.items() if not isinstance(v, str)}
        symbols = {k: v for k, v in values.items() if isinstance(v, str)}
        parts = tuple(
            replace(
                part,
                units=tuple(
                    Unit(_bind_items(u.items, numbers, symbols), amount)
                    for u in part.units
                    if (amount := bind_amount(u.amount, numbers)).expression.terms
                ),
                share=part.share and bind_amount(part.share, numbers),
            )
            for part in self.parts
        )
        kept = tuple(p for p in parts if p.name or any(u.items for u in p.units))
        if not any(p.units for p in kept):
            raise FormulaError(self.plain(), 0, "nothing is left")
        return replace(self, parts=(replace(kept[0], join=""), *kept[1:]))

    def plain(self, *, shares: bool = True) -> str:
        """Return plain ASCII as printed, without prefix, label and valences: ``CORE@5.2 mol% SHELL``.

        Without ``shares`` it is ``CORE@SHELL``.
        """
        if shares or not any(p.share for p in self.parts):
            return self._plain
        return "".join(p.join + print_part(replace(p, share=None)) for p in self.parts)

    @cached_property
    def _plain(self) -> str:
        return "".join(p.join + print_part(p) for p in self.parts)

    def _amounts(self) -> Iterator[Amount]:
        for part in self.parts:
            if part.share:
                yield part.share
            for unit in part.units:
                yield unit.amount
                yield from (item.amount for item in walk(unit.items))


@dataclass(frozen=True)
class Part:
    """One component of a composite: its units, or a ``name`` that is no formula (rGO); how it is joined to the one before.

    ``share`` and ``share_unit`` are its amount in the composite (5.2, ``mol%``); ``join`` is ``@ / + - :`` or empty.
    """

    units: tuple[Unit, ...] = ()
    name: str = ""
    join: str = ""
    share: Amount | None = None
    share_unit: str = ""
    charge: Fraction = Fraction(0)

    @cached_property
    def amounts(self) -> Mapping[str, Number]:
        """Element or placeholder → amount, in printed order."""
        return {symbol: value.number() for symbol, (value, _) in self.with_tolerance.items()}

    @cached_property
    def with_tolerance(self) -> Mapping[str, tuple[Expression, Fraction]]:
        """Element or placeholder → (amount, how far rounding of the printed numbers can move it)."""
        return _with_tolerance(self)


@dataclass(frozen=True, slots=True)
class Unit:
    """What stands between middle dots: ``0.5Li2MnO3`` or ``2H2O``; ``amount`` is its coefficient."""

    items: tuple[Item, ...]
    amount: Amount = NOTHING_PRINTED


@dataclass(frozen=True, slots=True)
class Atom:
    """An element, a placeholder (M, TM, ``(Ni,Mn)``) or a vacancy (``vac``) with its amount; ``valence`` is only a note."""

    symbol: str
    amount: Amount = NOTHING_PRINTED
    valence: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Items in brackets (``bracket`` is the opening one) with a common amount."""

    items: tuple[Item, ...]
    amount: Amount = NOTHING_PRINTED
    bracket: str = "("
    valence: str = field(default="", compare=False)


Item: TypeAlias = "Atom | Group"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a text says of a variable or placeholder: its values (``x = 0, 0.11``; ``M = Fe, Co``), or a range (low, high)."""

    name: str
    values: tuple[Fraction | str, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    """Yield items, and behind every group those in it."""
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from walk(item.items)


def atoms_in(items: tuple[Item, ...]) -> Iterator[Atom]:
    """Yield the atoms of items, those in brackets too."""
    return (item for item in walk(items) if isinstance(item, Atom))


def is_placeholder(symbol: str) -> bool:
    """Tell a letter that stands for elements from an element and a vacancy."""
    return symbol not in ELEMENTS and symbol != VACANCY


def _with_tolerance(part: Part) -> dict[str, tuple[Expression, Fraction]]:
    total: dict[str, tuple[Expression, Fraction]] = {}
    none = Fraction(0)

    def add(items: tuple[Item, ...], factor: Expression, slack: Fraction) -> None:
        for item in items:
            amount = item.amount.expression
            loose = none
            if own := tolerance(item.amount.printed):
                loose = abs(factor.value or none) * own
            if slack:
                loose += abs(amount.value or none) * slack
            product = amount if factor == ONE else factor * amount
            if isinstance(item, Group):
                add(item.items, product, loose)
            elif item.symbol in total:
                old, before = total[item.symbol]
                total[item.symbol] = (old + product, before + loose)
            else:
                total[item.symbol] = (product, loose)

    for unit in part.units:
        add(unit.items, unit.amount.expression, tolerance(unit.amount.printed))
    return total


def _bind_items(items: tuple[Item, ...], numbers: Mapping[str, Fraction], symbols: Mapping[str, str]) -> tuple[Item, ...]:
    out: list[Item] = []
    for item in items:
        amount = bind_amount(item.amount, numbers)
        if not amount.expression.terms:
            continue
        if isinstance(item, Group):
            inner = _bind_items(item.items, numbers, symbols)
            if inner:
                out.append(replace(item, items=inner, amount=amount))
        else:
            symbol = symbols.get(item.symbol, item.symbol)
            if symbol != item.symbol and symbol not in ELEMENTS:
                raise FormulaError(symbol, 0, "not an element")
            out.append(replace(item, symbol=symbol, amount=amount))
    return tuple(out)


def print_part(part: Part) -> str:
    """Return plain ASCII as printed, with the share of the part."""
    share = (
        f"{part.share.printed} {part.share_unit} "
        if part.share and part.share_unit != "%"
        else f"{part.share.printed}% "
        if part.share
        else ""
    )
    if part.name:
        return share + part.name
    body = "*".join(u.amount.printed + _print_items(u.items) for u in part.units)
    if not part.charge:
        return share + body
    size, sign = abs(part.charge), "+" if part.charge > 0 else "-"
    number = "" if size == 1 else decimal(size)
    alone = len(part.units) == 1 and len(part.units[0].items) == 1 and not part.units[0].items[0].amount.printed
    return share + body + ("" if alone and isinstance(part.units[0].items[0], Atom) else "^") + number + sign


def _print_items(items: tuple[Item, ...]) -> str:
    out = ""
    for item in items:
        amount = item.amount.printed
        if isinstance(item, Group):
            out += item.bracket + _print_items(item.items) + CLOSING[item.bracket] + amount
        else:
            misread = (
                amount[:1].islower()
                and item.symbol + amount[:1] in ELEMENTS | WORDS["placeholder"]
                and not amount.startswith(GREEK_NAMES)
            )
            out += item.symbol + (f"({amount})" if misread else amount)
    return out
