"""The book of a document's electrode materials, and how a mention of one is resolved.

In: `pipeline.model.Document`; out: `MaterialBook`. Method: own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from pipeline.chemistry.designations import bindings, label_key, near_miss, split_prefix, words
from pipeline.chemistry.oxides import formulas
from pipeline.chemistry.plausibility import doubts
from pipeline.materials.collect import collect
from pipeline.materials.passages import Passage, passages
from pipeline.materials.roles import is_review, local_reference, own, reference_of, roles_of
from pipeline.materials.sightings import Cluster, Sighting, gather, same
from pipeline.materials.structure import structures
from pipeline.materials.values import MaterialMention, MaterialRef, Place
from pipeline.model import BlockKind, Document, Evidence, Fact, Json, Role, Subject

EXTRACTOR = "materials 1"


def materials(document: Document, whole: Document | None = None) -> MaterialBook:
    """Return every electrode material that a document names, with its names, role, phases and places.

    ``whole`` is the document with the tables that were taken out of it, which tell whether it is a review.
    """
    cut = passages(document)
    names = collect(cut)
    review = is_review(whole or document, cut)
    clusters = gather(cut, names)
    mine = [] if review else own(clusters, cut)
    roles = {id(c): role for c, role in zip(mine, roles_of(mine, cut))}
    kept = [c for c in clusters if id(c) in roles or _citable(c, cut, review)]
    refs: list[MaterialRef] = []
    sightings: list[tuple[Sighting, str]] = []
    for number, c in enumerate(kept, 1):
        ident = f"m{number}"
        refs.append(_ref(ident, c, roles.get(id(c), "cited"), None if id(c) in roles else reference_of(c, cut), cut))
        sightings += [(s, ident) for s in c.sightings if s.how != "series"]
    book = MaterialBook(document, tuple(refs), cut, tuple(sorted(sightings, key=lambda p: (p[0].passage, p[0].start))), review)
    by_id = {ref.id: c for ref, c in zip(refs, kept)}
    for p in cut:
        for m in book.mentions(p.index):
            if m.how == "description":
                by_id[m.material_id].sightings.append(Sighting(book.number(p.index), m.start, m.end, m.how, m.text))
    found = structures(cut, kept, mine)
    return replace(book, refs=tuple(replace(ref, structure=found.get(id(c))) for ref, c in zip(refs, kept)))


@dataclass(frozen=True)
class MaterialBook:
    """The materials of one document; ``review`` tells whether all of them are other works'."""

    document: Document
    refs: tuple[MaterialRef, ...]
    passages: tuple[Passage, ...] = field(repr=False)
    sightings: tuple[tuple[Sighting, str], ...] = field(repr=False)
    review: bool = False

    def __iter__(self) -> Iterator[MaterialRef]:
        """Iterate over the materials."""
        return iter(self.refs)

    def get(self, ident: str) -> MaterialRef:
        """Return the material with an id; KeyError for an unknown one."""
        return self._by_id[ident]

    def own(self) -> tuple[MaterialRef, ...]:
        """Return the paper's own materials, the target first."""
        return self._own

    def mentions(self, block_index: int) -> list[MaterialMention]:
        """Return the materials that a block names, in order of appearance, at offsets of its flat text."""
        number = self._number(block_index)
        if number is None:
            return []
        text = self.passages[number].text
        out = [
            MaterialMention(s.start, s.end, ident, text[s.start : s.end], s.how) for s, ident in self._by_passage.get(number, [])
        ]
        out += self._described(number, [(m.start, m.end) for m in out])
        return sorted(out, key=lambda m: (m.start, -m.end))

    def find(self, text: str, block_index: int, start: int) -> MaterialRef | None:
        """Return the material that ``text`` means at flat offset ``start`` of a block, or None when that is not certain.

        ``text`` is a formula, a name, ``x = 0.33``, or a description (the pristine, the Mg-free electrode, the former).
        """
        number = self._number(block_index)
        number = 0 if number is None else number
        text = re.sub(r"[_^]\{([^{}]*)\}", r"\1", text).strip()
        for f in formulas(text):
            if not f.open:
                fitting = [r for r in self.refs if r.formula is not None and same(r.formula, f.formula, rounding=True)]
                exact = [r for r in fitting if r.formula is not None and same(r.formula, f.formula, rounding=False)]
                return self._nearest(exact or fitting, number, start)
        for b in bindings(text):
            if len(b.values) == 1:
                return self._nearest([r for r in self.refs if r.values.get(b.name) == b.values[0]], number, start)
        named = self._by_label.get(label_key(text), ())
        if not named and (base := split_prefix(text)[1]) != text:
            named = self._by_label.get(label_key(base), ())
        if not named:
            named = self._misspelt(text)
        if named:
            return self._nearest(named, number, start)
        if re.search(r"\b(?:former|latter)\b", text, re.IGNORECASE):
            return self._of_pair(number, start, "former" in text.lower())
        return self._of_description(text, number, start)

    def facts(self) -> list[Fact]:
        """Return material and phase facts, one of each a material, with the sentence that says so."""
        out: list[Fact] = []
        for ref in self.refs:
            subject = Subject(ref.label, ref.composition, ref.role, ref.reference)
            values: dict[str, Json] = {"labels": list(ref.labels)} if len(ref.labels) > 1 else {}
            if ref.doubts:
                values["doubts"] = list(ref.doubts)
            kind = "derived" if ref.how in _DERIVED else "stated"
            out.append(Fact("material", subject, self._evidence(ref.places[0], ref.confidence, kind), values))
            if ref.structure is not None:
                s = ref.structure
                told: dict[str, Json] = {"phases": list(s.phases)}
                if s.fractions:
                    told["fractions"] = dict(s.fractions)
                out.append(Fact("phase", subject, self._evidence(s.place, min(s.confidence, ref.confidence)), told))
        return out

    def passage(self, block_index: int) -> Passage | None:
        """Return the passage that a block is, None for a block that is none."""
        number = self._number(block_index)
        return None if number is None else self.passages[number]

    def number(self, block_index: int) -> int:
        """Return the number of the passage that a block is; KeyError for a block that is no passage."""
        number = self._number(block_index)
        if number is None:
            raise KeyError(block_index)
        return number

    # --- resolving

    def _number(self, block_index: int) -> int | None:
        k = bisect_right(self._indices, block_index) - 1
        return k if k >= 0 and self._indices[k] == block_index else None

    @cached_property
    def _indices(self) -> list[int]:
        return [p.index for p in self.passages]

    @cached_property
    def _by_id(self) -> Mapping[str, MaterialRef]:
        return {ref.id: ref for ref in self.refs}

    @cached_property
    def _places(self) -> Mapping[str, list[tuple[int, int, int]]]:
        """By material, where it is spoken of: passage, start, and number of the sighting."""
        out: dict[str, list[tuple[int, int, int]]] = {}
        for k, (s, ident) in enumerate(self.sightings):
            out.setdefault(ident, []).append((s.passage, s.start, k))
        return out

    @cached_property
    def _own(self) -> tuple[MaterialRef, ...]:
        order = {"target": 0, "pristine": 1, "series": 2, "cited": 3}
        return tuple(sorted((r for r in self.refs if r.role != "cited"), key=lambda r: order[r.role]))

    @cached_property
    def _by_label(self) -> Mapping[str, Sequence[MaterialRef]]:
        out: dict[str, list[MaterialRef]] = {}
        for ref in self.refs:
            for key in dict.fromkeys(map(label_key, ref.labels)):
                out.setdefault(key, []).append(ref)
        return out

    @cached_property
    def _near_misses(self) -> dict[str, Sequence[MaterialRef]]:
        return {}

    def _misspelt(self, text: str) -> Sequence[MaterialRef]:
        """Return the one material whose name is almost ``text``; the same few descriptions are asked for again and again."""
        if text not in self._near_misses:
            named = [r for r in self.refs if any(near_miss(text, name) for name in r.labels)]
            self._near_misses[text] = named if len(named) == 1 else ()
        return self._near_misses[text]

    @cached_property
    def _by_passage(self) -> Mapping[int, list[tuple[Sighting, str]]]:
        out: dict[int, list[tuple[Sighting, str]]] = {}
        for s, ident in self.sightings:
            out.setdefault(s.passage, []).append((s, ident))
        return out

    def _nearest(self, refs: Sequence[MaterialRef], number: int, start: int) -> MaterialRef | None:
        """Return the only one, or the one last spoken of before the place."""
        if len(refs) <= 1:
            return refs[0] if refs else None
        before: list[tuple[int, MaterialRef]] = []
        after: list[tuple[int, MaterialRef]] = []
        for ref in refs:
            places = self._places.get(ref.id, [])
            at = bisect_right(places, (number, start, len(self.sightings)))
            before += [(places[at - 1][2], ref)] if at else []
            after += [(places[at][2], ref)] if at < len(places) else []
        if before:
            return max(before, key=lambda found: found[0])[1]
        return min(after, key=lambda found: found[0])[1] if after else refs[0]

    def _of_pair(self, number: int, start: int, former: bool) -> MaterialRef | None:
        """Return the first or second of the two materials last spoken of."""
        named = [(s.start, s.end, ident) for s, ident in self._by_passage.get(number, [])]
        described = self._described(number, [(a, b) for a, b, _ in named], pairs=False)
        before = sorted([*named, *((m.start, m.end, m.material_id) for m in described)])
        pair: list[str] = []
        for ident in reversed([ident for _, end, ident in before if end <= start]):
            if ident not in pair:
                pair.append(ident)
            if len(pair) == 2:
                return self.get(pair[1] if former else pair[0])
        return None

    def _of_description(self, text: str, number: int, start: int) -> MaterialRef | None:
        """Resolve ``the pristine``, ``Mg-free``, ``titanium-free oxide``, ``the coated sample``; only one may agree."""
        pool = self._pool(number, start)
        low = text.lower()
        if re.search(r"\b(?:co-?|dual-?)(?:doped|substituted)\b", low):
            most = [r for r in pool if all(_elements(o) < _elements(r) for o in pool if o is not r)]
            return most[0] if len(most) == 1 else None
        element = re.search(r"\b([A-Z][a-z]?|[a-z]+)[-‐– ](free|doped|substituted|containing)\b", text)
        if element and element[1].lower() not in {"the", "a", "an"}:
            symbol = _ELEMENT_NAMES.get(element[1].lower(), element[1])
            having = [r for r in pool if r.formula is not None and (symbol in r.formula.amounts) != (element[2] == "free")]
            if element[2] == "free":
                having = [r for r in having if r.role in {"pristine", "cited"}] or having
            else:
                having = [r for r in having if r.role == "target"] or having
            return having[0] if len(having) == 1 else None
        if set(re.findall(r"[a-z-]+", low)) & words("pristine") or re.search(rf"\bun-?(?:{_TREATED})\b", low):
            found = [r for r in pool if r.role == "pristine"]
            if not found and self.review:
                here = {ident for _, ident in self._by_passage.get(number, [])}
                recent = [r for r in pool if r.id in here]
                found = [r for r in recent if any(_is_control(r, other) for other in recent)]
            return found[0] if len(found) == 1 else None
        if re.search(rf"\b(?:{_TREATED})\b", low) and not self.review:
            bare = [r for r in pool if r.role == "pristine"]
            rest = [r for r in pool if r.role != "pristine"]
            if len(bare) == 1 and len(rest) == 1:  # two samples: what is not bare is the treated one
                return rest[0]
        if re.search(r"\bcoated\b", low):
            found = [r for r in pool if r.formula is not None and len(r.formula.parts) > 1]
            return found[0] if len(found) == 1 else None
        return None

    def _pool(self, number: int, start: int) -> list[MaterialRef]:
        """Materials that a description may mean: the paper's own, or in a review those of the passage and the one before."""
        if not self.review:
            return list(self.own())
        near = [ident for s, ident in self._by_passage.get(number - 1, [])]
        near += [ident for s, ident in self._by_passage.get(number, []) if s.start <= start]
        return [self.get(i) for i in dict.fromkeys(near)]

    def _described(self, number: int, taken: Sequence[tuple[int, int]], *, pairs: bool = True) -> list[MaterialMention]:
        """Find descriptions in a passage that mean exactly one material; ``pairs`` tells whether to look for the former, too."""
        p = self.passages[number]
        out: list[MaterialMention] = []
        for m in _DESCRIPTION.finditer(p.text):
            if not pairs and re.search("former|latter", m[0]):
                continue
            if any(a < m.end() + 1 and m.start() - 1 < b for a, b in taken):
                continue
            ref = self.find(m[0], p.index, m.start())
            if ref is not None:
                out.append(MaterialMention(m.start(), m.end(), ref.id, m[0], "description"))
        taken = [*taken, *((m.start, m.end) for m in out)]
        return [*out, *self._two_described(p, taken), *self._members(p, taken)]

    def _members(self, p: Passage, taken: Sequence[tuple[int, int]]) -> list[MaterialMention]:
        """Find the members of a series in a list of values: "For x = 0, 0.05 and 0.15, the retentions are …"."""
        out: list[MaterialMention] = []
        for b in bindings(p.text) if p.section in {"abstract", "results", "conclusion"} else ():
            if len(b.values) < 2 or not _MEMBERS.search(p.text[: b.start][-30:]):
                continue
            refs = [self.find(f"{b.name} = {value}", p.index, b.start) for value in b.values]
            numbers = list(re.finditer(r"\d+(?:\.\d+)?(?:/\d+)?", p.text[b.start : b.end]))
            free = not any(a < b.end and b.start < z for a, z in taken)
            if free and len(numbers) == len(refs):
                out += _apart(p, [(b.start + n.start(), b.start + n.end()) for n in numbers], refs)
        return out

    def _two_described(self, p: Passage, taken: Sequence[tuple[int, int]]) -> list[MaterialMention]:
        """Find both samples of "the bare and coated electrodes", where each word means one of the paper's."""
        out: list[MaterialMention] = []
        for m in _PAIR.finditer(p.text):
            spans = (m.span("one"), (m.start("other"), m.end()))
            two = [self.find(f"the {m[word]} sample", p.index, m.start()) for word in ("one", "other")]
            if not any(a < m.end() and m.start("one") < b for a, b in taken):
                out += _apart(p, spans, two)
        return out

    def _evidence(self, place: Place, confidence: float, kind: str = "stated") -> Evidence:
        p = self.passages[place.passage]
        start, end = p.sentence(place.start)
        if p.block.kind is BlockKind.TABLE and not p.text[start:end].strip():
            start, end = place.start, place.end
        a, b = p.flat.span(start, end)
        regions = p.block.regions(a, b)
        here = p.block.regions(*p.flat.span(place.start, place.end))
        page = here[0].page if here else regions[0].page if regions else p.block.page
        boxes = tuple(r.box for r in regions if r.page == page)
        return Evidence(
            self.document.name,
            page,
            boxes,
            p.block.text[a:b].strip(),
            EXTRACTOR,
            "derived" if kind == "derived" else "stated",
            confidence,
        )


