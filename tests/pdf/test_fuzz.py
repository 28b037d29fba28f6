"""Damaged PDFs: whatever the bytes, a read ends with a Document or a ReadError, through both sources."""

import contextlib
import re
import time
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.pdf.errors import ReadError
from pipeline.pdf.reader import document_as_json, read
from tests.pdf.test_reader_json import with_table
from tests.support.pages import encrypted, page_pdf, shown, with_ligature
from tests.support.papers import LEFT, Paper, prose, references
from tests.support.pdfs import pdf

TOO_LONG = 20.0  # seconds of CPU for a file of a few kilobytes

NUMBERS = (*b"0 -1 1e9 99999999999 -32768 1e-5 1e400 NaN null true []".split(), b"1 0 R", b"99 0 R")
PIECES = (
    b"endobj",
    b"endstream",
    b">>",
    b"<<",
    b"[" * 300,
    b"(" * 300,
    b"<<" * 300,
    b"q " * 2000,
    b"Q Q Q ",
    b"0 0 0 0 0 0 cm ",
    b"1e10 0 0 1e10 0 0 cm ",
    b"1e-10 0 0 1e-10 0 0 cm ",
    b"/F1 0 Tf ",
    b"/F1 1e6 Tf ",
    b"/F1 -12 Tf ",
    b"/X1 Do ",
    b"0 Tz ",
    b"1e9 Ts ",
    b"\x00" * 20,
    b"9" * 400,
)

NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?")
NAME = re.compile(rb"/[A-Z][A-Za-z0-9]+")
OBJECT = re.compile(rb"\n\d+ 0 obj")

place = st.integers(0, 10**6)
change = st.one_of(
    st.tuples(st.just("flip"), place, st.integers(0, 255)),
    st.tuples(st.just("cut"), place, st.sampled_from((1, 4, 50, 1000))),
    st.tuples(st.just("end"), place, st.just(0)),
    st.tuples(st.just("insert"), place, st.sampled_from(PIECES) | st.binary(max_size=30)),
    st.tuples(st.just("repeat"), place, place),
    st.tuples(st.just("number"), place, st.sampled_from(NUMBERS)),
    st.tuples(st.just("names"), place, place),
    st.tuples(st.just("objects"), place, place),
)


def changed(data, how, at, what):
    """Return ``data`` with one change."""
    at %= max(len(data), 1)
    if how == "flip":
        return data[:at] + bytes([what]) + data[at + 1 :]
    if how == "cut":
        return data[:at] + data[at + what :]
    if how == "end":
        return data[:at]
    if how == "insert":
        return data[:at] + what + data[at:]
    if how == "repeat":
        start = what % max(len(data), 1)
        return data[:at] + data[start : start + 300] + data[at:]
    if how == "number":
        found = list(NUMBER.finditer(data))
        return _replaced(data, found[at % len(found)], what) if found else data
    found = list((NAME if how == "names" else OBJECT).finditer(data))
    return _swapped(data, found, at, what) if len(found) > 2 else data


def _replaced(data, match, what):
    return data[: match.start()] + what + data[match.end() :]


def _swapped(data, found, at, what):
    first, second = sorted((found[at % len(found)], found[what % len(found)]), key=lambda m: m.start())
    if first.start() == second.start():
        return data
    return data[: first.start()] + second[0] + data[first.end() : second.start()] + first[0] + data[second.end() :]


@cache
def seeds():
    """Return small PDFs of several kinds."""
    form = ("/X1", shown("Hello", 10, 10), (0, 0, 200, 100), (1, 0, 0, 1, 0, 0))
    fonts = {"/F2": with_ligature}
    one = page_pdf("q 1 0 0 1 40 190 cm /X1 Do Q BT /F2 10 Tf 50 100 Td (afb) Tj ET", forms=[form], fonts=fonts, rotate=90)
    listed = Paper()
    listed.paragraph(LEFT, 80, 240, prose(0, 8))
    for k, entry in enumerate(references(9)):
        listed.text(LEFT, 400 + 14 * k, entry, 8)
    packed = pdf("one line\nand another", "more", compressed=True)
    return one, encrypted(one, revision=4), packed, with_table().bytes(), listed.bytes()


@pytest.mark.parametrize("source", ["auto", "pdfplumber"])
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(which=st.integers(0, 4), changes=st.lists(change, min_size=1, max_size=6))
def test_nothing_but_a_read_error_comes_out_of_a_damaged_pdf(tmp_path, source, which, changes):
    data = seeds()[which]
    for how, at, what in changes:
        data = changed(data, how, at, what)
    path = tmp_path / "damaged.pdf"
    path.write_bytes(data)
    start = time.process_time()
    with contextlib.suppress(ReadError):
        document_as_json(read(path, source=source))
    assert time.process_time() - start < TOO_LONG


def test_more_pages_claimed_than_there_are(tmp_path):
    path = tmp_path / "pages.pdf"
    path.write_bytes(pdf("one page").replace(b"/Count 1", b"/Count 3"))
    for source in ("auto", "pdfium", "pdfplumber"):
        assert read(path, source=source).blocks[0].text == "one page"


def test_a_cross_reference_stream_that_claims_a_billion_objects(tmp_path):
    path = tmp_path / "claims.pdf"
    data = re.sub(rb"/Size \d+", b"/Size 4294967295", pdf("one page", compressed=True))
    path.write_bytes(data.replace(b"/Root 1 0 R", b"/Root 9 0 R"))  # no catalog there: every object is looked at
    start = time.process_time()
    assert read(path, source="pdfplumber").blocks[0].text == "one page"
    assert time.process_time() - start < TOO_LONG
