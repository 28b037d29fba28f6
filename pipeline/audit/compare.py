"""Claims against annotations, one document at a time: what is right, too much, missed, and what goes with what.

In: a `Gold` and the claims of its document; out: counts by property and level, counts by property and field, and the errors, a
false claim and the missed unit it stands for drawn together. At each level units and claims are assigned to each other one to
one so that the most units that count are found (Kuhn's assignment problem, by scipy). A claim left over that says again,
with less or the same, what another has said is a repeat and no falsehood; so is the rival of a right value that names its
conflict. A soft unit neither rewards nor punishes, and neither does a claim on a soft material. Method: own, on the assignment of
Kuhn (1955) and slot scores by field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipeline.audit.gold import FOREIGN
from pipeline.audit.normal import (
    name_key,
    one_c_of,
    phases_key,
    same_composition,
    same_fractions,
    same_number,
    same_rate,
    steps_key,
)
from pipeline.audit.values import FIELDS, LEVELS, Claim, Field, Gold, GoldMaterial, Level, Unit
from pipeline.model import Json


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives and false negatives; halves where a mention is half right."""

    right: float = 0
    false: float = 0
    missed: float = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.false + other.false, self.missed + other.missed)

    @property
    def precision(self) -> float | None:
        """Right of all that was claimed; None where nothing was."""
        return _ratio(self.right, self.right + self.false)

    @property
    def recall(self) -> float | None:
        """Right of all that there was to find; None where there was nothing."""
        return _ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where there was nothing to find and nothing was claimed."""
        return _ratio(2 * self.right, 2 * self.right + self.false + self.missed)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What is not right in full: a unit missed, a claim that is false, or both where the one stands for the other.

    ``wrong`` are the fields in which a pair differs (``material`` among them); ``elsewhere`` says that the values of a claim that
    stands for no unit are right for another material or under other conditions.
    """

    document: str
    name: str
    unit: Unit | None
    claim: Claim | None
    wrong: tuple[str, ...] = ()
    elsewhere: bool = False

    @property
    def kind(self) -> Literal["wrong", "missed", "false"]:
        """What the mismatch is."""
        return "wrong" if self.unit and self.claim else "missed" if self.unit else "false"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing one document gave.

    ``couples`` are units and claims that belong together or stand alone, soft units left out.
    """

    document: str
    levels: Mapping[tuple[str, Level], Counts]
    fields: Mapping[tuple[str, str], Counts]
    mismatches: tuple[Mismatch, ...]
    couples: tuple[tuple[Unit | None, Claim | None], ...] = ()


def compare(gold: Gold, claims: Sequence[Claim]) -> Comparison:
    """Compare the claims of one document with its annotation; the order of neither matters."""
    levels: dict[tuple[str, Level], Counts] = {}
    fields: dict[tuple[str, str], Counts] = {}
    mismatches: list[Mismatch] = []
    couples: list[tuple[Unit | None, Claim | None]] = []
    matcher = Matcher(gold, claims)
    for name in (p for p in FIELDS if p in gold.scored):
        every = sorted((u for u in gold.units if u.property == name and not u.rejected), key=_unit_order)
        mine = matcher.of(name)
        for level in LEVELS:
            units = _distinct(every) if (name, level) == ("voltage_window", "value") else every
            hits, false = _assigned(matcher, level, units, mine)
            missed = [i for i, u in enumerate(units) if i not in hits and not u.soft]
            wrong = len({_values(mine[j]) for j in false}) if units is not every else len(false)
            levels[name, level] = Counts(sum(not units[i].soft for i in hits), wrong, len(missed))
        pairs = matcher.paired([every[i] for i in missed], [mine[j] for j in false])
        twins = {missed[a]: false[b] for a, b in pairs.items()}
        here = [_mismatch(matcher, every[i], mine[j]) for i, j in twins.items()]
        here += [Mismatch(gold.document, name, every[i], None) for i in missed if i not in twins]
        alone = [mine[j] for j in false if j not in twins.values()]
        here += [
            Mismatch(gold.document, name, None, c, elsewhere=any(matcher.right("value", u, c) for u in every)) for c in alone
        ]
        found: list[tuple[Unit | None, Claim | None]] = [(every[i], mine[j]) for i, j in hits.items() if not every[i].soft]
        found += [(m.unit, m.claim) for m in here]
        fields |= {(name, key): counts for key, counts in _field_counts(matcher, name, found).items()}
        couples += found
        mismatches += here
    return Comparison(gold.document, levels, fields, tuple(mismatches), tuple(couples))


class Matcher:
    """Which claims of one document may be which of its annotated units."""

    def __init__(self, gold: Gold, claims: Sequence[Claim]) -> None:
        self.gold = gold
        self._claims = claims
        self._subjects: dict[int, frozenset[str] | None] = {}
        self._units = {(u.property, i) for u in gold.units if not u.rejected for i in u.materials or ()}
        self._soft = frozenset(m.id for m in gold.materials if m.soft)
        self._foreign = frozenset({"anode"}) if gold.kind == "review" else FOREIGN

    @cached_property
    def one_c(self) -> float | None:
        """The mA/g of 1 C: what the annotation says, else what the claims' definitions say."""
        return self.gold.one_c or one_c_of([c.values for c in self._claims if c.property == "rate_definition"])

    def of(self, name: str) -> list[Claim]:
        """Return the claims of one property that count, each once, in an order that does not depend on theirs."""
        mine = (c for c in self._claims if c.property == name and c.role not in self._foreign)
        ordered = sorted(mine, key=lambda c: (_claim_order(c), len(c.carried), c.page or 0, c.text, c.id))
        return list({_claim_order(c): c for c in reversed(ordered)}.values())[::-1]

    def subject(self, claim: Claim) -> frozenset[str] | None:
        """Return the ids of the materials that a claim may be about, None where it names none."""
        if id(claim) not in self._subjects:
            named = claim.composition or claim.labels or claim.control_of
            self._subjects[id(claim)] = frozenset(m.id for m in self.gold.materials if self._is(m, claim)) if named else None
        return self._subjects[id(claim)]

    def right(self, level: Level, unit: Unit, claim: Claim) -> bool:
        """Tell whether a claim is a unit at one level."""
        if unit.property == "material":
            return self.linked(unit, claim) and (level != "full" or self._composition(unit, claim) is not False)
        if not self._same_kind(unit, claim) or not all(
            self._agrees(f, unit, claim) for f in FIELDS[unit.property] if f.role == "value"
        ):
            return False
        if level == "value":
            return True
        conditions = (f for f in FIELDS[unit.property] if f.role == "condition" and unit.values.get(f.name))
        return self.linked(unit, claim) and (level == "linked" or all(self.same(f, unit, claim) for f in conditions))

    def repeats(self, level: Level, unit: Unit, claim: Claim) -> bool:
        """Tell whether a claim says no other thing than a unit that another claim has found: it may only say less."""
        if not self._same_kind(unit, claim):
            return False
        if unit.property == "material":
            return self.linked(unit, claim)
        read = FIELDS[unit.property]
        asked = [f for f in read if f.role == "value" or (level == "full" and f.role == "condition" and unit.values.get(f.name))]
        said = [f for f in asked if claim.values.get(f.name) is not None]
        if read[0] not in said:
            return False
        fits = all(self._agrees(f, unit, claim) if f.role == "value" else self.same(f, unit, claim) for f in said)
        return fits and (level == "value" or self.linked(unit, claim))

    def linked(self, unit: Unit, claim: Claim) -> bool:
        """Tell whether a claim hangs on a unit's material; a unit of no named material takes any."""
        subject = self.subject(claim)
        if unit.materials is None:
            return True
        return bool(subject and subject.intersection(unit.materials))

    def same(self, field: Field, unit: Unit, claim: Claim) -> bool:
        """Tell whether a claim's field agrees with one of the readings that a unit accepts."""
        value = claim.values.get(field.name)
        return value is not None and any(_same(field, reading, value, self.one_c) for reading in unit.values.get(field.name, ()))

    def rejected(self, level: Level, claim: Claim) -> bool:
        """Tell whether a claim says what the annotation says is not there."""
        mine = (u for u in self.gold.units if u.rejected and u.property == claim.property)
        return any(self.right(level, u, claim) for u in mine)

    def excused(self, claim: Claim) -> bool:
        """Tell whether a claim that is no unit is nothing to judge: its material is soft, or it is not annotated."""
        if not self.gold.complete:
            return True
        subject = self.subject(claim)
        if not subject:
            return False
        if claim.property == "phase":
            return not any(("phase", i) in self._units for i in subject)
        return subject <= self._soft

    def paired(self, units: Sequence[Unit], claims: Sequence[Claim]) -> dict[int, int]:
        """Assign the false claims to the missed units they stand for: the same number, or the same material and conditions."""
        weights = np.array([[self._likeness(u, c) for c in claims] for u in units], dtype=float).reshape(len(units), len(claims))
        return _solved(weights)

    def _likeness(self, unit: Unit, claim: Claim) -> float:
        """Return how much of a unit a claim has, 0 where it cannot stand for it."""
        read = FIELDS[unit.property]
        if unit.property == "material":
            return 1.0 if self._near(unit, claim) else 0.0
        linked = self.linked(unit, claim)
        right = {f.name for f in read if self.same(f, unit, claim)}
        stated = [f.name for f in read if f.role == "value" and unit.values.get(f.name) and f is not read[0]]
        main = read[0].name in right
        if unit.property in ("phase", "transition"):
            return 3.0 + len(right) if linked and unit.materials else 0.0
        if unit.property == "voltage_window":
            main, stated = {"low", "high"} <= right, ["low"] if "low" in right else ["high"]
        if not main and not (linked and unit.materials and stated and right.issuperset(stated)):
            return 0.0
        return 4.0 * main + 3.0 * linked + len(right) + 0.5 * self._same_kind(unit, claim)

    def _near(self, unit: Unit, claim: Claim) -> bool:
        """Tell whether a false material may stand for a missed one: a name of it is right, or its elements are."""
        material = self._material(unit)
        if material and {name_key(x) for x in claim.labels} & {name_key(x) for x in material.labels}:
            return True
        letters = ["".join(c for c in text if c.isalpha()) for text in (material.compositions if material else ())]
        return bool(claim.composition) and "".join(c for c in claim.composition or "" if c.isalpha()) in letters

    def _same_kind(self, unit: Unit, claim: Claim) -> bool:
        """Tell capacity kept on cycling from every other percentage (``basis``)."""
        if unit.property != "retention":
            return True
        cycling = (None, "cycling", "capacity")
        return (claim.values.get("basis") in cycling) == all(b in cycling for b in unit.values.get("basis", ()))

    def _agrees(self, field: Field, unit: Unit, claim: Claim) -> bool:
        """Tell whether a value's field is right; what the annotation of a retention leaves open must be open or carried over."""
        if unit.values.get(field.name):
            return self.same(field, unit, claim)
        if unit.property != "retention":
            return True
        return claim.values.get(field.name) is None or bool(claim.carried & {field.name, "*"})

    def _material(self, unit: Unit) -> GoldMaterial | None:
        return next((m for m in self.gold.materials if unit.materials and m.id == unit.materials[0]), None)

    def _composition(self, unit: Unit, claim: Claim) -> bool | None:
        """Return whether a claim's composition is the material's; None where the annotation has none."""
        material = self._material(unit)
        if material is None or not material.compositions:
            return None
        return bool(claim.composition) and any(same_composition(claim.composition or "", c) for c in material.compositions)

    def _is(self, material: GoldMaterial, claim: Claim) -> bool:
        """Tell whether a claim names a material: by its composition, and by no name that is another material's; else by name."""
        named = {name_key(x) for x in claim.labels}
        own = {name_key(x) for x in material.labels}
        if claim.control_of and not named & self._names:  # another material of the work that the row is about
            same_work = claim.reference == material.reference is not None
            return same_work and not any(same_composition(claim.control_of, c) for c in material.compositions)
        if claim.composition and material.compositions:
            right = any(same_composition(claim.composition, c) for c in material.compositions)
            return right and bool(not named or named & own or not named & self._names)
        return bool(named & own)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(name_key(x) for m in self.gold.materials for x in m.labels)


