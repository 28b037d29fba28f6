"""The material names of a sentence for linking: those of the book, descriptions, initials, and other people's materials.

In: a `MaterialBook`, a block and its sentences; out: (start, end, id) of each name. An id that begins with "?" is a composition
the book does not list: a value said of it must not fall to the next name that is known. Method: own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

from pipeline.chemistry.designations import formulas, label_key, split_prefix
from pipeline.link import Roster
from pipeline.materials import MaterialBook
from pipeline.materials.values import MaterialRef

Name = tuple[int, int, str]
"""Start, end and id of a name."""


class Names:
    """The names of one document, found block by block and sentence by sentence."""

    def __init__(self, book: MaterialBook) -> None:
        """Take the materials of a document."""
        self._book = book
        self.roster = roster(book)

    def of_block(self, index: int) -> list[Name]:
        """Return the names in a block at offsets of its flat text, without overlaps."""
        out: list[Name] = []
        at = -1
        for m in self._book.mentions(index):
            if m.start >= at and m.end > m.start:
                out.append((m.start, m.end, m.material_id))
                at = m.end
        return out

    def of_sentence(self, text: str, known: Sequence[Name]) -> list[Name]:
        """Return all names of a sentence in order: the ``known`` ones, initials, formulas elsewhere, and descriptions."""
        out = [*known, *self._spelt_by_initials(text, known)]
        out += self._short(text, out)
        out += _strangers(text, out, self._by_label)
        return sorted([*out, *_described(text, out, self.roster)])

    @cached_property
    def _codes(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Return patterns of declared names that look like an element with a number, Ca3 or Mg-5, which the book passes over."""
        codes = [(name, r.id) for r in self._book.own() for name in r.labels if _ELEMENT_CODE.fullmatch(name)]
        return tuple((re.compile(rf"(?<![\w.(-]){re.escape(name)}(?![\w+−–-]|\.\d|\s?[+])"), ident) for name, ident in codes)

    def _short(self, text: str, known: Sequence[Name]) -> list[Name]:
        """Return declared names like Ca3, where they do not stand in another name."""
        return [
            (m.start(), m.end(), ident)
            for pattern, ident in self._codes
            for m in pattern.finditer(text)
            if not _overlaps(m.start(), m.end(), known)
        ]

    @cached_property
    def _initials(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Return patterns of codes that spell the elements of the paper's own materials that have no name."""
        bare = [r for r in self._book.own() if not r.labels and r.composition and "@" not in r.composition]
        spelt = Counter(_elements(r.composition or "") for r in self._book.own())
        named = {label_key(split_prefix(name)[1]) for r in self._book for name in r.labels}
        out = []
        for r in bare:
            elements = _elements(r.composition or "")
            if len(elements) < 4 or spelt[elements] > 1:
                continue
            code = "".join(f"{e[0]}{e[1:]}?" if len(e) > 1 else e for e in elements)
            if not any(re.fullmatch(code + "O?", name, re.IGNORECASE) for name in named):
                out.append((re.compile(rf"(?<![\w-])(?:[OP]\d(?:/[OP]\d)*-)?{code}O?(?![\w-])"), r.id))
        return tuple(out)

    def _spelt_by_initials(self, text: str, known: Sequence[Name]) -> list[Name]:
        """Return codes like NNMTO where one unnamed material has just these elements in this order."""
        return [
            (m.start(), m.end(), ident)
            for pattern, ident in self._initials
            for m in pattern.finditer(text)
            if not _overlaps(m.start(), m.end(), known)
        ]

    def _by_label(self, formula: str) -> str | None:
        """Return the material without composition whose name gives a formula: NaLNM-0.06 and Na0.8Li0.06Ni0.3Mn0.6O2."""
        elements = _elements(formula)
        amounts = {float(a) for a in re.findall(r"[A-Z][a-z]?(\d*\.\d+)", formula)}
        code = "".join(f"{e[0]}{e[1:]}?" if len(e) > 1 else e for e in elements)
        found = set()
        for r in self._book.own():
            for name in r.labels if r.composition is None else ():
                m = re.fullmatch(rf"{code}O?-?(\d*\.\d+)", split_prefix(name)[1])
                if m and float(m[1]) in amounts:
                    found.add(r.id)
        return next(iter(found)) if len(found) == 1 and len(elements) > 2 else None


_ELEMENT_CODE = re.compile(r"[A-Z][a-z]?-?\d+(?:\.\d+)?")


def roster(book: MaterialBook) -> Roster:
    """Return the paper's own materials, the target first, and its one control."""
    own = list(book.own())
    target = next((r for r in own if r.role == "target"), own[0] if own else None)
    pristine = [r.id for r in own if r.role == "pristine"]
    treated = [r for r in own if r is not target and target is not None and _is_coated(r, target)]
    if target is not None and len(treated) == 1:
        pristine, target = [target.id], treated[0]
    if not pristine and target is not None:
        pristine = _without_additions(book, target.id)
    known = [r.id for r in own if r.composition or r is target or len(r.places) >= _OFTEN] or [r.id for r in own]
    ids = tuple(sorted(known, key=lambda i: target is None or i != target.id))
    return Roster(ids, target.id if target else None, pristine[0] if len(pristine) == 1 else None, book.review)


_OFTEN = 5
"""A sample spoken of so often is one of all samples, though nobody tells its composition."""


def _is_coated(one: MaterialRef, other: MaterialRef) -> bool:
    """Return whether one material is another with something on it: NFM@AlF3 beside NFM."""
    cores = {label_key(split_prefix(name)[1]) for name in (*other.labels, *filter(None, [other.composition]))}
    names = [split_prefix(name)[1] for name in (*one.labels, *filter(None, [one.composition]))]
    return any("@" in name and label_key(name.split("@")[0]) in cores for name in names)


def _without_additions(book: MaterialBook, target: str) -> list[str]:
    """Return the materials that lack an element that all the others have: the control of a series of additions."""
    own = [(r.id, frozenset(_elements(r.composition or _spoken(r.labels)))) for r in book.own()]
    others = {ident: elements for ident, elements in own if elements}
    mine = others.get(target, frozenset())
    return [i for i, e in others.items() if i != target and e < mine and all(e <= o for o in others.values())]


def _spoken(labels: Sequence[str]) -> str:
    return next((split_prefix(name)[1] for name in labels if len(re.findall("[A-Z]", name)) > 3), "")


def _elements(formula: str) -> tuple[str, ...]:
    """Return the elements of a formula in the order they are written, without oxygen."""
    return tuple(dict.fromkeys(e for e in re.findall(r"[A-Z][a-z]?", formula) if e != "O"))


def _overlaps(start: int, end: int, known: Sequence[Name], margin: int = 0) -> bool:
    return any(a < end + margin and start - margin < b for a, b, _ in known)


_THING = r"(?:oxide|one|sample|material|electrode|cathode|compound|core|counterpart|composition|analogue|powder)\b"
_CONTROL = re.compile(
    rf"\b(?:bare|pristine|un-?doped|uncoated|unmodified|unsubstituted|untreated|unquenched|parent|[A-Za-z]+-free)\s+{_THING}"
)
_DESIGNED = re.compile(
    rf"\b(?:coated|modified|quenched|treated|optimi[sz]ed|optimal|title|designed|tailored|targeted?|resulting|resultant|"
    rf"as-designed|composite|biphasic|dual-phase|intergrown|proposed)\s+{_THING}|"
    r"\b[Tt]h(?:e|is) (?:intergrowth|composite|heterostructure|title compound)\b(?! (?:of|structure|with|between))"
)


def _described(text: str, known: Sequence[Name], roster: Roster) -> list[Name]:
    """Return descriptions that mean the paper's target or its one control, where no name stands in or beside them."""
    out: list[Name] = []
    for pattern, ident in ((_CONTROL, roster.pristine), (_DESIGNED, roster.target)):
        if ident is None or roster.review:
            continue
        out += [(m.start(), m.end(), ident) for m in pattern.finditer(text) if not _overlaps(m.start(), m.end(), known, 2)]
    return sorted(out)


_OXIDE = re.compile(r"\bNa\S{0,60}O")
_OTHER_CATHODE = re.compile(
    r"(?<![\w/|@-])(?:Na|Li|K)[\d.]*(?:[A-Z][a-z]?[\d.]*|[(\[](?:[A-Z][a-z]?[\d.]*){2,}[)\]][\d.]*){2,}(?![\w/|@-])"
)
_SALT = re.compile(r"(?:Na|Li|K)(?:PF6|ClO4|BF4|FSI|TFSI|NO3|OH|OAc|CF3SO3|BOB|DFOB)|Na2CO3|NaHCO3|Li2CO3|K2CO3|Na2SO4|Li2SO4")
_NO_CATHODE = re.compile(
    r"\s*(?:anode|negative|salt|electrolyte|solution|coating|layer|solid electrolyte|full|as (?:the |an )?anode)", re.IGNORECASE
)


def _strangers(text: str, known: Sequence[Name], by_label: Callable[[str], str | None]) -> list[Name]:
    """Return formulas that the book does not list, such as another paper's, so that no value falls to the next name it knows."""
    out: list[Name] = []
    if _OXIDE.search(text):
        for m in formulas(text):
            if not m.open and not _overlaps(m.start, m.end, known):
                plain = m.formula.plain()
                out.append((m.start, m.end, by_label(plain) or f"?{plain}"))
    for found in _OTHER_CATHODE.finditer(text):
        if _overlaps(found.start(), found.end(), [*known, *out]) or _SALT.fullmatch(found.group()):
            continue
        if (
            _NO_CATHODE.match(text, found.end())
            or len(re.findall("[A-Z]", found.group())) < 3
            or not re.search(r"\d", found.group())
        ):
            continue
        out.append((found.start(), found.end(), f"?{found.group()}"))
    return out
