"""Mentions found by rule: materials, names of samples, phases, quantities, cells and methods.

In: a text without markup. Out: Mentions in order, none within another. A rule says what a piece of text is, not whose value it is.
``levels`` of a FlatText, where given, tell oxygen (O₂) from the O2 phase. Method: own; notation of phases after Delmas (1980).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from pipeline.language.compositions import compositions, is_electrode
from pipeline.language.letters import fold
from pipeline.language.quantities import quantities

LABELS = (
    "MATERIAL",
    "DESIGNATION",
    "PHASE",
    "VOLTAGE",
    "PERCENT",
    "CYCLES",
    "RATE",
    "CAPACITY",
    "TEMPERATURE",
    "CELL",
    "METHOD",
)


def rule_mentions(text: str, levels: str = "") -> list[Mention]:
    """Return what rules find in ``text``; ``levels`` has the script of each character (see FlatText) or is empty."""
    folded = fold(text)
    formulas = [(a, b) for a, b in compositions(folded) if not _ONE_PHASE.fullmatch(folded, a, b)]
    found = [("MATERIAL", a, b) for a, b in formulas if is_electrode(folded[a:b])]
    found += quantities(folded)
    found += [("DESIGNATION", a, b) for a, b in _samples(folded, formulas)]
    found += [("PHASE", a, b) for a, b in _phases(folded, levels)]
    found += [(m.lastgroup or "", m.start(), m.end()) for m in _TERMS.finditer(text)]
    return [Mention(label, a, b, text[a:b], "rule") for label, a, b in without_overlap(found, formulas)]


def without_overlap(
    found: Iterable[tuple[str, int, int]], reserved: Iterable[tuple[int, int]] = ()
) -> list[tuple[str, int, int]]:
    """Return ``found`` in order without overlaps: earlier kinds of LABELS' ranks win, then the longer.

    Nothing but a material or a sample may lie inside the ``reserved`` places.
    """
    taken = [(a, b) for a, b in reserved]
    kept: list[tuple[str, int, int]] = []
    for label, a, b in sorted(found, key=lambda f: (_RANK[f[0]], f[1] - f[2], f[1])):
        rivals = ((x, y) for _, x, y in kept)
        inside = label not in {"MATERIAL", "DESIGNATION"} and any(a < y and x < b for x, y in taken)
        if not inside and not any(a < y and x < b for x, y in rivals):
            kept.append((label, a, b))
    return sorted(kept, key=lambda k: k[1])


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of text that names something: ``text`` is the text's ``[start:end]``; ``source`` is rule or ner."""

    label: str
    start: int
    end: int
    text: str
    source: str


_RANK = {
    "MATERIAL": 0,
    "DESIGNATION": 1,
    "VOLTAGE": 2,
    "PERCENT": 2,
    "CYCLES": 2,
    "RATE": 2,
    "CAPACITY": 2,
    "TEMPERATURE": 2,
    "PHASE": 3,
    "CELL": 4,
    "METHOD": 5,
}

# ---------------------------------------------------------------------------------------------- phases

_PRIMES = r"(?:['\"]{1,3} ?)?"
_PHASE = rf"(?:OP|O|P){_PRIMES}[1-9](?:['\"]{{1,3}}(?![A-Za-z]))?"
_ONE_PHASE = re.compile(_PHASE)
_PHASES = re.compile(
    rf"(?<![A-Za-z0-9.=])(?P<phase>{_PHASE})(?![A-Za-z0-9(+]|\.\d)"
    r"|(?<![A-Za-z0-9-])(?P<word>[Ss]pinel|[Tt]unnel|[Rr]ock[ -]?salt)(?![a-z])"
    r"|(?<![A-Za-z0-9])(?P<z>[ZXT]\d?)(?=[ -](?:phases?|type|structured?|stacking)(?![a-z]))"
    r"|(?<=[OP][23][-/\u2192@])(?P<other>[ZST])(?![A-Za-z0-9]|-[A-Z])"
    r"|(?<![A-Za-z0-9])(?P<layered>[ST](?=[/@][OP]\d))"
)
_NAMES_PHASE = r"[ -]{0,2}(?:type|phases?|stack|structur|layer|lattice|domain|region|slab|oxide|polymorph|component|content|and [OP]\d|or [OP]\d|modification|form)"
_BESIDE = rf"(?: ?[-/@+&\u2192] ?| to | and | or |, )"
_AFTER_OXYGEN = re.compile(rf"{_NAMES_PHASE}|(?:{_BESIDE})(?:OP|O|P){_PRIMES}[13-9]|(?:{_BESIDE})P2|[-/ ]Z(?![a-z])", re.I)
_BEFORE_OXYGEN = re.compile(
    rf"(?:(?<![A-Za-z0-9])(?:(?:OP|P){_PRIMES}\d|O{_PRIMES}[13]){_BESIDE}|phase[s]? (?:of |called )?|(?:to|into) (?:an? |the )?)$"
)
_GAS = re.compile(
    r"[ -]{0,2}(?:gas|evolution|release|releas|loss|molecul|atmosphere|flow|and H2O|and N2|and CO2|pressure|partial|concentration|contents? (?:below|<|less)|adsorp|reduc|exposure|\+|\(g\)|ion|anion|dimer|redox|vacanc)",
    re.I,
)


