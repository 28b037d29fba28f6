# ruff: noqa: E501 - exports have long lines
"""JSON of Lens, Europe PMC and DataCite, and arXiv's Atom: every field, and what a broken record costs."""

import json

import pytest

from pipeline.trends.exports import ExportError, read_text
from pipeline.trends.merge import merge
from pipeline.trends.model import Author


def of(value, name="export.json"):
    return read_text(value if isinstance(value, str) else json.dumps(value), name).publications


def lost(reading):
    return [(b.file, b.line, b.record, b.reason) for b in reading.bad if b.lost]


def remarks(reading):
    return [(b.line, b.reason) for b in reading.bad if not b.lost]


LENS = {
    "lens_id": "000-111-222-333-444",
    "title": "Layered sodium oxides and their glides",
    "publication_type": "journal article",
    "year_published": 2021,
    "date_published": "2021-03-04T00:00:00.000000+00:00",
    "created": "2024-01-01T00:00:00.000000+00:00",
    "external_ids": [
        {"type": "doi", "value": "10.5555/LENS.1"},
        {"type": "pmid", "value": "31000001"},
        {"type": "openalex", "value": "W1000001"},
        {"type": "magid", "value": "2000000001"},
    ],
    "authors": [
        {
            "first_name": "Lena",
            "initials": "L",
            "last_name": "Okafor",
            "affiliations": [{"name": "Univ Demo, Uppsala", "country_code": "SE"}],
        },
        {"initials": "KJ", "last_name": "Brandt", "affiliations": [{"name": "Institute of Inventions", "country_code": "DE"}]},
        {"collective_name": "The Sodium Group"},
    ],
    "source": {
        "title": "Demo Letters",
        "type": "Journal",
        "publisher": "Demo House",
        "issn": [{"type": "electronic", "value": "12345678"}],
    },
    "volume": "7",
    "issue": "2",
    "start_page": "11",
    "end_page": "19",
    "keywords": ["cathode", "sodium"],
    "fields_of_study": ["Materials science"],
    "mesh_terms": [{"mesh_heading": "Oxides", "mesh_id": "D010087"}],
    "languages": ["en"],
    "abstract": "We glide.",
    "references_count": 41,
    "scholarly_citations_count": 12,
    "references": [{"lens_id": "000-000-000-000-001"}],
}


def test_a_work_of_lens():
    (p,) = of({"total": 1, "data": [LENS]})
    assert (p.identifier, p.title, p.year, p.date) == (
        "doi:10.5555/lens.1",
        "Layered sodium oxides and their glides",
        2021,
        "2021-03-04",
    )
    assert p.authors == (Author("Okafor", "Lena"), Author("Brandt", "KJ"), Author("The Sodium Group"))
    assert (p.journal, p.volume, p.issue, p.pages, p.publisher) == ("Demo Letters", "7", "2", "11–19", "Demo House")
    assert (p.keywords, p.index_terms, p.kinds) == (("cathode", "sodium"), ("Materials science", "Oxides"), ("journal article",))
    assert (p.language, p.abstract, p.countries) == ("en", "We glide.", ("Sweden", "Germany"))
    assert (p.citations, p.reference_count) == (12, 41)
    assert p.identifiers == {"pmid": "31000001", "openalex": "W1000001", "issn": "12345678"}
    assert p.origins[0].format == "Lens JSON"


def test_works_of_lens_as_a_list_and_a_line_each():
    assert len(of([LENS, {**LENS, "external_ids": []}])) == 2
    lines = "\n".join(json.dumps(LENS) for _ in range(3))
    assert [p.origins[0].line for p in of(lines)] == [1, 2, 3]


