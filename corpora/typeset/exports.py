"""Writes the demonstration exports of ``corpora/demo/trends``: ``python corpora/typeset/exports.py [FOLDER]``.

In: the lists below and a seed; out: exports in six formats that overlap, of works that do not exist. Each source has its own
habits (capitals, initials, missing DOIs, a year later or earlier, spellings), so that merging has something to do. Method: own.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

WORKS = 260
FIRST_YEAR, LAST_YEAR = 2011, 2025
PREFIX = "10.5555/trends-demo"
PUBLISHER = "Invented for demonstration"

FAMILIES = [
    "Okafor",
    "Lindqvist",
    "Marchetti",
    "Sato",
    "Brandt",
    "Novak",
    "Ferrari",
    "Kim",
    "Haddad",
    "Ivanova",
    "Moreau",
    "Silva",
    "Tanaka",
    "Osei",
    "Müller",
    "Zhang",
    "Wang",
    "Li",
    "Chen",
    "Liu",
]
GIVEN = [
    "Lena",
    "Per",
    "Gaia",
    "Hiro",
    "Kai",
    "Jana",
    "Lucia",
    "Min-ho",
    "Samir",
    "Olga",
    "Claire",
    "Rui",
    "Yuki",
    "Kwame",
    "Jörg",
    "Wei",
    "Fang",
    "Jun",
    "Hao",
    "Xin",
]
PLACES = (
    ("Beijing", "China", "Peoples R China", "CN", 9),
    ("Shanghai", "China", "Peoples R China", "CN", 6),
    ("Seoul", "South Korea", "South Korea", "KR", 3),
    ("Kyoto", "Japan", "Japan", "JP", 3),
    ("Chicago, IL", "United States", "IL 60601 USA", "US", 3),
    ("Münster", "Germany", "Germany", "DE", 2),
    ("Amiens", "France", "France", "FR", 2),
    ("Oxford", "United Kingdom", "England", "GB", 2),
    ("Mumbai", "India", "India", "IN", 2),
    ("Uppsala", "Sweden", "Sweden", "SE", 1),
)
JOURNALS = (
    ("Journal of Invented Batteries", "J. Invent. Batter."),
    ("Demonstrations in Electrochemistry", "Demonstr. Electrochem."),
    ("Advanced Imaginary Materials", "Adv. Imag. Mater."),
    ("Letters on Fictional Energy", "Lett. Fict. Energy"),
    ("Solid State Examples", "Solid State Ex."),
)
COMPOSITIONS = (
    ("P2", "Na0.67Ni0.33Mn0.67O2"),
    ("P2", "Na2/3Fe1/2Mn1/2O2"),
    ("P2", "Na0.7MnO2"),
    ("O3", "NaNi0.5Mn0.5O2"),
    ("O3", "NaNi1/3Fe1/3Mn1/3O2"),
    ("O3", "NaCrO2"),
    ("P3", "Na0.6Ni0.3Mn0.7O2"),
    ("P2/O3", "Na0.8Ni0.3Mn0.6Ti0.1O2"),
    ("tunnel-type", "Na0.44MnO2"),
)


@dataclass(frozen=True)
class Topic:
    """A subject that works are about: first year, weight, titles, sentences, keywords."""

    since: int
    weight: int
    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    keywords: tuple[str, ...]


TOPICS = (
    Topic(
        2011,
        6,
        (
            "{dopant} doping of {phase} {formula} cathodes against the Jahn-Teller distortion",
            "{dopant}-doped {phase} {formula} with a smooth voltage profile",
        ),
        (
            "Cation doping weakens the Jahn-Teller distortion of manganese.",
            "The substituent {dopant} pins the transition metal layer and raises capacity retention.",
            "Vacancy ordering disappears upon doping.",
        ),
        ("cation doping", "Jahn-Teller distortion", "capacity retention"),
    ),
    Topic(
        2012,
        5,
        (
            "Phase transition of {phase} {formula} above 4 V: gliding layers seen in operando",
            "How the {phase} stacking of {formula} glides: operando X-ray diffraction",
        ),
        (
            "Operando X-ray diffraction follows the phase transition at high voltage.",
            "Layer gliding and volume change cause cracks.",
            "The reversible phase transition limits lattice strain.",
        ),
        ("phase transition", "operando X-ray diffraction", "layer gliding"),
    ),
    Topic(
        2014,
        4,
        (
            "Air stability of {phase} {formula} improved by an oxide coating",
            "A phosphate surface coating keeps {phase} {formula} stable in moist air",
        ),
        (
            "Exposure to moist air forms sodium carbonate on the surface.",
            "The surface coating suppresses residual alkali and electrolyte decomposition.",
            "Air stability is kept for a month.",
        ),
        ("air stability", "surface coating", "residual alkali"),
    ),
    Topic(
        2016,
        4,
        (
            "Phase engineering of {formula}: intergrown P2/O3 layers for sodium-ion batteries",
            "Biphasic layered oxide cathodes: intergrowth of {phase} domains in {formula}",
        ),
        (
            "The biphasic composite joins the capacity of one structure with the kinetics of the other.",
            "Intergrowth at phase boundaries buffers stress.",
            "Phase engineering widens the voltage window.",
        ),
        ("biphasic composite", "intergrowth", "phase engineering"),
    ),
    Topic(
        2013,
        3,
        (
            "Fast sodium diffusion in {phase} {formula} microspheres",
            "Rate capability and diffusion kinetics of {phase} {formula} nanoplates",
        ),
        (
            "The galvanostatic intermittent titration technique gives the sodium diffusion coefficient.",
            "Microspheres with exposed planes shorten diffusion paths.",
            "Rate capability reaches 10 C.",
        ),
        ("sodium diffusion", "rate capability", "microspheres"),
    ),
    Topic(
        2018,
        3,
        (
            "Oxygen redox in {phase} {formula} layered oxides",
            "Anionic redox and voltage hysteresis of {phase} {formula} cathodes",
        ),
        (
            "Oxygen redox adds capacity beyond that of the transition metals.",
            "Voltage hysteresis and oxygen release accompany anionic redox.",
            "Ribbon ordering suppresses oxygen dimers.",
        ),
        ("oxygen redox", "voltage hysteresis", "anionic redox"),
    ),
    Topic(
        2020,
        5,
        (
            "High-entropy {phase} layered oxide cathodes derived from {formula}",
            "Configurational entropy stabilises {phase} layers of {formula}",
        ),
        (
            "High-entropy configuration delays the phase transition.",
            "Local disorder in the high-entropy oxide distributes strain.",
            "Entropy stabilisation lengthens cycle life.",
        ),
        ("high-entropy oxide", "configurational entropy", "cycle life"),
    ),
    Topic(
        2011,
        6,
        (
            "Hard carbon anodes from {dopant} treated biomass for sodium-ion batteries",
            "Prussian blue analogues as cathodes for sodium-ion batteries, treated with {dopant}",
            "A fluorinated ether electrolyte with {dopant} salts for sodium metal anodes",
        ),
        (
            "Initial coulombic efficiency depends on closed pores of hard carbon.",
            "The solid electrolyte interphase is thin and rich in fluoride.",
            "Crystal water is removed.",
        ),
        ("hard carbon", "solid electrolyte interphase", "electrolyte"),
    ),
)
DOPANTS = ["magnesium", "titanium", "zinc", "copper", "calcium", "lithium", "zirconium", "boron", "aluminium", "tin"]
REVIEW_TITLES = (
    "Layered oxide cathodes for sodium-ion batteries: a review of structures and strategies",
    "Challenges and strategies of NaxTMO2 layered cathodes: progress and perspectives",
    "Recent progress in air-stable layered oxide cathodes for sodium-ion batteries",
)


@dataclass(frozen=True)
class Work:
    """One invented work."""

    number: int
    title: str
    abstract: str
    year: int
    month: int
    authors: tuple[tuple[str, str], ...]
    places: tuple[int, ...]
    journal: int
    keywords: tuple[str, ...]
    kind: str
    citations: int

    @property
    def doi(self) -> str:
        return f"{PREFIX}.{self.number}"

    @property
    def volume(self) -> str:
        return str(self.year - 2005)

    @property
    def pages(self) -> tuple[str, str]:
        return str(100 + 9 * self.number), str(107 + 9 * self.number)


def main(folder: Path) -> None:
    """Write the exports."""
    rng = random.Random(2025)
    works = [work(number, rng) for number in range(1, WORKS + 1)]
    folder.mkdir(parents=True, exist_ok=True)

    def some(share: float) -> list[Work]:
        return [w for w in works if rng.random() < share]

    (folder / "wos-savedrecs.txt").write_text(web_of_science(some(0.6), rng), "utf-8-sig")
    (folder / "scopus.csv").write_text(scopus(some(0.6), rng), "utf-8-sig")
    (folder / "library.ris").write_text(ris(some(0.25), rng), "cp1252")
    (folder / "pubmed.nbib").write_text(medline(some(0.12)), "utf-8")
    (folder / "openalex.jsonl").write_text(openalex(some(0.7), rng), "utf-8")
    (folder / "references.bib").write_text(bibtex(some(0.15)), "utf-8")


def work(number: int, rng: random.Random) -> Work:
    """Make up a work; the field grows by about a quarter a year."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    year = rng.choices(years, [1.22 ** (y - FIRST_YEAR) * (0.8 if y == LAST_YEAR else 1) for y in years])[0]
    topics = [t for t in TOPICS if t.since <= year]
    topic = rng.choices(topics, [t.weight for t in topics])[0]
    phase, formula = rng.choice(COMPOSITIONS)
    words = {"phase": phase, "formula": formula, "dopant": rng.choice(DOPANTS)}
    review = rng.random() < 0.08
    title = rng.choice(REVIEW_TITLES) + f", {year}" if review else rng.choice(topic.titles).format(**words)
    extra = rng.choice([t for t in topics if t is not topic] or [topic])
    sentences = [*topic.sentences, rng.choice(extra.sentences)]
    rng.shuffle(sentences)
    people = tuple((rng.choice(FAMILIES), rng.choice(GIVEN)) for _ in range(rng.randint(1, 6)))
    places = tuple(dict.fromkeys(rng.choices(range(len(PLACES)), [p[4] for p in PLACES], k=rng.choice([1, 1, 1, 2]))))
    keywords = (
        "sodium-ion batteries",
        "layered oxide cathodes" if topic is not TOPICS[-1] else "sodium storage",
        *topic.keywords,
    )
    return Work(
        number,
        title[0].upper() + title[1:],
        " ".join(s.format(**words) for s in sentences),
        year,
        rng.randint(1, 12),
        people,
        places,
        rng.randrange(len(JOURNALS)),
        keywords,
        "Review" if review else "Article",
        int(rng.expovariate(1 / (6 * (LAST_YEAR + 1 - year)))),
    )


