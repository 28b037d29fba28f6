"""Mentions in brat's standoff form: a text ``NAME.txt`` and beside it ``NAME.ann``, one mention a line.

In: both contents, or `Marked` texts; out: a `Marked` text with a `Problem` for each line that cannot be used, or the files. A
mention that runs over a line end is written as brat writes it, in pieces; pieces parted by anything but blanks are not read,
since our mentions are whole. Relations, events, attributes and notes are passed over. Method: own; the form as brat documents it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from pipeline.audit.spans import Read, checked
from pipeline.audit.values import Marked, Problem, Span

_MENTION = re.compile(r"T\d+\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)", re.DOTALL)
_UNSAFE = re.compile(r'[/\\:*?"<>|%~\x00-\x1f]|^[. ]|[. ]$')
_LONGEST = 120


def read_brat(ann: bytes, txt: bytes, path: str, document: str, annotator: str) -> Read:
    """Read one text and its mentions; ``path`` is that of the ``.ann``."""
    try:
        text, lines = txt.decode("utf-8"), ann.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        return [], [Problem(path, None, f"is not UTF-8 text (byte {error.start}): save it as UTF-8")]
    spans: list[Span] = []
    problems: list[Problem] = []
    for at, raw in enumerate(lines, start=1):
        line = raw.removesuffix("\r")
        if not line.strip() or line[0] in "RE*AMN#":
            continue
        try:
            spans.append(_mention(line, text))
        except ValueError as error:
            problems.append(Problem(path, at, str(error)))
    return [Marked(text, tuple(sorted(set(spans))), document, annotator, path)], problems


def write_brat(marked: Iterable[Marked], folder: Path) -> list[Path]:
    """Write texts as ``.txt`` and ``.ann``, in a folder for each annotator who has a name; return the ``.ann`` files.

    A document of several texts has several files, ``NAME.txt``, ``NAME~2.txt``; reading them gives the document's name again.
    """
    written: list[Path] = []
    taken: set[str] = set()
    for one in marked:
        place = folder.joinpath(*(file_name(part) for part in one.annotator.split("/") if part))
        place.mkdir(parents=True, exist_ok=True)
        name, number = file_name(one.document), 1
        while str(place / name).casefold() in taken:
            number += 1
            name = f"{file_name(one.document)}~{number}"
        taken.add(str(place / name).casefold())
        (place / f"{name}.txt").write_bytes(one.text.encode("utf-8"))
        lines = [f"T{i}\t{s.label} {_places(one.text, s)}\t{_printed(one.text, s)}\n" for i, s in enumerate(one.spans, start=1)]
        written.append(place / f"{name}.ann")
        written[-1].write_bytes("".join(lines).encode("utf-8"))
    return written


def file_name(name: str) -> str:
    """Return a name under which every system can keep a file; `document_name` gives it back unless it was cut."""
    safe = _UNSAFE.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), name) or "text"
    return safe if len(safe) <= _LONGEST else f"{safe[: _LONGEST - 9]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def document_name(stem: str) -> str:
    """Return the document that a file name stands for."""
    return unquote(re.sub(r"~\d{1,4}$", "", stem))


def _mention(line: str, text: str) -> Span:
    match = _MENTION.fullmatch(line)
    if match is None:
        raise ValueError(f"is no mention (T1, tab, label and places, tab, text): {line[:60]!r}")
    pieces = [tuple(int(n) for n in piece.split()) for piece in match[2].split(";")]
    start, end = pieces[0][0], pieces[-1][1]
    (whole,) = checked(text, [(start, end, match[1])])
    for (_, before), (after, _) in pairwise(pieces):
        if after < before or text[before:after].strip():
            raise ValueError(f"a mention in pieces ({match[2]}): mark one whole piece, or two mentions")
    printed = " ".join(text[a:b] for a, b in pieces)
    if _squeezed(printed) != _squeezed(match[3]):
        raise ValueError(f"the text at {start}–{end} is {printed[:40]!r}, not {match[3][:40]!r}: was the text changed?")
    return whole


def _places(text: str, span: Span) -> str:
    """Return the places of a span, in pieces where it runs over line ends."""
    pieces = [m.span() for m in re.finditer(r"[^\n]+", text[span.start : span.end])]
    kept = pieces if pieces and pieces[0][0] == 0 and pieces[-1][1] == span.end - span.start else [(0, span.end - span.start)]
    return ";".join(f"{span.start + a} {span.start + b}" for a, b in kept)


def _printed(text: str, span: Span) -> str:
    return re.sub(r"\n+", " ", text[span.start : span.end])


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
