"""Citation marks in running text, resolved to reference numbers.

In: the text of a block with markup, the document's way of citing, and its references. Out: where each mark stands and the
numbers it names. Method: own. Numbers cite by how they are set (superscript, brackets, parentheses) and by what stands next
to them: exponents, charges, isotopes, directions and intervals are told apart by their neighbours; author–year marks are
looked up by family name and year. The way of citing is voted for by all texts of the document together.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from pipeline.model import Citation, Reference
from pipeline.pdf.references import family_name


class CitationStyle(StrEnum):
    """How a document cites."""

    SUPERSCRIPT = "superscript"
    BRACKET = "bracket"
    PARENTHESIS = "parenthesis"
    AUTHOR_YEAR = "author-year"
    NONE = "none"


def resolve(
    text: str,
    style: CitationStyle | None = None,
    known_numbers: Collection[int] = (),
    references: Sequence[Reference] = (),
) -> tuple[Citation, ...]:
    """Return the citation marks of ``text`` in order, none overlapping another.

    ``style`` is the document's way of citing (see ``detect_style``), None where it is not known; ``known_numbers`` default to
    the numbers of ``references``. A mark that names nothing known, or a range that is reversed or absurdly long, is left out.
    """
    known = frozenset(known_numbers) or frozenset(r.number for r in references)
    if not known:
        return ()
    found = list(_worded(text, known))
    if style in (CitationStyle.SUPERSCRIPT, None):
        found += _superscripts(text, known)
    else:
        found += [c for c in _superscripts(text, known) if text.startswith("^{[", c.start)]
    if style in (CitationStyle.BRACKET, None):
        found += _brackets(text, known, attached_only=False)
    elif style is CitationStyle.SUPERSCRIPT:
        found += _brackets(text, known, attached_only=True)
    if style is CitationStyle.PARENTHESIS:
        found += _parentheses(text, known)
    if references and style in (CitationStyle.AUTHOR_YEAR, None):
        found += _author_years(text, references)
    return _without_overlaps(found)


def detect_style(texts: Iterable[str], references: Sequence[Reference]) -> CitationStyle:
    """Return the way of citing that most of the document's marks show, NONE where hardly any reference is cited.

    Each way votes with the references it reaches, and with how well their first marks come in the order of the list, since
    numbers are given in order of appearance. Parentheses, which also number equations, need twice the votes of the others.
    """
    known = frozenset(r.number for r in references)
    if not known:
        return CitationStyle.NONE
    whole = list(texts)
    marks = {
        CitationStyle.SUPERSCRIPT: [c for t in whole for c in _superscripts(t, known)],
        CitationStyle.BRACKET: [c for t in whole for c in _brackets(t, known, attached_only=False)],
        CitationStyle.PARENTHESIS: [c for t in whole for c in _parentheses(t, known)],
        CitationStyle.AUTHOR_YEAR: [c for t in whole for c in _author_years(t, references)],
    }
    votes = {style: _votes(found, ordered=style is not CitationStyle.AUTHOR_YEAR) for style, found in marks.items()}
    votes[CitationStyle.PARENTHESIS] *= 0.5 if _reach(marks[CitationStyle.PARENTHESIS], known) >= 0.4 else 0.0
    best = max(votes, key=lambda style: votes[style])
    enough = min(2.0, 0.5 * len(known))
    return best if votes[best] >= enough else CitationStyle.NONE


def _reach(found: Sequence[Citation], known: Collection[int]) -> float:
    return len({n for c in found for n in c.numbers}) / len(known)


def _votes(found: Sequence[Citation], *, ordered: bool) -> float:
    first = list(dict.fromkeys(n for c in found for n in c.numbers))
    if not ordered or len(first) < 2:
        return float(len(first))
    rising = sum(b > a for a, b in pairwise(first)) / (len(first) - 1)
    return len(first) * (0.5 + 0.5 * rising)


def _without_overlaps(found: Iterable[Citation]) -> tuple[Citation, ...]:
    out: list[Citation] = []
    for citation in sorted(found, key=lambda c: (c.start, -c.end)):
        if not out or citation.start >= out[-1].end:
            out.append(citation)
    return tuple(out)


# ---------------------------------------------------------------------------------------------- lists of numbers

_DASH = r"[-‐‑‒–—−]"
_NUMBER = r"[1-9]\d{0,3}(?:[a-z](?:\s?[,–-]\s?[a-z](?![a-z]))*)?"
_LIST = rf"{_NUMBER}(?:\s*(?:,|;|{_DASH}+|\band\b|&|\bto\b)\s*(?:and\s+)?{_NUMBER})*"
_LONGEST_RANGE = 50


def _numbers(text: str, known: frozenset[int]) -> tuple[int, ...]:
    """Return the reference numbers that a list such as ``12,13–15`` names, () if it cannot be one.

    A number above the last known one, a reversed range or a range of more than fifty spoils the whole list; a number inside
    the list of references that is not known (an entry that was not found) is left out.
    """
    last = max(known)
    out: list[int] = []
    previous: int | None = None
    ranged = False
    for token in re.finditer(
        rf"(?P<n>\d+)[a-z]?(?:\s?[,–-]\s?[a-z](?![a-z\d]))*|(?P<dash>{_DASH}+|\bto\b)|(?P<other>[^\s])", text
    ):
        if token["n"]:
            number = int(token["n"])
            if number == 0 or number > last:
                return ()
            if ranged and previous is not None:
                if not previous < number <= previous + _LONGEST_RANGE:
                    return ()
                out += range(previous + 1, number + 1)
            else:
                out.append(number)
            previous, ranged = number, False
        elif token["dash"]:
            ranged = True
    return tuple(dict.fromkeys(n for n in out if n in known))


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    """Return what stands close before and after a match; no test looks further."""
    return text[max(0, match.start() - 120) : match.start()], text[match.end() : match.end() + 60]


def _single(inner: str) -> bool:
    return re.fullmatch(r"\s*\d+[a-z]?\s*", inner) is not None


# ---------------------------------------------------------------------------------------------- superscripts

_SUPERSCRIPT = re.compile(r"\^\{([^{}]*)\}")
_SUPER_LIST = re.compile(rf"\s*(?P<list>\[?\s*{_LIST}\s*\]?(?:\s*[,;]\s*\[\s*{_LIST}\s*\])*)[\s,.;]*")
_AFTER_EXPONENT = re.compile(rf"\s*[-‐‑–−]\s?[1-6]\s*[,\s]\s*(?P<list>{_LIST})\s*")
_UNIT = re.compile(
    r"(?:^|[\d\s(/·⋅*×.,\u2009\u00a0{}^−–-])(?:[fpnuµμmcdkMGT]?(?:m|g|s|A|V|W|Hz|J|K|C|F|N|Pa|S|L|l|mol|M|Ω|eV|Wh|Ah|bar|h)"
    r"|Å|°C|cc|ohm|min|cm|wt|rpm|ppm|at)$"
)
_ELEMENTS = frozenset(
    re.findall(
        r"\S+",
        """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd
    Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Th U
    """,
    )
)
# Nuclides that diffraction, NMR, Mössbauer, SIMS and labelling work with: mass number and element, printed ^{57}Fe.
_NUCLIDES = frozenset(
    re.findall(
        r"\S+",
        """
    1H 2H 3H 3He 4He 6Li 7Li 9Be 10B 11B 12C 13C 14C 14N 15N 16O 17O 18O 19F 21Ne 22Na 23Na 24Na 24Mg 25Mg 26Mg 27Al 28Si
    29Si 30Si 31P 32P 32S 33S 34S 35S 35Cl 37Cl 36Cl 39K 40K 41K 40Ar 39Ar 40Ca 43Ca 44Ca 45Sc 47Ti 48Ti 49Ti 50V 51V 52Cr
    53Cr 55Mn 54Mn 54Fe 56Fe 57Fe 57Co 58Fe 59Co 60Co 58Ni 60Ni 61Ni 62Ni 63Ni 63Cu 65Cu 64Zn 67Zn 69Ga 71Ga 73Ge 75As 77Se
    79Br 81Br 85Rb 87Rb 87Sr 89Y 90Sr 90Zr 91Zr 92Zr 93Nb 95Mo 97Mo 99Tc 99Ru 101Ru 103Rh 105Pd 107Ag 109Ag 111Cd 113Cd
    115In 117Sn 119Sn 121Sb 123Sb 125Te 127I 129I 129Xe 131I 133Cs 137Cs 137Ba 138Ba 139La 140Ce 141Pr 151Eu 153Eu 155Gd
    171Yb 181Ta 183W 187Re 193Ir 195Pt 197Au 199Hg 203Tl 205Tl 207Pb 206Pb 208Pb 209Bi 232Th 235U 238U
    """,
    )
)
# Ions whose charge, printed without its sign, would look like a citation: SO4^{2}, CO3^{2}.
_IONS = re.compile(
    r"(?:^|[^A-Za-z])(?:O|O_\{2\}|S|S_\{2\}|SO_\{4\}|CO_\{3\}|PO_\{4\}|NO_\{3\}|OH|Cl|F|NH_\{4\}"
    r"|\(?SO4|CO3|PO4|MnO_\{4\}|CrO_\{4\}|ClO_\{4\}|P_\{2\}O_\{7\})\)?$"
)


def _superscripts(text: str, known: frozenset[int]) -> Iterable[Citation]:
    for match in _SUPERSCRIPT.finditer(text):
        inner = match[1]
        before, after = _around(text, match)
        whole = _SUPER_LIST.fullmatch(inner)
        if whole is None:
            late = _AFTER_EXPONENT.fullmatch(inner)
            numbers = _numbers(late["list"], known) if late and _UNIT.search(before) else ()
            if late and numbers:
                start = match.start(1) + late.start("list")
                yield Citation(start, match.start(1) + late.end("list"), numbers)
            continue
        bare = whole["list"]
        if "[" not in bare and not _cites(before, bare, after):
            continue
        numbers = _numbers(bare, known)
        if numbers:
            yield Citation(match.start(), match.end(), numbers)


def _cites(before: str, inner: str, after: str) -> bool:
    """Whether a superscript of numbers without brackets is a citation, by what stands before and after it."""
    last = before[-1:]
    mass = re.match(r"(?:[A-Z][a-z]?)(?![a-z])", after)
    if _single(inner) and mass and f"{inner.strip()}{mass[0]}" in _NUCLIDES and not re.search(r"[.,;:)\]”’]$|[a-z]$", before):
        return False
    if not before.strip():
        return False
    if re.search(r"[=<>≤≥±×·⋅∝~≈∼√∑∫/∂Δ−+–-]\s*$", before):
        return False
    word_match = re.search(r"[^\s(),;:\[\]/·×=]*$", before)
    word = word_match[0] if word_match else ""
    if re.fullmatch(r"[\d.,]+", word.rstrip(".,")) and last.isdigit():
        return not _single(inner) and re.fullmatch(r"(?:1[89]|20)\d\d", word) is not None and not word.startswith("10")
    if not _single(inner):
        return not (word == "10" or re.search(r"(?:^|\D)10$", word))
    number = int(re.sub(r"\D", "", inner))
    if number <= 9 and _UNIT.search(before):
        return False
    if number <= 9 and re.search(r"_\{\d?[a-z]+\d?[a-z]*\*?\}$|(?:^|\W)\d?(?:sp|[spdf])$", before):
        return False
    stripped = re.sub(r"^.*[({\[\s]", "", before.rstrip())
    if number <= 8 and (stripped in _ELEMENTS or re.fullmatch(r"[^\W\d_]", stripped) or _IONS.search(before)):
        return False
    if (
        number <= 8
        and last == ")"
        and re.search(r"\([^()]*[\d=+−<>/–-][^()]*\)$", before)
        and not re.search(r"\([^()]*[a-z]{3}[^()]*\)$", before)
    ):
        return False
    tail = re.search(r"([A-Z][a-z]?)$", stripped)
    if (
        number <= 7
        and tail
        and tail[1] in _ELEMENTS
        and re.search(r"\d|[/–-]|\(", stripped)
        and not re.search(r"[a-z]{3}", stripped)
    ):
        return False
    return not (
        last.isspace()
        and mass is not None
        and mass[0] in _ELEMENTS
        and re.match(r"[A-Z][a-z]?[\s\-–,)]|[A-Z][a-z]?$", after) is not None
    )


# ---------------------------------------------------------------------------------------------- brackets

_BRACKET = re.compile(r"\[([^\[\]{}]{1,90})\]")
_BRACKET_LIST = re.compile(
    rf"\s*(?:(?:[Ss]ee(?: also)?|e\.g\.,?|[Cc]f\.|[Rr]efs?\.?|[Rr]eferences?)\s*)?(?P<list>{_LIST})\s*"
    r"(?:,\s*(?:pp?\.|[Cc]h\.|[Ff]ig\.|[Ss]ec\.|[Tt]able)\s*[\w.–-]+|(?:,|\s)?\s*and references therein)?\s*"
)
_DIRECTION_AFTER = re.compile(
    r"\s*(?:zone|direction|axis|axes|orientation|projection|plane|facet|surface|view|diffraction"
    r"|reflection|crystal|channel|and \[\d{3}\])|_\{|\^\{",
    re.I,
)
_DIRECTION_BEFORE = re.compile(
    r"(?:\balong(?: the)?|\bviewed (?:down|from)(?: the)?|\bnear(?: the)?|\bthe|∥|//|\|\||\bonto"
    r"|\bparallel to(?: the)?|\bperpendicular to(?: the)?)\s*$"
)
_INTERVAL_BEFORE = re.compile(
    r"(?:∈|=|\binterval|\b(?:voltage|potential|composition|concentration) (?:range|window)(?: of)?"
    r"|\bwithin(?: the)?(?: range)?|\bin the range(?: of)?)\s*$",
    re.I,
)
_LABEL_BEFORE = re.compile(
    r"\b(?:[Ee]qs?|[Ee]qns?|[Ee]quations?|[Ff]igs?|[Ff]igures?|[Tt]ables?|[Ss]chemes?|[Ss]ections?)\.?\s*$"
)
_RUN_OF_BRACKETS = re.compile(rf"\[\s*(\d{{1,4}})\s*\]\s*{_DASH}+\s*\[\s*(\d{{1,4}})\s*\]")


def _brackets(text: str, known: frozenset[int], *, attached_only: bool) -> Iterable[Citation]:
    """Find ``[12]``, ``[12,13–15]``, ``[5]–[8]``; ``attached_only`` takes only marks set right behind a word or stop."""
    covered: list[tuple[int, int]] = [m.span() for m in _SUPERSCRIPT.finditer(text)]
    for run in _RUN_OF_BRACKETS.finditer(text):
        numbers = _numbers(f"{run[1]}–{run[2]}", known)
        if numbers and not attached_only:
            covered.append(run.span())
            yield Citation(run.start(), run.end(), numbers)
    for match in _BRACKET.finditer(text):
        if any(a <= match.start() < b for a, b in covered):
            continue
        inner = _BRACKET_LIST.fullmatch(match[1])
        before, after = _around(text, match)
        if inner is None or _LABEL_BEFORE.search(before):
            continue
        if attached_only and not re.search(r"[a-z.,;:)}’”\"%\]]$", before):
            continue
        if re.search(r"[A-Z][a-z]?$|_\{[^{}]*\}$", before) and re.match(r"[A-Z_(]", after):
            continue
        if re.fullmatch(r"\d{3}", match[1].strip()) and (_DIRECTION_AFTER.match(after) or _DIRECTION_BEFORE.search(before)):
            continue
        if re.fullmatch(r"\s*\d+\s*[,;–-]\s*\d+\s*", match[1]) and _INTERVAL_BEFORE.search(before):
            continue
        numbers = _numbers(inner["list"], known)
        if numbers:
            yield Citation(match.start(), match.end(), numbers)


# ---------------------------------------------------------------------------------------------- parentheses

_PARENTHESIS = re.compile(rf"\(\s*(?P<list>{_LIST})\s*\)")
_PLANE_NEAR = re.compile(r"\b(?:plane|peak|reflection|facet|diffraction|index|indices|surface|lattice|hkl|XRD)s?\b", re.I)


def _parentheses(text: str, known: frozenset[int]) -> Iterable[Citation]:
    """Find ``(12)`` and ``(12−14)`` behind a word; numbers of equations, items of a list and lattice planes are none."""
    covered = [m.span() for m in _SUPERSCRIPT.finditer(text)]
    for match in _PARENTHESIS.finditer(text):
        before, after = _around(text, match)
        if any(a <= match.start() < b for a, b in covered) or _LABEL_BEFORE.search(before):
            continue
        if not re.search(r"[a-zA-Z.,;)}\]”\"%]\s?$", before) or re.search(r"(?:[.;:,]|\band|\bor)\s$", before):
            continue
        if re.match(r"[A-Za-z_^(\[]|\s?[=<>±]", after):
            continue
        if re.fullmatch(r"\d{3}", match["list"]) and (_PLANE_NEAR.search(before[-40:]) or _PLANE_NEAR.search(after[:40])):
            continue
        if re.search(r"\b[A-Z][A-Za-z]?(?:[a-z]?_\{[^{}]*\})*$", before) and not before.endswith((".", " ")):
            continue
        numbers = _numbers(match["list"], known)
        if numbers:
            yield Citation(match.start(), match.end(), numbers)


# ---------------------------------------------------------------------------------------------- "ref. 93"

_WORDED = re.compile(
    rf"\b(?:[Rr]efs?\.?|REFS?\.?|[Rr]eferences?)\s*(?:no\.?\s*|number\s*)?(?P<mark>\^\{{\s*\[?\s*(?P<sup>{_LIST})\s*\]?\s*\}}|\[\s*(?P<br>{_LIST})\s*\]|(?P<plain>{_LIST}))"
)
_QUANTITY_AFTER = re.compile(rf"\d|\.\d|{_DASH}\s?[A-Za-z]|\s?(?:%|°|Å|(?:mol|mmol|mV|V|mA|mAh|g|mg|M|K|nm|cm|mm|wt)\b)|[A-Za-z]")


def _worded(text: str, known: frozenset[int]) -> Iterable[Citation]:
    for match in _WORDED.finditer(text):
        inner = match["sup"] or match["br"] or match["plain"]
        end = match.end()
        if match["plain"]:
            if _QUANTITY_AFTER.match(text, end):
                continue
            if re.search(r"\brefer\w*$", match[0].split()[0]) and not match[0].startswith(("ref", "Ref", "REF")):
                continue
        numbers = _numbers(inner, known)
        if numbers:
            yield Citation(match.start("mark"), end, numbers)


# ---------------------------------------------------------------------------------------------- author and year

_UP = r"[^\W\d_a-zß-öø-ÿ]"
_PARTICLE = r"(?:van|von|der|den|de|da|di|la|le|del|dos|du|ten|ter|al|el)"
_WORD = rf"(?:[A-Za-z]{{1,2}}[’'])?{_UP}[\w’']{{1,30}}(?:-[\w’']{{1,30}}){{0,3}}"
_NAME = rf"(?:{_PARTICLE}\s+){{0,3}}{_WORD}(?: {_WORD})?"
_YEARS = r"(?:1[89]|20)\d\d[a-z]?(?:\s*(?:,|;|and|&)\s*(?:(?:1[89]|20)\d\d[a-z]?|[a-z](?![a-z])))*"
_INITIALS = rf"{_UP}\.(?:\s?-?{_UP}\.){{0,4}}"
_FIRST = rf"(?<![\w.’'-])(?:(?P<before>{_INITIALS})\s?)?(?P<first>{_NAME})(?:,?\s(?P<after>{_INITIALS}))?"
_WHO = rf"{_FIRST}(?:(?P<more>,?\s+et\.?\s+al\.?)|(?:\s*,\s*{_NAME}){{0,8}}\s*,?\s+(?:and|&)\s+(?P<second>{_NAME}))?"
_IN_PARENTHESES = re.compile(rf"{_WHO}\s*,?\s*\(?(?P<years>{_YEARS})")
_NARRATIVE = re.compile(rf"{_WHO}(?:[’']s?)?\s*,?\s*[(\[](?P<years>{_YEARS})[)\]]")
_YEAR_IN_GROUP = re.compile(r"[(\[][^()\[\]]{0,400}?(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_GROUP = re.compile(r"[(\[][^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]")
_Key = tuple[str, int]


def _author_years(text: str, references: Sequence[Reference]) -> Iterable[Citation]:
    if not _YEAR_IN_GROUP.search(text):
        return
    index = _index(references)
    for match in _NARRATIVE.finditer(text):
        numbers = _look_up(match, index)
        if numbers:
            yield Citation(match.start(), match.end(), numbers)
    for group in _GROUP.finditer(text):
        found = list(_IN_PARENTHESES.finditer(text, group.start() + 1, group.end() - 1))
        looked_up = [(m, _look_up(m, index)) for m in found]
        if (
            found
            and all(numbers for _, numbers in looked_up)
            and _only_marks(text[group.start() + 1 : group.end() - 1], found, group.start() + 1)
        ):
            numbers = tuple(dict.fromkeys(n for _, some in looked_up for n in some))
            yield Citation(group.start(), group.end(), numbers)
        else:
            for m, numbers in looked_up:
                if numbers:
                    yield Citation(m.start(), m.end(), numbers)


def _only_marks(inside: str, found: Sequence[re.Match[str]], offset: int) -> bool:
    rest = inside
    for m in reversed(found):
        rest = rest[: m.start() - offset] + rest[m.end() - offset :]
    return (
        re.fullmatch(
            r"(?:[\s,;.)]|\b(?:see|also|e\.g|cf|and|for|example|review|reviewed|in|therein|references|i\.e)\b)*", rest, re.I
        )
        is not None
    )


def _fold(name: str) -> str:
    """Return ``name`` without accents, case, spaces and hyphens, for comparing."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]", "", plain.replace("ø", "o").replace("ł", "l").replace("ı", "i")).casefold()


