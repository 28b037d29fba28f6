"""Samples that a sentence names by a code nobody explains: "B-NFM delivers 98 mAh/g". What is said of one is said of no other.

In: a sentence; out: the place of such a code, or None; whether a value is that of one. Method: own.
"""

from __future__ import annotations

import re

from pipeline.grammar.sentence import Sentence, Slot


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


def of_unknown(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a value is said of a code: "the retention of N-70 is 82%", "for N-70, it is 82%", "82% is found for N-70".

    A name that is known and stands nearer takes the value.
    """
    tokens = sentence.tokens
    start = max((v.last + 1 for v in sentence.values if v.last < slot.first), default=0)
    stop = min((v.first for v in sentence.values if v.first > slot.last), default=len(tokens))
    for i in range(slot.first - 1, start - 1, -1):
        if tokens[i].tag == "MATERIAL" or tokens[i].norm in _PARTS:
            break
        if _is_code(sentence, i) and (_measured(sentence, i) or _set_ahead(sentence, i, start)):
            return True
    for i in range(slot.last + 1, min(stop, slot.last + _NEAR)):
        if tokens[i].tag == "MATERIAL" or tokens[i].norm in (*_PARTS, ",", "and", "than", "to", "that", "those", ")"):
            break
        if _is_code(sentence, i) and _word_ahead(sentence, i) in ("for", "of"):
            return True
    return False


_NEAR = 12


def _is_code(sentence: Sentence, index: int) -> bool:
    token = sentence.tokens[index]
    return (
        token.tag == "WORD"
        and _CODE.fullmatch(token.text) is not None
        and token.text.rstrip("s") not in _NO_SAMPLE
        and not _PLACE.fullmatch(token.text)
        and not _COMPOUND.fullmatch(token.text)
        and not {t.norm for t in sentence.tokens[max(0, index - 3) : index]} & _SHOWN
    )


def _measured(sentence: Sentence, index: int) -> bool:
    """Return whether what is measured is that of a token: "the capacity of N-70", "that of N-70"."""
    before = [t.norm for t in sentence.tokens[max(0, index - 5) : index]]
    while before and before[-1] in ("the", "bare", "pristine"):
        before.pop()
    return before[-1:] in (["of"], ["for"], ["in"]) and before[-2:-1] != [] and before[-2] in _MEASURES


def _set_ahead(sentence: Sentence, index: int, start: int) -> bool:
    """Return whether a token opens its clause behind "for": "For N-70, the capacity is …", "and, for N-70, …"."""
    opens = index - start <= 1 or sentence.tokens[index - 2].norm in (",", "and", "while", "whereas", "but")
    behind = [t.norm for t in sentence.tokens[index + 1 : index + 3]]
    while behind and behind[0] in _FILLS:
        behind.pop(0)
    return opens and _word_ahead(sentence, index) in ("for", "in", "with", "as") and behind[:1] in ([","], ["the"], ["its"])


def _word_ahead(sentence: Sentence, index: int) -> str:
    before = [t.norm for t in sentence.tokens[max(0, index - 3) : index] if t.norm not in ("the", "bare", "pristine")]
    return before[-1] if before else ""


_MEASURES = frozenset("capacity capacities retention retentions that those value values one loss fade".split())  # noqa: SIM905
_COMPOUND = re.compile(r"Na[A-Z]\w*\d\w*|(?:[A-Z][a-z]?\d*){1,3}O\d*|[A-Z][a-z]?\d?[+-]?")


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
        "has had have offers offer offered reaches reached reach loses lost lose suffers suffer give afford yield hold possess "
        "combines combined combine surpasses surpass outperforms outperform survives survived starts started falls fell fades "
        "faded drops dropped obtains attains attained"
    ).split()
)
_PARTS = frozenset("; while whereas but although though".split())  # noqa: SIM905
_QUICK = re.compile(rf"\b[A-Z][\w@/.–-]*[A-Z\d][\w@/.–-]*\s(?:\w+\s){{0,2}}(?:{'|'.join(sorted(_DOES))})\b")
