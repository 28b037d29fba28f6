"""EndNote's tagged format (``%0``) and its XML, and PubMed's XML.

In: text; out: `Parsed` records and `Remark`s. A tagged record begins with its type (%0), or, as refer and some libraries write
it, after an empty line with its title or first author. Method: own, after EndNote's field labels and the National Library of
Medicine's DTD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pipeline.trends.exports.clean import authors_of, doi_of, formulas_of, listed, publication, pubmed_title
from pipeline.trends.exports.markup import all_in, elements, text_in
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.exports.tagged import Block, Shape, blocks, matcher, parsed
from pipeline.trends.model import Publication

SHAPE = Shape(
    matcher(r"[ \t\ufeff]*%([0-9A-Z@!+?#$\[\]*>&()~^<])(?: (.*)|[ \t]*)$"),
    begin="0",
    end=None,
    opens_anywhere=True,
    parted=frozenset("TA"),
    whole=frozenset("T"),
)


def tagged(text: str) -> Iterator[Parsed | Remark]:
    """Return the records of a tagged file."""
    return parsed(blocks(text, SHAPE), _from_tags)


def xml(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of EndNote's XML."""
    yield from elements(text, "record", _from_record)


def pubmed_xml(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of PubMed's XML."""
    yield from elements(text, "PubmedArticle", _from_article)


def _from_tags(b: Block) -> Publication:
    return publication(
        title=b.first("T"),
        abstract=b.first("X"),
        year=b.first("D") or b.first("8"),
        date=f"{b.first('8')} {b.first('D')}",
        authors=authors_of(name for line in b.lines("A") for name in listed(line)),
        journal=b.first("J", "B", "S"),
        volume=b.first("V"),
        issue=b.first("N"),
        pages=b.first("P"),
        doi=b.first("R") or doi_of(b.first("U")) or "",
        keywords=[term for line in b.lines("K") for term in listed(line)],
        kinds=[b.first("9") or b.first("0")],
        language=b.first("G"),
        affiliations=b.lines("+"),
        publisher=b.first("I"),
        identifiers={"issn": b.first("@").split()[0] if re.match(r"\d{4}-\d{3}[\dXx]\b", b.first("@")) else ""},
    )


def _from_record(e: Element) -> Publication:
    kind, own = e.find("ref-type"), text_in(e, "accession-num")
    return publication(
        title=text_in(e, "titles/title"),
        abstract=text_in(e, "abstract"),
        year=text_in(e, "dates/year"),
        date=f"{text_in(e, 'dates/pub-dates/date')} {text_in(e, 'dates/year')}",
        authors=authors_of(all_in(e, "contributors/authors/author")),
        journal=text_in(e, "periodical/full-title") or text_in(e, "titles/secondary-title") or text_in(e, "periodical/abbr-1"),
        volume=text_in(e, "volume"),
        issue=text_in(e, "number"),
        pages=text_in(e, "pages"),
        doi=text_in(e, "electronic-resource-num"),
        keywords=all_in(e, "keywords/keyword"),
        kinds=[text_in(e, "work-type") or (kind.get("name", "") if kind is not None else "")],
        language=text_in(e, "language"),
        affiliations=[line for line in (e.findtext(".//auth-address") or "").split("\n") if line] or all_in(e, "auth-address"),
        publisher=text_in(e, "publisher"),
        identifiers={
            "issn": (text_in(e, "isbn").split() or [""])[0] if re.match(r"\d{4}-\d{3}[\dXx]\b", text_in(e, "isbn")) else "",
            "pmid": own if own.isdigit() and "nlm" in text_in(e, "remote-database-provider").lower() else "",
            "wos": own if own.startswith("WOS:") else "",
        },
    )


def _from_article(e: Element) -> Publication:
    article, citation = e.find("MedlineCitation/Article"), e.find("MedlineCitation")
    if article is None or citation is None:
        return publication()
    when = article.find("Journal/JournalIssue/PubDate")
    ids = {i.get("IdType", ""): text_in(i) for i in e.findall("PubmedData/ArticleIdList/ArticleId")}
    people = [
        ", ".join(n for n in (text_in(a, "LastName"), text_in(a, "ForeName") or text_in(a, "Initials")) if n)
        or text_in(a, "CollectiveName")
        for a in article.findall("AuthorList/Author")
    ]
    return publication(
        title=pubmed_title(text_in(article, "ArticleTitle") or text_in(article, "VernacularTitle")),
        abstract=formulas_of(" ".join(all_in(article, "Abstract/AbstractText"))),
        year=text_in(when, "Year") or text_in(when, "MedlineDate"),
        date=" ".join(text_in(when, part) for part in ("Year", "Month", "Day")),
        authors=authors_of(people),
        journal=text_in(article, "Journal/Title"),
        volume=text_in(article, "Journal/JournalIssue/Volume"),
        issue=text_in(article, "Journal/JournalIssue/Issue"),
        pages=text_in(article, "Pagination/MedlinePgn"),
        doi=ids.get("doi", "") or next((text_in(i) for i in article.findall("ELocationID") if i.get("EIdType") == "doi"), ""),
        keywords=all_in(citation, "KeywordList/Keyword"),
        index_terms=all_in(citation, "MeshHeadingList/MeshHeading/DescriptorName"),
        kinds=all_in(article, "PublicationTypeList/PublicationType"),
        language=text_in(article, "Language"),
        affiliations=all_in(article, "AuthorList/Author/AffiliationInfo/Affiliation"),
        identifiers={"pmid": text_in(citation, "PMID"), "pmcid": ids.get("pmc", ""), "issn": text_in(article, "Journal/ISSN")},
    )
