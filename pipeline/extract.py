"""A document's facts: of its tables and of its prose.

In: `pipeline.model.Document`; out: `pipeline.model.Fact`s by the contract of ``facts.jsonl``. Materials and their phases come
from `pipeline.materials`, rows of tables from `pipeline.cells`, values of sentences from `pipeline.grammar` through
`pipeline.link`. Method: own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline import cells
from pipeline.confidence import probability
from pipeline.grammar import models
from pipeline.grammar.lexer import clean
from pipeline.grammar.sentence import parse
from pipeline.grammar.transition import SPEAKS
from pipeline.language.flat import FlatText, flatten
from pipeline.language.sentences import boundaries
from pipeline.link import Linked, Others, Said, goes_on_of_others, link, only_windows, speaks_of_unknown
from pipeline.materials import MaterialBook, materials
from pipeline.materials.passages import Passage
from pipeline.model import Block, BlockKind, Document, Evidence, EvidenceKind, Fact, Json, Role, Subject
from pipeline.naming import Names, roster
from pipeline.sequence import transitions

EXTRACTOR = "prose/1"
_READ = (BlockKind.TITLE, BlockKind.ABSTRACT, BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.CAPTION, BlockKind.HEADING)
_VALUE = re.compile(
    r"capacit(?:y|ies) \w+ \d|\d\s*(?:%|per ?cent|m\s?A\s?\.?·?\s?h|V\b|A\s?h\b|m?A\s?g)|\d\s?C\b|"
    r"C\s?/\s?\d|℃|°|cycles?\b|cell|batter|\bHC\b|coupl|pair"
)
_PHASES = re.compile(
    r"\b[OP]['′’‘´]{0,3}\d|\bOP\s?\d|[Ss]pinel|[Tt]unnel|[Bb]i-?phas|[Tt]ri-?phas|phases\b|[Cc]omposite|[Ii]ntergr"
)
_FIGURE = re.compile(
    r"\bFig(?:ure|s|ures|\.)?s?\.?\s*(S?\d+)\s*"
    r"((?:\(?[a-z]\)?(?![a-z])(?:\s*[-–,&]\s*(?:and\s+)?(?=\(?[a-z]\)?(?![a-z])))?)*)(?![a-z])",
    re.IGNORECASE,
)
_PANEL = re.compile(r"(?<![A-Za-z0-9])\(?([a-z])\s?(?:[-–]\s?([a-z]))?\)(?:\s|$|[A-Z])")
_SECTIONS = (
    ("experimental", r"experiment|method|preparation|synthesis of|material(?:s)? and|characteri[sz]ations?$|measurements?$"),
    ("conclusion", r"conclu|summary|outlook"),
    ("introduction", r"introduc"),
    ("other", r"acknowledg|conflict|competing|author contrib|data avail|supporting|funding|references|keywords"),
    ("results", r"result|discussion|electrochem|struct|perform|mechanism|kinetic"),
)


_Place = tuple[int, FlatText, int, int]
"""Block index, its flat text, and where the sentence stands in it."""


def extract(document: Document, cited_rows: bool = False, repeats: bool = False, whole: Document | None = None) -> list[Fact]:
    """Return every fact that a document states: those of its tables, its materials, and its prose in reading order.

    The rows of a review's table of other people's materials are Table 1 and become records of their own; ``cited_rows`` adds
    their facts here too. ``repeats`` keeps what the prose says again of a table's value, and of a material or its phases.
    ``whole`` is the document before tables were taken out of it: they tell whether it is a review.
    """
    book = materials(document, whole)
    tables = _from_tables(document, book)
    if book.review and not cited_rows:
        tables = [f for f in tables if f.subject.role != "cited"]
    said, places = _said(document, book)
    told = _prose(document, book, said, places)
    every = [_weighed(f) for f in (*_completed(tables, told, only_windows(said)), *book.facts(), *told)]
    return every if repeats else without_repeats(every)


def _weighed(fact: Fact) -> Fact:
    """Return the fact with a probability for a confidence, where its readers gave a score."""
    return replace(fact, evidence=replace(fact.evidence, confidence=probability(fact.evidence.confidence)))


def without_repeats(facts: Sequence[Fact]) -> list[Fact]:
    """Return facts without material and phase facts said again, and without those of the prose that only repeat a table's."""
    rows = [f for f in facts if f.property in _KEYS and f.evidence.row is not None and f.subject.role != "cited"]
    seen: set[tuple[object, ...]] = set()
    out = []
    for fact in facts:
        if fact.property in ("material", "phase"):
            key = (fact.property, fact.subject.label, fact.subject.composition, str(fact.values.get("phases")))
            if key in seen:
                continue
            seen.add(key)
        elif fact.evidence.row is None and any(_same_value(r, fact) for r in rows):
            continue
        out.append(fact)
    return out


