from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.trends.hotspots.placing import Anchor, Box, place

PAGE = Box(0, 0, 200, 100)
anchors = st.lists(
    st.builds(Anchor, st.floats(0, 200), st.floats(0, 100), st.floats(1, 15), st.floats(5, 60), st.floats(4, 12)), max_size=25
)


def test_a_label_stands_right_of_its_disc():
    assert place([Anchor(50, 50, 5, 40, 10)], PAGE) == [Box(56.5, 45, 96.5, 55)]


def test_a_label_that_fits_stands_in_its_disc():
    assert place([Anchor(50, 50, 30, 40, 10)], PAGE) == [Box(30, 45, 70, 55)]


def test_at_the_edge_it_goes_left():
    assert place([Anchor(190, 50, 5, 40, 10)], PAGE) == [Box(143.5, 45, 183.5, 55)]


def test_the_less_important_label_gives_way():
    big = Anchor(50, 50, 5, 40, 10)
    first, second = place([big, big], PAGE)
    assert first == Box(56.5, 45, 96.5, 55)
    assert second == Box(3.5, 45, 43.5, 55)


def test_what_has_no_room_is_left_out():
    assert place([Anchor(50, 50, 5, 300, 10)], PAGE) == [None]
    assert place([Anchor(50, 50, 5, 40, 10)], PAGE, taken=[PAGE]) == [None]


def test_without_going_around_labels_stand_on_their_centre():
    assert place([Anchor(50, 50, 5, 40, 10)], PAGE, around=False) == [Box(30, 45, 70, 55)]


@given(anchors)
def test_labels_lie_on_the_page_and_never_meet(discs):
    taken = Box(0, 0, 60, 20)
    boxes = [box for box in place(discs, PAGE, taken=[taken]) if box is not None]
    for one, other in combinations([taken, *boxes], 2):
        assert not one.meets(other)
    assert all(b.left >= 0 and b.right <= 200 and b.bottom >= 0 and b.top <= 100 for b in boxes)
