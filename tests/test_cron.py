import pytest

from pipeline.cron import check


@pytest.mark.parametrize("text", ["* * * * *", "*/15 0-6,22 1 jan-mar MON", "0 0 * * 7", "@hourly", "5/10 * * * *"])
def test_a_schedule(text):
    check(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("* * * *", "has 4"),
        ("60 * * * *", "minute of a schedule is 0 to 59"),
        ("* * 0 * *", "day of month of a schedule is 1 to 31"),
        ("*/0 * * * *", "minute of a schedule cannot be '\\*/0'"),
        ("* 9-8 * * *", "cannot go backwards"),
        ("* * * foo *", "month of a schedule is 1 to 12"),
        ("every hour", "has 2"),
        ("1,,2 * * * *", "minute of a schedule cannot be ''"),
    ],
)
def test_no_schedule(text, why):
    with pytest.raises(ValueError, match=why):
        check(text)
