"""Doubtful identities as a file: ``questions.csv``, what a person should decide because nothing was merged.

In: `Reconciled`; out: one line for each question: the documents that it is about, the two prints, and why they may be one; or the
citation that fits several works. Method: own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.reconcile.core import Reconciled
from pipeline.table1 import safe_cell

COLUMNS = ("documents", "one", "other", "reason")
"""The columns of ``questions.csv``; ``documents`` are parted by semicolons, ``one`` and ``other`` are empty for a citation."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the documents that print what it is about."""

    documents: tuple[str, ...]
    one: str
    other: str
    reason: str


def asked(reconciled: Reconciled, documents: Collection[str]) -> list[Asked]:
    """Return the questions that concern one of ``documents``, in the order of documents and prints."""
    printed: dict[tuple[str, str], set[str]] = {}
    for cluster in reconciled.clusters if reconciled.questions else ():
        for claim in cluster.claims:
            composition = claim.fact.subject.composition
            if composition is not None:
                printed.setdefault((cluster.work, composition), set()).add(claim.fact.evidence.document)
    out, mine = [], set(documents)
    for q in reconciled.questions:
        of = {q.document} if q.document else printed.get((q.work, q.one), set()) | printed.get((q.work, q.other), set())
        if of & mine:
            out.append(Asked(tuple(sorted(of)), q.one, q.other, q.reason))
    return sorted(out, key=lambda a: (a.documents, a.one, a.other, a.reason))


def to_csv(found: Iterable[Asked]) -> str:
    """Return ``questions.csv``: plain text, nothing a spreadsheet would run."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for a in found:
        lines.writerow([safe_cell(" ".join(c.split())) for c in ("; ".join(a.documents), a.one, a.other, a.reason)])
    return text.getvalue()
