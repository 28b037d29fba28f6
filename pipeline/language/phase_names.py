"""Where phases stand in running text: ``P2``, ``O′3``, ``OP4``, spinel, ``Z`` between two of them.

In: a folded text (``letters.fold``), the script of its characters where known. Out: places, one a phase (``P2/O3`` are two).
Oxygen is not the O2 phase, O2− no phase at all; ``chemistry.phases`` reads what is found here. Method: own; notation of Delmas,
Fouassier and Hagenmuller (1980).
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def phase_names(folded: str, levels: str = "") -> Iterator[tuple[int, int]]:
    """Yield the places of phases; ``levels`` (see FlatText) tells a lowered 2 of oxygen from that of a phase."""
    for match in _NAMES.finditer(folded):
        if not match["phase"] or _is_phase(folded, levels, *match.span()):
            yield match.span()


PHASE = r"(?:OP|O|P)(?:['\"]{1,3} ?)?[1-9](?:['\"]{1,3}(?![A-Za-z]))?"
"""The pattern of one layered phase in a folded text."""

_NAMES = re.compile(
    rf"(?<![A-Za-z0-9.=])(?P<phase>{PHASE})(?![A-Z0-9(+]|[a-z]{{1,3}}(?![a-z])|\.\d)"
    r"|(?<![A-Za-z0-9])(?P<word>[Ss]pinel|[Tt]unnel|[Rr]ock[ -]?salt)(?![a-z])"
    r"|(?<![A-Za-z0-9])(?P<z>[ZXT]\d?)(?=[ -](?:phases?|type|structured?|stacking)(?![a-z]))"
    r"|(?<=[OP][23][-/\u2192@])(?P<other>[ZST])(?![A-Za-z0-9]|-[A-Z])"
    r"|(?<![A-Za-z0-9])(?P<before>[ST](?=[/@][OP]\d))"
)
_BESIDE = r"(?: ?[-/@+&\u2192] ?| to | and | or |, )"
_ANOTHER = r"(?:(?:OP|P)['\"]{0,3}[1-9]|O['\"]{0,3}[13])"
_NOUN = (
    r"[ -]{0,2}(?:type|phase|stack|structur|layer|lattice|domain|region|slab|oxide|polymorph|component|modification|form\b|"
    r"transition|transformation|conversion)"
)
_AFTER = re.compile(rf"{_NOUN}|{_BESIDE}{_ANOTHER}|[-/ ]Z(?![a-z])", re.I)
_BEFORE = re.compile(rf"(?:(?<![A-Za-z0-9]){_ANOTHER}{_BESIDE}|phases? (?:of |called )?|(?:to|into) (?:an? |the )?)$")
_GAS = re.compile(
    r"[ -]{0,2}(?:gas|evol|releas|loss|molec|atmos|flow|and H2O|and N2|and CO2|, CO2|pressure|partial|concentr|"
    r"contents? (?:below|<|less)|adsor|reduc|expos|\+|\(g\)|ion|anion|dimer|redox|vacanc)",
    re.I,
)
_OXIDE = re.compile(r"-(?:[/(,.;)]|$| (?![A-Za-z]*(?:type|phase)))|-? ?[23]?-(?![A-Za-z])")
_LABELLED = re.compile(r"\b(?:[Ff]igs?\.?|[Ff]igures?|[Tt]ables?|sites?|steps?|points?|atoms?|peaks?|[Pp]anels?) $")


def _is_phase(folded: str, levels: str, start: int, end: int) -> bool:
    """Whether ``P2`` or ``O2`` is a phase here: oxygen, orbitals, panels and page marks are not."""
    name = folded[start:end]
    after, before = folded[end : end + 24], folded[max(0, start - 24) : start]
    if _OXIDE.match(after) and name[0] == "O" and len(name) == 2 and name != "O3":
        return False
    lowered = levels[end - 1 : end] == "_"
    named = re.match(r"[ -]{0,2}(?:type|phase|stack|struct)", after) is not None
    if name == "O2":
        beside = _AFTER.match(after) or _BEFORE.search(before)
        return named or bool(beside and not lowered and not _GAS.match(after))
    if lowered and name in {"O3", "P4", "O4"}:
        return named
    return not _LABELLED.search(before)
