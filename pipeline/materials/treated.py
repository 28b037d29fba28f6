"""Names of treated samples, made of a known name and of what was added: ``Al-NMN``, ``NFM@ZrO2``, ``TiF-NMC``, ``NFMO/PPy``.

In: the names that a document explains and all words spelt like names; out: definitions of samples of their own, never of the
bare sample. A composition is given only where the name prints a shell and the core's is known. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.chemistry.designations import label_key, split_prefix, words
from pipeline.chemistry.formula import Formula
from pipeline.chemistry.oxides import DASH
from pipeline.chemistry.oxides import read as read_formula
from pipeline.materials.names import Definition, Read


def treated(definitions: Sequence[Definition], read: Sequence[Read]) -> list[Definition]:
    """Take for a sample of its own every name that is a known one with something added before or behind."""
    known = {label_key(d.label): d for d in reversed(definitions)}
    out: dict[str, Definition] = {}
    for r in read:
        for label in r.labels:
            key = label_key(label.name)
            if key in known or key in out:
                continue
            for base, added in parted(label.name):
                if (bare := _base(base, known)) is not None:
                    formula = covered(bare.formula, added) if "@" in label.name else None
                    out.setdefault(key, Definition(label.name, formula, r.number, label.start, label.end, "treated"))
    return list(out.values())


def parted(name: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a name into a base and what was added to it: ``Al-NMN`` is (``NMN``, ``Al``)."""
    bare = split_prefix(name)[1]
    for m in re.finditer(rf"[@{DASH}/]", bare):
        left, right = bare[: m.start()], bare[m.end() :]
        for base, added in ((right, left), (left, right)):
            if len(base) > 1 and _is_added(added, shell=m[0] == "@", behind=base is left):
                yield base, added


def covered(core: Formula | None, shell: str) -> Formula | None:
    """Return a core under a shell that is a formula without sodium (``ZrO2``, ``3 wt% MgO``); else None."""
    bare = _AMOUNT.sub("", shell)
    if core is None or len(core.parts) > 1 or not re.fullmatch(r"(?:[A-Z][a-z]?\d*(?:\.\d+)?){2,}|C", bare):
        return None
    if not re.search(r"\d|[a-z]|^C$", bare):
        return None  # NNO is an abbreviation
    found = read_formula(f"{core.plain()}@{bare}")
    return found if found is not None and "Na" not in found.parts[-1].amounts else None


def _base(name: str, known: Mapping[str, Definition]) -> Definition | None:
    return known.get(label_key(name)) or known.get(label_key(split_prefix(name)[1]))


def _is_added(text: str, *, shell: bool, behind: bool) -> bool:
    """Tell what can be added to a sample: elements, an oxide or a salt, carbon or a polymer; behind "@" any short name."""
    bare = _AMOUNT.sub("", text)
    if not bare or bare in words("cell") or bare in words("stop"):
        return bare in _CARBONS
    symbols = re.findall(r"[A-Z][a-z]?", bare)
    elements = bool(re.fullmatch(r"(?:[A-Z][a-z]?){1,3}", bare)) and set(symbols) <= _DOPANTS
    compound = bool(re.fullmatch(r"(?:\(?[A-Z][a-z]?\d*\)?\d*){2,}", bare)) and set(symbols) <= _IN_SALTS and "O" in symbols
    if elements:  # behind a dash a single capital may be anything: "NM-C", "NM-O"
        return not (behind and not shell and len(bare) == 1)
    return compound or bare in _CARBONS or (shell and bool(re.fullmatch(r"[A-Z][A-Za-z0-9]{1,7}", bare)))


_AMOUNT = re.compile(r"^\d*\.?\d+\s?(?:(?:wt|mol|at)?\.?\s?%)?(?=[A-Z(])")
_DOPANTS = frozenset(
    (  # noqa: SIM905
        "Li B C N F Mg Al Si P S Cl K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge Br Rb Sr Y Zr Nb Mo Ru Rh Ag In Sn Sb Te I Cs Ba La "
        "Ce Pr Nd Sm Eu Gd Dy Er Yb Hf Ta W Re Ir Bi"
    ).split()
)
_IN_SALTS = _DOPANTS | {"O", "H", "Na"}
_CARBONS = frozenset("C CNT CNTs MWCNT MWCNTs GO rGO RGO PPy PANI PEDOT PDA NC MXene".split())  # noqa: SIM905
