"""Records as files: there and back, fixed columns, nothing that runs in a spreadsheet, no half file."""

import csv
import json

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import records as module
from pipeline.model import Evidence, Record
from pipeline.records import CSV_COLUMNS, VALUES, csv_cells, record_from_json, sound, write_records
from tests.support.records import evidence, record

text = st.text(st.characters(codec="utf-8"), max_size=12)
number = st.integers(-(2**40), 2**40) | st.floats(-1e6, 1e6)
names = st.lists(text, max_size=3)
part = st.integers(0, 1000).map(lambda n: n / 1000)
place = st.builds(
    Evidence,
    document=text,
    page=st.integers(1, 999),
    boxes=st.lists(st.tuples(*[st.floats(0, 999)] * 4), max_size=2).map(tuple),
    text=text,
    extractor=text,
    kind=st.sampled_from(["stated", "carried-over", "derived"]),
    confidence=part,
    table=st.none() | text,
    row=st.none() | st.integers(1, 99),
)
values = st.dictionaries(st.sampled_from([*VALUES, "doubts", "form"]), st.none() | number | text | names, max_size=6)
any_record = st.builds(
    Record,
    record_id=st.text("0123456789abcdef", min_size=16, max_size=16),
    document=text,
    property=st.sampled_from(["material", "retention", "capacity", "voltage_window", "transition"]),
    composition=st.none() | text,
    labels=names.map(tuple),
    phases=names.map(tuple),
    role=st.sampled_from(["target", "pristine", "series", "cited"]),
    verdict=st.sampled_from(["agreed", "single", "conflict", "implausible", "missing"]),
    confidence=part,
    evidence=st.lists(place, max_size=3).map(tuple),
    values=values,
    printed=st.dictionaries(text, text, max_size=2),
    sample=st.sampled_from([None, "pristine", "modified"]),
    reference=st.none() | st.integers(1, 500),
    table=st.none() | text,
    row=st.none() | st.integers(1, 99),
    rivals=names.map(tuple),
    reason=st.none() | text,
    proposal=st.none() | text,
    supersedes=st.none() | text,
    doi=st.none() | text,
    licence=st.none() | text,
)


@given(any_record)
def test_a_record_comes_back_from_its_line(one):
    assert record_from_json(json.loads(json.dumps(one.as_json()))) == one


def test_the_phases_of_a_phase_record_are_its_value():
    one = record(property="phase", phases=("P2", "O3"), values={"phases": ["P2", "O3"], "fractions": {"P2": 24.8}})
    assert record_from_json(one.as_json()) == one


def test_a_line_without_a_field_is_refused_by_its_id():
    line = {k: v for k, v in record(7).as_json().items() if k != "verdict"}
    with pytest.raises(ValueError, match="record 0000000000000007 has no field 'verdict'"):
        record_from_json(line)


def test_the_columns_of_the_csv_are_those_of_the_contract():
    assert ",".join(CSV_COLUMNS) == (
        "record_id,document,table,row,composition,labels,phases,role,sample,reference,property,"
        "percent,value,low,high,cycles,cycle,temperature_C,c_rate,unit,qualifier,rate,kind_of,basis,cell,steps,fractions,carried,"
        "verdict,confidence,rivals,reason,proposal,evidence_page,evidence_text,evidence_count,supersedes,doi,licence,other"
    )


def test_a_row_of_the_csv():
    one = record(labels=("NMT3", "x = 0.33"), evidence=(evidence(text="keeps 80.6%\nat g^{−1}"), evidence(page=5)), doi="10.1/x")
    row = dict(zip(CSV_COLUMNS, csv_cells(one.as_json())))
    assert {k: v for k, v in row.items() if v} == {
        "record_id": "0000000000000001",
        "document": "paper",
        "composition": "Na0.85Ni0.34Mn0.33Ti0.33O2",
        "labels": "NMT3; x = 0.33",
        "phases": "P2/O3",
        "role": "target",
        "property": "retention",
        "percent": "80.6",
        "low": "2.2",
        "high": "4.4",
        "cycles": "200",
        "rate": "1 C",
        "cell": "half",
        "verdict": "single",
        "confidence": "0.9",
        "evidence_page": "3",
        "evidence_text": "keeps 80.6% at g−1",
        "evidence_count": "2",
        "doi": "10.1/x",
    }


