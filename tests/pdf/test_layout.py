"""From lines to drafts: typography of a document, paragraphs parted and kept together, drop caps, floats in their place."""

from pipeline.pdf.chars import PageContent
from pipeline.pdf.layout import PageDraft, Typography, group_lines, layout, typography
from pipeline.pdf.lines import make_lines
from pipeline.pdf.words import TextSegment, TextWord

BODY = Typography(10.0, "Serif", {10.0: 12.0})
X, WIDTH = 50.0, 240.0


def seg(text, baseline, x=X, size=10.0, font="Serif", x1=None):
    """Return a line; ``x1`` sets where it ends, else its letters are half an em wide."""
    texts = text.split(" ")
    step = ((x1 - x) if x1 is not None else 0.5 * size * len(text)) / len(text)
    words, at = [], 0
    for piece in texts:
        left, right = x + step * at, x + step * (at + len(piece))
        words.append(TextWord(piece, piece, left, baseline - 0.75 * size, right, baseline + 0.25 * size, size, baseline, font))
        at += len(piece) + 1
    box = (words[0].x0, baseline - 0.75 * size, words[-1].x1, baseline + 0.25 * size)
    return TextSegment(tuple(words), text, *box, size, baseline)


def full(text, baseline, **how):
    """Return a line that fills its column."""
    return seg(text, baseline, x1=X + WIDTH, **how)


def groups(*segments):
    return [[line.plain for line in g] for g in group_lines(make_lines(1, segments), BODY)]


def page(*segments, number=1, images=()):
    return PageDraft(PageContent(number, 600.0, 800.0, (), images=tuple(images)), tuple(segments))


# ------------------------------------------------------------------------------------------------ typography


def test_body_size_font_and_pitch_are_those_of_most_characters():
    lines = [full("a line of running text in the body of the paper", 100 + 12 * k) for k in range(30)]
    small = [full("a longer line of a footnote that is set in smaller print", 600 + 9 * k, size=7.5) for k in range(6)]
    body = typography([page(seg("A Title in Large Letters", 60, size=18, font="Sans"), *lines, *small)])
    assert (body.size, body.font, body.pitch_of(10.0), body.pitch_of(7.5)) == (10.0, "Serif", 12.0, 9.0)


def test_a_document_without_lines_has_a_typography_too():
    assert (typography([]).size, typography([page()]).font) == (10.0, "")


def test_the_pitch_of_an_unknown_size_follows_the_size():
    assert BODY.pitch_of(20.0) == 1.22 * 20.0


# ------------------------------------------------------------------------------------------------ paragraphs


def test_evenly_set_lines_are_one_paragraph():
    assert groups(*(full(f"line {k} of it", 100 + 12 * k) for k in range(5))) == [[f"line {k} of it" for k in range(5)]]


def test_an_indented_line_begins_a_paragraph():
    lines = [full(f"line {k} of it", 100 + 12 * k, x=X + 10 if k in (0, 3) else X) for k in range(6)]
    assert groups(*lines) == [["line 0 of it", "line 1 of it", "line 2 of it"], ["line 3 of it", "line 4 of it", "line 5 of it"]]


def test_a_wide_gap_begins_a_paragraph():
    lines = [full(f"line {k} of it.", 100 + 12 * k + (8 if k > 2 else 0)) for k in range(6)]
    assert [len(g) for g in groups(*lines)] == [3, 3]


def test_a_short_line_that_ends_a_sentence_ends_a_justified_paragraph():
    lines = [full(f"line {k} of it", 100 + 12 * k) for k in range(6)]
    lines[2] = seg("short.", 124)
    assert [len(g) for g in groups(*lines)] == [3, 3]


def test_another_size_begins_another_block():
    lines = [full("A heading", 100, size=14), full("text of a line", 118), full("text of a line", 130)]
    assert [len(g) for g in groups(*lines)] == [1, 2]


def test_a_bold_line_above_the_text_is_a_block_of_its_own():
    lines = [seg("Results", 100, font="Serif-Bold"), *(full(f"line {k} of it", 112 + 12 * k) for k in range(3))]
    assert [len(g) for g in groups(*lines)] == [1, 3]


def test_hanging_entries_begin_at_the_margin():
    lines = [full(f"{k} entry with text", 100 + 12 * k, x=X if k % 3 == 0 else X + 12) for k in range(9)]
    assert [len(g) for g in groups(*lines)] == [3, 3, 3]


def test_ragged_lines_stay_one_paragraph():
    ends = (285, 270, 288, 262, 280, 276)
    lines = [seg("some words that go on here and", 100 + 12 * k, x1=end) for k, end in enumerate(ends)]
    assert [len(g) for g in groups(*lines)] == [6]


# ------------------------------------------------------------------------------------------------ pages


def column(x, top, count, word="text"):
    return [seg(f"{word} {k} of a line in a column", top + 12 * k, x=x, x1=x + WIDTH) for k in range(count)]


def drafts(*pages):
    return layout(pages, BODY)


