"""Terms of several words found in text, all vocabularies in one pass.

In: lists of terms as a vocabulary writes them (``"air stab*"``, ``"layered .. oxide*"``, ``"P2/O3"``, ``"{sodium oxide}"``), and
a text of a bibliographic record; out: which list was met where. Words are looked up by their
beginnings, so the cost is that of the text and hardly that of the vocabulary. Method: own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TypeAlias

from pipeline.chemistry.formula import Formula, FormulaError
from pipeline.chemistry.oxides import formulas

SODIUM_OXIDE = "{sodium oxide}"
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A term of list ``rule`` at ``text[start:end]``; ``term`` is how the vocabulary writes it, ``mask`` marks an exception."""

    rule: int
    term: str
    start: int
    end: int
    mask: bool = False


class Terms:
    """Term lists made ready to search with; lists are known by their number."""

    def __init__(self, lists: Sequence[tuple[Sequence[str], Sequence[str]]]) -> None:
        """Take for each list its terms and its exceptions. ValueError names a term that cannot be searched for."""
        self._root = _Node()
        self._oxide: list[int] = []
        for rule, (words, exceptions) in enumerate(lists):
            for mask, terms in ((False, words), (True, exceptions)):
                for term in terms:
                    if term == SODIUM_OXIDE:
                        self._oxide.append(rule)
                    else:
                        node = self._root
                        for word in _words(term):
                            node = node.after(word)
                        node.ends.append((rule, term, mask))

    def find(self, text: str) -> dict[int, list[Hit]]:
        """Return the hits in ``text`` (see `plain_text`) by list: in order, none overlapping another, none in an exception.

        Where terms overlap the longer one counts.
        """
        pieces = _TOKENS.split(text)  # what stands between words, a word, what stands between, …
        words = pieces[1::2]
        found: list[tuple[int, int, _End]] = []
        for i, nodes in [(i, nodes) for i, nodes in enumerate(map(self._root.onto.__getitem__, words)) if nodes]:
            waiting = [(node, i) for node in nodes]
            while waiting:
                node, last = waiting.pop()
                if node.ends:
                    found += [(i, last, end) for end in node.ends]
                if node.further and last + 1 < len(words):
                    waiting += node.onward(words, pieces, last + 1)
        out: dict[int, list[Hit]] = {}
        if found:
            places = list(accumulate(map(len, pieces)))
            for first, last, (rule, term, mask) in found:
                out.setdefault(rule, []).append(Hit(rule, term, places[2 * first], places[2 * last + 1], mask))
        if self._oxide and "Na" in text:
            for start, end in _sodium_oxides(text):
                for rule in self._oxide:
                    out.setdefault(rule, []).append(Hit(rule, SODIUM_OXIDE, start, end))
        return {rule: kept for rule, hits in out.items() if (kept := settled(hits))}