def web_of_science(works: list[Work], rng: random.Random) -> str:
    months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    lines = ["FN Clarivate Analytics Web of Science", "VR 1.0"]
    for w in works:
        lines += ["PT J", *tagged("AU", [f"{f}, {initials(g, '')}" for f, g in w.authors])]
        lines += tagged("AF", [f"{f}, {g}" for f, g in w.authors]) + wrapped("TI", w.title)
        lines += [f"SO {JOURNALS[w.journal][0].upper()}", "LA English", f"DT {w.kind}"]
        lines += wrapped("DE", "; ".join(w.keywords)) + wrapped("ID", "CATHODE MATERIALS; ELECTRODES; SODIUM")
        lines += [f"AB {w.abstract}"]
        lines += tagged(
            "C1",
            [f"[{w.authors[0][0]}, {w.authors[0][1]}] Demo Univ, Dept Chem, {PLACES[p][0]}, {PLACES[p][2]}." for p in w.places],
        )
        lines += [
            f"NR {20 + w.number % 60}",
            f"TC {w.citations}",
            f"PU {PUBLISHER.upper()}",
            f"PD {months[w.month - 1]}",
            f"PY {w.year}",
        ]
        lines += [f"VL {w.volume}", f"IS {w.month}", f"BP {w.pages[0]}", f"EP {w.pages[1]}"]
        lines += [f"DI {w.doi}"] if rng.random() < 0.9 else []
        lines += [f"UT WOS:{w.number:015d}", "ER", ""]
    return "\n".join([*lines, "EF"])


