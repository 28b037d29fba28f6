"""The named-entity recogniser against marked texts: strict, exact, partial and type scores.

In: `Marked` texts of one annotator each; out: counts by label and measure for each document. ``strict`` wants label and place,
``exact`` the place, ``type`` the label and some overlap, and for ``partial`` an overlap is half right. Method: nervaluate (after
SemEval 2013, task 9.1), on the mentions of ``language.nlp``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.audit.compare import Counts
from pipeline.audit.spans import label_key
from pipeline.audit.values import Marked, Span
from pipeline.language.entities import LABELS

MEASURES = ("strict", "exact", "partial", "type")
_NERVALUATE = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}


def score_entities(marked: Sequence[Marked], found: Sequence[Sequence[Span]]) -> dict[tuple[str, str], dict[str, Counts]]:
    """Return counts by (label, measure) and document, ``all`` for the labels together; ``found`` are each text's mentions."""
    out: dict[tuple[str, str], dict[str, Counts]] = {}
    for one, spans in zip(marked, found, strict=True):
        for key, counts in _score(_known(one.spans), _known(spans)).items():
            documents = out.setdefault(key, {})
            documents[one.document] = documents.get(one.document, Counts()) + counts
    return out


def mentions_of(texts: Sequence[str]) -> list[list[Span]]:
    """Return the mentions that the shipped pipeline finds in each text."""
    from pipeline.language.nlp import annotate

    return [[Span(m.start, m.end, m.label) for m in mentions] for mentions in annotate(texts)]


def unknown_labels(marked: Iterable[Marked]) -> list[str]:
    """Return the labels of texts that are none of ours, sorted: they are left out of the scores."""
    return sorted({s.label for m in marked for s in m.spans if label_key(s.label) not in LABELS})


def _known(spans: Iterable[Span]) -> list[Span]:
    return sorted(Span(s.start, s.end, label_key(s.label)) for s in spans if label_key(s.label) in LABELS)


def _score(right: Sequence[Span], found: Sequence[Span]) -> dict[tuple[str, str], Counts]:
    """Score one text. nervaluate counts a place's end as part of it."""
    if not right and not found:
        return {}
    from nervaluate import Evaluator

    as_entities = [[[{"label": s.label, "start": s.start, "end": s.end - 1} for s in side]] for side in (right, found)]
    result: Mapping[str, Any] = Evaluator(*as_entities, tags=list(LABELS), loader="dict").evaluate()
    out = {("all", m): _counts(result["overall"][_NERVALUATE[m]]) for m in MEASURES}
    for label, scores in result["entities"].items():
        out |= {(label, m): _counts(scores[_NERVALUATE[m]]) for m in MEASURES}
    return out


def _counts(result: Any) -> Counts:  # noqa: ANN401 - nervaluate's own value
    right = result.correct + 0.5 * result.partial
    return Counts(right, result.actual - right, result.possible - right)