def prose(document: Document, book: MaterialBook) -> list[Fact]:
    """Return the facts of a document's sentences."""
    said, places = _said(document, book)
    return _prose(document, book, said, places)


def _prose(document: Document, book: MaterialBook, said: Sequence[Said], places: Sequence[_Place]) -> list[Fact]:
    found = link(said, roster(book))
    return [
        f
        for linked in [*_settled(found), *transitions(found, said, _structures(book), _minor(book))]
        if (f := _fact(document, book, linked, places[linked.said])) is not None
    ]


def _said(document: Document, book: MaterialBook) -> tuple[list[Said], list[_Place]]:
    said: list[Said] = []
    places: list[_Place] = []
    section, heading = "introduction", ""
    naming = Names(book)
    paragraph = -1
    open_ended = False
    for index, block in enumerate(document.blocks):
        if block.kind not in _READ:
            continue
        passage = book.passage(index)
        flat = flatten(block) if passage is None else passage.flat
        if block.kind is BlockKind.HEADING:
            heading = flat.text
            section = _section(heading, section)
        here = {"title": "title", "abstract": "abstract"}.get(str(block.kind), section)
        if here == "other" and block.kind is BlockKind.PARAGRAPH:
            continue
        if not (open_ended and block.kind is BlockKind.PARAGRAPH and flat.text[:1].islower()):
            paragraph = index
        if block.kind is BlockKind.PARAGRAPH:
            open_ended = not re.search(r"[.!?:]\W*$", flat.text)
        names = naming.of_block(index)
        others: Others = ""
        for sentence, start, end, label, caption in _cut(flat, block, passage):
            mine = [(a - start, b - start, ident) for a, b, ident in names if start <= a and b <= end]
            valued = _VALUE.search(sentence) is not None
            phased = _PHASES.search(sentence) is not None and SPEAKS.search(clean(sentence)) is not None
            marked = bool(flat.marks_in(start, end + 1))
            going_on, others = goes_on_of_others(sentence, here, cited=marked, named=bool(mine), before=others)
            if not (mine or valued or phased or speaks_of_unknown(sentence)):
                continue
            if valued or phased:
                mine = naming.of_sentence(sentence, mine)
            parsed = parse(sentence, mine)
            told_before = bool(said) and said[-1].paragraph == paragraph and _about_retention(said[-1])
            statements = models.statements(parsed, told_before) if valued else ()
            if phased:
                statements = (*statements, *models.transitions(parsed))
            kind = "caption" if caption else str(block.kind)
            figures = label if caption else _figures(sentence)
            ids = tuple(m[2] for m in mine)
            said.append(Said(paragraph, here, kind, parsed, statements, ids, figures, heading, marked, going_on))
            places.append((index, flat, start, end))
    return said, places


def _about_retention(said: Said) -> bool:
    return any(s.property == "retention" and s.values.get("basis") is None for s in said.statements)


