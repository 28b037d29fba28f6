"""The candidate terms of a set of publications, and which publication has which.

In: publications; out: `Candidates`, a sparse matrix of publications by terms. Phrases are claimed longest first, each word by one
phrase: those of the thesaurus and of abbreviations defined in the texts, then authors' keywords that recur, then runs of up to
four words that occur often enough, hold together (normalised pointwise mutual information, Bouma 2009) and end in a noun, then
single nouns. What stands between two breaks plays the part of VOSviewer's noun phrase (van Eck and Waltman, ISSI Newsletter 7,
50, 2011) without a model of language. All steps run over flat arrays, so the cost is linear in the words (but for one sort).
Method: own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ..model import Publication
from . import tokens as tokenising
from .model import Settings
from .tables import DROPPED, thesaurus, words
from .tokens import Tokens

_LONGEST_KNOWN, _LONGEST_FREE = 6, 4
_COHESION = 0.15  # of a free phrase, at its weakest joint: 0 is chance, 1 never apart
_KEYWORD_RECURS = 2
_ODD = np.uint64(0x9E3779B97F4A7C15)
_HEADLINED = 0.1  # the share of a free term's mentions that stand in titles and keywords: less has a word of argument
_ADJECTIVE = re.compile(r"[a-z]+(?:ic|al|ive|ous|able|ible|ful|less|ed|ary|ing|.{3}i[sz]e)")
_FRAGMENT = re.compile(r"[A-Z][a-z]?[\dx.]+|[x(\[−\d].*|.*[(\[−]|PO4|SO4|CN")  # of a formula cut in two

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Candidates:
    """Terms by falling number of publications (then by label): ``matrix`` counts mentions, publications by terms (CSR).

    ``headline`` those in titles and keywords alone.
    """

    labels: tuple[str, ...]
    matrix: sparse.csr_matrix
    headline: sparse.csr_matrix
    minimum: int


def candidates(publications: Sequence[Publication], settings: Settings, own_thesaurus: Path | None = None) -> Candidates:
    """Return the candidate terms of ``publications`` that occur in enough of them, at most ``settings.maximum_candidates``."""
    text = tokenising.tokens(publications, abstracts=settings.abstracts, index_terms=settings.index_terms)
    minimum = settings.minimum_occurrences or max(3, round(math.sqrt(len(publications)) / 10))
    claims = _Claims(text)
    preferred = _known_phrases(text, own_thesaurus)
    for size in range(_LONGEST_KNOWN, 0, -1):
        claims.take(size, np.array(sorted(h for h, (length, _) in preferred.items() if length == size), dtype=np.uint64))
    for size in range(_LONGEST_KNOWN, 1, -1):
        claims.take(size, _recurring_keywords(claims, size))
    for size in range(_LONGEST_FREE, 1, -1):
        claims.take(size, _free_phrases(claims, size, minimum))
    claims.take(1, _nouns(claims, minimum))
    return _matrix(claims, preferred, len(publications), minimum, settings.maximum_candidates)


def _known_phrases(text: Tokens, own: Path | None) -> dict[int, tuple[int, str]]:
    """Return hash → (number of words, preferred label) for the thesaurus' variants and the abbreviations defined in the texts."""
    reader = tokenising.Reader()
    number = {form: i for i, form in enumerate(text.forms)}

    def forms(phrase: str) -> tuple[int, ...] | None:
        found = [number.get(reader.forms[w]) for w in reader.words(phrase)]
        return tuple(f for f in found if f is not None) if found and None not in found else None

    known: dict[int, tuple[int, str]] = {}
    for preferred, variants in thesaurus(own):
        for variant in (preferred, *variants) if preferred != DROPPED else variants:
            phrase = forms(variant)
            if phrase is not None and len(phrase) <= _LONGEST_KNOWN:
                known.setdefault(phrase_hash(phrase), (len(phrase), preferred))
    for short, long in text.abbreviations.items():
        meaning = known.get(phrase_hash(long))
        if phrase_hash((short,)) in known:
            continue
        label = meaning[1] if meaning else _label(text, long, [False] * len(long))
        known.setdefault(phrase_hash(long), (len(long), label))
        known.setdefault(phrase_hash((short,)), (1, label))
    return known


def phrase_hash(phrase: Iterable[int]) -> int:
    """Return the 64-bit hash of a phrase of form numbers; `_Claims.hashes` makes the same over arrays."""
    value = 0
    for word in phrase:
        value = ((value ^ (word + 1)) * int(_ODD)) & 0xFFFFFFFFFFFFFFFF
        value ^= value >> 29
    return value