def scopus(works: list[Work], rng: random.Random) -> str:
    from io import StringIO

    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(
        [
            "Authors",
            "Author(s) ID",
            "Title",
            "Year",
            "Source title",
            "Volume",
            "Issue",
            "Art. No.",
            "Page start",
            "Page end",
            "Page count",
            "Cited by",
            "DOI",
            "Link",
            "Affiliations",
            "Abstract",
            "Author Keywords",
            "Index Keywords",
            "Document Type",
            "Source",
            "EID",
        ]
    )
    for w in works:
        title = w.title.replace("stabilises", "stabilizes").replace(" cathodes", " Cathodes").replace("doped", "Doped")
        rows.writerow(
            [
                "; ".join(f"{f}, {initials(g, '.')}" for f, g in w.authors),
                "",
                title,
                w.year,
                JOURNALS[w.journal][0],
                w.volume,
                w.month,
                "",
                *w.pages,
                "",
                w.citations + rng.randint(0, 3),
                w.doi if rng.random() < 0.92 else "",
                "",
                "; ".join(f"Department of Examples, Demonstration University, {PLACES[p][0]}, {PLACES[p][1]}" for p in w.places),
                f"{w.abstract} © {w.year} {PUBLISHER}",
                "; ".join(k.capitalize() for k in w.keywords),
                "Cathodes; Sodium compounds",
                w.kind,
                "Scopus",
                f"2-s2.0-8500000{w.number:04d}",
            ]
        )
    return text.getvalue()


