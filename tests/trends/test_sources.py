# ruff: noqa: E501 - exports have long lines
"""Exports as each source writes them: as many records as stand in the file, and the fields under whatever name they have."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.trends.exports import ExportError, read, read_text
from pipeline.trends.exports.clean import cited_in, doi_of, pages_of, whole_source
from pipeline.trends.exports.workbook import sheet
from pipeline.trends.model import Author


def of(text, name="export"):
    return read_text(text, name).publications


def lost(reading):
    return [(b.line, b.reason) for b in reading.bad if b.lost]


def remarks(reading):
    return [(b.line, b.reason) for b in reading.bad if not b.lost]


# --- RIS -------------------------------------------------------------------------------------------------------------------

EMBASE_RIS = """TY  - JOUR
M3  - Article
Y1  - 2014
VL  - 3
IS  - 3
SP  - 152
EP  - 160
SN  - 1234-5678
SN  - 8765-4321
JF  - Demo Journal of Cells
JO  - Demo J. Cells
UR  - http://www.embase.com/search/results?subaction=viewrecord&from=export&id=L300000001
U2  - L300000001
C5  - 24000001
DB  - Embase
DB  - Medline
U4  - 2014-09-04
L2  - http://dx.doi.org/10.5555/embase.1
DO  - 10.5555/embase.1
LK  - http://sfx.example.org/x?sid=EMBASE&issn=12345678&id=doi:10.5555%2Fembase.1&atitle=Sodium+cells&pages=152-160
A1  - Okafor L.
A1  - Brandt K.J.
M1  - (Okafor L., lena@example.org) Department of Examples, Univ Demo, Uppsala, Sweden
M1  - (Brandt K.J.) Institute of Inventions, Kiel, Germany
AD  - L. Okafor, Department of Examples, Univ Demo, Uppsala, Sweden
T1  - Sodium cells, their making and their ends
LA  - English
KW  - cathode
KW  - sodium ion
KW  - layered oxide
C1  - layered oxide
N2  - An abstract of cells.
ER  - 

TY  - JOUR
M3  - Review
Y1  - 2018
JF  - Demo Journal of Cells
DB  - Embase
LK  - http://sfx.example.org/x?sid=EMBASE&id=doi:10.5555%2Fembase.2&atitle=More
A1  - Sato H.
T1  - More of them
ER  - 
"""  # noqa: W291


def test_ris_of_embase():
    found = read_text(EMBASE_RIS, "x")
    first, second = found.publications
    assert (first.title, first.year, first.pages) == ("Sodium cells, their making and their ends", 2014, "152–160")
    assert first.authors == (Author("Okafor", "L."), Author("Brandt", "K.J."))
    assert (first.keywords, first.index_terms) == (("layered oxide",), ("cathode", "sodium ion"))
    assert first.countries == ("Sweden", "Germany")
    assert first.identifiers == {"pmid": "24000001", "issn": "1234-5678"}
    assert (first.kinds, second.kinds) == (("Article",), ("Review",))
    assert second.doi == "10.5555/embase.2"
    assert not found.bad


OVID_RIS = """1.
TY  - JOUR
ID  - 2019-65000-001
DO  - http://dx.doi.org/10.5555/ovid.1
T1  - A title with a stop.
A1  - Trenta, Ines A
A1  - Irons, Chris
Y1  - 2019//
N2  - An abstract.
KW  - *Cathodes
KW  - Symptoms
M3  - Health & Mental Prevention [3300]
JF  - Demo Review
SP  - No
EP  - Specified
SN  - 1063-3995
AD  - Trenta, Ines A.: Univ Demo, Coimbra, Portugal, 3000-115, ines@example.org
ER  -
NL  - Demo Rev

Link to the Ovid Full Text or citation: https://example.org/?doi=10.5555%2Fovid.1

