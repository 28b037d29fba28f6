"""What stands on a page but is not of its text: running heads and feet, page and line numbers, stamps."""

import pytest

from pipeline.pdf.chars import place_char
from pipeline.pdf.furniture import PageLines, furniture, without_line_numbers
from pipeline.pdf.words import TextSegment, TextWord, segment, segments

WIDTH, HEIGHT = 600.0, 800.0


def seg(text, baseline, x=50.0, size=10.0):
    x1 = x + 0.5 * size * len(text)
    box = (x, baseline - 0.75 * size, x1, baseline + 0.25 * size)
    word = TextWord(text, text, *box, size, baseline, "Serif")
    return TextSegment((word,), text, *box, size, baseline)


def body(page, top=100.0, bottom=700.0, x=50.0):
    """Return running text, every line of it different on every page."""
    count = int((bottom - top) / 12) + 1
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [seg(f"{letters[(k + 7 * page) % 26] * 9} {letters[(k * page) % 26] * 40}", top + 12 * k, x) for k in range(count)]


def taken(*pages):
    """Return the texts that are furniture, page by page."""
    sheets = [PageLines(n, WIDTH, HEIGHT, segments) for n, segments in enumerate(pages, 1)]
    found = furniture(sheets)
    return [sorted(p.segments[i].plain for i in own) for p, own in zip(sheets, found, strict=True)]


def test_running_text_is_no_furniture():
    assert taken(body(1), body(2), body(3), body(4)) == [[], [], [], []]


def test_a_head_that_repeats_at_one_height_is_furniture():
    pages = [[seg("Journal of Layers", 60), *body(n)] for n in range(1, 5)]
    assert taken(*pages) == [["Journal of Layers"]] * 4


def test_heads_of_left_and_right_pages_may_differ():
    pages = [[seg("Keller et al." if n % 2 else "Sodium oxides", 60), *body(n)] for n in range(1, 7)]
    assert taken(*pages) == [["Keller et al."], ["Sodium oxides"]] * 3


def test_digits_in_a_head_may_differ():
    pages = [[seg(f"Layers 2024, vol 3, page {n}", 60), *body(n)] for n in range(11, 15)]
    assert taken(*pages) == [[f"Layers 2024, vol 3, page {n}"] for n in range(11, 15)]


@pytest.mark.parametrize("number", ["7", "– 7 –", "[7]", "iv", "S12", "Page 7", "7 of 12", "3 / 12", "104512"])
def test_a_page_number_that_stands_apart_is_furniture(number):
    assert taken([*body(1), seg(number, 760, 290)]) == [[number]]


def test_a_number_in_the_last_line_of_the_text_stays():
    assert taken([*body(1), seg("7", 712, 50)]) == [[]]


def test_a_foot_of_several_pieces_is_furniture():
    pages = [[*body(n), seg("J. Layers", 760), seg(f"{n}", 760, 540)] for n in range(1, 5)]
    assert taken(*pages) == [sorted(["J. Layers", str(n)]) for n in range(1, 5)]


def test_what_stands_outside_a_head_goes_with_it():
    pages = [[seg("Open journal", 60), *body(n)] for n in range(1, 4)]
    pages[0].insert(0, seg("a logo", 30))
    assert taken(*pages)[0] == ["Open journal", "a logo"]


def test_a_line_that_repeats_in_the_middle_of_pages_stays():
    pages = [[*body(n, 100, 390), seg("Sample A", 402), *body(n + 9, 414, 700)] for n in range(1, 5)]
    assert taken(*pages) == [[], [], [], []]


def test_a_title_on_the_first_page_only_stays():
    pages = [[seg("A Paper About Layers", 70, size=18), *body(1, 120)], body(2), body(3), body(4)]
    assert taken(*pages) == [[], [], [], []]


@pytest.mark.parametrize(
    "stamp",
    [
        "Downloaded from example.org on 3 May 2021 by a library",
        "Published on 3 May 2021",
        "This article is licensed under a licence",
        "https://doi.org/10.1234/demo.5",
        "© 2021 The Authors",
        "View Article Online",
    ],
)
def test_a_stamp_in_the_margin_is_furniture(stamp):
    assert taken([*body(1), seg(stamp, 780)]) == [[stamp]]


