"""Every format is known by its contents and read into the same words; a broken record costs itself alone."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.trends.exports import ExportError, read, read_text
from pipeline.trends.exports.encoding import decode
from pipeline.trends.model import Author

WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Okafor, LN
   Lindqvist, P
AF Okafor, Lena N.
   Lindqvist, Per
TI Calcium pillars in a P2-type layered
   oxide cathode
SO JOURNAL OF INVENTED BATTERIES
LA English
DT Article; Early Access
DE sodium-ion batteries; P2 phase
ID CATHODE MATERIALS; TRANSITION
AB The first sentence. The second one.
C1 [Okafor, Lena N.] Univ Demo, Dept Chem, Uppsala, Sweden.
   [Lindqvist, Per] Inst Invented, Beijing 100190, Peoples R China.
CR Someone A, 2001, J SOMETHING, V1, P1
NR 31
TC 7
PU DEMO PRESS
SN 1234-5678
PD MAR 5
PY 2021
VL 12
IS 3
BP 101
EP 109
DI 10.5555/DEMO.1
UT WOS:000600000000001
PM 33000001
ER

PT J
AU Brandt, K
TI A second record
PY 2020
ER

EF
"""

RIS = """TY  - JOUR
TI  - Tunnel oxides for sodium storage
T2  - Annals of Demonstration
AU  - Marchetti, G.
AU  - Sato, H.
PY  - 2019
VL  - 4
IS  - 2
SP  - 55
EP  - 61
DO  - 10.5555/demo.2
AD  - Department of Examples, University of Turin, Italy
AB  - An abstract
that goes on.
KW  - tunnel structure
KW  - sodium
N1  - Cited By :12
N1  - Export Date: 3 May 2020
M3  - Review
DB  - Scopus
UR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-85000000001&doi=10.5555%2fdemo.2
ER  -

TY  - CHAP
T1  - A chapter
BT  - The Book
A1  - Sato, Hiro
Y1  - 2018/05/07/
ER  -
"""

NBIB = """
PMID- 30000001
OWN - NLM
IS  - 1932-6203 (Electronic)
VI  - 14
IP  - 1
DP  - 2019 Jan 5
TI  - Layered oxides in air: what
      water does.
PG  - 11-19
LID - 10.5555/demo.3 [doi]
AB  - One line
      and another.
FAU - Novak, Jana
AU  - Novak J
AD  - Institute of Demonstrations, Prague, Czech Republic. Electronic address: jana@example.org.
LA  - eng
PT  - Journal Article
TA  - J Demo
JT  - Journal of demonstrations
MH  - *Batteries/chemistry
OT  - air stability
SO  - J Demo. 2019 Jan 5;14(1):11-19.

PMID- 30000002
TI  - Second.
DP  - 2018 Nov-Dec
SO  - J Demo. 2018.
"""

BIBTEX = r"""
% made up
@string{jd = "Journal of Demonstrations"}
@comment{not an entry}
@article{mueller2020,
  title = {{Na}$_{0.67}${MnO}$_2$ with \textit{less} strain},
  author = {M{\"u}ller, J{\"o}rg and {\O}sterg\aa rd, K. and de la Cruz, Ana},
  journal = jd, volume = 7, number = {1}, pages = {10--19}, year = 2020, month = mar,
  doi = {10.5555/demo.4}, author_keywords = {manganese; strain}, keywords = {Cathodes; Sodium},
  note = {Cited by: 9; All Open Access}, affiliations = {Univ A, Kiel, Germany; Univ B, Bergen, Norway},
  document_type = {Article}, url = {https://www.scopus.com/inward/record.uri?eid=2-s2.0-85000000002}
}
@article{mueller2020, title = "The same key again", year = {2021}}
@article{broken, title = {No end of this one
@inproceedings{twice, title = {First}, title = {Second}, year = {2017}, booktitle = {Proc. Demo}}
"""

ENDNOTE = """%0 Journal Article
%A Ferrari, Lucia
%A Kim, Min-ho
%T Spinel and layers together
%J Journal of Demonstrations
%D 2016
%V 3
%P 1-9
%R 10.5555/demo.5
%K spinel
composite
%X An abstract.

%0 Book
%A Kim, Min-ho
%T A book
%D 2015
"""