2.
TY  - JOUR
ID  - 2019-29000-001
T1  - Another
A1  - Trenta, Ines A
Y1  - 2018/08//
M1  - Else, B. (2010). Something cited. 28, 2, 255-281.
DO  - http://dx.doi.org/10.5555/ovid.2
ER  -
"""


def test_ris_of_ovid_with_lines_between_its_records():
    found = read_text(OVID_RIS, "x")
    first, second = found.publications
    assert (first.title, first.year, first.doi) == ("A title with a stop", 2019, "10.5555/ovid.1")
    assert (first.pages, first.kinds, first.countries) == (None, ("Journal article",), ("Portugal",))
    assert first.keywords == ("Cathodes", "Symptoms")
    assert (second.date, second.affiliations) == ("2018-08", ())
    assert lost(found) == []
    assert remarks(found) == [(1, "4 lines outside of records were passed over")]


def test_ris_of_pubmed_by_way_of_endnote():
    text = (
        "\nTY  - JOUR\nAD  - Health Research Institute, Osaka, Japan.\nFaculty of Medicine, Turku, Finland.\nAN  - 29000001\n"
        "AU  - Abe, H.\nAU  - Ito, M.\nDA  - Mar 1\nDO  - 10.5555/pm.1\nDP  - NLM\nET  - 2018/02/21\nIS  - 3\n"
        "KW  - Animals\nCell Line\nCathodes/*chemistry\n*Phytotherapy\nyuzu\n"
        "N1  - 1347-3352\nAbe, Hiroko\nJournal Article\nJapan\nDemo Sci. 2018 Mar 1;67(3):335-344. doi: 10.5555/pm.1.\n"
        "PY  - 2018\nSN  - 1345-8957\nSP  - 335-344\nST  - Peel\nT2  - Demo Sci\nTI  - Peel attenuates\nVL  - 67\nID  - 62\nER  -\n"
    )
    (one,) = of(text)
    assert (one.date, one.year, one.pages, one.journal) == ("2018-03-01", 2018, "335–344", "Demo Sci")
    assert one.keywords == ("Animals", "Cell Line", "Cathodes", "Phytotherapy", "yuzu")
    assert (one.countries, one.identifiers["pmid"], one.citations) == (("Japan", "Finland"), "29000001", None)


def test_ris_of_proquest_ebsco_dimensions_lens_and_google_scholar():
    text = (
        "TY  - JOUR\nT1  - Of ProQuest\nAN  - 2214991469; 51887\nJF  - Demo J\nAU  - Jones, Hannah\nPY  - 2019\n"
        "SN  - 0894-9867, 0894-9867\nUR  - https://search.example.org/docview/2214991469?accountid=14772\n"
        "L2  - http://sfx.example.org/?rft_id=info:doi/10.5555%2Fpq.1\nLA  - English\nN1  - Last updated - 2019-05-03\nER  - \n\n\n\n"
        "TY  - JOUR\nAU  - Muller, Julie M.\nAD  - Northern AZ U\nT1  - Of EBSCO\nJO  - Demo J\nY1  - 2008/08//\nSP  - 212\n"
        "EP  - 231\nSN  - 10685502\nN1  - Accession Number: 0992879; Publication Type: Journal Article; Update Code: 20080901\n"
        "KW  - Prices Q51\nDP  - EBSCOhost\nDB  - ecn\nER  - \n\n"
        "TY  - JOUR\nAB  - NA\nAN  - pub.1117140107\nAU  - Adams, Carrie Ann\nDO  - 10.5555/dim.1\nIS  - Suppl 1\nPY  - 2019\n"
        "SP  - 13\nT2  - Demo Evidence\nTI  - Of Dimensions\nUR  - https://app.example.org/details/pub.1\n"
        "https://demo.example.org/track/pdf/10.5555/dim.1\nY2  - 2022/08/01\nER  - \n\n"
        "TY  - JOUR\nAU  - Vola, J.\nT1  - Of Lens\nJF  - Demo Lat\nPY  - 2005\nU3  - Cited By :8\n\nExport Date: 12 May 2022\n\n"
        "Conference Paper\nTS  - RIS\nM4  - Citavi\nER  -\n\n"
        "TY  - JOUR\nAU  - Wesen, B. K. van\nN1  - Cited By (since 2022): 11\nPY  - 2022\nTI  - Of Google Scholar\n"
        "UR  - https://www.demo.example/content/pdf/10.5555/gs.1.pdf?x=1 and https://example.org/y\nER  - \n"
    )
    proquest, ebsco, dimensions, lens, scholar = of(text)
    assert (proquest.doi, proquest.identifiers) == ("10.5555/pq.1", {"issn": "0894-9867"})
    assert (ebsco.date, ebsco.pages, ebsco.identifiers) == ("2008-08", "212–231", {"issn": "10685502"})
    assert (dimensions.abstract, dimensions.issue, dimensions.journal) == (None, "Suppl 1", "Demo Evidence")
    assert (lens.citations, lens.journal) == (8, "Demo Lat")
    assert (scholar.citations, scholar.doi) == (11, "10.5555/gs.1")


def test_refworks():
    text = (
        "RT Journal Article\nSR Electronic(1)\nID 12\nA1 Okafor,Lena\nA1 Brandt,Kai\nT1 Layers by way of RefWorks\nJF Demo Letters\n"
        "YR 2017\nFD Mar 5\nVO 12\nIS 3\nSP 7\nOP 19\nK1 sodium; cathode\nAB An abstract.\nDO 10.5555/rw.1\n\n"
        "RT Book, Section\nID 13\nA1 Sato,Hiro\nT1 A part\nYR 2016\n"
    )
    found = read_text(text, "x")
    first, second = found.publications
    assert first.origins[0].format == "RefWorks tagged"
    assert first.authors == (Author("Okafor", "Lena"), Author("Brandt", "Kai"))
    assert (first.date, first.pages, first.volume, first.keywords) == ("2017-03-05", "7–19", "12", ("sodium", "cathode"))
    assert (second.title, second.kinds, second.origins[0].line) == ("A part", ("Book, Section",), 18)


# --- tagged text of EndNote, Ovid, ERIC -----------------------------------------------------------------------------------


def test_endnote_whose_records_begin_with_their_titles():
    text = (
        "%T One of three\n%0 Journal Article\n%A Guo, Wen\n%A Straub, D. W.\n%B Demo Quarterly\n%D 2021\n%8 September  1, 2021\n"
        "%V 45\n%P 1309-1348\n%X An abstract\n\nin two parts.\n\n\n%T Two of three\n%0 Journal Article\n%A Obal, Lorie\n%D 2009\n%X\n\n"
        "%T Three of three\n%B Demo Quarterly\n%D 2020\n"
    )
    found = read_text(text, "x")
    assert [p.title for p in found.publications] == ["One of three", "Two of three", "Three of three"]
    first = found.publications[0]
    assert (first.date, first.journal, first.pages) == ("2021-09-01", "Demo Quarterly", "1309–1348")
    assert first.abstract == "An abstract in two parts."
    assert [p.origins[0].line for p in found.publications] == [1, 15, 21]


def test_refer_without_types_is_parted_by_empty_lines():
    text = "%A L. Okafor\n%T First\n%J Demo J\n%D 1999\n\n%A K. Brandt\n%A H. Sato\n%T Second\n%D 2001\n"
    first, second = of(text)
    assert (first.title, first.year, len(first.authors)) == ("First", 1999, 1)
    assert (second.title, second.year, len(second.authors)) == ("Second", 2001, 2)


def test_authors_of_cnki_stand_on_one_line():
    text = "%0 Journal Article\n%A 张三;李四\n%+ 演示大学,北京\n%T 钠离子电池正极材料\n%J 演示学报\n%D 2020\n%N 03\n%K 钠离子电池;层状氧化物\n%W CNKI\n"
    (one,) = of(text)
    assert one.authors == (Author("张三"), Author("李四"))
    assert (one.title, one.year, one.keywords) == ("钠离子电池正极材料", 2020, ("钠离子电池", "层状氧化物"))


def test_ovid_tagged():
    text = (
        "<1. >\nVN  - Ovid Technologies\nDB  - Embase\nUI  - 621000001\nTI  - Layers in Na[Ni0.5Mn0.5]O2. [Review]\n"
        "SO  - Demo Letters. 201(2-3):327-334, November 15, 2004.\nAU  - Behan L.\nAU  - Lucas J.S. [Reprint Author]\n"
        "IN  - (Behan) Univ Demo, Southampton, United Kingdom\n      (Lucas) Univ Two, Cork, Ireland\nMH  - *cathode\nMH  - sodium\n"
        "AB  - Part one. \nMethod(s): Part two.\nIS  - 1753-6561\nDO  - http://dx.doi.org/10.5555/ov.1\nLG  - English\nPT  - Article\n"
        "YR  - 2004\n\n<2. >\nVN  - Ovid Technologies\nDB  - Ovid MEDLINE(R)\nUI  - 15000001\nTI  - Second.\n"
        "SO  - Journal of Demo Sources, vol.12, no.4, pp. 5-9, 2003.\nAU  - Sato H\n\n"
    )
    found = read_text(text, "x")
    first, second = found.publications
    assert first.origins[0].format == "Ovid tagged"
    assert first.title == "Layers in Na[Ni0.5Mn0.5]O2"
    assert first.authors == (Author("Behan", "L."), Author("Lucas", "J.S."))
    assert (first.journal, first.volume, first.issue, first.pages) == ("Demo Letters", "201", "2-3", "327–334")
    assert (first.countries, first.index_terms) == (("United Kingdom", "Ireland"), ("cathode", "sodium"))
    assert (first.abstract, first.doi) == ("Part one. Method(s): Part two.", "10.5555/ov.1")
    assert (second.journal, second.volume, second.issue, second.pages) == ("Journal of Demo Sources", "12", "4", "5–9")
    assert (second.year, second.identifiers["pmid"]) == (2003, "15000001")


def test_medline_of_eric_begins_with_its_owner():
    text = (
        "\nOWN - ERIC\nTI  - One\nAU  - Smith, Tom\nOT  - Keyword\nJT  - Demo J\nAID - http://dx.doi.org/10.5555/eric.1\nDP  - 2000\n"
        "ISSN - ISSN-1234-4567\n\nOWN - ERIC\nTI  - Two\nDP  - 2001\n"
    )
    first, second = of(text)
    assert (first.title, first.doi, second.title, second.year) == ("One", "10.5555/eric.1", "Two", 2001)


def test_web_of_science_of_another_database():
    text = (
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAN ZOOR1\nDT Article\nTI Of a record.\n"
        "AU Still, Andrew N. (andrew@example.org) \n   Siegel, Rodney B.\nSO Condor\nVL 121\nPS 880-890\nPD Aug 1 2019\nPY 2019\n"
        "C1 Still, Andrew N.; Univ Demo, Storrs, CT, 06269, USA, USA.\nUT ZOOREC:ZOOR15512090342\nER\n\n"
        "PT J\nAN 29000001\nTI Of MEDLINE.\nPS 1484-1496\nPY 2018\nPD 2018 Sep (Epub 2018 Jun 11)\n"
        "MH Animals. *Climate Change. *Birds / growth & development; physiology. Forests.\nDI 10.5555/med.1\n"
        "UT MEDLINE:29000001\nER\n\nEF\n"
    )
    first, second = of(text)
    assert first.authors == (Author("Still", "Andrew N."), Author("Siegel", "Rodney B."))
    assert (first.pages, first.date, first.countries, first.identifiers) == ("880–890", "2019-08-01", ("United States",), {})
    assert (second.pages, second.date, second.identifiers) == ("1484–1496", "2018-09", {"pmid": "29000001"})
    assert second.index_terms == ("Animals", "Climate Change", "Birds", "Forests")


# --- BibTeX ----------------------------------------------------------------------------------------------------------------


def test_bibtex_of_web_of_science():
    text = """
