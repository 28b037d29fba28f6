"""Exports that print citations, and exports that label fields in words: PubMed, Scopus, NoteExpress, SciFinder, Cochrane."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.trends.exports import read, read_text
from pipeline.trends.exports.clean import author_of
from pipeline.trends.exports.encoding import decode

SUMMARY = """1: Demo-López M, Chen X Jr. Sodium layers: a second look. J Ex (Basel). 2021
Mar-Apr;3(2):1-9. doi: 10.5555/pm.1. Epub 2020 Nov 30. PMID: 38000001; PMCID:
PMC7000001.

2: [Des oxydes]. J Fr. 2019 Winter;2:5. French. PMID: 38000002.

3: Kim J, et al. Does Na(0.67)MnO(2) last? ACS Demo. 2023 May
10;15(18):220-230. PMID: 38000003.
"""
ABSTRACT = """1. J Ex. 2021 Mar-Apr;3(2):1-9. doi: 10.5555/pm.1. Epub 2020 Nov 30.

Sodium layers: a second look.

Demo-López M(1)(2), Chen X(2).

Author information:
(1)Demo University, Lima, Peru.

Layers of two kinds, counted twice:

1. first. 2. second.

DOI: 10.5555/pm.1
PMID: 38000001

2. J Fr. 2019;2:5.

A letter.

PMID: 38000002
"""
SCOPUS = """Scopus
EXPORT DATE: 03 November 2025

Demo, Y., van Test, K.
57200000001; 57200000002
Layers of sodium, 2019 edition
(2024) Journal of Made Up Energy, 3 (1), art. no. 100012, . Cited 4 times.
https://www.scopus.com/inward/record.uri?eid=2-s2.0-85000000003&partnerID=40

DOI: 10.5555/AAA.1
AUTHOR KEYWORDS: Na-ion;  P2
DOCUMENT TYPE: Article
SOURCE: Scopus

One record cut
(2017) Demo Letters, 5, pp. 12-19.
"""
NOTEEXPRESS = """{Reference Type}: Journal Article
{Title}: 层状氧化物
{Author}: 张三;李四
{Journal}: 储能示例
{Year}: 2022
{DOI}: 10.5555/NE.1

{Reference Type}: Thesis
{Title}: 空气稳定性
{Author}: 王五
{Year}: 2021
"""
SCIFINDER = """START_RECORD
FIELD Title:Iron migration: a study
FIELD Author:Demo, Y.; Test, K.
FIELD Document Type:Journal; Online Computer File
FIELD Publication Year:2005
FIELD DOI:10.5555/SF.1
END_RECORD
START_RECORD
FIELD Title:Cut off
"""
COCHRANE = """Record #1 of 2
ID: CN-02000001
AU: Demo S
AU: Test T
TI: A first trial
YR: 2020
PM: PUBMED 38000009
DOI: 10.5555/co.1
AB: Words here
 and more.