class _Claims:
    """Which words of a text are claimed by which phrase.

    Phrases are 64-bit hashes: two in ten million collide once in 10^5 runs.
    """

    def __init__(self, text: Tokens) -> None:
        self.text = text
        self.free = text.word >= 0
        self.start: list[npt.NDArray[np.int64]] = []
        self.phrase: list[Hashes] = []
        self.size: list[int] = []

    def hashes(self, size: int, *, free: bool = True) -> tuple[npt.NDArray[np.int64], Hashes]:
        """Return the places where ``size`` words run on without a break (and, if wanted, unclaimed), and the hash of each run."""
        word = self.text.word
        if len(word) < size:
            return np.zeros(0, np.int64), np.zeros(0, np.uint64)
        open_ = self.free if free else word >= 0
        last = len(word) - size + 1
        good = open_[:last].copy()
        for step in range(1, size):
            good &= open_[step : last + step]
        place = np.flatnonzero(good)
        value = np.zeros(len(place), dtype=np.uint64)
        for step in range(size):
            value = (value ^ (word[place + step] + 1).astype(np.uint64)) * _ODD
            value ^= value >> np.uint64(29)
        return place, value

    def take(self, size: int, phrases: Hashes) -> None:
        """Claim the words of every free run whose hash is among ``phrases``.

        Where two overlap the commoner one wins, then the later.
        """
        if not len(phrases):
            return
        place, value = self.hashes(size)
        wanted = np.isin(value, phrases)
        place, value = place[wanted], value[wanted]
        _, inverse, counts = np.unique(value, return_inverse=True, return_counts=True)
        rank = counts[inverse]
        while len(place):
            won = np.ones(len(place), dtype=bool)
            overlap = np.diff(place) < size
            later = rank[1:] >= rank[:-1]
            won[:-1] &= ~(overlap & later)
            won[1:] &= ~(overlap & ~later)
            self.start.append(place[won])
            self.phrase.append(value[won])
            self.size.append(size)
            for step in range(size):
                self.free[place[won] + step] = False
            left = ~won
            for step in range(size):
                left &= self.free[place + step]
            place, value, rank = place[left], value[left], rank[left]


def _recurring_keywords(claims: _Claims, size: int) -> Hashes:
    """Return the hashes of whole keywords of ``size`` words that recur."""
    text = claims.text
    place, value = claims.hashes(size)
    inside = text.keyword[place]
    before, after = place - 1, place + size
    inside &= (before < 0) | (text.word[before] == tokenising.BREAK)
    inside &= (after >= len(text.word)) | (text.word[np.minimum(after, len(text.word) - 1)] == tokenising.BREAK)
    found, count = np.unique(value[inside], return_counts=True)
    recurring: Hashes = found[count >= _KEYWORD_RECURS]
    return recurring[_shapely(claims, place, value, recurring, size)]


def _free_phrases(claims: _Claims, size: int, minimum: int) -> Hashes:
    """Return the hashes of free runs of ``size`` words that may be terms.

    They occur often enough, hold together, stand in titles and are shaped like a noun phrase.
    """
    place, value = claims.hashes(size)
    found, first, count = np.unique(value, return_index=True, return_counts=True)
    often = count >= minimum
    found, first, count = found[often], place[first[often]], count[often]
    if not len(found):
        return found
    total = max(int((claims.text.word >= 0).sum()), 2)
    weakest = np.full(len(found), np.inf)
    share = count / total
    for left, right in {(1, size - 1), (size - 1, 1)}:
        head, tail = _counted(claims, left, first), _counted(claims, right, first + left)
        together = np.log(share * total / np.maximum(head, 1) * total / np.maximum(tail, 1)) / -np.log(share)
        weakest = np.minimum(weakest, together)
    found = found[weakest >= _COHESION]
    found = found[_headlined(claims, place, value, found)]
    return found[_shapely(claims, place, value, found, size)]


