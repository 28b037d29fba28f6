"""What has become worse since the last audit.

In: the scores of two ``audit.json``; out: a `Change` for every F1 that fell. A fall counts as a regression when it is larger than
a threshold and, where the papers that both audits have are enough to say so, when its interval (drawn over these papers) excludes
zero; ``strict`` leaves the interval aside. Only papers that both audits have are compared. Method: own, paired bootstrap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.audit.compare import Counts
from pipeline.audit.intervals import Interval, difference, total

THRESHOLD = 0.02


@dataclass(frozen=True, slots=True)
class Change:
    """An F1 that fell from ``before`` to ``now`` over the ``papers`` of both audits; ``interval`` is that of the difference."""

    of: str
    name: str
    measure: str
    before: float
    now: float
    papers: int
    interval: Interval | None
    regression: bool

    @property
    def drop(self) -> float:
        """How far it fell."""
        return self.before - self.now


def changes(
    now: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]], threshold: float = THRESHOLD, strict: bool = False
) -> list[Change]:
    """Return every F1 that fell, regressions first, the deepest first; scores of single fields are not compared.

    ``now`` and ``before`` are the ``scores`` of an ``audit.json``.
    """
    old = {_key(s): s for s in before}
    out = []
    for score in now:
        earlier = old.get(_key(score))
        if earlier is None or "field" in score:
            continue
        one, two = counts_by_document(score), counts_by_document(earlier)
        shared = sorted(one.keys() & two.keys())
        one, two = ({d: c[d] for d in shared} for c in (one, two))
        a, b = total(one).f1, total(two).f1
        if b is None:
            continue
        a = 0.0 if a is None else a
        if a < b:
            interval = difference(one, two)
            sure = strict or interval is None or interval[1] < 0
            out.append(
                Change(score["of"], score["property"], score["measure"], b, a, len(shared), interval, b - a > threshold and sure)
            )
    return sorted(out, key=lambda c: (not c.regression, -c.drop, c.of, c.name, c.measure))


def counts_by_document(score: Mapping[str, Any]) -> dict[str, Counts]:
    """Return the counts by document of one score of an ``audit.json``; raises ValueError where they are not counts."""
    documents = score.get("documents")
    if not isinstance(documents, Mapping):
        raise ValueError("a score without counts by document")
    return {str(d): Counts(*map(float, c)) for d, c in documents.items()}


def _key(score: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return str(score.get("of")), str(score.get("property")), str(score.get("measure")), str(score.get("field"))
