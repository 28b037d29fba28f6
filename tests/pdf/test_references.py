"""Reference lists: where entries begin, and what publishers' ways of printing one entry say."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.pdf.references import EntryLine, family_name, join_lines, parse_reference, read_references, split_entries

DOI = "10.1149/1.1407247"
TITLE = "In situ study of layered oxides"

# text, number, authors, title, journal, year, volume, pages, DOI
STYLES = {
    "RSC": (
        "1 G. F. Huang, G. Feng and J.-M. Song, Chem. Sci., 2018, 28, 5253–5267, DOI: 10.1039/c8sc01234a.",
        (1, ("G. F. Huang", "G. Feng", "J.-M. Song"), None, "Chem. Sci.", 2018, "28", "5253–5267", "10.1039/c8sc01234a"),
    ),
    "RSC, journal with a comma": (
        "3 S. O’Brien and Z. van der Berg, Angew. Chem., Int. Ed., 2025, 4, e1771246.",
        (3, ("S. O’Brien", "Z. van der Berg"), None, "Angew. Chem., Int. Ed.", 2025, "4", "e1771246", None),
    ),
    "RSC, journal like a name": (
        "6 S. Kumar, J. Alloys Compd., 2018, 2018, 1985–1990.",
        (6, ("S. Kumar",), None, "J. Alloys Compd.", 2018, "2018", "1985–1990", None),
    ),
    "RSC, no volume": (
        "8 S. Kumar and T. Ito, Chem. Commun., 2001, 1234–1235.",
        (8, ("S. Kumar", "T. Ito"), None, "Chem. Commun.", 2001, None, "1234–1235", None),
    ),
    "RSC, a page like a year": (
        "9 S. Kumar and T. Ito, Nature, 2018, 559, 1985.",
        (9, ("S. Kumar", "T. Ito"), None, "Nature", 2018, "559", "1985", None),
    ),
    "ACS": (
        f"(12) Lu, Z.; Dahn, J. R. In Situ Study of P2-Na_{{2/3}}[Ni_{{1/3}}Mn_{{2/3}}]O_{{2}}. J. Electrochem. Soc. 2001, "
        f"148 (11), A1225−A1229. https://doi.org/{DOI}.",
        (
            12,
            ("Lu, Z.", "Dahn, J. R."),
            "In Situ Study of P2-Na_{2/3}[Ni_{1/3}Mn_{2/3}]O_{2}",
            "J. Electrochem. Soc.",
            2001,
            "148",
            "A1225–A1229",
            DOI,
        ),
    ),
    "ACS, title in capitals": (
        "(13) Kresse, G.; Hafner, J. Ab Initio Dynamics for Liquid Metals. Phys. Rev. B: Condens. Matter Mater. Phys. 1993, "
        "47 (1), 558−561.",
        (
            13,
            ("Kresse, G.", "Hafner, J."),
            "Ab Initio Dynamics for Liquid Metals",
            "Phys. Rev. B: Condens. Matter Mater. Phys.",
            1993,
            "47",
            "558–561",
            None,
        ),
    ),
    "Wiley": (
        "[1] Z. Lu, J. R. Dahn, Adv. Energy Mater. 2001, 148, 1225.",
        (1, ("Z. Lu", "J. R. Dahn"), None, "Adv. Energy Mater.", 2001, "148", "1225", None),
    ),
    "Wiley, spaces before commas": (
        "30 R. J. Clément , J. Xu , ChemPhysChem 2022 , 23 , https://doi.org/10.1002/cphc.202200459 .",
        (30, ("R. J. Clément", "J. Xu"), None, "ChemPhysChem", 2022, "23", None, "10.1002/cphc.202200459"),
    ),
    "Wiley, spaced dash": (
        "[18] G. Kresse, J. Furthmüller, Phys. Rev. B 1996, 54, 11169 – 11186.",
        (18, ("G. Kresse", "J. Furthmüller"), None, "Phys. Rev. B", 1996, "54", "11169–11186", None),
    ),
    "Nature": (
        f"12. Lu, Z. & Dahn, J. R. {TITLE}. J. Electrochem. Soc. 148, A1225 (2001).",
        (12, ("Lu, Z.", "Dahn, J. R."), TITLE, "J. Electrochem. Soc.", 2001, "148", "A1225", None),
    ),
    "Nature, et al.": (
        "10. Komaba, S. et al. Fluorinated ethylene carbonate. ACS Appl. Mater. Interfaces 3, 4165–4168 (2011).",
        (10, ("Komaba, S.",), "Fluorinated ethylene carbonate", "ACS Appl. Mater. Interfaces", 2011, "3", "4165–4168", None),
    ),
    "Elsevier": (
        f"[12] Z. Lu, J.R. Dahn, {TITLE}, J. Power Sources 148 (2001) 1–9, https://doi.org/10.1016/j.jpowsour.2001.01.001.",
        (12, ("Z. Lu", "J.R. Dahn"), TITLE, "J. Power Sources", 2001, "148", "1–9", "10.1016/j.jpowsour.2001.01.001"),
    ),
    "Elsevier, issue": (
        "[8] H. Kim, Y. Lee, Sodium-ion batteries: present and future, Chem. Soc. Rev. 46 (12) (2017) 3529–3614.",
        (8, ("H. Kim", "Y. Lee"), "Sodium-ion batteries: present and future", "Chem. Soc. Rev.", 2017, "46", "3529–3614", None),
    ),
    "Elsevier, no title": (
        "[7] K. Mizushima, P.C. Jones, Mater. Res. Bull. 15 (1980) 783.",
        (7, ("K. Mizushima", "P.C. Jones"), None, "Mater. Res. Bull.", 1980, "15", "783", None),
    ),
    "Elsevier, no title, journal like a name": (
        "[12] Z. Lu, J.R. Dahn, J. Power Sources 148 (2001) 1.",
        (12, ("Z. Lu", "J.R. Dahn"), None, "J. Power Sources", 2001, "148", "1", None),
    ),
    "Elsevier, in press": (
        "[9] H. Kim, A P2/O3 cathode, with Ti, for storage, Energy Storage Mater. (2021), https://doi.org/10.1016/j.ensm.2021.01.001.",
        (
            9,
            ("H. Kim",),
            "A P2/O3 cathode, with Ti, for storage",
            "Energy Storage Mater.",
            2021,
            None,
            None,
            "10.1016/j.ensm.2021.01.001",
        ),
    ),
    "Elsevier Harvard": (
        f"Lu, Z., Dahn, J.R., 2001b. {TITLE}. J. Power Sources 148, 1225–1229. https://doi.org/10.1016/S0378-7753(01)00585-7",
        (None, ("Lu, Z.", "Dahn, J.R."), TITLE, "J. Power Sources", 2001, "148", "1225–1229", "10.1016/S0378-7753(01)00585-7"),
    ),
    "Springer": (
        f"12. Lu Z, Dahn JR (2001) {TITLE}. J Electrochem Soc 148:1225–1229. doi:10.1007/s10008-001-0001-1",
        (12, ("Lu Z", "Dahn JR"), TITLE, "J Electrochem Soc", 2001, "148", "1225–1229", "10.1007/s10008-001-0001-1"),
    ),
    "MDPI": (
        f"12. Lu, Z.; Dahn, J.R.; et al. {TITLE}. J. Electrochem. Soc. 2001, 148, 1225–1229. [CrossRef] [PubMed]",
        (12, ("Lu, Z.", "Dahn, J.R."), TITLE, "J. Electrochem. Soc.", 2001, "148", "1225–1229", None),
    ),
    "Frontiers": (
        f"Lu, Z., and Dahn, J. R. (2001a). {TITLE}. Nat. Commun. 8:1759. doi: {DOI}",
        (None, ("Lu, Z.", "Dahn, J. R."), TITLE, "Nat. Commun.", 2001, "8", "1759", DOI),
    ),
    "Frontiers, title begins with a number": (
        "Li, Q., Yu, Y., et al. (2020) 3D porous oxides for storage. J. Energy Chem. 40, 15–21.",
        (None, ("Li, Q.", "Yu, Y."), "3D porous oxides for storage", "J. Energy Chem.", 2020, "40", "15–21", None),
    ),
    "a year in the title": (
        "Zhang, X. (2018). Batteries in 2016: a review. Sci. Rep. 8, 12. doi: 10.1038/s41467-017-01772-1",
        (None, ("Zhang, X.",), "Batteries in 2016: a review", "Sci. Rep.", 2018, "8", "12", "10.1038/s41467-017-01772-1"),
    ),
    "APA": (
        f"Lu, Z., & Dahn, J. R. (2001). {TITLE}. Journal of Power Sources, 148(11), 1225–1229.",
        (None, ("Lu, Z.", "Dahn, J. R."), TITLE, "Journal of Power Sources", 2001, "148", "1225–1229", None),
    ),
    "IOP": (
        "Lu Z and Dahn J R 2001 J. Electrochem. Soc. 148 A1225",
        (None, ("Lu Z", "Dahn J R"), None, "J. Electrochem. Soc.", 2001, "148", "A1225", None),
    ),
    "ECS": (
        "4. Z. Lu and J. R. Dahn, J. Electrochem. Soc., 148, A1225 (2001).",
        (4, ("Z. Lu", "J. R. Dahn"), None, "J. Electrochem. Soc.", 2001, "148", "A1225", None),
    ),
    "APS, number fused": (
        "12Z. Lu and J. R. Dahn, Phys. Rev. B 148, 122501 (2001).",
        (12, ("Z. Lu", "J. R. Dahn"), None, "Phys. Rev. B", 2001, "148", "122501", None),
    ),
    "AIP, number raised": (
        f"^{{12}}Z. Lu and J. R. Dahn, “{TITLE},” Appl. Phys. Lett. 148(11), 1225–1229 (2001).",
        (12, ("Z. Lu", "J. R. Dahn"), TITLE, "Appl. Phys. Lett.", 2001, "148", "1225–1229", None),
    ),
    "IEEE": (
        f'[2] Z. Lu and J. R. Dahn, "{TITLE}," J. Electrochem. Soc., vol. 148, no. 11, pp. 1225–1229, Nov. 2001.',
        (2, ("Z. Lu", "J. R. Dahn"), TITLE, "J. Electrochem. Soc.", 2001, "148", "1225–1229", None),
    ),
    "Vancouver": (
        f"5 Lu Z , Zhao Y-S , et al. {TITLE} . J Power Sources . 2001 ; 148 ( 11 ): 1225 - 1229 .",
        (5, ("Lu Z", "Zhao Y-S"), TITLE, "J Power Sources", 2001, "148", "1225–1229", None),
    ),
    "Vancouver, article number": (
        f"17 Gabriel E , Ma C . {TITLE} . eScience . 2023 :100139.",
        (17, ("Gabriel E", "Ma C"), TITLE, "eScience", 2023, None, "100139", None),
    ),
    "odd initials and a single name": (
        "[4] S. Maiti, Rosy, J. G., M. d. S. B. Hoque, R. l. J. Clément, Nano Lett. 2022, 45, 74.",
        (4, ("S. Maiti", "Rosy", "J. G.", "M. d. S. B. Hoque", "R. l. J. Clément"), None, "Nano Lett.", 2022, "45", "74", None),
    ),
    "GB/T 7714": (
        f"[5] LU Z, DAHN J R. {TITLE}[J]. J. Electrochem. Soc., 2001, 148(11): 1225-1229.",
        (5, ("LU Z", "DAHN J R"), TITLE, "J. Electrochem. Soc.", 2001, "148", "1225–1229", None),
    ),
    "BibTeX plain": (
        f"[5] Z. Lu and J. R. Dahn. {TITLE}. Chem. Mater., 148(11):1225–1229, 2001.",
        (5, ("Z. Lu", "J. R. Dahn"), TITLE, "Chem. Mater.", 2001, "148", "1225–1229", None),
    ),
    "abbreviations nobody listed": (
        "30. Dou, Y.L.; Liu, X. Biomass carbon as anode. Diam. Relat. Mater. 2019, 98, 107514. [CrossRef]",
        (30, ("Dou, Y.L.", "Liu, X."), "Biomass carbon as anode", "Diam. Relat. Mater.", 2019, "98", "107514", None),
    ),
    "book": (
        "33 R. F. Egerton , Physical Principles of Electron Microscopy , Springer US, Boston, MA 2005 , "
        "https://doi.org/10.1007/b136495 .",
        (33, ("R. F. Egerton",), "Physical Principles of Electron Microscopy", None, 2005, None, None, "10.1007/b136495"),
    ),
    "chapter": (
        "[35] M. Dahbi, S. Komaba, in Advanced Fluorides (Eds: T. Ito, H. Kim), Elsevier, Amsterdam 2015, p. 387.",
        (35, ("M. Dahbi", "S. Komaba"), None, None, 2015, None, "387", None),
    ),
    "patent": (
        "1 H. Sun and Y. Li, CN Pat., 108123456A, 2018.",
        (1, ("H. Sun", "Y. Li"), None, None, 2018, None, None, None),
    ),
    "thesis": (
        "7 Z. Lu, PhD thesis, Dalhousie University, 2002.",
        (7, ("Z. Lu",), None, None, 2002, None, None, None),
    ),
    "preprint": (
        "[3] D. Kingma, J. Ba, A method for optimization, arXiv:1412.6980, 2014.",
        (3, ("D. Kingma", "J. Ba"), None, "arXiv", 2014, None, None, None),
    ),
    "preprint, number like a year": (
        "4. Smith, J. et al. A sodium review. Preprint at https://arxiv.org/abs/1905.12345 (2020).",
        (4, ("Smith, J.",), None, None, 2020, None, None, None),
    ),
    "web page": (
        "5. USGS. Mineral summaries. https://www.usgs.gov/x (accessed 12 March 2020).",
        (5, (), None, None, None, None, None, None),
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_styles(style):
    text, expected = STYLES[style]
    p = parse_reference(text)
    assert (p.number, p.authors, p.title, p.journal, p.year, p.volume, p.pages, p.doi) == expected


def test_several_papers_under_one_number_give_the_first_ones_fields_and_all_years():
    p = parse_reference(
        "[1] a) A. Kim, B. Lee, Angew. Chem. Int. Ed. 2010, 49, 4738 – 4742; Angew. Chem. 2010, 122, 4846 – 4850; "
        "b) C. Doe, Small 2012, 8, 1; c) D. Ito, Nuclear Power, Elsevier, Dordrecht, 2017."
    )
    assert (p.number, p.authors, p.journal, p.year, p.volume, p.pages) == (
        1,
        ("A. Kim", "B. Lee"),
        "Angew. Chem. Int. Ed.",
        2010,
        "49",
        "4738–4742",
    )
    assert p.years == (2010, 2012, 2017)
    assert parse_reference("2 (a) A. Kim, Chem. Sci., 2018, 9, 1; (b) B. Lee, Chem. Sci., 2019, 10, 2.").years == (2018, 2019)


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        ("DOI: 10.1021/ jacs.1c01234.", "10.1021/jacs.1c01234"),
        ("DOI:10.1021/jacs.1c01234", "10.1021/jacs.1c01234"),
        ("https://doi.org/10.1021/jacs.1c01234.", "10.1021/jacs.1c01234"),
        ("https:// doi.org/ 10.1021/jacs.1c01234", "10.1021/jacs.1c01234"),
        ("http://dx.doi.org/10.1021/jacs.1c01234", "10.1021/jacs.1c01234"),
        ("doi: 10.1021/jacs.7b 06197", "10.1021/jacs.7b06197"),
        ("doi: 10.1038/s41467-017- 01772-1", "10.1038/s41467-017-01772-1"),
        ("doi: 10.1038/s41467-017‐01772‐1", "10.1038/s41467-017-01772-1"),
        ("doi: 10.1021/acs.chem- mater.8b02077", "10.1021/acs.chemmater.8b02077"),
        ("doi: 10.1016/j.jpowsour.2019. 227471.", "10.1016/j.jpowsour.2019.227471"),
        ("doi:10.1016/S0378-7753(01)00585-7.", "10.1016/S0378-7753(01)00585-7"),
        ("(doi: 10.1021/jacs.1c01234)", "10.1021/jacs.1c01234"),
        ("[https://doi.org/10.1021/jacs.1c01234]", "10.1021/jacs.1c01234"),
        ("pp. 10.5/3", None),
    ],
)
def test_doi_is_mended(printed, doi):
    p = parse_reference(f"11 A. Kim, J. Am. Chem. Soc., 2020, 142, 5742, {printed}")
    assert p.doi == doi
    assert (p.year, p.volume) == (2020, "142")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("A. Kim, J. Name 2018, 1985–1990 (2016).", 2016),
        ("A. Kim, Chem. Mater. 2016, 28, 2018–2025.", 2016),
        ("A. Kim, Nano Energy 2011, 2015, 2019.", 2011),
        ("Kim, A. A title. Chem. Mater. 1999, 2000, 1998–2001.", 1999),
        ("The Society (2019, Oct 9). The prize in 2018. Retrieved from https://www.example.org/2020", 2019),
        ("A. Kim, The 1990s, Springer 1995, p. 2001.", 1995),
        ("Company. Data sheet, 2015 or 2016 edition.", None),
        ("A. Kim, unpublished.", None),
    ],
)
def test_year_is_that_of_publication(text, year):
    assert parse_reference(text).year == year


def test_letter_of_the_year():
    assert parse_reference("Lu, Z. (2001a). One. Chem. Mater. 1, 2.").suffix == "a"
    assert parse_reference("Lu, Z., 2001b. One. Chem. Mater. 1, 2.").suffix == "b"


@pytest.mark.parametrize(
    ("author", "family"),
    [
        ("Lu, Z.", "Lu"),
        ("Z. Lu", "Lu"),
        ("Lu ZH", "Lu"),
        ("J.-M. Tarascon", "Tarascon"),
        ("Z. van der Berg", "van der Berg"),
        ("M. E. Arroyo-de Dompablo", "Arroyo-de Dompablo"),
        ("Dahn J R", "Dahn"),
        ("Jeff Dahn", "Dahn"),
    ],
)
def test_family_name(author, family):
    assert family_name(author) == family


# ------------------------------------------------------------------------------------------------ splitting


def lay(*texts, hang=12.0, page=1, column=0, left=50.0, top=100.0):
    """Lines 10 pt apart; a text that begins with two spaces is set in by ``hang``."""
    return [
        EntryLine(
            t.strip(), left + (hang if t.startswith("  ") else 0.0), top + 10 * i, left + 230.0, top + 10 * i + 8, page, column
        )
        for i, t in enumerate(texts)
    ]


def split(lines):
    return [" ".join(line.text for line in entry) for entry in split_entries(lines)]


@pytest.mark.parametrize("label", ["{} ", "[{}] ", "{}. ", "({}) ", "{}) ", "^{{{}}}", "{}", "^{{[{}]}} ", "[{}]"])
def test_labels_of_every_kind(label):
    one, two, three = (label.format(n) for n in (1, 2, 3))
    lines = lay(
        "References",
        f"{one}A. Kim and B. Lee, Chem. Mater.,",
        "  2018, 2, 3–4.",
        f"{two}Z. Lu, Nature, 2001, 148,",
        "  3 and 1225.",
        f"{three}T. Ito, Small, 2012, 8, 1.",
    )
    got = split(lines)
    assert [e.split()[0] for e in got] == [t.text.split()[0] for t in (lines[1], lines[3], lines[5])]
    assert [r.year for r in read_references(lines)] == [2018, 2001, 2012]
    assert [r.number for r in read_references(lines)] == [1, 2, 3]


def test_years_and_pages_at_line_starts_are_no_entries_even_in_flush_lists():
    lines = lay(
        "1 A. Kim, B. Lee, J. Power Sources",
        "2018 , 2 , 45 .",
        "2 Z. Lu, J. Dahn, Chem. Mater. 2001,",
        "3 , 1225 .",
        "3 T. Ito, H. Park, Small 2012,",
        "4 , 17 .",
        "4 A. Kim, Nano Energy 2022, 100,",
        "107482.",
        "5 C. Zhao, Science 2020, 370, 708.",
    )
    assert [e.split()[0] for e in split(lines)] == ["1", "2", "3", "4", "5"]
    assert [r.year for r in read_references(lines)] == [2018, 2001, 2012, 2022, 2020]


def test_an_entry_broken_over_columns_and_pages_is_one():
    lines = [
        *lay("[1] A. Kim, Chem. Mater. 2018, 2, 3.", "[2] a) Z. Lu, J. Dahn, Nature", top=700),
        *lay("  2001, 148, 1; b) T. Ito, Small", column=1, left=310),
        *lay("  2012, 8, 1.", "[3] C. Zhao, Science 2020, 370, 708.", page=2),
    ]
    references = read_references(lines)
    assert [(r.number, r.year, r.page) for r in references] == [(1, 2018, 1), (2, 2001, 1), (3, 2020, 2)]
    assert [(g.page, g.box[0]) for g in references[1].regions] == [(1, 50.0), (1, 322.0), (2, 62.0)]


def test_numbers_in_a_column_of_their_own():
    numbers = [EntryLine(f"{n}.", 50, 100 + 20 * n, 58, 108 + 20 * n, 1, 0) for n in (1, 2, 3)]
    texts = [
        EntryLine(t, 70, 120 + 10 * i, 280, 128 + 10 * i, 1, 0)
        for i, t in enumerate(
            [
                "Kim, A. A. Title one. Chem. Mater.",
                "2, 3 (2018).",
                "Lu, Z. Title two. Nature 148,",
                "1 (2001).",
                "Ito, T. Small 8, 1 (2012).",
            ]
        )
    ]
    assert [(r.number, r.year) for r in read_references([*numbers, *texts])] == [(1, 2018), (2, 2001), (3, 2012)]


def test_right_aligned_numbers_and_first_numbers_above_one():
    texts = [f"{n} A. Kim, Chem. Mater., {1990 + n}, {n + 1}, {n + 2}." for n in range(8, 13)]
    lines = [EntryLine(t, 50 + (5 if n < 10 else 0), 100 + 10 * n, 280, 108 + 10 * n, 1, 0) for n, t in zip(range(8, 13), texts)]
    assert [(r.number, r.year) for r in read_references(lines)] == [(n, 1990 + n) for n in range(8, 13)]


def test_hanging_list_without_numbers():
    lines = [
        *lay(
            "REFERENCES",
            "Adamu, M., and Kale, G. M. (2016). A title of",
            "  MgZr4. J. Phys. Chem. C 120, 17909–17915.",
            "  doi: 10.1021/acs.jpcc.6b05036",
            "Aurbach, D., Lu, Z., et al.",
            "  (2000). Prototype systems. Nature 407, 724–727.",
            top=600,
        ),
        *lay("  doi: 10.1038/35037553", "van der Berg, P. (2018). Third. Small 8, 1.", "  doi: 10.1002/x.1", column=1, left=310),
        *lay("Conflict of Interest: The authors declare", "none of it.", column=1, left=310, top=400),
    ]
    references = read_references(lines)
    assert [(r.number, r.year, r.doi) for r in references] == [
        (1, 2016, "10.1021/acs.jpcc.6b05036"),
        (2, 2000, "10.1038/35037553"),
        (3, 2018, "10.1002/x.1"),
    ]


def test_list_without_numbers_and_without_indent():
    lines = lay(
        "Kim, A., Lee, B., 2018. First title. Chem. Mater. 2,",
        "3–4. https://doi.org/10.1021/cm1",
        "Lu, Z., Dahn, J.R., 2001. Second title. Nature",
        "148, 1225.",
        "Park, H., 2012. Third title. Small 8, 1.",
    )
    assert [r.year for r in read_references(lines)] == [2018, 2001, 2012]


def test_first_line_indent_without_numbers():
    lines = lay(
        "  Kim, A., and Lee, B. (2018). First title. Chem. Mater. 2,",
        "3–4.",
        "  Lu, Z., and Dahn, J. R. (2001). Second title. Nature",
        "148, 1225.",
        "  Park, H. (2012). Third title. Small 8, 1.",
    )
    assert [r.year for r in read_references(lines)] == [2018, 2001, 2012]


def test_what_stands_below_the_list_is_left_out():
    lines = lay(
        "1. Kim, A. Title. Chem. Mater. 2018, 2, 3.",
        "2. Lu, Z. Title. Nature 2001, 148, 1225.",
        "© 2020 by the authors. Licensee X, Basel, 2019.",
        "This article is open.",
    )
    assert split(lines) == ["1. Kim, A. Title. Chem. Mater. 2018, 2, 3.", "2. Lu, Z. Title. Nature 2001, 148, 1225."]


def test_a_number_that_was_not_found_does_not_shift_the_others():
    lines = lay(*(f"[{n}] A. Kim, Small {2000 + n}, {n}, 7." for n in (1, 2, 3, 6, 7, 8)))
    assert [(r.number, r.year) for r in read_references(lines)] == [(n, 2000 + n) for n in (1, 2, 3, 6, 7, 8)]


def test_one_entry_and_none():
    assert [r.year for r in read_references(lay("1 A. Kim, Small, 2012, 8, 1."))] == [2012]
    assert read_references([]) == ()
    assert split_entries(lay("References")) == []


@pytest.mark.parametrize(
    ("pieces", "joined"),
    [
        (("A. Kim, Chem. Mater. 2012, 8, 12–", "15."), "A. Kim, Chem. Mater. 2012, 8, 12–15."),
        (("Y.-", "G. Guo"), "Y.-G. Guo"),
        (("sodium-ion bat-", "teries"), "sodium-ion batteries"),
        (("https://doi.org/", "10.1021/x"), "https://doi.org/10.1021/x"),
        (("10.1038/s41467-017-", "01772-1"), "10.1038/s41467-017-01772-1"),
        (("J. Power", "Sources"), "J. Power Sources"),
    ],
)
def test_lines_are_joined(pieces, joined):
    assert join_lines(lay(*pieces)) == joined


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_parsed_without_a_crash(text):
    parsed = parse_reference(text)
    assert parsed.text == text
    assert parsed.year is None or 1800 <= parsed.year <= 2049


@settings(max_examples=40)
@given(st.lists(st.text(alphabet="12. [](),A bKim", max_size=20), max_size=12))
def test_no_line_is_given_to_two_entries(texts):
    lines = lay(*texts)
    kept = [line for entry in split_entries(lines) for line in entry]
    assert len(kept) <= len(lines)
    assert all(a.top <= b.top for a, b in pairwise(kept))
