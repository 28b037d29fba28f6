from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import bulletin
from pipeline.audit import history
from pipeline.audit.compare import Counts
from pipeline.audit.history import Point
from pipeline.audit.run import Audit, Score
from pipeline.ingest import Failure

HEAD = (
    "document,table,row,page,cathode_material,phase,voltage_range_V,phase_transition,retention_pristine_pct,"
    "retention_modified_pct,retention_pct,cycles,rate,reference,extra\n"
)


def test_counts_are_a_table_of_words_and_numbers():
    run = {"counts": {"files": 3, "documents": 2, "facts": 7}, "changes": {"new": 1, "waiting": 1, "unchanged": 1}}
    assert bulletin.counts(run) == [
        {"what": "documents new", "count": 1},
        {"what": "documents still being written", "count": 1},
        {"what": "documents unchanged", "count": 1},
        {"what": "files in the corpora", "count": 3},
        {"what": "documents read", "count": 2},
        {"what": "facts", "count": 7},
    ]


def test_failures_are_a_table_that_ends():
    rows = bulletin.failures([Failure(f"{i}.pdf", "read", "no\ntext  layer") for i in range(203)])
    assert rows[0] == {"file": "0.pdf", "stage": "read", "error": "no text layer"}
    assert len(rows) == 201
    assert rows[-1]["error"] == "and 3 more in failures.csv"


def test_table_1_is_markdown_with_the_columns_that_hold_anything(tmp_path):
    (tmp_path / "table1.csv").write_text(
        HEAD + "a,1,1,2,NaMnO2,P2,2.0–4.0,,,,85,200,1 C,12,\n" + "a,1,2,2,NaNiO2,O3,,,,,,,,13,\n" + "b,2,1,5,NaFeO2,,,,,,,,,,\n",
        "utf-8",
    )
    assert bulletin.table1(tmp_path).splitlines() == [
        "3 rows:",
        "",
        "**a, Table 1**",
        "",
        "| row | page | cathode material | phase | voltage range V | retention pct | cycles | rate | reference |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        "| 1 | 2 | NaMnO2 | P2 | 2.0–4.0 | 85 | 200 | 1 C | 12 |",
        "| 2 | 2 | NaNiO2 | O3 |  |  |  |  | 13 |",
        "",
        "**b, Table 2**",
        "",
        "| row | page | cathode material |",
        "| --- | --- | --- |",
        "| 1 | 5 | NaFeO2 |",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", "a \\| b"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert\\(1\\)&gt;"),
        ("[click](javascript:x)", "\\[click\\]\\(javascript\\:x\\)"),
        ("two\nlines\x1b[2J", "two lines \\[2J"),
        ("Na_{0.5}*", "Na\\_\\{0.5\\}\\*"),
        ("x" * 200, "x" * 159 + "…"),
        ("AT&T", "AT&amp;T"),
    ],
)
def test_text_from_a_pdf_is_only_text(text, shown):
    assert bulletin.escaped(text) == shown


def test_what_changed_is_a_list(tmp_path):
    run = {"changes": {"paths": {"new": ["a_b.pdf"], "gone": [], "waiting": ["c.pdf"]}}}
    assert bulletin.changes(run).splitlines() == [
        "**new** (1)",
        "",
        "- a\\_b.pdf",
        "",
        "**still being written** (1)",
        "",
        "- c.pdf",
    ]
    assert bulletin.changes({"changes": {"paths": {"new": []}}}) == ""


def test_contradictions_are_sentences(tmp_path):
    assert bulletin.contradictions(tmp_path) == set()
    (tmp_path / "verdicts.csv").write_text(
        "document,table,row,column,table_value,verdict,other_value,other_page,other_text,reason\n"
        "r,1,4,retention_pct,84.7,contradicted,87.4%,2,it kept 87.4%,the same cycles\n"
        "r,1,5,cycles,100,confirmed,,,,\n"
        "r,1,6,cathode_material,NaMnO,implausible,,,,an oxygen is missing\n",
        "utf-8",
    )
    assert bulletin.contradictions(tmp_path) == {
        "r, Table 1, row 4, retention_pct: 84.7 is contradicted; 87.4% on page 2 (the same cycles)",
        "r, Table 1, row 6, cathode_material: NaMnO is implausible (an oxygen is missing)",
    }


def audit_of(right, false, missed):
    scores = (
        Score("records", "phase", "full", {"a": Counts(right, false, missed)}),
        Score("records", "phase", "value", {"a": Counts(9, 0, 0)}),
        Score("facts", "phase", "full", {"a": Counts(1, 1, 1)}),
    )
    return Audit("records", "records.jsonl", scores, (), ())


def test_accuracy_is_remembered_line_by_line(tmp_path):
    first = datetime(2024, 5, 1, 6, 0, tzinfo=UTC)
    history.remember(audit_of(3, 1, 1), tmp_path, first)
    points = history.remember(audit_of(4, 0, 1), tmp_path, first.replace(day=2))
    assert (tmp_path / "audit-history.csv").read_text("utf-8") == (
        "when,of,property,right,false,missed,precision,recall,f1\n"
        "2024-05-01T06:00:00+00:00,records,phase,3,1,1,0.75,0.75,0.75\n"
        "2024-05-02T06:00:00+00:00,records,phase,4,0,1,1,0.8,0.8889\n"
    )
    assert [p.f1 for p in history.recall(tmp_path)] == [0.75, 0.8889]
    assert bulletin.accuracy(points).splitlines()[2:] == [
        "| when \\(UTC\\) | phase |",
        "| --- | --- |",
        "| 2024-05-02 06\\:00 | 0.889 |",
        "| 2024-05-01 06\\:00 | 0.750 |",
    ]
    assert [p.name for p in tmp_path.iterdir()] == ["audit-history.csv"]


def test_lines_of_the_history_that_cannot_be_read_are_passed_over(tmp_path):
    (tmp_path / "audit-history.csv").write_text(
        "when,of,property,right,false,missed,precision,recall,f1\nx,y\n,,,,,,,,\n", "utf-8"
    )
    assert history.recall(tmp_path) == []
    assert history.recall(Path(tmp_path / "none")) == []


def test_the_chart_draws_a_line_a_property_with_names_apart():
    points = [
        Point("2024-05-01T06:00:00+00:00", "records", "phase", 1, 0, 0, 1.0, 1.0, 1.0),
        Point("2024-05-01T06:00:00+00:00", "records", "<b>", 1, 0, 0, 1.0, 1.0, 0.99),
        Point("2024-05-02T06:00:00+00:00", "records", "phase", 1, 1, 0, 0.5, 1.0, 0.5),
        Point("2024-05-02T06:00:00+00:00", "records", "empty", 0, 0, 0, None, None, None),
    ]
    chart = history.chart(points)
    assert '<polyline points="48.0,16.0 570.0,148.0" fill="none" stroke="#0072b2"' in chart
    assert "&lt;b&gt; 0.99" in chart
    assert "<b>" not in chart
    assert "empty" not in chart
    assert history.chart([]).startswith("<svg ")
