"""Whose a material is: the paper's own (target, pristine, series) or another work's (cited, with its reference number).

In: clusters and passages; out: a role and a reference for each. A review's materials are all cited. Method: own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from pipeline.cells import read_rows
from pipeline.chemistry.designations import label_key, words
from pipeline.materials.passages import Passage
from pipeline.materials.sightings import Cluster, Sighting, state_of_charge
from pipeline.materials.treated import parted
from pipeline.model import BlockKind, Document, Role


def is_review(document: Document, passages: Sequence[Passage]) -> bool:
    """Tell a review from a paper on own work, by what it says of itself and by what it lacks."""
    title = " ".join(p.text for p in passages if p.section == "title").lower()
    opening = " ".join(p.text for p in passages[:14] if p.section in {"abstract", "introduction"}).lower()
    experimental = any(p.section == "experimental" for p in passages)
    says = re.search(
        r"\b(?:this|our|present|short|mini|critical|comprehensive|brief)[ -](?:\w+ )?(?:mini-?)?(?:review|perspective"
        r"|roadmap|account)\b|\bwe (?:\w+ )?(?:review|summari[sz]e)\b|\bin this review\b",
        opening,
    )
    named = re.search(r"\breview\b|\bperspectives?\b|\broadmap\b|\bprogress\b|\badvances\b|\bchallenges and\b", title)
    copyright_lines = sum("copyright" in p.text.lower() for p in passages if p.block.kind is BlockKind.CAPTION)
    own = re.search(r"\bherein\b|\bin this work\b|\bwe (?:have )?(?:synthesi[sz]ed|prepared|fabricated|designed)\b", opening)
    if experimental and len(document.references) < 150:
        return bool(named and says and not own)
    if bool((says or named) and not own) or copyright_lines >= 3 or bool(says and copyright_lines):
        return True
    return not own and (_tells_of_others(passages) or (not experimental and _tabulates_others(document)))


def _tabulates_others(document: Document) -> bool:
    """Tell a review by a table of materials each of whose rows cites the work that it is of."""
    for table in document.tables:
        rows = read_rows(table, document.name)
        if len(rows) >= _ROWS and all(row.reference is not None and not row.own_work for row in rows):
            return True
    return False


def _tells_of_others(passages: Sequence[Passage]) -> bool:
    """Tell a review that never calls itself one: of the sentences with a measured value, most give it to somebody else."""
    told = credited = 0
    for p in passages:
        if p.block.kind is not BlockKind.PARAGRAPH:
            continue
        for start, end in p.sentences:
            sentence = p.text[start:end]
            if not _MEASURED.search(sentence):
                continue
            told += 1
            credited += bool((p.cited(start, end + 1) or re.search(r"\bet al\b", sentence)) and not _HERE.search(sentence))
    return credited >= _SO_MANY and credited >= _MOST * told


_ROWS = 5
"""A paper on own work compares itself with few others in a table that has no row of its own."""

_MEASURED = re.compile(r"\d\s?%|\d\s?m\s?A\s?·?\s?h")
_SO_MANY = 4
_MOST = 0.6
"""A review without a word of itself gives so many values to others, and this share of all; a paper on own work far fewer."""


def own_weight(cluster: Cluster, passages: Sequence[Passage]) -> float:
    """Return how strongly the document treats a material as its own; 3 or more is own, below 0 another's."""
    weight = 0.0
    results = 0.0
    for s in cluster.sightings:
        p = passages[s.passage]
        start, end = p.sentence(s.start)
        sentence = p.text[start:end]
        credited = _credited(p, s, sentence, start, end)
        kind = p.block.kind
        if p.section == "title":
            weight += 4
        elif p.section == "abstract":
            weight += 3
        elif kind is BlockKind.TABLE:
            weight += -1 if _compares(p) else 2
        elif credited:
            weight -= 2
        elif p.section == "introduction" and kind is not BlockKind.CAPTION:
            weight += 3 if _HERE.search(sentence) else -0.5 if p.cited(start, end + 1) else 0.3
        elif p.section == "experimental":
            weight += 3
        elif kind is BlockKind.CAPTION:
            weight += 2 if not p.cited(start, end + 1) else 0.5
        elif p.section == "conclusion":
            weight += 2
        else:
            results += 0.4 if p.cited(start, end + 1) else 0.8
    explained = [d for d in cluster.definitions if d.alias_of is None and passages[d.passage].section != "introduction"]
    weight += 2.5 if explained and any(not _says_cited(passages[d.passage], d.start) for d in explained) else 0
    return weight + min(results, 4.0)


