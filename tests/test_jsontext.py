"""JSON of our files and tables: what a damaged PDF can hold comes back from the tables as it was, and stops no file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import jsontext

text = st.text(st.characters(exclude_categories=()), max_size=8)  # half surrogates, too
numbers = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
)


def paired(value):
    """Return a value as JSON itself has it: two halves of a pair that stand together are one letter."""
    return json.loads(json.dumps(value))


@given(values)
def test_what_is_written_is_loaded_again(value):
    written = jsontext.written(value)
    assert jsontext.loaded(written) == paired(value)
    written.encode("utf-8")


@given(values)
def test_files_and_lines_are_json_in_utf_8_whatever_they_hold(value):
    for made in (jsontext.line(value), jsontext.file(value)):
        assert made.endswith(b"\n")
        json.loads(made.decode("utf-8"))
    assert jsontext.line(value).count(b"\n") == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [1.5, None, True]}, '{"a":[1.5,null,true],"b":1}'),
        ("Na–Mn", '"Na–Mn"'),
        ({"ü": "\ud835"}, '{"\\u00fc":"\\ud835"}'),
        ("\0", '"\\u0000"'),
        ({"n": float("nan"), "i": float("inf")}, '{"i":null,"n":null}'),
        ({"n": float("nan"), "half": "\udfff"}, '{"half":"\\udfff","n":null}'),
        (10**30, "1" + 30 * "0"),
    ],
)
def test_one_way_to_write_a_value(value, written):
    assert jsontext.written(value) == written


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"b": "−", "a": 1}, '{"b":"−","a":1}\n'.encode()),
        ({"a": "half \ud835 of it"}, b'{"a":"half ? of it"}\n'),
        ({"a": float("nan")}, b'{"a":null}\n'),
        ({"a": [float("inf")], "b": "\udfff"}, b'{"a":[null],"b":"?"}\n'),
    ],
)
def test_a_line(value, line):
    assert jsontext.line(value) == line


def test_a_line_that_a_database_could_not_hold_is_none():
    assert jsontext.sound_line({"a": "−"}) == '{"a":"−"}\n'.encode()
    assert jsontext.sound_line({"a": "\0"}) is None
    assert jsontext.sound_line({"a": "\udfff"}) is None