def test_columns_follow_each_other_in_leaves_of_their_own():
    out = drafts(page(*column(50, 100, 10, "left"), *column(310, 100, 10, "right")))
    assert [d.lines[0].plain.split()[0] for d in out] == ["left", "right"]
    assert out[0].leaf < out[1].leaf


def test_text_inside_a_figure_is_furniture_and_comes_first():
    label = seg("Voltage", 250, x=100, size=7)
    out = drafts(page(*column(50, 100, 8), label, *column(50, 350, 8), images=[(50, 210, 290, 330)]))
    assert [(d.furniture, d.text[:7]) for d in out] == [(True, "Voltage"), (False, "text 0 "), (False, "text 0 ")]


def test_a_drop_cap_joins_the_word_beside_it():
    cap = seg("T", 124, size=36)
    beside = [seg("he first line of it goes on", 100, x=70, x1=290), seg("and a second", 112, x=70, x1=290)]
    out = drafts(page(cap, *beside, *column(50, 136, 6)))
    words = out[0].lines[0].words
    assert (words[0].text, words[1].text, words[0].x0) == ("The", "first", 50)
    assert not any(line.plain == "T" for d in out for line in d.lines)


def test_a_large_letter_with_nothing_beside_it_stays():
    out = drafts(page(seg("A", 124, size=36), *column(50, 300, 6)))
    assert next(d.text for d in out) == "A"


def test_every_segment_of_every_page_is_in_one_draft():
    pages = [page(*column(50, 100, 12), *column(310, 100, 7), seg(str(n), 770, x=290), number=n) for n in range(1, 5)]
    out = drafts(*pages)
    printed = sorted((p.content.number, w.box) for p in pages for w in p.segments)
    kept = sorted((d.page, line.box) for d in out for line in d.lines)
    assert kept == printed


def test_no_pages_no_drafts():
    assert drafts() == []
    assert drafts(page()) == []


# ------------------------------------------------------------------------------------------------ close columns, numbers of lists


def read_lines(*segments):
    drafts = layout([page(*segments)], BODY)
    return [line.plain for d in drafts for line in d.lines]


def test_lines_taken_for_one_over_a_narrow_gutter_are_parted():
    left = [full(f"left {k} of the column is set to its full width", 100 + 12 * k) for k in range(8)]
    right = [seg(f"right {k} of the column is set to its full width", 100 + 12 * k, x=298.0, x1=538.0) for k in range(8)]
    words = (*left[3].words, *right[3].words)
    united = TextSegment(words, f"{left[3].plain} {right[3].plain}", left[3].x0, left[3].top, 538.0, left[3].bottom, 10.0, 136.0)
    assert read_lines(*left[:3], united, *left[4:], *right[:3], *right[4:]) == [s.plain for s in (*left, *right)]


def test_the_numbers_of_a_list_go_with_its_lines():
    text = [full(f"line {k} of the left column of the paper is this", 100 + 12 * k) for k in range(12)]
    labels = [seg(f"{n}.", 100 + 24 * (n - 1), x=302.0) for n in range(1, 7)]
    entries = [seg(f"entry of the list, its line {k}, printed here", 100 + 12 * k, x=322.0, x1=542.0) for k in range(12)]
    order = [s.plain for s in text] + [f"{k // 2 + 1}. {s.plain}" if k % 2 == 0 else s.plain for k, s in enumerate(entries)]
    assert read_lines(*text, *labels, *entries) == order


def test_the_numbers_of_equations_are_no_list():
    text = [full(f"line {k} of the left column of the paper is this", 100 + 12 * k) for k in range(12)]
    numbers = [seg(f"({n})", 100 + 12 * (11 + 2 * n), x=275.0, x1=290.0) for n in range(1, 4)]
    right = [seg(f"right {k} of the column is set to its full width", 100 + 12 * k, x=304.0, x1=544.0) for k in range(18)]
    assert read_lines(*text, *numbers, *right) == [*(s.plain for s in (*text, *numbers)), *(s.plain for s in right)]


def test_a_usual_heading_set_like_the_text_stands_alone():
    lines = [
        full("the last words of the section before are these and", 100),
        seg("no more.", 112),
        seg("II. EXPERIMENTAL SECTION", 124, x=110),
        full("The powders were pressed and fired in air for a day", 136),
    ]
    assert groups(*lines)[-2:] == [["II. EXPERIMENTAL SECTION"], ["The powders were pressed and fired in air for a day"]]


