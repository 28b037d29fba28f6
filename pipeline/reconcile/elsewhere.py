"""What is said of a table row's material anywhere but in that table.

In: `Reconciled` clusters; out: `RowEvidence`. Method: own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import Json, plain
from pipeline.reconcile.compare import apart, same_value, stated
from pipeline.reconcile.core import Reconciled
from pipeline.reconcile.identity import Cluster, alike, exact, misprints
from pipeline.reconcile.values import Claim

_OF_CORE = ("phase", "voltage_window")


def rows_elsewhere(reconciled: Reconciled) -> list[RowEvidence]:
    """Return for each row what it says and what is said elsewhere, in the order of documents, tables and rows."""
    by_work: dict[str, list[Cluster]] = {}
    for cluster in reconciled.clusters:
        by_work.setdefault(cluster.work, []).append(cluster)
    by_composition: dict[object, list[Claim]] = {}
    for cluster in reconciled.clusters:
        for composition in {exact(c) for c in cluster.compositions}:
            by_composition.setdefault(composition, []).extend(c for c in cluster.claims if c.row is None)
    currents = _currents(reconciled)
    unnamed: dict[tuple[str, int | None], list[Claim]] = {}
    for claim in (c for a in reconciled.accounts for c in a.unnamed):
        unnamed.setdefault((claim.fact.evidence.document, claim.fact.subject.reference), []).append(claim)
    out: list[RowEvidence] = []
    for found in by_work.values():
        twins = {id(row): (other, gap) for row, other, gap in misprints(found)}
        held: dict[tuple[str, str, int], list[Claim]] = {}
        main: dict[tuple[str, str, int], Cluster] = {}
        for cluster in found:
            for claim in cluster.claims:
                if claim.row:
                    held.setdefault(claim.row, []).append(claim)
                    if claim.fact.property == "material":
                        main[claim.row] = cluster
        for key, claims in held.items():
            material = main.get(key)
            if material is None:
                continue
            twin = twins.get(id(material))
            mine = [material, twin[0]] if twin else [material]
            itself = _itself(claims)
            others = [c for k in mine for c in k.claims if (c.row is None or c.row[:2] != key[:2]) and not itself(c)]
            cores = [c for k in found if k not in mine and _is_core(k, material) for c in k.claims if c.row is None]
            others += [c for c in cores if c.fact.property in _OF_CORE]
            controls = [
                c for k in found if k not in mine for c in k.claims if (c.row is None or c.row[:2] != key[:2]) and not itself(c)
            ]
            told = any(c.fact.evidence.document == key[0] for c in others)
            number = next((c.fact.subject.reference for c in claims if c.fact.property == "material"), None)
            sentences = () if told else tuple(unnamed.get((key[0], number), ()))
            strays = [] if told else [c for c in _strays(key, claims, by_composition) if not itself(c)]
            more = (tuple(strays), tuple(c for c in cores if c.sample != "pristine"), currents, sentences)
            out.append(RowEvidence(key, tuple(claims), (*others, *strays), tuple(controls), twin, *more))
    return sorted(out, key=lambda r: (r.key[0], len(r.key[1]), r.key[1], r.key[2]))


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """A row, ``key`` being its document, table and number: its claims and those elsewhere.

    ``others`` are about its material, ``controls`` about other samples of the same work. ``twin`` is the material of the running
    text that the row's is a misprint of, or the other way round, with the number that differs. ``strays`` are claims of the same
    document on the same composition with the same retention, but under another reference number; ``others`` holds them too.
    ``cores`` are claims on the core of a coated material, which texts name it by: its phase and window are the row's, its
    retentions may be those of the coated sample or of the bare one. ``currents`` are what 1 C stands for, by document or by
    sentence. ``unnamed`` are sentences on the row's work, where its document names its material nowhere else.
    """

    key: tuple[str, str, int]
    claims: tuple[Claim, ...]
    others: tuple[Claim, ...]
    controls: tuple[Claim, ...]
    twin: tuple[Cluster, str] | None
    strays: tuple[Claim, ...] = ()
    cores: tuple[Claim, ...] = ()
    currents: Mapping[object, float] = field(default_factory=dict)
    unnamed: tuple[Claim, ...] = ()

    def of(self, name: str) -> list[Claim]:
        """Return the row's own claims of a property."""
        return [c for c in self.claims if c.fact.property == name]

    def said(self, name: str, controls: bool = False) -> list[Claim]:
        """Return what is said elsewhere of a property, the surest first."""
        found = [c for c in (self.controls if controls else self.others) if c.fact.property == name]
        return sorted(found, key=lambda c: (-c.fact.evidence.confidence, c.fact.evidence.page, c.fact.evidence.text))

    def current(self, claim: Claim) -> float | None:
        """Return the mA g−1 that 1 C stands for where a claim was made, or None where it does not say."""
        e = claim.fact.evidence
        return self.currents.get((e.document, e.page, e.text), self.currents.get(e.document))


