"""The phases of each material as prepared, main first, and their fractions.

In: passages and clusters; out: a `Structure` for every cluster whose phases are said. Prefixes, statements of a diffraction
pattern, Rietveld fractions and table columns each have a weight; complete fractions settle it. Method: own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.chemistry.designations import split_prefix
from pipeline.materials.passages import Passage
from pipeline.materials.phrases import PHASE, PHASES, Said, names_of
from pipeline.materials.sightings import Cluster, Sighting, alone, same
from pipeline.materials.statements import of_prefix, of_sentence
from pipeline.materials.values import Place, Structure
from pipeline.model import BlockKind


def structures(passages: Sequence[Passage], clusters: Sequence[Cluster], mine: Sequence[Cluster]) -> dict[int, Structure]:
    """Return the structure of each cluster by ``id(cluster)``; clusters of which nothing is said are left out."""
    said: dict[int, list[Said]] = defaultdict(list)
    places = _by_passage(clusters)
    for number, p in enumerate(passages):
        here = places.get(number, [])
        for s, c in here:
            for phases, weight in of_prefix(p, s):
                said[id(c)].append(Said(phases, {}, weight, Place(number, s.start, s.end)))
        before: list[Cluster] = []
        for start, end in p.sentences:
            inside = [(s, c) for s, c in here if start <= s.start < end]
            for c, one in of_sentence(p, number, start, end, inside, mine, before):
                said[id(c)].append(one)
            before = list({id(c): c for s, c in inside if s.how != "series"}.values()) or before
    for c, one in _of_tables(passages, places):
        said[id(c)].append(one)
    out: dict[int, Structure] = {}
    sets = _sets(passages, clusters)
    for c in clusters:
        chosen = _chosen(said[id(c)])
        if chosen is None or (len(chosen.phases) == 1 and 2 < chosen.fractions.get(chosen.phases[0], 100) < 98.5):
            near = Counter(
                k for one in said[id(c)] if one.fractions for k in _sets([passages[one.place.passage]], (), all_sections=True)
            )
            chosen = _completed(said[id(c)], sets) or _completed(said[id(c)], near) or chosen
        if chosen is not None:
            out[id(c)] = chosen
    for c in clusters:
        if id(c) not in out and (joined := _of_parts(c, clusters, out)):
            out[id(c)] = joined
    return out


def _sets(passages: Sequence[Passage], clusters: Sequence[Cluster], *, all_sections: bool = False) -> Counter[frozenset[str]]:
    """Count the pairs of phases that title, abstract and the names of samples hold: what the paper's intergrowth is made of."""
    found: Counter[frozenset[str]] = Counter()
    for p in passages:
        if all_sections or p.section in {"title", "abstract"}:
            found.update(frozenset(names_of(m[0])) for m in PHASES.finditer(p.text))
    if not any(len(k) == 2 for k in found):
        found.update(frozenset(names_of(split_prefix(name)[0])) for c in clusters for name in c.labels)
    return Counter({k: n for k, n in found.items() if len(k) == 2})


def _completed(said: Sequence[Said], sets: Counter[frozenset[str]]) -> Structure | None:
    """Complete a lone fraction by the one partner that the title or abstract gives that phase."""
    for one in said:
        if len(one.fractions) == 1:
            (phase, value), *_ = one.fractions.items()
            pairs = [k for k in sets if phase in k]
            if len(pairs) == 1 and 0 < value < 99:
                (other,) = pairs[0] - {phase}
                return Structure((phase, other) if value >= 50 else (other, phase), {phase: value}, one.place, 0.75)
    return None


def _of_parts(c: Cluster, clusters: Sequence[Cluster], known: Mapping[int, Structure]) -> Structure | None:
    """Join the phases of core and shell where each is known as a material of its own."""
    if c.formula is None or len(c.formula.parts) != 2:
        return None
    phases: list[str] = []
    for number, part in enumerate(c.formula.parts):
        if "Na" not in part.amounts:
            continue
        single = alone(c.formula, number)
        kin = [
            d
            for d in clusters
            if d.formula is not None and len(d.formula.parts) == 1 and same(d.formula, single, rounding=True) and id(d) in known
        ]
        if not kin:
            return None
        phases += [n for n in known[id(kin[0])].phases if n not in phases]
    s = c.sightings[0]
    return Structure(tuple(phases), {}, Place(s.passage, s.start, s.end), 0.75)


