"""The numbers of a list that stand in a column of their own, between the columns of text: to which lines they belong.

In: a page's segments; out: the same, a number parted from the line before it and joined to the line that it numbers. Method: own;
numbers at one x that rise by one from top to bottom, with a line close to their right.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.pdf.words import TextSegment, TextWord

_LABEL = re.compile(r"[\[(]?(\d{1,3})[\]).]{0,2}")


def unlabelled(segments: Sequence[TextSegment]) -> list[TextSegment]:
    """Part the numbers of the next column's list from the lines whose ends they stand so near that they were taken for one.

    Such numbers stand at one x, rise by one from top to bottom, and have a line of their own to the right. Numbers between them
    that stand free, with no line on their left, count in the row.
    """
    rows: dict[int, list[tuple[float, int, int]]] = {}
    for i, s in enumerate(segments):
        free = len(s.words) == 1 or hangs_out(s)
        for k in {len(s.words) - 1, *([0] if free else [])} if s.words else ():
            if match := _LABEL.fullmatch(s.words[k].plain):
                at = i if k else -1  # what is free need not be parted
                rows.setdefault(round(s.words[k].x0 / 3), []).append((s.baseline, int(match[1]), at))
                rows.setdefault(-1 - round(s.words[k].x1 / 3), []).append((s.baseline, int(match[1]), at))
    parted: set[int] = set()
    for row in rows.values():
        row.sort()
        follow = [{a[2], b[2]} for a, b in itertools.pairwise(row) if b[1] == a[1] + 1 and a[0] < b[0]]
        if len(follow) >= 2:
            parted |= set[int]().union(*follow)
    parted = {i for i in parted if i >= 0 and _has_right(segments[i], segments)}
    out: list[TextSegment] = []
    for i, s in enumerate(segments):
        out.extend([of_words(s, s.words[:-1]), of_words(s, s.words[-1:])] if i in parted else [s])
    return out


def labelled(segments: Sequence[TextSegment]) -> list[TextSegment]:
    """Give the numbers of a list, where they stand in a column of their own, to the lines that they number.

    Between such numbers and their lines there is a white strip as between columns of text.
    """
    labels: dict[int, list[tuple[int, int]]] = {}
    for i, s in enumerate(segments):
        match = _LABEL.fullmatch(s.plain)
        if match:
            labels.setdefault(round(s.x0 / 2), []).append((i, int(match[1])))
            labels.setdefault(-1 - round(s.x1 / 2), []).append((i, int(match[1])))
    numbers: set[int] = set()
    for column in labels.values():
        column.sort(key=lambda label: segments[label[0]].baseline)
        for a, b in itertools.pairwise(column):
            if b[1] == a[1] + 1:
                numbers |= {a[0], b[0]}
    ends = [s.x1 for s in segments if len(s.words) > 4] if len(numbers) > 2 else []
    # where lines of text end, an equation's number stands, and what is beside it is another column
    numbers = {i for i in numbers if sum(abs(segments[i].x1 - end) < 1.5 for end in ends) < 3}
    if len(numbers) < 3:
        return list(segments)
    joined: dict[int, int] = {}
    for i in sorted(numbers):
        label = segments[i]
        beside = [
            (s.x0 - label.x1, k)
            for k, s in enumerate(segments)
            if k not in numbers
            and (abs(s.baseline - label.baseline) < 0.3 * label.size or _is_raised(label, s))
            and 0 <= s.x0 - label.x1 < 2.5 * s.size
        ]
        long = [found for found in beside if len(segments[found[1]].plain) > 12]
        if long or (beside and _has_right(label, segments)):  # a stretched line may be in short pieces
            joined[min(long or beside)[1]] = i
    gone = set(joined.values())
    out: list[TextSegment] = []
    for k, s in enumerate(segments):
        if k in joined:
            label = segments[joined[k]]
            plain = f"{label.plain} {s.plain}"
            marks = [w._replace(text=f"^{{{w.plain}}}") for w in label.words] if _is_raised(label, s) else label.words
            out.append(replace(s, words=(*marks, *s.words), plain=plain, x0=label.x0, top=min(s.top, label.top)))
        elif k not in gone:
            out.append(s)
    return out


def hangs_out(s: TextSegment) -> bool:
    """Whether a line begins with the number of a list's entry, set apart from the text by more than a word space."""
    if len(s.words) < 2:
        return False
    label, first = s.words[0], s.words[1]
    return first.x0 - label.x1 > 0.7 * s.size and _LABEL.fullmatch(label.plain) is not None


def of_words(s: TextSegment, words: Sequence[TextWord]) -> TextSegment:
    """Return the part of a line that holds these of its words."""
    plain = " ".join(w.plain for w in words)
    return replace(s, words=tuple(words), plain=plain, x0=words[0].x0, x1=max(w.x1 for w in words))


def _has_right(s: TextSegment, segments: Sequence[TextSegment]) -> bool:
    """Whether a line begins close to the right of this one, on its height; a stretched line may be in pieces."""
    line = [t for t in segments if abs(t.baseline - s.baseline) < 0.6 * t.size and t.x0 >= s.x1]
    return any(t.x0 - s.x1 < 2.5 * t.size for t in line) and sum(len(t.plain) for t in line) > 12


def _is_raised(label: TextSegment, s: TextSegment) -> bool:
    """Whether a number is set as a superscript in front of this line."""
    return label.size < 0.85 * s.size and 0.1 * s.size < s.baseline - label.baseline < 0.6 * s.size