@lru_cache(maxsize=4096)
def _folded_family(author: str) -> str:
    return _fold(family_name(author))


def _index(references: Sequence[Reference]) -> Mapping[_Key, Sequence[tuple[Reference, str | None, tuple[str, ...]]]]:
    """Return references by first author's folded family name and year, with the year's letter and all family names."""
    out: dict[_Key, list[tuple[Reference, str | None, tuple[str, ...]]]] = defaultdict(list)
    for reference in references:
        if reference.year is None or not reference.authors:
            continue
        letter = re.search(rf"(?<!\d){reference.year}([a-z])(?![a-z\d])", reference.text)
        families = tuple(_folded_family(a) for a in reference.authors)
        out[(families[0], reference.year)].append((reference, letter[1] if letter else None, families))
    return out


def _look_up(
    match: re.Match[str], index: Mapping[_Key, Sequence[tuple[Reference, str | None, tuple[str, ...]]]]
) -> tuple[int, ...]:
    """Return the references an author–year mark names; () if any of its years names none or could name several."""
    out: list[int] = []
    year = ""
    for token in re.finditer(r"(\d{4})([a-z]?)|(?<=[,;\s])([a-z])(?![a-z])", match["years"]):
        year, letter = (token[1], token[2]) if token[1] else (year, token[3])
        first = match["first"]
        candidates = [c for name in (first, first.split()[-1]) for c in index.get((_fold(name), int(year)), ())]
        candidates = list({c[0].number: c for c in candidates}.values())
        if letter:
            exact = [c for c in candidates if c[1] == letter]
            candidates = exact or [c for c in candidates if c[1] is None and len(candidates) == 1]
        given = re.sub(r"\W", "", match["before"] or match["after"] or "")
        if given and len(candidates) > 1:
            candidates = [c for c in candidates if _given(c[0].authors[0]).startswith(given)]
        if match["second"]:
            candidates = [c for c in candidates if len(c[2]) < 2 or _fold(match["second"]) in c[2][1:]]
        elif len(candidates) > 1:
            many = [c for c in candidates if (len(c[2]) > 1) == (match["more"] is not None)]
            several = [c for c in many if len(c[2]) > 2] if match["more"] else many
            candidates = several if len(several) == 1 else many
        if len(candidates) != 1:
            return ()
        out.append(candidates[0][0].number)
    return tuple(dict.fromkeys(out))


def _given(author: str) -> str:
    """Return the initials of an author as printed: ``Wang, L.-P.`` is ``LP``."""
    rest = author.replace(family_name(author), "", 1)
    return "".join(re.findall(_UP, rest))