SCOPUS_OLD = (
    "\ufeffAuthors,Author(s) ID,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,Page count,Cited by,DOI,Link,"
    "Affiliations,Author Keywords,Index Keywords,Document Type,Source,EID\n"
    '"Sato H., Marchetti G.","1;2;","Two phases, one ""cathode""",2018,"Demo Lett",5,1,,10,18,,4,10.5555/demo.6,https://x,'
    '"Univ C, Kyoto, Japan; Univ D, Turin, Italy","biphasic; P2/O3","Cathodes",Article,Scopus,2-s2.0-85000000003\n'
)
SCOPUS_NEW = (
    '"Authors","Author full names","Author(s) ID","Title","Year","Source title","Volume","Issue","Art. No.","Page start",'
    '"Page end","Cited by","DOI","Abstract","Author Keywords","Document Type","Source","EID"\n'
    '"Sato, H.; Marchetti, G.","Sato, Hiro (1); Marchetti, Gaia (2)","1; 2","New header",2024,"Demo Lett","9","2","e17","",'
    '"","3","10.5555/demo.7","Line one\nline two","doping","Article","Scopus","2-s2.0-85000000004"\n'
)
DIMENSIONS = (
    '"About the data: Exported on Nov 02, 2025. Criteria: invented.",,,,\n'
    "Rank,Publication ID,DOI,Title,Source title,PubYear,Publication Type,Authors,Authors Affiliations,"
    "Country/Region of research organization,Times cited\n"
    '1,pub.1,10.5555/demo.8,O3 layers,Demo J,2022,Article,"Okafor, Lena; Brandt, Kai","Okafor, Lena (Univ Demo)",'
    '"Sweden; Germany",5\n'
)
LENS = (
    "#,Lens ID,Title,Date Published,Publication Year,Publication Type,Source Title,ISSNs,Publisher,Author/s,Abstract,Volume,"
    "Issue Number,Start Page,End Page,Keywords,PMID,DOI,Citing Works Count\n"
    "1,000-1,P3 layers,2023-04-05,2023,journal article,Demo J,12345678,Demo Press,"
    "Lena Okafor; Kai Brandt,,8,1,1,9,,,10.5555/demo.9,2\n"
)
SPRINGER = (
    "Item Title,Publication Title,Book Series Title,Journal Volume,Journal Issue,Item DOI,Authors,"
    "Publication Year,URL,Content Type\n"
    '"Air-stable layers","Ionics Demo",,27,4,10.5555/demo.10,"Lena OkaforKai BrandtIan McDonald",2021,http://x,Article\n'
)
OPENALEX = {
    "meta": {"count": 1},
    "results": [
        {
            "id": "https://openalex.org/W1",
            "doi": "https://doi.org/10.5555/demo.11",
            "title": "Kinetics of layers",
            "publication_year": 2022,
            "publication_date": "2022-02-03",
            "type": "article",
            "language": "en",
            "cited_by_count": 6,
            "referenced_works_count": 40,
            "authorships": [
                {
                    "author": {"display_name": "Lena N. Okafor"},
                    "countries": ["SE"],
                    "raw_affiliation_strings": ["Univ Demo, Uppsala, Sweden"],
                }
            ],
            "primary_location": {"source": {"display_name": "Demo J", "issn_l": "1234-5678"}},
            "biblio": {"volume": "3", "issue": None, "first_page": "1", "last_page": "8"},
            "keywords": [{"display_name": "Kinetics"}],
            "concepts": [{"display_name": "Cathode"}],
            "abstract_inverted_index": {"Ions": [0], "move": [1], "fast": [2, 4], "and": [3]},
            "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/33000002"},
        }
    ],
}
CROSSREF = {
    "status": "ok",
    "message-type": "work-list",
    "message": {
        "total-results": 1,
        "items": [
            {
                "DOI": "10.5555/DEMO.12",
                "title": ["High <i>voltage</i> layers"],
                "subtitle": ["A study"],
                "author": [{"given": "Lena", "family": "Okafor", "affiliation": [{"name": "Univ Demo, Oslo, Norway"}]}],
                "container-title": ["Demo J"],
                "issued": {"date-parts": [[2023, 7]]},
                "volume": "5",
                "page": "1-9",
                "type": "journal-article",
                "is-referenced-by-count": 3,
                "references-count": 12,
                "abstract": "<jats:title>Abstract</jats:title><jats:p>"
                "Na<jats:sub>0.7</jats:sub>MnO<jats:sub>2</jats:sub> works.</jats:p>",
            }
        ],
    },
}
SEMANTIC = {
    "total": 1,
    "data": [
        {
            "paperId": "abc123",
            "externalIds": {"DOI": "10.5555/demo.13", "PubMed": "33000003"},
            "title": "Rates",
            "year": 2021,
            "authors": [{"name": "Lena Okafor"}],
            "venue": "Demo J",
            "journal": {"name": "Demo J", "volume": "2", "pages": "3-4"},
            "publicationTypes": ["JournalArticle", "Review"],
            "citationCount": 8,
        }
    ],
}