_BARE = re.compile(r"(?<=[A-Za-z])\((\d[\d.]*(?:/\d+)?)\)(?!\d)")
"""An amount in a bracket, Na(2/3)MnO(2), as plain text has it that knows no subscripts."""
_DERIVED = frozenset({"series", "template", "counted", "numbered", "dosed"})
_ELEMENT_NAMES = {name: symbol for name, _, symbol in (w.partition("=") for w in words("element"))}
_TREATED = "coated|modified|treated|doped|substituted|washed|protected"
_DESCRIPTION = re.compile(
    r"\b(?:[Tt]he|[Aa]n?)\s(?:(?:single-phase|layered|pure)\s)?(?:[A-Z][a-z]?[-‐–](?:free|doped|substituted"
    r"|containing)|[a-z]+[-‐–](?:free|doped|substituted)"
    r"|pristine|bare|un-?doped|unmodified|un-?coated|parent|unsubstituted|plain"
    rf"|(?:un-?|co-?|dual-?)?(?:{_TREATED}))"
    r"\s(?:one|sample|material|electrode|cathode|oxide|compound|counterpart|powder|layered oxide|cell)s?\b"
    r"|\bsamples?\s(?:with\s)?x\s?=\s?[\d./]+|\bx\s?=\s?[\d./]+(?=\s(?:sample|electrode|material|composition|compound))"
    r"|\b[Tt]he\s(?:former|latter)\b"
    r"|(?<=\()(?:[A-Z][a-z]?-(?:free|doped|substituted)|pristine|bare|un-?doped|unmodified|un-?coated|parent|coated)(?=\))"
)
_PAIR = re.compile(
    r"\b[Tt]he\s(?P<one>(?:[A-Z][a-z]?-)?[a-z]+)\sand\s(?:the\s)?(?P<other>(?:[A-Z][a-z]?-)?[a-z]+)"
    r"\s(?:one|sample|material|electrode|cathode|oxide|compound|powder)s?\b"
)
"""Two samples told by a word each: "the bare and coated electrodes"."""
_MEMBERS = re.compile(r"\b(?:[Ff]or|[Ww]ith|[Oo]f|[Ww]hen)\s(?:the\s)?(?:(?:samples?|electrodes?|members?)\s(?:with\s|of\s)?)?$")