def _assigned(matcher: Matcher, level: Level, units: Sequence[Unit], claims: Sequence[Claim]) -> tuple[dict[int, int], list[int]]:
    """Assign units to claims at one level; return the pairs, and the claims that are false."""
    ok = np.array([[matcher.right(level, u, c) for c in claims] for u in units], dtype=bool).reshape(len(units), len(claims))
    # a unit that counts outweighs every soft one; among equals the claim with the same conditions
    weight = np.array([1.0 if u.soft else 2.0 + len(units) for u in units]).reshape(-1, 1)
    finer = np.zeros_like(ok, dtype=float)
    for i, j in zip(*np.nonzero(ok), strict=True):
        finer[i, j] = sum(matcher.right(x, units[i], claims[j]) for x in LEVELS) / (8.0 * (1 + len(units)))
    hits = _solved(np.where(ok, weight + finer, 0.0))
    met = set(hits.values())
    ids = {claims[j].id for j in met} | {c.id for j, c in enumerate(claims) if len(units) and ok[:, j].any()}
    settled = [u for i, u in enumerate(units) if i in hits or u.soft]
    false = []
    for j, claim in enumerate(claims):
        again = j in met or (len(units) and ok[:, j].any()) or any(matcher.repeats(level, u, claim) for u in settled)
        if not again and (matcher.rejected(level, claim) or not (matcher.excused(claim) or set(claim.rivals) & (ids - {""}))):
            false.append(j)
    return hits, false


