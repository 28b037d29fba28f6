"""Names that a sentence itself gives to samples, or heads a noun with.

In: a folded text (``letters.fold``) and the places of its compositions. Out: places of names: "denoted as NM, NMT1 and NMT2",
``Na2/3MnO2 (NMO)``, "the NNMM-0.05 electrode", "the x = 0.1 sample". A phase before a hyphen (``P2-NMO``) is not part of it.
What was named once is known to the document (``materials``); here is only the sentence. Method: own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files

from pipeline.language.compositions import is_electrode
from pipeline.language.phase_names import PHASE
from pipeline.language.terms import is_method


def sample_names(folded: str, formulas: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the places of names of samples."""
    for match in _STATED.finditer(folded):
        for value in _VALUE.finditer(folded, *match.span("q")):
            yield value.span()
    found = [match.span("codes") for match in _NAMING.finditer(folded)]
    for a, b in formulas:
        beside = _BESIDE_FORMULA.match(folded, b) if is_electrode(folded[a:b]) else None
        if beside:
            found.append(beside.span("code"))
    for match in _SHAPED.finditer(folded):
        if match["initials"] and may_name(match["initials"]):
            yield match.span("initials")
            continue
        prefix = _PHASES_BEFORE.match(folded, *match.span("code"))
        start = prefix.end() if prefix else match.start("code")
        if match["code"] and may_name(folded[start : match.end("code")]):
            yield start, match.end("code")
            yield from (m.span("q") for m in _SUFFIX.finditer(folded, match.end("code"), match.end()))
    yield from ((a, b) for a, b in formulas if _is_short_formula(folded[a:b]))
    for start, end in found:
        yield from (place for place in _codes(folded, start, end) if may_name(folded[slice(*place)]))
    for match in _HEADED.finditer(folded):
        for start, end in _codes(folded, *match.span("code")):
            if may_name(folded[start:end]) and _WITH_SODIUM.match(folded, start, end):
                yield start, end


def may_name(code: str) -> bool:
    """Whether a code can name a sample: it is no phase, method, ion, site, figure, instrument or common short form."""
    if code in _OTHER_CODES or is_method(code) or _OTHER_SHAPES.fullmatch(code):
        return False
    return len(code) < 40 and code[0].isalnum() and any(c.isupper() for c in code)


def _is_short_formula(formula: str) -> bool:
    """Whether a composition is a name made like one: ``NaK0.01NMTi0.1O`` (initials for metals), ``Na0.9Li0.1`` (metals alone)."""
    symbols = re.findall(r"[A-Z][a-z]?", formula)
    if symbols[:1] != ["Na"] or "@" in formula or re.search(r"O ?\d|[()\[\]]", formula):
        return False
    metals_alone = _METALS_ALONE.fullmatch(formula) and re.search(r"\.\d|[a-z]0", formula)
    return bool(metals_alone or ("N" in symbols and "M" in symbols))