def of(text, name="export", columns=None):
    return read_text(text, name, columns=columns).publications


def lost(reading):
    return [(b.line, b.reason) for b in reading.bad if b.lost]


def remarks(reading):
    return [(b.line, b.reason) for b in reading.bad if not b.lost]


def test_web_of_science_tagged():
    first, second = of(WOS)
    assert first.identifier == "doi:10.5555/demo.1"
    assert first.title == "Calcium pillars in a P2-type layered oxide cathode"
    assert first.authors == (Author("Okafor", "Lena N."), Author("Lindqvist", "Per"))
    assert (first.year, first.date, first.journal) == (2021, "2021-03-05", "JOURNAL OF INVENTED BATTERIES")
    assert (first.volume, first.issue, first.pages) == ("12", "3", "101–109")
    assert first.keywords == ("sodium-ion batteries", "P2 phase")
    assert first.index_terms == ("CATHODE MATERIALS", "TRANSITION")
    assert first.kinds == ("Article", "Early Access")
    assert first.countries == ("Sweden", "China")
    assert first.affiliations[0] == "Univ Demo, Dept Chem, Uppsala, Sweden."
    assert (first.citations, first.reference_count) == (7, 31)
    assert first.identifiers == {"wos": "000600000000001", "pmid": "33000001", "issn": "1234-5678"}
    assert (first.origins[0].format, first.origins[0].record, first.origins[0].line) == ("Web of Science tagged", 1, 3)
    assert (second.identifier, second.origins[0].line) == ("export#2", 34)


@pytest.mark.parametrize(
    "head",
    ["FN Thomson Reuters Web of Science™\nVR 1.0\n", "\ufeffFN ISI Export Format\nVR 1.0\n", "", "\n\nFN Clarivate\nVR 1.0\n"],
)
def test_heads_of_web_of_science(head):
    assert len(of(head + WOS.partition("VR 1.0\n")[2])) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_of_web_of_science(encoding, tmp_path):
    path = tmp_path / "savedrecs.txt"
    path.write_bytes(WOS.replace("Okafor", "Økafor").replace("\n", "\r\n").encode(encoding))
    found = read([path])
    assert [p.authors[0].family for p in found.publications] == ["Økafor", "Brandt"]
    assert found.bad == ()


def test_a_web_of_science_file_without_its_end_mark_is_said_to_be_cut_off():
    found = read_text(WOS.replace("\nEF\n", ""), "x")
    assert len(found.publications) == 2
    assert remarks(found) == [(38, "has no end mark (EF): the export may have been cut off, and records be missing after it")]


def test_a_web_of_science_record_without_its_end_mark_costs_itself():
    found = read_text(WOS.replace("ER\n\nPT J\nAU Brandt", "\nPT J\nAU Brandt"), "x")
    assert [p.title for p in found.publications] == ["A second record"]
    assert lost(found) == [(3, "has no end mark (ER) before the next record begins on line 33")]


def test_cited_references_that_lost_their_tag_are_no_addresses():
    text = WOS.replace("CR Someone A, 2001, J SOMETHING, V1, P1", "   Someone A, 2001, J SOMETHING, V1, P1")
    found = read_text(text, "x")
    assert len(found.publications[0].affiliations) == 2
    assert remarks(found) == [(3, "1 cited references stand among the addresses (C1) and were left out")]


