"""Nominal and measured compositions that a document says are of one sample.

In: claims with compositions; out: pairs of prints that are one sample, and pairs of which a person should decide. A document says
so where it gives one name two compositions and speaks of an analysis with one of them, or where what was read of it says that one
was measured as the other. Both hold the same elements, each amount within 0.1: what differs by more was another powder. One name
with two near compositions and no word of an analysis is a question. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from pipeline.chemistry.designations import label_key
from pipeline.chemistry.formula import FormulaError, parse
from pipeline.reconcile.values import Claim

_SAID = re.compile(r"^measured as (\S+)$")
_ANALYSIS = re.compile(
    r"\b(?:ICP|EDX?S?|XRF|AAS)\b|\bICP[-‐–]|\b(?:actual|nominal|measured|analy[sz]ed|elemental|stoichiometric)\s(?:\w+\s)?"
    r"(?:composition|formula|analys[ie]s|stoichiometry|values?)|\bdetermined (?:by|to be|as)\b|\bnominal(?:ly)?\b",
    re.IGNORECASE,
)
_FURTHEST = Fraction(1, 10)


class Pair(NamedTuple):
    """Two prints of a composition."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Prints ``joined`` as one sample, and ``open`` ones that bear one name with nothing said of why."""

    joined: tuple[Pair, ...]
    open: tuple[Pair, ...]


def measured(claims: Iterable[Claim]) -> Measured:
    """Return which compositions of a work are said to be one sample's; the order of claims does not matter."""
    joined: set[Pair] = set()
    named: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        subject = claim.fact.subject
        if claim.fact.property != "material" or subject.composition is None:
            continue
        for doubt in _texts(claim.fact.values.get("doubts")):
            if (match := _SAID.match(doubt)) and near(subject.composition, match[1]):
                joined.add(_pair(subject.composition, match[1]))
        if subject.label and claim.row is None:
            named.setdefault((claim.fact.evidence.document, label_key(subject.label)), []).append(claim)
    unclear: set[Pair] = set()
    for found in named.values():
        for a in found:
            for b in found:
                one, two = a.fact.subject.composition or "", b.fact.subject.composition or ""
                if one < two and near(one, two):
                    said = _ANALYSIS.search(a.fact.evidence.text) or _ANALYSIS.search(b.fact.evidence.text)
                    (joined if said else unclear).add(Pair(one, two))
    return Measured(tuple(sorted(joined)), tuple(sorted(unclear - joined)))


@lru_cache(maxsize=65536)
def near(a: str, b: str) -> bool:
    """Tell whether two compositions hold the same elements, each amount within 0.1, and are not the same."""
    try:
        one, two = parse(a), parse(b)
    except FormulaError:
        return False
    if len(one.parts) != len(two.parts):
        return False
    gaps: list[Fraction] = []
    for p, q in zip(one.parts, two.parts):
        if set(p.amounts) != set(q.amounts):
            return False
        for symbol, amount in p.amounts.items():
            other = q.amounts[symbol]
            if not isinstance(amount, Fraction) or not isinstance(other, Fraction):
                return False
            gaps.append(abs(amount - other))
    return 0 < max(gaps, default=Fraction(0)) <= _FURTHEST


def _pair(a: str, b: str) -> Pair:
    return Pair(min(a, b), max(a, b))


def _texts(value: object) -> Sequence[str]:
    return [str(v) for v in value] if isinstance(value, list | tuple) else []
