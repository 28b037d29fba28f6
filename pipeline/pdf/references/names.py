"""The authors that an entry begins with.

In: an entry's text; out: the authors as printed and where they end; a family name of one. Method: own – each of four ways
of printing names is tried, and the one that reaches farthest wins.
"""

from __future__ import annotations

import re

from pipeline.pdf.references.journal_words import JOURNAL_WORDS
from pipeline.pdf.references.volumes import YEAR

UP = r"[^\W\d_a-zß-öø-ÿāăąćčďđēęěğīłńňőřśşšťūůűźżž]"
PARTICLE = r"(?:van|von|der|den|de|da|di|la|le|del|della|dos|du|ten|ter|al|el|bin|ben|zu|zur|af|av|dal|das|do|y)"
WORD = rf"(?:[A-Za-z]{{1,2}}[’'`])?{UP}[\w’'`´¨\ufffd\ue000-\uf8ff]*(?:\s?[-‐‑]\s?(?:{PARTICLE}\s)?[\w’'`´]+)*"
_SURNAME = rf"(?:{PARTICLE}[ ’'-]+)*{WORD}(?:\s(?:{PARTICLE}\s)*{WORD}){{0,3}}"
SHORT_SURNAME = rf"(?:{PARTICLE}[ ’'-]+)*{WORD}(?:\s(?:{PARTICLE}\s)*{WORD}){{0,2}}"
_INITIAL = rf"{UP}[a-zäöüç]?\."
INITIALS = rf"{_INITIAL}(?:\s?(?:[-‐‑–]\s?)?(?:{_INITIAL}|(?<=[-‐‑–\s])[a-z]\.(?=\s|{UP}|-)))*"
_AFTER = r"(?=\s*(?:[,;:.]|$|\(|and\b|&|et al|und\b|[12]\d{3}))"
_JUNIOR = r"(?:,?\s(?:Jr|Sr|II|III)\b\.?)?"

NAMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("initials first", re.compile(rf"{INITIALS}\s*{_SURNAME}{_JUNIOR}{_AFTER}")),
    (
        "surname, initials",
        re.compile(rf"{SHORT_SURNAME}{_JUNIOR},\s?{INITIALS}{_JUNIOR}(?=\s*(?:[,;:]|$|\(|\s|and\b|&|[12]\d{{3}}))"),
    ),
    ("surname initials", re.compile(rf"{SHORT_SURNAME}\s{UP}(?:[- ]?{UP}){{0,3}}{_JUNIOR}(?![\w’'-]){_AFTER}")),
    (
        "given names",
        re.compile(
            rf"{UP}[a-z\u00c0-\u024f]+(?:[- ]{UP}?[a-z\u00c0-\u024f]+)?\s(?:{INITIALS}\s*)?{WORD}(?=\s*(?:,|;|and\b|&|$))"
        ),
    ),
)
_DELIMITER = re.compile(r"\s*[,;]?\s*(?:(?:and|&|und),?\s+)?")
_ET_AL = re.compile(r"\s*[,;]?\s*(?:et\.?\s*al\b\.?|and (?:co-?workers|others)|…|\.\.\.)")


def authors_of(text: str) -> tuple[tuple[str, ...], int]:
    """Return the authors that ``text`` begins with, as printed, and where they end."""
    best: tuple[tuple[str, ...], int] = ((), 0)
    for name, shape in NAMES:
        if name == "given names" and best[0]:
            break
        found = _run_of_names(text, name, shape)
        if name == "given names" and len(found[0]) < 2:
            continue
        if found[1] > best[1]:
            best = found
    return best


def _run_of_names(text: str, kind: str, shape: re.Pattern[str]) -> tuple[tuple[str, ...], int]:
    names: list[str] = []
    at = end = 0
    while True:
        match = shape.match(text, at)
        if match is not None and _is_journal_start(match[0], text[match.end() :], kind):
            match = None
        if (
            match is not None
            and kind == "initials first"
            and re.search(rf"\s{UP}$", match[0])
            and text.startswith(".", match.end())
        ):
            match = None
        if match is None and names and kind == "initials first":
            lone = re.compile(rf"(?:{UP}[a-z]{{2,11}}|{INITIALS})(?=\s*,\s)").match(text, at)
            after = _DELIMITER.match(text, lone.end()) if lone else None
            following = shape.match(text, after.end()) if after else None
            if following is None and after:
                lone2 = re.compile(rf"{INITIALS}(?=\s*,\s)").match(text, after.end())
                skip = _DELIMITER.match(text, lone2.end()) if lone2 else None
                following = shape.match(text, skip.end()) if skip else None
            if following is not None and not _is_journal_start(following[0], text[following.end() :], kind):
                match = lone
        if match is None:
            return tuple(names), end
        names.append(re.sub(r"\s+", " ", match[0]).strip())
        end = match.end()
        more = _ET_AL.match(text, end)
        if more:
            return tuple(names), more.end()
        between = _DELIMITER.match(text, end)
        if between is None or between.end() == end or not between[0].strip():
            return tuple(names), end
        at = between.end()


def _is_journal_start(name: str, after: str, kind: str) -> bool:
    """Whether what looks like a name is the beginning of a journal: ``J. Power Sources 2010``, ``Nature A``."""
    words = [w for w in re.findall(r"[^\W\d_]+", name) if len(w) > 1]
    if kind == "initials first":
        known = bool(words) and all(w.casefold() in JOURNAL_WORDS for w in words)
        ends = re.match(rf"\s*,?\s*\(?{YEAR}|\s*,?\s*\d|\.\s|\.,", after) is not None
        return known and (ends or re.match(r"(?:J|Z|C|P|T|N|I)\.\s", name) is not None)
    if kind == "surname initials":
        return all(w.casefold() in JOURNAL_WORDS for w in words) and re.match(r"\s*[,.]?\s*\(?\d", after) is not None
    return False


def family_name(author: str) -> str:
    """Return the family name of an author as printed: ``Lu, Z.``, ``Z. Lu`` and ``Lu ZH`` are all ``Lu``."""
    name = re.sub(rf"{_JUNIOR}$", "", author.strip())
    if "," in name:
        return name.split(",")[0].strip()
    if re.match(_INITIAL, name):
        return re.sub(rf"^{INITIALS}\s*", "", name).strip()
    trailing = re.sub(rf"\s{UP}(?:[- ]?{UP}){{0,3}}$", "", name)
    return trailing if trailing != name else name.split()[-1] if name else name
