"""The phases of each material as prepared, main first, and their fractions.

In: passages, clusters and the document's tables; out: a `Structure` for every cluster whose phases are said. Prefixes (``P2-Na…``,
``P2/O3-NMT3``), statements of a diffraction pattern, Rietveld fractions and table columns each have a weight; what is said of a
charged state or of a transition has none. Method: own.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.chemistry.designations import split_prefix
from pipeline.chemistry.phases import parse_phases
from pipeline.materials.passages import Passage
from pipeline.materials.sightings import Cluster, Sighting, same
from pipeline.materials.values import Place, Structure
from pipeline.model import BlockKind


def structures(passages: Sequence[Passage], clusters: Sequence[Cluster], mine: Sequence[Cluster]) -> dict[int, Structure]:
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
            found.update(frozenset(names_of(m[0])) for m in _PHASES.finditer(p.text))
    if not any(len(k) == 2 for k in found):
        found.update(frozenset(names_of(split_prefix(name)[0])) for c in clusters for name in c.labels)
    return Counter({k: n for k, n in found.items() if len(k) == 2})


def _completed(said: Sequence[_Said], sets: Counter[frozenset[str]]) -> Structure | None:
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
    for part in c.formula.parts:
        if "Na" not in part.amounts:
            continue
        alone = replace(c.formula, parts=(replace(part, join="", share=None),))
        kin = [
            d
            for d in clusters
            if d.formula is not None and len(d.formula.parts) == 1 and same(d.formula, alone, rounding=True) and id(d) in known
        ]
        if not kin:
            return None
        phases += [n for n in known[id(kin[0])].phases if n not in phases]
    s = c.sightings[0]
    return Structure(tuple(phases), {}, Place(s.passage, s.start, s.end), 0.75)


@dataclass(frozen=True, slots=True)
class _Said:
    """One statement of phases, with its weight."""

    phases: tuple[str, ...]
    fractions: Mapping[str, float]
    weight: float
    place: Place


_P = r"(?:(?<![A-Za-z0-9.])(?:O['′’]?3['′’]?|P['′’]?2['′’]?|P['′’]?3['′’]?)(?![\d.])|[Tt]unnels?|[Ss]pinel)"
_SET = rf"{_P}(?:\s?[/+@&]\s?{_P})*"
_PHASES = re.compile(rf"(?<![A-Za-z0-9/–→‐-]){_SET}(?!\s?(?:→|⟶|->|↔))(?![A-Za-z0-9′'])(?!\s?[-–‐−/]\s?(?:O|P|OP|Z)['′’]?\d?\b)")


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
    return tuple(
        p.name for p in parse_phases(text.replace("@", "/").replace("&", "/"), {"T": "tunnel", "S": "spinel"}) if p.known
    )


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
    yield from _of_apposition(p, s)
    if s.how == "label" and "@" in s.text and len(names_of(re.sub(r"[\d.]+%\s?", "", s.text))) > 1:
        yield names_of(re.sub(r"[\d.]+%\s?", "", s.text)), 2.0
    before = p.text[max(0, start - 60) : start]
    m = re.search(
        rf"({_SET})(?:[-–‐\s]?(?:type|structured?|phase|layered))?[\s,-]+(?:(?:bi-?|tri-?|dual-?|mixed-?|single-?)?(?:phasic"
        rf"|phase)|composite|intergrowth|intergrown|interlocking|tri-phase interlocking|heterostructured?|structured"
        rf"|layered|cathode|oxide|electrode|material|sample|hybrid|\s)*\s*$",
        before,
    )
    if m and m[0].strip() != m[1] and not _CHANGING.search(before[max(0, m.start() - 25) : m.start()]):
        joined = re.search(rf"({_P})\s?(?:-|–)\s?$", before[: m.start(1)])
        if not joined:
            yield names_of(m[1]), 1.8


def _of_apposition(p: Passage, s: Sighting) -> Iterable[tuple[tuple[str, ...], float]]:
    """Read what follows a formula or a name: ``…, a P2/tunnel intergrowth``, ``… is a pure P2 oxide``, ``… with a P2/P3 structure``."""
    behind = p.text[s.end : s.end + 110]
    m = _BEHIND.match(behind)
    if m and not _CHANGING.search(behind[: m.start(1)]):
        yield names_of(m[1]), 2.2
    several = re.match(
        rf"(?:\s?\([^()]{{2,24}}\))?\s(?:with|combin(?:es|ing)|of)\s(?:the\s)?({_P}(?:,\s{_P})*,?\s(?:and|with)\s{_P})\b(?!\s?(?:→"
        rf"|[-–]))",
        behind,
    )
    if several:
        yield tuple(dict.fromkeys(n for m in re.finditer(_P, several[1]) for n in names_of(m[0]))), 2.2


_BEHIND = re.compile(
    rf"(?:\s?\([^()]{{2,24}}\)\s?)?(?:,\s|\s(?:is|was|are|were|has|have|adopts?|exhibit(?:s|ed)?|show(?:s"
    rf"|ed)?|with|crystalli[sz]es in|in)\s)(?:a|an|the)?\s?"
    rf"(?:(?:well-designed|pure|typical|single|single-phase|hexagonal|layered|typical|interlocked|biphasic"
    rf"|coherent)\s)*({_SET})[-\s](?:type|phase|tri-phase|bi-?phas\w+|triphasic|intergrowth|intergrown|composite"
    rf"|oxide|hetero\w+|hybrid|structure|layered|one\b)"
)

# --- sentences

_CHANGING = re.compile(
    r"→|transition|transform|evol|\bcharg|discharg|desodiat|sodiation|de-?intercal|extraction|insertion"
    r"|\bcycl|\bafter\b|\baft er\b|voltage|potential|plateau|in[- ]situ|operando|ex[- ]situ|intermediate"
    r"|suppress|\bturns?\b|\bbecomes?\b|convert|gliding|\bexposed?\b|humid|moist|\bair\b|\bbarrier|formation energ"
    r"|simulat|\bgoes\b|\bhigh-voltage\b"
    rf"|\bfrom\s(?:the\s|a\s)?{_P}\b",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"index|assign|ascrib|attribut|identif|crystalli[sz]|adopt|exhibit|show|display|consist|contain|compris"
    r"|possess|reveal|confirm|correspond|composed|present|belong|ha(?:s|ve|d)\b|is\b|are\b|was\b|were\b"
    r"|combin|manifest|mixture|coexist|structure|phase|pure|form|yield|obtain|combine|make up|amount",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:no|without|not|absence|instead of|rather than|free of|than|compared|unlike|differ\w*|weak|trace"
    r"|minor|faint|impurit\w+|Beside|besides|typical for|known|usually|generally|if|would|hypothetical\w*)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:all|both|these|the|each of the)\s(?:of the\s)?(?:the\s)?(?:two|three|four|five|six|as-prepared"
    r"|as-synthesi[sz]ed|prepared|obtained|resulting)?\s?(?:\w+\s)?(?:samples|materials|compositions|compounds"
    r"|cathodes|electrodes|oxides|products|patterns|peaks|reflections|powders|diffraction peaks|main peaks"
    r"|of them)\b|\ball\b",
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
    beside = [*_listed(text, number, start, inside), *_paired(text, number, start, inside)]
    yield from beside
    if beside:
        return
    changing = _CHANGING.search(text)
    found = [m for m in _PHASES.finditer(text) if not _NOT.search(text[max(0, m.start() - 30) : m.start()])]
    partial = fractions and sum(f for _, _, f in fractions) < 95
    lattice = None if found or changing else _LATTICE.search(text)
    if not (found or lattice) or changing or partial or not _SAYING.search(text):
        return
    if lattice:
        found = [lattice]
    place = Place(number, start + found[0].start(), start + found[0].end())
    respectively = "respectively" in text
    if respectively and len(found) == len(distinct) > 1:
        for c, m in zip(distinct, found):
            yield c, _Said(_named_phases([m]), {}, 3.0, Place(number, start + m.start(), start + m.end()))
        return
    phases = _named_phases(found)
    everything = _ALL.search(text) and re.search(
        r"\ball\b|\bboth\b|\b(?:two|three|four|five|six) (?:samples|materials|compositions|cathodes|oxides)", text, re.IGNORECASE
    )
    diffraction = re.search(
        r"XRD|diffract|diff ract|Rietveld|refine|refi ne|pattern|patt ern|space group|JCPDS|P6_?3|R-?3|reflection"
        r"|refl ection|index|hexagonal|structure",
        text,
    )
    if everything and diffraction and mine and len(set(phases)) <= 2 and p.section in {"results", "experimental", "introduction"}:
        if p.section != "introduction" or not p.cited(start, end + 1):
            subjects = distinct if len(distinct) > 1 and not re.search(r"\b(?:impurit|peak|except)", text) else list(mine)
            before = p.text[max(0, start - 220) : start]
            carried = not inside and re.search(
                r"\b(?:all|both|these|the (?:two|three|four|five|six))\b[^.]*\b(?:samples|materials|compositions|cathodes"
                r"|oxides|compounds)\b",
                before,
            )
            for c in (
                subjects
                if carried
                or re.search(
                    r"\bsamples\b|\bmaterials\b|\bcompositions\b|\bcathodes\b|\boxides\b|\bcompounds\b|\belectrodes\b", text
                )
                else distinct or ([mine[0]] if len(mine) == 1 else [])
            ):
                yield c, _Said(phases, {}, 2.5, place)
            return
    if len(distinct) == 1 and (diffraction or re.search(_STRUCTURAL, text)):
        near = _same_clause(text, inside, start, found)
        if near:
            phases = _named_phases(near)
            yield distinct[0], _Said(phases, {}, 2.6 if diffraction else 2.2, place)
        return
    if len(distinct) > 1:
        yield from _clauses(p, number, start, text, inside, found)


_STRUCTURAL = (
    r"\bpure\b|\bphases?\b|\bbiphasic\b|\btri-?phas|\boxide\b|\blayers\b|structure|\bcore\b|\bshell\b|\bskin\b"
    r"|intergrow|composite|\bgrains?\b"
)


def _same_clause(
    text: str, inside: Sequence[tuple[Sighting, Cluster]], start: int, found: Sequence[re.Match[str]]
) -> list[re.Match[str]]:
    """Keep the phases of the clause in which the material stands, or all when it stands in a clause of its own."""
    cuts = [
        0,
        *(
            m.end()
            for m in re.finditer(r";\s|,\s(?:and|while|whereas|but)\s(?:the|a|an|in|for|that)\s|\s(?:while|whereas)\s", text)
        ),
        len(text),
    ]
    for a, b in itertools.pairwise(cuts):
        if any(a <= s.start - start < b for s, _ in inside):
            near = [m for m in found if a <= m.start() < b]
            if near:
                return near
    return list(found) if len(cuts) == 2 else []


_LATTICE = re.compile(r"α-NaFeO2(?=[^.]{0,12}(?:structure|type|layered))|P6_?3/mmc")


def _named_phases(found: Sequence[re.Match[str]]) -> tuple[str, ...]:
    """Return the phases of matches; the structure of α-NaFeO2 is O3, a layered oxide in P63/mmc is P2."""
    out: dict[str, None] = {}
    for m in found:
        names = ("O3",) if m[0].startswith("α") else ("P2",) if m[0].startswith("P6") else names_of(m[0])
        out.update(dict.fromkeys(names))
    return tuple(out)


def _clauses(
    p: Passage, number: int, start: int, text: str, inside: Sequence[tuple[Sighting, Cluster]], found: Sequence[re.Match[str]]
) -> Iterable[tuple[Cluster, _Said]]:
    """Give each phase of ``NM is P2 and NMT4 is O3`` to the name before it in its own clause."""
    cuts = [
        0,
        *(m.end() for m in re.finditer(r"[,;]\s(?:while|whereas|but)\s|,\sand\s(?=[a-z])|\swhile\s|\swhereas\s|;\s", text)),
        len(text),
    ]
    linked = re.search(r"\s(?:is|are|was|were|has|shows?)\s.*(\sand\s)(?=[A-Z])", text)
    if len(cuts) == 2 and linked and len(found) > 1:
        cuts = [0, linked.end(1), len(text)]
    for a, b in itertools.pairwise(cuts):
        mentions = [(s, c) for s, c in inside if start + a <= s.start < start + b and s.how != "series"]
        subjects = list({id(c): c for _, c in mentions}.values())
        said = [m for m in found if a <= m.start() < b]
        gaps = [text[one.end - start : two.start - start] for (one, _), (two, _) in itertools.pairwise(mentions)]
        listed = all(re.fullmatch(r"[\s,/&-]*(?:and|or)?\s*(?:the\s)?", g) for g in gaps)
        one_set = len(said) == 1 and "respectively" not in text
        if said and (len(subjects) == 1 or (listed and one_set and len(subjects) > 1)):
            phases = _named_phases(said)
            for c in subjects:
                yield c, _Said(phases, {}, 2.2, Place(number, start + said[0].start(), start + said[-1].end()))


_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_PERCENT = r"\s?(?:\(\d+\)\s?)?(?:wt|mol|vol|mass)?\.?\s?%"
_FRACTION = (
    re.compile(
        rf"(?<![\d.]){_NUMBER}{_PERCENT}\s(?:of\s)?(?:the\s)?(?P<phase>{_P})(?![-–‐−/→]\s?[OPZ\d])(?:[-\s](?:type"
        rf"|phase|structure))?"
    ),
    re.compile(rf"(?P<phase>{_P})(?:[-\s](?:type|phase|structure))*\s?\({_NUMBER}(?:\(\d+\))?{_PERCENT}\)"),
    re.compile(
        rf"(?P<phase>{_P})(?:[-\s](?:type|phase|structure))*\s(?:proportion|fraction|content|ratio|percentage"
        rf"|amount)s?\s(?:\w+\s){{0,3}}(?:of|is|was|to|reaches)\s(?:about\s|~\s?|≈\s?)?{_NUMBER}{_PERCENT}"
    ),
    re.compile(
        rf"(?P<phase>{_P})\s(?:amounts? to|makes? up|accounts? for|constitutes?)\s(?:about\s|~\s?|≈\s?)?{_NUMBER}{_PERCENT}"
    ),
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
    if subject is None and not repeated:
        subject = _neighbour(text, start, fractions, inside)
    if subject is not None and not repeated:
        values = {phase: value for _, phase, value in fractions}
        if sum(values.values()) <= 100.5:
            yield subject, _Said(tuple(values), values, 5.0, place)


def _neighbour(
    text: str, start: int, fractions: Sequence[tuple[int, str, float]], inside: Sequence[tuple[Sighting, Cluster]]
) -> Cluster | None:
    """Return the material right behind the last fraction (``… for NMT3``), else the last one before the first."""
    last = fractions[-1][0]
    for s, c in inside:
        gap = text[last : s.start - start] if s.start - start > last else ""
        if gap and re.fullmatch(rf"{_P}(?:[-\s](?:type|phase|structure)s?)*\s(?:for|in|of)\s(?:the\s)?", gap):
            return c
    before = [(s, c) for s, c in inside if s.end - start <= fractions[0][0] and s.how != "series"]
    if not before or any(s.start - start > last for s, _ in inside):
        return None
    return before[-1][1]


def _paired(text: str, number: int, start: int, inside: Sequence[tuple[Sighting, Cluster]]) -> Iterable[tuple[Cluster, _Said]]:
    """Read ``O3 content rises from 41.1% (A) to 72.3% for B``: a number right beside each name, one phase in the sentence."""
    phases = list(dict.fromkeys(n for q in re.finditer(rf"(?<![A-Za-z/]){_P}(?![/–-])", text) for n in names_of(q[0])))
    if len(phases) != 1 or not re.search(r"fraction|content|proportion|ratio|percentage|amount|wt", text):
        return
    if re.search(r"retain|retention|capacit|efficien|volume|excess", text, re.IGNORECASE):
        return
    for s, c in inside:
        a, b = s.start - start, s.end - start
        beside = re.search(
            rf"{_NUMBER}{_PERCENT}\s?(?:\((?:for|in)?\s?|(?:for|in|of)\s(?:the\s)?)$", text[max(0, a - 30) : a]
        ) or re.match(rf"\s?\((?:about\s|≈\s?|~\s?)?{_NUMBER}{_PERCENT}\)", text[b : b + 20])
        if beside and 0 < float(beside[1]) <= 100:
            yield c, _Said((phases[0],), {phases[0]: float(beside[1])}, 5.0, Place(number, s.start, s.end))


def _listed(text: str, number: int, start: int, inside: Sequence[tuple[Sighting, Cluster]]) -> Iterable[tuple[Cluster, _Said]]:
    """Read ``19.6, 41.7 and 60.3 wt% of P2 in A, B and C``: as many numbers as names, one phase; the rest may be named too."""
    m = re.search(rf"({_NUMBER}(?:\s?%)?(?:,\s{_NUMBER}(?:\s?%)?)*,?\sand\s{_NUMBER}){_PERCENT}", text)
    phases = list(dict.fromkeys(n for q in re.finditer(_P, text) for n in names_of(q[0])))
    if not m or not phases or re.search(r"retain|retention|capacit|efficien|volume", text, re.IGNORECASE):
        return
    numbers = [float(v) for v in re.findall(r"\d+(?:\.\d+)?", m[1])]
    listed = list({id(c): c for s, c in inside if s.start - start > m.end() or s.end - start < m.start()}.values())
    rest = re.search(rf"\b(?:remainder|rest|balance)\b[^.]*?({_P})", text)
    phase = next((n for n in phases if not rest or n not in names_of(rest[1])), None)
    if phase is None or len(numbers) != len(listed) or max(numbers) > 100 or (len(phases) > 1 and not rest):
        return
    for c, value in zip(listed, numbers):
        values = {phase: value}
        if rest:
            values[names_of(rest[1])[0]] = round(100 - value, 3)
        yield c, _Said(tuple(values), values, 5.0, Place(number, start + m.start(), start + m.end()))


# --- tables


def _of_tables(
    passages: Sequence[Passage], places: Mapping[int, Sequence[tuple[Sighting, Cluster]]]
) -> Iterable[tuple[Cluster, _Said]]:
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
            and (m := re.match(rf"({_P}|[ST])(?:\s?(?:phase|structure))?\s?(?:[(/,].*(?:%|wt|frac).*|fraction.*|content.*|)$", h))
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
