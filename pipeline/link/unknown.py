"""Samples that a sentence names by a code nobody explains: "B-NFM delivers 98 mAh/g". What is said of one is said of no other.

In: a sentence; out: the place of such a code, or None. Method: own.
"""

from __future__ import annotations

import re

from pipeline.grammar.sentence import Sentence


def unknown_subject(sentence: Sentence, before: int | None = None) -> int | None:
    """Return the token of the last code before token ``before`` (the whole sentence if None) that does what samples do."""
    tokens = sentence.tokens[:before]
    for i in range(len(tokens) - 1, -1, -1):
        token = tokens[i]
        if token.tag == "MATERIAL" or token.norm in _PARTS:
            return None
        if token.tag != "WORD" or not _CODE.fullmatch(token.text) or token.text.rstrip("s") in _NO_SAMPLE:
            continue
        if i and sentence.tokens[i - 1].norm in _POINTS:
            return None
        if _PLACE.fullmatch(token.text) or {t.norm for t in tokens[max(0, i - 3) : i]} & _SHOWN:
            continue
        behind = [t.norm for t in sentence.tokens[i + 1 : i + 4]]
        while behind and behind[0] in _FILLS:
            behind.pop(0)
        if behind and behind[0] in _DOES:
            return i
    return None


def speaks_of_unknown(text: str) -> bool:
    """Return whether a text may name a sample by a code that does what samples do; a quick look before parsing."""
    return _QUICK.search(text) is not None


_CODE = re.compile(  # but not "Al2O3-coated", which says what was done to a sample that is known
    r"(?!.*[-–](?:coated|doped|codoped|substituted|modified|treated|wrapped|decorated|containing|free|rich|poor|based|type)\b)"
    r"(?=(?:.*[A-Z]){2})[A-Z][A-Za-z0-9@/.+'’′–-]{2,24}|(?![OP]['’′]?[123]\b|OP\d)[A-Z][a-z]?[-–]?\d{1,3}(?:\.\d+)?"
)
_NO_SAMPLE = frozenset(
    (  # noqa: SIM905
        "XRD SEM TEM HRTEM STEM HAADF EDS EDX XPS XAS XANES EXAFS FTIR NMR DFT GITT EIS CV DSC TGA ICP BET SAED EELS RIXS PDF "
        "DOS COHP SIB NIB LIB CAM ESS EV HC SEI CEI PVDF NMP FEC EC PC DMC DEC NaPF NaClO TM TMO RT SOC DOD ICE JT CR GCD DEMS "
        "TOF-SIMS SIMS HEO"
    ).split()
)
_PLACE = re.compile(r"S\d+[A-Za-z]?(?:[-–]S?\d+[A-Za-z]?)?")
_SHOWN = frozenset("figure figures fig figs table tables scheme eq equation ref refs".split())  # noqa: SIM905
_POINTS = frozenset("this these such our a an each".split())  # noqa: SIM905
_FILLS = frozenset("electrode electrodes cathode cathodes sample samples material still also only can could".split())  # noqa: SIM905
_DOES = frozenset(
    (  # noqa: SIM905
        "delivers delivered deliver retains retained retain maintains maintained maintain keeps kept exhibits exhibited exhibit "
        "shows showed shown show displays displayed display provides provided presents presented possesses possessed achieves "
        "achieved demonstrates demonstrated holds held gives gave affords afforded releases preserves preserved yields "
        "has had offers reaches reached loses lost suffers"
    ).split()
)
_PARTS = frozenset("; while whereas but although though".split())  # noqa: SIM905
_QUICK = re.compile(rf"\b[A-Z][\w@/.–-]*[A-Z\d][\w@/.–-]*\s(?:\w+\s){{0,2}}(?:{'|'.join(sorted(_DOES))})\b")