def _by_passage(clusters: Sequence[Cluster]) -> dict[int, list[tuple[Sighting, Cluster]]]:
    out: dict[int, list[tuple[Sighting, Cluster]]] = defaultdict(list)
    for c in clusters:
        for s in c.sightings:
            out[s.passage].append((s, c))
    for found in out.values():
        found.sort(key=lambda pair: pair[0].start)
    return out


def _of_tables(
    passages: Sequence[Passage], places: Mapping[int, Sequence[tuple[Sighting, Cluster]]]
) -> Iterable[tuple[Cluster, Said]]:
    """Read columns ``P2 (wt%)``, ``O3 fraction`` and ``Structure`` of rows that name one material."""
    for number, p in enumerate(passages):
        if p.block.kind is not BlockKind.TABLE:
            continue
        rows = [(a, b, [c.strip() for c in p.text[a:b].split("|")]) for a, b in p.sentences]
        if not rows:
            continue
        header = rows[0][2]
        caption = " ".join(q.text for q in passages[max(0, number - 1) : number + 2] if q.block.kind is BlockKind.CAPTION).lower()
        percent = re.search(r"wt|fraction|phase content|%", caption + " " + " ".join(header).lower()) is not None
        columns = {
            k: n[0]
            for k, h in enumerate(header)
            if percent
            and (
                m := re.match(
                    rf"({PHASE}|[ST])(?:\s?(?:phase|structure))?\s?(?:[(/,].*(?:%|wt|frac).*|fraction.*|content.*|)$", h
                )
            )
            and (n := names_of(m[1]))
        }
        kinds = [
            k
            for k, h in enumerate(header)
            if re.match(
                r"(?:as-prepared |crystal )?(?:structure|phases?)(?: type)?s?\b(?!.*(?:transition|change|frac|evolution))",
                h,
                re.IGNORECASE,
            )
        ]
        for a, b, cells in rows[1:]:
            subjects = list({id(c): c for s, c in places.get(number, []) if a <= s.start < b}.values())
            if len(subjects) != 1:
                continue
            place = Place(number, a, max(a + 1, b - 1))
            if len(columns) >= 1:
                values = {
                    name: float(m[1])
                    for k, name in columns.items()
                    if k < len(cells) and (m := re.match(r"(\d+(?:\.\d+)?)(?:\(\d+\))?$", cells[k]))
                }
                present = {k: v for k, v in values.items() if v > 0}
                if present and sum(values.values()) <= 100.5:
                    weight = 6.0 if sum(values.values()) > 99 else 1.0
                    yield subjects[0], Said(tuple(present) if weight > 5 else (), values, weight, place)
            for k in kinds:
                if k < len(cells) and (named := names_of(cells[k])):
                    yield subjects[0], Said(named, {}, 5.0, place)


def _chosen(said: Sequence[Said]) -> Structure | None:
    """Weigh the statements: complete fractions settle it, else the set with most weight; more phases win a near tie."""
    fractions: dict[str, float] = {}
    for one in sorted(said, key=lambda s: -s.weight):
        if one.fractions and not fractions:
            fractions = dict(one.fractions)
    votes: Counter[frozenset[str]] = Counter()
    order: dict[frozenset[str], tuple[str, ...]] = {}
    first: dict[frozenset[str], Place] = {}
    for one in said:
        if not one.phases or (one.fractions and sum(one.fractions.values()) < 99):
            continue
        key = frozenset(one.phases)
        votes[key] += one.weight  # type: ignore[assignment]
        order.setdefault(key, one.phases)
        if key not in first or one.weight >= 2.5:
            first.setdefault(key, one.place)
    complete = [one for one in said if one.fractions and sum(one.fractions.values()) >= 99]
    if complete:
        best = max(complete, key=lambda s: s.weight)
        present = tuple(sorted((k for k, v in best.fractions.items() if v > 0), key=lambda k: -best.fractions[k]))
        return Structure(present, dict(best.fractions), best.place, 0.95)
    if not votes:
        return None
    key = max(votes, key=lambda k: (votes[k] + 1.2 * (len(k) - 1), len(k)))
    total = sum(votes.values())
    confidence = 0.6 + 0.35 * votes[key] / total
    names = order[key]
    kept = {k: v for k, v in fractions.items() if k in key}
    if kept:
        rest = 100 - sum(kept.values())
        names = tuple(sorted(names, key=lambda n: -kept.get(n, rest)))
    return Structure(names, kept, first[key], round(min(confidence, 0.95), 2))
