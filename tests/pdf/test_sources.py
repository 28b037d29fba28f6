"""Both character sources behind their port: what a page prints and where, in points from the top left as a reader sees it.

Positions are worked out by hand from the drawing commands and the standard widths of Helvetica.
"""

import pytest

from pipeline.pdf.chars import Rule, pages, turn_box, upright
from pipeline.pdf.errors import ReadError
from pipeline.pdf.pdfium import PdfiumSource
from pipeline.pdf.plumber import PlumberSource
from tests.support.pages import encrypted, page_pdf, shown, slanted, with_ligature

SOURCES = {"pdfium": PdfiumSource, "pdfplumber": PlumberSource}
HALF_A_POINT = 0.5


@pytest.fixture(params=SOURCES)
def load(request, tmp_path):
    """Return a function from a PDF's bytes to the content of its first page."""

    def first_page(data, password=None):
        path = tmp_path / "page.pdf"
        path.write_bytes(data)
        source = SOURCES[request.param](path, password)
        try:
            return source.page(0)
        finally:
            source.close()

    return first_page


@pytest.fixture(params=SOURCES)
def opened(request, tmp_path):
    """Return a function that opens a PDF's bytes; what it opened is closed after the test."""
    made = []

    def opening(data, password=None):
        path = tmp_path / "page.pdf"
        path.write_bytes(data)
        made.append(SOURCES[request.param](path, password))
        return made[-1]

    yield opening
    for source in made:
        source.close()


def text(content):
    return "".join(c.text for c in content.chars)


def near(*values):
    return pytest.approx(values, abs=HALF_A_POINT)


def box(item):
    return item.x0, item.top, item.x1, item.bottom


# ------------------------------------------------------------------------------------------------ text and places


def test_letters_stand_where_they_are_printed(load):
    content = load(page_pdf(shown("Hello", 50, 200)))
    assert (content.number, content.width, content.height) == (1, 400.0, 300.0)
    assert text(content) == "Hello"
    assert [c.x0 for c in content.chars] == near(50.0, 57.22, 62.78, 65.0, 67.22)
    assert [c.x1 for c in content.chars] == near(57.22, 62.78, 65.0, 67.22, 72.78)
    for c in content.chars:
        assert (c.baseline, c.top, c.bottom, c.size) == near(100.0, 92.5, 102.5, 10.0)
        assert (c.font, c.rotation, c.mapped) == ("Helvetica", 0, True)


def test_a_printed_space_is_a_character(load):
    content = load(page_pdf(shown("a b", 50, 200)))
    assert text(content) == "a b"
    assert content.chars[2].x0 == pytest.approx(50 + 5.56 + 2.78, abs=HALF_A_POINT)


def test_a_gap_left_by_positioning_is_no_character(load):
    content = load(page_pdf("BT /F1 10 Tf 50 200 Td [(ab) -1000 (c)] TJ ET"))
    assert text(content) == "abc"
    assert content.chars[2].x0 == pytest.approx(50 + 11.12 + 10, abs=HALF_A_POINT)


def test_text_rise_lifts_the_baseline(load):
    content = load(page_pdf("BT /F1 10 Tf 50 200 Td (a) Tj 4 Ts (b) Tj -2 Ts (c) Tj ET"))
    assert [c.baseline for c in content.chars] == near(100.0, 96.0, 102.0)


def test_size_is_font_size_times_text_matrix(load):
    content = load(page_pdf("BT /F1 1 Tf 12 0 0 12 50 200 Tm (ab) Tj ET"))
    assert [c.size for c in content.chars] == near(12.0, 12.0)
    assert content.chars[1].x0 == pytest.approx(50 + 0.556 * 12, abs=HALF_A_POINT)


def test_size_is_scaled_by_the_page_matrix(load):
    content = load(page_pdf("q 2 0 0 2 10 20 cm BT /F1 10 Tf 30 40 Td (ab) Tj ET Q"))
    first, second = content.chars
    assert (first.x0, first.baseline, first.size) == near(70.0, 200.0, 20.0)
    assert second.x0 == pytest.approx(70 + 11.12, abs=HALF_A_POINT)


def test_horizontal_scaling_widens_letters_and_keeps_the_size(load):
    content = load(page_pdf("BT /F1 10 Tf 50 Tz 50 200 Td (HH) Tj ET"))
    first, second = content.chars
    assert (second.x0, second.x1, first.size) == near(53.61, 57.22, 10.0)