@article{ WOS:000591000000001,
Author = {Okafor, Lena N. and Brandt, Kai and Okafor,
   Per},
Title = {Dynamic modelling of layers, energy
   consumption and {P2} phases},
Journal = {DEMO JOURNAL},
Publisher = {DEMO PRESS},
Address = {111 RIVER ST, HOBOKEN 07030-5774, NJ USA},
Year = {2021},
Type = {Article},
Affiliation = {Okafor, Lena N.; Okafor, Per, Univ Demo, Brisbane, Qld, Australia.
   Brandt, Kai, Inst Invented, Beijing, Peoples R China.},
Affiliations = {University of Demo; Institute of Inventions},
DOI = {10.5555/wos.bib.1},
Keywords = {layers; sodium;
   cathodes},
Keywords-Plus = {TIME-SERIES},
Times-Cited = {58},
Unique-ID = {WOS:000591000000001},
}
"""
    (one,) = of(text)
    assert one.title == "Dynamic modelling of layers, energy consumption and P2 phases"
    assert one.affiliations == ("Univ Demo, Brisbane, Qld, Australia.", "Inst Invented, Beijing, Peoples R China.")
    assert (one.countries, one.citations) == (("Australia", "China"), 58)
    assert (one.keywords, one.index_terms) == (("layers", "sodium", "cathodes"), ("TIME-SERIES",))
    assert one.identifiers["wos"] == "000591000000001"


def test_bibtex_of_scopus_with_its_heading():
    text = """