def test_web_of_science_tab_delimited():
    text = (
        "\ufeffPT\tAU\tAF\tTI\tSO\tDT\tC1\tTC\tPY\tDI\tUT\t\n"
        'J\tOkafor, LN\tOkafor, Lena N.; Brandt, K\t"Smart" layers\tDEMO J\tReview\t'
        "[Okafor, Lena N.; Brandt, K] Univ Demo, Oslo, Norway; [Brandt, K] Univ E, Kiel, "
        "Germany\t2\t2020\t10.5555/demo.14\tWOS:1\t\n"
        "J\tShort\n"
    )
    found = read_text(text, "x")
    (one,) = found.publications
    assert one.title == '"Smart" layers'
    assert one.countries == ("Norway", "Germany")
    assert one.kinds == ("Review",)
    assert lost(found) == [(3, "has 2 cells, where the header has 12")]


def test_ris_of_scopus():
    first, second = of(RIS)
    assert first.title == "Tunnel oxides for sodium storage"
    assert first.authors == (Author("Marchetti", "G."), Author("Sato", "H."))
    assert first.abstract == "An abstract that goes on."
    assert first.keywords == ("tunnel structure", "sodium")
    assert (first.journal, first.pages, first.kinds, first.citations) == ("Annals of Demonstration", "55–61", ("Review",), 12)
    assert (first.countries, first.identifiers) == (("Italy",), {"eid": "2-s2.0-85000000001"})
    assert (second.title, second.journal, second.date, second.kinds) == ("A chapter", "The Book", "2018-05-07", ("Book chapter",))


def test_ris_with_other_spaces_and_line_ends_and_a_broken_record():
    text = RIS.replace("  - ", " - ").replace("ER  -\n\nTY - CHAP", "\nTY - CHAP")
    found = read_text(text, "x")
    assert [p.title for p in found.publications] == ["A chapter"]
    assert lost(found) == [(1, "has no end mark (ER) before the next record begins on line 23")]


def test_ris_without_any_end_marks_is_parted_where_the_next_record_begins():
    found = read_text(RIS.replace("ER  -\n", ""), "x")
    assert len(found.publications) == 2
    assert [line for line, _ in remarks(found)] == [None]


def test_ris_of_embase_and_endnote():
    text = (
        "\nTY  - JOUR\nM3  - Conference Abstract\nT1  - Layers\nAD  - (Okafor L.; Brandt K.) Univ Demo, Bergen, Norway\n"
        "A1  - Okafor L.\nA1  - Brandt K.\nKW  - EMTREE MEDICAL INDEX TERMS\nKW  - cathode\nJF  - Demo Journal\nJO  - Demo J.\n"
        "PY  - 2017\nL2  - http://dx.doi.org/10.5555/demo.15\nSN  - 1234-567X\nER  - \n"
        "TY  - JOUR\nAU  - Sato, H\nTI  - More\nKW  - one\ntwo\nthree\nPY  - 2016\nER  - \n"
    )
    first, second = of(text)
    assert first.authors == (Author("Okafor", "L."), Author("Brandt", "K."))
    assert (first.doi, first.journal, first.kinds) == ("10.5555/demo.15", "Demo Journal", ("Conference Abstract",))
    assert (first.keywords, first.index_terms) == ((), ("cathode",))
    assert first.affiliations == ("Univ Demo, Bergen, Norway",)
    assert second.keywords == ("one", "two", "three")


def test_rispy_reads_the_same_records():
    rispy = pytest.importorskip("rispy")
    theirs = rispy.loads(RIS)
    assert [r.get("title", r.get("primary_title")) for r in theirs] == [p.title for p in of(RIS)]
    assert [r.get("doi") for r in theirs] == [p.doi for p in of(RIS)]


def test_medline():
    first, second = of(NBIB)
    assert first.title == "Layered oxides in air: what water does"
    assert first.abstract == "One line and another."
    assert first.authors == (Author("Novak", "Jana"),)
    assert (first.year, first.date, first.pages, first.doi) == (2019, "2019-01-05", "11–19", "10.5555/demo.3")
    assert (first.journal, first.countries) == ("Journal of demonstrations", ("Czechia",))
    assert (first.keywords, first.index_terms) == (("air stability",), ("Batteries",))
    assert (second.identifier, second.date, second.title) == ("pmid:30000002", "2018-11", "Second")


