"""Whether a cron expression can be one, said before a scheduler sees it.

In: five fields (minute, hour, day of month, month, day of week), or ``@hourly`` and its like; out: nothing, or a ValueError that
says which field is wrong. Method: own, after the manual page crontab(5); names of months and days in English.
"""

from __future__ import annotations

import re

_FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    ("day of week", 0, 7, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
_SHORTCUTS = ("@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually")
_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")


def check(text: str) -> None:
    """Raise ValueError unless ``text`` is a cron expression."""
    if text in _SHORTCUTS:
        return
    fields = text.split()
    if len(fields) != 5:
        raise ValueError(f"a schedule has five fields (minute hour day month weekday), this has {len(fields)}: {text!r}")
    for field, (name, low, high, names) in zip(fields, _FIELDS, strict=True):
        for part in field.split(","):
            _check_part(part, name, low, high, names)


def _check_part(part: str, name: str, low: int, high: int, names: tuple[str, ...]) -> None:
    match = _PART.fullmatch(part)
    if match is None or (match["step"] is not None and int(match["step"]) == 0) or (match["first"] == "*" and match["last"]):
        raise ValueError(f"the {name} of a schedule cannot be {part!r}")
    ends = [_number(end, names, low) for end in (match["first"], match["last"]) if end not in (None, "*")]
    if any(end is None or not low <= end <= high for end in ends):
        raise ValueError(f"the {name} of a schedule is {low} to {high}, not {part!r}")
    if len(ends) == 2 and (ends[0] or 0) > (ends[1] or 0):
        raise ValueError(f"the {name} of a schedule cannot go backwards: {part!r}")


def _number(text: str | None, names: tuple[str, ...], low: int) -> int | None:
    if text is None:
        return None
    if text.lower() in names:
        return names.index(text.lower()) + low
    return int(text) if text.isascii() and text.isdigit() else None
