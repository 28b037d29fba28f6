"""Where compositions stand in running text, and which of them are electrode materials.

In: a folded text (``letters.fold``). Out: places. A composition is a run of elements, placeholders and groups with amounts
(``Na2/3Ni1/3-xMgxMn2/3O2``, ``Na[(Mn0.4Fe0.3Ni0.3)1-xTix]O2``), blanks inside only where a damaged print leaves no doubt.
``chemistry.formula`` reads what is found here; nothing is read or mended here. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SYMBOLS = (
    "He|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Sc|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Kr|Rb|Sr|Zr|Nb|Mo|Tc|Ru|Rh|Pd|Ag|Cd|In|Sn|Sb|Te|"
    "Xe|Cs|Ba|La|Ce|Pr|Nd|Sm|Eu|Gd|Tb|Dy|Ho|Er|Tm|Yb|Lu|Hf|Ta|Re|Os|Ir|Pt|Au|Hg|Tl|Pb|Bi|TM|Me|H|B|C|N|O|F|P|S|K|V|Y|I|W|M|A"
)
# Every repetition is atomic, so that no text takes more than one pass from any of its places.
_ATOM = rf"(?>(?>{_SYMBOLS})(?![a-z]{{2}})|\u25a1)"
_NUMBER = r"(?>\d+/\d+|\d+(?:\.\d+)?|\.\d+)"
_LETTER = r"(?>[xyzwabu\u03b4](?![a-z]))"
_VARIED = rf"(?>{_NUMBER}?{_LETTER}(?:/\d)?)"
_SUM = rf"(?>(?>{_VARIED}|{_NUMBER})(?> ?[-+\u00b1] ?{_VARIED})*+)"
_AMOUNT = rf"(?>\({_SUM}\)/ ?\d|{_SUM})"
_PLAIN = rf"(?>{_ATOM}{_AMOUNT}?+(?:\d?\+(?=[A-Z,)\]]))?+)"
_GROUP1 = rf"(?>[(\[](?>{_PLAIN},?)++[)\]]{_AMOUNT}?+)"
_GROUP2 = rf"(?>{_GROUP1}|[(\[](?>{_PLAIN}|{_GROUP1})++[)\]]{_AMOUNT}?+)"
_FORMULA = rf"(?>{_PLAIN}|{_GROUP2}){{2,}}+"
_HYDRATE = rf"(?>\u00b7(?:\d+(?:\.\d+)?)?{_FORMULA})*+"
_LEFT = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][.\u00b7])"
_RIGHT = r"(?![A-Z0-9+]|[a-z]{1,2}(?![a-z])|\.\d|[\])]\d)"
_PREFIX = r"(?>(?:OP|O|P|T)'{0,2}\d(?=(?:Na|Li|K)[\d(\[xyM]))?+"
_WHOLE = re.compile(rf"{_LEFT}(?=[\dA-Z(\[\u25a1.]){_PREFIX}(?P<formula>(?>\d?\.\d+|\d(?=[A-Z]))?+{_FORMULA}{_HYDRATE}){_RIGHT}")
_LOOSE_ATOM = rf"(?> ?[(\[]?(?!O ?[\d])(?:{_SYMBOLS})(?![a-z]{{2}})(?> ?{_AMOUNT})?+(?> ?[)\]](?> ?{_AMOUNT})?+)?+)"
_LOOSE = re.compile(
    rf"{_LEFT}(?P<formula>(?:Na|Li|K)(?> ?{_AMOUNT})?+{_LOOSE_ATOM}{{1,14}}+"
    rf" ?O ?(?>[1-4](?:\.\d+)?)(?> ?[-\u00b1] ?[xyz\u03b4](?![a-z]))?+(?> ?F ?0?\.\d+)?+){_RIGHT}"
)
_SHELL = re.compile(
    rf" ?@ ?(?:\d+(?:\.\d+)? ?(?:mol|wt|at)?\.? ?% ?)?(?P<shell>{_FORMULA}{_HYDRATE}|rGO|GO|CNTs?|C(?![a-z])){_RIGHT}"
)
_NAME_BEHIND = re.compile(r"(?<=O\d)\([A-Z][A-Za-z]*\)$")
_MANY_PHASES = re.compile(r"(?:OP|O|P|T)\d(?:\+(?:OP|O|P|T)\d)*")
_SYMBOL = re.compile(_SYMBOLS)
_ALKALI = frozenset({"Na", "Li", "K"})
_NO_METALS = frozenset("H He B C N O F Ne P S Cl Ar As Se Br Kr I Xe Na Li K Rb Cs A".split())  # noqa: SIM905


def compositions(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the places of all compositions of two and more elements, shells (``CORE@SHELL``) with their cores."""
    whole = {m.start("formula"): m.end("formula") for m in _WHOLE.finditer(folded)}
    loose = {m.start("formula"): m.end("formula") for m in _LOOSE.finditer(folded) if " " in m["formula"]}
    taken = 0
    for start in sorted(whole.keys() | loose.keys()):
        end = max(whole.get(start, 0), loose.get(start, 0))
        name = _NAME_BEHIND.search(folded, start, end)
        end = name.start() if name else end
        if start < taken or not _has_amounts(folded[start:end]) or _MANY_PHASES.fullmatch(folded, start, end):
            continue
        while shell := _SHELL.match(folded, end):
            end = shell.end()
        taken = end
        yield start, end


def is_electrode(formula: str) -> bool:
    """Whether a composition is that of an electrode oxide: an alkali metal, another metal (or ``M``), and an amount of oxygen."""
    core = formula.split("@")[0]
    symbols = set(_SYMBOL.findall(core))
    return bool(symbols & _ALKALI and symbols - _NO_METALS and "N" not in symbols and re.search(r"O ?[1-9)]", core))


def _has_amounts(formula: str) -> bool:
    """Whether a run of symbols has an amount: ``NaMnO2``, ``NaxTMO`` but not ``NMO`` or ``PVP``, which may be names."""
    return re.search(r"\d|[a-zA-Z)][xyz\u03b4](?![a-z])", formula) is not None