Scopus
EXPORT DATE: 24 May 2022

@ARTICLE{Okafor2022,
author={Okafor, L. and Brandt, K.},
title={Layers, 50% of them},
journal={Demo Letters},
year={2022},
volume={5},
number={2},
art_number={108404},
doi={10.5555/sc.bib.1},
note={cited By (since 1996)12},
url={https://www.scopus.com/inward/record.uri?eid=2-s2.0-85100000001&doi=10.5555%2fsc.bib.1&partnerID=40},
affiliation={Univ Demo, Oslo, Norway; Inst Invented, Kyoto, Japan},
author_keywords={Doping;  Sodium},
keywords={Cathodes;  Oxides},
document_type={Article},
source={Scopus},
}

@CONFERENCE{Sato2021,
author={Sato, H.},
title={At a meeting},
journal={Proc Demo},
year={2021},
url={https://www.scopus.com/inward/record.uri?eid=2-s2.0-85100000002&doi=10.5555%2fsc.bib.2&partnerID=40},
document_type={Conference Paper},
source={Scopus},
}
"""
    found = read_text(text, "x")
    first, second = found.publications
    assert (first.pages, first.citations, first.countries) == ("108404", 12, ("Norway", "Japan"))
    assert (first.keywords, first.index_terms) == (("Doping", "Sodium"), ("Cathodes", "Oxides"))
    assert first.identifiers["eid"] == "2-s2.0-85100000001"
    assert (second.doi, second.kinds) == ("10.5555/sc.bib.2", ("Conference Paper",))
    assert lost(found) == []


# --- tables ----------------------------------------------------------------------------------------------------------------


def test_csv_of_embase_with_a_record_a_row():
    text = (
        "Title,Original Title,Author Names,Correspondence Address,Editors,Source,Abstract,Emtree Drug Index Terms,"
        "Emtree Medical Index Terms,keywords,Open URL Link,Copyright\n"
        '"Cells: making, use",,"Okafor L., Brandt K.J.","L. Okafor, Univ Demo, Salt Lake City, UT, United States. Email: a@example.org",,'
        'Cancer Demo (2004) 102:4 (253-258). Date of Publication: 25 Aug 2004,"One.\n\nTwo.",sodium,'
        '"article, cathode (diagnosis, surgery), oxide","layer, salt (drug therapy, use), water",'
        "http://sfx.example.org/u?sid=EMBASE&issn=1&id=doi:10.5555%2Femb.1&atitle=Cells,\n"
        "Other,,Sato H.,,,Demo Reports (2019) 54 (83-86). Date of Publication: 1 Jan 2019,Three.,,,,,\n"
    )
    found = read_text(text, "x")
    first, second = found.publications
    assert first.authors == (Author("Okafor", "L."), Author("Brandt", "K.J."))
    assert (first.journal, first.volume, first.issue, first.pages) == ("Cancer Demo", "102", "4", "253–258")
    assert (first.year, first.date, first.doi) == (2004, "2004-08-25", "10.5555/emb.1")
    assert first.keywords == ("layer", "salt (drug therapy, use)", "water")
    assert first.index_terms == ("sodium", "article", "cathode (diagnosis, surgery)", "oxide")
    assert first.countries == ("United States",)
    assert (second.title, second.year, second.volume, second.issue) == ("Other", 2019, "54", None)
    assert lost(found) == []


EMBASE_ROWS = (
    '"TITLE","(\'sodium\'/exp OR cathode) AND 2020:py"\n'
    "---------------\n"
    '"TITLE","Cells: making, use"\n'
    '"AUTHOR NAMES","Okafor L.","Brandt K.J."\n'
    '"AUTHOR ADDRESSES","(Okafor L.; Brandt K.J.) Univ Demo, Oslo, Norway","(Okafor L.) Inst Two, Kyoto, Japan"\n'
    '"AiP/IP ENTRY DATE","2020-02-03"\n'
    '"SOURCE","Demo Reports (2020) 54:2 Article Number: 123. Date of Publication: 1 Jan 2020"\n'
    '"SOURCE TITLE","Demo Reports"\n'
    '"PUBLICATION YEAR","2020"\n'
    '"VOLUME","54"\n'
    '"DATE OF PUBLICATION","1 January 2020"\n'
    '"PUBLICATION TYPE","Article"\n'
    '"ISSN","1234-5678 (electronic)","8765-4321"\n'
    '"ABSTRACT","One ""quoted"" word.\n\nTwo."\n'
    '"AUTHOR KEYWORDS","doping","air stability"\n'
    '"EMTREE MEDICAL INDEX TERMS (MAJOR FOCUS)","cathode (diagnosis)"\n'
    '"EMTREE MEDICAL INDEX TERMS","article","sodium"\n'
    '"LANGUAGE OF ARTICLE","English"\n'
    '"MEDLINE PMID","31000001 (http://www.example.org/pubmed/31000001)"\n'
    '"DOI","10.5555/emb.2"\n'
    "\n"
    '"TITLE","Second of them"\n'
    '"AUTHOR NAMES","Sato H., Kim M."\n'
    '"SOURCE","Demo Notes (2019) 1 (3-4). Date of Publication: 2019"\n'
)


def test_csv_of_embase_with_a_field_a_row():
    found = read_text(EMBASE_ROWS, "x")
    first, second = found.publications
    assert first.origins[0].format == "Embase, field by field"
    assert (first.title, first.abstract) == ("Cells: making, use", 'One "quoted" word. Two.')
    assert first.authors == (Author("Okafor", "L."), Author("Brandt", "K.J."))
    assert (first.journal, first.year, first.date, first.volume, first.issue) == ("Demo Reports", 2020, "2020-01-01", "54", "2")
    assert (first.countries, first.kinds, first.language) == (("Norway", "Japan"), ("Article",), "English")
    assert (first.keywords, first.index_terms) == (("doping", "air stability"), ("cathode", "article", "sodium"))
    assert first.identifiers == {"pmid": "31000001", "issn": "1234-5678"}
    assert (second.title, second.authors) == ("Second of them", (Author("Sato", "H."), Author("Kim", "M.")))
    assert (second.journal, second.pages, second.year) == ("Demo Notes", "3–4", 2019)
    assert [p.origins[0].line for p in found.publications] == [3, 24]
    assert remarks(found) == [(1, "the search that the file begins with was passed over")]


def test_plain_text_of_embase():
    text = (
        "RECORD 1\n\nTITLE\n  Cells: making, use\nAUTHOR NAMES\n  Okafor L.; Brandt K.J.\nSOURCE TITLE\n  Demo Reports\n"
        "PUBLICATION YEAR\n  2020\nABSTRACT\n  One line\n  and one more.\nDOI\n  10.5555/emb.3\n\n"
        "RECORD 2\n\nTITLE\n  Second\nAUTHOR NAMES\n  Sato H.\nSOURCE\n  Demo Notes (2019) 1 (3-4). Date of Publication: 2019\n"
    )
    found = read_text(text, "x")
    first, second = found.publications
    assert (first.title, first.abstract, first.doi) == ("Cells: making, use", "One line and one more.", "10.5555/emb.3")
    assert first.authors == (Author("Okafor", "L."), Author("Brandt", "K.J."))
    assert (second.title, second.year) == ("Second", 2019)
    assert found.bad == ()


def test_a_row_of_embase_with_an_open_quotation_mark_costs_itself():
    found = read_text(EMBASE_ROWS.replace('"VOLUME","54"', '"VOLUME","54'), "x")
    assert [p.doi for p in found.publications] == ["10.5555/emb.2", None]


def test_csv_of_engineering_village_ieee_cochrane_zotero_rayyan_and_covidence():
    village = (
        "Title,Accession number,Author,Author affiliation,Source,Volume,Issue,Issue date,Publication year,Pages,ISSN,Document type,"
        "Abstract,Number of references,Main heading,Controlled terms,Uncontrolled terms,DOI,Database\n"
        '"Layers",20240001,"Wang, Jun (1, 2); Li, Xi (2)","(1) Univ Demo, Wuhan, China; (2) Inst Two, Lyon, France",Demo Power,400,,'
        '"January 15, 2018",2018,1-9,1234-5678,Journal article (JA),Text.,41,Cathodes,Sodium - Layered oxides,doping - P2 phase,'
        "10.5555/ev.1,Compendex\n"
    )
    ieee = (
        "Document Title,Authors,Author Affiliations,Publication Title,Date Added To Xplore,Publication Year,Volume,Issue,Start Page,"
        "End Page,Abstract,ISSN,ISBNs,DOI,Funding Information,PDF Link,Author Keywords,IEEE Terms,Mesh_Terms,"
        "Article Citation Count,Patent Citation Count,Reference Count,License,Online Date,Issue Date,Meeting Date,Publisher,"
        "Document Identifier\n"
        '"Cells","L. Okafor; K. Brandt","Univ Demo, Oslo, Norway; Univ Two, Kiel, Germany",Demo Conf,1 May 2020,2020,,,1,5,Text.,,'
        "978-1-2345-6789-0,10.5555/ie.1,,https://x,sodium;cells,Batteries,,3,,12,IEEE,1 May 2020,,2-4 April 2020,IEEE,IEEE Conferences\n"
    )
    cochrane = (
        "Cochrane ID,Author(s),Title,Source,Year,Issue,Publisher,ISSN,Keywords,DOI\n"
        '"CN-01","Okafor L, Brandt K","Of cells","Demo J",2015,4,,,"*Humans; Adult",10.5555/co.1\n'
    )
    zotero = (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","ISBN","ISSN","DOI","Url","Abstract Note","Date",'
        '"Issue","Volume","Language","Manual Tags","Automatic Tags"\n'
        '"AB","journalArticle","2020","Okafor, Lena; Brandt, Kai","Z","Demo J","","","10.5555/zo.1","","","2020-03-05","1","2","en",'
        '"mine; yours","theirs"\n'
    )
    rayyan = (
        "key,title,authors,journal,issn,volume,issue,pages,day,month,year,publisher,pmc_id,pubmed_id,url,abstract\n"
        'rayyan-1,R,"Okafor, Lena and Brandt, Kai",Demo J,,2,1,1-9,,,2019,,PMC1234567,31000002,,Text\n'
    )
    covidence = (
        "Title,Authors,Abstract,Published Year,Published Month,Journal,Volume,Issue,Pages,Accession Number,DOI,Ref,Covidence #,Study\n"
        'C,"Okafor, L.; Brandt, K.",Text,2018,,Demo J,2,1,1-9,,10.5555/cv.1,,#12,Okafor 2018\n'
    )
    (e,), (i,), (o,), (z,), (r,), (c,) = map(of, (village, ieee, cochrane, zotero, rayyan, covidence))
    assert e.authors == (Author("Wang", "Jun"), Author("Li", "Xi"))
    assert (e.countries, e.date, e.reference_count) == (("China", "France"), "2018-01-15", 41)
    assert (e.keywords, e.index_terms) == (("doping", "P2 phase"), ("Sodium", "Layered oxides"))
    assert (i.countries, i.citations, i.reference_count) == (("Norway", "Germany"), 3, 12)
    assert (i.keywords, i.kinds, i.pages) == (("sodium", "cells"), ("IEEE Conferences",), "1–5")
    assert (o.authors, o.journal, o.year) == ((Author("Okafor", "L"), Author("Brandt", "K")), "Demo J", 2015)
    assert (z.authors, z.date, z.keywords) == (
        (Author("Okafor", "Lena"), Author("Brandt", "Kai")),
        "2020-03-05",
        ("mine", "yours"),
    )
    assert (r.authors, r.identifiers) == (
        (Author("Okafor", "Lena"), Author("Brandt", "Kai")),
        {"pmid": "31000002", "pmcid": "PMC1234567"},
    )
    assert (c.year, c.authors) == (2018, (Author("Okafor", "L."), Author("Brandt", "K.")))


# --- Excel -----------------------------------------------------------------------------------------------------------------

_OF_SHEETS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(rows, strings=()):
    """Return the bytes of a workbook with one sheet; ``rows`` are its XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", f"<workbook {_OF_SHEETS}/>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {_OF_SHEETS}><sheetData>{rows}</sheetData></worksheet>")
        archive.writestr("xl/sharedStrings.xml", f"<sst {_OF_SHEETS}>{''.join(strings)}</sst>")
    return out.getvalue()


def test_a_workbook_is_read_as_its_first_sheet(tmp_path):
    strings = (
        "<si><t>Article Title</t></si>",
        "<si><t>Publication Year</t></si>",
        "<si><t>DOI</t></si>",
        "<si><r><t>Na</t></r><r><t xml:space='preserve'>0.7 of\nit</t></r><rPh><t>x</t></rPh></si>",
    )
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="AA1" t="s"><v>2</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>3</v></c><c r="B3"><v>2019.0</v></c><c r="AA3" t="inlineStr"><is><t>10.5555/xl.1</t></is></c></row>'
        '<row><c t="inlineStr"><is><t>Next</t></is></c><c><v>2020</v></c></row>'
    )
    path = tmp_path / "savedrecs.xlsx"
    path.write_bytes(workbook(rows, strings))
    found = read([path])
    first, second = found.publications
    assert (first.title, first.year, first.doi, first.origins[0].line) == ("Na0.7 of it", 2019, "10.5555/xl.1", 3)
    assert (second.title, second.year, second.origins[0].line) == ("Next", 2020, 4)
    assert found.files[0].encoding == "Excel"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (workbook(""), "without a filled cell"),
        (workbook("<row><c><v>1</v></row>"), "cannot be read"),
        (b"PK\x03\x04", "cannot be read"),
        (workbook('<row r="1"><c r="XFD1"><v>1</v></c></row>' + "<row/>" * 4000), "too wide"),
    ],
)
def test_a_workbook_that_is_none_says_so(data, said):
    with pytest.raises(ExportError, match=said):
        sheet(data)


