"""Citation marks: the ways people set them, and what looks like one and is not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Reference
from pipeline.pdf.citations import CitationStyle, detect_style, resolve

KNOWN = frozenset(range(1, 158))
SUP, BRA, PAR, AUT = CitationStyle.SUPERSCRIPT, CitationStyle.BRACKET, CitationStyle.PARENTHESIS, CitationStyle.AUTHOR_YEAR


def marks(text, style=None, known=KNOWN, references=()):
    return [(text[c.start : c.end], c.numbers) for c in resolve(text, style, known, references)]


def reference(number, year, *authors, text=""):
    return Reference(number=number, text=text or f"{authors} ({year})", page=1, authors=authors, year=year)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("was seen in the lattice.^{93} This", [("^{93}", (93,))]),
        ("was seen in the lattice.^{93}This", [("^{93}", (93,))]),
        ("was seen.^{93}In the cell", [("^{93}", (93,))]),
        ("layered oxides,^{93–95} which", [("^{93–95}", (93, 94, 95))]),
        ("layered oxides^{93-95} which", [("^{93-95}", (93, 94, 95))]),
        ("layered oxides^{93 − 95} which", [("^{93 − 95}", (93, 94, 95))]),
        ("sodium^{12,13,20–22} ions", [("^{12,13,20–22}", (12, 13, 20, 21, 22))]),
        ("sodium^{12, 13} ions", [("^{12, 13}", (12, 13))]),
        ("was found.^{[12,13]} Then", [("^{[12,13]}", (12, 13))]),
        ("was found.^{[12],[14]} Then", [("^{[12],[14]}", (12, 14))]),
        ("was found.^{[1c,2]} Then", [("^{[1c,2]}", (1, 2))]),
        ("was found^{5a,b,7} then", [("^{5a,b,7}", (5, 7))]),
        ("in 2019^{12,13} and", [("^{12,13}", (12, 13))]),
        ("of P2-Na_{2/3}Ni_{1/3}Mn_{2/3}O_{2}^{45} shows", [("^{45}", (45,))]),
        ("a capacity of 148 mA h g^{−1}.^{12}", [("^{12}", (12,))]),
        ("a capacity of 148 mA h g^{−1} (ref.^{12})", [("^{12}", (12,))]),
        ("a capacity of 148 mA h g^{−1, 45} was", [("45", (45,))]),
        ("the work by Kim et al.^{7} showed", [("^{7}", (7,))]),
        ("(LIBs)^{3} are", [("^{3}", (3,))]),
        ("known as “leap”.^{4}", [("^{4}", (4,))]),
        ("is used^{1} widely", [("^{1}", (1,))]),
    ],
)
def test_superscripts_that_cite(text, expected):
    assert marks(text, SUP) == expected


@pytest.mark.parametrize(
    "text",
    [
        "120 mA h g^{−1}",
        "120 mA h g^{-1} at",
        "an area of 0.81 cm^{2} each",
        "10^{−3} S cm^{−1}",
        "2.69 × 10^{5} of",
        "10^{12} cycles and 10^{3–5} Ω",
        "Na^{+} ions",
        "Mn^{3+}/Mn^{4+}",
        "O^{2−} and O_{2}^{2−}",
        "a volume of 85.3 Å^{3} per",
        "R^{2} = 0.99",
        "χ^{2} of 1.2",
        "the ^{57}Fe Mössbauer",
        "^{23}Na NMR",
        "(^{7}Li and ^{6}Li)",
        "solid-state ^{31}P spectra",
        "20 m^{2} g^{−1}",
        "the 2^{nd} cycle and the 1^{st}",
        "sp^{2} carbon and sp^{3}",
        "t_{2g}^{3}e_{g}^{1} state",
        "3d^{5} electrons",
        "SO_{4}^{2} lost its sign",
        "Mn^{3} lost its sign",
        "x^{2} + y^{2}",
        "2^{8} states",
        "n^{3/2}",
        "an author^{a} and^{*}",
        "known to 300 refs.^{200}",
        "a reversed^{95–93} range",
        "a huge^{1–157} range",
        "a zero^{0} mark",
        "(h^{2} + k^{2})",
        "5 kg m^{3} of",
        "in V s^{2}",
        "where σ ^{2} is",
    ],
)
def test_superscripts_that_do_not_cite(text):
    assert marks(text, SUP) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("new ways for storing energy [1,2]. As", [("[1,2]", (1, 2))]),
        ("life [3–5], and", [("[3–5]", (3, 4, 5))]),
        ("life [12,13–15] and", [("[12,13–15]", (12, 13, 14, 15))]),
        ("life [12], [13] and", [("[12]", (12,)), ("[13]", (13,))]),
        ("life [5]–[8] and", [("[5]–[8]", (5, 6, 7, 8))]),
        ("life[12] and", [("[12]", (12,))]),
        ("life [12; 14] and", [("[12; 14]", (12, 14))]),
        ("life [see 12] and", [("[see 12]", (12,))]),
        ("life [12, p. 45] and", [("[12, p. 45]", (12,))]),
        ("life [12 and references therein].", [("[12 and references therein]", (12,))]),
        ("Kim et al. [110] reported", [("[110]", (110,))]),
        ("as in Refs. [5–8] and", [("[5–8]", (5, 6, 7, 8))]),
        ("life [144, 150] and", [("[144, 150]", (144, 150))]),
    ],
)
def test_brackets_that_cite(text, expected):
    assert marks(text, BRA) == expected


@pytest.mark.parametrize(
    "text",
    [
        "along the [110] direction",
        "the [001] zone axis",
        "viewed along [110]",
        "the [100] zone axis",
        "x in the interval [1, 2]",
        "values in [0, 1]",
        "at x ∈ [1, 2] only",
        "the concentration [Na+] rises",
        "Na[Ni_{0.5}Mn_{0.5}]O_{2}",
        "Eq. [3] gives",
        "a list of [158] works",
        "reversed [15–12] range",
        "the year [2019] was",
        "Na_{0.6}[12]O_{2}",
    ],
)
def test_brackets_that_do_not_cite(text):
    assert marks(text, BRA) == []


def test_plain_brackets_behind_a_stop_are_taken_where_brackets_are_usually_raised():
    assert marks("Reproduced with permission.[44] Copyright 2018", SUP) == [("[44]", (44,))]
    assert marks("the peak in [44] of", SUP) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("have been studied (12).", [("(12)", (12,))]),
        ("have been studied (12−14) and", [("(12−14)", (12, 13, 14))]),
        ("have been studied (12, 15), and", [("(12, 15)", (12, 15))]),
    ],
)
def test_parentheses_cite_only_where_the_document_says_so(text, expected):
    assert marks(text, PAR) == expected
    assert marks(text, BRA) == []
    assert marks(text, None) == []


@pytest.mark.parametrize(
    "text",
    [
        "(1) the first, (2) the second and (3) the third",
        "Eq. (12) gives",
        "the (110) plane",
        "the (003) and (104) peaks",
        "Mn(3) sites",
    ],
)
def test_parentheses_that_do_not_cite(text):
    assert marks(text, PAR) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as in ref. 93 and", [("93", (93,))]),
        ("as in ref. 93.", [("93", (93,))]),
        ("in refs 12 and 13 they", [("12 and 13", (12, 13))]),
        ("Refs. [5–8] show", [("[5–8]", (5, 6, 7, 8))]),
        ("see references 5–8 and 10 for", [("5–8 and 10", (5, 6, 7, 8, 10))]),
        ("(ref ^{12})", [("^{12}", (12,))]),
        ("Reference 7 shows", [("7", (7,))]),
    ],
)
@pytest.mark.parametrize("style", [SUP, BRA, PAR, AUT, CitationStyle.NONE, None])
def test_ref_in_words_cites_in_every_style(text, expected, style):
    assert marks(text, style) == expected


@pytest.mark.parametrize(
    "text",
    ["a reference 3-electrode cell", "the reference electrode", "reference 5 mV", "with reference to 12", "prefs 3", "ref. 900"],
)
def test_ref_in_words_near_misses(text):
    assert marks(text, SUP) == []


LIST = (
    reference(1, 2001, "Lu, Z.", "Dahn, J. R."),
    reference(2, 2001, "Lu, Z.", "MacNeil, D. D.", "Beaulieu, L. Y.", text="Lu, Z., et al. (2001)"),
    reference(3, 2003, "Dahn, J. R.", "Lu, Z.", text="Dahn, J. R., Lu, Z. (2003a). One."),
    reference(4, 2003, "Dahn, J. R.", "Lu, Z.", text="Dahn, J. R., Lu, Z. (2003b). Two."),
    reference(5, 2015, "K. Müller"),
    reference(6, 2018, "van der Berg, P.", "Kim, H."),
    reference(7, 2020, "O’Brien, S.", "Park, J.", "Ito, T."),
    reference(8, 2017, "Arroyo-de Dompablo, M. E.", "Meng, Y. S."),
    reference(9, 2019, "Wang, L.-P.", "Klein, F.", "Braun, T."),
    reference(10, 2019, "Wang, Y.", "Lu, X.", "Liu, X."),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("well known (Dahn and Lu, 2003a).", [("(Dahn and Lu, 2003a)", (3,))]),
        ("well known (Dahn and Lu, 2003a,b).", [("(Dahn and Lu, 2003a,b)", (3, 4))]),
        ("known (Lu and Dahn, 2001; Dahn and Lu, 2003b).", [("(Lu and Dahn, 2001; Dahn and Lu, 2003b)", (1, 4))]),
        ("known (Lu & Dahn, 2001).", [("(Lu & Dahn, 2001)", (1,))]),
        ("known (Lu et al., 2001).", [("(Lu et al., 2001)", (2,))]),
        ("Lu et al. (2001) showed", [("Lu et al. (2001)", (2,))]),
        ("Müller (2015) showed", [("Müller (2015)", (5,))]),
        ("Muller [2015] showed", [("Muller [2015]", (5,))]),
        ("van der Berg and Kim (2018) showed", [("van der Berg and Kim (2018)", (6,))]),
        ("(see O’Brien et al., 2020)", [("(see O’Brien et al., 2020)", (7,))]),
        ("(Table 1; Müller, 2015)", [("Müller, 2015", (5,))]),
        ("O’Brien et al.’s (2020) cell", [("O’Brien et al.’s (2020)", (7,))]),
        ("(Arroyo-de Dompablo and Meng, 2017)", [("(Arroyo-de Dompablo and Meng, 2017)", (8,))]),
        ("(Wang L.-P. et al., 2019; Wang Y. et al., 2019)", [("(Wang L.-P. et al., 2019; Wang Y. et al., 2019)", (9, 10))]),
        ("(Wang et al., 2019)", []),
        ("(Dahn and Lu, 2003)", []),
        ("(Lu et al., 2002)", []),
        ("in Sony (1990) and (January 2015)", []),
        ("(Fig. 2, 2015)", []),
    ],
)
def test_author_and_year(text, expected):
    assert marks(text, AUT, (), LIST) == expected


def test_numbers_missing_in_the_list_are_left_out_and_numbers_beyond_it_spoil_the_mark():
    assert marks("energy [1–3].", BRA, {1, 3, 4}) == [("[1–3]", (1, 3))]
    assert marks("energy [3,9].", BRA, {1, 3, 4}) == []
    assert marks("energy [3].", BRA, frozenset()) == []


def numbered(count):
    return tuple(reference(n, 2000 + n % 20, f"A. Name{n}") for n in range(1, count + 1))


def test_the_document_says_how_it_cites():
    sup = ["One.^{1,2} Two^{3} at 5 g cm^{−3}.", "Three^{4–6} of [110] and Eq. (1), (2)."]
    bra = ["One [1,2]. Two [3] at 5 g cm^{2}.", "Three [4–6] and 10^{3}; (1) a, (2) b."]
    par = ["One (1, 2). Two (3).", "Three (4−6) and cm^{2}."]
    aut = ["Known (Lu and Dahn, 2001; Müller, 2015).", "van der Berg and Kim (2018) at 4 m^{2}."]
    assert detect_style(sup, numbered(6)) is SUP
    assert detect_style(bra, numbered(6)) is BRA
    assert detect_style(par, numbered(6)) is PAR
    assert detect_style(aut, LIST) is AUT
    assert detect_style(["Nothing at 5 m^{2} is cited."], numbered(6)) is CitationStyle.NONE
    assert detect_style(sup, ()) is CitationStyle.NONE


@given(st.text(alphabet="aN 1290^_{}[](),–-.+;refs", max_size=60), st.sampled_from([*CitationStyle, None]))
def test_marks_stand_in_order_inside_the_text_and_name_known_numbers(text, style):
    found = resolve(text, style, KNOWN, LIST)
    assert all(0 <= c.start < c.end <= len(text) and c.numbers and set(c.numbers) <= KNOWN for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.lists(st.integers(1, 157), min_size=1, max_size=6, unique=True))
def test_a_written_list_is_read_back(numbers):
    mark = ",".join(map(str, numbers))
    assert marks(f"lattice.^{{[{mark}]}} This", SUP) == [(f"^{{[{mark}]}}", tuple(numbers))]
    assert marks(f"the lattice [{mark}], which", BRA) == [(f"[{mark}]", tuple(numbers))]
