"""No text of a PDF, of its name or of a reviewer runs as a formula where a spreadsheet opens what we write."""

import csv
import io

import pytest

from pipeline.audit import report
from pipeline.ingest import Failure
from pipeline.outputs import failures_csv
from pipeline.reconcile import verdicts
from pipeline.reconcile.cell_verdict import CellVerdict
from pipeline.records import write_records
from tests.support.records import evidence, record

FORMULA = '=HYPERLINK("x";"y")'


def hostile_verdict():
    names = dict.fromkeys(("document", "table", "column", "table_value", "other_value", "other_text", "reason"), FORMULA)
    return CellVerdict(**names, row=1, verdict="silent", other_page=1)


def records_csv(folder):
    more = {"composition": FORMULA, "labels": (FORMULA,), "reason": FORMULA, "proposal": FORMULA}
    write_records([record(1, FORMULA, evidence=(evidence(FORMULA, text=FORMULA),), **more)], folder)
    return (folder / "records.csv").read_text("utf-8")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t="])
def test_a_file_name_in_the_list_of_failures(start):
    path = f"{start}{FORMULA[1:]}.pdf"
    (line,) = csv.DictReader(io.StringIO(failures_csv([Failure(path, "open", path)])))
    assert (line["path"], line["error"][0]) == (f"'{path}", "'")


def test_verdicts():
    assert formulas(verdicts.to_csv([hostile_verdict()])) == []


def test_records(tmp_path):
    assert formulas(records_csv(tmp_path)) == []


def test_errors_of_an_audit():
    from pipeline.audit.compare import Mismatch
    from pipeline.audit.run import Error
    from pipeline.audit.values import Claim

    claim = Claim(FORMULA, "retention", FORMULA, (FORMULA,), "target", {"percent": 1}, text=FORMULA)
    error = Error(Mismatch(FORMULA, "retention", None, claim), "linking", FORMULA)
    assert formulas(report.errors_csv([error])) == []


def formulas(text):
    """Return the cells that a spreadsheet would run."""
    return [
        cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.lstrip()[:1] in tuple("=+@") or cell[:2] == "-="
    ]