def _cut(flat: FlatText, block: Block, passage: Passage | None) -> Iterator[tuple[str, int, int, tuple[str, ...], bool]]:
    """Yield the sentences of a block: text, start, end, figure names, whether of a caption. Captions are cut at their panels."""
    opening = re.match(r"\s*(?:Fig(?:ure)?|Scheme)\.?\s*(S?\d+)", flat.text, re.IGNORECASE)
    caption = block.kind is BlockKind.CAPTION or bool(
        opening and block.kind is BlockKind.PARAGRAPH and _PANEL.search(flat.text[:200])
    )
    if not caption or opening is None:
        for start, end in boundaries(flat.text) if passage is None else passage.sentences:
            yield flat.text[start:end], start, end, (), block.kind is BlockKind.CAPTION
        return
    number = opening[1]
    panels = list(_PANEL.finditer(flat.text))
    cuts = sorted({0, *(m.start() for m in panels), len(flat.text)})
    letters = {m.start(): _letters(m[1], m[2]) for m in panels}
    for a, b in itertools.pairwise(cuts):
        names = tuple(f"{number}{c}" for c in letters.get(a, "")) or (number,)
        yield flat.text[a:b].rstrip(), a, a + len(flat.text[a:b].rstrip()), names, True


def _letters(first: str, last: str | None) -> str:
    return "".join(chr(c) for c in range(ord(first), ord(last) + 1)) if last and last > first else first


def _figures(text: str) -> tuple[str, ...]:
    out: list[str] = []
    for m in _FIGURE.finditer(text):
        letters = re.findall(r"[a-z]", m[2].replace("and", "").lower())
        out += [f"{m[1]}{c}" for c in letters] or [m[1]]
    return tuple(dict.fromkeys(out))


def _section(heading: str, current: str) -> str:
    low = heading.lower()
    return next((name for name, pattern in _SECTIONS if re.search(pattern, low)), "results" if current == "other" else current)


# ------------------------------------------------------------------------------------------------ facts


_LEAST = 0.4
"""A value less sure than this is not given: a wrong value costs more than a missing one."""

_FIELDS = {
    "voltage_window": ("low", "high", "cell"),
    "retention": ("percent", "cycles", "rate", "low", "high", "cell", "temperature_C", "basis"),
    "capacity": ("value", "rate", "cycle", "kind_of", "cell", "low", "high", "temperature_C"),
    "rate_definition": ("c_rate", "value", "unit"),
    "transition": (),
    "average_voltage": ("value",),
    "specific_energy": ("value",),
    "mass_loading": ("value",),
    "volume_change": ("value",),
}


def _fact(document: Document, book: MaterialBook, linked: Linked, place: _Place) -> Fact | None:
    statement = linked.statement
    if linked.material is None and statement.property != "rate_definition":
        return None
    basis = linked.values.get("basis")
    if (
        statement.property == "retention"
        and linked.values.get("cycles") is None
        and not re.search(r"retention: (?:as before: )*(?:[\w-]+ )*(?:retention|retentivity)", linked.reason)
    ):
        return None
    if linked.confidence < _LEAST:
        return None
    if basis in ("rate", "recovery", "temperature"):  # what a rate test keeps is left to the capacities by rate
        return None
    index, flat, start, end = place
    block = document.blocks[index]
    a, b = flat.span(start, end)
    here = block.regions(*flat.span(start + statement.start, start + statement.end))
    regions = block.regions(a, b)
    page = here[0].page if here else regions[0].page if regions else block.page
    boxes = tuple(r.box for r in (*here, *regions) if r.page == page)
    values: dict[str, Json] = {name: linked.values.get(name) for name in _FIELDS[statement.property]}
    if statement.property == "transition":
        values["steps"] = [*str(linked.values["steps"]).split(" → ")]
    if linked.carried:
        values["carried"] = [*sorted(linked.carried)]
    values["reason"] = linked.reason
    if linked.rivals:
        values["rivals"] = [_name(book, r) for r in linked.rivals]
    if linked.material is None:
        subject = Subject()
    elif linked.material.startswith("?"):
        subject = Subject(None, linked.material[1:], "cited", None)
    else:
        ref = book.get(linked.material)
        subject = Subject(ref.label, ref.composition, ref.role, ref.reference)
    kind: EvidenceKind = "derived" if statement.derived else "carried-over" if linked.carried - {"cell"} else "stated"
    evidence = Evidence(document.name, page, boxes, block.text[a:b], EXTRACTOR, kind, linked.confidence)
    return Fact(statement.property, subject, evidence, values)


