"""Values of a run over the years: a run's files written by hand."""

import json

import pytest

from pipeline.trends.corpus import corpus_values, medians
from pipeline.trends.figures import draw_corpus
from pipeline.trends.model import Publication
from pipeline.trends.tables import write_corpus


def block(text, kind="furniture", page=1):
    return {"kind": kind, "page": page, "text": text, "boxes": []}


def document(name, *lines, doi=None, references=()):
    return {
        "document": name,
        "doi": doi,
        "blocks": [block(t) for t in lines],
        "references": [{"number": n, "year": y, "doi": d} for n, y, d in references],
    }


def value(document, quantity="retention", **rest):
    main = {"retention": {"percent": 80}, "capacity": {"value": 120}, "voltage_window": {}}[quantity]
    base = {
        "record_id": f"{document}-{len(str(rest))}-{sorted(rest.items())}",
        "document": document,
        "property": quantity,
        "composition": "Na0.67MnO2",
        "phases": ["P2"],
        "role": "target",
        "sample": None,
        "reference": None,
        "verdict": "single",
        "evidence": [{"document": document}],
        "cycles": 100,
        "rate": "1 C",
        "low": 2.0,
        "high": 4.0,
        "cell": "half",
        "temperature_C": None,
        "basis": None,
    }
    return base | main | rest


def run(folder, documents, records):
    (folder / "documents").mkdir()
    entries = []
    for d in documents:
        (folder / "documents" / f"{d['document']}.json").write_text(json.dumps(d))
        entries.append({"document": d["document"], "file": f"documents/{d['document']}.json"})
    (folder / "run.json").write_text(json.dumps({"documents": entries}))
    (folder / "records.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    return folder


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["Imaginary Solid State 40 (2022) 106–107"], 2022),
        (["Imaginary Communications | (2021) 6:77"], 2021),
        (["Demonstr. Mater., 2024, 3, 211–212 | 211"], 2024),
        (["Fict. Electrochem. 2023, 8, 1301"], 2023),
        (["Pretend Materials Today · Volume 41 · 2023"], 2023),
        (["Received: 3 May 2019; Accepted: 5 June 2019; Published: 2 January 2020"], 2020),
        (["Received 3 May 2019", "© 2020 The Authors"], 2020),
        (["Received 3 May 2019, accepted 4 June 2019"], None),
        (["Room 2019, 4 Main Street, 2021 XY Town"], None),
        (["Fict. J. 2020, 8, 1", "Fict. J. 2021, 8, 1"], None),
        ([], None),
    ],
)
def test_the_year_that_a_first_page_prints(tmp_path, lines, year):
    found = corpus_values(run(tmp_path, [document("a", *lines)], [value("a")]))
    assert [v.year for v in found] == [year]
    assert [v.counted for v in found] == [year is not None]


def test_a_bibliographic_record_and_reference_lists_know_better(tmp_path):
    documents = [
        document("a", "Fict. J. 2020, 8, 1", doi="10.5555/a"),
        document("b", "Fict. J. 2021, 8, 1", doi="10.5555/b", references=[(1, 2019, "10.5555/A")]),
    ]
    folder = run(tmp_path, documents, [value("a"), value("b")])
    assert [(v.year, v.source) for v in corpus_values(folder)] == [
        (2019, "reference lists that name its DOI"),
        (2021, "citation line of the first page"),
    ]
    known = [Publication("doi:10.5555/a", doi="10.5555/a", year=2018)]
    assert corpus_values(folder, known)[0].year == 2018


def test_a_cited_value_is_of_its_references_year_and_counts_once(tmp_path):
    documents = [
        document("review", "Fict. J. 2025, 8, 1", references=[(7, 2017, None), (8, 2016, None)]),
        document("paper", "Fict. J. 2017, 8, 1"),
    ]
    cited = {"role": "cited"}
    records = [
        value("review", **cited, reference=7, evidence=[{"document": "review"}, {"document": "paper"}]),
        value("review", **cited, reference=8),
        value("review", **cited, reference=9),
        value("review"),
        value("paper"),
    ]
    found = corpus_values(run(tmp_path, documents, records))
    assert [(v.year, v.counted, v.reason) for v in found] == [
        (2017, False, "the same measurement is counted from paper"),
        (2016, True, None),
        (None, False, "its year is not known"),
        (None, False, "its year is not known"),
        (2017, True, None),
    ]


