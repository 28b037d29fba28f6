"""The audit as a whole: annotations and the files of a run in, `Audit` out, and its files written.

In: places of annotations, the folder of a run; out: ``audit.json``, ``audit.html`` and ``errors.csv``, and the `Audit`. The same
annotations and the same run give the same files, byte by byte. Method: own.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.audit import entities
from pipeline.audit.agreement import Agreement, agreement_on_facts, agreement_on_texts
from pipeline.audit.causes import cause_of, read_pages
from pipeline.audit.claims import claims_of, parse_lines
from pipeline.audit.compare import Comparison, Counts, Mismatch, compare
from pipeline.audit.folder import read_annotations
from pipeline.audit.intervals import CONFIDENCE, RESAMPLES, SEED, intervals, total
from pipeline.audit.regression import THRESHOLD, Change, changes
from pipeline.audit.values import CAUSES, FIELDS, LEVELS, Annotations, Cause, Claim, Gold, Marked, Problem
from pipeline.ingest import shown
from pipeline.language.entities import LABELS

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Score:
    """The counts of one measure by document. ``field`` is set where only one field is compared, else ``measure`` says how."""

    of: str
    name: str
    measure: str
    documents: Mapping[str, Counts]
    field: str | None = None

    @property
    def counts(self) -> Counts:
        """The sum over the documents."""
        return total(self.documents)


@dataclass(frozen=True, slots=True)
class Error:
    """One error with its cause."""

    mismatch: Mismatch
    cause: Cause
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found. ``of`` is what the errors are of: records, or facts where a run has no records."""

    of: str
    source: str
    scores: tuple[Score, ...]
    errors: tuple[Error, ...]
    agreement: tuple[Agreement, ...]
    changes: tuple[Change, ...] = ()
    against: str | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    annotations_sha256: str = ""

    @property
    def regressions(self) -> tuple[Change, ...]:
        """What has become worse by more than the threshold."""
        return tuple(c for c in self.changes if c.regression)

    @property
    def causes(self) -> dict[Cause, int]:
        """How many errors each cause has."""
        found = Counter(e.cause for e in self.errors)
        return {c: found[c] for c in CAUSES}


def audit(
    annotations: Sequence[Path | str],
    out: Path,
    records: Path | None = None,
    against: Path | None = None,
    threshold: float = THRESHOLD,
    strict: bool = False,
    annotator: str | None = None,
) -> Audit:
    """Compare the run in the folder ``out`` with annotations and write the audit's files there.

    ``records`` defaults to the run's ``records.jsonl``, else its ``facts.jsonl``; ``against`` to the ``audit.json`` in ``out``.
    ``annotator`` names whose annotations count where several annotated the same; by default the one with the most.
    Raises FileNotFoundError for a place that does not exist, ValueError (naming the file) for records or a last audit that
    cannot be read, OSError for a folder that cannot be written. A bad annotation raises nothing: it is in ``problems``.
    """
    from pipeline.audit import report

    path = records or next((out / n for n in ("records.jsonl", "facts.jsonl") if (out / n).is_file()), out / "records.jsonl")
    if not path.is_file():
        raise FileNotFoundError(2, "is not there: run the pipeline first, or name the file with --records", str(path))
    before = against or (out / "audit.json" if (out / "audit.json").is_file() else None)
    earlier = _scores_of(before) if before else None
    found = read_annotations(annotations)
    result = measure(found, path, annotator)
    if before and earlier is not None:
        fallen = tuple(changes([report.score_as_json(s) for s in result.scores], earlier["scores"], threshold, strict))
        notes = list(result.notes)
        if earlier.get("annotations_sha256") != result.annotations_sha256:
            notes.append("the annotations are not those of the last audit: a change of scores may come from them")
        result = replace(result, changes=fallen, against=shown(before), notes=tuple(notes))
    report.write(result, out)
    return result


def measure(annotations: Annotations, path: Path, annotator: str | None = None) -> Audit:
    """Compare the claims of a file with annotations; what the run kept beside the file helps to find causes."""
    entries = parse_lines(path)
    of = "records" if any("record_id" in e for e in entries) else "facts"
    golds, notes = _chosen(annotations.golds, annotator)
    claims = _by_document(claims_of(entries))
    beside = path.with_name("facts.jsonl")
    facts = _by_document(claims_of(parse_lines(beside))) if of == "records" and beside.is_file() else None
    scored, unread = _in_run(golds, claims, path.parent)
    if unread:
        notes.append(f"annotated but not in the run: {', '.join(unread)}")
    if without := sorted(claims.keys() - {_name(g, claims) for g in scored}):
        notes.append(f"in the run but not annotated: {len(without)} document{'s' if len(without) > 1 else ''}")
    results = {g.document: compare(g, claims.get(_name(g, claims), [])) for g in scored}
    scores = _scores(of, results)
    errors: list[Error] = []
    of_facts: dict[str, Comparison] = {}
    if facts is not None:
        of_facts = {g.document: compare(g, facts.get(_name(g, facts), [])) for g in scored}
        scores += _scores("facts", of_facts)
    for gold in scored:
        pages = read_pages(path.parent / "documents", _name(gold, claims))
        known = facts.get(_name(gold, facts), []) if facts is not None else None
        late = {id(u) for u, c in of_facts[gold.document].couples if u and c} if of_facts else set()
        late -= {id(m.unit) for m in of_facts[gold.document].mismatches if m.unit} if of_facts else set()
        for mismatch in results[gold.document].mismatches:
            cause, reason = cause_of(mismatch, pages, known, id(mismatch.unit) in late)
            errors.append(Error(mismatch, cause, reason))
    marked, more = _marked_scores(annotations, annotator)
    agreement = (*agreement_on_facts(annotations.golds), *agreement_on_texts(annotations.marked))
    return Audit(
        of,
        shown(path),
        (*scores, *marked),
        tuple(sorted(errors, key=_error_order)),
        agreement,
        problems=annotations.problems,
        notes=(*notes, *more),
        annotations_sha256=_fingerprint(annotations),
    )


