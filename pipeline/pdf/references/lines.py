"""The printed lines of a reference list, and how the lines of one entry become its text.

In: lines in reading order; out: lines with lone numbers joined, or one text. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One printed line of a reference list: text with markup, box in points, page (from 1) and column (from 0)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    page: int
    column: int


def join_lines(entry: Sequence[EntryLine]) -> str:
    """Return the text of an entry's lines joined: hyphens at line ends are kept where a name, range, number or DOI needs them."""
    text = ""
    for line in entry:
        piece = line.text.strip()
        if not text or not piece:
            text += piece
            continue
        in_link = re.search(r"(?:https?://|www\.|10\.\d{4,9}/)\S*$", text) is not None
        if (in_link and (text[-1] in "/._-‐=(" or piece[0] in "/.?=&_")) or text[-1] in "–—" or piece[0] in "–—":
            text += piece
        elif text[-1] in "-‐\u00ad\u0002\ufffe":
            lower = len(text) > 2 and text[-2].islower() and text[-3].isalpha() and piece[0].islower() and not in_link
            text = (text[:-1] if lower or text[-1] in "\u00ad\u0002\ufffe" else text[:-1] + "-") + piece
        else:
            text += " " + piece
    return text


def join_lone_labels(lines: Sequence[EntryLine]) -> list[EntryLine]:
    """Put a number that stands alone in a column of its own in front of the line on the same height."""
    lone = {i for i, line in enumerate(lines) if re.fullmatch(r"\s*(?:\^\{\s*)?[\[(]?\s*\d{1,4}\s*[\])]?\.?\s*\}?\s*", line.text)}
    prefix: dict[int, int] = {}
    for i in sorted(lone):
        label = lines[i]
        beside = [
            (line.x0 - label.x1, k)
            for k, line in enumerate(lines)
            if k not in lone
            and k not in prefix
            and line.page == label.page
            and -1.0 <= line.x0 - label.x1 <= 6 * max(label.bottom - label.top, 1.0)
            and min(line.bottom, label.bottom) - max(line.top, label.top)
            > 0.5 * min(line.bottom - line.top, label.bottom - label.top)
        ]
        if beside:
            prefix[min(beside)[1]] = i
    used = set(prefix.values())
    out: list[EntryLine] = []
    for k, line in enumerate(lines):
        if k in used:
            continue
        if k in prefix:
            label = lines[prefix[k]]
            text = f"{label.text.strip()} {line.text.strip()}"
            out.append(
                EntryLine(
                    text, label.x0, min(label.top, line.top), line.x1, max(label.bottom, line.bottom), line.page, line.column
                )
            )
        else:
            out.append(line)
    return out
