import json
import math
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.trends.hotspots.exchange import Item, Network, one_line
from pipeline.trends.hotspots.graphml import read_graphml, write_graphml
from pipeline.trends.hotspots.vosviewer import read, read_json, write_json, write_map, write_network

TWO = Network(
    (
        Item(1, "layered oxide", 0.5, -0.25, 1, {"Links": 1.0, "Occurrences": 12.0}, {"Avg. pub. year": 2021.5}),
        Item(2, 'a "b", c; d', -0.5, 0.25, 2, {"Links": 1.0, "Occurrences": 7.0}, {}),
    ),
    ((1, 2, 3.5),),
)
numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 4) + 0.0)
values = st.dictionaries(st.sampled_from(["Links", "Occurrences", "Avg. pub. year"]), st.floats(0, 1e6), max_size=3)
labels = st.text(max_size=12).map(one_line)


@st.composite
def networks(draw):
    size = draw(st.integers(0, 6))
    items = tuple(
        Item(n + 1, draw(labels), draw(numbers), draw(numbers), draw(st.integers(1, 9)), draw(values), draw(values))
        for n in range(size)
    )
    pairs = [(a, b) for a in range(1, size + 1) for b in range(a + 1, size + 1)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return Network(items, tuple((a, b, draw(st.floats(0.01, 1e6))) for a, b in chosen))


def test_the_map_file_has_the_columns_of_vosviewer(tmp_path):
    write_map(TWO, tmp_path / "map.txt")
    assert (tmp_path / "map.txt").read_bytes().decode() == (
        "id\tlabel\tx\ty\tcluster\tweight<Links>\tweight<Occurrences>\tscore<Avg. pub. year>\n"
        "1\tlayered oxide\t0.5\t-0.25\t1\t1\t12\t2021.5\n"
        '2\t"a ""b"", c; d"\t-0.5\t0.25\t2\t1\t7\t\n'
    )


def test_the_network_file_has_no_header(tmp_path):
    write_network(TWO, tmp_path / "network.txt")
    assert (tmp_path / "network.txt").read_text() == "1\t2\t3.5\n"


def test_the_json_is_that_of_vosviewer_online(tmp_path):
    write_json(TWO, tmp_path / "v.json", {1: "oxides"})
    whole = json.loads((tmp_path / "v.json").read_text("utf-8"))["network"]
    assert whole["items"][1] == {
        "id": 2, "label": 'a "b", c; d', "x": -0.5, "y": 0.25, "cluster": 2, "weights": {"Links": 1.0, "Occurrences": 7.0},
        "scores": {},
    }  # fmt: skip
    assert whole["links"] == [{"source_id": 1, "target_id": 2, "strength": 3.5}]
    assert whole["clusters"] == [{"cluster": 1, "label": "oxides"}]


def test_graphml_is_typed(tmp_path):
    write_graphml(TWO, tmp_path / "n.graphml")
    keys = {
        k.attrib["attr.name"]: k.attrib["attr.type"] for k in ET.parse(tmp_path / "n.graphml").getroot() if k.tag.endswith("key")
    }
    assert keys["cluster"] == "int"
    assert keys["weight: Occurrences"] == keys["score: Avg. pub. year"] == keys["weight"] == "double"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(networks())
def test_what_is_written_is_read_back_the_same(tmp_path, network):
    write_map(network, tmp_path / "map.txt")
    write_network(network, tmp_path / "network.txt")
    write_json(network, tmp_path / "v.json")
    write_graphml(network, tmp_path / "n.graphml")
    assert read(tmp_path / "map.txt", tmp_path / "network.txt") == network
    assert read_json(tmp_path / "v.json") == network
    assert read_graphml(tmp_path / "n.graphml") == network


@pytest.mark.parametrize(
    ("map_text", "network_text", "message"),
    [
        ("id\tlabel\tx\ty\n", "", r"map\.txt: line 1 lacks the column cluster"),
        ("id\tlabel\tx\ty\tcluster\n1\ta\tb\t0\t1\n", "", r"map\.txt: line 2 is no item"),
        ("id\tlabel\tx\ty\tcluster\n1\ta\t0\t0\t1\n", "1\t2\t3\n", r"network\.txt: line 1 links an item that map\.txt lacks"),
        ("id\tlabel\tx\ty\tcluster\n1\ta\t0\t0\t1\n", "1 2 3\n", r"network\.txt: line 1 is not two identifiers"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path, map_text, network_text, message):
    (tmp_path / "map.txt").write_text(map_text)
    (tmp_path / "network.txt").write_text(network_text)
    with pytest.raises(ValueError, match=message):
        read(tmp_path / "map.txt", tmp_path / "network.txt")


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"network": {"items": [{}], "links": []}}', "<graphml", "<graphml/>x"])
def test_other_files_are_refused(tmp_path, text):
    path = tmp_path / "other"
    path.write_text(text)
    with pytest.raises(ValueError, match="other is no VOSviewer JSON"):
        read_json(path)
    with pytest.raises(ValueError, match="other is no GraphML"):
        read_graphml(path)


def test_no_number_is_written_that_cannot_be_read(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(Network((Item(1, "a", math.nan, 0, 1),), ()), tmp_path / "v.json")
