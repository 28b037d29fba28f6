"""Channels between the columns of a table: white strips, and how narrow they may be."""

from pipeline.pdf.chars import place_char
from pipeline.pdf.table_columns import channels
from pipeline.pdf.words import segments

SIZE = 10.0


def line(baseline, *words):
    """A printed line of words, each a text and where it begins; letters are half an em wide."""
    chars = [
        place_char(t, (x + 0.5 * SIZE * k, baseline), (1.0, 0.0), 0.5 * SIZE, SIZE, "Serif")
        for text, x in words
        for k, t in enumerate(text)
    ]
    return segments(chars)


def found(lines):
    return [(round(a, 1), round(b, 1)) for a, b in channels(lines, SIZE, (), (0.0, 0.0, 300.0, 200.0))]


def test_a_gap_of_four_tenths_of_an_em_in_all_lines_is_a_channel_where_one_edge_is_kept():
    lines = [line(100 + 12 * k, ("ab" * (1 + k % 3), 90.0 - 10.0 * (k % 3)), ("cd", 104.2)) for k in range(6)]
    assert found(lines) == [(100.0, 104.2)]


def test_a_word_space_is_none_though_the_words_after_it_begin_at_one_place():
    lines = [line(100 + 12 * k, ("ab" * (1 + k % 3), 90.0 - 10.0 * (k % 3)), ("cd", 103.0)) for k in range(6)]
    assert found(lines) == []


def test_a_head_over_two_columns_narrows_no_channel():
    heads = [line(100, ("Capacity", 70.0), ("kept", 113.0)), line(112, ("before", 74.0), ("after", 114.0))]
    rows = [line(124 + 12 * k, (f"7{k}.1", 79.0), (f"8{k}.2", 116.0)) for k in range(6)]
    assert found([*heads, *rows]) == [(104.0, 114.0)]
