"""Records of one work become one publication; what is not surely one stays apart and is told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.trends.merge import merge
from pipeline.trends.merge.alike import compare, journal_words, key_of, title_words
from pipeline.trends.merge.best import best
from pipeline.trends.model import Author, Origin, Publication

TITLE = "Suppressed gliding of layers in a manganese-rich P2 cathode"


def record(number=1, file="a.ris", **fields):
    doi = fields.get("doi")
    given = {"title": TITLE, "year": 2020, "authors": (Author("Okafor", "L."),), **fields}
    return Publication(f"doi:{doi}" if doi else f"{file}#{number}", **given, origins=(Origin(file, "RIS", number, number),))


def merged(*records):
    return [(p.first, p.second) for p in merge(records).pairs if p.merged]


def doubtful(*records):
    return [p.reason for p in merge(records).doubtful]


def test_one_doi_is_one_publication():
    found = merge([record(doi="10.5555/a"), record(2, doi="10.5555/b", title="Another"), record(3, "b.csv", doi="10.5555/a")])
    assert [p.identifier for p in found.publications] == ["doi:10.5555/a", "doi:10.5555/b"]
    assert [o.file for o in found.publications[0].origins] == ["a.ris", "b.csv"]
    assert [(p.first, p.second, p.reason) for p in found.pairs] == [(0, 2, "same DOI")]


def test_one_doi_of_two_works_is_doubtful():
    a, b = (
        record(doi="10.5555/book", title="Salt in the sea"),
        record(2, doi="10.5555/book", title="Chemistry of glass, volume two"),
    )
    found = merge([a, b])
    assert [p.identifier for p in found.publications] == ["doi:10.5555/book", "doi:10.5555/book~2"]
    assert [p.reason for p in found.doubtful] == ["one DOI, but other titles"]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Suppressed Gliding of Layers in a Manganese-Rich P2 Cathode."},
        {"title": "Suppressed gliding of layers in a manganese rich P₂ cathode"},
        {"title": "Supressed gliding of layers in a manganese-rich P2 cathode"},
        {"title": "Suppressed gliding of layers in a manganese-rich P2 cathodes"},
        {"authors": (Author("Lena Okafor"),)},
        {"authors": (Author("OKAFOR", "LN"),)},
        {"authors": (Author("Okáfor", "Lena"), Author("Brandt", "K."))},
        {"year": 2021},
        {"year": None},
    ],
)
def test_without_a_doi_title_author_and_year_say_it(other):
    assert merged(record(doi="10.5555/a"), record(2, **other)) == [(0, 1)]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Suppressed gliding of layers in a manganese-rich P3 cathode"},
        {"title": "Suppressed gliding of layers in a manganese-rich P2 anode"},
        {"title": "Suppressed gliding of layers in an iron-rich P2 cathode"},
        {"title": TITLE + ": part II"},
        {"title": "Erratum: " + TITLE},
        {"title": TITLE + " (vol 3, pg 12, 2019)"},
        {"title": "Reply to: " + TITLE},
        {"authors": (Author("Brandt", "K."),)},
        {"year": 2022},
        {"kinds": ("Preprint",)},
        {"journal": "ChemRxiv"},
    ],
)
def test_what_differs_in_substance_stays_apart(other):
    assert merged(record(), record(2, **other)) == []


def test_two_dois_are_never_merged_but_told():
    assert merged(record(doi="10.5555/a"), record(2, doi="10.5555/b")) == []
    assert doubtful(record(doi="10.5555/a"), record(2, doi="10.5555/b")) == ["two DOIs"]
    assert doubtful(record(doi="10.5555/a"), record(2, doi="10.26434/chemrxiv-2020-x")) == ["a preprint and an article"]


def test_parts_of_a_series_stay_apart():
    one, two = record(title="Layered oxides in moist air. Part I"), record(2, title="Layered oxides in moist air. Part II")
    assert merged(one, two) == []
    assert merged(one, replace(one, identifier="x")) == [(0, 1)]


def test_an_article_marked_as_retracted_is_the_article_of_its_doi():
    article = record(1, doi="10.5555/r.1")
    assert merged(article, record(2, doi="10.5555/r.1", title=f"RETRACTED: {TITLE}")) == [(0, 1)]
    assert merged(article, record(2, doi="10.5555/r.1", title=f"{TITLE} [Retracted]")) == [(0, 1)]
    assert merged(article, record(2, doi="10.5555/r.1", title=f"Correction to: {TITLE}")) == []


def test_titles_written_without_blanks_have_no_spellings():
    one, other = "钠离子电池层状氧化物正极材料的合成与性能", "钾离子电池层状氧化物正极材料的合成与性能"
    assert merged(record(1, title=one, journal="储能示例"), record(2, title=one, journal="储能示例")) == [(0, 1)]
    assert merged(record(1, title=one, journal="储能示例"), record(2, title=other, journal="储能示例")) == []


def test_a_short_title_needs_the_place_too():
    here = {"title": "Editorial", "journal": "Demo J", "volume": "3", "pages": "1–2"}
    assert merged(record(**here), record(2, **here)) == [(0, 1)]
    assert merged(record(title="Editorial"), record(2, title="Editorial")) == []
    assert merged(record(**here), record(2, **{**here, "volume": "4"})) == []
    assert merged(record(**here), record(2, **{**here, "volume": "4", "pages": "7–8"})) == []


def test_another_journal_or_page_is_doubtful():
    article = record(journal="Journal of Demonstrations", volume="3", pages="10–19")
    talk = record(2, journal="Meeting Abstracts", volume="3", pages="10–19")
    discussion = record(3, journal="J. Demonstr.", volume="3", pages="18–19")
    assert merged(article, talk) == []
    assert merged(article, discussion) == []
    assert doubtful(article, discussion) == ["same title, other journal, volume or page"]


def test_abbreviated_journals_are_the_same():
    assert merged(record(journal="Journal of the Demonstration Society"), record(2, journal="J. Demonstr. Soc.")) == [(0, 1)]
    assert journal_words("Science (New York, N.Y.)") == ("science",)


def test_a_title_with_and_without_its_subtitle_at_one_place():
    here = {"journal": "Demo J", "volume": "3", "pages": "10–19"}
    longer = {**here, "title": TITLE + ": the part that copper plays"}
    assert merged(record(**here), record(2, **longer)) == [(0, 1)]
    assert merged(record(), record(2, title=longer["title"])) == []


def test_two_numbers_of_one_database_stay_apart():
    assert merged(record(identifiers={"pmid": "1"}), record(2, identifiers={"pmid": "2"})) == []
    assert doubtful(record(identifiers={"pmid": "1"}), record(2, identifiers={"pmid": "2"})) == ["two records of PubMed"]
    assert merged(record(identifiers={"pmid": "1"}), record(2, identifiers={"pmid": "1"}, authors=(), year=2019)) == [(0, 1)]


def test_no_author_to_compare_needs_a_long_title_and_the_same_year():
    assert merged(record(authors=()), record(2)) == [(0, 1)]
    assert merged(record(authors=()), record(2, year=2021)) == []


def test_a_record_that_fits_two_dois_is_merged_with_neither():
    found = merge([record(doi="10.5555/a"), record(2, doi="10.5555/b"), record(3)])
    assert len(found.publications) == 3
    assert sorted(p.reason for p in found.doubtful) == [
        "same title, first author and year; fits more than one publication",
        "same title, first author and year; fits more than one publication",
        "two DOIs",
    ]


def test_the_best_of_each_field_and_where_it_is_from():
    a = record(
        1,
        "wos.txt",
        doi="10.5555/a",
        title=TITLE.upper(),
        journal="DEMO JOURNAL",
        citations=4,
        year=2021,
        volume="3",
        keywords=("one",),
    )
    b = record(2, "scopus.csv", doi="10.5555/a", journal="Demo Journal", abstract="A whole abstract.", citations=6, year=2020)
    c = record(
        3, "crossref.json", doi="10.5555/a", authors=(Author("Okafor", "Lena"), Author("Brandt", "Kai")), abstract="A whole abs"
    )
    (one,) = merge([a, b, c]).publications
    assert (one.title, one.journal, one.abstract, one.citations) == (TITLE, "Demo Journal", "A whole abstract.", 6)
    assert (one.year, one.volume, one.keywords, one.authors[1].given) == (2021, "3", ("one",), "Kai")
    assert {f: one.origins[k].file for f, k in one.chosen.items()} == {
        "title": "scopus.csv",
        "abstract": "scopus.csv",
        "authors": "crossref.json",
        "journal": "scopus.csv",
        "volume": "wos.txt",
        "doi": "wos.txt",
        "keywords": "wos.txt",
        "citations": "scopus.csv",
        "year": "wos.txt",
        "date": "wos.txt",
    }
    assert one.identifiers == {}


def test_words_of_titles():
    assert title_words("β-NaMnO₂ & Größe: Na<sub>x</sub>") == ("beta", "namno2", "grosse", "na", "sub", "x", "sub")
    assert compare(key_of(record(title="")), key_of(record(title=""))) is None


records = st.builds(
    record,
    number=st.integers(1, 999),
    title=st.sampled_from(
        [TITLE, TITLE + "s", "Erratum: " + TITLE, "Editorial", "A wholly different title about nothing at all", ""]
    ),
    year=st.sampled_from([2019, 2020, None]),
    doi=st.sampled_from([None, "10.5555/a", "10.5555/b"]),
    authors=st.sampled_from([(), (Author("Okafor", "L."),), (Author("Brandt", "K."),)]),
    identifiers=st.sampled_from([{}, {"pmid": "1"}, {"pmid": "2"}]),
)


@settings(deadline=None)
@given(st.lists(records, max_size=9))
def test_no_record_is_lost_and_no_publication_has_two_dois(given_records):
    found = merge(given_records)
    assert sum(len(p.origins) for p in found.publications) == len(given_records)
    assert len({p.identifier for p in found.publications}) == len(found.publications)
    assert len(given_records) - len(found.publications) == sum(p.merged for p in found.pairs)
    for pair in found.doubtful:
        assert pair.first != pair.second
    again = merge(found.publications)
    assert sum(len(p.origins) for p in again.publications) == len(given_records)


@settings(deadline=None)
@given(st.lists(records, min_size=1, max_size=4))
def test_every_field_of_a_merged_publication_is_that_of_one_record(given_records):
    one = best(given_records)
    for field, place in one.chosen.items():
        if field != "date":
            assert getattr(one, field) == getattr(given_records[place], field)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("10.26434/chemrxiv-2022-abcde", "10.26434/chemrxiv-2022-abcde-v3"),
        ("10.26434/chemrxiv.1234567.v1", "10.26434/chemrxiv.1234567.v2"),
        ("10.48550/arxiv.1501.00001", "10.48550/arxiv.1501.00001v2"),
        ("10.21203/rs.3.rs-55/v1", "10.21203/rs.3.rs-55/v2"),
    ],
)
def test_versions_of_a_preprint_are_one(first, second):
    assert merged(record(1, doi=first), record(2, doi=second, year=2021)) == [(0, 1)]


def test_the_end_of_an_articles_doi_is_no_version():
    assert not merged(record(1, doi="10.5555/cells.v1"), record(2, doi="10.5555/cells.v2"))


@pytest.mark.parametrize("kind", ["Thesis", "Dissertation/Thesis", "phdthesis", "Patent", "Dataset"])
def test_a_thesis_a_patent_or_a_data_set_is_not_the_article_of_its_title(kind):
    article, other = record(1, kinds=("Article",)), record(2, kinds=(kind,))
    assert not merged(article, other)
    (reason,) = doubtful(article, other)
    assert reason.startswith("one of the two is a")
    assert merged(other, replace(other, identifier="b", origins=(Origin("b.ris", "RIS", 1, 1),))) == [(0, 1)]


def test_a_record_that_does_not_say_what_it_is_may_be_a_thesis():
    assert merged(record(1, kinds=("Generic",)), record(2, kinds=("Thesis",))) == [(0, 1)]


LONG = "Suppressed gliding of layers in a manganese-rich P2 cathode for sodium-ion cells"


def test_a_title_cut_off_by_a_search_engine_is_the_whole_ones():
    cut = record(1, title="Suppressed gliding of layers in a manganese-rich P2 cathode for …", year=2021, journal="Adv. Energy …")
    whole = record(2, title=LONG, doi="10.5555/a", journal="Advanced Energy Materials")
    assert merged(cut, whole) == [(0, 1)]
    assert best([cut, whole]).title == LONG
    assert not merged(cut, replace(whole, journal="Ionics"))
    assert not merged(cut, replace(whole, authors=(Author("Silva", "R."),)))
    assert not merged(cut, replace(whole, year=2018))


def test_a_cut_title_that_fits_two_parts_is_left_apart():
    cut = record(1, title="Suppressed gliding of layers in a manganese-rich P2 cathode...")
    one, two = record(2, title=f"{LONG}, part I"), record(3, title=f"{LONG}, part II")
    assert not merged(cut, one, two)
    assert all(reason.endswith("fits more than one publication") for reason in doubtful(cut, one, two)[:1])


def test_a_short_beginning_is_not_enough():
    assert not merged(record(1, title="Sodium layers in cells…"), record(2, title="Sodium layers in cells made of paper"))


def test_a_title_of_ideographs_is_not_short_because_it_has_few_signs():
    wanted = (Author("赵强"),)
    assert merged(
        record(1, title="钠离子电池锰基正极的制备", authors=wanted), record(2, title="钠离子电池锰基正极的制备", authors=wanted)
    ) == [(0, 1)]
    assert not merged(record(1, title="钠离子电池", authors=wanted), record(2, title="钠离子电池", authors=wanted))