def test_a_sentence_that_mentions_a_download_in_the_text_stays():
    assert taken([*body(1, 100, 388), seg("Downloaded from the instrument were two files", 400), *body(2, 412)]) == [[]]


# ------------------------------------------------------------------------------------------------ line numbers


def numbered(first, step=1, x=20.0):
    text = body(1, 100, 460, 60.0)
    numbers = [seg(str(first + step * k), s.baseline, x) for k, s in enumerate(text)]
    return text, numbers


@pytest.mark.parametrize("first", [1, 32, 480])
def test_numbers_beside_every_line_are_furniture(first):
    text, numbers = numbered(first)
    assert taken([*text, *numbers]) == [sorted(n.plain for n in numbers)]


def test_numbers_in_the_right_margin_are_furniture():
    text, numbers = numbered(1, x=570.0)
    assert taken([*text, *numbers]) == [sorted(n.plain for n in numbers)]


def test_numbers_of_references_stay():
    entries = []
    for k in range(14):
        entries += [
            seg(str(k + 1), 100 + 36 * k),
            *(seg(f"entry {k} line {j} of it", 100 + 36 * k + 12 * j, 75) for j in range(3)),
        ]
    assert taken(entries) == [[]]


def test_numbers_that_do_not_count_up_stay():
    text = body(1, 100, 460, 60.0)
    values = (3, 17, 4, 90, 12, 55, 8, 41, 2, 77, 31, 6, 19, 25, 83, 14, 60, 1, 9, 38)
    assert taken([*text, *(seg(str(v), s.baseline, 20) for v, s in zip(values, text, strict=False))]) == [[]]


def row_of_cells(number, baseline):
    return [
        seg(str(number), baseline, 50),
        *(seg(t, baseline, x) for t, x in (("NaFeO", 80), ("O3", 200), ("2.0–4.0", 300), ("85", 400))),
    ]


def test_the_running_numbers_of_a_tables_rows_are_no_line_numbers():
    rows = [s for k in range(40) for s in row_of_cells(30 + k, 100 + 12 * k)]
    assert taken(rows, body(2)) == [[], []]


def test_lines_of_text_above_a_figure_are_no_running_head():
    subjects = ("the oxide", "a coated powder", "our second electrode", "this series of cells")

    def opened(subject, n):
        text = [seg("the oxide was pressed and fired in a flow of oxygen", 300 + 12 * k) for k in range(30)]
        return [seg(f"{subject} loses capacity as it is cycled in air for days", 60), *text, *body(n, top=660)]

    assert taken(*(opened(subject, n) for n, subject in enumerate(subjects))) == [[], [], [], []]
    heads = [[seg(f"Keller {subject}", 60), *opened(subject, n)[1:]] for n, subject in enumerate(subjects)]
    assert taken(*heads) == [[f"Keller {subject}"] for subject in subjects]


def placed(words, baseline):
    out = []
    for text, x, size in words:
        chars = [place_char(t, (x + 0.5 * size * k, baseline), (1.0, 0.0), 0.5 * size, size, "Serif") for k, t in enumerate(text)]
        out += segments(chars)
    return segment([w for s in out for w in s.words])


def test_a_line_number_glued_to_its_line_is_told_by_those_beside_it():
    lone = [placed([(str(n), 40.0, 8.0)], 100.0 + 12 * n) for n in range(10, 20)]
    glued = placed([("20", 40.0, 8.0), ("[1]", 52.0, 10.0)], 100.0 + 12 * 20)
    assert without_line_numbers([*lone, glued], WIDTH) == [10]
    assert without_line_numbers([*lone[:5], glued], WIDTH) == []


def test_a_first_line_that_stands_apart_where_other_pages_text_begins_stays():
    ends = ["Chem. Mater. 2004, 149, 4424.", "J. Power Sources 1983, 308.", "[19] C. Chandra, N. Tanaka, Small."]
    parted = [[seg(ends[n - 1], 66), *body(n, top=92)] for n in (1, 2, 3)]
    assert taken(*parted, *(body(n, top=66) for n in range(4, 9))) == [[]] * 8
