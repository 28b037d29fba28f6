"""BibTeX and BibLaTeX of any source: Scopus, Web of Science, Crossref, Google Scholar, Zotero, JabRef.

In: text; out: `Parsed` records and `Remark`s. bibtexparser splits the file; entries of the same key and fields that stand twice
are kept, a broken entry costs itself. TeX is read as far as titles and names have it: accents, Greek letters, dashes,
formatting. Method: own, on bibtexparser 2.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from bibtexparser.library import Library
from bibtexparser.middlewares import RemoveEnclosingMiddleware, ResolveStringReferencesMiddleware
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock
from bibtexparser.splitter import Splitter

from pipeline.trends.exports.clean import MONTHS, authors_of, cited_in, listed, publication
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.model import Author, Publication

_ACCENTS = dict(
    zip("`'^\"~=.uvHckrdbt", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0328\u030a\u0323\u0331\u0361")
)
_LETTERS = {
    **{"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł"},
    **{"i": "ı", "j": "ȷ", "dh": "ð", "th": "þ", "textendash": "–", "textemdash": "—", "textquoteright": "’", "circ": "°"},
    **{
        "textsuperscript": "",
        "textsubscript": "",
        "rightarrow": "→",
        "to": "→",
        "times": "×",
        "pm": "±",
        "cdot": "·",
        "sim": "~",
    },
    **{"approx": "≈", "leq": "≤", "geq": "≥", "prime": "′", "degree": "°", "textdegree": "°", "textmu": "µ", "mu": "μ"},
    **{
        "alpha": "α",
        "beta": "β",
        "gamma": "γ",
        "delta": "δ",
        "epsilon": "ε",
        "zeta": "ζ",
        "eta": "η",
        "theta": "θ",
        "kappa": "κ",
    },
    **{"lambda": "λ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ"},
    **{"omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω"},
}
_JOURNALS = {
    **{"pra": "Physical Review A", "prb": "Physical Review B", "prd": "Physical Review D", "pre": "Physical Review E"},
    **{
        "prl": "Physical Review Letters",
        "rmp": "Reviews of Modern Physics",
        "nat": "Nature",
        "jcp": "Journal of Chemical Physics",
    },
    **{"apl": "Applied Physics Letters", "jap": "Journal of Applied Physics", "procspie": "Proceedings of SPIE"},
}
"""Journals that the Astrophysics Data System writes as commands."""

_ACCENTED = re.compile(
    r"\\(?:([`'^\"~=.])\s*|([uvHckrdbt])(?:\s+|(?=\{)))(?:\{\s*(\\[ij]|[A-Za-z])\s*\}|(\\[ij](?![A-Za-z])|[A-Za-z]))"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?(?:\s+|(?=[^A-Za-z])|$)")
_ESCAPED = re.compile(r"\\([&%$#_{}~^,;:! ])")
_PLACEHOLDER = {"{": "\ue000", "}": "\ue001"}
_ENTRY = re.compile(r"\s*@\s*(?!comment|string|preamble)\w+\s*[{(]", re.IGNORECASE)
_PART = re.compile(r'"[^"]*"|\{[^{}]*\}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b')
_JOINED = re.compile(rf"\s*(?:{_PART.pattern})(?:\s*#\s*(?:{_PART.pattern}))+\s*")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_MONTHS = {str(n): m for n, m in enumerate(MONTHS, start=1)}
_LINE_END = re.compile(r"(?<=\.)\s*\n\s*")


def records(text: str) -> Iterator[Parsed | Remark]:
    """Yield the entries of a BibTeX file."""
    said = logging.getLogger("bibtexparser")
    level = said.level
    said.setLevel(logging.CRITICAL + 1)  # it would print on standard error what is told here as a fault
    try:
        blocks = list(_blocks(text))
        library = Library([b for b in blocks if not isinstance(b, Remark)])
        for middleware in (ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware()):
            library = middleware.transform(library)
    finally:
        said.setLevel(level)
    yield from (b for b in blocks if isinstance(b, Remark))
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, Entry):
            yield Parsed(line, _publication(block))
        elif isinstance(block, ParsingFailedBlock) and _ENTRY.match(block.raw or ""):
            yield Parsed(line, fault=f"is no whole entry: {_reason(block.error)}")


def _blocks(text: str) -> Iterator[Block | Remark]:
    """Yield the blocks of a file, keys made unique (a key that stands twice makes no entry bad), and remarks."""
    for number, block in enumerate(Splitter(text).split().blocks):
        kept = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(block, DuplicateFieldKeyBlock):
            fields = ", ".join(sorted(block.duplicate_keys))
            yield Remark((block.start_line or 0) + 1, f"fields stand twice ({fields}): the first is taken")
        if isinstance(kept, Entry):
            for field in kept.fields:
                field.value = _joined(str(field.value))
            kept.key = f"{kept.key}#{number}"
        if not isinstance(block, DuplicateBlockKeyBlock) or isinstance(kept, Entry):
            yield kept or block


def _joined(value: str) -> str:
    """Return a value whose parts ``#`` joins as one in braces, where all parts are quoted or months; others stay as they are."""
    if "#" not in value or not _JOINED.fullmatch(value):
        return value
    return "{" + "".join(part[1:-1] if part[0] in '"{' else part for part in _PART.findall(value)) + "}"