def _phases(folded: str, levels: str) -> Iterator[tuple[int, int]]:
    for match in _PHASES.finditer(folded):
        start, end = match.span()
        if match["phase"] and not _is_phase(folded, levels, start, end):
            continue
        yield start, end


def _is_phase(folded: str, levels: str, start: int, end: int) -> bool:
    """Whether ``P2`` or ``O2`` is a phase here: oxygen, orbitals, panels and page marks are not."""
    name = folded[start:end]
    after, before = folded[end : end + 24], folded[max(0, start - 24) : start]
    if re.match(r"-(?:/| ?\(|$|[ ,.;])|[-]? ?[23]?-(?![A-Za-z])", after):
        return False  # an oxide ion, O2-
    lowered = levels[end - 1 : end] == "_"
    if name == "O2":
        named = _AFTER_OXYGEN.match(after) or _BEFORE_OXYGEN.search(before)
        return bool(named and not _GAS.match(after)) and not (lowered and not re.match(r"[ -]{0,2}(?:type|phase|stack)", after))
    if lowered and name in {"O3", "P4", "O4"}:
        return re.match(r"[ -]{0,2}(?:type|phase|stack|struct)", after) is not None
    return not re.search(r"\b(?:Figs?\.?|Figures?|Tables?|site|sites|sample|step|point|atom|label(?:led|ed)?|peaks?) $", before)


# ---------------------------------------------------------------------------------------------- names of samples

_SAMPLE_NOUN = r"(?:samples?|electrodes?|cathodes?|materials?|compounds?|compositions?|powders?|oxides?|phases?|particles?|cells?|variants?|analogues?)"
_STATED = re.compile(
    rf"(?<![A-Za-z0-9])(?P<q>[xyz] ?= ?\d*\.?\d+(?:/\d+)?)(?P<more>(?:,? (?:and|or) |, )(?:[xyz] ?= ?)?\d*\.?\d+)*(?=[ -]{_SAMPLE_NOUN}(?![a-z]))"
)
_CODE = r"(?:(?:[OPST]'?\d?(?:/[OPST]'?\d?)*[-@/])?(?:[A-Z0-9]{1,2}[-@/])?[A-Z](?:[A-Za-z0-9]*[A-Z0-9])(?:@[A-Z][A-Za-z0-9]*)?(?:[-/@][A-Za-z]?\d+(?:\.\d+)?[A-Z%]?|-[A-Z]{1,4}\d*(?![a-z])|'{1,2}|[.]\d+)*)"
_NAMING = re.compile(
    r"(?:denot|label|nam|abbreviat|referr|designat|mark|term|code|defin|call|refer|assign|identif|hereaft|herein|throughout|shorten|known)"
    rf"(?:ed|led|s)?\)?:? ?,?(?: (?:to|hereafter|here|simply|in the following|below|further))*(?: as| by| to as)?:? (?:the )?[\"']?"
    rf"(?P<codes>{_CODE}(?:(?:, and |, | and |/| or |; )(?:as )?[\"']?{_CODE})*)"
)
_BESIDE_FORMULA = re.compile(
    rf" ?\((?:denoted |labell?ed |hereafter |named |designated )?(?:as )?[\"']?(?P<code>{_CODE})[\"']?[,;)]"
)
_HEADED = re.compile(rf"(?<![A-Za-z0-9.\-/@])(?P<code>{_CODE})(?=(?:-based)?[ -](?:{_SAMPLE_NOUN})(?![a-z]))")
_ONE_CODE = re.compile(_CODE)
_SODIUM_CODE = re.compile(r"(?:[OPST]'?\d?[-/@])*(?:Na|N|K|L)[A-Z](?:[A-Za-z0-9.@/-]*)|Na\d\S*")