CORE = {
    "id": "31000001",
    "source": "MED",
    "pmid": "31000001",
    "pmcid": "PMC6000001",
    "doi": "10.5555/epmc.1",
    "title": "Sodium in layers: a study.",
    "authorString": "Okafor L, Brandt KJ.",
    "authorList": {
        "author": [
            {
                "fullName": "Okafor L",
                "firstName": "Lena",
                "lastName": "Okafor",
                "initials": "L",
                "authorAffiliationDetailsList": {"authorAffiliation": [{"affiliation": "Univ Demo, Uppsala, Sweden."}]},
            },
            {"fullName": "Brandt KJ", "lastName": "Brandt", "initials": "KJ"},
            {"collectiveName": "Sodium Group"},
        ]
    },
    "journalInfo": {
        "issue": "4",
        "volume": "9",
        "yearOfPublication": 2020,
        "printPublicationDate": "2020-02-01",
        "journal": {"title": "Journal of Demonstrations", "issn": "1111-2222", "essn": "3333-4444"},
    },
    "pubYear": "2020",
    "pageInfo": "101-110",
    "abstractText": "<h4>Background</h4>Layers <i>glide</i>.",
    "language": "eng",
    "pubTypeList": {"pubType": ["research-article", "Journal Article"]},
    "keywordList": {"keyword": ["Sodium", "Cathodes"]},
    "meshHeadingList": {"meshHeading": [{"majorTopic_YN": "N", "descriptorName": "Oxides"}]},
    "citedByCount": 5,
    "firstPublicationDate": "2019-12-20",
}
LITE = {
    "id": "PPR70001",
    "source": "PPR",
    "doi": "10.5555/epmc.2",
    "title": "Glides before print",
    "authorString": "Okafor L, Brandt KJ.",
    "pubYear": "2022",
    "pubType": "preprint",
    "bookOrReportDetails": {"publisher": "Demo Preprints", "yearOfPublication": 2022},
    "citedByCount": 0,
    "firstPublicationDate": "2022-05-06",
}


def page(*results):
    return {
        "version": "6.9",
        "hitCount": len(results),
        "request": {"queryString": "sodium"},
        "resultList": {"result": [*results]},
    }


def test_results_of_europe_pmc():
    core, lite = of(page(CORE, LITE))
    assert (core.title, core.year, core.date, core.doi) == ("Sodium in layers: a study", 2020, "2020-02-01", "10.5555/epmc.1")
    assert core.authors == (Author("Okafor", "Lena"), Author("Brandt", "KJ"), Author("Sodium Group"))
    assert (core.journal, core.volume, core.issue, core.pages) == ("Journal of Demonstrations", "9", "4", "101–110")
    assert (core.keywords, core.index_terms, core.kinds) == (
        ("Sodium", "Cathodes"),
        ("Oxides",),
        ("research-article", "Journal Article"),
    )
    assert (core.abstract, core.countries, core.citations) == ("Background Layers glide.", ("Sweden",), 5)
    assert core.identifiers == {"pmid": "31000001", "pmcid": "PMC6000001", "issn": "1111-2222"}
    assert core.origins[0].format == "Europe PMC JSON"
    assert (lite.authors, lite.year, lite.date) == ((Author("Okafor", "L"), Author("Brandt", "KJ")), 2022, "2022-05-06")
    assert (lite.journal, lite.kinds, lite.citations) == ("Demo Preprints", ("preprint",), 0)


def test_an_answer_of_europe_pmc_without_results_is_an_empty_export():
    reading = read_text(json.dumps(page()), "none.json")
    assert (reading.publications, reading.bad, reading.files[0].records) == ((), (), 0)


DOI = {
    "id": "10.5555/dc.1",
    "type": "dois",
    "attributes": {
        "doi": "10.5555/DC.1",
        "creators": [
            {
                "name": "Okafor, Lena",
                "nameType": "Personal",
                "givenName": "Lena",
                "familyName": "Okafor",
                "affiliation": [{"name": "Univ Demo, Uppsala, Sweden"}],
            },
            {"name": "Institute of Inventions", "nameType": "Organizational", "affiliation": ["Kiel, Germany"]},
        ],
        "titles": [
            {"title": "Die Schichten", "titleType": "TranslatedTitle"},
            {"title": "The layers"},
            {"title": "A second look", "titleType": "Subtitle"},
        ],
        "publisher": {"name": "Demo Repository"},
        "container": {"type": "Journal", "title": "Demo Letters", "volume": "3", "issue": "1", "firstPage": "5", "lastPage": "8"},
        "publicationYear": 2023,
        "subjects": [{"subject": "sodium"}, {"subject": "layers", "subjectScheme": "own"}],
        "dates": [{"date": "2022-12-30", "dateType": "Submitted"}, {"date": "2023-02-03", "dateType": "Issued"}],
        "language": "en",
        "types": {"resourceTypeGeneral": "JournalArticle", "resourceType": "Research paper"},
        "descriptions": [
            {"description": "CC-BY", "descriptionType": "Other"},
            {"description": "Look.", "descriptionType": "Abstract"},
        ],
        "citationCount": 2,
        "referenceCount": 0,
    },
}


