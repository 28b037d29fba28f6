import pytest

from pipeline.commands.terminal import pretty, print_table
from pipeline.printable import harmless, one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines\r\nand  spaces ", "two lines and spaces"),
        ("\x1b]0;owned\x07Na\x9b31mMnO2", "]0;owned Na 31mMnO2"),
        ("a\u2028b\u202ec\u2066d", "a b c d"),
        ("Na₀.₆₇ O′3 \u00adsoft", "Na₀.₆₇ O′3 \u00adsoft"),
        ("", ""),
    ],
)
def test_text_is_put_on_one_line_that_steers_no_terminal(text, line):
    assert one_line(text) == line


def test_a_cell_may_have_lines_and_steers_nothing(capsys):
    print_table(("Name", "Why"), [("a\x1b[2Jb.pdf", "first\nsecond")], title="Files")
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert "\x1b" not in "".join(lines)
    assert [line.split() for line in lines if line.strip(" ─")] == [
        ["Files"],
        ["Name", "Why"],
        ["a", "[2Jb.pdf", "first"],
        ["second"],
    ]


def test_a_text_of_lines_keeps_its_lines_and_its_length():
    assert harmless("a\x1b[31m b\n\tc\r\u202ed") == "a [31m b\n\tc  d"
    assert pretty("Na\x1b_{2}") == "Na ₂"