def test_another_archive_is_not_taken_for_a_workbook(tmp_path):
    path = tmp_path / "exports.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.ris", "TY  - JOUR\n")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"\x00" * 600)
    found = read([tmp_path])
    assert found.files[0].error == "is a ZIP archive, not an Excel workbook: unpack it first"
    assert found.files[1].error == (
        "is an old Excel workbook (.xls): save it as .xlsx or CSV, or export it again as tab-delimited text"
    )


# --- fields ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://www.scopus.com/record.uri?eid=2-s2.0-85&doi=10.5555%2fdemo.2&partnerID=40&md5=1", "10.5555/demo.2"),
        ("https://link.example/content/pdf/10.5555/s13157-018-1055-0.pdf", "10.5555/s13157-018-1055-0"),
        ("https://link.example/article/10.5555/s13157-018-1055-0/fulltext.html", "10.5555/s13157-018-1055-0"),
        ("https://pubs.example/doi/10.5555/aenm.1?af=R", "10.5555/aenm.1"),
        ("https://doi.org/10.5555/(SICI)1097-0142(19990101)85:1<1::AID-CNCR1>3.0.CO;2-#", "10.5555/(sici)1097-0142(19990101)85:1<1::aid-cncr1>3.0.co;2-#"),
        ("doi: 10.5555/full", "10.5555/full"),
        ("https://example.org/10/20", None),
    ],
)  # fmt: skip
def test_dois_in_addresses(text, doi):
    assert doi_of(text) == doi


