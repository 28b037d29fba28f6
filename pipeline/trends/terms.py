"""Terms of several words found in text, all vocabularies in one pass.

In: lists of terms as a vocabulary writes them (``"air stab*"``, ``"layered .. oxide*"``, ``"P2/O3"``, ``"{sodium oxide}"``), and
a text of a bibliographic record with whatever markup it came with; out: which list was met where. Words are looked up by their
beginnings, so the cost is that of the text and hardly that of the vocabulary. Method: own.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.chemistry.formula import Formula
from pipeline.chemistry.oxides import formulas

SODIUM_OXIDE = "{sodium oxide}"


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
        tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
        words = [(t[0], t[0].lower()) for t in tokens]
        found: dict[int, list[Hit]] = {}
        first, stems = self._root.words, self._root.stems
        for i, (_, word) in enumerate(words):
            if word not in first and word[:3] not in stems and word[:2] not in stems:
                continue
            for ends, last in _ends(self._root, words, tokens, text, i):
                for rule, term, mask in ends:
                    found.setdefault(rule, []).append(Hit(rule, term, tokens[i][1], tokens[last][2], mask))
        if self._oxide and "Na" in text:
            for start, end in _sodium_oxides(text):
                for rule in self._oxide:
                    found.setdefault(rule, []).append(Hit(rule, SODIUM_OXIDE, start, end))
        kept = {rule: _settled(hits) for rule, hits in found.items()}
        return {rule: hits for rule, hits in kept.items() if hits}


def plain_text(text: str | None) -> str:
    """Return a title or abstract as words in a row: tags, entities, LaTeX and typographic digits and primes resolved.

    A space group is taken out (its P2/m is no structure), and so is what a transition leads to: P2–O2 transition → P2 transition.
    """
    if not text:
        return ""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _OTHER_TAG.sub(" ", _INLINE_TAG.sub("", text))
    if "\\" in text or "{" in text or "$" in text:
        text = _LATEX.sub("", _LATEX_WORD.sub("", text))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("·", ".").replace("∕", "/").replace("⁄", "/")
    text = _PRIME.sub(lambda m: "′" * len(m[0]), text)
    text = _GLUED.sub(r"\g<0> ", text)
    text = _SPACE_GROUP.sub(" ", text)
    if _TRANSITION_WORD.search(text):
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


class _Node:
    """What may follow the words read so far, and the terms that end here."""

    __slots__ = ("ends", "gap", "joined", "stems", "words")

    def __init__(self) -> None:
        self.ends: list[tuple[int, str, bool]] = []
        self.words: dict[str, list[tuple[_Word, _Node]]] = {}
        self.stems: dict[str, list[tuple[_Word, _Node]]] = {}
        self.joined: _Node | None = None
        self.gap: _Node | None = None

    def after(self, word: _Word) -> _Node:
        """Return the node after ``word``, new or old."""
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

    def follow(self, printed: str, lowered: str) -> Iterable[_Node]:
        """Yield the nodes after a word of a text."""
        edges = self.words.get(lowered)
        if edges:
            for word, node in edges:
                if not word.printed or word.text == printed:
                    yield node
        if self.stems:
            for key in (lowered[:3], lowered[:2]) if len(lowered) > 2 else (lowered,):
                for word, node in self.stems.get(key, ()):
                    if (printed if word.printed else lowered).startswith(word.text):
                        yield node


_TOKEN = re.compile(r"[OP]′+\d(?![^\W_])|[^\W_]+(?:(?<=\d)\.\d[^\W_]*)*|[.;:!?](?=\s|$)")
_INLINE_TAG = re.compile(r"</?(?:\w+:)?(?:su[bp]|inf|i|b|em|strong|italic|bold|scp|sc|m\w+)\b[^<>]*>", re.IGNORECASE)
_OTHER_TAG = re.compile(r"<[/!]?[A-Za-z][^<>]*>?")
_LATEX_WORD = re.compile(r"\\(?:text|mathrm|rm|ce|textsubscript|textrm|mathbf|mathit|hbox|mbox)\b\s*")
_LATEX = re.compile(r"\\[()\[\],;! ]|[{}$]|[_^](?=\{)|(?<=[A-Za-z\])])_(?=[\dx{(])")
_PRIME = re.compile(r"(?<=(?<![A-Za-z])[OP])['’‘´ʹ`′]{1,3}(?=[123])")
_GLUED = re.compile(r"(?<![A-Za-z])(?=Na[\d.A-Z(\[x/–−+-]{3})\S{2,60}?O2(?=[a-z]{2}|[A-Z][a-z]{3})")
_SPACE_GROUP = re.compile(r"\bP_?2(?:_?1)?/[mcna]\b")
_TRANSITION_WORD = re.compile(r"transi|transf|conver|evol|→|⇌|⇄|->", re.IGNORECASE)
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


def _ends(
    root: _Node, words: list[tuple[str, str]], tokens: list[tuple[str, int, int]], text: str, at: int
) -> Iterable[tuple[list[tuple[int, str, bool]], int]]:
    """Yield the terms that begin at token ``at``, with their last token."""
    waiting = [(node, at) for node in root.follow(*words[at])]
    while waiting:
        node, last = waiting.pop()
        if node.ends:
            yield node.ends, last
        following = last + 1
        if following >= len(words) or words[following][1] in _STOPS:
            continue
        waiting += [(n, following) for n in node.follow(*words[following])]
        if node.joined and _JOINT.fullmatch(text, tokens[last][2], tokens[following][1]):
            waiting += [(n, following) for n in node.joined.follow(*words[following])]
        if node.gap:
            for k in range(following, min(following + 4, len(words))):
                if words[k][1] in _STOPS:
                    break
                waiting += [(n, k) for n in node.gap.follow(*words[k])]


_JOINT = re.compile(r"\s?[/@&+‐‑–—−-]\s?")
_STOPS = frozenset(".;:!?")


def _settled(hits: list[Hit]) -> list[Hit]:
    """Drop what an exception touches, and of overlapping hits the shorter."""
    masks = [h for h in hits if h.mask]
    out: list[Hit] = []
    for hit in sorted((h for h in hits if not h.mask), key=lambda h: (h.start, -h.end)):
        if any(m.start < hit.end and hit.start < m.end for m in masks) or (out and hit.end <= out[-1].end):
            continue
        out.append(hit)
    return out


def _sodium_oxides(text: str) -> Iterable[tuple[int, int]]:
    """Yield the places of compositions of layered, tunnel and spinel oxides of sodium."""
    for mention in formulas(_VARIABLE.sub(lambda m: m[0].lower(), text)):
        if _is_cathode_oxide(mention.formula):
            yield mention.start, mention.end


_VARIABLE = re.compile(r"(?<=[\d\-–−+])[XYZ](?=[A-Z)\]])|(?<=Na)X(?=[A-Z\[(])")


def _is_cathode_oxide(formula: Formula) -> bool:
    """Tell NaxTMO2 and its kin (Na4Mn9O18, Na2Mn3O7, Na3Ni2SbO6) from vanadates, phosphates and cyanides."""
    if not formula.parts:
        return False
    amounts = formula.parts[0].amounts
    if {"P", "Si", "S", "C", "N", "H", "Cl"} & set(amounts) or "O" not in amounts:
        return False
    known = {s: a for s, a in amounts.items() if isinstance(a, Fraction)}
    if "O" not in known:
        return True
    oxygen = known["O"] + known.get("F", Fraction(0))
    if len(known) < len(amounts):
        return Fraction(3, 2) <= oxygen <= Fraction(5, 2) or {"O", "F"} | {"Na"} >= set(amounts) - set(known)
    cations = sum((a for s, a in known.items() if s not in {"O", "F"}), Fraction(0))
    metals = cations - known.get("Na", Fraction(0))
    return Fraction(2, 3) <= cations / oxygen <= Fraction(5, 4) and (
        oxygen / metals <= Fraction(12, 5) or cations / oxygen >= Fraction(9, 10)
    )