def own(clusters: Sequence[Cluster], passages: Sequence[Passage]) -> list[Cluster]:
    """Return the clusters that are the document's own materials."""
    weights = {id(c): own_weight(c, passages) for c in clusters}
    strong = [c for c in clusters if weights[id(c)] >= 3]
    formulas = [c.formula for c in strong if c.formula is not None]
    out: list[Cluster] = []
    for c in strong:
        if _only_background(c, passages):
            continue
        if c.formula is not None and not c.labels and not _prepared(c, passages) and state_of_charge(c.formula, formulas):
            continue
        loose = c.formula is not None and not c.definitions and not any(s.how == "series" for s in c.sightings)
        if loose and weights[id(c)] < 4 and not _prepared(c, passages):
            continue
        out.append(c)
    return out


def _only_background(c: Cluster, passages: Sequence[Passage]) -> bool:
    """Tell a material that only the opening of the abstract names, as others' is: before "here we report", and nowhere else."""
    if c.definitions or c.values or any(s.how == "series" for s in c.sightings):
        return False
    for s in c.sightings:
        p = passages[s.passage]
        end = p.sentence(s.start)[1]
        if p.section != "abstract" or _HERE.search(p.text[:end]) or not _HERE.search(p.text[end:]):
            return False
    return bool(c.sightings)


def roles_of(mine: Sequence[Cluster], passages: Sequence[Passage]) -> list[Role]:
    """Return target, pristine or series for each of the paper's own materials."""
    target = _target(mine, passages)
    kinds = {frozenset(c.formula.amounts) for c in mine if c.formula is not None}
    return ["target" if c is target else "pristine" if _pristine(c, target, kinds, passages) else "series" for c in mine]


def reference_of(cluster: Cluster, passages: Sequence[Passage]) -> int | None:
    """Return the number of the work that a material is credited to: the one that most of its places name."""
    votes: Counter[int] = Counter()
    for s in cluster.sightings:
        number, strength = local_reference(passages[s.passage], s)
        if number is not None:
            votes[number] += strength
    return votes.most_common(1)[0][0] if votes else None


def local_reference(passage: Passage, s: Sighting) -> tuple[int | None, int]:
    """Return the reference that a place speaks of, and how surely (3 same sentence, 1 sentences after)."""
    start, end = passage.sentence(s.start)
    if passage.block.kind is BlockKind.TABLE:
        number = re.search(r"(?:^|\|)\s*\[?(\d{1,3})\]?\s*$", passage.text[start:end].strip())
        return (int(number[1]), 3) if number and _has_reference_column(passage) else (None, 0)
    within = [(at, n) for at, n in passage.citations if start <= at <= end and len(n) <= 2]
    after = [n for at, n in within if at >= s.end]
    if after:
        return after[0][0], 3
    if passage.block.kind is BlockKind.CAPTION:
        later = [n for at, n in passage.citations if at >= s.end and len(n) <= 2]
        return (later[0][0], 2) if later else (None, 0)
    if within:
        return within[-1][1][0], 2
    following = [n for at, n in passage.citations if end < at < end + 400 and len(n) == 1]
    if following:
        return following[0][0], 1
    earlier = [(at, n) for at, n in passage.citations if at < start and len(n) == 1]
    return (earlier[-1][1][0], 1) if earlier else (None, 0)


# --- cues

