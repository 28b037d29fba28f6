"""Decisions of reviewers in verdicts, Table 1 and the table from prose: a value accepted, corrected, rejected, or filled in."""

import csv
from dataclasses import replace

import pytest

from pipeline.reconcile.amend import amended
from pipeline.reconcile.core import reconcile
from pipeline.reconcile.prose import rows_from_prose
from pipeline.reconcile.reviewed import Reviewed
from pipeline.reconcile.rows import rows
from pipeline.reconcile.verdicts import verdicts
from pipeline.results import finish
from tests.reconcile.build import review, row, said

NMT = "Na0.85Ni0.34Mn0.33Ti0.33O2"
CELL, TEXT = "retention_modified_pct", "NMT retained 87.4% after 200 cycles at 1 C."


@pytest.fixture(scope="module")
def accounts():
    """A review whose row says 84.7 where its text says 87.4 of the same test."""
    test = {"percent": 87.4, "cycles": 200, "rate": "1 C", "basis": None}
    claims = [*row(1, NMT, 5, pristine=40.4, modified=84.7), said("retention", TEXT, composition=NMT, reference=5, **test)]
    return [review(*claims)]


@pytest.fixture(scope="module")
def found(accounts):
    """The records of the two values: of the row, and of the text."""
    records = reconcile(accounts).records
    held = {r.values["percent"]: r for r in records if r.property == "retention"}
    assert {p: r.verdict for p, r in held.items()} == {40.4: "single", 84.7: "conflict", 87.4: "conflict"}
    return {"row": held[84.7], "text": held[87.4], "material": next(r for r in records if r.property == "material")}


def accepted(record):
    return Reviewed(record, record, "accepted by Ada")


def rejected(record):
    return Reviewed(record, None, "rejected by Ada: reading")


def corrected(record, **values):
    subject = {n: values.pop(n) for n in ("composition", "reference") if n in values}
    printed = {CELL: f"{values['percent']:g}"} if CELL in record.printed and "percent" in values else dict(record.printed)
    if "composition" in subject and printed:
        printed = {"cathode_material": subject["composition"]}
    evidence = tuple(replace(e, extractor="review/Ada", confidence=1.0) for e in record.evidence)
    new = replace(
        record,
        record_id=f"{record.record_id}c",
        values={**record.values, **values},
        printed=printed,
        evidence=evidence,
        **subject,
    )
    return Reviewed(record, new, "corrected by Ada: document", frozenset({*values, *subject}))


def judged(accounts, *decisions):
    told = verdicts(reconcile(amended(accounts, decisions)))
    return {v.column: v for v in told}


def cell(accounts, *decisions):
    v = judged(accounts, *decisions)[CELL]
    return v.table_value, v.verdict, v.other_value, v.reason


def test_without_decisions_nothing_is_amended(accounts):
    assert amended(accounts, ()) == accounts
    assert cell(accounts) == ("84.7", "contradicted", "87.4% (200 cycles, 1 C)", "the same cycles and rate")


def test_what_was_accepted_is_judged_as_before_and_says_so(accounts, found):
    told = cell(accounts, accepted(found["row"]), accepted(found["text"]))
    reason = "the same cycles and rate; the other value was accepted by Ada; accepted by Ada"
    assert told == ("84.7", "contradicted", "87.4% (200 cycles, 1 C)", reason)


def test_a_cell_corrected_to_what_the_text_says_is_confirmed(accounts, found):
    told = cell(accounts, corrected(found["row"], percent=87.4))
    assert told == ("87.4", "confirmed", "87.4% (200 cycles, 1 C)", "corrected by Ada: document")


def test_what_the_text_says_stays_what_it_says_where_the_row_is_corrected(accounts, found):
    same = {"percent": 84.7, "cycles": 200, "rate": "1 C", "basis": None}
    claims = [*row(1, NMT, 5, modified=84.7), said("retention", "NMT kept 84.7%.", composition=NMT, reference=5, **same)]
    (record,) = [r for r in reconcile([review(*claims)]).records if r.property == "retention" and r.values.get("percent")]
    assert record.verdict == "agreed"
    told = cell([review(*claims)], corrected(record, percent=87.4))
    assert told[:3] == ("87.4", "contradicted", "84.7% (200 cycles, 1 C)")
    (prose,) = rows_from_prose(reconcile(amended([review(*claims)], [rejected(record)])))
    assert prose.text(CELL) == "", "a rejected record is rejected in all its places"