def test_pages_cited_numbers_and_whole_sources():
    assert pages_of("No–Specified") is None
    assert pages_of("no pagination") is None
    assert pages_of("i-ii") == "i–ii"
    assert pages_of("e12") == "e12"
    assert cited_in("Cited By (since 1996): 11") == "11"
    assert cited_in("cited By 9; Export Date") == "9"
    assert cited_in("Times Cited in Web of Science Core Collection: 12") == "12"
    assert cited_in("Citation 1998;12:3") is None
    assert whole_source("Small (2005)") == {}


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers_of_sources(data):
    text = data.decode("utf-8", "replace")
    for begin in (
        "%T a\n%A b\n",
        "VN  - Ovid\n",
        "RT A\nA1 b\n",
        '"TITLE","a"\n"SOURCE","b"\n',
        "TITLE\na\nSOURCE\n",
        "OWN - ERIC\n",
    ):
        try:
            read_text(begin + text, "x")
        except ExportError:
            continue
    for archive in (b"PK\x03\x04" + data, workbook("<row><c><v>1</v></c></row>")[: -1 - len(data)]):
        try:
            sheet(archive)
        except ExportError:
            continue


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(st.characters(whitelist_categories=["L", "Nd"]), min_size=1, max_size=20), min_size=1, max_size=6))
def test_as_many_records_come_out_of_each_form_as_go_in(titles):
    forms = (
        "".join(f"%0 Journal Article\n%T {t}\n%R 10.5555/{n}\n\n" for n, t in enumerate(titles)),
        "".join(f"%T {t}\n%D 2020\n%R 10.5555/{n}\n\n" for n, t in enumerate(titles)),
        "".join(f"<{n}. >\nVN  - Ovid Technologies\nTI  - {t}\nDO  - 10.5555/{n}\n\n" for n, t in enumerate(titles)),
        "".join(f"RT Journal Article\nT1 {t}\nDO 10.5555/{n}\n\n" for n, t in enumerate(titles)),
        "".join(f'"TITLE","{t}"\n"SOURCE","Demo"\n"DOI","10.5555/{n}"\n\n' for n, t in enumerate(titles)),
    )
    for text in forms:
        assert [p.title for p in read_text(text, "x").publications] == titles