@pytest.mark.parametrize("evil", ['=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "＝1+1"])
def test_nothing_from_a_pdf_runs_in_a_spreadsheet(evil):
    one = record(document=evil, composition=evil, labels=(evil,), reason=evil, evidence=(evidence(text=evil),), doi=evil)
    for cell in csv_cells(one.as_json()):
        assert cell.lstrip()[:1] not in tuple("=+-@＝")


def test_negative_numbers_stay_numbers():
    cells = dict(zip(CSV_COLUMNS, csv_cells(record(values={"temperature_C": -20}).as_json())))
    assert cells["temperature_C"] == "-20"


def test_what_no_column_holds_stands_in_other():
    values = {"percent": "about 80", "cycles": 99.5, "value": True, "doubts": ["twice printed"], "rate": "1 C"}
    cells = dict(zip(CSV_COLUMNS, csv_cells(record(values=values).as_json())))
    assert json.loads(cells["other"]) == {"percent": "about 80", "cycles": 99.5, "value": True, "doubts": ["twice printed"]}
    assert (cells["percent"], cells["cycles"], cells["value"], cells["rate"]) == ("", "", "", "1 C")


def test_the_three_files_hold_the_same_records(tmp_path):
    given = [
        record(1),
        record(2, property="phase", values={"phases": ["P2"], "fractions": {"P2": 24.8}}, phases=("P2",)),
        record(3, property="transition", values={"steps": ["P2/O3", "P2/P3"]}, printed={"phase_transition": "P2/O3 → P2/P3"}),
        record(4, property="capacity", values={"value": 150, "cycle": 1, "doubts": ["x"]}, table="1", row=2),
    ]
    paths = write_records(given, tmp_path)
    assert [p.name for p in paths] == ["records.jsonl", "records.csv", "records.parquet"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["records.csv", "records.jsonl", "records.parquet"]
    assert [record_from_json(json.loads(line)) for line in paths[0].read_text("utf-8").splitlines()] == given
    with paths[1].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["steps"] for row in rows] == ["", "", "P2/O3 → P2/P3", ""]
    table = pq.read_table(paths[2]).to_pylist()
    assert [row["percent"] for row in table] == [80.6, None, None, None]
    assert table[1]["fractions"] == [("P2", 24.8)]
    assert table[2]["steps"] == ["P2/O3", "P2/P3"]
    assert table[2]["printed"] == [("phase_transition", "P2/O3 → P2/P3")]
    assert (table[3]["value"], table[3]["cycle"], table[3]["row"], table[3]["other"]) == (150.0, 1, 2, '{"doubts": ["x"]}')
    assert table[0]["evidence"][0]["boxes"] == [[10.0, 20.0, 30.5, 40.0]]
    assert table[0]["evidence"][0]["text"] == "It keeps 80.6% after 200 cycles at 1 C."


def test_no_records_are_files_with_columns_and_no_rows(tmp_path):
    lines, cells, parquet = write_records([], tmp_path / "new")
    assert lines.read_text() == ""
    assert cells.read_text().splitlines() == [",".join(CSV_COLUMNS)]
    assert pq.read_table(parquet).num_rows == 0


def test_letters_that_no_file_can_hold_become_question_marks(tmp_path):
    one = record(labels=("a\0b",), evidence=(evidence(text="half \ud835 of a letter"),), printed={"rate\ud800": "\0"})
    line = write_records([one], tmp_path)[0].read_text("utf-8")
    assert json.loads(line)["labels"] == ["a\ufffdb"]
    assert json.loads(line)["evidence"][0]["text"] == "half \ufffd of a letter"
    assert sound(record().as_json()) == record().as_json()


def test_a_write_that_fails_leaves_the_files_of_before(tmp_path, monkeypatch):
    write_records([record(1)], tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    monkeypatch.setattr(module, "_BATCH", 1)

    def broken():
        yield record(2)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        write_records(broken(), tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
