"""The phrases that say what a number is, found in a sentence by ChemDataExtractor2's parse language.

In: tokens; out: `Phrase`s (meaning, first and last token). The phrases are data, ``phrases.tsv``: every row becomes an
expression of that language, and an index over their first two words keeps it fast. Method: ChemDataExtractor2's elements; the
rows are our own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

from pipeline.grammar.bootstrap import load
from pipeline.grammar.lexer import Token

load()

from chemdataextractor.parse.elements import And, Optional, ParseException, Regex, Tag  # noqa: E402


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens ``first`` to ``last`` (inclusive) mean ``meaning``."""

    meaning: str
    first: int
    last: int


def phrases(tokens: Sequence[Token]) -> tuple[Phrase, ...]:
    """Return the phrases of a sentence in order; of those that begin at one token and mean the same, the longest."""
    index = _grammar()
    out: list[Phrase] = []
    for i, token in enumerate(tokens):
        entries = (*index.get(token.norm, ()), *index.get(f"<{token.tag}>", ()))
        if not entries:
            continue
        after_it = (tokens[i + 1].norm, f"<{tokens[i + 1].tag}>") if i + 1 < len(tokens) else ()
        best: dict[str, int] = {}
        for meaning, element, seconds in entries:
            if seconds is not None and seconds.isdisjoint(after_it):
                continue
            try:
                _, after = element.parse(tokens, i, actions=False)
            except ParseException:
                continue
            best[meaning] = max(best.get(meaning, i), after - 1)
        out += [Phrase(meaning, i, last) for meaning, last in best.items()]
    return _longest(out)


def _longest(found: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """Drop a phrase inside a longer one of the same family: "rate performance" rules out "performance"."""
    return tuple(
        p
        for p in found
        if not any(
            q is not p
            and _FAMILY.get(q.meaning, q.meaning) == _FAMILY.get(p.meaning, p.meaning)
            and q.first <= p.first
            and q.last >= p.last
            and q.last - q.first > p.last - p.first
            for q in found
        )
    )


_FAMILY = dict.fromkeys(
    (
        "RETENTION",
        "RETAIN",
        "STABILITY",
        "FADE",
        "FALL",
        "RATE_BASIS",
        "EFFICIENCY",
        "OTHER_RETENTION",
        "OTHER",
        "IRREVERSIBLE",
        "NO_SHARE",
        "MASS_LOADING",
    ),
    "percentage",
) | {"BOTH": "way", "DISCHARGE": "way", "CHARGE": "way", "NOTHING": "side", "COMPARED": "side"}


_Term: TypeAlias = tuple[tuple[str, ...], bool]
_Entry: TypeAlias = "tuple[str, Any, frozenset[str] | None]"
"""A meaning, the expression of its phrase, and what may stand second in it; None where one word may be all of it."""


@lru_cache(maxsize=1)
def _grammar() -> dict[str, tuple[_Entry, ...]]:
    """Return by first word (or tag) the phrases that may begin with it."""
    index: dict[str, list[_Entry]] = {}
    for line in files("pipeline.grammar").joinpath("phrases.tsv").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        meaning, phrase, _reason = line.split("\t")
        terms = _terms(phrase)
        element = And([_element(t) for t in terms]).streamline() if len(terms) > 1 else _element(terms[0])
        for first in _firsts(terms):
            index.setdefault(first, []).append((meaning, element, _seconds(terms, first)))
    return {word: tuple(elements) for word, elements in index.items()}


def _terms(phrase: str) -> list[_Term]:
    """Return (alternatives, may be missing) by term; a lone ``|`` or ``/`` is that mark."""
    out = []
    for term in phrase.split():
        optional = term.endswith("?") and len(term) > 1
        bare = term[:-1] if optional else term
        out.append(((bare,) if bare == "|" else tuple(bare.split("|")), optional))
    return out


def _element(term: _Term) -> Any:  # noqa: ANN401 - the library is untyped
    alternatives, optional = term
    tags = [a[1:-1] for a in alternatives if a.startswith("<")]
    words = [a for a in alternatives if not a.startswith("<")]
    element: Any = Regex(rf"^(?:{'|'.join(map(re.escape, words))})$") if words else None
    for tag in tags:
        element = Tag(tag) if element is None else element | Tag(tag)
    return Optional(element) if optional else element


def _firsts(terms: Sequence[_Term]) -> set[str]:
    """Return what a phrase may begin with."""
    out: set[str] = set()
    for alternatives, optional in terms:
        out |= set(alternatives)
        if not optional:
            break
    return out


def _seconds(terms: Sequence[_Term], first: str) -> frozenset[str] | None:
    """Return what may follow ``first`` in a phrase that begins with it, or None where nothing needs to."""
    out: set[str] = set()
    for i, (alternatives, optional) in enumerate(terms):
        if first in alternatives:
            rest = terms[i + 1 :]
            if all(may_be_missing for _, may_be_missing in rest):
                return None
            out |= _firsts(rest)
        if not optional:
            break
    return frozenset(out)