_HERE = re.compile(
    r"\b(?:herein|hereby|in this (?:work|study|paper|article|contribution)|in the present (?:work|study)"
    r"|we|our|here|this (?:work|study))\b",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\bet al\b|\bco-?workers\b|\b\w+['’]s? (?:group|team)\b|\breported (?:by|in|that|for|on|to)\b|\bpreviously reported\b"
    r"|\bprevious (?:works?|stud|reports?)|\bwas reported\b|\bin the literature\b|\bliterature\b|\bfor (?:example"
    r"|instance)\b",
    re.IGNORECASE,
)


def _credited(p: Passage, s: Sighting, sentence: str, start: int, end: int) -> bool:
    """Tell a place that gives a material to somebody else: a mark and a word of reporting, or an introduction's example."""
    marks = p.cited(start, end + 1)
    if not marks:
        return bool(re.search(r"\bet al\b|previously reported", sentence)) and not _HERE.search(sentence)
    if p.section == "introduction":
        return not _HERE.search(sentence)
    return bool(_THEIRS.search(sentence)) and not re.search(
        r"\b(?:agree|consistent|accord|similar|in line|as (?:previously )?reported|like)", sentence
    )


def _says_cited(p: Passage, at: int) -> bool:
    start, end = p.sentence(at)
    return bool(p.cited(start, end + 1)) and bool(_THEIRS.search(p.text[start:end]))


def _compares(p: Passage) -> bool:
    return _has_reference_column(p) or bool(re.search(r"\b(?:this work|comparison|reported)\b", p.text[:300], re.IGNORECASE))


def _has_reference_column(p: Passage) -> bool:
    return bool(
        re.search(r"\bref(?:erences?|s?\.|s)?\b|\bsource\b|\bliterature\b", p.text.split("\n")[0] + p.text[:200], re.IGNORECASE)
    )


def _prepared(c: Cluster, passages: Sequence[Passage]) -> bool:
    """Tell a material of the title, abstract, experimental part, of an own table, or of what a paper says it does."""
    for s in c.sightings:
        p = passages[s.passage]
        start, end = p.sentence(s.start)
        if p.section in {"title", "abstract", "experimental"} or (p.block.kind is BlockKind.TABLE and not _compares(p)):
            return True
        if re.search(
            r"\b(?:synthesi[sz]ed|prepared|fabricated|herein|control samples?)\b", p.text[start:end], re.IGNORECASE
        ) and not p.cited(start, end + 1):
            return True
    return False


def _target(mine: Sequence[Cluster], passages: Sequence[Passage]) -> Cluster | None:
    """Return the material that the paper is about: the one it names most, in its title, and with words of praise."""
    names = _names(mine)

    def weight(c: Cluster) -> float:
        value = 0.0
        for s in c.sightings:
            p = passages[s.passage]
            around = p.text[max(0, s.start - 45) : s.start].lower()
            if s.how == "series":
                continue
            value += {"title": 4.0, "abstract": 4.0, "conclusion": 2.0}.get(p.section, 1.0)
            value += 3 * bool(set(re.findall(r"[a-z-]+", around)) & words("target"))
            value -= 3 * bool(set(re.findall(r"[a-z-]+", re.split("[.,;]", around[-22:])[-1])) & words("pristine"))
        return value + 12 * _extends(c, names) + 8 * _adds(c, mine) - 4 * _is_end_member(c)

    return max(mine, key=weight, default=None)


def _adds(c: Cluster, mine: Sequence[Cluster]) -> bool:
    """Tell the substituted one of a few samples by its elements: all of another sample's, and more; no other has still more."""
    kinds = {frozenset(d.formula.amounts) for d in mine if d.formula is not None and len(d.formula.parts) == 1}
    own = frozenset(c.formula.amounts) if c.formula is not None and len(c.formula.parts) == 1 else frozenset()
    return any(kind < own for kind in kinds) and not any(own < kind for kind in kinds)


def _is_end_member(c: Cluster) -> bool:
    """Tell the member of a series in which every variable is zero."""
    return bool(c.values) and all(v == 0 for v in c.values.values())


def _names(clusters: Sequence[Cluster]) -> dict[str, set[int]]:
    """Return the clusters (by ``id``) that bear each name."""
    out: dict[str, set[int]] = {}
    for c in clusters:
        for name in c.labels:
            out.setdefault(label_key(name), set()).add(id(c))
    return out


def _extends(c: Cluster, names: Mapping[str, set[int]]) -> bool:
    """Tell the treated one of two samples by its name: NNMO-S, Mg-NNMO or NNMO@MgO beside NNMO."""
    stems = [m[1] for name in c.labels if (m := re.fullmatch(r"(.{2,})[-–−]([A-Z]{1,3})", name))]
    stems += [base for name in c.labels for base, _ in parted(name)]
    stems += [d.base for d in c.definitions if d.base is not None]
    return any(names.get(label_key(stem), set()) - {id(c)} for stem in stems)


def _pristine(c: Cluster, target: Cluster | None, kinds: Set[frozenset[str]], passages: Sequence[Passage]) -> bool:
    """Tell the unmodified control: called so, or the target without its dopant; ``kinds`` are the sets of elements of all."""
    near: Counter[str] = Counter()
    for s in c.sightings:
        p = passages[s.passage]
        around = re.split("[.,;]", p.text[max(0, s.start - 22) : s.start].lower())[-1]
        near.update(set(re.findall(r"[a-z-]+", around)) & words("pristine"))
    if sum(near.values()) >= 1:
        return True
    if (target is not None and _extends(target, _names([c]))) or _is_end_member(c):
        return True
    if any(label_key(w) in label_key(name) for name in c.labels for w in ("pristine", "bare", "undoped")):
        return True
    if target is None or target.formula is None or c.formula is None:
        return False
    if len(target.formula.parts) > len(c.formula.parts):
        return set(c.formula.amounts) == set(target.formula.amounts)
    return set(c.formula.amounts) < set(target.formula.amounts) and not any(kind < set(c.formula.amounts) for kind in kinds)
