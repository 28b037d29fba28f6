"""Words of this literature: what a rule or a model sees as one piece.

In: a text without markup. Out: places of tokens, and the spaCy tokenizer made of them. Numbers, units, range dashes, percent
signs, phases and slashes stand alone (``68.2%/81.2%``, ``2.2–4.4V``, ``P2/O3``), a composition is one token however long, an
abbreviation keeps its stop. Method: own; spaCy's default glues ranges and units and breaks formulas (see the tests).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from pipeline.language.compositions import compositions
from pipeline.language.letters import fold


def tokens(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every token of ``text``; blanks belong to none."""
    folded = fold(text)
    at = 0
    for start, end in (*compositions(folded), (len(folded), len(folded))):
        for match in _TOKEN.finditer(folded, at, start):
            yield match.span()
        if start < end:
            yield start, end
        at = end


class Tokenizer:
    """The spaCy tokenizer: ``Tokenizer(vocab)(text)`` is a Doc; it has no state of its own to save."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return ``text`` as a Doc whose text is ``text``."""
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for start, end in tokens(text):
            gap = text[at:start]
            if gap:
                if words and gap[0] == " ":
                    spaces[-1] = True
                    gap = gap[1:]
                if gap:
                    words.append(gap)
                    spaces.append(False)
            words.append(text[start:end])
            spaces.append(False)
            at = end
        if text[at:]:
            gap = text[at:]
            if words and gap[0] == " ":
                spaces[-1] = True
                gap = gap[1:]
            if gap:
                words.append(gap)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:  # noqa: ANN401 - the signature is spaCy's
        """Return nothing: there is nothing to save."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> Tokenizer:  # noqa: ANN401
        """Return itself."""
        return self

    def to_disk(self, _path: Path, **_: Any) -> None:  # noqa: ANN401
        """Write nothing."""

    def from_disk(self, _path: Path, **_: Any) -> Tokenizer:  # noqa: ANN401
        """Return itself."""
        return self


NAME = "intergrowth.Tokenizer.v1"


def _create() -> Callable[[Language], Tokenizer]:
    """Return what makes a tokenizer; spaCy's registry wants a maker of makers."""
    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers.register(NAME, func=_create)

_ALTERNATIVES: Iterable[str] = (
    r"(?:et al|i\.e|e\.g|a\.u|Fig|Figs|Eq|Eqs|Ref|Refs|vs|ca|cf|etc|approx|resp|No|Nos|Dr|Prof)\.(?![A-Za-z0-9])",
    r"[A-Z][a-z]?\d?\+(?:/[A-Z][a-z]?\d?\+?)+",  # a couple: Mn3+/Mn4+, Na+/Na
    r"(?:Na|Li|K)(?:\+/|/(?=(?:Na|Li|K)\+))(?:Na|Li|K)\+?",
    r"[A-Z][a-z]?\d?\+(?![\w])",  # an ion: Na+, Mn3+
    r"(?:OPP?|O|P|T)['\"]{0,3}\d['\"]{0,3}(?![A-Z0-9]|[a-z]{1,3}(?![a-z]))",  # a phase
    r"(?:mA ?h|mAh|Ah)(?![A-Za-z])",
    r"\d{1,3}(?:,\d{3})+(?![\d])|\d+(?:\.\d+)?(?:st|nd|rd|th)(?![a-z])|\d+(?:\.\d+)?",
    r"[A-Z][A-Za-z]*\d[A-Za-z0-9]*(?:[.]\d+)?(?:-\d+(?:\.\d+)?)*(?![A-Za-z])",  # a sample: NMT3, NaNM-0.02
    r"[A-Z][a-z]?[A-Z][A-Za-z]*(?:-\d+(?:\.\d+)?[A-Z]?(?![A-Za-z]))+",
    r"[^\W\d_]+",
    r"'s(?![a-z])|\.{3}|\S",
)
_TOKEN = re.compile("|".join(_ALTERNATIVES))