def _minor(book: MaterialBook) -> dict[str, frozenset[str]]:
    """Return by material the phases of which there is little: a transition may be told without them."""
    return {
        r.id: frozenset(p for p, share in r.structure.fractions.items() if share <= _LITTLE)
        for r in book
        if r.structure is not None and r.structure.fractions
    }


_LITTLE = 12.0
"""So much of a phase (%) is a minor one."""


def _structures(book: MaterialBook) -> dict[str, tuple[str, ...]]:
    return {r.id: r.structure.phases for r in book if r.structure is not None}


def _name(book: MaterialBook, ident: str) -> str:
    if ident.startswith("?"):
        return ident[1:]
    ref = book.get(ident)
    return ref.label or ref.composition or ident


def _settled(found: Sequence[Linked]) -> list[Linked]:
    """Return one of each fact: the fullest, and of two materials for the same words the surer."""
    kept: list[Linked] = []
    alike: dict[tuple[object, ...], list[int]] = {}
    for one in sorted(found, key=lambda one: (-_known(one), -one.confidence)):
        if one.statement.property == "transition" or (one.material is None and one.statement.property != "rate_definition"):
            continue
        near = alike.setdefault(_said_value(one), [])
        twin = next((i for i in near if _covers(kept[i], one)), None)
        if twin is None:
            near.append(len(kept))
            kept.append(one)
        elif kept[twin].material == one.material:
            kept[twin] = _united(kept[twin], one)
    return sorted(kept, key=lambda one: (one.said, one.statement.start))


def _united(full: Linked, part: Linked) -> Linked:
    """Return a fact with what a second saying of it states and the first leaves open or only carries over."""
    values, carried = dict(full.values), set(full.carried)
    for name, value in part.values.items():
        if value is None or (name in ("low", "high") and values.get("low") is not None and "low" not in carried):
            continue
        if values.get(name) is None:
            values[name] = value
            carried |= {name} & part.carried
        elif name in carried and name not in part.carried:
            values[name] = value
            carried.discard(name)
    if "low" in carried and _nearer(part.reason, full.reason):
        values["low"], values["high"] = part.values["low"], part.values["high"]
    confidence = 1 - (1 - full.confidence) * (1 - 0.5 * part.confidence)
    return replace(full, values=values, carried=frozenset(carried), confidence=round(confidence, 3))


_SOURCES = ("the sentence", "the paragraph", "the heading", "the figure", "the document", "the text before")


def _nearer(one: str, other: str) -> bool:
    """Return whether the window of one reason was taken from nearer by than that of another."""
    places = [next((i for i, s in enumerate(_SOURCES) if f"window of {s}" in reason), len(_SOURCES)) for reason in (one, other)]
    return places[0] < places[1] < len(_SOURCES)


_KEYS = {"retention": "percent", "capacity": "value"}


def _known(linked: Linked) -> int:
    return sum(v is not None and k not in linked.carried for k, v in linked.values.items()) * 2 + sum(
        v is not None for v in linked.values.values()
    )


def _said_value(linked: Linked) -> tuple[object, ...]:
    """Return what two facts have in common if one covers the other: so that each is compared with few."""
    what, values = linked.statement.property, linked.values
    if what in _KEYS:
        value = float(values[_KEYS[what]] or 0)
        return what, round(value) if what == "retention" else value
    if what == "voltage_window":
        return what, values["low"], values["high"], values["cell"], linked.material
    return what, values["value"], None if what == "rate_definition" else linked.material


