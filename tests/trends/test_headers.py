# ruff: noqa: E501 - exports have long lines
"""Tables with headers in German, French, Spanish and Chinese, as reference managers and library catalogues write them."""

import csv
from importlib.resources import files

from pipeline.trends.exports import FIELDS, read, read_text
from pipeline.trends.model import Author

CITAVI = """Autor, Herausgeber oder Institution;Titel;Untertitel;Jahr ermittelt;Zeitschrift/Zeitung;Jahrgang;Heft-Nr.;Seiten von-bis;DOI-Name;Schlagwörter;Dokumententyp;Sprache;Verlag
"Müller, Jörg; Okafor, Lena";Schichtoxide für Natriumzellen;eine Übersicht;2021;Zeitschrift für Beispiele;12;3;45–52;10.5555/cit.1;"Natrium; Kathode";Zeitschriftenaufsatz;deutsch;Muster-Verlag
Brandt, Karl;"Ein ""offener"" Titel";;2019;Beispielhefte;7;1;1-9;10.5555/cit.2;Kathode;Buchkapitel;deutsch;Muster-Verlag
"""


def test_citavi_in_german_in_any_encoding(tmp_path):
    for encoding in ("utf-8", "cp1252", "utf-16"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(CITAVI.replace("–", "-").encode(encoding))
        one, two = read([path]).publications
        assert one.title == "Schichtoxide für Natriumzellen: eine Übersicht"
        assert one.authors == (Author("Müller", "Jörg"), Author("Okafor", "Lena"))
        assert (one.year, one.journal, one.volume, one.issue, one.pages) == (
            2021,
            "Zeitschrift für Beispiele",
            "12",
            "3",
            "45–52",
        )
        assert (one.doi, one.keywords, one.kinds) == ("10.5555/cit.1", ("Natrium", "Kathode"), ("Zeitschriftenaufsatz",))
        assert (one.language, one.publisher) == ("deutsch", "Muster-Verlag")
        assert (two.title, two.authors) == ('Ein "offener" Titel', (Author("Brandt", "Karl"),))


def test_a_library_catalogue_in_german_has_its_dates_and_is_told_a_short_row_by_line():
    reading = read_text(
        "Verfasser\tTitel\tErschienen in\tErscheinungsdatum\tISSN\n"
        "Okafor, Lena\tGleitende Schichten\tBeispielhefte\t05.03.2019\t1234-5678\n"
        "Brandt, Karl\tZu kurz\n"
        "Brandt, Karl\tNoch eine Schicht\tBeispielhefte\tMärz 2020\t1234-5678\n",
        "katalog.tsv",
    )
    assert [(p.title, p.year, p.journal) for p in reading.publications] == [
        ("Gleitende Schichten", 2019, "Beispielhefte"),
        ("Noch eine Schicht", 2020, "Beispielhefte"),
    ]
    assert [(b.file, b.line, b.reason) for b in reading.bad] == [("katalog.tsv", 3, "has 2 cells, where the header has 5")]


def test_french():
    (p,) = read_text(
        "Titre de l'article,Auteurs,Année de publication,Titre de la revue,Volume,Numéro,Page de début,Page de fin,Résumé,Mots-clés,Type de document,Langue,Éditeur,Pays,Nombre de citations\n"
        '"L\'oxyde, en couches","Lefèvre, Élodie; Okafor, Lena",2022,Revue des exemples,8,2,10,19,On glisse.,sodium ; cathode,Article de revue,français,Maison Démo,France,14\n',
        "fr.csv",
    ).publications
    assert (p.title, p.year, p.journal) == ("L'oxyde, en couches", 2022, "Revue des exemples")
    assert p.authors == (Author("Lefèvre", "Élodie"), Author("Okafor", "Lena"))
    assert (p.volume, p.issue, p.pages, p.abstract) == ("8", "2", "10–19", "On glisse.")
    assert (p.keywords, p.kinds, p.language) == (("sodium", "cathode"), ("Article de revue",), "français")
    assert (p.publisher, p.countries, p.citations) == ("Maison Démo", ("France",), 14)


def test_spanish_with_and_without_accents():
    head = (
        "Título;Autores;Año;Revista;Volumen;Número;Páginas;Palabras clave;Resumen;Idioma;Editorial;Citado por;Tipo de documento\n"
    )
    row = "Óxidos en capas;García López, Ana|Okafor, Lena;2018;Revista de ejemplos;4;1;7-15;sodio|cátodo;Se desliza.;Español;Casa Demo;3;Artículo\n"
    for header in (head, head.translate(str.maketrans("íñúá", "inua"))):
        (p,) = read_text(header + row, "es.csv").publications
        assert (p.title, p.year, p.journal) == ("Óxidos en capas", 2018, "Revista de ejemplos")
        assert p.authors == (Author("García López", "Ana"), Author("Okafor", "Lena"))
        assert (p.volume, p.issue, p.pages, p.keywords) == ("4", "1", "7–15", ("sodio", "cátodo"))
        assert (p.abstract, p.language, p.publisher, p.citations) == ("Se desliza.", "Español", "Casa Demo", 3)


def test_chinese(tmp_path):
    text = (
        "题名,作者,刊名,出版年份,卷号,期号,起止页码,摘要,关键词,DOI,文献类型,作者单位,被引频次\n"
        "钠离子电池层状氧化物,王小明；李华,示例学报,2020,5,2,12-20,层状材料。,钠离子电池；正极,10.5555/zh.1,期刊论文,示例大学,6\n"
        '另一篇,"王小明,李华",示例学报,2021,6,1,1-4,,正极,10.5555/zh.2,综述,示例大学,\n'
    )
    for encoding in ("utf-8-sig", "gb18030"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(text.encode(encoding))
        one, two = read([path]).publications
        assert (one.title, one.year, one.journal) == ("钠离子电池层状氧化物", 2020, "示例学报")
        assert one.authors == two.authors == (Author("王小明"), Author("李华"))
        assert (one.volume, one.issue, one.pages, one.citations) == ("5", "2", "12–20", 6)
        assert (one.keywords, one.kinds, one.abstract) == (("钠离子电池", "正极"), ("期刊论文",), "层状材料。")
        assert one.doi == "10.5555/zh.1"


def test_headers_in_two_languages_and_sources_that_are_databases():
    (p,) = read_text("题名 Title,作者 Author,年 Year,来源 Source\n层,王小明,2020,Scopus\n", "two.csv").publications
    assert (p.title, p.authors, p.year, p.journal) == ("层", (Author("王小明"),), 2020, None)


def test_every_known_header_stands_once_under_a_field_that_there_is():
    rows = list(
        csv.DictReader(files("pipeline.trends.exports").joinpath("columns.tsv").read_text("utf-8").splitlines(), delimiter="\t")
    )
    assert {row["field"] for row in rows} <= set(FIELDS)
    assert all(row["reason"] for row in rows)
    headers = [row["header"] for row in rows]
    assert sorted({h for h in headers if headers.count(h) > 1}) == []