def test_letter_and_word_spacing_move_letters(load):
    content = load(page_pdf("BT /F1 10 Tf 2 Tc 5 Tw 50 200 Td (a b) Tj ET"))
    assert content.chars[-1].x0 == pytest.approx(50 + 5.56 + 2 + 2.78 + 2 + 5, abs=HALF_A_POINT)


def test_a_slanted_letter_that_only_ends_words_is_as_wide_as_its_font_says(load):
    """An f of Times-Italic is 0.278 em wide and its ink reaches out beyond that, into the space before the next word."""
    content = load(page_pdf("BT /F2 10 Tf 50 200 Td (of) Tj 9.78 0 Td (the) Tj ET", fonts={"/F2": slanted}))
    f = content.chars[1]
    assert (f.text, f.x0, f.x1) == ("f", pytest.approx(55.0, abs=0.05), pytest.approx(57.78, abs=0.05))


def test_a_ligature_that_spells_two_letters_is_one_character(load):
    content = load(page_pdf("BT /F2 10 Tf 50 200 Td (afb) Tj ET", fonts={"/F2": with_ligature}))
    assert [c.text for c in content.chars] == ["a", "fi", "b"]
    assert [c.x0 for c in content.chars] == near(50.0, 55.0, 60.0)


def test_pages_come_in_order(opened):
    source = opened(page_pdf(shown("one", 50, 200), more=(shown("two", 50, 200), "")))
    assert source.page_count == 3
    assert [(p.number, text(p)) for p in pages(source)] == [(1, "one"), (2, "two"), (3, "")]


# ------------------------------------------------------------------------------------------------ turned pages and text

# on a page turned by /Rotate, the text matrix under which text reads from left to right, where "Hello" starts, and its place
UPRIGHT = {
    0: ("1 0 0 1 50 200", 400, 300, 50, 100),
    90: ("0 1 -1 0 100 50", 300, 400, 50, 100),
    180: ("-1 0 0 -1 350 100", 400, 300, 50, 100),
    270: ("0 -1 1 0 300 250", 300, 400, 50, 100),
}


@pytest.mark.parametrize("rotate", UPRIGHT)
def test_a_turned_page_is_seen_as_a_reader_sees_it(load, rotate):
    matrix, width, height, x, baseline = UPRIGHT[rotate]
    content = load(page_pdf(f"BT /F1 10 Tf {matrix} Tm (Hello) Tj ET 60 70 40 20 re f", rotate=rotate))
    assert (content.width, content.height) == (width, height)
    assert {c.rotation for c in content.chars} == {0}
    assert text(content) == "Hello"
    assert [c.x0 for c in content.chars] == near(x, x + 7.22, x + 12.78, x + 15.0, x + 17.22)
    assert (content.chars[-1].x1, content.chars[0].baseline) == near(x + 22.78, baseline)
    seen = {
        0: (60, 210, 100, 230),
        90: (70, 60, 90, 100),
        180: (300, 70, 340, 90),
        270: (210, 300, 230, 340),
    }
    assert [tuple(s) for s in content.shapes] == [near(*seen[rotate])]


@pytest.mark.parametrize("rotate", [-90, 450])
def test_a_turn_outside_the_circle_is_taken_modulo_360(load, rotate):
    matrix, width, height, x, baseline = UPRIGHT[rotate % 360]
    content = load(page_pdf(f"BT /F1 10 Tf {matrix} Tm (Hello) Tj ET", rotate=rotate))
    assert (content.width, content.height) == (width, height)
    assert (content.chars[0].x0, content.chars[0].baseline) == near(x, baseline)


# in user space of an unturned page: matrix, reading direction, box of the whole word (22.78 long, 7.5 up, 2.5 down)
SIDEWAYS = {
    90: ("0 1 -1 0 100 50", (92.5, 227.22, 102.5, 250.0)),
    180: ("-1 0 0 -1 350 100", (327.22, 197.5, 350.0, 207.5)),
    270: ("0 -1 1 0 300 250", (297.5, 50.0, 307.5, 72.78)),
}


