"""Amounts: exact numbers, or polynomials in the printed variables, and how they are printed and rounded.

In: coefficients and names of variables; out: ``Expression`` and ``Amount`` values, or a ``FormulaError``. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = "Fraction | Expression"


class FormulaError(ValueError):
    """``text`` is not a formula that we understand: at ``position`` (index into ``text``), because of ``reason``."""

    def __init__(self, text: str, position: int, reason: str) -> None:
        super().__init__(f"{reason} (at {position} of {text[:120]!r})")
        self.text, self.position, self.reason = text, position, reason


@dataclass(frozen=True, slots=True)
class Expression:
    """A polynomial with exact coefficients: ``terms`` are (variables, coefficient), sorted, none of them zero."""

    terms: tuple[tuple[tuple[str, ...], Fraction], ...] = ()

    @classmethod
    def of(cls, value: int | Fraction | str) -> Expression:
        """Return a constant, or a variable when ``value`` is its name."""
        return cls((((value,), Fraction(1)),)) if isinstance(value, str) else cls((((), Fraction(value)),) if value else ())

    @property
    def value(self) -> Fraction | None:
        """The number, or None while variables are left."""
        if any(names for names, _ in self.terms):
            return None
        return self.terms[0][1] if len(self.terms) == 1 else sum((c for _, c in self.terms), Fraction(0))

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables in it, sorted."""
        return tuple(sorted({name for names, _ in self.terms for name in names}))

    def number(self) -> Number:
        """Return the Fraction where it is one, else the expression itself."""
        return self if self.value is None else self.value

    def bind(self, values: Mapping[str, Fraction]) -> Expression:
        """Put numbers in the place of variables."""
        total = Expression()
        for names, coefficient in self.terms:
            term = Expression.of(coefficient)
            for name in names:
                term = term * Expression.of(values.get(name, name))
            total = total + term
        return total

    def __add__(self, other: Expression) -> Expression:
        return _collect([*self.terms, *other.terms])

    def __mul__(self, other: Expression) -> Expression:
        return _collect([(tuple(sorted(a + b)), p * q) for a, p in self.terms for b, q in other.terms])

    def __str__(self) -> str:
        return " + ".join("·".join([str(c), *names]) for names, c in self.terms) or "0"


ONE = Expression.of(1)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as printed (plain ASCII, δ is ``delta``) and what it means; nothing printed means one."""

    printed: str = ""
    expression: Expression = ONE


NOTHING_PRINTED = Amount()


def bind_amount(amount: Amount, values: Mapping[str, Fraction]) -> Amount:
    """Put numbers in the place of variables; FormulaError when the amount becomes negative."""
    if not set(amount.expression.variables) & set(values):
        return amount
    bound = amount.expression.bind(values)
    if (value := bound.value) is None:
        return Amount(_print_expression(bound), bound)
    if value < 0:
        raise FormulaError(amount.printed, 0, f"{amount.printed} is {value}, less than nothing")
    ratio = re.search(r"(?<![0-9.)a-z])[0-9]+/[0-9]+", amount.printed)
    printed = str(value) if ratio or not decimal(value) else decimal(value)
    return Amount("" if value == 1 else printed, bound)


def _print_expression(expression: Expression) -> str:
    """Print what is left after some variables are bound: ``0.66-x``."""
    out = ""
    for names, c in expression.terms:
        size = abs(c)
        number = decimal(size) or str(size)
        if len(names) > 1:
            raise FormulaError(str(expression), 0, "a product of variables cannot be printed; bind them together")
        factor = "" if names and size == 1 else number if "/" not in number or not names else f"{number}"
        out += ("-" if c < 0 else "+" if out else "") + factor + "".join(names)
    return f"({out})" if out.startswith("-") else out


def decimal(value: Fraction) -> str:
    """Return the exact decimal form, or "" where there is none of six places or fewer."""
    scaled = value * 10**6
    return f"{float(value):.6f}".rstrip("0").rstrip(".") if scaled.denominator == 1 and abs(value) < 10**6 else ""


def tolerance(printed: str) -> Fraction:
    """Half a unit of the last place of a number with two or more decimals, else 0."""
    m = re.fullmatch(r"[0-9]*\.([0-9]{2,})", printed)
    return Fraction(1, 2 * 10 ** len(m[1])) if m else Fraction(0)


def _collect(terms: list[tuple[tuple[str, ...], Fraction]]) -> Expression:
    total: dict[tuple[str, ...], Fraction] = {}
    for names, c in terms:
        total[names] = total.get(names, Fraction(0)) + c
    return Expression(tuple(sorted((n, c) for n, c in total.items() if c)))