def plain_text(text: str | None) -> str:
    """Return a title or abstract without LaTeX, typographic digits and stray primes, its words parted by one blank.

    A space group is taken out (its P2/m is no structure), and so is what a transition leads to: P2–O2 transition → P2 transition.
    """
    if not text:
        return ""
    if "\\" in text or "{" in text or "$" in text:
        text = _LATEX.sub("", _LATEX_WORD.sub("", text))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("·", ".").replace("∕", "/").replace("⁄", "/")
    if _QUOTE.search(text):
        text = _PRIME.sub(lambda m: "′" * len(m[0]), text)
    if "Na" in text:
        text = _GLUED.sub(r"\g<0> ", text)
    if "/" in text:
        text = _SPACE_GROUP.sub(" ", text)
    lowered = text.lower()
    if any(word in lowered for word in _TRANSITION_WORDS):
        text = _ARROW.sub(r"\1", _TRANSITION.sub(r"\1", text))
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a term: ``open`` where it ends in a star, ``printed`` where its letters must be as printed.

    ``gap`` asks for at most three words before it, ``joined`` for a slash or dash.
    """

    text: str
    open: bool
    printed: bool
    gap: bool = False
    joined: bool = False


_End: TypeAlias = tuple[int, str, bool]
"""A term that ends somewhere: its list, how it is written, whether it is an exception."""


class _Node:
    """What may follow the words read so far, and the terms that end here; ``further`` says whether anything may.

    ``onto`` are the nodes after a word of a text.
    """

    __slots__ = ("ends", "further", "gap", "joined", "onto", "stems", "words")

    def __init__(self) -> None:
        self.ends: list[_End] = []
        self.words: dict[str, list[tuple[_Word, _Node]]] = {}
        self.stems: dict[str, list[tuple[_Word, _Node]]] = {}
        self.joined: _Node | None = None
        self.gap: _Node | None = None
        self.further = False
        self.onto = _Onto(self)

    def after(self, word: _Word) -> _Node:
        """Return the node after ``word``, new or old."""
        self.further = True
        if word.gap:
            self.gap = self.gap or _Node()
            return self.gap.after(_Word(word.text, word.open, word.printed))
        if word.joined:
            self.joined = self.joined or _Node()
            return self.joined.after(_Word(word.text, word.open, word.printed))
        table = self.stems if word.open else self.words
        edges = table.setdefault(word.text.lower()[:3] if word.open else word.text.lower(), [])
        for known, node in edges:
            if known == word:
                return node
        edges.append((word, _Node()))
        return edges[-1][1]

    def follow(self, printed: str) -> list[_Node]:
        """Return the nodes after a word of a text; `onto` remembers them."""
        lowered = printed.lower()
        out: list[_Node] = []
        if edges := self.words.get(lowered):
            out += [node for word, node in edges if not word.printed or word.text == printed]
        if self.stems:
            for key in (lowered[:3], lowered[:2]) if len(lowered) > 2 else (lowered,):
                if edges := self.stems.get(key):
                    out += [node for word, node in edges if (printed if word.printed else lowered).startswith(word.text)]
        return out

    def onward(self, words: Sequence[str], pieces: Sequence[str], at: int) -> list[tuple[_Node, int]]:
        """Return the nodes after the word at ``at``, or for a gap after one of the three that follow it, each with its word."""
        printed = words[at]
        if printed in _STOPS:
            return []
        out = [(node, at) for node in nodes] if (nodes := self.onto[printed]) else []
        if self.joined and (nodes := self.joined.onto[printed]) and _JOINT.fullmatch(pieces[2 * at]):
            out += [(node, at) for node in nodes]
        if self.gap:
            for k in range(at, min(at + 4, len(words))):
                if words[k] in _STOPS:
                    break
                if nodes := self.gap.onto[words[k]]:
                    out += [(node, k) for node in nodes]
        return out


class _Onto(dict[str, tuple[_Node, ...]]):
    """The nodes after a word of a text, remembered by word: records share most of theirs."""

    def __init__(self, node: _Node) -> None:
        super().__init__()
        self._node = node

    def __missing__(self, word: str) -> tuple[_Node, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        nodes = self[word] = tuple(self._node.follow(word))
        return nodes


_TOKEN = re.compile(r"[OP]′+\d(?![^\W_])|[^\W_]+(?:(?<=\d)\.\d[^\W_]*)*|[.;:!?](?=\s|$)")
_TOKENS = re.compile(f"({_TOKEN.pattern})")
_LATEX_WORD = re.compile(r"\\(?:text|mathrm|rm|ce|textsubscript|textrm|mathbf|mathit|hbox|mbox)\b\s*")
_LATEX = re.compile(r"\\[()\[\],;! ]|[{}$]|[_^](?=\{)|(?<=[A-Za-z\])}])_(?=[\dx{(])")
_QUOTE = re.compile(r"['’‘´ʹ`′]")
_PRIME = re.compile(r"(?<=(?<![A-Za-z])[OP])['’‘´ʹ`′]{1,3}(?=[123])")
_GLUED = re.compile(r"(?<![A-Za-z])Na[^\s,;]{2,60}?O2(?=[a-z]{2}|[A-Z][a-z]{3})")
_SPACE_GROUP = re.compile(r"\bP_?2(?:_?1)?/[mcna]\b")
_TRANSITION_WORDS = ("transi", "transf", "conver", "evol", "→", "⇌", "⇄", "->")
_STEP = r"(?:[OP]′*[1-6]|OP4|Z|P2′|X)"
_TRANSITION = re.compile(
    rf"(?<![A-Za-z0-9])({_STEP}(?:\s?/\s?{_STEP})?)(?:\s?(?:[-‐‑–—−→⇌⇄]+|\bto\b|->)\s?{_STEP}(?:\s?/\s?{_STEP})?)+(?![A-Za-z0-9])"
    r"(?=\W+(?:\w+\W+){0,2}?(?:phase\W+)?(?:transi|transf|conver|evol))",
    re.IGNORECASE,
)
_ARROW = re.compile(rf"(?<![A-Za-z0-9])({_STEP})(?:\s?(?:[→⇌⇄]|->)\s?{_STEP})+(?![A-Za-z0-9])")


def _words(term: str) -> list[_Word]:
    """Read one term of the vocabulary."""
    words: list[_Word] = []
    gap = False
    for piece in term.split():
        if piece == "..":
            gap = True
            continue
        for k, part in enumerate(piece.split("/")):
            stem = part.rstrip("*")
            if not stem or (part != stem and len(stem) < 2) or not _TOKEN.fullmatch(stem):
                raise ValueError(
                    f"the term {term!r} cannot be searched for: {part!r} is no word of letters and digits, with * after two"
                )
            words.append(_Word(stem, part != stem, stem.lower() != stem, gap, k > 0))
            gap = False
    if not words or gap or words[0].gap:
        raise ValueError(f"the term {term!r} cannot be searched for: it must begin and end with a word")
    return words


_JOINT = re.compile(r"\s?[/@&+‐‑–—−-]\s?")
_STOPS = frozenset(".;:!?")


def settled(hits: Iterable[Hit]) -> list[Hit]:
    """Drop what an exception touches, and of overlapping hits the shorter; in order."""
    hits = list(hits)
    if len(hits) == 1:
        return [] if hits[0].mask else hits
    masks = [h for h in hits if h.mask]
    plain = [h for h in hits if not h.mask] if masks else hits
    if len(plain) > 1:
        plain.sort(key=lambda h: (h.start, -h.end))
    out: list[Hit] = []
    for hit in plain:
        if (out and hit.end <= out[-1].end) or (masks and any(m.start < hit.end and hit.start < m.end for m in masks)):
            continue
        out.append(hit)
    return out


def _sodium_oxides(text: str) -> Iterable[tuple[int, int]]:
    """Yield the places of compositions of layered, tunnel and spinel oxides of sodium."""
    for mention in formulas(_VARIABLE.sub(lambda m: m[0].lower(), text)) if _MAY_HOLD.search(text) else ():
        if _is_cathode_oxide(mention.formula):
            yield mention.start, mention.end


_MAY_HOLD = re.compile(r"(?<![A-Za-z])Na\s?(?:[\d.\[({xXyn]|(?!SI|TF|FS|PF)[A-Z])[^;,]{0,80}?O\s?\d")
_VARIABLE = re.compile(r"(?<=[\d\-–−+])[XYZ](?=[A-Z)\]])|(?<=Na)X(?=[A-Z\[(])")


def _is_cathode_oxide(formula: Formula) -> bool:
    """Tell NaxTMO2 and its kin (Na4Mn9O18, Na2Mn3O7, Na3Ni2SbO6) from vanadates, phosphates and cyanides, variables being 0.1."""
    try:
        bound = formula.bind(**dict.fromkeys(formula.variables, Fraction(1, 10)))
    except FormulaError:
        return False
    amounts = {symbol: amount for symbol, amount in bound.parts[0].amounts.items() if isinstance(amount, Fraction)}
    if {"P", "Si", "S", "C", "N", "H", "Cl"} & set(amounts) or not amounts.get("O"):
        return False
    oxygen = amounts["O"] + amounts.get("F", Fraction(0))
    cations = sum((a for s, a in amounts.items() if s not in {"O", "F"}), Fraction(0))
    metals = cations - amounts.get("Na", Fraction(0))
    if not metals:
        return False
    poor = "x" in formula.variables and cations / oxygen < _FEWEST_CATIONS  # NaxMnO2 is so at x = 0.1 and not at others
    layered = cations / oxygen >= Fraction(9, 10) or oxygen / metals <= Fraction(12, 5)
    return layered and cations / oxygen <= Fraction(5, 4) and (poor or cations / oxygen >= _FEWEST_CATIONS)


_FEWEST_CATIONS = Fraction(2, 3)
