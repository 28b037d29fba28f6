"""What a prefix, an apposition or a sentence says of the phases of a material as prepared.

In: a passage and the materials it names; out: statements with a weight. What is said of charged states and of transitions, what
is denied and what is compared with counts nothing. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.chemistry.designations import split_prefix
from pipeline.materials.fractions import find_fractions, listed, paired, with_fractions
from pipeline.materials.passages import Passage
from pipeline.materials.phrases import PHASE, PHASES, SET, Said, names_of
from pipeline.materials.sightings import Cluster, Sighting
from pipeline.materials.values import Place
from pipeline.model import BlockKind


def of_prefix(p: Passage, s: Sighting) -> Iterable[tuple[tuple[str, ...], float]]:
    """Read the phases printed before a formula or a name, and the adjective before it: ``P2/tunnel biphasic Na0.6…``."""
    if s.how in ("series", "value"):
        yield from _of_series(p, s)
        return
    start = s.start - (len(s.text) - (s.end - s.start)) if s.how == "formula" else s.start
    if s.how == "label" and (prefix := split_prefix(s.text)[0]):
        yield names_of(prefix), 2.0
        start = s.start
    elif s.how == "label" and (suffix := re.fullmatch(rf"(?:.*[A-Za-z0-9])[-‐–]({SET})", s.text)):
        yield names_of(suffix[1]), 2.0
    elif s.how == "formula" and s.prefix:
        others = re.search(rf"((?:{PHASE}\s?[/+&]\s?)+)$", p.text[max(0, start - 40) : start])
        bare = (others[1] if others else "") + re.sub(
            r"[-‐–\s]?(?:type|structured?|phase|biphasic|bi-?phase).*$", "", s.prefix.replace("–", "-")
        ).strip(" -")
        if re.fullmatch(SET, bare):
            yield names_of(bare), 2.0
    yield from _of_apposition(p, s)
    if s.how == "label" and "@" in s.text and len(names_of(re.sub(r"[\d.]+%\s?", "", s.text))) > 1:
        yield names_of(re.sub(r"[\d.]+%\s?", "", s.text)), 2.0
    if before := _before(p.text[max(0, start - 60) : start]):
        yield before, 1.8


def _of_series(p: Passage, s: Sighting) -> Iterable[tuple[tuple[str, ...], float]]:
    """Read the phase before the formula of a series, said of each of its members if with less weight than of one of them.

    Two phases tell nothing of a member: with the variable a series goes from the one to the other.
    """
    yield from _of_apposition(p, s)
    if s.general is None or re.search(rf"{PHASE}\s?[/+&@]\s?$", p.text[max(0, s.general - 12) : s.general]):
        return
    prefix = re.match(rf"({PHASE})(?!\s?[/+&@])", s.prefix)
    phases = names_of(prefix[1]) if prefix else _before(p.text[max(0, s.general - 60) : s.general])
    if len(phases) == 1:
        yield phases, 1.3


def _before(text: str) -> tuple[str, ...]:
    """Return the phases that the words before a name give it: ``P2-type layered oxide``."""
    m = re.search(
        rf"({SET})(?:[-–‐\s]?(?:type|structured?|phase|layered))?[\s,-]+(?:(?:bi-?|tri-?|dual-?|mixed-?|single-?)?(?:phasic"
        rf"|phase)|composite|intergrowth|intergrown|interlock(?:ing|ed)|tri-phase interlocking|heterostructured?|structured?"
        rf"|coexist(?:ence|ing)|coherent|mixed|sodium|transition|metal"
        rf"|(?:[A-Za-z]+-)(?:based|entropy|rich|free|component|doped|substituted)"
        rf"|of\s(?:(?:the|nominal)\s)*(?:composition|formula)"
        rf"|layered|cathodes?|oxides?|electrodes?|materials?|samples?|compounds?|series|hybrid|[,:\s])*\s*$",
        text,
    )
    if not m or m[0].strip() == m[1] or _CHANGING.search(text[max(0, m.start() - 25) : m.start()]):
        return ()
    joined = re.search(rf"({PHASE})\s?(?:-|–)\s?$", text[: m.start(1)])
    return () if joined else names_of(m[1])


def _of_apposition(p: Passage, s: Sighting) -> Iterable[tuple[tuple[str, ...], float]]:
    """Read what follows a formula or a name: ``…, a P2/tunnel intergrowth``, ``… is a pure P2 oxide``."""
    behind = p.text[s.end : s.end + 110]
    m = _BEHIND.match(behind)
    if m and not _CHANGING.search(behind[: m.start(1)]) and not _LATER.match(behind[m.end() :]):
        yield names_of(m[1]), 2.2
    called = _CALLED.match(behind)
    if called and not m and not _LATER.match(behind[called.end() :]):
        yield names_of(called[1]), 2.0
    given = _GIVEN_AS.match(behind)
    if given and s.how == "formula":
        yield names_of(given[1]), 2.2
    bare = _PREDICATE.match(behind)
    if bare and not m and not _CHANGING.search(behind[: bare.start(1)]):
        yield names_of(bare[1]), 2.0
    if s.how == "formula" and (bracketed := re.match(rf"\s?\(({SET})(?:[-\s](?:type|phase))?\)", behind)):
        yield names_of(bracketed[1]), 2.2
    several = re.match(
        rf"(?:\s?\([^()]{{2,24}}\))?\s(?:with|combin(?:es|ing)|of)\s(?:the\s)?({PHASE}(?:,\s{PHASE})*,?\s(?:and|with)\s{PHASE})\b(?!\s?(?:→"
        rf"|[-–]))",
        behind,
    )
    if several:
        yield tuple(dict.fromkeys(n for m in re.finditer(PHASE, several[1]) for n in names_of(m[0]))), 2.2


_BEHIND = re.compile(
    rf"(?:\s?\([^()]{{2,24}}\)\s?)?(?:,\s(?:(?:which|whose\s(?:crystal\s)?structure)\s(?:is|was|has|adopts|possesses|belongs\sto"
    rf"|crystalli[sz]es\sin)\s)?|\s(?:is|was|are|were|has|have|adopts?|exhibit(?:s|ed)?|show(?:s"
    rf"|ed)?|with|crystalli[sz]es in|in)\s)(?:a|an|the)?\s?"
    rf"(?:(?!(?:no|not|mixtures?|from|of|than|with|to|and|minor|trace|weak|small|secondary)\b)[a-z-]+\s){{0,3}}?({SET})[-\s](?:type|phase|tri-phase|bi-?phas\w+|triphasic|intergrowth|intergrown|composite"
    rf"|oxide|hetero\w+|hybrid|structure|layered|one\b)"
)
_CALLED = re.compile(
    rf"(?:\s?\([^()]{{2,24}}\))?(?:,\s(?:(?:which|itself)\s(?:is|was)\s)?|\s(?:is|was)\s)an?\s"
    rf"(?:(?!(?:no|not|former|mixed|than|with|to|and|minor)\b)[a-z-]+\s){{0,2}}?({SET})(?:[-\s](?:type|layered|sodium))*\s"
    r"(?:cathode|electrode|compound|material|polymorph|sample|member)(?![\w-])"
)
"""What a material is called behind its name: "F, an O3 cathode"."""
_GIVEN_AS = re.compile(
    rf"(?:\s?\([^()]{{2,24}}\))?\sas\s(?:an?\s|the\s)?(?:(?:pure|single-phase|biphasic|layered|mixed)\s)*({SET})"
    rf"(?=\s?[,.;)]|-type|\s(?:and|phase|oxide|structure|type)\b|\s?$)"
)
"""A phase that a formula is given with: "we describe F as P2/O3"."""
_PREDICATE = re.compile(
    rf"(?:\s?\([^()]{{2,24}}\))?(?:,?\s(?:which|whose\s(?:crystal\s)?structure))?\s(?:(?:is|are|was|were|belongs?\sto\s(?:the\s)?)\s?(?:(?:found|shown|confirmed|known)\sto\sbe\s)?|(?:starts?|begins?)\sas\s)(?:of\s(?:the\s)?)?"
    rf"(?:(?:also|again|still|purely|pure|phase-pure|single-phase)\s)*({SET})(?:[-\s](?:type|family))?(?=\s?[,.;)]|\s(?:and|while|whereas|but|as\sprepared|with|at\sfirst|initially|originally|before)\b|\s?$)"
)
"""A phase said without a noun: "A is P2, B is O3"."""
_LATER = re.compile(
    r"\w*(?:\s\w+)?\s(?:of|in|for|upon|when|during|after(?!\s(?:calcin|sinter|anneal|heat|cool))|on\s(?:dis)?charg\w*|above\s\d|"
    r"at\s(?:high|the\send|\d[\d.]*\s?V))\b"
)
"""What follows phases not of the name before them, or not as prepared: "A, the P2 phase of B", "after exposure"."""


def of_sentence(
    p: Passage,
    number: int,
    start: int,
    end: int,
    inside: Sequence[tuple[Sighting, Cluster]],
    mine: Sequence[Cluster],
    before: Sequence[Cluster] = (),
) -> Iterable[tuple[Cluster, Said]]:
    """Read one sentence: fractions first, then a statement of phases about the materials it names, or about all samples.

    ``before`` are the materials that the sentence before names: "both" may mean them.
    """
    text = p.text[start:end]
    if p.block.kind in {BlockKind.TABLE, BlockKind.TITLE, BlockKind.HEADING}:
        return
    distinct = list({id(c): c for s, c in inside if s.how != "series"}.values())
    fractions = list(find_fractions(text))
    if fractions and not re.search(r"retain|retention|capacit|volume chang|expan", text, re.IGNORECASE):
        whole = sum(value for _, _, value in fractions) > 99
        yield from with_fractions(p, number, start, text, fractions, inside, distinct or (list(before) if whole else []))
    beside = [*listed(text, number, start, inside), *paired(text, number, start, inside)]
    yield from beside
    if beside:
        return
    subjects = distinct or list(before if len(before) == 1 else ())
    at_first = _AT_FIRST.search(text)
    if at_first and len(subjects) == 1 and not _NOT.search(text[max(0, at_first.start() - 30) : at_first.start()]):
        group = 1 if at_first[1] else 2
        place = Place(number, start + at_first.start(group), start + at_first.end(group))
        yield subjects[0], Said(names_of(at_first[group]), {}, 2.2, place)
        return
    itself = _IT_IS.match(text)
    if itself and not distinct and len(before) == 1:
        yield before[0], Said(names_of(itself[1]), {}, 2.0, Place(number, start + itself.start(1), start + itself.end(1)))
        return
    formed = list(_FORMED.finditer(text))
    if len(distinct) == 1 and len(formed) == 1 and not _NOT.search(text[max(0, formed[0].start() - 30) : formed[0].start()]):
        span = formed[0].span(1)
        yield distinct[0], Said(names_of(formed[0][1]), {}, 2.0, Place(number, start + span[0], start + span[1]))
        return
    found = [m for m in PHASES.finditer(text) if not _NOT.search(text[max(0, m.start() - 30) : m.start()])]
    lattice = None if found else _LATTICE.search(text)
    partial = fractions and sum(f for _, _, f in fractions) < 95
    if not (found or lattice) or partial or _CHANGING.search(text) or not _SAYING.search(text):
        return
    if lattice:
        found = [lattice]
    place = Place(number, start + found[0].start(), start + found[0].end())
    if not distinct and _BOTH.match(text) and len(before) == 2 and len({m[0] for m in found}) == 1:
        for c in before:
            yield c, Said(_named_phases(found), {}, 2.2, place)
        return
    respectively = "respectively" in text
    if respectively and len(found) == len(distinct) > 1:
        for c, m in zip(distinct, found):
            yield c, Said(_named_phases([m]), {}, 3.0, Place(number, start + m.start(), start + m.end()))
        return
    phases = _named_phases(found)
    everything = _ALL.search(text) and re.search(
        r"\ball\b|\bboth\b|\b(?:two|three|four|five|six) (?:samples|materials|compositions|cathodes|oxides)", text, re.IGNORECASE
    )
    diffraction = re.search(
        r"XRD|diffract|diff ract|Rietveld|refine|refi ne|pattern|patt ern|space group|JCPDS|P6_?3|R-?3|reflection"
        r"|refl ection|index|hexagonal|structure|mixtures? of|crystalli[sz]e|consist of|phase-pure|single-phase",
        text,
    )
    ours = p.section in {"abstract", "results", "experimental"} or (p.section == "introduction" and not p.cited(start, end + 1))
    if everything and diffraction and mine and ours and len(set(phases)) <= 2:
        named = len(distinct) > 1 and not re.search(r"\b(?:impurit|peak|except)", text)
        plural = _SAMPLES.search(text) or (not inside and _ALL_SAMPLES.search(p.text[max(0, start - 220) : start]))
        alone = distinct or ([mine[0]] if len(mine) == 1 else [])
        for c in (distinct if named else mine) if plural else alone:
            yield c, Said(phases, {}, 2.5, place)
        return
    if len(distinct) == 1 and (diffraction or re.search(_STRUCTURAL, text)):
        near = _same_clause(text, inside, start, found)
        if near:
            phases = _named_phases(near)
            yield distinct[0], Said(phases, {}, 2.6 if diffraction else 2.2, place)
        return
    if len(distinct) > 1:
        yield from _clauses(p, number, start, text, inside, found)


_AT_FIRST = re.compile(
    rf"\b(?:[Tt]he|[Ii]ts|[Aa]n?)\s(?:[a-z-]+\s){{0,2}}?({SET})(?:[-\s](?:type|phase))?\s(?:pristine|initial|starting|as-prepared)\s(?:structure|phase|"
    rf"material|electrode|sample|powder)s?\b|"
    rf"^(?:[Dd]espite|[Ww]ith|[Oo]wing to|[Gg]iven|[Dd]ue to|[Bb]ecause of)\s"
    rf"(?:its|their)\s(?:[a-z-]+\s){{0,2}}?({SET})[-\s](?:type\s)?"
    rf"(?:structure|stacking|framework|lattice|symmetry|character|phase|nature)"
)
"""The phases before a charge, in a sentence that goes on to tell of the charge: "the P2/O3 pristine structure evolves to"."""
_IT_IS = re.compile(
    rf"\s*(?:Initially|Originally|Before\s(?:the\s)?(?:charge|charging|cycling))?,?\s?(?:[Ii]t|[Tt]he\s(?:(?:pristine|fresh|as-prepared)\s)?"
    rf"(?:electrode|material|sample|compound|cathode|oxide|structure|powder))\s(?:is|was)\s(?:(?:initially|originally|found\sto\sbe)\s)?"
    rf"(?:of\s)?(?:(?:an?|the|pure|single-phase|phase-pure)\s)*({SET})(?:[-\s](?:type|phase))?(?:\s(?:oxide|structure|stacking|compound|material))?"
    rf"(?:\s(?:initially|originally|at\s(?:first|the\s(?:outset|beginning|start))|before\s(?:charging|cycling)))?\s?(?:[.;,]|$)"
)
"""A sentence on what the material named before is: "It is O3 at the outset."."""
_BOTH = re.compile(
    r"\s*Both\s(?:of\sthem\s)?(?:(?:had|have|has)\s(?:been\s)?|are\s|were\s|(?:adopt|crystalli[sz]e|possess|exhibit|show|belong)\w*\s)"
)
"""Two samples spoken of without a noun: "Both are P2"."""
_FORMED = re.compile(
    rf"\b(?:form(?:s|ed|ing)?|yield(?:s|ed|ing)?|giv(?:es|ing)|gave|result(?:s|ed|ing)? in|produc(?:es|ed|ing)"
    rf"|obtain(?:s|ed|ing)?|creat(?:es|ed|ing)|construct(?:s|ed|ing)?|led to|leading to)\s(?:an?|the)\s(?:[a-z-]+\s){{0,2}}"
    rf"({PHASE}(?:\s?[/+@&]\s?{PHASE})+)[-\s](?:bi-?|tri-?|dual-?|multi-?|mixed-?)?"
    r"(?:phas\w+|composite|intergrow\w+|hetero\w+|hybrid)"
)
_CHANGING = re.compile(
    r"→|transition|transform|evol|\bcharg|discharg|desodiat|sodiation|de-?intercal|extraction|insertion"
    r"|\bcycl|\bafter\b|\baft er\b|voltage|potential|plateau|in[- ]situ|operando|ex[- ]situ|intermediate"
    r"|distorts\b|distort(?:ed|ing)?\s(?:in)?to\b|nucleat|takes?\sover|restores|\bsuccessi|\bconsecutive|\bfinally\b"
    r"|suppress|\bturns?\b|\bbecomes?\b|convert|gliding|\bexposed?\b|humid|moist|\bair\b|\bbarrier|formation energ"
    r"|simulat|\bgoes\b|\bhigh-voltage\b|phase change|\bswitch|\brevert|\breturns?\b|\breplac|\bgives? way"
    r"|\bchang(?:es|ed|ing)\b|solid[- ]solution|biphasic reaction|two-phase reaction|\d\s?V\b|\bover the whole\b|\bthroughout\b"
    rf"|{PHASE}(?:[- ]type|\sphase|\sstructure)*(?:\s|-)(?:in)?to(?:\s|-)(?:the\s|an?\s)?{PHASE}"
    rf"|\bfrom\s(?:the\s|a\s)?{PHASE}\b",
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
_SAMPLES = re.compile(
    r"\b(?:samples|materials|compositions|cathodes|oxides|compounds|electrodes|powders|products)\b(?!\sof\s[A-Z][\w-]*[A-Z\d])"
)
"""Samples in the plural, but not those "of NaNMFT": these are the named ones only."""
_ALL_SAMPLES = re.compile(
    r"\b(?:all|both|these|the (?:two|three|four|five|six))\b[^.]*\b(?:samples|materials|compositions|cathodes|oxides|compounds)\b"
)
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
    for a, b in pairwise(cuts):
        if any(a <= s.start - start < b for s, _ in inside):
            near = [m for m in found if a <= m.start() < b]
            if near:
                return near
    return list(found) if len(cuts) == 2 else []


_NEXT_NAME = re.compile(r"\S+(?:\s\([^()]*\))?\s(?:is|was|has|shows?|adopts?)\s")
"""A name with a verb of its own behind a comma: "A is P2, B is O3"."""
_TOGETHER = re.compile(
    r"\b(?:consist\w*\sof|contain\w*|compris\w*|composed\sof|mixtures?\sof|made\s(?:up\s)?of|combin\w*|coexistence\sof)\s"
    rf"(?:both\s|the\s|a\s)*{PHASE}(?:[-\s](?:type|phase))?(?:,\s{PHASE}(?:[-\s](?:type|phase))?)*,?\s(?:and|with)\s(?:the\s)?{PHASE}"
)
"""Phases that a clause puts together: "A and B consist of O3 and P2"."""
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
) -> Iterable[tuple[Cluster, Said]]:
    """Give each phase of ``NM is P2 and NMT4 is O3`` to the name before it in its own clause."""
    cuts = [
        0,
        *(m.end() for m in re.finditer(r"[,;]\s(?:while|whereas|but)\s|,\sand\s(?=[a-z])|\swhile\s|\swhereas\s|;\s", text)),
        len(text),
    ]
    linked = re.search(r"\s(?:is|are|was|were|has|shows?)\s.*(\sand\s)(?=[A-Z])", text)
    if len(cuts) == 2 and linked and len(found) > 1:
        cuts = [0, linked.end(1), len(text)]
    behind = [s.start - len(s.text) + (s.end - s.start) - start for s, _ in inside if s.how != "series"]
    cuts = sorted(
        {*cuts, *(at for at in behind if _NEXT_NAME.match(text, at) and text[:at].endswith(", ") and found[0].end() < at)}
    )
    for a, b in pairwise(cuts):
        mentions = [(s, c) for s, c in inside if start + a <= s.start < start + b and s.how != "series"]
        subjects = list({id(c): c for _, c in mentions}.values())
        said = [m for m in found if a <= m.start() < b]
        gaps = [text[one.end - start : two.start - start] for (one, _), (two, _) in pairwise(mentions)]
        listed = all(
            re.fullmatch(r"[\s,/&()\[\]-]*(?:and|or)?\s*(?:the\s)?(?:(?!of|in|with|from|to|for)[a-z-]+\s)?", g) for g in gaps
        )
        together = len(said) > 1 and _TOGETHER.search(text, a, b) is not None
        one_set = together or (len(said) == 1 and "respectively" not in text)
        if said and (len(subjects) == 1 or (listed and one_set and len(subjects) > 1)):
            phases = _named_phases(said)
            for c in subjects:
                yield c, Said(phases, {}, 2.2, Place(number, start + said[0].start(), start + said[-1].end()))
