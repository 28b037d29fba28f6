"""Works of OpenAlex, Crossref (and CSL-JSON) and Semantic Scholar as publications.

In: one work as the APIs send it; out: a `Publication`. TypeError, ValueError, AttributeError, KeyError or IndexError where a
field is not what its source documents. Method: own, after the APIs' documentation. Crossref's ``issued`` is by its documentation
the earlier of ``published-print`` and ``published-online``; the day on which a DOI was registered is no date of publication.
"""

from __future__ import annotations

from pipeline.trends.exports.clean import authors_of, country_of_code, publication, span, text_of
from pipeline.trends.exports.fields import Thing, first, said, thing, whole
from pipeline.trends.model import Author, Publication


def openalex(w: Thing) -> Publication:
    """Return a work of OpenAlex."""
    places = [a for a in w.get("authorships") or () if isinstance(a, dict)]
    source = thing(thing(w.get("primary_location") or w.get("host_venue")).get("source") or w.get("host_venue"))
    biblio, ids = thing(w.get("biblio")), thing(w.get("ids"))
    codes = [
        code
        for a in places
        for code in (a.get("countries") or [i.get("country_code") for i in a.get("institutions") or ()])
        if code
    ]
    addresses = [
        text
        for a in places
        for text in (a.get("raw_affiliation_strings") or [i.get("display_name") or "" for i in a.get("institutions") or ()])
    ]
    topics = w.get("concepts") or w.get("topics") or ()
    return publication(
        title=said(w.get("title") or w.get("display_name")),
        abstract=_inverted(w.get("abstract_inverted_index")) or said(w.get("abstract")),
        year=said(w.get("publication_year")),
        date=said(w.get("publication_date")),
        authors=authors_of(said(thing(a.get("author")).get("display_name") or a.get("raw_author_name")) for a in places),
        journal=said(source.get("display_name")),
        volume=said(biblio.get("volume")),
        issue=said(biblio.get("issue")),
        pages=span(said(biblio.get("first_page")), said(biblio.get("last_page"))),
        doi=said(w.get("doi") or ids.get("doi")),
        keywords=[
            said(k.get("display_name") or k.get("keyword")) if isinstance(k, dict) else said(k) for k in w.get("keywords") or ()
        ],
        index_terms=[said(t.get("display_name")) for t in topics if isinstance(t, dict)],
        kinds=[said(w.get("type"))],
        language=said(w.get("language")),
        affiliations=dict.fromkeys(addresses),
        countries=[country_of_code(c) or c for c in codes] if codes else None,
        publisher=said(source.get("host_organization_name") or source.get("publisher")),
        citations=whole(w.get("cited_by_count")),
        reference_count=whole(w.get("referenced_works_count")),
        identifiers={
            "openalex": said(w.get("id") or ids.get("openalex")).rpartition("/")[2],
            "pmid": said(ids.get("pmid")).rpartition("/")[2],
            "pmcid": said(ids.get("pmcid")).rpartition("/")[2],
            "issn": said(source.get("issn_l")),
        },
    )


def crossref(w: Thing) -> Publication:
    """Return a work of Crossref or an item of CSL-JSON."""
    when = next(
        (d for key in ("issued", "published", "published-print", "published-online", "posted") if (d := _parts(w.get(key)))), ""
    )
    people = [a for a in w.get("author") or w.get("editor") or () if isinstance(a, dict)]
    title, subtitle = first(w.get("title")), first(w.get("subtitle"))
    kind = " ".join(said(part) for part in (w.get("type"), w.get("subtype")) if part)
    return publication(
        title=f"{title}: {subtitle}" if title and subtitle and subtitle.lower() not in title.lower() else title,
        abstract=said(w.get("abstract")),
        year=when[:4],
        date=when,
        authors=[
            Author(family, text_of(said(a.get("given"))))
            for a in people
            if (family := text_of(said(a.get("family") or a.get("name") or a.get("literal"))))
        ],
        journal=first(w.get("container-title")) or (first(w.get("institution")) if w.get("type") == "posted-content" else ""),
        volume=said(w.get("volume")),
        issue=said(w.get("issue")),
        pages=said(w.get("page") or w.get("article-number")),
        doi=said(w.get("DOI")),
        keywords=said(w.get("keyword")).split(",") if isinstance(w.get("keyword"), str) else (),
        index_terms=[said(s) for s in w.get("subject") or () if isinstance(s, str)],
        kinds=[kind],
        language=said(w.get("language")),
        affiliations=dict.fromkeys(said(thing(p).get("name")) for a in people for p in a.get("affiliation") or ()),
        publisher=said(w.get("publisher")),
        citations=whole(w.get("is-referenced-by-count")),
        reference_count=whole(w.get("reference-count") if "reference-count" in w else w.get("references-count")),
        identifiers={
            "issn": first(w.get("ISSN")),
            "isbn": first(w.get("ISBN")),
            "pmid": said(w.get("PMID")),
            "pmcid": said(w.get("PMCID")),
        },
    )


def semantic_scholar(w: Thing) -> Publication:
    """Return a paper of Semantic Scholar."""
    ids, journal = thing(w.get("externalIds")), thing(w.get("journal"))
    fields = [f.get("category") if isinstance(f, dict) else f for f in w.get("s2FieldsOfStudy") or w.get("fieldsOfStudy") or ()]
    return publication(
        title=said(w.get("title")),
        abstract=said(w.get("abstract")),
        year=said(w.get("year")),
        date=said(w.get("publicationDate")),
        authors=authors_of(said(a.get("name")) for a in w.get("authors") or () if isinstance(a, dict)),
        journal=said(journal.get("name") or thing(w.get("publicationVenue")).get("name") or w.get("venue")),
        volume=said(journal.get("volume")),
        pages=said(journal.get("pages")),
        doi=said(ids.get("DOI") or w.get("doi")),
        index_terms=[said(f) for f in fields],
        kinds=[said(k) for k in w.get("publicationTypes") or ()],
        citations=whole(w.get("citationCount")),
        reference_count=whole(w.get("referenceCount")),
        identifiers={"s2": said(w.get("paperId")), "pmid": said(ids.get("PubMed")), "pmcid": said(ids.get("PubMedCentral"))},
    )


def _inverted(index: object) -> str:
    """Return the text of OpenAlex's inverted index: word → places."""
    if not isinstance(index, dict):
        return ""
    at = sorted(
        (place, word) for word, places in index.items() if isinstance(places, list) for place in places if isinstance(place, int)
    )
    return " ".join(word for _, word in at)


def _parts(value: object) -> str:
    """Return the ISO date of ``{"date-parts": [[2019, 3, 5]]}``, or of CSL's ``raw``."""
    if not isinstance(value, dict):
        return ""
    parts = value.get("date-parts") or [[]]
    numbers = [int(n) for n in parts[0] if str(n).isdigit()] if parts and isinstance(parts[0], list) else []
    return "-".join(f"{n:02d}" if k else f"{n:04d}" for k, n in enumerate(numbers)) or said(
        value.get("raw") or value.get("literal")
    )
