"""Records of Lens, Europe PMC and DataCite as publications.

In: one record as the APIs and exports write it; out: a `Publication`. TypeError, ValueError, AttributeError, KeyError or
IndexError where a field is not what its source documents. Method: own, after the sources' documentation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.trends.exports.clean import authors_in, authors_of, country_of_code, publication, span, text_of
from pipeline.trends.exports.fields import Thing, each, first, said, thing, things, whole
from pipeline.trends.model import Author, Publication


def lens(w: Thing) -> Publication:
    """Return a scholarly work of Lens."""
    source = thing(w.get("source"))
    people = things(w.get("authors"))
    places = [p for a in people for p in things(a.get("affiliations"))]
    codes = [code for p in places if (code := said(p.get("country_code") or thing(p.get("address")).get("country_code")))]
    ids: dict[str, str] = {}
    for one in things(w.get("external_ids")):
        ids.setdefault(said(one.get("type")).lower(), said(one.get("value")))
    return publication(
        title=said(w.get("title")),
        abstract=said(w.get("abstract")),
        year=said(w.get("year_published")),
        date=said(w.get("date_published")),
        authors=_people((said(a.get("last_name")), _given(a), said(a.get("collective_name"))) for a in people),
        journal=said(source.get("title")),
        volume=said(w.get("volume")),
        issue=said(w.get("issue")),
        pages=span(said(w.get("start_page")), said(w.get("end_page"))),
        doi=ids.get("doi", ""),
        keywords=each(w.get("keywords")),
        index_terms=[*each(w.get("fields_of_study")), *(said(m.get("mesh_heading")) for m in things(w.get("mesh_terms")))],
        kinds=[said(w.get("publication_type"))],
        language=first(w.get("languages")),
        affiliations=dict.fromkeys(said(p.get("name")) for p in places),
        countries=[country_of_code(c) or c for c in codes] if codes else None,
        publisher=first(source.get("publisher")),
        citations=whole(w.get("scholarly_citations_count")),
        reference_count=whole(w.get("references_count")),
        identifiers={
            "pmid": ids.get("pmid", ""),
            "pmcid": ids.get("pmcid", ""),
            "openalex": ids.get("openalex", ""),
            "issn": next((said(i.get("value")) for i in things(source.get("issn"))), ""),
        },
    )


def europe_pmc(w: Thing) -> Publication:
    """Return a result of Europe PMC, of the core or the lite kind."""
    info, book = thing(w.get("journalInfo")), thing(w.get("bookOrReportDetails"))
    journal = thing(info.get("journal"))
    people = things(thing(w.get("authorList")).get("author"))
    details = [
        said(d.get("affiliation"))
        for a in people
        for d in things(thing(a.get("authorAffiliationDetailsList")).get("authorAffiliation"))
    ]
    kinds = list(each(thing(w.get("pubTypeList")).get("pubType"))) or said(w.get("pubType")).split(";")
    preprint = said(w.get("source")) == "PPR"
    return publication(
        title=said(w.get("title")),
        abstract=said(w.get("abstractText")),
        year=said(w.get("pubYear") or info.get("yearOfPublication") or book.get("yearOfPublication")),
        date=said(info.get("printPublicationDate") or w.get("firstPublicationDate")),
        authors=_people(
            (said(a.get("lastName")), said(a.get("firstName") or a.get("initials")), said(a.get("collectiveName")))
            for a in people
        )
        or authors_in(said(w.get("authorString")).rstrip(".")),
        journal=said(journal.get("title") or w.get("journalTitle")) or (said(book.get("publisher")) if preprint else ""),
        volume=said(info.get("volume") or w.get("journalVolume")),
        issue=said(info.get("issue") or w.get("issue")),
        pages=said(w.get("pageInfo")),
        doi=said(w.get("doi")),
        keywords=each(thing(w.get("keywordList")).get("keyword")),
        index_terms=[said(m.get("descriptorName")) for m in things(thing(w.get("meshHeadingList")).get("meshHeading"))],
        kinds=["preprint", *kinds] if preprint else kinds,
        language=said(w.get("language")),
        affiliations=dict.fromkeys([d for d in details if d] or [said(w.get("affiliation"))]),
        publisher=said(book.get("publisher")),
        citations=whole(w.get("citedByCount")),
        identifiers={
            "pmid": said(w.get("pmid")),
            "pmcid": said(w.get("pmcid")),
            "issn": said(journal.get("issn") or journal.get("essn") or w.get("journalIssn")).partition(";")[0],
        },
    )


def datacite(w: Thing) -> Publication:
    """Return a DOI of DataCite: an element of ``data``, whose ``attributes`` describe the work."""
    a = thing(w.get("attributes"))
    box, types = thing(a.get("container")), thing(a.get("types"))
    people = things(a.get("creators"))
    dates: dict[str, str] = {}
    for one in things(a.get("dates")):
        dates.setdefault(said(one.get("dateType")), said(one.get("date")))
    general, special = said(types.get("resourceTypeGeneral")), said(types.get("resourceType"))
    return publication(
        title=_title(things(a.get("titles"))),
        abstract=next(
            (said(d.get("description")) for d in things(a.get("descriptions")) if d.get("descriptionType") == "Abstract"), ""
        ),
        year=said(a.get("publicationYear")),
        date=dates.get("Issued", ""),
        authors=_people((said(c.get("familyName")), said(c.get("givenName")), said(c.get("name"))) for c in people),
        journal=said(box.get("title")) if said(box.get("type")).lower() != "datarepository" else "",
        volume=said(box.get("volume")),
        issue=said(box.get("issue")),
        pages=span(said(box.get("firstPage")), said(box.get("lastPage"))),
        doi=said(a.get("doi") or w.get("id")),
        keywords=[said(s.get("subject")) for s in things(a.get("subjects"))],
        kinds=[_KINDS.get(general, general) or special] if general not in _VAGUE else [special or general],
        language=said(a.get("language")),
        affiliations=dict.fromkeys(first(p) for c in people for p in _list(c.get("affiliation"))),
        publisher=first(a.get("publisher")),
        citations=whole(a.get("citationCount")),
        reference_count=whole(a.get("referenceCount")) or None,
        identifiers={"issn": said(box.get("identifier")) if said(box.get("identifierType")) == "ISSN" else ""},
    )


_VAGUE = frozenset({"", "Text", "Other"})
"""DataCite's general types that say less than the type in the depositor's words."""

_KINDS: Mapping[str, str] = {
    "JournalArticle": "journal article",
    "ConferencePaper": "conference paper",
    "BookChapter": "book chapter",
    "DataPaper": "data paper",
}
"""DataCite's general types in the words of other sources."""


def _people(names: Iterable[tuple[str, str, str]]) -> tuple[Author, ...]:
    """Return authors of (family, given, whole name): the whole name counts where the family's is not told."""
    out: list[Author] = []
    for family, given, name in names:
        if family := text_of(family):
            out.append(Author(family, text_of(given)))
        elif name:
            out += authors_of([name])
    return tuple(out)


def _given(author: Thing) -> str:
    return said(author.get("first_name") or author.get("initials"))


def _title(titles: list[Thing]) -> str:
    """Return DataCite's main title with its subtitle; a translated or alternative title only where there is no other."""
    main = next((said(t.get("title")) for t in titles if not t.get("titleType")), "")
    sub = next((said(t.get("title")) for t in titles if t.get("titleType") == "Subtitle"), "")
    if main:
        return f"{main}: {sub}" if sub and sub.lower() not in main.lower() else main
    return said(titles[0].get("title")) if titles else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []
