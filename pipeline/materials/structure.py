"""The phases of each material as prepared, main first, and their fractions.

In: passages, clusters and the document's tables; out: a `Structure` for every cluster whose phases are said. Prefixes (``P2-Na…``,
``P2/O3-NMT3``), statements of a diffraction pattern, Rietveld fractions and table columns each have a weight; what is said of a
charged state or of a transition has none. Method: own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.chemistry.designations import split_prefix
from pipeline.chemistry.phases import parse_phases
from pipeline.materials.passages import Passage
from pipeline.materials.sightings import Cluster, Sighting
from pipeline.materials.values import Place, Structure
from pipeline.model import BlockKind, Document


def structures(
    passages: Sequence[Passage], clusters: Sequence[Cluster], mine: Sequence[Cluster], document: Document
) -> dict[int, Structure]:
    """Return the structure of each cluster by ``id(cluster)``; clusters of which nothing is said are left out."""
    said: dict[int, list[_Said]] = defaultdict(list)
    places = _by_passage(clusters)
    for number, p in enumerate(passages):
        here = places.get(number, [])
        for s, c in here:
            for phases, weight in _of_prefix(p, s):
                said[id(c)].append(_Said(phases, {}, weight, Place(number, s.start, s.end)))
        for start, end in p.sentences:
            inside = [(s, c) for s, c in here if start <= s.start < end]
            for c, one in _of_sentence(p, number, start, end, inside, mine):
                said[id(c)].append(one)
    for c, one in _of_tables(passages, places):
        said[id(c)].append(one)
    out: dict[int, Structure] = {}
    for c in clusters:
        if said[id(c)] and (chosen := _chosen(said[id(c)])):
            out[id(c)] = chosen
    return out


@dataclass(frozen=True, slots=True)
class _Said:
    """One statement of phases, with its weight."""

    phases: tuple[str, ...]
    fractions: Mapping[str, float]
    weight: float
    place: Place


_P = r"(?:O['′’]?3['′’]?|P['′’]?2['′’]?|P['′’]?3['′’]?|O['′’]?2|O1|OP4|[Tt]unnels?|[Ss]pinel)"
_SET = rf"{_P}(?:\s?[/+@&]\s?{_P})*"
_PHASES = re.compile(rf"(?<![A-Za-z0-9/–→‐-]){_SET}(?!\s?(?:→|⟶|->|↔))(?![A-Za-z0-9′'])(?![-–‐−/](?:{_P}|Z\b))")


def _by_passage(clusters: Sequence[Cluster]) -> dict[int, list[tuple[Sighting, Cluster]]]:
    out: dict[int, list[tuple[Sighting, Cluster]]] = defaultdict(list)
    for c in clusters:
        for s in c.sightings:
            out[s.passage].append((s, c))
    for found in out.values():
        found.sort(key=lambda pair: pair[0].start)
    return out


def names_of(text: str) -> tuple[str, ...]:
    """Return the canonical phases of a phrase, empty when it is not understood: ``P2/O3`` is ("P2", "O3")."""
    text = re.sub(r"[Tt]unnels\b", "tunnel", text)
    return tuple(p.name for p in parse_phases(text.replace("@", "/").replace("&", "/"), {"T": "tunnel", "S": "spinel"}) if p.known)


# --- prefixes


def _of_prefix(p: Passage, s: Sighting) -> Iterable[tuple[tuple[str, ...], float]]:
    """Read the phases printed before a formula or a name, and the adjective before it: ``P2/tunnel biphasic Na0.6…``."""
    start = s.start - (len(s.text) - (s.end - s.start)) if s.how == "formula" else s.start
    if s.how == "label" and (prefix := split_prefix(s.text)[0]):
        yield names_of(prefix), 2.0
        start = s.start
    elif s.how == "formula" and s.prefix:
        bare = re.sub(r"[-‐–\s]?(?:type|structured?|phase|biphasic|bi-?phase).*$", "", s.prefix.replace("–", "-")).strip(" -")
        if re.fullmatch(_SET, bare):
            yield names_of(bare), 2.0
    before = p.text[max(0, start - 60) : start]
    m = re.search(
        rf"({_SET})(?:[-–‐\s]?(?:type|structured?|phase|layered))?[\s,-]+(?:(?:bi-?|tri-?|dual-?|mixed-?|single-?)?(?:phasic|phase)|composite|intergrowth|intergrown|interlocking|tri-phase interlocking|heterostructured?|structured|layered|cathode|oxide|electrode|material|sample|hybrid|\s)*\s*$",
        before,
    )
    if m and m[0].strip() != m[1] and not _CHANGING.search(before[max(0, m.start() - 25) : m.start()]):
        joined = re.search(rf"({_P})\s?(?:-|–)\s?$", before[: m.start(1)])
        if not joined:
            yield names_of(m[1]), 1.8


# --- sentences

_CHANGING = re.compile(
    r"→|transition|transform|evol|\bcharg|discharg|desodiat|sodiation|de-?intercal|extraction|insertion|\bcycl|\bafter\b|\baft er\b|voltage|potential|plateau|in[- ]situ|operando|ex[- ]situ|intermediate|suppress|\bturns?\b|\bbecomes?\b|convert|gliding|\bexposed?\b|humid|moist|\bair\b|\bbarrier|formation energ|simulat|\bgoes\b|\bhigh-voltage\b",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"index|assign|ascrib|attribut|identif|crystalli[sz]|adopt|exhibit|show|display|consist|contain|compris|possess|reveal|confirm|correspond|composed|present|belong|ha(?:s|ve|d)\b|is\b|are\b|was\b|were\b|combin|manifest|mixture|coexist|structure|phase|pure|form|yield|obtain|combine|make up|amount",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:no|without|not|absence|instead of|rather than|free of|than|compared|unlike|differ\w*|typical for|known|usually|generally|if|would|hypothetical\w*)\b", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:all|both|these|the|each of the)\s(?:of the\s)?(?:the\s)?(?:two|three|four|five|six|as-prepared|as-synthesi[sz]ed|prepared|obtained|resulting)?\s?(?:\w+\s)?(?:samples|materials|compositions|compounds|cathodes|electrodes|oxides|products|patterns|peaks|reflections|powders|diffraction peaks|main peaks|of them)\b|\ball\b",
    re.IGNORECASE,
)


def _of_sentence(
    p: Passage, number: int, start: int, end: int, inside: Sequence[tuple[Sighting, Cluster]], mine: Sequence[Cluster]
) -> Iterable[tuple[Cluster, _Said]]:
    """Read one sentence: fractions first, then a statement of phases about the materials it names, or about all samples."""
    text = p.text[start:end]
    if p.block.kind in {BlockKind.TABLE, BlockKind.TITLE, BlockKind.HEADING}:
        return
    distinct = list({id(c): c for s, c in inside if s.how != "series"}.values())
    fractions = list(_fractions(text))
    if fractions and not re.search(r"retain|retention|capacit|volume chang|expan", text, re.IGNORECASE):
        yield from _with_fractions(p, number, start, text, fractions, inside, distinct)
    changing = _CHANGING.search(text)
    found = [m for m in _PHASES.finditer(text) if not _NOT.search(text[max(0, m.start() - 30) : m.start()])]
    if not found or changing or not _SAYING.search(text):
        return
    place = Place(number, start + found[0].start(), start + found[0].end())
    respectively = "respectively" in text
    if respectively and len(found) == len(distinct) > 1:
        for c, m in zip(distinct, found):
            yield c, _Said(names_of(m[0]), {}, 3.0, Place(number, start + m.start(), start + m.end()))
        return
    phases = tuple(dict.fromkeys(n for m in found for n in names_of(m[0])))
    everything = _ALL.search(text) and re.search(r"\ball\b|\bboth\b|\b(?:two|three|four|five|six) (?:samples|materials|compositions|cathodes|oxides)", text, re.IGNORECASE)
    diffraction = re.search(r"XRD|diffract|diff ract|Rietveld|refine|refi ne|pattern|patt ern|space group|JCPDS|P6_?3|R-?3|reflection|refl ection|index|hexagonal|structure", text)
    if everything and diffraction and mine and len(set(phases)) <= 2 and p.section in {"results", "experimental", "introduction"}:
        if p.section != "introduction" or not p.cited(start, end + 1):
            subjects = distinct if len(distinct) > 1 and not re.search(r"\b(?:impurit|peak|except)", text) else list(mine)
            for c in subjects if re.search(r"\bsamples\b|\bmaterials\b|\bcompositions\b|\bcathodes\b|\boxides\b|\bcompounds\b|\belectrodes\b", text) else distinct or ([mine[0]] if len(mine) == 1 else []):
                yield c, _Said(phases, {}, 2.5, place)
            return
    if len(distinct) == 1 and (diffraction or re.search(r"\bpure\b|\bphases?\b|\bbiphasic\b|\btri-?phas|\boxide\b|\blayers\b|structure", text)):
        yield distinct[0], _Said(phases, {}, 2.6 if diffraction else 2.2, place)
        return
    if len(distinct) > 1:
        yield from _clauses(p, number, start, text, inside, found)


def _clauses(
    p: Passage, number: int, start: int, text: str, inside: Sequence[tuple[Sighting, Cluster]], found: Sequence[re.Match[str]]
) -> Iterable[tuple[Cluster, _Said]]:
    """Give each phase of ``NM is P2 and NMT4 is O3`` to the name before it in its own clause."""
    cuts = [0, *(m.end() for m in re.finditer(r"[,;]\s(?:while|whereas|and|but)\s|\swhile\s|\swhereas\s|;\s|\sand\s(?=[A-Z])", text)), len(text)]
    for a, b in zip(cuts, cuts[1:]):
        subjects = list({id(c): c for s, c in inside if start + a <= s.start < start + b and s.how != "series"}.values())
        said = [m for m in found if a <= m.start() < b]
        if len(subjects) == 1 and said:
            phases = tuple(dict.fromkeys(n for m in said for n in names_of(m[0])))
            yield subjects[0], _Said(phases, {}, 2.2, Place(number, start + said[0].start(), start + said[-1].end()))


_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_PERCENT = r"\s?(?:\(\d+\)\s?)?(?:wt|mol|vol|mass)?\.?\s?%"
_FRACTION = (
    re.compile(rf"(?<![\d.]){_NUMBER}{_PERCENT}\s(?:of\s)?(?:the\s)?(?P<phase>{_P})(?![-–‐−/→]\s?[OPZ\d])(?:[-\s](?:type|phase|structure))?"),
    re.compile(rf"(?P<phase>{_P})(?:[-\s](?:type|phase|structure))*\s?\({_NUMBER}(?:\(\d+\))?{_PERCENT}\)"),
    re.compile(
        rf"(?P<phase>{_P})(?:[-\s](?:type|phase|structure))*\s(?:proportion|fraction|content|ratio|percentage|amount)s?\s(?:\w+\s){{0,3}}(?:of|is|was|to|reaches)\s(?:about\s|~\s?|≈\s?)?{_NUMBER}{_PERCENT}"
    ),
    re.compile(rf"(?P<phase>{_P})\s(?:amounts? to|makes? up|accounts? for|constitutes?)\s(?:about\s|~\s?|≈\s?)?{_NUMBER}{_PERCENT}"),
)


def _fractions(text: str) -> Iterable[tuple[int, str, float]]:
    """Find stated fractions: (place, phase, percent)."""
    seen: set[int] = set()
    for pattern in _FRACTION:
        for m in pattern.finditer(text):
            number = next(g for g in m.groups() if g and re.fullmatch(r"\d{1,3}(?:\.\d+)?", g))
            if m.start("phase") in seen or float(number) > 100:
                continue
            seen.add(m.start("phase"))
            for name in names_of(m["phase"])[:1]:
                yield m.start("phase"), name, float(number)


def _with_fractions(
    p: Passage,
    number: int,
    start: int,
    text: str,
    fractions: Sequence[tuple[int, str, float]],
    inside: Sequence[tuple[Sighting, Cluster]],
    distinct: Sequence[Cluster],
) -> Iterable[tuple[Cluster, _Said]]:
    """Give fractions to the one material of the sentence, or to the one that each follows; never by guess."""
    fractions = sorted(fractions)
    place = Place(number, start + fractions[0][0], start + fractions[-1][0] + 2)
    repeated = len({phase for _, phase, _ in fractions}) < len(fractions)
    subject: Cluster | None = distinct[0] if len(distinct) == 1 else None
    if subject is None and not inside:
        subject = _carried(p, start, fractions, inside)
    if subject is not None and not repeated:
        values = {phase: value for _, phase, value in fractions}
        if sum(values.values()) <= 100.5:
            yield subject, _Said(tuple(values), values, 5.0, place)


def _carried(p: Passage, start: int, fractions: Sequence[tuple[int, str, float]], inside: Sequence[tuple[Sighting, Cluster]]) -> None:
    """A sentence that names nothing gives nothing here: which sample it speaks of is not certain."""
    return None


# --- tables


def _of_tables(passages: Sequence[Passage], places: Mapping[int, Sequence[tuple[Sighting, Cluster]]]) -> Iterable[tuple[Cluster, _Said]]:
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
        columns = {k: n[0] for k, h in enumerate(header) if percent and (m := re.match(rf"({_P}|[ST])(?:\s?(?:phase|structure))?\s?(?:[(/,].*(?:%|wt|frac).*|fraction.*|content.*|)$", h)) and (n := names_of(m[1]))}
        kinds = [k for k, h in enumerate(header) if re.match(r"(?:as-prepared |crystal )?(?:structure|phases?)(?: type)?s?\b(?!.*(?:transition|change|frac|evolution))", h, re.IGNORECASE)]
        for a, b, cells in rows[1:]:
            subjects = list({id(c): c for s, c in places.get(number, []) if a <= s.start < b}.values())
            if len(subjects) != 1:
                continue
            place = Place(number, a, max(a + 1, b - 1))
            if len(columns) >= 1:
                values = {name: float(m[1]) for k, name in columns.items() if k < len(cells) and (m := re.match(r"(\d+(?:\.\d+)?)(?:\(\d+\))?$", cells[k]))}
                present = {k: v for k, v in values.items() if v > 0}
                if present and sum(values.values()) <= 100.5:
                    weight = 6.0 if sum(values.values()) > 99 else 1.0
                    yield subjects[0], _Said(tuple(present) if weight > 5 else (), values, weight, place)
            for k in kinds:
                if k < len(cells) and (named := names_of(cells[k])):
                    yield subjects[0], _Said(named, {}, 5.0, place)


# --- choosing


def _chosen(said: Sequence[_Said]) -> Structure | None:
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
