"""One name for a journal that exports spell in many ways.

In: publications; out: a name each, or None. Names are one where the table `journals.tsv` says so, where they differ in case,
punctuation or an article only, or where records give them the same ISSN. Method: own.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from pipeline.trends.model import Publication

_TABLE = Path(__file__).with_name("journals.tsv")
_ISSN = re.compile(r"\b(\d{4})-?(\d{3}[\dXx])\b")
_WORD = re.compile(r"[^\W_]+")
_MINOR = frozenset({"the", "and"})


def journal_names(publications: Sequence[Publication]) -> list[str | None]:
    """Return the journal of each publication by one name: the table's, else the most frequent spelling not all in capitals."""
    table = _table()
    keys = [_key(p.journal) if p.journal else "" for p in publications]
    keys = [_key(table[k]) if k in table else k for k in keys]
    united = _united([(key, _issns(p)) for key, p in zip(keys, publications) if key])
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for key, publication in zip(keys, publications):
        if key and publication.journal:
            spellings[united[key]][table.get(key, publication.journal)] += 1
    known = set(table.values())
    names = {root: min(found, key=lambda s: (s not in known, s.isupper(), -found[s], s)) for root, found in spellings.items()}
    return [names[united[key]] if key else None for key in keys]


def _key(name: str) -> str:
    """Return a name as its words without case, punctuation, articles and "and"."""
    return " ".join(w for w in _WORD.findall(name.casefold()) if w not in _MINOR)


def _table() -> dict[str, str]:
    """Return the names of the table by the key of every spelling."""
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return {_key(spelling): row["name"] for row in rows for spelling in (row["name"], *row["also"].split("|"))}


def _issns(publication: Publication) -> list[str]:
    return [f"{a}-{b.upper()}" for a, b in _ISSN.findall(publication.identifiers.get("issn", ""))]


def _united(members: Sequence[tuple[str, list[str]]]) -> dict[str, str]:
    """Return for every key the key that stands for all that share an ISSN with it: the first in alphabetical order."""
    above: dict[str, str] = {}

    def root(item: str) -> str:
        while above.setdefault(item, item) != item:
            item = above[item]
        return item

    for key, issns in members:
        for issn in issns:
            a, b = sorted((root(key), root(f"issn {issn}")), key=lambda i: (i.startswith("issn "), i))
            above[b] = a
        root(key)
    return {key: root(key) for key, _ in members}
