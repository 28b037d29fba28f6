"""Every place at which a document speaks of one of its materials, and the clusters of places that are one material.

In: passages and `Names`; out: `Cluster`s with their sightings. Formulas in another sense (structure types, precursors, states of
charge, reference cards) are left out. Method: own.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from pipeline.chemistry.designations import label_key, split_prefix
from pipeline.chemistry.formula import Formula, FormulaError, same_composition
from pipeline.chemistry.oxides import read
from pipeline.chemistry.plausibility import doubts
from pipeline.materials.names import Definition, Names
from pipeline.materials.passages import Passage


@dataclass(frozen=True, slots=True)
class Sighting:
    """A material named at ``start:end`` of a passage; ``prefix`` holds its phases.

    ``how`` is formula, label, value (x = 0.3), series or description. ``general`` is where the formula begins (with its
    prefix) whose variables the values of a series settle, in the same passage.
    """

    passage: int
    start: int
    end: int
    how: str
    text: str
    prefix: str = ""
    general: int | None = None


@dataclass(slots=True)
class Cluster:
    """One material while it is being gathered."""

    formula: Formula | None
    labels: Counter[str] = field(default_factory=Counter)
    sightings: list[Sighting] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    values: dict[str, Fraction | str] = field(default_factory=dict)
    prints: Counter[str] = field(default_factory=Counter)
    misprints: list[str] = field(default_factory=list)


def gather(passages: Sequence[Passage], names: Names) -> list[Cluster]:
    """Gather formulas and names into materials, in order of appearance."""
    found: Cluster | None
    known = _Known()
    for d in sorted(names.definitions, key=lambda d: (d.alias_of is not None, d.passage, d.start)):
        _take_definition(d, known)
    for s in names.series:
        several = len(s.rows[0][0]) > 1  # whether two lists run side by side or are crossed, only names can tell
        linked = (len(s.rows) > 1 and not several) or any(
            f.end <= s.start <= f.end + 3 and len(s.rows) == 1 for r in names.read if r.number == s.passage for f in r.formulas
        )
        for values, formula in s.rows:
            found = _of_formula(known, formula)
            if found is None and linked:
                found = known.add(Cluster(formula))
            if found is not None:
                found.values.update(values)
                found.prints[formula.plain(shares=False)] += 1
                place = passages[s.passage]
                how = "series" if len(s.rows) > 1 else "value"
                prints = [f for r in names.read if r.number == s.passage for f in r.formulas if f.open and f.formula == s.general]
                begun = max((f for f in prints if f.start <= s.start), key=lambda f: f.start, default=None)
                prefix, general = (begun.prefix, begun.prefix_start) if begun is not None else ("", None)
                found.sightings.append(Sighting(s.passage, s.start, s.end, how, place.text[s.start : s.end], prefix, general))
    for r in names.read:
        for f in r.formulas:
            if f.open or _other_sense(r.passage, f.start, f.end):
                continue
            found = _of_formula(known, f.formula, near=(r.number, f.start)) or known.add(Cluster(f.formula))
            found.prints[f.formula.plain(shares=False)] += 1
            found.sightings.append(
                Sighting(r.number, f.start, f.end, "formula", r.passage.text[f.prefix_start : f.end], f.prefix)
            )
        inside = [(f.prefix_start, f.end) for f in r.formulas]
        for label in r.labels:
            if any(a <= label.start < b for a, b in inside):
                continue
            found = _named(known, label.name, r.number, label.start)
            if found is not None:
                found.labels[label.name] += 1
                prefix = split_prefix(label.name)[0]
                found.sightings.append(Sighting(r.number, label.start, label.end, "label", label.name, prefix))
    clusters = _treated_parted(_measured_joined(_misprints_joined(known.clusters), passages), passages)
    for c in clusters:
        c.sightings.sort(key=lambda s: (s.passage, s.start))
    return [c for c in clusters if c.sightings]


def _treated_parted(clusters: list[Cluster], passages: Sequence[Passage]) -> list[Cluster]:
    """Give "coated NFM" to the one covered material whose core is NFM; it is never the bare one."""
    covered = [c for c in clusters if c.formula is not None and len(c.formula.parts) > 1]
    for c in clusters:
        if c.formula is None or len(c.formula.parts) > 1:
            continue
        theirs = [d for d in covered if d.formula is not None and _is_core(c.formula, d.formula)]
        treated = [s for s in c.sightings if s.how != "series" and _TREATED.search(passages[s.passage].text[: s.start][-40:])]
        if len(theirs) == 1 and treated:
            theirs[0].sightings += treated
            c.sightings = [s for s in c.sightings if s not in treated]
    return clusters


_TREATED = re.compile(
    r"(?<!un)(?<!un-)(?:coated|encapsulated|wrapped|decorated|surface-modified)[-\s](?:P2-|O3-)?$", re.IGNORECASE
)


def _is_core(bare: Formula, covered: Formula) -> bool:
    return same(bare, alone(covered, 0), rounding=True)


def alone(composite: Formula, number: int) -> Formula:
    """Return one part of a composite (0 is the core) as a material of its own."""
    return replace(composite, parts=(replace(composite.parts[number], join="", share=None),))


def _misprints_joined(clusters: list[Cluster]) -> list[Cluster]:
    """Join a composition that cannot be what it says to the material that its mended form is, where the document has that one.

    Nothing is corrected: the composition is the other print's, and the misprint is kept among the doubts.
    """
    gone: set[int] = set()
    for c in clusters:
        if c.formula is None or c.definitions:
            continue
        for doubt in doubts(c.formula):
            mended = read(doubt.proposal) if doubt.proposal else None
            others = [
                d for d in clusters if d is not c and d.formula is not None and mended and same(d.formula, mended, rounding=False)
            ]
            if len(others) == 1:
                others[0].sightings += c.sightings
                others[0].misprints.append(f"also printed as {c.formula.plain(shares=False)}: {doubt.reason}")
                gone.add(id(c))
                break
    return [c for c in clusters if id(c) not in gone]


_ANALYSIS = re.compile(
    r"\bICP|\bAES\b|\bEDX?S?\b|\bXRF\b|\bAAS\b|\bactual\b|\bmeasured\b|\bdetermined\b|\belemental\b|\banaly[sz]"
    r"|\bstoichiometr|\bchemical composition|\brefined (?:to be|composition|formula)|\bmolar ratio",
    re.IGNORECASE,
)


def _measured_joined(clusters: list[Cluster], passages: Sequence[Passage]) -> list[Cluster]:
    """Join a composition that an analysis found to the nominal one it confirms: same elements, each amount within 0.05.

    Only a composition out of any series and spoken of with words of analysis only is taken for a measurement. A name that it was
    given goes over to the nominal one, if that has none.
    """
    gone: set[int] = set()
    for c in clusters:
        if c.formula is None or not c.sightings or any(s.how == "series" for s in c.sightings):
            continue
        if c.definitions and not _only_measured(c, passages):
            continue
        said = [passages[s.passage].around(s.start) for s in c.sightings if s.how == "formula" or not c.definitions]
        if not all(_ANALYSIS.search(text) for text in said):
            continue
        near = [
            (_distance(c.formula, d.formula), k)
            for k, d in enumerate(clusters)
            if d is not c
            and d.formula is not None
            and id(d) not in gone
            and not (_only_measured(d, passages) and not _only_measured(c, passages))
        ]
        best = min(((d, k) for d, k in near if d is not None), default=None)
        if best is not None and c.definitions and clusters[best[1]].definitions:
            continue
        if best is not None:
            clusters[best[1]].sightings += c.sightings
            clusters[best[1]].labels += c.labels
            clusters[best[1]].definitions += c.definitions
            clusters[best[1]].misprints.append(f"measured as {c.formula.plain(shares=False)}")
            gone.add(id(c))
    return [c for c in clusters if id(c) not in gone]


def _only_measured(c: Cluster, passages: Sequence[Passage]) -> bool:
    """Return whether a composition is printed only as what an analysis gave: "ICP-OES gives Na0.88…, which is denoted as NM"."""
    printed = [s for s in c.sightings if s.how == "formula"]
    before = [passages[s.passage].text[passages[s.passage].sentence(s.start)[0] : s.start] for s in printed]
    return bool(printed) and all(_MEASURED.search(text) for text in before)


_MEASURED = re.compile(
    r"\b(?:ICP|AES|XRF|AAS|EDX?S?|measured|determined|analy[sz]ed|found|actual)\b(?:(?!Na[\d.(\[_A-Z])[^;]){0,80}$", re.IGNORECASE
)
"""A word of analysis, and no other formula between it and what it gave."""


def _distance(a: Formula, b: Formula) -> Fraction | None:
    """Return the sum of the differences of all amounts, or None where two formulas are not near each other."""
    if len(a.parts) > 1 or len(b.parts) > 1 or set(a.amounts) != set(b.amounts):
        return None
    gaps = [
        abs(v - w)
        for v, w in ((a.amounts[s], b.amounts[s]) for s in a.amounts)
        if isinstance(v, Fraction) and isinstance(w, Fraction)
    ]
    return sum(gaps, Fraction(0)) if len(gaps) == len(a.amounts) and max(gaps) <= Fraction(1, 20) else None


def _named(known: _Known, label: str, passage: int, start: int) -> Cluster | None:
    """Return the material that a name means at a place: the definition last given before it, else the first after it."""
    found = known.defined.get(label_key(label), [])
    if not found:
        return None
    before = [p for p in found if p[0] <= (passage, start)]
    return max(before, key=lambda p: p[0])[1] if before else min(found, key=lambda p: p[0])[1]


def same(a: Formula, b: Formula, *, rounding: bool) -> bool:
    """Tell whether two formulas are one composition; with ``rounding`` 0.67 is 2/3."""
    return _same_prints(a.plain(), b.plain(), rounding)


@lru_cache(maxsize=65536)
def _same_prints(a: str, b: str, rounding: bool) -> bool:
    """Compare two prints; those with other elements are told apart without reading them."""
    if a == b:
        return True
    if set(re.findall("[A-Z][a-z]?", a)) != set(re.findall("[A-Z][a-z]?", b)):
        return False
    try:
        return same_composition(a, b, rounding=rounding)
    except FormulaError:
        return False


def _of_formula(known: _Known, formula: Formula, near: tuple[int, int] | None = None) -> Cluster | None:
    """Return the material of a composition: the exact one, else one that differs by rounding only."""
    for rounding in (False, True):
        found = known.of(formula, rounding=rounding)
        if len(found) > 1 and near is not None:
            named_here = [c for c in found if any((d.passage, d.start) >= near and (d.passage == near[0]) for d in c.definitions)]
            return min(named_here or found, key=lambda c: min(_gap(d, near) for d in c.definitions) if c.definitions else 10**9)
        if found:
            return found[0]
    return None


def _gap(d: Definition, near: tuple[int, int]) -> int:
    return abs(d.passage - near[0]) * 10_000 + abs(d.start - near[1])


def _take_definition(d: Definition, known: _Known) -> None:
    """Put a definition to the material it speaks of, or open a new one."""
    target = _named(known, d.alias_of, d.passage, d.start) if d.alias_of is not None else None
    if target is None:
        for c in known.labelled.get(label_key(d.label), ()):
            if c.formula is None or d.formula is None or same(c.formula, d.formula, rounding=True):
                target = c
                break
    if target is None and d.formula is not None:
        for c in known.of(d.formula, rounding=True):
            rivals = [
                e
                for e in c.definitions
                if e.group == d.group and e.passage == d.passage and label_key(e.label) != label_key(d.label)
            ]
            if not rivals or d.how in {"template", "counted"}:
                target = c
                break
    if target is None:
        target = known.add(Cluster(d.formula))
    known.define(target, d)


@dataclass(slots=True)
class _Known:
    """The clusters so far, and where to look for a name or a composition without going through all of them."""

    clusters: list[Cluster] = field(default_factory=list)
    defined: dict[str, list[tuple[tuple[int, int], Cluster]]] = field(default_factory=dict)
    labelled: dict[str, list[Cluster]] = field(default_factory=dict)
    composed: dict[frozenset[str], list[tuple[int, tuple[float, ...], Cluster]]] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def add(self, cluster: Cluster) -> Cluster:
        """Take in a new cluster."""
        self.numbers[id(cluster)] = len(self.clusters)
        self.clusters.append(cluster)
        if cluster.formula is not None:
            self._compose(cluster, cluster.formula)
        return cluster

    def define(self, cluster: Cluster, d: Definition) -> None:
        """Give a definition to a cluster."""
        if cluster.formula is None and d.formula is not None:
            cluster.formula = d.formula
            self._compose(cluster, d.formula)
        cluster.definitions.append(d)
        cluster.values.update(d.values)
        if d.label not in cluster.labels:
            cluster.labels[d.label] = 0
            named = self.labelled.setdefault(label_key(d.label), [])
            if not any(c is cluster for c in named):
                named.append(cluster)
                named.sort(key=lambda c: self.numbers[id(c)])
        self.defined.setdefault(label_key(d.label), []).append(((d.passage, d.start), cluster))
        if d.formula is not None:
            cluster.prints[d.formula.plain(shares=False)] += 1

    def of(self, formula: Formula, *, rounding: bool) -> list[Cluster]:
        """Return the clusters of a composition, in order of appearance."""
        amounts = _amounts(formula)
        near = (
            c
            for _, theirs, c in self.composed.get(_symbols(formula), ())
            if len(theirs) != len(amounts) or all(abs(a - b) < _APART for a, b in zip(theirs, amounts))
        )
        return [c for c in near if c.formula is not None and same(c.formula, formula, rounding=rounding)]

    def _compose(self, cluster: Cluster, formula: Formula) -> None:
        bisect.insort(
            self.composed.setdefault(_symbols(formula), []),
            (self.numbers[id(cluster)], _amounts(formula), cluster),
            key=lambda entry: entry[0],
        )


_APART = 0.05
"""Amounts further apart than this are no roundings of one another; it only spares exact comparisons."""


def _symbols(formula: Formula) -> frozenset[str]:
    return frozenset(re.findall("[A-Z][a-z]?", formula.plain()))


def _amounts(formula: Formula) -> tuple[float, ...]:
    """Return the amounts of a formula of one part by symbol; none where one is not a number."""
    if len(formula.parts) > 1:
        return ()
    amounts = [formula.amounts[symbol] for symbol in sorted(formula.amounts)]
    return tuple(float(n) for n in amounts if isinstance(n, Fraction)) if all(isinstance(n, Fraction) for n in amounts) else ()


_BEFORE = re.compile(
    r"(?:α-|isostructural (?:to|with)\s|structure of\s(?:the\s)?(?:mineral\s)?|similar to that of\s|precursors?\s(?:of\s)?"
    r"|impurit(?:y|ies)\s(?:of\s|phases?\s(?:of\s)?)?|by-?products?\s(?:of\s)?|traces? (?:amounts? )?of\s"
    r"|secondary phases?\s(?:of\s)?)$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\s?(?:[-–‐]type\s(?:structure|layered)|impurit|by-?product|secondary phase|precursor|\(?\s?(?:JCPDS"
    r"|ICSD|PDF)|phase\s\((?:JCPDS|ICSD|PDF))",
    re.IGNORECASE,
)


def _other_sense(passage: Passage, start: int, end: int) -> bool:
    """Tell a formula that stands for a structure type, a precursor, an impurity or a card from a material."""
    return bool(_BEFORE.search(passage.text[max(0, start - 40) : start]) or _AFTER.match(passage.text[end : end + 40]))


def state_of_charge(formula: Formula, others: Sequence[Formula]) -> bool:
    """Tell a composition that is another one with less sodium: a state met on charge."""
    mine: Mapping[str, object] = formula.amounts
    for other in others:
        theirs = other.amounts
        if len(formula.parts) > 1 or len(other.parts) > 1 or set(mine) - {"Na"} != set(theirs) - {"Na"}:
            continue
        rest_equal = all(mine[s] == theirs[s] for s in mine if s != "Na")
        a, b = mine.get("Na"), theirs.get("Na")
        if rest_equal and isinstance(a, Fraction) and isinstance(b, Fraction) and a < b:
            return True
    return False
