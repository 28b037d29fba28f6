"""The words that names of journals are made of, kept in ``journal_words.tsv`` beside this file.

In: nothing; out: two sets of words in lower case. Method: own.
"""

from __future__ import annotations

from importlib.resources import files


def _words() -> dict[str, str]:
    lines = files("pipeline.pdf.references").joinpath("journal_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {word: kind for word, kind, *_ in rows[1:]}


_KINDS = _words()

JOURNAL_WORDS = frozenset(_KINDS)
"""Words, whole or abbreviated as ISO 4 does, that names of journals in chemistry, physics and materials are made of."""
WHOLE_WORDS = frozenset(word for word, kind in _KINDS.items() if kind == "whole")
"""Those of them that also end sentences: a full stop after one is no sign of an abbreviation."""