def test_dois_of_datacite():
    (p,) = of({"data": [DOI], "meta": {"total": 1}})
    assert (p.title, p.year, p.date, p.doi) == ("The layers: A second look", 2023, "2023-02-03", "10.5555/dc.1")
    assert p.authors == (Author("Okafor", "Lena"), Author("Institute of Inventions"))
    assert (p.journal, p.volume, p.issue, p.pages, p.publisher) == ("Demo Letters", "3", "1", "5–8", "Demo Repository")
    assert (p.keywords, p.kinds, p.abstract, p.language) == (("sodium", "layers"), ("journal article",), "Look.", "en")
    assert (p.countries, p.citations, p.reference_count) == (("Sweden", "Germany"), 2, None)
    assert p.origins[0].format == "DataCite JSON"


def test_one_doi_and_a_data_set_of_datacite():
    (p,) = of({"data": {**DOI, "attributes": {**DOI["attributes"], "types": {"resourceTypeGeneral": "Dataset"}}}})
    assert (p.kinds, p.doi) == (("Dataset",), "10.5555/dc.1")
    (q,) = of(
        {"data": {**DOI, "attributes": {**DOI["attributes"], "types": {"resourceTypeGeneral": "Text", "resourceType": "Thesis"}}}}
    )
    assert q.kinds == ("Thesis",)


@pytest.mark.parametrize(
    ("whole", "good"),
    [
        ({"total": 3, "data": [LENS, LENS, LENS]}, "Layered sodium oxides and their glides"),
        (page(CORE, CORE, CORE), "Sodium in layers: a study"),
        ({"data": [DOI, DOI, DOI]}, "The layers: A second look"),
    ],
)
def test_a_broken_record_costs_itself_and_is_told_with_its_line(whole, good):
    rows = json.dumps(whole, indent=1).split("\n")
    opening = [k for k, row in enumerate(rows) if row in ("  {", "   {")][1]
    rows[opening + 3] = "@" + rows[opening + 3]
    broken = "\n".join(rows)
    reading = read_text(broken, "broken.json")
    assert [p.title for p in reading.publications] == [good, good]
    ((file, line, record, reason),) = lost(reading)
    assert (file, record) == ("broken.json", 2)
    assert reason.startswith("is no JSON:")
    assert line == opening + 1


def test_a_record_with_nothing_to_know_it_by_is_told():
    reading = read_text(json.dumps(page({"id": "1", "source": "MED", "pubYear": "2020"}, CORE)), "thin.json")
    assert len(reading.publications) == 1
    assert lost(reading) == [("thin.json", 1, 1, "has neither title nor DOI nor a database's identifier")]
    reading = read_text(json.dumps({"data": [{"lens_id": "000-000-000-000-001"}, LENS]}), "bare.json")
    assert len(reading.publications) == 1
    assert lost(reading)[0][3].startswith("is no work of OpenAlex, Crossref, Semantic Scholar, Lens, Europe PMC, DataCite")


def test_a_list_of_lens_that_is_cut_off_gives_what_is_whole():
    text = json.dumps({"data": [LENS, LENS]}, indent=1)
    reading = read_text(text[: text.rindex('"volume"')], "cut.json")
    assert len(reading.publications) == 1
    assert lost(reading)[0][:3] == ("cut.json", text.count("\n", 0, text.rindex(' {\n   "lens_id": "000-111')) + 1, 2)


# --- Crossref's dates ---------------------------------------------------------------------------------------------------------


def crossref(**dates):
    return {"DOI": "10.5555/c.1", "title": ["T"], **{k.replace("_", "-"): {"date-parts": [v]} for k, v in dates.items()}}


def test_the_year_of_crossref_is_that_of_issue_and_never_that_of_registration():
    both = crossref(issued=[2020, 12], published_print=[2021, 3], published_online=[2020, 12, 30], created=[2020, 12, 30])
    assert of([both])[0].date == "2020-12"  # the earlier of print and online, as documented
    assert of([crossref(published_print=[2021, 3], published_online=[2020, 12])])[0].date == "2021-03"
    assert of([crossref(issued=[None], created=[2002, 5, 1])])[0].year is None  # an article of 1959 was registered in 2002
    assert of([crossref(posted=[2019, 4, 1], created=[2019, 4, 2])])[0].date == "2019-04-01"


# --- arXiv ---------------------------------------------------------------------------------------------------------------------

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?search_query%3Dall:sodium" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=all:sodium</title>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">3</opensearch:totalResults>
  <entry>
    <id>http://arxiv.org/abs/2301.01234v2</id>
    <updated>2024-02-02T10:00:00Z</updated>
    <published>2023-01-03T18:00:01Z</published>
    <title>Layers of sodium &amp; oxygen:
  how they glide</title>
    <summary>  We watch
