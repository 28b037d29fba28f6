"""Tables of pages set for the behaviour in the test's name, read through both character sources."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.pdf.chars import Char, PageContent, Rule
from pipeline.pdf.pdfium import PdfiumSource
from pipeline.pdf.plumber import PlumberSource
from pipeline.pdf.table_text import join, take_marks
from pipeline.pdf.tables import find_tables, join_continued
from pipeline.pdf.words import segments
from tests.support.make_tables import BOLD, ITALIC, Column, Sheet, measured

SOURCES = {"pdfium": PdfiumSource, "pdfplumber": PlumberSource}
HEADER = ["Material", "Window (V)", "Transition", "Retention (%)"]
ROWS = [
    ["Na_{0.67}MnO_{2}", "2.0–4.0", "P2/OP4 to P2 to O2", "81.2"],
    ["Na_{0.85}Ni_{0.34}Mn_{0.33}Ti_{0.33}O_{2}", "2.2–4.4", "P2/O3 to P2/P3 to OP4/OP2 and back to P2/O3", "80.6"],
    ["NaFeO_{2}", "1.5–4.3", "O3", "64.9"],
    ["Na_{0.44}Mn_{0.8}Mg_{0.2}O_{2}", "2.0–4.3", "P2/S to P2/P3/S to S and then P2/S", "46.5"],
    ["NaNiO_{2}", "2.0–3.8", "O3 to P3", "72.0"],
]
COLUMNS = [Column(60, 130), Column(200, 50), Column(262, 84), Column(356, 60)]


@pytest.fixture(params=SOURCES)
def read(request):
    def tables(sheet, body_size=9.0):
        source = SOURCES[request.param](sheet.save())
        found = []
        before = []
        for index in range(source.page_count):
            content = source.page(index)
            before = find_tables(content, segments(content.chars), body_size, before)
            found.extend(before)
        source.close()
        return found

    return tables


@pytest.fixture
def sheet(tmp_path):
    return Sheet(tmp_path / "page.pdf")


def texts(rows):
    return [[cell.text for cell in row] for row in rows]


def three_rules(
    sheet, columns=COLUMNS, header=HEADER, rows=ROWS, y=112.0, caption="Table 1 Cathodes and how long they last", **how
):
    """A caption, a rule, a header, a rule, rows, a rule; return the height of the last rule."""
    x0, x1 = columns[0].x - 4, columns[-1].x + columns[-1].width + 4
    if caption:
        label = " ".join(caption.split(" ")[:2])
        sheet.text(x0, y - 20, label, font=BOLD)
        sheet.text(x0 + measured(label, 8.0, BOLD) + 3, y - 20, " ".join(caption.split(" ")[2:]))
    sheet.rule(x0, x1, y - 11)
    end = sheet.row(columns, header, y, font=BOLD)
    sheet.rule(x0, x1, end + 4)
    ends = sheet.rows(columns, rows, end + 15, **how)
    sheet.rule(x0, x1, ends[-1] + 5)
    return ends[-1] + 5


# -- rows and columns ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("valign", ["top", "middle", "bottom"])
@pytest.mark.parametrize("pad", [0.0, 4.0])
def test_wrapped_cells_are_joined_whatever_their_alignment(read, sheet, valign, pad):
    sheet.prose(56, 60, 480, 2)
    bottom = three_rules(sheet, valign=valign, pad=pad)
    sheet.prose(56, bottom + 30, 480, 8)
    (found,) = read(sheet)
    assert texts(found.table.header) == [HEADER]
    assert texts(found.table.rows) == ROWS
    assert found.table.label == "Table 1"
    assert found.table.caption == "Table 1 Cathodes and how long they last"


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_columns_may_be_set_left_centred_or_right(read, sheet, align):
    columns = [Column(60, 130), Column(200, 60, align), Column(272, 84, align), Column(366, 60, align)]
    three_rules(sheet, columns)
    (found,) = read(sheet)
    assert texts(found.table.header) == [HEADER]
    assert texts(found.table.rows) == ROWS


def test_a_table_without_any_rule_is_bounded_by_running_text(read, sheet):
    sheet.prose(56, 60, 480, 3)
    sheet.text(56, 106, "Table 2.", font=BOLD)
    sheet.text(90, 106, "Windows of five cathodes")
    sheet.row(COLUMNS, HEADER, 124, font=BOLD)
    ends = sheet.rows(COLUMNS, ROWS, 138)
    sheet.prose(56, ends[-1] + 26, 480, 8)
    (found,) = read(sheet)
    assert texts(found.table.header) == [HEADER]
    assert texts(found.table.rows) == ROWS


def test_a_full_grid_tells_rows_and_columns(read, sheet):
    columns = [Column(60, 100), Column(166, 50), Column(222, 60), Column(288, 40)]
    xs = [57, 163, 219, 285, 331]
    sheet.text(57, 90, "Table 3 | Grid", font=BOLD)
    y = 104.0
    sheet.rule(57, 331, y - 9)
    tops = [y - 9]
    for cells in [HEADER, *ROWS]:
        end = sheet.row(columns, cells, y)
        sheet.rule(57, 331, end + 4)
        tops.append(end + 4)
        y = end + 13
    for x in xs:
        sheet.upright(x, tops[0], tops[-1])
    (found,) = read(sheet)
    assert texts(found.table.header) == [["Material", "Window (V)", "Transition", "Retention (%)"]]
    assert texts(found.table.rows) == ROWS


def test_cells_of_a_grid_without_a_rule_between_them_are_one(read, sheet):
    columns = [Column(60, 60), Column(126, 50, "center"), Column(182, 50, "center")]
    sheet.text(57, 90, "Table 4. Two samples", font=BOLD)
    rows = [["Property", "A", "B"], ["Phase", "P2", "O3"], ["Rate", "", ""], ["Voltage", "2.0–4.0", "1.5–4.3"]]
    y = 104.0
    sheet.rule(57, 235, y - 9)
    for k, cells in enumerate(rows):
        sheet.row(columns, cells, y)
        if k == 2:
            sheet.text((123 + 235) / 2, y, "0.1 C for both", align="center")
        sheet.rule(57, 235, y + 4)
        for x in (57, 123, 179, 235):
            if not (k == 2 and x == 179):
                sheet.upright(x, y - 9, y + 4)
        y += 13
    (found,) = read(sheet)
    assert texts(found.table.rows) == [["Phase", "P2", "O3"], ["Rate", "0.1 C for both", ""], ["Voltage", "2.0–4.0", "1.5–4.3"]]
    assert found.table.rows[1][1].column_span == 2
    assert found.table.rows[1][2].covered


def test_zebra_fills_part_the_rows(read, sheet):
    sheet.text(56, 88, "TABLE 5 | Cathodes", font=BOLD)
    y = 104.0
    sheet.fill(56, y - 10, 420, y + 4, 0.6)
    sheet.row(COLUMNS, HEADER, y)
    y += 15
    for k, cells in enumerate(ROWS):
        lines = 2 if k in (1, 3) else 1
        if k % 2 == 0:
            sheet.fill(56, y - 9, 420, y + 4)
        sheet.row(COLUMNS, cells, y, leading=9.0)
        y += 13 if lines == 1 else 13 + (2 if k == 1 else 1) * 9.0
    (found,) = read(sheet)
    assert texts(found.table.header) == [HEADER]
    assert texts(found.table.rows) == ROWS


def test_empty_cells_stay_empty_and_rows_with_one_number_are_rows(read, sheet):
    rows = [
        ["Carbon", "1.5", "", "67"],
        ["Graphene", "", "300", "19"],
        ["Nitrogen-doped carbon", "", "", ""],
        ["Platinum", "", "4", "44"],
    ]
    columns = [Column(60, 130), Column(200, 50), Column(262, 84), Column(356, 60)]
    three_rules(sheet, columns, ["Electrode", "Gap", "Power", "Refs."], rows, pad=6.0)
    (found,) = read(sheet)
    assert texts(found.table.rows) == rows


def test_a_line_with_an_empty_first_cell_and_numbers_elsewhere_is_a_row(read, sheet):
    rows = [
        ["P2", "0.1", "120", "81"],
        ["", "1", "98", "75"],
        ["", "5", "71", "60"],
        ["O3", "0.1", "140", "66"],
        ["", "1", "110", "51"],
    ]
    columns = [Column(60, 80), Column(170, 30), Column(230, 40), Column(300, 40)]
    three_rules(sheet, columns, ["Phase", "Rate", "Capacity", "Retention"], rows)
    (found,) = read(sheet)
    assert texts(found.table.rows) == rows


def test_cells_have_boxes_where_they_are_printed(read, sheet):
    three_rules(sheet)
    (found,) = read(sheet)
    box = found.table.rows[0][1].box
    assert box is not None
    assert (round(box[0]), round(box[1]), round(box[3])) == (200, 121, 129)
    assert found.table.rows[1][2].box[3] - found.table.rows[1][2].box[1] > 15


# -- header --------------------------------------------------------------------------------------------------------------


def test_header_groups_span_their_columns(read, sheet):
    columns = [
        Column(60, 90),
        Column(160, 40, "center"),
        Column(210, 40, "center"),
        Column(260, 40, "center"),
        Column(310, 40, "center"),
    ]
    sheet.text(56, 90, "Table 1. Groups", font=BOLD)
    sheet.rule(56, 356, 100)
    sheet.text(60, 110, "Sample")
    sheet.text(205, 110, "Capacity (mAh g^{−1})".replace("−", "-"), align="center")
    sheet.text(305, 110, "Retention (%)", align="center")
    sheet.rule(160, 250, 113.5)
    sheet.rule(260, 350, 113.5)
    sheet.row(columns, ["", "0.1 C", "5 C", "100 n", "500 n"], 123)
    sheet.rule(56, 356, 127)
    sheet.rows(columns, [["bare", "121", "80", "75.1", "60.2"], ["coated", "125", "96", "90.0", "81.3"]], 138)
    sheet.rule(56, 356, 156)
    (found,) = read(sheet)
    assert texts(found.table.header) == [
        ["Sample", "Capacity (mAh g^{-1})", "", "Retention (%)", ""],
        ["", "0.1 C", "5 C", "100 n", "500 n"],
    ]
    first = found.table.header[0]
    assert (first[0].row_span, first[1].column_span, first[3].column_span) == (2, 2, 2)
    assert texts(found.table.rows) == [["bare", "121", "80", "75.1", "60.2"], ["coated", "125", "96", "90.0", "81.3"]]


def test_a_unit_row_under_a_rule_belongs_to_the_header(read, sheet):
    sheet.text(56, 90, "Table 1. Units", font=BOLD)
    sheet.rule(56, 420, 100)
    sheet.row(COLUMNS, ["Material", "Window", "Transition", "Retention"], 110)
    sheet.rule(56, 420, 114)
    sheet.row(COLUMNS, ["", "(V)", "", "(%)"], 124)
    sheet.rule(56, 420, 128)
    ends = sheet.rows(COLUMNS, ROWS, 139)
    sheet.rule(56, 420, ends[-1] + 5)
    (found,) = read(sheet)
    assert texts(found.table.header) == [["Material", "Window", "Transition", "Retention"], ["", "(V)", "", "(%)"]]
    assert texts(found.table.rows) == ROWS


def test_a_header_of_several_lines_is_one_row(read, sheet):
    header = ["Cathode material", "Voltage range (V vs. sodium)", "Phase transition", "Capacity retention (%)"]
    three_rules(sheet, header=header)
    (found,) = read(sheet)
    assert texts(found.table.header) == [header]


def test_row_groups_are_recorded_and_stay_rows(read, sheet):
    columns = COLUMNS
    sheet.text(56, 90, "Table 1. Groups of rows", font=BOLD)
    sheet.rule(56, 420, 100)
    sheet.row(columns, HEADER, 110, font=BOLD)
    sheet.rule(56, 420, 114)
    sheet.text(60, 125, "Two layered phases", font=ITALIC)
    (end,) = sheet.rows(columns, ROWS[:1], 137)
    sheet.text(60, end + 12.5, "Layered and tunnel", font=ITALIC)
    ends = sheet.rows(columns, ROWS[2:3] + ROWS[4:], end + 25)
    sheet.rule(56, 420, ends[-1] + 5)
    (found,) = read(sheet)
    assert found.table.groups == (0, 2)
    assert found.table.group_of(1) == "Two layered phases"
    assert found.table.group_of(4) == "Layered and tunnel"
    assert texts(found.table.rows)[3] == ROWS[2]
    assert found.table.rows[0][0].column_span == 4


# -- notes and marks -----------------------------------------------------------------------------------------------------


def test_footnote_marks_leave_the_text_and_notes_are_kept(read, sheet):
    header = ["Material", "Window (V)", "Transition^{b}", "Retention^{a} (%)"]
    rows = [["NaFe^{3+}O_{2}", "2.0", "none", "81"], ["Pt/C^{c}", "1.9", "10^{2}", "77"], ["NaNiO_{2}", "2.1", "one", "60"]]
    bottom = three_rules(sheet, header=header, rows=rows)
    sheet.text(56, bottom + 10, "^{a} After 100 cycles. ^{b} On the first charge.", size=7)
    sheet.text(56, bottom + 19, "^{c} Acidic electrolyte.", size=7)
    sheet.prose(56, bottom + 46, 480, 8)
    (found,) = read(sheet)
    assert texts(found.table.header) == [["Material", "Window (V)", "Transition", "Retention (%)"]]
    assert [c.marks for c in found.table.header[0]] == [(), (), ("b",), ("a",)]
    assert texts(found.table.rows) == [
        ["NaFe^{3+}O_{2}", "2.0", "none", "81"],
        ["Pt/C", "1.9", "10^{2}", "77"],
        ["NaNiO_{2}", "2.1", "one", "60"],
    ]
    assert found.table.rows[1][0].marks == ("c",)
    assert " ".join(found.table.notes) == "^{a} After 100 cycles. ^{b} On the first charge. ^{c} Acidic electrolyte."


@pytest.mark.parametrize(
    ("text", "known", "left", "marks"),
    [
        ("Overpotential^{a)} gap [V]", {"a"}, "Overpotential gap [V]", ("a",)),
        ("Capacity*", {"*"}, "Capacity", ("*",)),
        ("Capacity^{a,b}", None, "Capacity", ("a", "b")),
        ("mA g^{−1}", None, "mA g^{−1}", ()),
        ("Fe^{3+}", {"a"}, "Fe^{3+}", ()),
        ("10^{n}", None, "10^{n}", ()),
        ("R^{2}", {"a"}, "R^{2}", ()),
        ("NaMnO_{2}^{1}", {"1"}, "NaMnO_{2}^{1}", ()),
    ],
)
def test_marks_are_told_from_exponents_and_charges(text, known, left, marks):
    assert take_marks(text, known) == (left, marks)


# -- where a table is ----------------------------------------------------------------------------------------------------


def test_a_table_in_one_column_takes_nothing_of_the_other(read, sheet):
    columns = [Column(60, 70), Column(140, 50), Column(200, 40), Column(246, 38)]
    rows = [
        ["NaFeO_{2}", "1.5–4.3", "O3", "64.9"],
        ["NaNiO_{2}", "2.0–3.8", "O3", "72.0"],
        ["NaMnO_{2}", "2.0–4.0", "P2", "81.2"],
    ]
    sheet.prose(56, 60, 230, 3)
    bottom = three_rules(sheet, columns, rows=rows, header=["Material", "Window", "Phase", "Kept"], caption="Table 1 Short")
    sheet.prose(56, bottom + 26, 230, 12)
    sheet.prose(306, 60, 230, 26, start=9)
    (found,) = read(sheet)
    assert texts(found.table.rows) == rows
    assert found.region[2] < 300


def test_a_table_without_rules_in_one_column_takes_nothing_of_the_other(read, sheet):
    columns = [Column(60, 70), Column(140, 50), Column(200, 40), Column(246, 38)]
    rows = [
        ["NaFeO_{2}", "1.5–4.3", "O3", "64.9"],
        ["NaNiO_{2}", "2.0–3.8", "O3", "72.0"],
        ["NaMnO_{2}", "2.0–4.0", "P2", "81.2"],
    ]
    sheet.prose(56, 60, 230, 3)
    sheet.text(56, 108, "Table 1. Short", font=BOLD)
    sheet.row(columns, ["Material", "Window", "Phase", "Kept"], 122, font=BOLD)
    ends = sheet.rows(columns, rows, 136)
    sheet.prose(56, ends[-1] + 26, 230, 12)
    sheet.prose(306, 60, 230, 26, start=9)
    (found,) = read(sheet)
    assert texts(found.table.header) == [["Material", "Window", "Phase", "Kept"]]
    assert texts(found.table.rows) == rows


def test_two_tables_on_a_page_above_one_another(read, sheet):
    bottom = three_rules(sheet)
    three_rules(sheet, rows=ROWS[:3], y=bottom + 60, caption="Table 2 Fewer of them")
    first, second = read(sheet)
    assert (first.table.label, second.table.label) == ("Table 1", "Table 2")
    assert texts(first.table.rows) == ROWS
    assert texts(second.table.rows) == ROWS[:3]
    assert not first.used & second.used


def test_two_tables_side_by_side(read, sheet):
    left = [Column(60, 70), Column(140, 50), Column(200, 60)]
    right = [Column(320, 70), Column(400, 50), Column(460, 60)]
    a = [["NaFeO_{2}", "1.5–4.3", "64.9"], ["NaNiO_{2}", "2.0–3.8", "72.0"], ["NaMnO_{2}", "2.0–4.0", "81.2"]]
    b = [["SnS", "0.01–2.5", "412"], ["FeS_{2}", "0.8–3.0", "390"], ["MoS_{2}", "0.4–3.0", "377"]]
    three_rules(sheet, left, ["Oxide", "Window", "Kept"], a, caption="Table 1 Oxides")
    three_rules(sheet, right, ["Sulfide", "Window", "Capacity"], b, caption="Table 2 Sulfides")
    first, second = read(sheet)
    assert texts(first.table.rows) == a
    assert texts(second.table.rows) == b
    assert (first.table.caption, second.table.caption) == ("Table 1 Oxides", "Table 2 Sulfides")


def test_a_caption_below_its_table(read, sheet):
    sheet.prose(56, 60, 480, 3)
    bottom = three_rules(sheet, caption="")
    sheet.text(56, bottom + 12, "Table 6. Cathodes, their windows and their fate", size=8)
    sheet.prose(56, bottom + 40, 480, 9)
    (found,) = read(sheet)
    assert found.table.caption == "Table 6. Cathodes, their windows and their fate"
    assert texts(found.table.rows) == ROWS


def test_a_label_alone_on_its_line_takes_its_title_from_the_next(read, sheet):
    sheet.prose(56, 50, 480, 2)
    sheet.text(56, 82, "Table 7", font=BOLD)
    sheet.text(56, 92, "Cathodes and how long they last.")
    three_rules(sheet, caption="")
    (found,) = read(sheet)
    assert (found.table.label, found.table.caption) == ("Table 7", "Table 7 Cathodes and how long they last.")


def test_a_caption_beside_its_table(read, sheet):
    columns = [Column(204, 130), Column(344, 50), Column(406, 84), Column(500, 36)]
    for k, line in enumerate(["Cathodes", "and how long they", "last in half cells"]):
        sheet.text(90 if k == 0 else 56, 108 + 10 * k, line)
    sheet.text(56, 108, "Table 8", font=BOLD)
    three_rules(sheet, columns, caption="")
    (found,) = read(sheet)
    assert found.table.label == "Table 8"
    assert found.table.caption == "Table 8 Cathodes and how long they last in half cells"
    assert texts(found.table.rows) == ROWS


@pytest.mark.parametrize("label", ["Table S1", "TABLE I", "Tab. 2", "Supplementary Table 3", "Table A.1"])
def test_labels_of_many_houses(read, sheet, label):
    sheet.text(56, 92, f"{label}. Cathodes", size=8)
    three_rules(sheet, caption="")
    (found,) = read(sheet)
    assert found.table.label.lower() == label.lower()


def test_a_sideways_table_is_read_with_boxes_on_the_page(read, sheet):
    sheet.sideways()
    three_rules(sheet)
    (found,) = read(sheet)
    assert texts(found.table.rows) == ROWS
    assert found.used == frozenset()
    assert found.rotation == 90
    x0, top, x1, bottom = found.table.rows[0][0].box
    assert x1 - x0 < 12
    assert bottom - top > 30


@pytest.mark.parametrize("upright", [112.0, 140.0, 168.0])
def test_upright_heads_stand_at_the_head_in_the_middle_or_at_the_foot_of_sideways_ones(read, sheet, upright):
    columns = [Column(60, 130), Column(200, 50), Column(262, 84), Column(356, 30), Column(392, 20)]
    rows = [[*row, str(31 + k)] for k, row in enumerate(ROWS)]
    sheet.text(56, 90, "Table 1.", font=BOLD)
    sheet.text(92, 90, "Cathodes and how long they last")
    sheet.rule(56, 416, 101)
    sheet.row(columns, [*HEADER[:3], "", ""], upright)
    sheet.turned(370, 170, "Retention (%)")
    sheet.turned(404, 170, "Ref.")
    sheet.rule(56, 416, 174)
    ends = sheet.rows(columns, rows, 186)
    sheet.rule(56, 416, ends[-1] + 5)
    (found,) = read(sheet)
    assert texts(found.table.header) == [[*HEADER, "Ref."]]
    assert texts(found.table.rows) == rows
    assert found.table.doubt is None


# -- what is no table ----------------------------------------------------------------------------------------------------


def test_a_sentence_that_begins_with_table_is_no_caption(read, sheet):
    y = sheet.prose(56, 60, 480, 4)
    sheet.text(
        56, y, "Table 1 shows the cathodes and how long they last in half cells against sodium, as was found before", size=9
    )
    sheet.prose(56, y + 11, 480, 6)
    assert read(sheet) == []


@pytest.mark.parametrize("label", ["Abstract", "A B S T R A C T"])
def test_a_box_of_keywords_and_abstract_is_no_table(read, sheet, label):
    sheet.rule(56, 540, 100)
    sheet.text(60, 112, "A R T I C L E   I N F O")
    sheet.text(230, 112, label)
    sheet.rule(56, 150, 116)
    sheet.rule(230, 540, 116)
    for k, word in enumerate(["Keywords:", "Sodium-ion batteries", "Layered oxides", "Strain"]):
        sheet.text(60, 128 + 10 * k, word)
    for k in range(7):
        sheet.text(230, 128 + 10 * k, "Short lines   of the   abstract with   gaps between   words")
    sheet.rule(56, 540, 196)
    sheet.prose(56, 220, 480, 8)
    assert read(sheet) == []


def test_axes_of_a_figure_are_no_table(read, sheet):
    for k in range(6):
        sheet.rule(100, 300, 100 + 30 * k)
        sheet.text(92, 103 + 30 * k, str(50 * k), align="right", size=6)
        sheet.text(100 + 40 * k, 262, str(k), align="center", size=6)
    sheet.text(200, 274, "Cycle number", align="center", size=7)
    sheet.text(56, 296, "Figure 1.", font=BOLD)
    sheet.text(92, 296, "Capacity over cycles")
    assert read(sheet) == []


def test_running_text_between_rules_is_no_table(read, sheet):
    sheet.rule(56, 536, 50)
    sheet.prose(56, 64, 480, 12)
    sheet.rule(56, 536, 204)
    sheet.prose(56, 230, 230, 30)
    sheet.prose(306, 230, 230, 30, start=5)
    sheet.rule(56, 536, 570)
    assert read(sheet) == []


# -- over pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Table 1 Continued", "Table 1. (continued)", "Table 1 (Contd.)", "TABLE 1 | (Continued)"])
def test_a_continued_table_is_one_table(read, sheet, words):
    three_rules(sheet, rows=ROWS[:3], caption=f"{words.split()[0]} 1. Cathodes")
    sheet.next_page()
    sheet.text(56, 92, words)
    three_rules(sheet, rows=ROWS[3:], caption="")
    (joined,) = join_continued(read(sheet))
    assert texts(joined.table.header) == [HEADER]
    assert texts(joined.table.rows) == ROWS
    assert [row[0].page for row in joined.table.rows] == [1, 1, 1, 2, 2]


def test_a_table_that_goes_on_without_caption_is_joined_by_its_header(read, sheet):
    three_rules(sheet, rows=ROWS[:2])
    sheet.next_page()
    three_rules(sheet, rows=ROWS[2:], caption="")
    (joined,) = join_continued(read(sheet))
    assert texts(joined.table.rows) == ROWS


def _bare_table(sheet, rows, y, header=True, stripes=False, first=0):
    if header:
        sheet.row(COLUMNS, HEADER, y)
        y += 14
    for k, cells in enumerate(rows, start=first):
        if stripes and k % 2:
            sheet.fill(56, y - 9, 420, y + 4)
        sheet.row(COLUMNS, cells, y)
        y += 13
    return y


SHORT = [[f"Na_{{0.{k}}}MnO_{{2}}", "2.0–4.0", "P2 to OP4", f"8{k}.2"] for k in range(1, 10)]


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("stripes", [True, False])
def test_a_table_goes_on_at_the_head_of_the_next_page_without_rules_or_caption(read, sheet, header, stripes):
    y = sheet.prose(56, 60, 480, 50)
    sheet.text(56, y + 16, "Table 4. Oxides that last", font=BOLD)
    foot = _bare_table(sheet, SHORT[:4], y + 32, stripes=stripes)
    assert foot < 800
    sheet.next_page()
    y = _bare_table(sheet, SHORT[4:], 60, header=header, stripes=stripes)
    sheet.prose(56, y + 20, 480, 20)
    (joined,) = join_continued(read(sheet))
    assert texts(joined.table.header) == [HEADER]
    assert texts(joined.table.rows) == SHORT
    assert [row[0].page for row in joined.table.rows] == [1] * 4 + [2] * 5


GRID = [Column(60, 110), Column(176, 60), Column(242, 90), Column(338, 60)]


def _grid(sheet, rows, y):
    """Rows between lines, closed on all sides, without a caption."""
    xs, tops = [57, 173, 239, 335, 401], [y - 9]
    for cells in rows:
        end = sheet.row(GRID, cells, y)
        tops.append(end + 4)
        y = end + 13
    for top in tops:
        sheet.rule(57, 401, top)
    for x in xs:
        sheet.upright(x, tops[0], tops[-1])
    return y


@pytest.mark.parametrize(
    ("last", "rest", "whole"),
    [
        (["NaNiO_{2}", "2.0–4.0", "O3 and P3,", "81.2"], ["", "", "O2", ""], ["NaNiO_{2}", "2.0–4.0", "O3 and P3, O2", "81.2"]),
        (["NaMnO_{2}", "2.0–4.0", "P2/P3/", "71.2"], ["", "", "O3", ""], ["NaMnO_{2}", "2.0–4.0", "P2/P3/O3", "71.2"]),
    ],
)
def test_a_row_of_a_grid_may_go_on_at_the_head_of_the_next_page(read, sheet, last, rest, whole):
    y = sheet.prose(56, 60, 480, 54)
    sheet.text(57, y + 8, "Table 2. Oxides that last", font=BOLD)
    assert _grid(sheet, [HEADER, *SHORT[:3], last], y + 22) < 800
    sheet.next_page()
    y = _grid(sheet, [rest, *SHORT[3:6]], 60)
    sheet.prose(56, y + 20, 480, 20)
    (joined,) = join_continued(read(sheet))
    assert texts(joined.table.header) == [HEADER]
    assert texts(joined.table.rows) == [*SHORT[:3], whole, *SHORT[3:6]]


def test_a_grid_goes_on_at_the_head_of_the_next_page_with_a_row(read, sheet):
    y = sheet.prose(56, 60, 480, 54)
    sheet.text(57, y + 8, "Table 2. Oxides that last", font=BOLD)
    _grid(sheet, [HEADER, *SHORT[:4]], y + 22)
    sheet.next_page()
    y = _grid(sheet, SHORT[4:8], 60)
    sheet.prose(56, y + 20, 480, 20)
    (joined,) = join_continued(read(sheet))
    assert texts(joined.table.rows) == SHORT[:8]
    assert joined.table.doubt is None


def test_rows_without_rules_may_stand_far_apart(read, sheet):
    sheet.prose(56, 60, 480, 3)
    sheet.text(56, 106, "Table 2. Windows of five cathodes", font=BOLD)
    sheet.row(COLUMNS, HEADER, 130, font=BOLD)
    for k, cells in enumerate(SHORT[:5]):
        sheet.row(COLUMNS, cells, 160 + 30 * k)
    sheet.prose(56, 330, 480, 8)
    (found,) = read(sheet)
    assert texts(found.table.header) == [HEADER]
    assert texts(found.table.rows) == SHORT[:5]


def test_columns_whose_heads_were_not_read_stay_apart_and_are_told(read, sheet):
    columns = [Column(60, 90), Column(152, 22), Column(182, 22), Column(212, 22), Column(242, 22)]
    rows = [[f"Na_{{0.{k}}}Mn_{{0.5}}Fe_{{0.5}}O_{{2}}", f"7{k}.1", f"8{k}.2", f"{k}00", f"{k} C"] for k in range(1, 7)]
    three_rules(sheet, columns=columns, header=["Material", "", "", "", ""], rows=rows)
    (found,) = read(sheet)
    assert texts(found.table.rows) == rows
    assert "4 columns have no head" in found.table.doubt


def test_text_at_the_head_of_the_next_page_is_no_further_part(read, sheet):
    y = sheet.prose(56, 60, 480, 50)
    sheet.text(56, y + 16, "Table 4. Oxides that last", font=BOLD)
    _bare_table(sheet, SHORT[:4], y + 32)
    sheet.next_page()
    sheet.prose(56, 60, 480, 20)
    (alone,) = read(sheet)
    assert texts(alone.table.rows) == SHORT[:4]


STEPS = [
    [(170, "P2/T"), (198, "to"), (221, "OP4/T"), (254, "to")],
    [(170, "P2/T to OP4/O2/T"), (254, "to")],
    [(170, "P2/T"), (210, "to"), (242, "Z/T to")],
    [(170, "P2/T to O2/T and to")],
    [(170, "P2/O3/T"), (216, "to OP4/T to")],
]


def test_a_justified_cell_is_one_cell_and_its_last_line_belongs_to_it(read, sheet):
    sheet.text(56, 88, "Table 1 Steps", font=BOLD)
    sheet.rule(56, 336, 95)
    sheet.row([Column(60, 90), Column(170, 90), Column(290, 40)], ["Material", "Transition", "Ref."], 105)
    sheet.rule(56, 336, 109)
    y = 120.0
    for k in range(1, 6):  # rows follow one another at the pitch of lines; the blanks of a full line are as wide as channels
        sheet.text(60, y, f"Na_{{0.{k}}}MnO_{{2}}")
        for x, part in STEPS[k - 1]:
            sheet.text(x, y, part)
        sheet.text(290, y, f"{k}")
        sheet.text(170, y + 9.5, "P2/T")
        y += 19.0
    sheet.rule(56, 336, y - 5)
    (found,) = read(sheet)
    assert texts(found.table.rows) == [
        [f"Na_{{0.{k}}}MnO_{{2}}", f"{' '.join(part for _, part in STEPS[k - 1])} P2/T", str(k)] for k in range(1, 6)
    ]


def test_a_word_torn_from_a_justified_head_makes_no_column(read, sheet):
    columns = [Column(60, 90), Column(170, 60), Column(250, 60)]
    sheet.prose(56, 60, 480, 3)
    sheet.text(56, 106, "Table 2.", font=BOLD)
    sheet.text(90, 106, "Windows of cathodes")
    sheet.rule(56, 330, 113)
    for x, word in ((60, "Material"), (170, "Voltage"), (209, "win-"), (250, "Ref.")):
        sheet.text(x, 122, word)
    sheet.text(170, 131.5, "dow (V)")
    sheet.rule(56, 330, 136)
    rows = [[f"Na_{{0.{k}}}MnO_{{2}}", "2.0–4.0", str(k)] for k in range(1, 6)]
    ends = sheet.rows(columns, rows, 147)
    sheet.rule(56, 330, ends[-1] + 5)
    (found,) = read(sheet)
    assert texts(found.table.header) == [["Material", "Voltage window (V)", "Ref."]]
    assert texts(found.table.rows) == rows


def test_another_table_with_the_same_label_elsewhere_is_not_joined(read, sheet):
    three_rules(sheet, rows=ROWS[:2])
    sheet.next_page()
    three_rules(sheet, rows=ROWS[2:], caption="Table 2 Others")
    assert [t.table.label for t in join_continued(read(sheet))] == ["Table 1", "Table 2"]


# -- text of cells -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("P2/", "O3", "P2/O3"),
        ("P2/O3 →", "P2/P3", "P2/O3 → P2/P3"),
        ("P2/P3", "→ OP4", "P2/P3 → OP4"),
        ("50 mA", "g^{−1})", "50 mA g^{−1})"),
        ("Na_{0.85}Ni_{0.34}", "Mn_{0.33}Ti_{0.33}O_{2}", "Na_{0.85}Ni_{0.34}Mn_{0.33}Ti_{0.33}O_{2}"),
        ("Na_{0.85}Ni_{0.34}Ti_{0.33}", "O_{2}", "Na_{0.85}Ni_{0.34}Ti_{0.33}O_{2}"),
        ("Na(Ni_{2/9}Mn_{1/3}", ")_{0.08}Mn_{0.02}O_{2}", "Na(Ni_{2/9}Mn_{1/3})_{0.08}Mn_{0.02}O_{2}"),
        ("NaNi_{0.5}Mn_{0.5}O_{2}", "@5% Na_{2/3}MnO_{2}", "NaNi_{0.5}Mn_{0.5}O_{2}@5% Na_{2/3}MnO_{2}"),
        ("Na_{2}Fe_{2}(SO_{4})_{3}", "Na_{3}V_{2}(PO_{4})_{3}", "Na_{2}Fe_{2}(SO_{4})_{3} Na_{3}V_{2}(PO_{4})_{3}"),
        ("O3/P2", "P3/P2", "O3/P2 P3/P2"),
        ("sodia-", "tion", "sodiation"),
        ("core-", "shell", "core-shell"),
        ("2.0–", "4.0", "2.0–4.0"),
        ("cobalt", "oxide", "cobalt oxide"),
        ("40.4%/80.6% (200n,", "1 C)", "40.4%/80.6% (200n, 1 C)"),
        ("61.0% (100n, 1", "C)", "61.0% (100n, 1 C)"),
    ],
)
def test_wrapped_lines_are_joined_with_or_without_a_space(above, below, joined):
    assert join(above, below) == joined


# -- anything at all -----------------------------------------------------------------------------------------------------


def test_an_empty_page_has_no_tables():
    assert find_tables(PageContent(1, 0.0, 0.0, ()), [], 0.0) == []


coordinates = st.integers(0, 60).map(lambda n: 10.0 * n)
glyphs = st.sampled_from(["T", "a", "1", "/", "(", ")", "–", "^", "É", "Table 1", "Table 2.", "Fig. 1", "cid:4", "*"])
chars = st.builds(
    lambda text, x, y, size, turn: Char(
        text, x, y - 0.75 * size, x + 0.5 * size * len(text), y + 0.25 * size, y, size, "F", None, True, turn
    ),
    glyphs,
    coordinates,
    coordinates,
    st.sampled_from([0.0, 0.1, 6.0, 9.0, 12.0, 300.0]),
    st.sampled_from([0, 0, 0, 90, 270, 180, -1]),
)
rules = st.builds(
    lambda x, y, long, flat: Rule(x, y, x + long, y + 0.5) if flat else Rule(x, y, x + 0.5, y + long),
    coordinates,
    coordinates,
    st.sampled_from([0.0, 20.0, 200.0, 400.0]),
    st.booleans(),
)
boxes = st.builds(lambda x, y, w, h: (x, y, x + w, y + h), coordinates, coordinates, coordinates, coordinates)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(chars, max_size=60), st.lists(rules, max_size=12), st.lists(boxes, max_size=6), st.sampled_from([0.0, 9.0, 1e6]))
def test_whatever_a_page_prints_tables_are_rectangular_and_nothing_is_raised(found, lines, shapes, body_size):
    content = PageContent(1, 600.0, 600.0, tuple(found), tuple(lines), (), tuple(shapes))
    own = segments(content.chars)
    tables = find_tables(content, own, body_size)
    used = [i for t in tables for i in t.used]
    assert len(used) == len(set(used))
    assert all(0 <= i < len(own) for i in used)
    for t in join_continued(tables):
        assert {len(row) for row in (*t.table.header, *t.table.rows)} <= {t.table.columns}