# --- habits of single sources ----------------------------------------------------------------------------------------------


def test_ris_of_engineering_village_has_the_first_author_under_a_tag_of_its_own():
    (one,) = of("TY  - JOUR\nT1  - Cells\nA1  - Nowak, Anna\nAU  - Wojcik, Jan\nAU  - Bem, Ewa\nPY  - 2020\nER  -\n")
    assert [a.family for a in one.authors] == ["Nowak", "Wojcik", "Bem"]


def test_authors_that_stand_under_two_tags_are_taken_once():
    (one,) = of("TY  - JOUR\nT1  - Cells\nAU  - Nowak, Anna\nAU  - Bem, Ewa\nA1  - Nowak, Anna\nA1  - Bem, Ewa\nER  -\n")
    assert [a.family for a in one.authors] == ["Nowak", "Bem"]


def test_ris_of_cochrane():
    (one,) = of(
        "Provider: A library\n\nTY  - JOUR\nAN  - CN-01\nAU  - Hill, A\nTI  - Salt intake\nSO  - Journal of salt\nYR  - 2020\n"
        "VL  - 5\nNO  - 2\nPG  - 11‐19\nPM  - PUBMED 320001\nPT  - Journal article\nDOI  - 10.5555/Salt.5\nER  - \n"
    )
    assert (one.doi, one.journal, one.issue, one.pages, one.year) == ("10.5555/salt.5", "Journal of salt", "2", "11–19", 2020)
    assert one.identifiers == {"pmid": "320001"}


def test_refworks_of_cnki_has_its_volume_under_a_tag_in_small_letters():
    (one,) = of("RT Journal Article\nSR 1\nA1 王芳;李明;\nT1 层状氧化物正极\nJF 储能\nYR 2022\nIS 04\nvo 11\nOP 1001-1010\n")
    assert (one.journal, one.volume, one.issue, one.pages) == ("储能", "11", "04", "1001–1010")
    assert [a.family for a in one.authors] == ["王芳", "李明"]


def test_csl_without_a_date_is_a_work_and_editors_stand_for_authors():
    thesis, book = of(
        '[{"id": "1", "type": "thesis", "title": "Cells", "author": [{"family": "Ode", "given": "Ben"}]},'
        '{"id": "2", "type": "book", "title": "Handbook", "editor": [{"family": "Maier"}], "issued": {"date-parts": [["2019"]]}}]'
    )
    assert (thesis.year, thesis.authors) == (None, (Author("Ode", "Ben"),))
    assert (book.year, book.authors) == (2019, (Author("Maier"),))


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("[CITATION] Sodium cells", "Sodium cells"),
        ("[PDF][PDF] Sodium cells", "Sodium cells"),
        ("[BOOK][B] Sodium cells", "Sodium cells"),
        ("[Ni(CN)4] in sodium cells", "[Ni(CN)4] in sodium cells"),
        ("[PDF]", "[PDF]"),
    ],
)
def test_marks_of_google_scholar_are_no_part_of_a_title(said, title):
    (one,) = of(f'Cites,Authors,Title,Year,Source\n3,"K Brandt, L Berg","{said}",2020,Ionics\n')
    assert one.title == title