def _itself(claims: Sequence[Claim]) -> Callable[[Claim], bool]:
    """Return what tells a claim that was read from the row's own print, as names and structures are wherever they stand."""
    cells = {plain(text) for c in claims for column, text in c.printed.items() if column != "cathode_material"}
    places = {(c.fact.evidence.document, c.fact.evidence.page) for c in claims}

    def found(claim: Claim) -> bool:
        e = claim.fact.evidence
        if claim.row is not None or (e.document, e.page) not in places or "|" not in e.text:
            return False
        there = {part.strip() for part in plain(e.text).split("|")}
        return bool(cells) and bool(cells & there) and 2 * len(cells & there) >= len(cells)

    return found


def volts(value: Json) -> str:
    """Return a voltage as papers print it, with one decimal at least: ``4.0``, ``4.25``."""
    return f"{value:.1f}" if isinstance(value, int | float) and round(value, 1) == value else f"{value}"


def _strays(key: tuple[str, str, int], claims: Sequence[Claim], by_composition: Mapping[object, Sequence[Claim]]) -> list[Claim]:
    """Return what the row's document says of its composition under another number, where a retention says it is the same test."""
    composition = next((c.fact.subject.composition for c in claims if c.fact.property == "material"), None)
    found = [c for c in by_composition.get(exact(composition), ()) if c.fact.evidence.document == key[0]] if composition else []
    tests = [c for c in claims if c.fact.property == "retention"]
    same = [
        c
        for c in found
        for t in tests
        if c.fact.property == "retention"
        and c.fact.values.get("cycles") is not None
        and same_value("retention", t.fact.values, c.fact.values)
        and not apart("retention", t.fact.values, stated(c.fact.values))
    ]
    return found if same else []


def _is_core(cluster: Cluster, coated: Cluster) -> bool:
    """Tell whether a material of the text is the core of a row's coated one, and no row's own."""
    core, mark, _ = (coated.composition or "").partition("@")
    if not mark or not cluster.composition or any(c.row is not None for c in cluster.claims):
        return False
    return alike(cluster.composition, core.strip())


def _currents(reconciled: Reconciled) -> dict[object, float]:
    """Return what 1 C stands for by sentence, and by document where that is no review and says it once."""
    reviews = {a.document for a in reconciled.accounts if a.review}
    said: dict[object, set[float]] = {}
    for claim in (c for k in reconciled.clusters for c in k.claims if c.fact.property == "rate_definition"):
        e, value, unit = claim.fact.evidence, claim.fact.values.get("value"), claim.fact.values.get("unit")
        if not isinstance(value, int | float) or "mA g" not in str(unit) or claim.fact.values.get("c_rate") not in (1, None):
            continue
        said.setdefault((e.document, e.page, e.text), set()).add(float(value))
        if e.document not in reviews:
            said.setdefault(e.document, set()).add(float(value))
    return {place: next(iter(values)) for place, values in said.items() if len(values) == 1}


def carried(claim: Claim) -> Sequence[str]:
    """Return the conditions that a claim takes over from its context."""
    given = claim.fact.values.get("carried")
    return [str(g) for g in given] if isinstance(given, list | tuple) else []