layers. </summary>
    <author><name>Lena M. Okafor</name><arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">Univ Demo, Kiel, Germany</arxiv:affiliation></author>
    <author><name>K. J. Brandt</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.5555/article.7</arxiv:doi>
    <arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">Demo Lett. 5, 1 (2024)</arxiv:journal_ref>
    <category term="cond-mat.mtrl-sci" scheme="http://arxiv.org/schemas/atom"/>
  </entry>
  <entry>
    <id>http://arxiv.org/abs/2302.00001v1</id>
    <published>2023-02-01T00:00:00Z</published>
    <title>A broken <b>entry</title>
  </entry>
  <entry>
    <id>http://arxiv.org/abs/cond-mat/0301001v1</id>
    <published>2003-01-02T00:00:00Z</published>
    <title>An old one</title>
    <author><name>Lena Okafor</name></author>
  </entry>
</feed>
"""


def test_entries_of_arxiv_are_preprints_and_a_broken_one_costs_itself():
    reading = read_text(ATOM, "arxiv.xml")
    new, old = reading.publications
    assert (new.identifier, new.title) == ("doi:10.48550/arxiv.2301.01234", "Layers of sodium & oxygen: how they glide")
    assert (new.year, new.date, new.kinds, new.journal) == (2023, "2023-01-03", ("preprint",), "arXiv")
    assert new.authors == (Author("Lena M. Okafor"), Author("Brandt", "K. J."))
    assert (new.abstract, new.index_terms, new.countries) == ("We watch layers.", ("cond-mat.mtrl-sci",), ("Germany",))
    assert (old.doi, old.year) == ("10.48550/arxiv.cond-mat/0301001", 2003)
    assert [row[:3] for row in lost(reading)] == [("arxiv.xml", 20, 2)]
    assert remarks(reading) == []
    assert new.origins[0].format == "arXiv Atom"


def test_namespaces_declared_once_are_read_as_well():
    once = ATOM.replace(' xmlns:arxiv="http://arxiv.org/schemas/atom"', "").replace(
        "2005/Atom", '2005/Atom"\n  xmlns:arxiv="http://arxiv.org/schemas/atom', 1
    )
    reading = read_text(once, "arxiv.xml")
    assert [p.doi for p in reading.publications] == ["10.48550/arxiv.2301.01234", "10.48550/arxiv.cond-mat/0301001"]
    assert [row[1] for row in lost(reading)] == [21]


def test_a_feed_that_is_cut_off_says_so_and_an_error_is_no_preprint():
    reading = read_text(ATOM[: ATOM.index("An old one")], "cut.xml")
    assert len(reading.publications) == 1
    assert lost(reading)[1] == ("cut.xml", 25, 3, "has no end </entry>")
    assert remarks(reading) == [(None, "the feed has no end: the file is cut off, and entries may be missing after it")]
    error = ATOM[: ATOM.index("  <entry>")] + (
        "<entry><id>http://arxiv.org/api/errors#incorrect_id</id><title>Error</title><summary>incorrect id</summary></entry></feed>"
    )
    assert lost(read_text(error, "e.xml")) == [("e.xml", 6, 1, "is arXiv's message of an error: incorrect id")]


def test_a_feed_of_another_site_is_no_export():
    with pytest.raises(ExportError, match="is XML, but neither of EndNote nor of PubMed nor of arXiv"):
        read_text('<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>News</title></entry></feed>', "news.xml")


def test_a_preprint_of_arxiv_meets_its_record_of_datacite_and_not_the_article():
    again = {
        "id": "10.48550/arxiv.2301.01234",
        "attributes": {
            "doi": "10.48550/arxiv.2301.01234",
            "titles": [{"title": "Layers of sodium & oxygen: how they glide"}],
            "publicationYear": 2023,
            "types": {"resourceTypeGeneral": "Preprint"},
        },
    }
    article = {
        "DOI": "10.5555/article.7",
        "type": "journal-article",
        "title": ["Layers of sodium & oxygen: how they glide"],
        "issued": {"date-parts": [[2024]]},
        "volume": "5",
    }
    every = [*read_text(ATOM, "a.xml").publications, *of({"data": [again]}, "d.json"), *of([article], "c.json")]
    merged = merge(every)
    assert sorted((p.identifier, len(p.origins)) for p in merged.publications) == [
        ("doi:10.48550/arxiv.2301.01234", 2),
        ("doi:10.48550/arxiv.cond-mat/0301001", 1),
        ("doi:10.5555/article.7", 1),
    ]