@pytest.mark.parametrize("rotation", SIDEWAYS)
def test_sideways_text_tells_its_direction_and_box(load, rotation):
    matrix, whole = SIDEWAYS[rotation]
    content = load(page_pdf(f"BT /F1 10 Tf {matrix} Tm (Hello) Tj ET"))
    assert {c.rotation for c in content.chars} == {rotation}
    union = (
        min(c.x0 for c in content.chars),
        min(c.top for c in content.chars),
        max(c.x1 for c in content.chars),
        max(c.bottom for c in content.chars),
    )
    assert union == near(*whole)


@pytest.mark.parametrize("rotation", SIDEWAYS)
def test_a_page_made_upright_reads_sideways_text_from_the_left(load, rotation):
    matrix, _ = SIDEWAYS[rotation]
    content = load(page_pdf(f"BT /F1 10 Tf {matrix} Tm (Hello) Tj ET" + shown("left out", 200, 150)))
    turned = upright(content, rotation)
    assert (turned.width, turned.height) == ((300, 400) if rotation in (90, 270) else (400, 300))
    assert text(turned) == "Hello"
    assert [c.x0 for c in turned.chars] == near(50.0, 57.22, 62.78, 65.0, 67.22)
    assert [c.baseline for c in turned.chars] == near(*[100.0] * 5)


@pytest.mark.parametrize("rotation", SIDEWAYS)
def test_boxes_of_an_upright_page_map_back_to_the_page(load, rotation):
    matrix, whole = SIDEWAYS[rotation]
    turned = upright(load(page_pdf(f"BT /F1 10 Tf {matrix} Tm (Hello) Tj ET")), rotation)
    word = (50.0, 92.5, 72.78, 102.5)
    assert turn_box(word, (360 - rotation) % 360, turned.width, turned.height) == near(*whole)


def test_oblique_text_has_no_reading_direction(load):
    content = load(page_pdf("BT /F1 10 Tf 0.866 0.5 -0.5 0.866 100 100 Tm (Hello) Tj ET"))
    assert {c.rotation for c in content.chars} == {-1}


# ------------------------------------------------------------------------------------------------ boxes of the page


def test_places_count_from_the_corner_of_the_cropbox(load):
    content = load(page_pdf(shown("Hello", 50, 200), crop=(20, 30, 380, 280)))
    assert (content.width, content.height) == (360.0, 250.0)
    assert (content.chars[0].x0, content.chars[0].baseline) == near(30.0, 80.0)


def test_places_count_from_the_corner_of_a_moved_mediabox(load):
    content = load(page_pdf(shown("Hello", 150, 300) + "160 170 40 20 re f", media=(100, 100, 500, 400)))
    assert (content.width, content.height) == (400.0, 300.0)
    assert (content.chars[0].x0, content.chars[0].baseline) == near(50.0, 100.0)
    assert [tuple(s) for s in content.shapes] == [near(60, 210, 100, 230)]


def test_a_turned_page_with_a_cropbox(load):
    matrix = UPRIGHT[90][0]
    content = load(page_pdf(f"BT /F1 10 Tf {matrix} Tm (Hello) Tj ET", crop=(20, 30, 380, 280), rotate=90))
    assert (content.width, content.height) == (250.0, 360.0)
    assert (content.chars[0].x0, content.chars[0].baseline) == near(20.0, 80.0)


def test_what_stands_outside_the_cropbox_is_not_printed(load):
    marks = shown("printer 12.07.", 5, 290) + shown("Hello", 50, 200)
    assert text(load(page_pdf(marks, crop=(20, 30, 380, 280)))) == "Hello"


# ------------------------------------------------------------------------------------------------ what is drawn


def test_a_stroked_line_is_a_rule(load):
    content = load(page_pdf("0.5 w 50 200 m 350 200 l S 80 50 m 80 150 l S"))
    lying, standing = sorted(content.rules, key=lambda r: r.top)
    assert box(lying) == near(50, 100, 350, 100)
    assert box(standing) == near(80, 150, 80, 250)
    assert (lying.horizontal, standing.horizontal) == (True, False)
    assert content.shapes == ()


def test_a_thin_filled_rectangle_is_a_rule(load):
    content = load(page_pdf("50 200 300 0.6 re f"))
    (rule,) = content.rules
    assert isinstance(rule, Rule)
    assert box(rule) == near(50, 99.4, 350, 100)


def test_a_line_that_is_not_painted_is_none(load):
    content = load(page_pdf("50 200 m 350 200 l n 50 100 200 50 re n"))
    assert (content.rules, content.shapes) == ((), ())