def _samples(folded: str, formulas: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield names of samples that the sentence itself introduces or heads a noun with."""
    for match in _STATED.finditer(folded):
        yield match.span("q")
    for match in _NAMING.finditer(folded):
        for code in _ONE_CODE.finditer(folded, *match.span("codes")):
            if _may_name(code[0]):
                yield code.span()
    for a, b in formulas:
        match_beside = _BESIDE_FORMULA.match(folded, b) if is_electrode(folded[a:b]) else None
        if match_beside and _may_name(match_beside["code"]):
            yield match_beside.span("code")
    for match in _HEADED.finditer(folded):
        if _may_name(match["code"]) and _SODIUM_CODE.fullmatch(match["code"]):
            yield match.span("code")


def _may_name(code: str) -> bool:
    """Whether a code can name a sample: not a phase alone, a method, a figure, an ion, a common short form."""
    if code in _OTHER_CODES or _TERMS.fullmatch(code) or re.fullmatch(rf"{_PHASE}|[A-Z][a-z]|[A-Z]", code):
        return False
    return len(code) < 32 and sum(c.isupper() for c in code) > 0 and not re.fullmatch(r"(?:Na|Li|K)\+?\d?", code)


_OTHER_CODES = frozenset(
    """
    SIB SIBs NIB NIBs LIB LIBs LIBS SIBS NIBS TM TMs TMO TMO2 TMO6 MO2 MO6 PVDF NMP CMC EC DEC PC DMC EMC FEC NaPF6 NaClO4 NaTFSI SEI CEI HC
    AC CE ICE CR OCV SOC RT LLO LTMO NASICON PBA PBAs ESI SI USA UK DOE CIF JCPDS PDF ICSD ADF BF ABF FFT IFFT CO2 H2O N2 O2 Ar NaOH Na2CO3
    NaHCO3 HF PTFE DOS PDOS COHP VASP PBE GGA PAW HSE06 RMS RMSD FWHM XRD STEM DQ XAFS ICP EDTA PVP PEG GC NaCl EV EVs ESS ESSs OER ORR LOM HEO
    LOB COI QOI SLM JT PITT NA NTMO NLO NLOs NLTMO NTMOs OLO TMLO
    """.split()  # noqa: SIM905
)

# ---------------------------------------------------------------------------------------------- terms


def _terms() -> re.Pattern[str]:
    """Return one pattern of all terms, the longest first, groups named by kind."""
    lines = files(__package__).joinpath("terms.tsv").read_text(encoding="utf-8").splitlines()
    rows = [row for row in csv.reader((x for x in lines if not x.startswith("#")), delimiter="\t") if row]
    kinds = dict.fromkeys(kind for kind, _ in rows)
    alternatives = {
        kind: "|".join(_spelling(term) for k, term in sorted(rows, key=lambda r: -len(r[1])) if k == kind) for kind in kinds
    }
    dash = r"(?<![A-Za-z0-9])(?<![A-Z]-)"
    situ = r"(?:(?:[Ii]n|[Ee]x)[ -][Ss]itu[ -]|[Oo]perando )?"
    cell_before = r"(?:(?:[Ss]odium|[Nn]a)(?:[ -](?:metal|ion))?[ -])?"
    return re.compile(
        rf"{dash}(?:(?P<CELL>{cell_before}(?:{alternatives['CELL']}))|(?P<METHOD>{situ}(?:{alternatives['METHOD']})))(?![A-Za-z0-9]|-[A-Z]{{2}})"
    )


def _spelling(term: str) -> str:
    """Return the pattern of a term: blanks or hyphens, first letter in either case, plural."""
    dashes = "[ \u00a0\u2009\u2010\u2011\u2012\u2013\u2014\u2212-]"
    words = [re.escape(w) for w in term.split(" ")]
    first = words[0]
    if first[:1].islower():
        words[0] = f"[{first[0].upper()}{first[0]}]{first[1:]}"
    acronym = term.replace(" ", "").isupper()
    joint = f"{dashes}?" if len(words) > 1 and (len(words[0]) <= 4 or acronym) else f"{dashes}"
    return joint.join(words) + ("" if acronym else "s?")


_TERMS = _terms()