def _apart(p: Passage, places: Sequence[tuple[int, int]], refs: Sequence[MaterialRef | None]) -> list[MaterialMention]:
    """Return the mentions of several materials by descriptions, if each means one and no two the same."""
    found = [ref for ref in refs if ref is not None]
    if len({ref.id for ref in found}) < len(refs):
        return []
    return [MaterialMention(a, b, ref.id, p.text[a:b], "description") for (a, b), ref in zip(places, found)]


def _elements(ref: MaterialRef) -> frozenset[str]:
    return frozenset(ref.formula.amounts) if ref.formula is not None else frozenset()


def _is_control(one: MaterialRef, other: MaterialRef) -> bool:
    if one is other or one.formula is None or other.formula is None:
        return False
    if len(other.formula.parts) > len(one.formula.parts):
        return set(one.formula.amounts) == set(other.formula.amounts)
    return set(one.formula.amounts) < set(other.formula.amounts) and len(one.formula.parts) == len(other.formula.parts)


def _citable(c: Cluster, cut: Sequence[Passage], review: bool) -> bool:
    """Tell another work's material that is worth a fact: a sodium oxide with a reference, or any in a review."""
    if c.formula is None:
        return review and bool(c.definitions)
    return review or any(local_reference(cut[s.passage], s)[1] >= 3 for s in c.sightings)