def _counted(claims: _Claims, size: int, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how often the run of ``size`` words at each of ``places`` occurs in the text, claimed or not."""
    place, value = claims.hashes(size, free=False)
    found, count = np.unique(value, return_counts=True)
    return count[np.searchsorted(found, value[np.searchsorted(place, places)])]


def _nouns(claims: _Claims, minimum: int) -> Hashes:
    place, value = claims.hashes(1)
    found, count = np.unique(value, return_counts=True)
    found = found[count >= minimum]
    found = found[_headlined(claims, place, value, found)]
    return found[_shapely(claims, place, value, found, 1)]


def _headlined(claims: _Claims, place: npt.NDArray[np.int64], value: Hashes, found: Hashes) -> npt.NDArray[np.bool_]:
    """Return which of the phrases ``found`` (sorted) stand in titles and keywords often enough to be of the subject."""
    if not len(found):
        return np.zeros(0, bool)
    number = np.minimum(np.searchsorted(found, value), len(found) - 1)
    mine = found[number] == value
    mentions = np.bincount(number[mine], minlength=len(found))
    above = np.bincount(number[mine], weights=claims.text.headline[place[mine]], minlength=len(found))
    return above >= _HEADLINED * mentions


def _shapely(claims: _Claims, place: npt.NDArray[np.int64], value: Hashes, found: Hashes, size: int) -> npt.NDArray[np.bool_]:
    """Return which of the phrases ``found`` (sorted) may be terms, by their last word and, if single, by the word itself."""
    order = np.argsort(value, kind="stable")
    where = place[order[np.searchsorted(value, found, sorter=order)]] if len(found) else np.zeros(0, np.int64)
    table, forms, word = words(), claims.text.forms, claims.text.word
    good = np.zeros(len(found), dtype=bool)
    for number, start in enumerate(where):
        phrase = [forms[w] for w in word[start : start + size]]
        last = phrase[-1]
        good[number] = _ends_a_term(last, table.last, table.nouns) and (
            phrase[0] not in table.first and any(p not in table.alone and len(p) > 1 for p in phrase)
            if size > 1
            else _stands_alone(last, claims.text.display[word[start]], table.alone)
        )
    return good


def _ends_a_term(word: str, last: frozenset[str], nouns: frozenset[str]) -> bool:
    if word in nouns:
        return True
    return not (word in last or len(word) < 2 or (len(word) > 4 and _ADJECTIVE.fullmatch(word)))


def _stands_alone(word: str, written: str, alone: frozenset[str]) -> bool:
    return word not in alone and len(word) > 2 and any(c.isalpha() for c in word) and not _FRAGMENT.fullmatch(written)


def _matrix(claims: _Claims, preferred: dict[int, tuple[int, str]], publications: int, minimum: int, maximum: int) -> Candidates:
    """Return the claimed phrases as columns: variants under their preferred term, the rest under their own."""
    text = claims.text
    empty = sparse.csr_matrix((publications, 0))
    if not claims.start:
        return Candidates((), empty, empty, minimum)
    start = np.concatenate(claims.start)
    size = np.repeat(claims.size, [len(s) for s in claims.start])
    found, first, inverse = np.unique(np.concatenate(claims.phrase), return_index=True, return_inverse=True)
    labels: list[str] = []
    for value, place in zip(found.tolist(), first):
        known = preferred.get(value)
        begin, length = start[place], size[place]
        labels.append(known[1] if known else _label(text, text.word[begin : begin + length].tolist(), []))
    hyphens = _hyphens(text, start, size, inverse, len(found))
    for number, (value, place) in enumerate(zip(found.tolist(), first)):
        if value not in preferred and size[place] > 1:
            begin, length = start[place], size[place]
            labels[number] = _label(text, text.word[begin : begin + length].tolist(), hyphens[number, 1:length].tolist())
    names = sorted(set(labels) - {DROPPED})
    column_of = {name: column for column, name in enumerate(names)}
    column = np.array([column_of.get(label, -1) for label in labels], dtype=np.int64)[inverse]
    kept = column >= 0
    shape = (publications, len(names))
    entries = (np.ones(int(kept.sum())), (text.publication[start[kept]], column[kept]))
    counts = sparse.coo_matrix(entries, shape=shape).tocsr()
    above = kept & text.headline[start]
    headline = sparse.coo_matrix(
        (np.ones(int(above.sum())), (text.publication[start[above]], column[above])), shape=shape
    ).tocsr()
    documents = np.bincount(counts.indices, minlength=len(names))
    chosen = [c for c in np.argsort(-documents, kind="stable") if documents[c] >= minimum][:maximum]
    return Candidates(tuple(names[c] for c in chosen), counts[:, chosen], headline[:, chosen], minimum)


def _hyphens(
    text: Tokens, start: npt.NDArray[np.int64], size: npt.NDArray[np.int64], inverse: npt.NDArray[np.int64], phrases: int
) -> npt.NDArray[np.bool_]:
    """Return, per phrase and word of it, whether a hyphen mostly joins the word to the one before."""
    joined = np.zeros((phrases, _LONGEST_KNOWN), dtype=bool)
    for step in range(1, _LONGEST_KNOWN):
        long = size > step
        seen = np.bincount(inverse[long], minlength=phrases)
        with_hyphen = np.bincount(inverse[long], weights=text.hyphen[start[long] + step], minlength=phrases)
        joined[:, step] = (seen > 0) & (with_hyphen * 2 > seen)
    return joined


def _label(text: Tokens, phrase: Sequence[int], hyphens: Sequence[bool]) -> str:
    label = text.display[phrase[0]]
    for place, word in enumerate(phrase[1:]):
        label += ("-" if place < len(hyphens) and hyphens[place] else " ") + text.display[word]
    return label