def test_a_medline_file_that_is_cut_off():
    found = read_text(NBIB.replace("SO  - J Demo. 2018.\n", ""), "x")
    assert len(found.publications) == 1
    assert lost(found) == [(25, "has no source (SO), which ends every other record: the file is cut off")]


def test_bibtex():
    found = read_text(BIBTEX, "x")
    first, second, third = found.publications
    assert first.title == "Na0.67MnO2 with less strain"
    assert first.authors == (Author("Müller", "Jörg"), Author("Østergård", "K."), Author("de la Cruz", "Ana"))
    assert (first.journal, first.volume, first.pages, first.date) == ("Journal of Demonstrations", "7", "10–19", "2020-03")
    assert (first.keywords, first.index_terms) == (("manganese", "strain"), ("Cathodes", "Sodium"))
    assert (first.citations, first.countries, first.kinds) == (9, ("Germany", "Norway"), ("Article",))
    assert first.identifiers == {"eid": "2-s2.0-85000000002"}
    assert (second.title, second.year) == ("The same key again", 2021)
    assert (third.title, third.journal) == ("First", "Proc. Demo")
    assert [line for line, _ in lost(found)] == [14]
    assert remarks(found) == [(15, "fields stand twice (title): the first is taken")]


def test_endnote_tagged():
    first, second = of(ENDNOTE)
    assert first.authors == (Author("Ferrari", "Lucia"), Author("Kim", "Min-ho"))
    assert (first.keywords, first.doi, first.pages) == (("spinel", "composite"), "10.5555/demo.5", "1–9")
    assert (second.title, second.kinds) == ("A book", ("Book",))


def test_endnote_xml_and_its_broken_record():
    one = (
        '<record><ref-type name="Journal Article">17</ref-type><contributors><authors><author><style face="normal">Okafor, Lena'
        "</style></author></authors></contributors>"
        "<titles><title><style>Layers &amp; salts</style></title><secondary-title>Demo J"
        "</secondary-title></titles><dates><year>2019</year></dates><electronic-resource-num>10.5555/demo.16"
        "</electronic-resource-num></record>"
    )
    broken, other = "<record><titles><title>Bro</titles></record>", one.replace("16", "17")
    text = f'<?xml version="1.0"?><xml><records>\n{one}\n{broken}\n{other}</records></xml>'
    found = read_text(text, "x")
    assert [p.doi for p in found.publications] == ["10.5555/demo.16", "10.5555/demo.17"]
    assert found.publications[0].title == "Layers & salts"
    assert [line for line, _ in lost(found)] == [3]


def test_scopus_csv_with_its_old_and_new_headers():
    (old,), (new,) = of(SCOPUS_OLD), of(SCOPUS_NEW)
    assert old.title == 'Two phases, one "cathode"'
    assert old.authors == (Author("Sato", "H."), Author("Marchetti", "G."))
    assert (old.pages, old.countries, old.keywords) == ("10–18", ("Japan", "Italy"), ("biphasic", "P2/O3"))
    assert (old.journal, old.citations, old.identifiers["eid"]) == ("Demo Lett", 4, "2-s2.0-85000000003")
    assert new.authors == (Author("Sato", "Hiro"), Author("Marchetti", "Gaia"))
    assert (new.abstract, new.pages, new.citations) == ("Line one line two", "e17", 3)


def test_csv_of_dimensions_lens_and_springer():
    (dimensions,), (lens,), (springer,) = of(DIMENSIONS), of(LENS), of(SPRINGER)
    assert (dimensions.year, dimensions.countries, dimensions.citations) == (2022, ("Sweden", "Germany"), 5)
    assert dimensions.authors == (Author("Okafor", "Lena"), Author("Brandt", "Kai"))
    assert dimensions.origins[0].line == 3
    assert (lens.title, lens.date, lens.pages, lens.citations) == ("P3 layers", "2023-04-05", "1–9", 2)
    assert lens.authors == (Author("Lena Okafor"), Author("Kai Brandt"))
    assert springer.authors == (Author("Lena Okafor"), Author("Kai Brandt"), Author("Ian McDonald"))
    assert (springer.title, springer.journal, springer.volume) == ("Air-stable layers", "Ionics Demo", "27")


