"""Text from files, names and addresses as it may be printed: unable to steer a terminal.

In: any text; out: the same without control characters, line ends and marks that turn the direction of writing. Method: own; the
characters are those of Unicode's categories Cc, Zl, Zp and its explicit directional formatting (UAX #9).
"""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    """Return text on one line, with one space wherever it had any space or control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def harmless(text: str) -> str:
    """Return text of the same length, its lines and spaces as they are, with a space for every other control character."""
    return _STEERING.sub(" ", text)