def _covers(full: Linked, part: Linked) -> bool:
    """Return whether a fact already kept says all that another says."""
    a, b = full.statement.property, part.statement.property
    if a != b:
        return False
    if a == "voltage_window":
        same = all(full.values[k] == part.values[k] for k in ("low", "high", "cell"))
        return same and full.material == part.material
    if a == "rate_definition":
        return full.values["value"] == part.values["value"]
    if a not in _KEYS:
        return full.values["value"] == part.values["value"] and full.material == part.material
    key = _KEYS[a]
    x, y = float(full.values[key] or 0), float(part.values[key] or 0)
    if not (x == y or (a == "retention" and y == round(y) and abs(x - y) < 1 and round(x) == y)):
        return False
    names = ("cycles", "rate", "cell", "basis", "temperature_C", "low", "high") if a == "retention" else ("rate", "cycle", "cell")
    for name in names:
        u, v = full.values.get(name), part.values.get(name)
        if u is not None and v is not None and u != v and name not in part.carried and name not in full.carried:
            return False
    if (
        a == "capacity"
        and full.values.get("kind_of") != part.values.get("kind_of")
        and "reversible" not in (full.values.get("kind_of"), part.values.get("kind_of"))
        and None not in (full.values.get("kind_of"), part.values.get("kind_of"))
    ):
        return False
    if full.material == part.material:
        return True
    return (
        "material" in part.carried
        and "material" not in full.carried
        and (a == "retention" or part.values.get("rate") == full.values.get("rate"))
    )


def _completed(tables: Sequence[Fact], told: Sequence[Fact], windows: Mapping[str, tuple[Json, Json]]) -> list[Fact]:
    """Return the facts of tables with the conditions that only the prose gives: of the same value, else the only window."""
    out = []
    for fact in tables:
        if fact.property not in _KEYS or fact.subject.role == "cited":
            out.append(fact)
            continue
        values: dict[str, Json] = dict(fact.values)
        carried: list[str] = []
        for twin in [t for t in told if _same_value(fact, t)]:
            for name in ("cycles", "cycle", "rate", "cell", "low", "high", "temperature_C", "kind_of"):
                if name in values and values[name] is None and twin.values.get(name) is not None:
                    values[name] = twin.values[name]
                    carried.append(name)
        if values.get("cell") is None:
            values["cell"] = "half"
            carried.append("cell")
        if values.get("low") is None and str(values["cell"]) in windows:
            values["low"], values["high"] = windows[str(values["cell"])]
            carried += ["low", "high"]
        if carried:
            values["carried"] = [*sorted(set(carried))]
        kind = "carried-over" if set(carried) - {"cell"} else fact.evidence.kind
        out.append(replace(fact, values=values, evidence=replace(fact.evidence, kind=kind)))
    return out


def _same_value(one: Fact, other: Fact) -> bool:
    if one.property != other.property or one.subject.composition != other.subject.composition:
        return False
    if one.subject.composition is None and one.subject.label != other.subject.label:
        return False
    key = _KEYS[one.property]
    if one.values[key] != other.values[key]:
        return False
    carried = other.values.get("carried")
    loose = set(carried) if isinstance(carried, list) else set()
    names = ("cycles", "cycle", "rate", "cell", "temperature_C", "basis", "low", "high")
    pairs = [(one.values.get(n), other.values.get(n)) for n in names if n not in loose]
    return all(a is None or b is None or str(a).replace("-", "−") == str(b).replace("-", "−") for a, b in pairs)


def _from_tables(document: Document, book: MaterialBook) -> list[Fact]:
    """Return the facts of tables of materials; without citations the rows are the paper's own, with the roles of the book."""
    rows = [row for table in document.tables for row in cells.read_rows(table, document.name)]
    out = []
    for fact in cells.facts(rows):
        role: Role = fact.subject.role
        if not book.review and role == "target":
            same = [
                r
                for r in book
                if (r.composition and r.composition == fact.subject.composition)
                or (fact.subject.label and fact.subject.label in r.labels)
            ]
            if len(same) == 1:
                fact = replace(
                    fact,
                    subject=replace(fact.subject, role=same[0].role, composition=fact.subject.composition or same[0].composition),
                )
        out.append(fact)
    return out