def test_the_numbers_of_a_list_are_parted_from_the_lines_before_them():
    left = [full(f"line {k} of the left column of the paper is this", 100 + 12 * k) for k in range(20)]
    right = [seg(f"line {k} of the right column of the paper is it", 100 + 12 * k, x=302.0, x1=542.0) for k in range(8)]
    entries = [seg(f"entry of the list, its line {k}, printed here", 196 + 12 * k, x=322.0, x1=542.0) for k in range(12)]
    joined = list(left)
    for n in range(1, 7):
        k = 6 + 2 * n
        label = seg(f"[{n}]", left[k].baseline, x=296.0)
        words = (*left[k].words, *label.words)
        joined[k] = TextSegment(words, f"{left[k].plain} [{n}]", X, left[k].top, label.x1, left[k].bottom, 10.0, label.baseline)
    order = [f"[{k // 2 + 1}] {s.plain}" if k % 2 == 0 else s.plain for k, s in enumerate(entries)]
    assert read_lines(*joined, *right, *entries) == [*(s.plain for s in (*left, *right)), *order]


def test_numbers_that_hang_out_into_a_narrow_gutter_do_not_close_it():
    left = [full(f"line {k} of the left column of the paper is this", 100 + 12 * k) for k in range(12)]
    right = [seg(f"entry of the list, its line {k}, printed here", 100 + 12 * k, x=322.0, x1=542.0) for k in range(12)]
    for k in range(0, 12, 2):
        label = seg(f"[{k // 2 + 1}]", right[k].baseline, x=294.0, x1=308.0)
        words, plain = (*label.words, *right[k].words), f"{label.plain} {right[k].plain}"
        right[k] = TextSegment(words, plain, label.x0, label.top, 542.0, label.bottom, 10.0, label.baseline)
    assert read_lines(*left, *right) == [s.plain for s in (*left, *right)]


def test_a_number_taken_for_the_end_of_a_line_is_one_of_the_free_numbers_above_and_below():
    left = [full(f"line {k} of the left column of the paper is this", 100 + 12 * k) for k in range(12)]
    entries = [seg(f"entry of the list, its line {k}, printed here", 100 + 12 * k, x=322.0, x1=542.0) for k in range(12)]
    free = [seg(f"{n}.", 100 + 24 * (n - 1), x=302.0) for n in (1, 2, 4, 5, 6)]
    label = seg("3.", 148.0, x=302.0)
    words = (*left[4].words, *label.words)
    joined = TextSegment(words, f"{left[4].plain} 3.", X, left[4].top, label.x1, left[4].bottom, 10.0, 148.0)
    order = [f"{k // 2 + 1}. {s.plain}" if k % 2 == 0 else s.plain for k, s in enumerate(entries)]
    assert read_lines(*left[:4], joined, *left[5:], *free, *entries) == [*(s.plain for s in left), *order]


def test_years_at_the_ends_of_lines_stay_there():
    text = [full(f"line {k} of the left column is printed up to {k + 1}", 100 + 12 * k) for k in range(12)]
    right = [seg(f"right {k} of the column is set to its full width", 100 + 12 * k, x=330.0, x1=570.0) for k in range(12)]
    assert read_lines(*text, *right) == [s.plain for s in (*text, *right)]


def test_raised_numbers_of_a_list_go_with_its_lines():
    text = [full(f"line {k} of the left column of the paper is this", 100 + 12 * k) for k in range(12)]
    labels = [seg(str(n), 96 + 24 * (n - 1), x=306.0, size=6.0) for n in range(1, 7)]
    entries = [seg(f"entry of the list, its line {k}, printed here", 100 + 12 * k, x=322.0, x1=542.0) for k in range(12)]
    order = [s.plain for s in text] + [f"{k // 2 + 1} {s.plain}" if k % 2 == 0 else s.plain for k, s in enumerate(entries)]
    assert read_lines(*text, *labels, *entries) == order
    (first,) = [d.lines[0].text for d in layout([page(*text, *labels, *entries)], BODY) if "line 0, printed" in d.lines[0].plain]
    assert first.startswith("^{1} entry")


def test_the_lines_of_a_displayed_fraction_stand_together_and_apart_from_the_text():
    lines = [
        full("the coefficient was taken from the relation which is", 100),
        full("given by the slope of the line that was drawn as in", 112),
        seg("4 mV", 127, x=130),
        seg("D = (1)", 133, x=110),
        seg("τ MA", 139, x=130),
        full("where the mass and the molar mass of the sample were", 154),
        full("weighed before the cell was built and then compared", 166),
    ]
    assert groups(*lines) == [
        [lines[0].plain, lines[1].plain],
        ["4 mV", "D = (1)", "τ MA"],
        [lines[5].plain, lines[6].plain],
    ]


def test_a_caption_under_the_title_of_an_axis_begins_a_block():
    lines = [
        seg("Capacity (mAh/g)", 100, x=130),
        full("Fig. 1. Curves of the cells that were charged at this", 112),
        seg("rate and then again.", 124),
    ]
    assert groups(*lines) == [["Capacity (mAh/g)"], [lines[1].plain, lines[2].plain]]


def test_a_sentence_that_goes_on_with_a_figure_number_is_one_paragraph():
    lines = [
        full("the curves of the cells that were charged are those of", 100),
        full("Fig. 1. The slope of the line shows that this sodium", 112),
        full("leaves the structure again without any loss of charge", 124),
    ]
    assert groups(*lines) == [[line.plain for line in lines]]
