"""Counts of a dozen records that can be counted by hand."""

import csv
from collections import Counter
from datetime import date

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.trends.classify import classify, load_vocabulary
from pipeline.trends.count import ALL, NOT_STATED, ON_TOPIC, count, h_index
from pipeline.trends.figures import draw_counts
from pipeline.trends.journals import journal_names
from pipeline.trends.model import Publication
from pipeline.trends.tables import write_classifications, write_counts

VOCABULARY = load_vocabulary()


def record(n, year, title="P2-type layered oxide cathodes for sodium-ion batteries", **rest):
    return Publication(f"doi:10.5555/{n}", title=title, year=year, **rest)


OFF = "Hard carbon anodes for sodium-ion batteries"
SET = [
    record(1, 2018, countries=("China",), journal="Nano Energy", kinds=("Article",), citations=10),
    record(2, 2018, OFF, kinds=("Article",)),
    record(3, 2020, countries=("China", "Japan"), journal="NANO ENERGY", kinds=("Article", "Early Access"), citations=3),
    record(4, 2020, "O3-type cathodes for sodium-ion batteries: a review", kinds=("Review",), citations=3),
    record(5, 2020, "Coated P2/O3 oxide cathodes in SIBs", countries=("Japan",), journal="J. Power Sources", citations=0),
    record(6, 2021, countries=("China",), journal="Journal of Power Sources", kinds=("journal-article",)),
    record(7, 2021, countries=("China",)),
    record(8, 2021),
    record(9, 2021),
    record(10, 2022),
    record(11, None),
    record(12, 3021),
]


def counted(records=SET, as_of=date(2022, 5, 1)):
    return count(records, list(classify(records, VOCABULARY)), as_of)


def by_value(counts, dimension, year=None, scope=ON_TOPIC):
    return {c.value: c.publications for c in counts.of(scope, dimension) if c.year == year or dimension == "year"}


def test_years_with_gaps_cumulative_and_without_a_year():
    counts = counted()
    assert [(c.value, c.publications, c.cumulative, c.complete) for c in counts.of(ON_TOPIC, "year")] == [
        ("2018", 1, 1, True),
        ("2019", 0, 1, True),
        ("2020", 3, 4, True),
        ("2021", 4, 8, True),
        ("2022", 1, 9, False),
        (NOT_STATED, 2, None, False),
    ]
    assert by_value(counts, "year", scope=ALL)["2018"] == 2


def test_every_number_names_its_records():
    counts = counted()
    numbers = {c.number: c.identifiers for c in counts.counts}
    assert numbers["on topic/year/2020"] == ("doi:10.5555/3", "doi:10.5555/4", "doi:10.5555/5")
    assert numbers["on topic/country/Japan/2020"] == ("doi:10.5555/3", "doi:10.5555/5")
    assert len(numbers) == len(counts.counts)
    assert all(len(c.identifiers) == c.publications for c in counts.counts)


def test_growth_leaves_the_incomplete_year_out():
    grown = {g.span: g for g in counted().growth if g.scope == ON_TOPIC}
    whole = grown["all complete years"]
    assert (whole.first, whole.last, whole.publications_first, whole.publications_last) == (2018, 2021, 1, 4)
    assert whole.rate == pytest.approx(4 ** (1 / 3) - 1)
    assert "last 5 years" not in grown


def test_growth_from_one_year_or_from_nothing_is_not_said():
    one = counted([record(1, 2021), record(2, 2022)]).growth
    assert {(g.rate, g.reason) for g in one} == {(None, "one complete year only")}
    gone = counted([record(1, 2010), record(2, 2022)]).growth
    assert {(g.span, g.rate, g.reason) for g in gone if g.scope == ON_TOPIC} == {
        ("all complete years", None, "no publication at one end"),
        ("last 5 years", None, "no publication at one end"),
        ("last 10 years", None, "no publication at one end"),
    }


@pytest.mark.parametrize(
    ("as_of", "last"), [(date(2022, 5, 1), 2021), (date(2022, 12, 31), 2022), (date(2022, 12, 30), 2021), (None, 2021)]
)
def test_when_a_year_is_complete(as_of, last):
    assert counted(as_of=as_of).last_complete == last


def test_shares_by_class_country_journal_and_type():
    counts = counted()
    assert by_value(counts, "family") == {"P2": 10, "O3": 2, "multiphase": 1}
    assert by_value(counts, "kind") == {"research": 10, "review": 1}
    assert by_value(counts, "country") == {"China": 4, "Japan": 2, NOT_STATED: 6}
    assert by_value(counts, "journal") == {"Journal of Power Sources": 2, "Nano Energy": 2, NOT_STATED: 7}
    assert by_value(counts, "type") == {"article": 3, "review": 1, NOT_STATED: 7}
    china = next(c for c in counts.of(ON_TOPIC, "country") if c.value == "China" and c.year is None)
    assert (china.fractional, china.of, round(china.share, 4)) == (3.5, 11, 0.3636)
    year = next(c for c in counts.of(ON_TOPIC, "country") if c.value == "China" and c.year == 2020)
    assert (year.publications, year.fractional, year.of) == (1, 0.5, 3)


def test_citations_only_where_the_source_counts_them():
    counts = counted()
    whole = counts.citations[0]
    assert (whole.publications, whole.counted, whole.citations, whole.median, whole.h_index) == (11, 4, 16, 3.0, 3)
    assert [(c.identifier, c.citations) for c in counts.cited][:2] == [("doi:10.5555/1", 10), ("doi:10.5555/3", 3)]
    bare = counted([record(1, 2018)])
    assert (bare.citations, bare.cited) == ((), ())


