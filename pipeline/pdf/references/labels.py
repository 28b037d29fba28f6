"""The numbers that stand in front of entries, in the styles in which they are printed.

In: the text of a line or an entry; out: the number and the rest. Method: own.
"""

from __future__ import annotations

import re

LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bracket", re.compile(r"\s*(?:\^\{\s*)?\[\s*(\d{1,4})\s*\](?:\s*\})?[.:]?\s*")),
    ("paren", re.compile(r"\s*(?:\^\{\s*)?\(\s*(\d{1,4})\s*\)(?:\s*\})?[.:]?\s*")),
    ("superscript", re.compile(r"\s*\^\{\s*(\d{1,4})[.)]?\s*\}\s*")),
    ("dot", re.compile(r"\s*(\d{1,4})\s?\.(?!\d)\s*")),
    ("half paren", re.compile(r"\s*(\d{1,4})\s?\)[.:]?\s*")),
    (
        "bare",
        re.compile(
            r"\s*(\d{1,4})(?:(?=\s*$)|\s+(?=\S)|(?=\(?[a-z]\)\s?[A-Z])|(?=[^\W\d_a-z](?:[a-z’'\u00c0-\u024f.-]|\s[A-Z])))"
        ),
    ),
)


def strip_number(text: str, number: int | None) -> tuple[int | None, str]:
    """Return the number printed in front of an entry (``number`` where it is known, else any) and the text without it."""
    for name, shape in LABELS:
        match = shape.match(text)
        if match is None or (number is not None and int(match[1]) != number):
            continue
        rest = text[match.end() :]
        if (
            number is None
            and name == "bare"
            and (int(match[1]) > 1500 or not re.match(r"[\w(“\"‘^]", rest) or re.match(r"[a-z]{2}", rest))
        ):
            continue
        return int(match[1]), rest
    return None, text