def _distinct(units: Sequence[Unit]) -> list[Unit]:
    """Return each window of a document once, of whatever material; it counts where it counts for one of them."""
    out: dict[str, Unit] = {}
    for unit in units:
        key = json.dumps([unit.values["low"], unit.values["high"]], default=str)
        before = out.get(key, unit)
        values = {"low": unit.values["low"], "high": unit.values["high"], "cell": ()}
        out[key] = Unit(unit.property, None, values, before.soft and unit.soft)
    return list(out.values())


def _values(claim: Claim) -> str:
    return json.dumps([claim.values.get("low"), claim.values.get("high")], default=str)


def _solved(weights: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> dict[int, int]:
    """Return the one-to-one assignment of greatest weight, pairs of no weight left out."""
    if not weights.size:
        return {}
    rows, columns = linear_sum_assignment(weights, maximize=True)
    return {int(i): int(j) for i, j in zip(rows, columns, strict=True) if weights[i, j] > 0}


def _mismatch(matcher: Matcher, unit: Unit, claim: Claim) -> Mismatch:
    read = [f for f in FIELDS[unit.property] if f.role != "beside" or f.kind == "basis"]
    wrong = [f.name for f in read if f.kind != "basis" and unit.values.get(f.name) and not matcher.same(f, unit, claim)]
    wrong += [f.name for f in read if not unit.values.get(f.name) and f.role == "value" and not matcher._agrees(f, unit, claim)]
    if any(f.kind == "basis" for f in read) and not matcher._same_kind(unit, claim):
        wrong.append("basis")
    if unit.property == "material":
        wrong = ["composition"]
    elif not matcher.linked(unit, claim):
        wrong = ["material", *wrong]
    return Mismatch(matcher.gold.document, unit.property, unit, claim, tuple(wrong))


def _field_counts(matcher: Matcher, name: str, couples: Sequence[tuple[Unit | None, Claim | None]]) -> dict[str, Counts]:
    """Count every field of the units and claims that belong together, and of those that stand alone."""
    out: dict[str, Counts] = {}
    for unit, claim in couples:
        for key, there, said, same in _fields(matcher, name, unit, claim):
            right = there and said and same
            out[key] = out.get(key, Counts()) + Counts(int(right), int(said and not right), int(there and not right))
    return out


def _fields(matcher: Matcher, name: str, unit: Unit | None, claim: Claim | None) -> list[tuple[str, bool, bool, bool]]:
    """Return for each field its name, whether the annotation states it, whether the claim does, and whether they agree."""
    out: list[tuple[str, bool, bool, bool]] = []
    if name == "material":
        material = matcher._material(unit) if unit else None
        composition = unit is not None and claim is not None and matcher._composition(unit, claim) is True
        names = {name_key(x) for x in claim.labels} if claim else set()
        own = {name_key(x) for x in material.labels} if material else set()
        out.append(("composition", bool(material and material.compositions), bool(claim and claim.composition), composition))
        out.append(("label", bool(own), bool(names), bool(names & own)))
        out.append(
            ("role", material is not None, bool(claim and claim.role), bool(material and claim and material.role == claim.role))
        )
        return out
    named = claim is not None and matcher.subject(claim) is not None
    linked = unit is not None and claim is not None and matcher.linked(unit, claim)
    out.append(("material", unit is not None and unit.materials is not None, named, linked))
    for field in FIELDS[name]:
        there = bool(unit and unit.values.get(field.name))
        said = claim is not None and claim.values.get(field.name) is not None
        if said and unit and not there and claim and claim.carried & {field.name, "*"}:
            said = False  # taken from the context, where the statement itself is silent
        out.append((field.name, there, said, bool(unit and claim and said and matcher.same(field, unit, claim))))
    if unit is not None and unit.materials is None:
        out[0] = ("material", False, False, False)
    return out


def _same(field: Field, reading: Json, value: Json, one_c: float | None) -> bool:
    return _COMPARE[field.kind](reading, value, one_c)


def _alike(one: Json, two: Json, one_c: float | None) -> bool:
    return str(one).strip().casefold() == str(two).strip().casefold()


_COMPARE: Mapping[str, Callable[[Json, Json, float | None], bool]] = {
    "percent": lambda a, b, _: same_number(a, b, "percent"),
    "capacity": lambda a, b, _: same_number(a, b, "capacity"),
    "volt": lambda a, b, _: same_number(a, b, "volt"),
    "celsius": lambda a, b, _: same_number(a, b, "celsius"),
    "count": lambda a, b, _: same_number(a, b, "count"),
    "rate": same_rate,
    "word": _alike,
    "basis": _alike,
    "phases": lambda a, b, _: phases_key(a) == phases_key(b),
    "steps": lambda a, b, _: steps_key(a) == steps_key(b),
    "fractions": lambda a, b, _: same_fractions(a, b),
}


def _claim_order(claim: Claim) -> str:
    """Return what makes two claims one: property, material, values; also the order in which they are looked at."""
    labels = sorted({name_key(x) for x in claim.labels})
    return json.dumps([claim.property, claim.composition, labels, claim.role, claim.values], sort_keys=True, default=str)


def _unit_order(unit: Unit) -> str:
    return json.dumps([unit.property, unit.materials, unit.soft, unit.values], sort_keys=True, default=str)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