def _ref(ident: str, c: Cluster, role: Role, reference: int | None, cut: Sequence[Passage]) -> MaterialRef:
    """Make the value of one cluster."""
    real = {
        name: n
        for name, n in c.labels.items()
        if n or any(d.label == name and d.how not in {"template", "counted"} for d in c.definitions)
    }
    aliases = {label_key(d.label) for d in c.definitions if d.how in {"misspelt", "variant"}}
    labels = sorted(real, key=lambda name: (label_key(name) in aliases, -real[name], len(name)))
    print_ = c.prints.most_common(1)[0][0] if c.prints else None
    composition = _BARE.sub(r"\1", print_) if c.formula is not None and print_ is not None else None
    how = c.definitions[0].how if c.definitions and c.definitions[0].how in _DERIVED else "formula" if composition else "label"
    if how in _DERIVED and any(s.how == "formula" for s in c.sightings):
        how = "formula"
    places = [Place(s.passage, s.start, s.end) for s in _by_worth(c, cut)]
    confidence = {"formula": 0.95, "label": 0.75, "counted": 0.7, "numbered": 0.88, "dosed": 0.8}.get(how, 0.92)
    if len(c.sightings) == 1 and not c.definitions:
        confidence -= 0.12
    if role == "cited" and reference is None:
        confidence -= 0.15
    values: dict[str, Fraction | str] = dict(c.values)
    why = (*(d.reason for d in doubts(c.formula)), *c.misprints) if c.formula is not None else ()
    return MaterialRef(
        ident, composition, tuple(labels), role, reference, c.formula, tuple(places), how, round(confidence, 2), values, None, why
    )


def _by_worth(c: Cluster, cut: Sequence[Passage]) -> list[Sighting]:
    """Places with the one that explains the material best first: its definition, its formula, any."""
    defined = {(d.passage, d.start) for d in c.definitions if d.alias_of is None}
    rank = {"formula": 1, "series": 2, "value": 3, "label": 4, "description": 5}
    skip = {"title", "abstract"}
    return sorted(
        c.sightings,
        key=lambda s: ((s.passage, s.start) not in defined, cut[s.passage].section in skip, rank[s.how], s.passage, s.start),
    )