def untex(text: str) -> str:
    r"""Return the words that TeX sets: ``{\"u}`` is ü, ``Na$_{0.7}$MnO$_2$`` Na0.7MnO2; an unknown command goes."""
    if not any(c in text for c in "\\{}$~") and "--" not in text:
        return text
    text = _ACCENTED.sub(_accented, text)
    text = text.replace("\\_{", "{").replace("\\^{", "{")  # a script that a program escaped
    text = _ESCAPED.sub(lambda m: _PLACEHOLDER.get(m[1], m[1] if m[1] in "&%$#_~^" else " "), text)
    text = _COMMAND.sub(lambda m: _LETTERS.get(m[1], ""), text)
    text = re.sub(r"\$([^$]*)\$", lambda m: re.sub(r"[_^]", "", m[1]), text)
    text = re.sub(r"[{}]", "", text.replace("~", " ")).replace("---", "—").replace("--", "–")
    for sign, stand_in in _PLACEHOLDER.items():
        text = text.replace(stand_in, sign)
    return unicodedata.normalize("NFC", text)


def _accented(m: re.Match[str]) -> str:
    letter = (m[3] or m[4]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[m[1] or m[2]])


def _reason(error: Exception | None) -> str:
    text = " ".join(str(error).split()) if error else "its fields cannot be read"
    return getattr(error, "abort_reason", text) or text


def _publication(entry: Entry) -> Publication:
    f: dict[str, str] = {}
    for field in entry.fields:
        f.setdefault(field.key.lower().strip(), str(field.value))

    def get(*keys: str) -> str:
        return next((text for key in keys if (text := untex(f.get(key, "")).strip())), "")

    month = _MONTHS.get(get("month").lstrip("0"), get("month"))
    wos = get("unique-id").rpartition(":")[2] or next(
        (v for v in (get("url"), entry.key.rpartition("#")[0]) if v.startswith("WOS:")), ""
    )
    authors = _people(f.get("author") or f.get("editor") or "")
    if "unique-id" in f:
        places = [_unnamed(a, authors) for a in _LINE_END.split(get("affiliation"))]  # its address is the publisher's
    else:
        places = listed(get("affiliations", "affiliation"))
    return publication(
        title=get("title"),
        abstract=get("abstract"),
        year=get("year", "date", "issue_date", "earlyaccessdate"),
        date=get("date") or f"{month} {get('year')}",
        authors=authors,
        journal=_JOURNALS.get(f.get("journal", "").strip("\\ {}")) or get("journal", "journaltitle", "booktitle", "series"),
        volume=get("volume"),
        issue=get("number", "issue"),
        pages=get("pages", "article-number", "art_number", "eid"),
        doi=f.get("doi", "").replace("\\", "").strip("{} ") or get("url"),
        keywords=_terms(get("author_keywords", "keywords")),
        index_terms=_terms(get("keywords-plus", *(("keywords",) if "author_keywords" in f else ()))),
        kinds=listed(get("document_type", "type")) or [entry.entry_type],
        language=get("language", "langid"),
        affiliations=places,
        publisher=get("publisher"),
        citations=cited_in(get("note")) or get("times-cited") or None,
        reference_count=get("number-of-cited-references") or None,
        identifiers=_identifiers(f, wos),
    )


def _identifiers(f: Mapping[str, str], wos: str) -> dict[str, str]:
    eid = re.search(r"2-s2\.0-\d+", " ".join(f.get(k, "") for k in ("url", "eid", "note")))
    return {
        "wos": wos if re.fullmatch(r"(?:WOS:)?[A-Z0-9]{15}", wos) else "",
        "eid": eid[0] if eid else "",
        "pmid": f.get("pmid", "") or f.get("pubmed_id", ""),
        "issn": f.get("issn", ""),
        "isbn": f.get("isbn", ""),
    }


def _unnamed(address: str, authors: Iterable[Author]) -> str:
    """Return an address of Web of Science, which stands on a line of its own, without the authors' names before it."""
    names = {" ".join(a.name.split()) for a in authors}
    rest = " ".join(address.split())
    while name := next((n for n in names if rest.startswith((f"{n}, ", f"{n}; "))), ""):
        rest = rest[len(name) + 2 :]
    return rest


def _people(text: str) -> tuple[Author, ...]:
    """Return the authors of a field: ``Family, Given and Family, Given``; braces around a whole name keep it whole."""
    out: list[Author] = []
    for name in _AND.split(text.replace("\n", " ")):
        if name.strip().startswith("{") and name.strip().endswith("}") and "," not in name and "\\" not in name:
            out.append(Author(" ".join(untex(name).split())))
        else:
            parts = [p.strip() for p in untex(name).split(",")]
            if len(parts) == 3 and re.fullmatch(r"(?:jr|sr|i{1,3}|iv)\.?", parts[1], re.IGNORECASE):
                parts = [parts[0], f"{parts[2]}, {parts[1]}"]
            out.extend(authors_of([", ".join(p for p in parts if p)]))
    return tuple(a for a in out if a.family)


def _terms(text: str) -> list[str]:
    return listed(text, ";" if ";" in text else ",")