def test_tex_scripts_go_from_titles_of_any_source():
    (one,) = of("TY  - JOUR\nTI  - P2-Na_{0.67}Mn$_{0.5}$Fe$_x$O\\_{2}, a $5 cell and a_b\nPY  - 2020\nER  -\n")
    assert one.title == "P2-Na0.67Mn0.5FexO2, a $5 cell and a_b"
    (two,) = of("@article{a, title = {P2-Na\\_{2/3}MnO\\_2 and Na$_{x}$CoO$_2$}, year = 2020}\n")
    assert two.title == "P2-Na2/3MnO_2 and NaxCoO2"


def test_parts_of_a_bibtex_value_are_joined():
    (one,) = of('@article{a,\n title = "Tunnel and " # {layer},\n month = sep # "~5",\n year = 2012\n}\n')
    assert (one.title, one.date) == ("Tunnel and layer", "2012-09-05")


CNKI = """SrcDatabase-来源库: 期刊
Title-题名: 层状氧化物
Author-作者: 王芳;李明;
Source-文献来源: 储能
Keyword-关键词: 钠;;层状
Summary-摘要: 摘要: 第一。
Year-年: 2022
Period-期: 04
PageCount-页码: 11-20
DOI-DOI: 10.5555/cn.1

SrcDatabase-来源库: 硕士
Title-题名: 锰基正极
Author-作者: 赵强
PubTime-发表时间: 2020-05-01
"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_text_of_cnki(tmp_path, encoding):
    path = tmp_path / "cnki.txt"
    path.write_bytes(CNKI.encode(encoding))
    article, thesis = read([path]).publications
    assert (article.title, article.year, article.doi, article.pages) == ("层状氧化物", 2022, "10.5555/cn.1", "11–20")
    assert [a.family for a in article.authors] == ["王芳", "李明"]
    assert (article.keywords, article.abstract, article.kinds) == (("钠", "层状"), "摘要: 第一。", ("期刊",))
    assert (thesis.title, thesis.date, thesis.kinds) == ("锰基正极", "2020-05-01", ("硕士",))


def test_older_text_of_cnki_begins_each_record_with_its_data_type():
    first, second = of(
        "DataType: 1\nTitle-题名: 甲\nAuthor-作者: 陈宇;\nYear-年: 2019\nPageCount-页数: 4\nPage-页码: 201-204\nSrcDatabase-来源库: 期刊\n"
        "DataType: 1\nTitle-题名: 乙\nAuthor-作者: 何力;\nYear-年: 2018\n"
    )
    assert (first.title, first.pages, first.year) == ("甲", "201–204", 2019)
    assert (second.title, second.year) == ("乙", 2018)


def test_csv_of_cnki_and_of_google_scholar():
    (one,) = of(
        "SrcDatabase-来源库,Title-题名,Author-作者,Source-文献来源,Year-年,Period-期,DOI-DOI\n期刊,甲,陈宇; 王一,电池,2019,03,10.5555/c.1\n"
    )
    assert (one.title, one.journal, one.year, one.issue, one.doi) == ("甲", "电池", 2019, "03", "10.5555/c.1")
    (two,) = of('Authors,Title,Publication,Volume,Number,Pages,Year,Publisher\n"Demo, Ann; ",Cells,Ionics,12,3,5-8,2010,House\n')
    assert (two.journal, two.issue, two.pages) == ("Ionics", "3", "5–8")


def test_tex_fonts_go_from_titles():
    (one,) = of("TY  - JOUR\nTI  - Cells of \\(\\text{Na}_{0.44}\\text{MnO}_{2}\\) and {\\rm Na}$_{2}$O\nPY  - 2020\nER  -\n")
    assert one.title == "Cells of Na0.44MnO2 and Na2O"


def test_pubmeds_brackets_around_subscripts_go_and_those_around_translated_titles():
    (one,) = of("PMID- 1\nDP  - 2020\nTI  - Fading of Na(0.67)MnO(2) (part 2), with H(2)O and Fe(III).\nSO  - Salt. 2020.\n")
    assert one.title == "Fading of Na0.67MnO2 (part 2), with H2O and Fe(III)"
    (two,) = of(
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>2</PMID><Article><ArticleTitle>[Cells of Na(x)CoO(2)].</ArticleTitle>"
        "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )
    assert two.title == "Cells of NaxCoO2"


def test_bibtex_of_ads_names_journals_by_commands():
    (one,) = of('@ARTICLE{2016a, author = {{Funk}, Max}, title = "{Cells}", journal = {\\prb}, year = 2016}\n')
    assert (one.journal, one.authors) == ("Physical Review B", (Author("Funk", "Max"),))


def test_a_doi_ends_before_a_quotation_mark_but_not_before_a_bracket():
    assert doi_of('<a href="https://doi.org/10.5555/ent.2">link</a>') == "10.5555/ent.2"
    assert doi_of("10.5555/(SICI)1097(1998)49:8<693::AID-A4>3.0.CO;2-O") == "10.5555/(sici)1097(1998)49:8<693::aid-a4>3.0.co;2-o"