def _codes(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the codes of a list, without the phases before them."""
    for match in _ONE.finditer(folded, start, end):
        prefix = _PHASES_BEFORE.match(folded, *match.span())
        yield (prefix.end() if prefix else match.start()), match.end()


def _other_codes() -> frozenset[str]:
    lines = files(__package__).joinpath("codes.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.reader((x for x in lines if not x.startswith("#")), delimiter="\t")
    return frozenset(code for _, codes in rows for code in codes.split())


_OTHER_CODES = _other_codes()
_OTHER_SHAPES = re.compile(
    rf"{PHASE}(?:/{PHASE})*"
    r"|[A-Z][a-z]?\d?"  # an element, a site, a panel
    r"|[A-Z][a-z]?\d?[+-](?:/.*)?"  # an ion
    r"|(?:[A-Z][a-z]?|TM|M|Me)O\d"  # a polyhedron, an oxide
    r"|S\d{1,2}[a-z]?(?:-S?\d{1,2}[a-z]?)?"  # a figure of the supplement
    r"|[A-Z][a-z]?-[A-Z][a-z]?(?:-[A-Z][a-z]?)?"  # a bond
    r"|[A-Z]{2,8}\d{3,6}[A-Z]{0,2}|[A-Z]\d{3,6}"  # an instrument
    r"|(?:Na|Li|K)(?:PF6|ClO4|TFSI|FSI|BF4)"
)
_NOUN = (
    r"(?:samples?|electrodes?|cathodes?|materials?|compounds?|compositions?|powders?|oxides?|particles?|cells?|variants?|"
    r"analogues?|models?|half|full|pouch|crystals?|composites?)"
)
_VALUE = re.compile(r"[xyz] ?= ?\d*\.?\d+(?:/\d+)?|(?<![\w.])\d*\.?\d+(?:/\d+)?")
_STATED = re.compile(
    r"(?<![A-Za-z0-9])(?P<q>[xyz] ?= ?\d*\.?\d+(?:/\d+)?(?:(?:,? (?:and|or) |, )(?:[xyz] ?= ?)?\d*\.?\d+)*)"
    rf"(?=[ -]{_NOUN}(?![a-z]))"
)
_PIECE = r"[A-Z](?:[A-Za-z0-9]|\.(?=\d))*[A-Z0-9]"
_TAIL = r"(?:[-@/](?:\d+(?:\.\d+)?[A-Z%]?(?![a-z])|[A-Z][A-Za-z0-9]{0,6}))"
_CODE = rf"(?:(?:[A-Z]/[A-Z]|[A-Z0-9]{{1,2}}(?:/[A-Z0-9]{{1,2}})*)[-@])?{_PIECE}{_TAIL}*'{{0,2}}"
_ONE = re.compile(_CODE)
_PHASES_BEFORE = re.compile(rf"(?:{PHASE}/)*{PHASE}-(?=.)")
# A code with a decimal at its end (NNMM-0.05), maybe followed by more such ends (/-0.08), and initials behind Na (NaNMO).
_SHAPED = re.compile(
    rf"(?<![A-Za-z0-9.@])(?P<code>(?:{PHASE}[/-])*(?:{_PIECE}-)*[A-Z][A-Za-z0-9]*[A-Z]-"
    r"(?:\d?\.\d+|\d+(?=[/,] ?-\d))(?![\dA-Za-z]| ?[V%]))"
    r"(?:(?:/|, |,? and )-\d*\.?\d+(?![\dA-Za-z]| ?[V%]))*"
    r"|(?<![A-Za-z0-9.@-])(?P<initials>Na(?=[A-Z]*[MFT])[A-Z]{3,7}(?:-[xyz](?![a-z]))?(?![A-Za-z0-9.(]))"
)
_SUFFIX = re.compile(r"(?:/|, |and )(?P<q>-\d*\.?\d+)")
_METALS_ALONE = re.compile(
    r"(?:(?:Na|Li|K|Mg|Ca|Sr|Ni|Mn|Fe|Co|Cu|Ti|Zn|Al|Zr|Sn|Sb|Nb|Mo|W|Cr|V|Sc|Y|La|Ce|Ga|In|Ta|Bi|Ru)(?:\d*\.?\d+|[xyz])){2,}"
)
_NAMING = re.compile(
    r"(?:[Dd]enot|[Ll]abel|[Nn]am|[Aa]bbreviat|[Rr]eferr|[Dd]esignat|[Mm]ark|[Tt]erm|[Cc]od|[Cc]all|[Hh]ereaft|[Hh]encefor|abbr)"
    r"(?:ed|led|er|th|s)?\.?\)?:? ?,?(?: (?:to|hereafter|here|simply|below|further|in the following))*(?: as| by| to as)?:?"
    r" (?:the )?[\"']?"
    rf"(?P<codes>{_CODE}(?:(?:, and |, | and |/| or |; )(?:as )?[\"']?{_CODE})*)"
)
_BESIDE_FORMULA = re.compile(
    rf" ?\((?:(?:denoted|labell?ed|hereafter|named|designated|abbreviated) )?(?:as )?[\"']?(?P<code>{_CODE})[\"']?[,;)]"
)
_HEADED = re.compile(rf"(?<![A-Za-z0-9.\-/@])(?P<code>{_CODE})(?=(?:-based)?[ -]{_NOUN}(?![a-z]))")
_WITH_SODIUM = re.compile(r"(?:[A-Z]/?[A-Z]?-)?(?:Na|N|K|L)[A-Z]|Na\d")