def test_curves_and_wide_fills_are_shapes(load):
    content = load(page_pdf("50 100 100 50 re f 200 100 m 250 200 300 200 350 100 c S"))
    filled, curve = sorted(content.shapes)
    assert filled == near(50, 150, 150, 200)
    assert (curve[0], curve[2], curve[3]) == pytest.approx((200, 350, 200), abs=1.5)
    assert content.rules == ()


def test_a_grid_drawn_as_one_path_is_its_rules(load):
    lines = "".join(f"50 {y} m 350 {y} l " for y in (100, 150, 200, 250))
    content = load(page_pdf(f"0.4 w {lines} S"))
    assert sorted(box(r) for r in content.rules) == [near(50, top, 350, top) for top in (50, 100, 150, 200)]


def test_an_image_tells_its_box(load):
    image = "q 100 0 0 50 60 70 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x41 EI Q"
    assert [tuple(i) for i in load(page_pdf(image)).images] == [near(60, 180, 160, 230)]


# ------------------------------------------------------------------------------------------------ forms


def test_text_of_a_form_stands_where_the_form_is_placed(load):
    form = ("/X1", shown("Hello", 10, 10), (0, 0, 200, 100), (1, 0, 0, 1, 0, 0))
    content = load(page_pdf("q 1 0 0 1 40 190 cm /X1 Do Q", forms=[form]))
    assert text(content) == "Hello"
    assert (content.chars[0].x0, content.chars[0].baseline, content.chars[0].size) == near(50.0, 100.0, 10.0)


def test_a_form_has_a_matrix_of_its_own(load):
    form = ("/X1", shown("Hello", 10, 10), (0, 0, 200, 100), (2, 0, 0, 2, 5, 5))
    content = load(page_pdf("q 1 0 0 1 25 175 cm /X1 Do Q", forms=[form]))
    assert (content.chars[0].x0, content.chars[0].baseline, content.chars[0].size) == near(50.0, 100.0, 20.0)


def test_text_outside_the_box_of_a_form_is_not_printed(load):
    commands = shown("Hello", 10, 10) + shown("hidden right", 250, 10) + shown("hidden above", 10, 150)
    form = ("/X1", commands, (0, 0, 200, 100), (1, 0, 0, 1, 0, 0))
    content = load(page_pdf("q 1 0 0 1 40 150 cm /X1 Do Q", forms=[form]))
    assert text(content) == "Hello"


def test_rules_outside_the_box_of_a_form_are_not_printed(load):
    form = ("/X1", "0.4 w 10 10 m 150 10 l S 10 150 m 150 150 l S", (0, 0, 200, 100), (1, 0, 0, 1, 0, 0))
    content = load(page_pdf("q 1 0 0 1 40 100 cm /X1 Do Q", forms=[form]))
    assert [box(r) for r in content.rules] == [near(50, 190, 190, 190)]


# ------------------------------------------------------------------------------------------------ passwords and damage


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_an_empty_user_password_opens_by_itself(load, revision):
    assert text(load(encrypted(page_pdf(shown("Hello", 50, 200)), revision=revision))) == "Hello"


def test_the_right_password_opens(load):
    assert text(load(encrypted(page_pdf(shown("Hello", 50, 200)), user="key"), "key")) == "Hello"


@pytest.mark.parametrize("password", [None, "wrong"])
def test_without_the_right_password_the_reason_says_encrypted(opened, password):
    with pytest.raises(ReadError, match="encrypted") as error:
        opened(encrypted(page_pdf(shown("Hello", 50, 200)), user="key"), password)
    assert (error.value.stage, error.value.path.name) == ("open", "page.pdf")


def test_a_page_that_is_not_there_is_a_read_error(opened):
    source = opened(page_pdf(shown("Hello", 50, 200)))
    with pytest.raises(ReadError) as error:
        source.page(7)
    assert error.value.page == 8


@pytest.mark.parametrize("data", [b"", b"<html><body>Please log in</body></html>", b"\x00\xff" * 400, b"%PDF-1.7\n"])
def test_what_is_no_pdf_is_a_read_error(opened, data):
    with pytest.raises(ReadError) as error:
        opened(data)
    assert error.value.stage == "open"


def test_a_file_that_has_gone_is_a_read_error(opened, tmp_path):
    for source in SOURCES.values():
        with pytest.raises(ReadError):
            source(tmp_path / "gone.pdf")