def ris(works: list[Work], rng: random.Random) -> str:
    lines: list[str] = []
    for w in works:
        lines += ["TY  - JOUR", f"TI  - {w.title}", *(f"AU  - {f}, {g}" for f, g in w.authors), f"JO  - {JOURNALS[w.journal][1]}"]
        lines += [
            f"PY  - {w.year if rng.random() < 0.8 else w.year - 1}/{w.month:02d}//",
            f"VL  - {w.volume}",
            f"SP  - {w.pages[0]}",
        ]
        lines += [f"EP  - {w.pages[1]}", *(f"KW  - {k}" for k in w.keywords)]
        lines += [f"DO  - https://doi.org/{w.doi}"] if rng.random() < 0.4 else []
        lines += [f"PB  - {PUBLISHER}", "ER  - ", ""]
    return "\n".join(lines)


def medline(works: list[Work]) -> str:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    lines: list[str] = [""]
    for w in works:
        lines += [f"PMID- {90000000 + w.number}", "OWN - DEMO", f"VI  - {w.volume}", f"DP  - {w.year} {months[w.month - 1]}"]
        lines += [*wrapped("TI  -", w.title + ".", 6), f"PG  - {w.pages[0]}-{w.pages[1]}", f"AID - {w.doi} [doi]"]
        lines += wrapped("AB  -", w.abstract, 6)
        for family, given in w.authors:
            lines += [f"FAU - {family}, {given}", f"AU  - {family} {initials(given, '')}"]
            lines += [f"AD  - Demonstration University, {PLACES[w.places[0]][0]}, {PLACES[w.places[0]][1]}."]
        lines += ["LA  - eng", "PT  - Journal Article", *(["PT  - Review"] if w.kind == "Review" else [])]
        lines += [
            f"JT  - {JOURNALS[w.journal][0]}",
            *(f"OT  - {k}" for k in w.keywords),
            f"SO  - {JOURNALS[w.journal][1]} {w.year}.",
            "",
        ]
    return "\n".join(lines)


def openalex(works: list[Work], rng: random.Random) -> str:
    out = []
    for w in works:
        index: dict[str, list[int]] = {}
        for place, word in enumerate(w.abstract.split()):
            index.setdefault(word, []).append(place)
        addresses = [f"Demonstration University, {PLACES[p][0]}, {PLACES[p][1]}" for p in w.places]
        authorship = {"countries": [PLACES[p][3] for p in w.places], "raw_affiliation_strings": addresses}
        out.append(
            {
                "id": f"https://openalex.org/W900000{w.number:04d}",
                "doi": f"https://doi.org/{w.doi}" if rng.random() < 0.95 else None,
                "title": w.title,
                "publication_year": w.year,
                "publication_date": f"{w.year}-{w.month:02d}-01",
                "type": "review" if w.kind == "Review" else "article",
                "language": "en",
                "authorships": [
                    {"author": {"display_name": f"{g} {f}"}, **(authorship if k == 0 else {})}
                    for k, (f, g) in enumerate(w.authors)
                ],
                "primary_location": {"source": {"display_name": JOURNALS[w.journal][0], "host_organization_name": PUBLISHER}},
                "biblio": {"volume": w.volume, "issue": str(w.month), "first_page": w.pages[0], "last_page": w.pages[1]},
                "cited_by_count": w.citations + rng.randint(0, 5),
                "abstract_inverted_index": index,
                "keywords": [{"display_name": k.capitalize()} for k in w.keywords],
            }
        )
    return "".join(json.dumps(work, ensure_ascii=False) + "\n" for work in out)


def bibtex(works: list[Work]) -> str:
    accents = {"ü": '{\\"u}', "ö": '{\\"o}'}
    out = ["% Demonstration records of works that do not exist.\n"]
    for w in works:
        names = " and ".join(f"{f}, {g}" for f, g in w.authors)
        for letter, tex in accents.items():
            names = names.replace(letter, tex)
        out.append(
            f"@article{{demo{w.year},\n  author = {{{names}}},\n  title = {{{{{w.title}}}}},\n"
            f"  journal = {{{JOURNALS[w.journal][0]}}},\n"
            f"  year = {w.year},\n  volume = {{{w.volume}}},\n  pages = {{{w.pages[0]}--{w.pages[1]}}},\n"
            f"  publisher = {{{PUBLISHER}}},\n"
            f"  keywords = {{{', '.join(w.keywords)}}}\n}}\n"
        )
    return "\n".join(out)


def initials(given: str, point: str) -> str:
    return "".join(f"{part[0]}{point}" for part in given.split("-"))


def tagged(tag: str, values: list[str]) -> list[str]:
    return [f"{tag if k == 0 else '  '} {value}" for k, value in enumerate(values)]


def wrapped(tag: str, text: str, indent: int = 3, width: int = 78) -> list[str]:
    lines, line = [], f"{tag} "
    for word in text.split():
        if len(line) + len(word) > width:
            lines.append(line.rstrip())
            line = " " * indent
        line += f"{word} "
    return [*lines, line.rstrip()]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "demo" / "trends")