def test_a_table_with_columns_of_its_own():
    text = "Überschrift;Jahr;Kennung\nSchichtoxide;2020;10.5555/demo.18\n"
    with pytest.raises(ExportError, match="--column-map title=COLUMN"):
        read_text(text, "x")
    (one,) = of(text, columns={"title": "Überschrift", "year": "Jahr", "doi": "Kennung"})
    assert (one.title, one.year, one.doi) == ("Schichtoxide", 2020, "10.5555/demo.18")
    with pytest.raises(ExportError, match="has no column 'Titel'"):
        read_text(text, "x", columns={"title": "Titel"})


def test_a_row_of_the_wrong_width_costs_itself():
    found = read_text(
        'doi,title,year\n10.5555/a,"One, two",2020\n10.5555/b,Three, four,2021\n10.5555/c\n10.5555/d,Five,2022\n', "x"
    )
    assert [p.doi for p in found.publications] == ["10.5555/a", "10.5555/d"]
    assert lost(found) == [(3, "has 4 cells, where the header has 3"), (4, "has 1 cells, where the header has 3")]


def test_a_quotation_mark_that_is_never_closed_costs_one_row():
    rows = [f'10.5555/{n},"Title {n}, with a comma",{2000 + n}' for n in range(6)]
    rows[2] = '10.5555/2,"Title 2, with a comma,2002'
    found = read_text("doi,title,year\n" + "\n".join(rows) + "\n", "x")
    assert [p.doi for p in found.publications] == [f"10.5555/{n}" for n in (0, 1, 3, 4, 5)]
    assert [line for line, _ in lost(found)] == [4]


def test_many_marks_that_are_never_closed_each_cost_their_row():
    rows = [f'10.5555/{n},"Title {n},{2000 + n}' if n % 2 else f"10.5555/{n},Title {n},{2000 + n}" for n in range(8)]
    found = read_text("doi,title,year\n" + "\n".join(rows) + "\n", "x")
    assert [p.doi for p in found.publications] == [f"10.5555/{n}" for n in (0, 2, 4, 6)]
    assert [line for line, _ in lost(found)] == [3, 5, 7, 9]


def test_what_is_left_of_a_torn_row_is_no_row_of_its_own():
    rows = ('10.5555/a,"One "bad" mark\nand a rest of it\nand more",x,2000', '10.5555/b,Two,"fine\ntext",2001')
    found = read_text("doi,title,abstract,year\n" + "\n".join(rows), "x")
    assert [p.doi for p in found.publications] == ["10.5555/b"]
    assert [line for line, _ in lost(found)] == [2]


def test_line_ends_inside_cells_are_no_rows():
    found = read_text('title,abstract,doi\nA,"one\ntwo\n\nthree",10.5555/a\nB,four,10.5555/b\n', "x")
    assert [(p.title, p.abstract, p.origins[0].line) for p in found.publications] == [("A", "one two three", 2), ("B", "four", 6)]


def test_openalex_crossref_and_semantic_scholar():
    (o,), (c,), (s,) = of(json.dumps(OPENALEX, indent=1)), of(json.dumps(CROSSREF)), of(json.dumps(SEMANTIC))
    assert (o.identifier, o.abstract, o.countries) == ("doi:10.5555/demo.11", "Ions move fast and fast", ("Sweden",))
    assert (o.authors, o.pages, o.kinds, o.citations) == ((Author("Lena N. Okafor"),), "1–8", ("article",), 6)
    assert o.identifiers == {"openalex": "W1", "pmid": "33000002", "issn": "1234-5678"}
    assert (c.title, c.abstract, c.date) == ("High voltage layers: A study", "Na0.7MnO2 works.", "2023-07")
    assert (c.authors, c.countries, c.citations) == ((Author("Okafor", "Lena"),), ("Norway",), 3)
    assert (s.identifier, s.pages, s.kinds) == ("doi:10.5555/demo.13", "3–4", ("JournalArticle", "Review"))
    assert s.origins[0].format == "Semantic Scholar JSON"