def _scores_of(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(data["scores"], list) or not all(isinstance(s, dict) for s in data["scores"]):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{shown(path)}: is no audit.json: name another with --against, or move it away") from None
    return dict(data)


def _chosen(golds: Sequence[Gold], annotator: str | None) -> tuple[list[Gold], list[str]]:
    """Return one annotation of each document: the named annotator's, else a complete one, of the annotator with the most."""
    by_document: dict[str, dict[str, Gold]] = defaultdict(dict)
    for gold in golds:
        by_document[gold.document][gold.annotator] = gold
    many = Counter(g.annotator for g in golds)
    ranked = sorted(many, key=lambda a: (a != annotator, -many[a], a))
    kept = [
        min(found.values(), key=lambda g: (g.annotator != annotator, not g.complete, ranked.index(g.annotator)))
        for _, found in sorted(by_document.items())
    ]
    several = sum(len(found) > 1 for found in by_document.values())
    have = "document has" if several == 1 else "documents have"
    notes = [f"{several} {have} several annotators: that of {ranked[0]!r} is compared"] if several else []
    if partial := sum(not g.complete for g in kept):
        notes.append(f"{partial} annotation{'s' if partial > 1 else ''} made of decisions: only what was decided is scored")
    return kept, notes


def _marked_scores(annotations: Annotations, annotator: str | None) -> tuple[list[Score], list[str]]:
    """Return the scores of the entity recogniser on the marked texts, and notes."""
    if not annotations.marked:
        return [], []
    many = Counter(m.annotator for m in annotations.marked)
    ranked = sorted(many, key=lambda a: (a != annotator, -many[a], a))
    first: dict[tuple[str, str], Marked] = {}
    for one in sorted(annotations.marked, key=lambda m: (ranked.index(m.annotator), m.document, m.text)):
        first.setdefault((one.document, one.text), one)
    kept = sorted(first.values(), key=lambda m: (m.document, m.text))
    by_key = entities.score_entities(kept, entities.mentions_of([m.text for m in kept]))
    order = {(label, measure): i for i, label in enumerate(("all", *LABELS)) for measure in entities.MEASURES}
    ranks = sorted(by_key, key=order.__getitem__)
    scores = [Score("entities", *key, by_key[key]) for key in ranks]
    unknown = entities.unknown_labels(kept)
    return scores, [f"labels that are none of ours, left out: {', '.join(unknown)}"] if unknown else []


def _in_run(golds: Sequence[Gold], claims: Mapping[str, Any], folder: Path) -> tuple[list[Gold], list[str]]:
    """Part the annotated documents that the run has read from those it has not; without ``run.json`` all of them count."""
    try:
        listed = json.loads((folder / "run.json").read_text(encoding="utf-8"))["documents"]
        names = {d["document"] for d in listed}
    except (OSError, ValueError, KeyError, TypeError):
        return list(golds), []
    there = [g for g in golds if _name(g, claims) in claims or g.document in names]
    return there, [g.document for g in golds if g not in there]


def _name(gold: Gold, claims: Mapping[str, Any]) -> str:
    """Return the name a document has in the run: that of the annotation, else its DOI with ``-`` for ``/``."""
    by_doi = (gold.doi or "").replace("/", "-")
    return by_doi if gold.document not in claims and by_doi in claims else gold.document


def _by_document(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    out: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        out[claim.document].append(claim)
    return dict(out)


def _scores(of: str, results: Mapping[str, Comparison]) -> list[Score]:
    out = []
    for name, fields in FIELDS.items():
        for level in LEVELS:
            documents = {d: r.levels[name, level] for d, r in results.items() if (name, level) in r.levels}
            out.append(Score(of, name, level, documents))
        keys = ("composition", "label", "role") if name == "material" else ("material", *(f.name for f in fields))
        for key in keys:
            documents = {d: r.fields[name, key] for d, r in results.items() if (name, key) in r.fields}
            out.append(Score(of, name, "field", documents, key))
    return [s for s in out if s.counts != Counts()]


def _error_order(error: Error) -> tuple[int, str, int, str, str]:
    m = error.mismatch
    claim = json.dumps(dict(m.claim.values), sort_keys=True, default=str) if m.claim else ""
    unit = json.dumps(dict(m.unit.values), sort_keys=True, default=str) if m.unit else ""
    return CAUSES.index(error.cause), m.document, list(FIELDS).index(m.name), unit, claim


def _fingerprint(annotations: Annotations) -> str:
    """Return what changes when an annotation does, wherever the files stand."""
    texts = sorted(repr((g.document, g.annotator, g.kind, g.materials, g.units, g.complete)) for g in annotations.golds)
    texts += sorted(repr((m.document, m.annotator, m.text, m.spans)) for m in annotations.marked)
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


__all__ = ["CONFIDENCE", "RESAMPLES", "SEED", "Audit", "Error", "Score", "audit", "intervals", "measure"]
