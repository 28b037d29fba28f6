"""The tables of terms: which words break a term, which are no term alone, which terms are one.

In: the tab-separated tables beside this file, each row with its reason, and a user's own thesaurus in the same form; out: frozen
values. Method: own; the thesaurus does what VOSviewer's thesaurus file does.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path

_HERE = Path(__file__).parent
DROPPED = "-"  # the preferred term of what is no term


@dataclass(frozen=True, slots=True)
class Words:
    """Kinds of words.

    ``breaks`` part terms, ``alone`` are no term alone, ``first`` begin and ``last`` end none, ``kept`` and ``nouns`` are
    exceptions from the rules on endings, ``names`` are written with a capital, ``prefixes`` are joined with what follows their
    hyphen.
    """

    breaks: frozenset[str]
    alone: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]
    kept: frozenset[str]
    nouns: frozenset[str]
    names: frozenset[str]
    prefixes: frozenset[str]
    spelling: dict[str, str]
    plurals: dict[str, str]


@cache
def words() -> Words:
    """Return the tables of words."""
    kinds: dict[str, set[str]] = {}
    for row in _rows(_HERE / "words.tsv", ("kind", "words", "reason")):
        kinds.setdefault(row["kind"], set()).update(row["words"].split())
    return Words(
        breaks=frozenset(kinds["break"]),
        alone=frozenset(kinds["alone"]),
        first=frozenset(kinds["first"]),
        last=frozenset(kinds["last"]),
        kept=frozenset(kinds["keep"]),
        nouns=frozenset(kinds["noun"]),
        names=frozenset(kinds["name"]),
        prefixes=frozenset(kinds["prefix"]),
        spelling={r["variant"]: r["spelling"] for r in _rows(_HERE / "spelling.tsv", ("variant", "spelling", "reason"))},
        plurals={r["plural"]: r["singular"] for r in _rows(_HERE / "plurals.tsv", ("plural", "singular", "reason"))},
    )


def thesaurus(own: Path | None = None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (preferred term, variants) pairs, those of the file ``own`` first; the preferred term ``-`` drops its variants.

    Raises ValueError, naming the file and line, when a table lacks a column or a row a variant.
    """
    rows = (_rows(own, ("preferred", "variants")) if own else []) + _rows(
        _HERE / "thesaurus.tsv", ("preferred", "variants", "reason")
    )
    return tuple((row["preferred"], tuple(v for v in row["variants"].split("|") if v)) for row in rows)


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path}: is not UTF-8 text") from None
    reader = csv.DictReader(StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [c for c in columns if c not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"{path}: line 1 lacks the column {missing[0]}; the columns are {', '.join(columns)}, parted by tabs")
    rows = []
    for row in reader:
        empty = [c for c in columns if not row[c]]
        if empty:
            raise ValueError(f"{path}: line {reader.line_num} has no {empty[0]}")
        rows.append(dict(row))
    return rows