def test_json_lines_with_a_broken_line_and_a_page():
    text = "\n".join([json.dumps(OPENALEX["results"][0]), '{"id": "https://openalex.org/W2", "ti', json.dumps(OPENALEX), ""])
    found = read_text(text, "x")
    assert len(found.publications) == 2
    assert [line for line, _ in lost(found)] == [2]


def test_a_json_page_that_is_cut_off_or_has_a_broken_work():
    works = [{**CROSSREF["message"]["items"][0], "DOI": f"10.5555/{n}"} for n in range(3)]
    text = json.dumps({"message": {"items": works}}, indent=1)
    cut = read_text(text[: text.rindex('"volume"')], "x")
    assert [p.doi for p in cut.publications] == ["10.5555/0", "10.5555/1"]
    assert len(lost(cut)) == 1
    broken = read_text(text.replace('"10.5555/1"', '"10.5555/1', 1), "x")
    assert [p.doi for p in broken.publications] == ["10.5555/0", "10.5555/2"]
    assert len(lost(broken)) == 1


def test_a_list_with_null_and_an_odd_field():
    works = [
        None,
        {"DOI": "10.5555/x", "title": "One", "author": [None, "text"]},
        {"DOI": "10.5555/y", "title": ["Two"], "author": 3},
    ]
    found = read_text(json.dumps(works), "x")
    assert [p.doi for p in found.publications] == ["10.5555/x"]
    assert [reason.partition(":")[0] for _, reason in lost(found)] == [
        "is no work but null",
        "has a field that is not what its source documents",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 rest", "is a PDF"),
        (b"PK\x03\x04rest", "Excel"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "is a web page"),
        (b"just some words\nand more\n", "no format that is known"),
        (b'{"a": 1}', "is JSON, but"),
    ],
)
def test_what_is_no_export_says_what_it_is_and_costs_nothing_else(data, said, tmp_path):
    (tmp_path / "a.bad").write_bytes(data)
    (tmp_path / "b.ris").write_text(RIS)
    found = read([tmp_path])
    assert said in found.files[0].error
    assert len(found.publications) == 2


def test_the_same_file_twice_is_read_once(tmp_path):
    for name in ("a.ris", "b.ris"):
        (tmp_path / name).write_text(RIS)
    found = read([tmp_path])
    assert len(found.publications) == 2
    assert found.files[1].same_as == "a.ris"


def test_a_record_with_nothing_to_know_it_by_is_bad():
    found = read_text("TY  - JOUR\nPY  - 2019\nER  - \n", "x")
    assert lost(found) == [(1, "has neither title nor DOI nor a database's identifier")]


def test_encodings():
    word = "Müller sénior Øst naïve façade"
    assert decode(word.encode("cp1252")).text == word
    assert decode(word.encode("mac_roman")).text == word
    assert decode(word.encode("cp1252")).encoding == "cp1252"
    mixed = "Müller — Ø ".encode() * 4 + "Größe\n".encode("cp1252") + "é".encode()
    assert decode(mixed).text == "Müller — Ø " * 4 + "Größe\né"
    assert decode(mixed).remark == "not all UTF-8: 2 stray bytes, first on line 1, read as Windows-1252"
    assert decode(b"a\r\nb\rc").text == "a\nb\nc"


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    text = decode(data).text
    for whole in (
        text,
        f"TY  - JOUR\n{text}",
        f"PT J\n{text}",
        f"doi,title\n{text}",
        f"@article{{a,\n{text}",
        f"PMID- 1\n{text}",
    ):
        try:
            read_text(whole, "x")
        except ExportError:
            continue


@settings(deadline=None)
@given(st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=30), min_size=1, max_size=8))
def test_as_many_ris_records_come_out_as_go_in(titles):
    text = "".join(f"TY  - JOUR\nTI  - {t}\nID  - {n}\nDO  - 10.5555/{n}\nER  - \n" for n, t in enumerate(titles))
    found = read_text(text, "x")
    assert len(found.publications) + len(lost(found)) == len(titles)
