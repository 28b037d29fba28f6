"""EndNote's tagged format (``%0``) and its XML, and PubMed's XML.

In: text; out: `Parsed` records and `Remark`s. A tagged record begins with its type (%0), or, as refer and some libraries write
it, after an empty line with its title or first author. Each element of an XML file is parsed alone, so that a broken one costs
itself only. Method: own, after EndNote's field labels and the National Library of Medicine's DTD.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pipeline.trends.exports.clean import authors_of, doi_of, formulas_of, listed, publication, pubmed_title
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

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)")
_UNREAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def tagged(text: str) -> Iterator[Parsed | Remark]:
    """Return the records of a tagged file."""
    return parsed(blocks(text, SHAPE), _from_tags)


def xml(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of EndNote's XML."""
    yield from _elements(text, "record", _from_record)


def pubmed_xml(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of PubMed's XML."""
    yield from _elements(text, "PubmedArticle", _from_article)


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


def _elements(text: str, name: str, made: Callable[[Element], Publication]) -> Iterator[Parsed | Remark]:
    opening = list(re.finditer(rf"<{name}(?:\s[^>]*)?>", text))
    line, counted = 1, 0
    for k, start in enumerate(opening):
        line += text.count("\n", counted, start.start())
        counted = start.start()
        until = opening[k + 1].start() if k + 1 < len(opening) else len(text)
        end = text.find(f"</{name}>", start.end(), until)
        if end < 0:
            yield Parsed(line, fault=f"has no end </{name}>")
            continue
        try:
            element = ElementTree.fromstring(_ENTITY.sub("&amp;", _UNREAL.sub("", text[start.start() : end + len(name) + 3])))
        except ElementTree.ParseError as error:
            yield Parsed(line, fault=f"is no well-formed XML: {error}")
            continue
        yield Parsed(line, made(element))


def _text(element: Element | None, path: str = "") -> str:
    found = element.find(path) if element is not None and path else element
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _all(element: Element, path: str) -> list[str]:
    return [text for found in element.findall(path) if (text := _text(found))]


def _from_record(e: Element) -> Publication:
    kind, own = e.find("ref-type"), _text(e, "accession-num")
    return publication(
        title=_text(e, "titles/title"),
        abstract=_text(e, "abstract"),
        year=_text(e, "dates/year"),
        date=f"{_text(e, 'dates/pub-dates/date')} {_text(e, 'dates/year')}",
        authors=authors_of(_all(e, "contributors/authors/author")),
        journal=_text(e, "periodical/full-title") or _text(e, "titles/secondary-title") or _text(e, "periodical/abbr-1"),
        volume=_text(e, "volume"),
        issue=_text(e, "number"),
        pages=_text(e, "pages"),
        doi=_text(e, "electronic-resource-num"),
        keywords=_all(e, "keywords/keyword"),
        kinds=[_text(e, "work-type") or (kind.get("name", "") if kind is not None else "")],
        language=_text(e, "language"),
        affiliations=[line for line in (e.findtext(".//auth-address") or "").split("\n") if line] or _all(e, "auth-address"),
        publisher=_text(e, "publisher"),
        identifiers={
            "issn": (_text(e, "isbn").split() or [""])[0] if re.match(r"\d{4}-\d{3}[\dXx]\b", _text(e, "isbn")) else "",
            "pmid": own if own.isdigit() and "nlm" in _text(e, "remote-database-provider").lower() else "",
            "wos": own if own.startswith("WOS:") else "",
        },
    )


def _from_article(e: Element) -> Publication:
    article, citation = e.find("MedlineCitation/Article"), e.find("MedlineCitation")
    if article is None or citation is None:
        return publication()
    when = article.find("Journal/JournalIssue/PubDate")
    ids = {i.get("IdType", ""): _text(i) for i in e.findall("PubmedData/ArticleIdList/ArticleId")}
    people = [
        ", ".join(n for n in (_text(a, "LastName"), _text(a, "ForeName") or _text(a, "Initials")) if n)
        or _text(a, "CollectiveName")
        for a in article.findall("AuthorList/Author")
    ]
    return publication(
        title=pubmed_title(_text(article, "ArticleTitle") or _text(article, "VernacularTitle")),
        abstract=formulas_of(" ".join(_all(article, "Abstract/AbstractText"))),
        year=_text(when, "Year") or _text(when, "MedlineDate"),
        date=" ".join(_text(when, part) for part in ("Year", "Month", "Day")),
        authors=authors_of(people),
        journal=_text(article, "Journal/Title"),
        volume=_text(article, "Journal/JournalIssue/Volume"),
        issue=_text(article, "Journal/JournalIssue/Issue"),
        pages=_text(article, "Pagination/MedlinePgn"),
        doi=ids.get("doi", "") or next((_text(i) for i in article.findall("ELocationID") if i.get("EIdType") == "doi"), ""),
        keywords=_all(citation, "KeywordList/Keyword"),
        index_terms=_all(citation, "MeshHeadingList/MeshHeading/DescriptorName"),
        kinds=_all(article, "PublicationTypeList/PublicationType"),
        language=_text(article, "Language"),
        affiliations=_all(article, "AuthorList/Author/AffiliationInfo/Affiliation"),
        identifiers={"pmid": _text(citation, "PMID"), "pmcid": ids.get("pmc", ""), "issn": _text(article, "Journal/ISSN")},
    )
