"""Methods and cells by name.

In: a text. Out: labelled places. Methods stand in ``terms.tsv``; cells are put together from what they are made of, how they are
built and what they hold (``pouch-type full cell``, ``CR2032 coin cells``, ``sodium-ion full batteries``). Method: own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from importlib.resources import files


def terms(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (label, start, end) of every method and cell."""
    for label, pattern in (("METHOD", _METHODS), ("CELL", _CELLS)):
        for match in pattern.finditer(text):
            yield label, match.start(), match.end()


def is_method(text: str) -> bool:
    """Whether a whole text is the name of a method."""
    return _METHODS.fullmatch(text) is not None


_DASH = "[ \u00a0\u2009\u2010\u2011\u2012\u2013\u2014\u2212-]"


def _spelling(term: str) -> str:
    """Return the pattern of a term: blanks or hyphens, first letter in either case, plural."""
    words = [re.escape(w) for w in term.split(" ")]
    if words[0][:1].islower():
        words[0] = f"[{words[0][0].upper()}{words[0][0]}]{words[0][1:]}"
    acronym = term.replace(" ", "").isupper()
    loose = len(words) > 1 and (acronym or words[0].strip("[]").lower() in {"cco", "co", "ffe"})
    return f"{_DASH}{'?' if loose else ''}".join(words) + ("" if acronym else "s?")


def _methods() -> re.Pattern[str]:
    """Return one pattern of all methods, the longest first, with ``in situ`` and the like before them."""
    lines = files(__package__).joinpath("terms.tsv").read_text(encoding="utf-8").splitlines()
    names = [row[1] for row in csv.reader((x for x in lines if not x.startswith("#")), delimiter="\t") if row]
    situ = rf"(?:(?:(?:[Ii]n|[Ee]x){_DASH}[Ss]itu|[Oo]perando|[Ss]ynchrotron){_DASH})?"
    spelt = "|".join(_spelling(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9]){situ}(?:{spelt})(?![A-Za-z0-9])")


_METHODS = _methods()
_BUILD = (
    rf"(?:CR ?20(?:32|25|16)|R2032|2032|18650|[Cc]oin|[Pp]ouch|[Bb]utton|[Cc]ylindrical|[Ss]oft{_DASH}?[Pp]ack(?:age|ed)?|"
    rf"[Ss]wagelok|[Tt](?:hree|wo){_DASH}electrode|[Ss]ymmetric(?:al)?)"
)
_IONS = rf"(?:[Ss]odium|[Nn]a|SIB|[Aa]queous)(?:{_DASH}(?:ion|metal))?"
_NOUN = r"(?:[Cc]ells?|[Bb]atter(?:y|ies))"
_CELLS = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:{_IONS}{_DASH})?(?:(?:{_BUILD}(?:{_DASH}[Tt]ype)?{_DASH})+(?:{_IONS}{_DASH})?(?:(?:[Hh]alf|[Ff]ull){_DASH})?{_NOUN}"
    rf"|(?:[Hh]alf|[Ff]ull){_DASH}(?:[Cc]oin{_DASH})?{_NOUN})|CR ?20(?:32|25|16)|R2032)(?![A-Za-z0-9])"
)