@pytest.mark.parametrize(("citations", "h"), [([], 0), ([0, 0], 0), ([5], 1), ([3, 3, 3], 3), ([10, 8, 5, 4, 3], 4)])
def test_h_index(citations, h):
    assert h_index(citations) == h


def test_records_and_classes_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match="not those of the publications"):
        count(SET, [], None)


def test_nothing_counts_to_nothing(tmp_path):
    counts = counted([])
    assert (counts.counts, counts.growth, counts.last_complete) == ((), (), None)
    assert draw_counts(counts, tmp_path, "x") == []
    assert next(p.name for p in write_counts(counts, tmp_path)) == "counts.csv"


@given(st.lists(st.one_of(st.none(), st.integers(2000, 2030)), max_size=40))
def test_yearly_counts_are_those_of_plain_counting(years):
    records = [record(n, y) for n, y in enumerate(years)]
    counts = counted(records, date(2030, 1, 1))
    plain = Counter(years)
    held = {c.year: c.publications for c in counts.of(ON_TOPIC, "year") if c.publications}
    assert held == dict(plain)
    assert sum(c.publications for c in counts.of(ON_TOPIC, "family") if c.year is None) == len(years)


def test_tables(tmp_path):
    records = [*SET, Publication("=cmd()", title="=P2-type layered oxide cathodes for sodium-ion batteries", year=2020)]
    classes = list(classify(records, VOCABULARY))
    write_counts(count(records, classes, date(2022, 5, 1)), tmp_path)
    write_classifications(records, classes, tmp_path)
    with (tmp_path / "counts.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["number"]: row for row in csv.DictReader(lines)}
    assert rows["on topic/year/2020"]["publications"] == "4"
    assert rows["on topic/year/2022"]["complete"] == "false"
    index = pq.read_table(tmp_path / "count_records.parquet").to_pylist()
    assert [r["identifier"] for r in index if r["number"] == "on topic/year/2022"] == ["doi:10.5555/10"]
    assert pq.read_table(tmp_path / "counts.parquet").num_rows == len(rows)
    with (tmp_path / "classification.csv").open(encoding="utf-8", newline="") as lines:
        told = list(csv.DictReader(lines))
    assert told[-1]["identifier"] == "'=cmd()"
    assert told[-1]["title"].startswith("'=P2")
    assert told[1]["on_topic"] == "false"
    assert pq.read_table(tmp_path / "classification.parquet")["identifier"].to_pylist()[-1] == "=cmd()"
    with (tmp_path / "most_cited.csv").open(encoding="utf-8", newline="") as lines:
        assert [(r["rank"], r["citations"]) for r in csv.DictReader(lines)][:2] == [("1", "10"), ("2", "3")]


def test_figures_of_what_there_is(tmp_path):
    drawn = draw_counts(counted(), tmp_path, "cathodes")
    assert [p.name for p in drawn if p.suffix == ".svg"] == [
        "publications.svg",
        "families.svg",
        "strategies.svg",
        "countries.svg",
        "journals.svg",
    ]
    text = (tmp_path / "publications.svg").read_text("utf-8")
    assert "year not over on 2022-05-01" in text
    assert "compound annual growth 58.7% (2018–2021)" in text


def test_the_same_numbers_draw_the_same_bytes(tmp_path):
    counts = counted([record(1, 2018, "Layered oxide cathodes for sodium-ion batteries")])
    drawn = [draw_counts(counts, tmp_path / name, "cathodes") for name in "ab"]
    assert [[p.read_bytes() for p in paths] for paths in drawn] == [[p.read_bytes() for p in drawn[0]]] * 2


def test_journals_of_many_spellings_are_one():
    names = journal_names(
        [
            Publication("1", journal="JOURNAL OF MATERIALS CHEMISTRY A"),
            Publication("2", journal="J. Mater. Chem. A"),
            Publication("3", journal="Batteries & Supercaps"),
            Publication("4", journal="Batteries and Supercaps"),
            Publication("5", journal="THE IMAGINARY JOURNAL"),
            Publication("6", journal="Imaginary Journal"),
            Publication("7", journal="Imag. J.", identifiers={"issn": "1234-567X; 2222-3333"}),
            Publication("8", journal="Imaginary Journal", identifiers={"issn": "1234567x"}),
            Publication("9"),
        ]
    )
    assert names == [
        "Journal of Materials Chemistry A",
        "Journal of Materials Chemistry A",
        "Batteries & Supercaps",
        "Batteries & Supercaps",
        *["Imaginary Journal"] * 4,
        None,
    ]


def test_types_in_the_words_of_other_sources():
    said = [
        "IEEE Conferences",
        "conferencePaper",
        "Conference article (CA)",
        "article-journal",
        "Journal article (JA)",
        "期刊",
        "硕士",
    ]
    said += ["posted-content preprint", "bookSection", "PDF"]
    records = [record(n, 2020, kinds=(kind,)) for n, kind in enumerate(said, start=1)]
    assert by_value(counted(records), "type") == {
        "proceedings paper": 3,
        "article": 3,
        "thesis": 1,
        "preprint": 1,
        "book chapter": 1,
        NOT_STATED: 1,
    }
