"""Excel workbooks (.xlsx) as text: the first sheet that holds anything, as CSV with one line for each of its rows.

In: bytes; out: text, whose lines have the numbers of the sheet's rows. Values are taken as they are kept: numbers without their
format (a date is then a count of days, which no reader takes for a year). Method: own, after ECMA-376 part 1, 18.3 and 18.4.
"""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterator
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from pipeline.trends.exports.parsed import ExportError

SIGNATURE = b"PK\x03\x04"
"""What a workbook, like every ZIP archive, begins with."""

_MOST_BYTES = 2**30  # unpacked: more is no export but a trap
_MOST_ROWS = 1_048_576  # Excel's own limit
_MOST_CELLS = 50_000_000
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_STRINGS = "xl/sharedStrings.xml"
_PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
_WHOLE = re.compile(r"(-?\d+)\.0+")


def sheet(data: bytes) -> str:
    """Return the first sheet with rows as CSV. Raises `ExportError` for what is no workbook, or a broken or empty one."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            if "xl/workbook.xml" not in sizes:
                raise ExportError("is a ZIP archive, not an Excel workbook: unpack it first")
            sheets = sorted((int(m[1]), name) for name in sizes if (m := _SHEET.fullmatch(name)))
            if sum(sizes.get(name, 0) for name in (_STRINGS, *(name for _, name in sheets))) > _MOST_BYTES:
                raise ExportError("is an Excel workbook of more than a gigabyte unpacked: save the sheet as CSV")
            strings = _strings(archive.read(_STRINGS)) if _STRINGS in sizes else []
            for _, name in sheets:
                rows = list(_rows(archive.read(name), strings))
                if any(row for _, row in rows):
                    return _csv(rows)
    except (BadZipFile, zlib.error, ElementTree.ParseError, EOFError, NotImplementedError, RuntimeError) as error:
        raise ExportError(f"is an Excel workbook that cannot be read ({error}): save the sheet as CSV") from error
    raise ExportError("is an Excel workbook without a filled cell: export it again")


def _csv(rows: list[tuple[int, dict[int, str]]]) -> str:
    """Return rows (number from 1, column from 0 → text) as CSV, empty rows in their places."""
    width = 1 + max(max(row, default=0) for _, row in rows)
    if width * len(rows) > _MOST_CELLS:
        raise ExportError("is an Excel workbook with a sheet too wide to be an export: save the columns that count as CSV")
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    line = 1
    for number, row in rows:
        while line < number:
            out.write("\n")
            line += 1
        writer.writerow([" ".join(row.get(at, "").split()) for at in range(width)])
        line += 1
    return out.getvalue()


def _strings(part: bytes) -> list[str]:
    """Return the table of shared strings; how a word is spoken (rPh) is no part of it."""
    return [_string(item) for item in ElementTree.fromstring(part).findall("{*}si")]


def _string(item: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in (*item.findall("{*}t"), *item.findall("{*}r/{*}t")))


def _rows(part: bytes, strings: list[str]) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield the number of each row and its filled cells, column → text."""
    number = 0
    for _, element in ElementTree.iterparse(BytesIO(part)):
        if element.tag.rpartition("}")[2] != "row":
            continue
        given = element.get("r", "")
        number = max(number + 1, int(given) if given.isdigit() and int(given) <= _MOST_ROWS else 0)
        cells: dict[int, str] = {}
        at = -1
        for cell in element.findall("{*}c"):
            place = _PLACE.fullmatch(cell.get("r", ""))
            at = _column(place[1]) if place else at + 1
            if text := _text(cell, strings):
                cells[at] = text
        element.clear()
        yield number, cells


def _text(cell: ElementTree.Element, strings: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return _string(inline) if inline is not None else ""
    value = cell.findtext("{*}v") or ""
    if kind == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    if kind == "e":
        return ""
    whole = _WHOLE.fullmatch(value) if kind == "n" else None
    return whole[1] if whole else value


def _column(letters: str) -> int:
    """Return the place of a column, from 0: A is 0, Z 25, AA 26."""
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - 64
    return place - 1