def test_a_correction_of_a_correction_is_what_counts(accounts, found):
    first = corrected(found["row"], percent=88.0)
    assert first.after is not None
    assert cell(accounts, first, corrected(first.after, percent=87.4))[:2] == ("87.4", "confirmed")


def test_a_text_whose_value_is_rejected_says_nothing(accounts, found):
    assert cell(accounts, rejected(found["text"])) == ("84.7", "silent", "", "")
    (prose,) = rows_from_prose(reconcile(amended(accounts, [rejected(found["text"])])))
    assert prose.text(CELL) == ""


def test_the_table_from_prose_has_a_corrected_value(accounts, found):
    (prose,) = rows_from_prose(reconcile(amended(accounts, [corrected(found["text"], percent=78.4)])))
    assert prose.text(CELL) == "78.4"


def test_a_rejected_cell_is_open_and_says_why(accounts, found):
    assert cell(accounts, rejected(found["row"])) == ("", "silent", "", "rejected by Ada: reading")


def test_a_rejected_material_leaves_the_rest_of_its_row(accounts, found):
    told = judged(accounts, rejected(found["material"]))
    assert (told["cathode_material"].table_value, told["cathode_material"].verdict) == ("", "silent")
    assert told["cathode_material"].reason == "rejected by Ada: reading"
    assert told[CELL].verdict == "contradicted"


def test_a_corrected_composition_is_that_of_its_whole_row(accounts, found):
    new = "Na0.85Ni0.34Mn0.33Sn0.33O2"
    told = judged(accounts, corrected(found["material"], composition=new))
    assert told["cathode_material"].table_value == new
    assert told[CELL].verdict == "silent", "what the text says is said of another material"
    both = reconcile(amended(accounts, [corrected(found["material"], composition=new)]))
    assert {r.composition for r in both.records if r.row == 1} == {new}


def test_an_open_cell_that_a_reviewer_fills_is_judged(accounts):
    (account,) = accounts
    claims = tuple(c for c in account.claims if CELL not in c.printed)
    empty = [replace(account, claims=claims)]
    (missing,) = [r for r in reconcile(empty).records if r.verdict == "missing"]
    filled = replace(missing, record_id="c" * 16, values={"percent": 87.4, "cycles": 200, "rate": "1 C", "basis": None})
    decision = Reviewed(missing, replace(filled, printed={CELL: "87.4"}), "corrected by Ada: table", frozenset({"percent"}))
    assert cell(empty, decision) == ("87.4", "confirmed", "87.4% (200 cycles, 1 C)", "corrected by Ada: table")


def test_decisions_are_in_all_files_of_the_next_run(accounts, found, tmp_path):
    decision = corrected(found["row"], percent=87.4)
    assert decision.after is not None
    reconciled = reconcile(accounts)
    records = [decision.after if r.record_id == found["row"].record_id else r for r in reconciled.records]
    done = finish(reconciled, records, ["review"], tmp_path, {}, [decision])
    assert (done.counts["cells_contradicted"], done.said[0].startswith("review, Table 1, P2/O3")) == (0, True)
    (table,) = csv.DictReader((tmp_path / "table1.csv").read_text("utf-8").splitlines())
    assert table[CELL] == "87.4"
    assert "corrected by Ada" in (tmp_path / "table1.html").read_text("utf-8")
    told = {v["column"]: v for v in csv.DictReader((tmp_path / "verdicts.csv").read_text("utf-8").splitlines())}
    assert (told[CELL]["verdict"], told[CELL]["reason"]) == ("confirmed", "corrected by Ada: document")


def test_a_row_whose_material_is_rejected_is_still_a_row_of_table_1(accounts, found):
    kept = [r for r in reconcile(accounts).records if r.record_id != found["material"].record_id]
    (only,) = rows(kept)
    assert (only.text("cathode_material"), only.text(CELL), only.page) == ("", "84.7", 9)
