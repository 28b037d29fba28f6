import csv
import json
import random
import subprocess
import sys
from dataclasses import replace

import pytest
from sklearn.metrics import adjusted_rand_score

from pipeline.trends.hotspots import Settings, build, write
from pipeline.trends.hotspots.exchange import network
from pipeline.trends.hotspots.graphml import read_graphml
from pipeline.trends.hotspots.vosviewer import read, read_json

from .corpora import TOPICS, WORDS, planted, publication, topic_word

QUICK = Settings(restarts=3, search_rounds=50, layouts=1)


@pytest.fixture(scope="module")
def records():
    return planted()


@pytest.fixture(scope="module")
def hotspots(records):
    return build(records, QUICK)


def test_planted_topics_are_found(hotspots):
    topic = {topic_word(t, w): t for t in range(TOPICS) for w in range(WORDS)}
    assert {term.label for term in hotspots.terms} == set(topic)
    score = adjusted_rand_score([topic[term.label] for term in hotspots.terms], [term.cluster for term in hotspots.terms])
    assert score >= 0.9
    assert len(hotspots.themes) == TOPICS


def test_each_number_can_be_traced_to_its_records(records, hotspots):
    for term in hotspots.terms:
        naming = [n for n, record in enumerate(records) if term.label in record.title.split(", ")]
        assert term.publications == tuple(naming)
        assert term.occurrences == len(naming)
        assert term.mean_year == pytest.approx(sum(records[n].year for n in naming) / len(naming))
        assert term.mean_citations == pytest.approx(sum(naming) / len(naming))
    link = hotspots.links[0]
    one, other = (set(hotspots.terms[t].publications) for t in (link.first, link.second))
    assert link.weight == len(one & other)


def test_the_incomplete_year_is_left_out(records, hotspots):
    assert hotspots.years == tuple(range(2015, 2024))
    assert hotspots.totals == (60,) * 9
    term = hotspots.terms[0]
    years = [records[n].year for n in term.publications]
    assert hotspots.by_year[0] == tuple(years.count(y) for y in range(2015, 2024))
    assert build(records, Settings(last_complete_year=2020, restarts=1, search_rounds=0, layouts=1)).years[-1] == 2020


def test_the_order_of_records_does_not_change_the_map(records, hotspots):
    shuffled = random.Random(1).sample(records, len(records))
    again = build(shuffled, QUICK)
    assert [(t.label, t.occurrences, t.x, t.y, t.cluster) for t in again.terms] == [
        (t.label, t.occurrences, t.x, t.y, t.cluster) for t in hotspots.terms
    ]
    assert again.links == hotspots.links


def test_a_new_and_sudden_term_bursts_and_emerges():
    titles = [f"garnet glass, zeolite foam {year}" for year in range(2010, 2021) for _ in range(20)]
    records = [publication(n, title, year=2010 + n // 20) for n, title in enumerate(titles)]
    records += [publication(1000 + n, "garnet glass, basalt wool", year=2018 + n % 2) for n in range(16)]
    made = build(records, Settings(relevant_share=1.0, last_complete_year=2020))
    name = {t.label: n for n, t in enumerate(made.terms)}
    assert [(b.first_year, b.last_year) for b in made.bursts if b.term == name["basalt wool"]] == [(2018, 2019)]
    assert [e.term for e in made.emerging] == [name["basalt wool"]]


@pytest.mark.parametrize("titles", [[], [""], ["one term alone"], ["glass", "foam", "wool"]])
def test_small_sets_give_small_maps(tmp_path, titles):
    made = build([publication(n, title) for n, title in enumerate(titles)], Settings(minimum_occurrences=1))
    assert made.terms == ()
    assert {p.name for p in write(made, tmp_path)} >= {"terms.csv", "map.txt", "network.txt", "hotspots.html"}


def test_two_terms_are_a_map():
    made = build(
        [publication(n, "glass, foam", year=None) for n in range(3)], Settings(minimum_occurrences=1, minimum_cluster_size=1)
    )
    assert sorted(t.label for t in made.terms) == ["foam", "glass"]
    assert (made.years, made.bursts, made.terms[0].mean_year) == ((), (), None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("relevant_share", 0),
        ("resolution", -1),
        ("repulsion", 2.0),
        ("counting", "half"),
        ("occurrences", "some"),
        ("restarts", 0),
    ],
)
def test_a_setting_out_of_range_is_named(name, value):
    with pytest.raises(ValueError, match=r"attraction" if name == "repulsion" else name):
        Settings(**{name: value})


def test_files_are_read_back_the_same(tmp_path, hotspots):
    write(hotspots, tmp_path, figures=False)
    expected = network(hotspots)
    assert read(tmp_path / "map.txt", tmp_path / "network.txt") == expected
    assert read_json(tmp_path / "vosviewer.json") == expected
    assert read_graphml(tmp_path / "network.graphml") == expected


def test_tables_hold_what_the_map_holds(tmp_path, hotspots):
    write(hotspots, tmp_path, figures=False)
    with (tmp_path / "terms.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["term"] for r in rows] == [t.label for t in hotspots.terms]
    with (tmp_path / "term_publications.csv").open(newline="") as file:
        pairs = list(csv.reader(file))[1:]
    assert len(pairs) == sum(len(t.publications) for t in hotspots.terms)
    assert pairs[0] == [hotspots.terms[0].label, f"x#{hotspots.terms[0].publications[0]}"]
    with (tmp_path / "terms_by_year.csv").open(newline="") as file:
        assert list(csv.reader(file))[1] == ["(all publications)", *["60"] * 9]
    assert json.loads((tmp_path / "vosviewer.json").read_text())["network"]["clusters"][0]["label"] == hotspots.themes[0].name


def test_no_term_runs_as_a_formula_in_a_spreadsheet(tmp_path, hotspots):
    first, *others = hotspots.terms
    write(replace(hotspots, terms=(replace(first, label="=1+2"), *others)), tmp_path, figures=False)
    cells = [c for path in tmp_path.glob("*.csv") for row in csv.reader(path.read_text("utf-8").splitlines()) for c in row]
    assert "'=1+2" in cells
    assert [c for c in cells if c.startswith("=")] == []


def test_matplotlib_is_imported_only_for_figures():
    code = "import sys, pipeline.trends.hotspots as h; h.build([]); print('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
