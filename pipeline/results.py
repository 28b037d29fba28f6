"""What becomes of the documents of a run together: records, Table 1, verdicts and statistics.

In: the accounts of documents; out: ``records.*``, ``table1.*``, ``table1_from_prose.csv``, ``verdicts.csv``, ``questions.csv``
and ``statistics.*`` by the contract. Method: own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline import table1
from pipeline.model import Document, Fact, Record
from pipeline.reconcile import questions, statistics, verdicts
from pipeline.reconcile.accounts import survey as survey_document
from pipeline.reconcile.amend import amended
from pipeline.reconcile.cell_verdict import CellVerdict
from pipeline.reconcile.core import Reconciled, reconcile
from pipeline.reconcile.prose import rows_from_prose
from pipeline.reconcile.reviewed import Reviewed
from pipeline.reconcile.rows import rows
from pipeline.reconcile.values import account_from_json
from pipeline.records import write_records


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run's accounts came to: rows of Table 1 to show, counts for ``run.json``, and lines that a person should read."""

    rows: tuple[Any, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    said: tuple[str, ...] = ()


def survey(document: Document, supplement_of: str | None = None) -> tuple[list[Fact], Mapping[str, Any]]:
    """Return a document's facts and its account as JSON."""
    facts, account = survey_document(document)
    return facts, replace(account, supplement_of=supplement_of).as_json()


def reconcile_accounts(accounts: Iterable[Mapping[str, Any]]) -> Reconciled:
    """Reconcile accounts as JSON."""
    return reconcile(account_from_json(a) for a in accounts)


def finish(
    reconciled: Reconciled,
    records: Sequence[Record],
    documents: Collection[str],
    folder: Path,
    links: Mapping[str, str],
    decided: Sequence[Reviewed] = (),
) -> Finished:
    """Write the results about ``documents`` into ``folder``; ``links`` are the addresses of the PDFs. Raises OSError.

    ``records`` are those of the documents as they stand, with the decisions of reviewers, and ``decided`` these decisions:
    verdicts and the table from prose are made of what was read as the reviewers have it.
    """
    held = rows(records)
    if decided:
        reconciled = reconcile(amended(reconciled.accounts, decided))
    judged = [v for v in verdicts.verdicts(reconciled) if v.document in documents]
    from_prose = [r for r in rows_from_prose(reconciled) if r.document in documents]
    families = statistics.families(records)
    table1.write(held, folder, links)
    write_records(records, folder)
    (folder / "table1_from_prose.csv").write_text(table1.to_csv(from_prose), encoding="utf-8", newline="")
    (folder / "verdicts.csv").write_text(verdicts.to_csv(judged), encoding="utf-8", newline="")
    (folder / "questions.csv").write_text(questions.to_csv(questions.asked(reconciled, documents)), encoding="utf-8", newline="")
    (folder / "statistics.csv").write_text(statistics.to_csv(families), encoding="utf-8", newline="")
    statistics.draw(families, folder)
    return Finished(tuple(held), _counts(records, judged), tuple(_said(judged, families)))


def _counts(records: Iterable[Record], judged: Iterable[CellVerdict]) -> dict[str, int]:
    kept = list(records)
    by_verdict = Counter(r.verdict for r in kept)
    by_cell = Counter(v.verdict for v in judged)
    out = {"records": len(kept)}
    out |= {f"records_{name}": by_verdict[name] for name in ("agreed", "single", "conflict", "implausible", "missing")}
    return out | {f"cells_{name}": by_cell[name] for name in ("confirmed", "contradicted", "implausible", "silent")}


def _said(judged: Iterable[CellVerdict], families: Iterable[statistics.Family]) -> Iterable[str]:
    """Yield where a table disagrees with what else was found, then the statistics of its families."""
    for v in judged:
        if v.verdict in ("contradicted", "implausible"):
            other = f"; {v.other_value} on page {v.other_page}" if v.other_value else ""
            yield f"{v.document}, Table {v.table}, row {v.row}, {v.column}: {v.table_value} is {v.verdict}{other} ({v.reason})"
    for f in families:
        yield f"{f.document}, Table {f.table}, {f.statement}"
