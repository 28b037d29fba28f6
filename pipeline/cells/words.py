"""Lists of words that the readers of cells share, kept in ``words.tsv`` beside this file.

In: the kind of a list; out: its words. Method: own.
"""

from __future__ import annotations

from importlib.resources import files


def words(kind: str) -> frozenset[str]:
    """Return the words of a kind (``neutral``, ``no-abbreviation``, ``element``)."""
    lines = files("pipeline.cells").joinpath("words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return frozenset(word for name, word in rows if name == kind)