Record #2 of 2
ID: CN-02000002
TI: A second trial
YR: 2021
"""
_AUTHORS = ("Demo-López", "Chen")


def _rows(text: str) -> list[tuple[str | None, int | None, str | None, tuple[str, ...]]]:
    read_ = read_text(text, "export.txt")
    return [(p.title, p.year, p.doi, tuple(a.family for a in p.authors)) for p in read_.publications]


@pytest.mark.parametrize(
    ("text", "form", "rows"),
    [
        (
            SUMMARY,
            "PubMed summary text",
            [
                ("Sodium layers: a second look", 2021, "10.5555/pm.1", ("Demo-López", "Chen X Jr")),
                ("Des oxydes", 2019, None, ()),
                ("Does Na0.67MnO2 last?", 2023, None, ("Kim",)),
            ],
        ),
        (
            ABSTRACT,
            "PubMed abstract text",
            [("Sodium layers: a second look", 2021, "10.5555/pm.1", _AUTHORS), ("A letter", 2019, None, ())],
        ),
        (SCOPUS, "Scopus text", [("Layers of sodium, 2019 edition", 2024, "10.5555/aaa.1", ("Demo", "van Test"))]),
        (
            NOTEEXPRESS,
            "NoteExpress",
            [("层状氧化物", 2022, "10.5555/ne.1", ("张三", "李四")), ("空气稳定性", 2021, None, ("王五",))],
        ),
        (SCIFINDER, "SciFinder tagged", [("Iron migration: a study", 2005, "10.5555/sf.1", ("Demo", "Test"))]),
        (
            COCHRANE,
            "Cochrane text",
            [("A first trial", 2020, "10.5555/co.1", ("Demo", "Test")), ("A second trial", 2021, None, ())],
        ),
    ],
)
def test_titles_years_dois_and_authors(
    text: str, form: str, rows: list[tuple[str | None, int | None, str | None, tuple[str, ...]]]
) -> None:
    assert read_text(text, "export.txt").files[0].format == form
    assert _rows(text) == rows


def test_a_citation_gives_its_place_and_its_numbers() -> None:
    first = read_text(SUMMARY, "export.txt").publications[0]
    assert (first.journal, first.volume, first.issue, first.pages) == ("J Ex (Basel)", "3", "2", "1–9")
    assert first.date == "2021-03"
    assert (first.identifiers["pmid"], first.identifiers["pmcid"]) == ("38000001", "PMC7000001")
    of_scopus = read_text(SCOPUS, "export.txt").publications[0]
    assert (of_scopus.journal, of_scopus.volume, of_scopus.issue, of_scopus.pages, of_scopus.citations) == (
        "Journal of Made Up Energy",
        "3",
        "1",
        "100012",
        4,
    )
    assert of_scopus.identifiers["eid"] == "2-s2.0-85000000003"


@pytest.mark.parametrize(("text", "line"), [(SCOPUS, 15), (SCIFINDER, 8)])
def test_a_record_that_is_cut_is_told_with_its_line(text: str, line: int) -> None:
    bad = read_text(text, "export.txt").bad
    assert [b.line for b in bad if b.lost] == [line]


def test_chinese_text_without_a_mark_is_told_from_western(tmp_path: Path) -> None:
    path = tmp_path / "cnki.txt"
    path.write_bytes("%0 Journal Article\r\n%A 张三\r\n%T 钠离子电池层状氧化物正极材料\r\n%D 2022\r\n".encode("gb18030"))
    read_ = read([path])
    assert [p.title for p in read_.publications] == ["钠离子电池层状氧化物正极材料"]
    assert read_.files[0].encoding == "gb18030"
    assert decode("Über Müller, Große Ähren und Öl – ein „Versuch“".encode("cp1252")).encoding == "cp1252"
    assert decode("Слоистые оксиды натрия".encode("cp1251")).encoding != "gb18030"


def test_names_with_initials_first_are_parted() -> None:
    names = ["Y Huang", "J.-P. van der Berg", "A. B. Jones", "J. Smith", "Demo Consortium"]
    families = [a.family for name in names if (a := author_of(name))]
    assert families == ["Huang", "van der Berg", "Jones", "Smith", "Demo Consortium"]


def test_authors_of_one_tag_are_parted_at_semicolons() -> None:
    text = "RT Journal Article\nSR 1\nA1 张三;李四;\nT1 层状氧化物\nYR 2022\n"
    assert _rows(text) == [("层状氧化物", 2022, None, ("张三", "李四"))]


def test_an_article_without_an_issue_has_the_year_of_its_early_access() -> None:
    text = "Authors\tArticle Title\tSource Title\tPublication Year\tEarly Access Date\nDemo, A\tIn press\tJ EX\t\tSEP 2025\n"
    assert _rows(text) == [("In press", 2025, None, ("Demo",))]


def test_a_summary_with_a_record_a_line_whose_last_is_cut() -> None:
    reading = read_text(
        "1: Haas E, van der Berg K. Do layers last? A look. Small. 2021 Mar-Apr;13(12):140-9. doi: 10.5555/s.1. Epub 2021 Jan 2. "
        "PMID: 3401; PMCID: PMC81.\n\n2: Roux P. [Cells]. Salt. 2022 Winter;(460):5-12. French. PMID: 3402.\n\n"
        "3: Cut A. A title wi",
        "summary.txt",
    )
    first, second = reading.publications
    assert (first.title, first.journal, first.date) == ("Do layers last? A look", "Small", "2021-03")
    assert ([a.family for a in first.authors], first.pages) == (["Haas", "van der Berg"], "140–9")
    assert (second.title, second.year, second.issue) == ("Cells", 2022, "460")
    assert [(b.line, b.record) for b in reading.bad] == [(5, 3)]


def test_a_long_line_of_capitals_is_no_endless_list_of_names() -> None:
    (one,) = read_text(f"1: {'Ab C ' * 3000}. Title. Small. 2020 Jan;1:2. PMID: 3.\n", "summary.txt").publications
    assert one.year == 2020


def test_a_citation_without_a_volume_has_its_pages_after_its_date() -> None:
    (one,) = read_text(
        "1: Fang L. A cathode ahead. Adv Mater. 2025 Oct 9:e09999. doi: 10.5555/a. PMID: 41.\n", "s.txt"
    ).publications
    assert (one.date, one.volume, one.pages) == ("2025-10-09", None, "e09999")
    (two,) = read_text("1: Fang L. A cathode ahead. Adv Mater. 2025 Oct 9. doi: 10.5555/a. PMID: 41.\n", "s.txt").publications
    assert (two.date, two.volume, two.pages, two.doi) == ("2025-10-09", None, None, "10.5555/a")
