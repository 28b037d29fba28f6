"""Reading order of boxes on one page: columns, zones of full width, floats, entry numbers that are no column."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.pdf.columns import Item, reading_order

LINE = 12.0
LEFT, RIGHT, COLUMN = 50.0, 310.0, 240.0


def line(x, top, width=COLUMN, size=10.0):
    return Item((x, top, x + width, top + 10.0), True, int(width / 5), size)


def column(x, top, count, width=COLUMN, size=10.0):
    return [line(x, top + LINE * k, width, size) for k in range(count)]


def order(items):
    return [i for leaf in reading_order(items, LINE) for i in leaf]


def test_nothing_to_order():
    assert reading_order([], LINE) == []


def test_one_column_reads_from_the_top_in_one_leaf():
    items = column(50, 100, 10, 500)[::-1]
    assert reading_order(items, LINE) == [[9, 8, 7, 6, 5, 4, 3, 2, 1, 0]]


def test_two_columns_read_left_before_right():
    items = [item for pair in zip(column(LEFT, 100, 10), column(RIGHT, 100, 10), strict=True) for item in pair]
    assert reading_order(items, LINE) == [[0, 2, 4, 6, 8, 10, 12, 14, 16, 18], [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]]


def test_three_columns_read_from_the_left():
    items = column(50, 100, 12, 150) + column(225, 100, 12, 150) + column(400, 100, 12, 150)
    assert order(items) == list(range(36))


def test_columns_of_ragged_lines_are_columns():
    widths = (240, 180, 225, 90, 232, 205, 238, 120, 236, 60)
    items = [line(x, 100 + LINE * k, w) for x in (LEFT, RIGHT) for k, w in enumerate(widths)]
    assert order(items) == list(range(20))


def test_a_line_of_full_width_above_comes_first():
    items = [*column(LEFT, 140, 10), *column(RIGHT, 140, 10), line(LEFT, 100, 500)]
    assert order(items) == [20, *range(20)]


def test_a_line_of_full_width_ends_a_zone():
    upper = column(LEFT, 100, 8) + column(RIGHT, 100, 8)
    lower = column(LEFT, 260, 8) + column(RIGHT, 260, 8)
    assert order([*upper, *lower, line(LEFT, 220, 500)]) == [*range(16), 32, *range(16, 32)]


def test_a_centred_heading_over_the_gutter_ends_a_zone():
    upper = column(LEFT, 100, 8) + column(RIGHT, 100, 8)
    lower = column(LEFT, 260, 8) + column(RIGHT, 260, 8)
    assert order([*upper, *lower, line(240, 225, 120)]) == [*range(16), 32, *range(16, 32)]


def test_a_float_of_full_width_ends_a_zone():
    upper = column(LEFT, 100, 8) + column(RIGHT, 100, 8)
    lower = column(LEFT, 420, 8) + column(RIGHT, 420, 8)
    figure = Item((50, 205, 550, 405), False)
    assert order([*upper, *lower, figure]) == [*range(16), 32, *range(16, 32)]


def test_a_float_in_a_column_stays_in_its_place():
    left = [*column(LEFT, 100, 6), Item((LEFT, 175, LEFT + COLUMN, 300), False), *column(LEFT, 310, 6)]
    assert order([*left, *column(RIGHT, 100, 24)]) == list(range(37))


def test_columns_of_different_length_keep_their_order():
    items = column(LEFT, 100, 30) + column(RIGHT, 100, 6)
    assert order(items) == list(range(36))


def test_unequal_columns_are_columns():
    items = column(50, 100, 20, 330) + column(400, 100, 20, 150)
    assert order(items) == list(range(40))


def test_a_list_set_smaller_below_both_columns_comes_after_both():
    text = column(LEFT, 100, 10) + column(RIGHT, 100, 10)
    entries = column(LEFT, 250, 10, size=8.0) + column(RIGHT, 250, 10, size=8.0)
    assert order(text + entries) == list(range(40))


def test_numbers_before_entries_are_no_column():
    items = []
    for k in range(12):
        items += [Item((50, 100 + 12 * k, 62, 110 + 12 * k), True, 2, 10.0), line(75, 100 + LINE * k, 450)]
    assert order(items) == list(range(24))


def test_bullets_before_points_are_no_column():
    items = []
    for k in range(12):
        items += [Item((50, 100 + 12 * k, 54, 110 + 12 * k), True, 1, 10.0), line(75, 100 + LINE * k, 450)]
    assert order(items) == list(range(24))


def test_too_few_lines_side_by_side_are_no_columns():
    items = [line(LEFT, 100), line(RIGHT, 100), line(LEFT, 112), line(RIGHT, 112), *column(LEFT, 124, 6, 500)]
    assert order(items) == list(range(10))


boxes = st.builds(
    lambda x, y, w, h, text: Item((x, y, x + w, y + h), text, int(w / 5), 10.0),
    st.floats(0, 500),
    st.floats(0, 700),
    st.floats(0, 500),
    st.floats(0, 60),
    st.booleans(),
)


@given(st.lists(boxes, max_size=40))
def test_every_box_is_read_exactly_once(items):
    assert sorted(order(items)) == list(range(len(items)))


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=4, max_size=4))
def test_a_box_without_a_place_harms_nothing(box):
    items = [*column(LEFT, 100, 6), *column(RIGHT, 100, 6), Item(tuple(box))]
    assert sorted(order(items)) == list(range(13))


def test_a_column_that_has_only_begun_follows_the_full_one():
    left, right = column(LEFT, 100, 30), [line(RIGHT, 100), line(RIGHT, 112, 150)]
    mixed = [item for k, item in enumerate(left) for item in ([item, right[k]] if k < 2 else [item])]
    assert order(mixed) == [0, 2, *range(4, 32), 1, 3]


def test_a_line_beside_text_of_another_width_is_no_column():
    rows = [*column(LEFT, 100, 30, 240), line(RIGHT, 100, 120), line(RIGHT, 112, 110)]
    assert order(rows) == [0, 30, 1, 31, *range(2, 30)]


def small(x, top, width=70.0):
    return Item((x, top, x + width, top + 6.0), True, 18, 6.0)


def test_a_side_column_of_small_print_is_no_part_of_the_lines_beside_it():
    abstract = [line(170, 100 + LINE * k, 380, 8.0) for k in range(10)]
    dates = [small(45, 104), small(45, 131), small(45, 139), small(45, 166)]
    assert order([*abstract, *dates]) == [10, 11, 12, 13, *range(10)]


def test_names_beside_their_explanations_in_one_size_are_read_line_by_line():
    texts = [line(170, 100 + LINE * k, 380) for k in range(10)]
    names = [line(45, 100 + LINE * k, 60) for k in (0, 4, 8)]
    assert order([*texts, *names]) == [10, 0, 1, 2, 3, 11, 4, 5, 6, 7, 12, 8, 9]


def test_keywords_in_a_block_beside_an_abstract_are_a_column():
    abstract = [line(170, 100 + LINE * k, 380) for k in range(10)]
    keywords = [line(45, 100 + LINE * k, 60) for k in range(4)]
    assert order([*abstract, *keywords]) == [10, 11, 12, 13, *range(10)]


def test_a_wide_gap_in_one_line_between_full_lines_is_no_gutter_where_columns_follow():
    abstract = [line(LEFT, 100 + LINE * k, 500) for k in range(4)]
    abstract[2:3] = [line(LEFT, 124, 245), line(RIGHT, 124)]
    columns = [*column(LEFT, 200, 12), *column(RIGHT, 200, 12)]
    assert order([*abstract, *columns]) == list(range(29))
