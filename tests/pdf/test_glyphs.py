"""Glyph repair: what publishers' fonts print, copies, accents, degrees, placeholders and the vote on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pdf.chars import place_char
from pipeline.pdf.glyphs import UNRESOLVED, Placeholders, repair, vote

SIZE = 10.0


def char(text, x=100.0, y=200.0, font="Serif", glyph=None, mapped=True, size=SIZE, width=0.5):
    return place_char(text, (x, y), (1.0, 0.0), width * size, size, font, glyph, mapped)


def line(text, x=100.0, y=200.0, font="Serif", size=SIZE):
    return [char(t, x + 0.5 * size * i, y, font, size=size) for i, t in enumerate(text)]


def read(chars, seen=None):
    return "".join(c.text for c in repair(chars, seen if seen is not None else Placeholders()))


def one(text, font="Serif", glyph=None, mapped=True):
    return read([char(text, font=font, glyph=glyph, mapped=mapped)])


@pytest.mark.parametrize(
    ("font", "text", "glyph", "mapped", "printed"),
    [
        # Advent copies of TeX's symbols: glyphs named after their place
        ("AdvP4C4E74", "(cid:1)", "C0", False, "−"),
        ("AdvP4C4E74", "\x04", "C0", True, "−"),
        ("AdvP4C4E74", "(cid:5)", "C2", False, "×"),
        ("AdvP4C4E74", "(cid:3)", "C6", False, "±"),
        ("AdvP4C4E74", "(cid:3)", "C15", False, "•"),
        ("AdvP4C4E74", "(cid:3)", "C20", False, "≤"),
        ("AdvP4C4E74", "(cid:3)", "C21", False, "≥"),
        ("AdvP4C4E74", "(cid:4)", "C24", False, "∼"),
        ("AdvP4C4E74", "(cid:4)", "C25", False, "≈"),
        ("AdvP4C4E74", "(cid:4)", "C33", False, "→"),
        ("AdvP4C4E74", "(cid:4)", "C48", False, "′"),
        ("AdvP4C4E74", "(cid:4)", "C138", False, "]"),
        ("AdvP4C4E74", "¼", "onequarter", True, "="),
        ("AdvP4C4E74", "þ", "thorn", True, "+"),
        ("AdvP4C4E74", "ð", None, True, "("),
        ("AdvP4C4E74", "Þ", None, False, ")"),
        ("AdvP4C4E74", "½", "onehalf", True, "["),
        ("AdvP4C4E74", "À", None, True, "−"),
        ("AdvP4C4E74", "Â", None, True, "×"),
        ("AdvP4C4E74", "$", "dollar", True, "∼"),
        ("AdvP4C4E74", "!", "exclam", True, "→"),
        ("AdvP4C4E74", "=", "onequarter", True, "="),
        ("AdvP4C4E51", "=", "equal", True, "/"),
        ("AdvP4C4E51", "C11", "C11", False, "α"),
        ("AdvMacMthSyN", "¼", "onequarter", True, "="),
        ("TeX_CM_Maths_Symbols", "\x00", None, False, "−"),
        # TeX itself, without a map
        ("CMSY10", "(cid:0)", "C0", False, "−"),
        ("CMSY7", "\x00", None, False, "−"),
        ("CMSY10", "(cid:0)", "minus", False, "−"),
        ("MTSY", "(cid:0)", "openbullet", False, "◦"),
        ("CMMI10", "\x0b", None, False, "α"),
        ("CMR10", "\x0c", None, False, "fi"),
        ("CMEX10", "(cid:80)", "summationdisplay", False, "∑"),
        # Linotype pi fonts
        ("MathematicalPi-One", "(cid:1)", "H11002", False, "−"),
        ("MathematicalPi-One", "\x02", "H11001", True, "+"),
        ("MathematicalPi-One", "5", "H11005", True, "="),
        ("Universal-GreekwithMathPi", "(cid:1)", "H11011", False, "∼"),
        ("MathematicalPi-One", "(cid:1)", "H11032", False, "′"),
        ("MathematicalPi-One", "(cid:1)", "H9251", False, "α"),
        ("MathematicalPi-One", "(cid:1)", "H9262", False, "μ"),
        ("MathematicalPi-One", "(cid:1)", "H9004", False, "Δ"),
        ("Times", "Ϫ", None, True, "−"),
        # Adobe Symbol in the private use area
        ("SymbolMT", "\uf06d", None, True, "μ"),
        ("SymbolMT", "\uf0b0", None, True, "°"),
        ("SymbolMT", "\uf0b4", None, True, "×"),
        ("Symbol", "\uf02d", None, True, "−"),
        ("Symbol", "\uf0ae", None, True, "→"),
        ("TimesNewRoman", "\uf0a2", None, True, "′"),
        ("Symbol", "\uf061", None, True, "α"),
        ("Symbol", "m", None, True, "μ"),
        ("Wingdings", "\uf0a7", None, True, "▪"),
        # other Advent fonts
        ("AdvPS7DA6", "2", None, True, "−"),
        ("AdvPS40C6FB", "/", None, True, "→"),
        ("AdvPSMP10", "l", None, True, "μ"),
        ("AdvPi2", "?", None, True, "→"),
        ("AdvP7DA6", "#", None, True, "≤"),
        ("AdvPS_TTR", "(cid:4)", "C252", False, "ü"),
        # one of several code points
        ("Serif", "\u00b5", None, True, "μ"),
        ("Serif", "\u2126", None, True, "Ω"),
        ("Serif", "\u212b", None, True, "Å"),
        ("Serif", "℃", None, True, "°C"),
        ("Serif", "\u00a0", None, True, " "),
        ("Serif", "\u2009", None, True, " "),
        ("Serif", "\u2010", None, True, "-"),
        ("Serif", "\ufffe", None, True, "-"),
        ("Serif", "\u00ad", None, True, "-"),
        ("Serif", "ａ", None, True, "a"),
        ("CambriaMath", "𝑥", None, True, "x"),
        ("Serif", "ﬁ", "fi", True, "fi"),
        ("Serif", "ﬄ", None, True, "ffl"),
        ("Serif", "\uf766", None, True, "F"),
        ("Serif", "(cid:9)", "f_f_i", False, "ffi"),
        ("Serif", "(cid:9)", "T_h", False, "Th"),
        ("Serif", "(cid:9)", "c_t", False, "ct"),
        ("Serif", "(cid:9)", "uni03B1", False, "α"),
        ("Serif", "(cid:9)", "one.superior", False, "1"),
        ("Calibri", "Ɵ", None, True, "ti"),
    ],
)
def test_a_glyph_prints(font, text, glyph, mapped, printed):
    assert one(text, font, glyph, mapped) == printed


@pytest.mark.parametrize("text", list("þðÞ¼½À$!/0#2→−–—′″·×°•“”‘’ÅéŌ½±≤≥≈∼"))
def test_text_fonts_are_left_alone(text):
    assert one(text, "TimesTen-Roman") == text


def test_a_symbol_font_that_maps_itself_well_is_left_alone():
    assert one("(", "AdvP4C4E74", "parenleft") == "("
    assert one("μ", "SymbolMT") == "μ"
    assert one("→", "AdvPS40C6FB") == "→"


def test_private_ligatures_beside_letters_are_one_char():
    chars = [char("c", 100), char("\ue103", 105, font="AdvOT999035f4+e1", glyph="uniE103"), char("g", 110)]
    assert [c.text for c in repair(chars, Placeholders())] == ["c", "fi", "g"]
    chars = [char("a", 100), char("\ue09d", 105), char("e", 110)]
    assert [c.text for c in repair(chars, Placeholders())] == ["a", "ft", "e"]


def test_a_private_glyph_alone_is_not_taken_for_a_ligature():
    seen = Placeholders()
    (c,) = repair([char("\ue103", font="Icons")], seen)
    assert c.text in seen
    assert seen.origin(c.text) == ("Icons", "\ue103")


def test_a_soft_hyphen_of_pdfium_is_a_hyphen_at_the_end_of_a_line_only():
    assert read([*line("tra"), char("\x02", 115), *line("ns", y=212)]) == "tra-ns"
    seen = Placeholders()
    middle = repair([*line("tra"), char("\x02", 115), *line("ns", x=120)], seen)
    assert middle[3].text in seen


def test_unknown_glyphs_share_one_placeholder_per_font_and_name():
    seen = Placeholders()
    chars = [char("(cid:7)", 100, font="A", glyph="g7", mapped=False), char("(cid:7)", 110, font="A", glyph="g7", mapped=False)]
    chars += [char("(cid:7)", 120, font="B", glyph="g7", mapped=False), char("\x07", 130), char("\ufffd", 140)]
    found = [c.text for c in repair(chars, seen)]
    assert found[0] == found[1] == "\U000f0000"
    assert len(set(found)) == 4 == len(seen)
    assert seen.origin(found[2]) == ("B", "g7")


@pytest.mark.parametrize(
    ("chars", "meant"),
    [
        ([*line("M"), char("´", 106.2, width=0.33), char("u", 105), char("l", 110)], "Múl"),
        ([char("u", 105), char("¨", 106, width=0.33), char("l", 110)], "ül"),
        ([char("u", 105), char("¨", 110, width=0.33), char("l", 113.3)], "ül"),
        ([char("ˇ", 105, width=0.33), char("c", 105)], "č"),
        ([char("¸", 106, width=0.33), char("c", 105)], "ç"),
        ([char("ı", 105, width=0.25), char("´", 104.7, width=0.33)], "í"),
        ([char("˚", 106, width=0.33), char("A", 105)], "Å"),
        ([char("e", 105), char("\u0301", 106, width=0.1)], "é"),
        ([char("`", 106, width=0.33), char("a", 105)], "à"),
        ([char("3", 105), char("¯", 105, width=0.5)], "3\u0304"),
    ],
)
def test_detached_accents(chars, meant):
    assert read(chars) == meant


def test_an_accent_drawn_after_its_line():
    assert read([*line("3.7 A wide"), char("˚", 120.5, 198.2, width=0.4), *line("next", y=212)]) == "3.7 Å widenext"
    assert read([char("˜", 100, width=0.4), *line("3 V", x=105)]) == "∼3 V"


def test_accents_with_no_letter_under_them_stay():
    assert read([char("a", 100), char("´", 140), char("x", 160)]) == "a´x"
    assert read([char("x", 100), char("`", 105), char("a", 110)]) == "x`a"
    assert read(line("a^b~c")) == "a^b~c"


@pytest.mark.parametrize("ring", ["◦", "º", "˚", "∘"])
def test_one_degree_sign(ring):
    assert read([*line("25 "), char(ring, 115, 196.5, size=7), *line("C.", x=119)]) == "25 °C."
    assert read([*line("30"), char(ring, 110, 196.5, size=7), *line(",", x=114)]) == "30°,"


def test_a_small_raised_o_before_c_is_a_degree_and_other_letters_are_not():
    assert read([*line("25"), char("o", 110, 196, size=6), *line("C", x=113)]) == "25°C"
    assert read(line("2 oC")) == "2 oC"
    assert read([char("◦", 100), *line(" Cell", x=105)]) == "◦ Cell"


def test_fake_bold_and_doubled_layers_are_read_once():
    title = line("Book 1100")
    assert read([c for t in title for c in (t, t._replace(x0=t.x0 + 0.3, x1=t.x1 + 0.3))]) == "Book 1100"
    assert read([*title, *(t._replace(x0=t.x0 + 0.3, x1=t.x1 + 0.3) for t in title)]) == "Book 1100"
    assert read([*title, *title]) == "Book 1100"


def test_double_letters_are_not_copies():
    narrow = [char(t, 100 + 2.2 * i, width=0.22) for i, t in enumerate("illiill11")]
    assert read(narrow) == "illiill11"
    assert read([*line("mm"), *line("mm", y=203, size=7)]) == "mmmm"


def test_a_hidden_layer_of_recognised_text_is_dropped():
    real = line("The capacity of the layered oxide after one hundred cycles")
    hidden = [c._replace(font="GlyphLessFont", x0=c.x0 + 1.5, x1=c.x1 + 1.5, size=9.0, text="?" if i % 9 == 0 else c.text)
              for i, c in enumerate(real) if c.text != " "]  # fmt: skip
    assert read([*hidden, *real]) == "The capacity of the layered oxide after one hundred cycles"
    alone = line("A scan with nothing but its hidden text", font="GlyphLessFont")
    assert read(alone) == "A scan with nothing but its hidden text"


def test_signs_of_an_unnamed_symbol_font_between_text():
    def between(left, sign, right):
        return [*line(left), char(sign, 100 + 5 * len(left), font="XMathSymbols"), *line(right, x=105 + 5 * len(left))]

    assert read(between("P2", "/", "O2")) == "P2→O2"
    assert read(between("and OP4", "/", "Z")) == "and OP4→Z"
    assert read(between("O", "0", "3")) == "O′3"
    assert read(between("x", "#", "1")) == "x≤1"
    assert read(between("mA", "/", "g")) == "mA/g"
    assert read(line("P2/O2 and O03")) == "P2/O2 and O03"


def test_unicode_scripts_become_small_shifted_figures():
    g, minus, one_ = repair([char("g", 100), char("⁻", 105), char("¹", 109)], Placeholders())
    assert (g.text, minus.text, one_.text) == ("g", "−", "1")
    assert one_.size == pytest.approx(6.5)
    assert one_.baseline == pytest.approx(196.5)
    (sub,) = repair([char("₂")], Placeholders())
    assert (sub.text, sub.baseline) == ("2", pytest.approx(201.5))


def placeholder(seen, code="g1", font="F"):
    return seen.char(font, code)


def test_the_vote_reads_ligatures_from_the_words_they_make():
    seen = Placeholders()
    fi, fl, eacute = (placeholder(seen, c) for c in ("a", "b", "c"))
    words = (
        f"con{fi}guration speci{fi}c {fi}rst in{fl}uence re{fl}ection {fl}ow caf{eacute} Universit{eacute} Andr{eacute}".split()
    )
    assert vote(words, seen) == {fi: "fi", fl: "fl", eacute: "é"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("170 mAh g^{§1} and 0.1 mV s^{§1}", "−"),
        ("Cl^{§} and O^{2§}", "−"),
        ("25 § C and 800 ^{§}C", "°"),
        ("5.2 § 10^{−11} cm^{2}", "×"),
        ("the material§s surface", "’"),
        ("Ni(NO_{3})_{2}§6H_{2}O", "·"),
        ("Na^{§} ions and Mn^{4§}", "+"),
        ("Na_{1§x}MO_{2} and Ni_{1§y}", "−"),
        ("§ 2020 Wiley", "©"),
        ("maintained at §100%", UNRESOLVED),
        ("§", UNRESOLVED),
    ],
)
def test_the_vote_reads_signs_from_figures_and_units(text, meant):
    seen = Placeholders()
    mark = placeholder(seen)
    assert vote(text.replace("§", mark).split(" "), seen) == {mark: meant}


def test_no_placeholders_no_vote():
    assert vote(["some", "words"], Placeholders()) == {}


ORDINARY = "abcxyzABC0123456789.,;:()[]/+-=%&αβμΔ−–—′→·×°é "


@given(
    st.lists(st.tuples(st.sampled_from(ORDINARY), st.integers(0, 60), st.integers(0, 40)), unique_by=lambda t: t[1:], max_size=60)
)
def test_ordinary_characters_are_never_lost(placed):
    chars = [char(t, 20.0 + 8 * x, 50.0 + 14 * y) for t, x, y in placed]
    assert [c.text for c in repair(chars, Placeholders())] == [t for t, _, _ in placed]


@given(
    st.lists(
        st.builds(
            char,
            st.text(max_size=3),
            st.floats(-50, 700),
            st.floats(-50, 900),
            st.sampled_from(["Serif", "AdvP4C4E74", "CMSY10", "SymbolMT", "GlyphLessFont", "MathematicalPi-One", ""]),
            st.one_of(st.none(), st.sampled_from(["C0", "C999", "H11002", "uniD800", "u110000", "f_i", "", ".notdef", "uni"])),
            st.booleans(),
            st.floats(0, 40),
            st.floats(0, 2),
        ),
        max_size=30,
    ),
    st.lists(st.text(max_size=8), max_size=8),
)
def test_repair_and_vote_never_raise(chars, words):
    seen = Placeholders()
    found = repair(chars, seen)
    assert len(found) <= len(chars)
    chosen = vote([*words, *(c.text for c in found)], seen)
    assert set(chosen) == set(seen)


def set_in_widths(*parts):
    """Characters of one line, each part a text and the width, in em, of its characters."""
    out, x = [], 100.0
    for text, width in parts:
        for t in text:
            out.append(char(t, x, width=width))
            x += width * SIZE
    return out


FIGURES = ("123456789", 0.5)


def test_a_slash_far_wider_than_the_figures_is_an_arrow():
    assert read(set_in_widths(FIGURES, ("P2", 0.5), ("/", 1.1), ("O2", 0.5), ("/", 0.3), ("P3", 0.5))) == "123456789P2→O2/P3"


def test_a_nought_far_narrower_than_the_figures_is_a_prime():
    assert read(set_in_widths(FIGURES, ("P", 0.6), ("0", 0.25), ("20", 0.5))) == "123456789P′20"


@pytest.mark.parametrize("parts", [(("2", 0.5), ("/", 1.1), ("0", 0.2)), (FIGURES, ("/", 0.55), ("0", 0.42))])
def test_without_other_figures_or_a_clear_difference_they_are_what_they_are_said_to_be(parts):
    assert read(set_in_widths(*parts)) == "".join(t for t, _ in parts)