def test_medians_say_under_which_conditions(tmp_path):
    records = [
        value("a", percent=80),
        value("a", percent=90, cycles=200),
        value("a", percent=70),
        value("a", percent=40, sample="pristine"),
        value("a", percent=99, basis="rate"),
        value("a", percent=10, verdict="conflict"),
        value("a", percent=1, verdict="missing"),
        value("a", percent=85, phases=["P2", "O3"]),
        value("a", "capacity", value=120.5),
        value("a", "voltage_window", low=2.0, high=4.3),
    ]
    found = medians(corpus_values(run(tmp_path, [document("a", "Fict. J. 2020, 8, 1")], records)))
    told = [(m.quantity, m.family, m.pristine, m.year, m.number, m.median, m.same_conditions) for m in found if m.year]
    assert told == [
        ("retention", "P2", False, 2020, 3, 80.0, False),
        ("retention", "P2", True, 2020, 1, 40.0, True),
        ("retention", "multiphase", False, 2020, 1, 85.0, True),
        ("capacity", "P2", False, 2020, 1, 120.5, True),
        ("low", "P2", False, 2020, 1, 2.0, True),
        ("high", "P2", False, 2020, 1, 4.3, True),
    ]
    first = found[0]
    assert first.conditions == "100 cycles, 1 C, 2–4 V, half cell (n = 2); 200 cycles, 1 C, 2–4 V, half cell (n = 1)"
    assert (first.least, first.greatest, first.works, first.materials, len(first.records)) == (70.0, 90.0, 1, 1, 3)


@pytest.mark.parametrize(
    ("phases", "family"),
    [
        ([], "not stated"),
        (["O'3"], "O3"),
        (["P2", "P'2"], "P2"),
        (["tunnel"], "tunnel"),
        (["P2", "spinel"], "multiphase"),
        (["OP4"], "other"),
    ],
)
def test_families(tmp_path, phases, family):
    found = corpus_values(run(tmp_path, [document("a", "Fict. J. 2020, 8, 1")], [value("a", phases=phases)]))
    assert found[0].family == family


def test_tables_and_figure(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    records = [
        value("a"),
        value("a", "capacity"),
        value("a", "voltage_window", cell="full"),
        value("a", phases=["O3"], percent=60),
    ]
    found = corpus_values(run(folder, [document("a", "Fict. J. 2020, 8, 1")], records))
    assert [p.name for p in write_corpus(found, tmp_path)] == [
        "corpus_values.csv",
        "corpus_values.parquet",
        "corpus_medians.csv",
        "corpus_medians.parquet",
    ]
    drawn = draw_corpus(found, tmp_path / "a")
    assert [p.name for p in drawn] == ["corpus.svg", "corpus.png"]
    assert [p.read_bytes() for p in drawn] == [p.read_bytes() for p in draw_corpus(found, tmp_path / "b")]
    assert draw_corpus([], tmp_path / "c") == []


def test_a_folder_that_is_no_run_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"holds no run: run\.json is not there"):
        corpus_values(tmp_path)
    (tmp_path / "run.json").write_text("[]")
    with pytest.raises(ValueError, match=r"run\.json is not that of a run"):
        corpus_values(tmp_path)
    (tmp_path / "run.json").unlink()
    (tmp_path / "x").mkdir()
    folder = run(tmp_path / "x", [document("a")], [value("a")])
    (folder / "records.jsonl").write_text('{"property": "retention"\n')
    with pytest.raises(ValueError, match=r"records\.jsonl, line 1, is no record"):
        corpus_values(folder)
    (folder / "records.jsonl").unlink()
    with pytest.raises(ValueError, match=r"records\.jsonl is not there"):
        corpus_values(folder)
    next((folder / "documents").iterdir()).unlink()
    with pytest.raises(ValueError, match=r"\.json is not there: run\.json names it"):
        corpus_values(folder)
