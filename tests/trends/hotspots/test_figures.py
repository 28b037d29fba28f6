import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from pipeline.trends.hotspots import Settings, build
from pipeline.trends.hotspots.canvas import PALETTE, colour
from pipeline.trends.hotspots.figures import density, draw

from .corpora import planted, publication


@pytest.fixture(scope="module")
def hotspots():
    return build(planted(300), Settings(relevant_share=1.0, restarts=2, search_rounds=20, layouts=1))


@pytest.fixture(scope="module")
def drawn(hotspots, tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures")
    draw(hotspots, folder)
    return folder


def test_each_figure_is_drawn_twice(drawn):
    names = {"network", "overlay", "density", "thematic"}
    assert {p.name for p in drawn.iterdir()} >= {f"{n}.{kind}" for n in names for kind in ("svg", "png")}


def test_the_same_map_draws_the_same_bytes(hotspots, drawn, tmp_path):
    for path in draw(hotspots, tmp_path):
        assert path.read_bytes() == (drawn / path.name).read_bytes(), path.name


def test_labels_are_text_over_a_white_copy(hotspots, drawn):
    svg = (drawn / "network.svg").read_text("utf-8")
    groups = re.findall(r'<g id="label-\d+">(.*?)</g>', svg, re.S)
    assert len(groups) >= 40
    label = hotspots.terms[0].label
    (mine,) = [g for g in groups if f">{label}</text>" in g]
    assert mine.count(f">{label}</text>") == 2
    assert mine.index("stroke: #ffffff") < mine.rindex("<text")
    assert "<dc:date>" not in svg


def test_figures_are_as_wide_as_two_columns_at_300_dots_an_inch(drawn):
    with Image.open(drawn / "network.png") as picture:
        assert picture.size[0] == 2160
        assert np.asarray(picture.convert("L")).std() > 5


def test_density_by_hand(hotspots):
    one = replace(hotspots.terms[0], x=0.0, y=0.0, occurrences=3)
    other = replace(one, x=1.0, occurrences=1)
    made = density(replace(hotspots, terms=(one, other)), np.array([0.0, 0.125]), np.array([0.0]))
    assert made.tolist() == [pytest.approx([3.0, 3 * np.exp(-1) + np.exp(-49)])]


def test_colours_of_many_clusters():
    assert [colour(1), colour(14), colour(99)] == [PALETTE[0], PALETTE[13], PALETTE[13]]
    assert len(set(PALETTE)) == len(PALETTE)


def test_a_map_without_years_has_no_overlay(tmp_path):
    made = build([publication(n, "glass, foam", year=None) for n in range(3)], Settings(minimum_occurrences=1))
    assert "overlay.svg" not in {p.name for p in draw(made, tmp_path)}


def test_labels_with_signs_of_markup_are_drawn(tmp_path):
    made = build([publication(n, "glass, foam", year=2020) for n in range(3)], Settings(minimum_occurrences=1))
    named = replace(made, terms=(replace(made.terms[0], label="<b>$a_b$ & c"), made.terms[1]))
    draw(named, tmp_path)
    assert "&lt;b&gt;$a_b$ &amp; c</text>" in (tmp_path / "network.svg").read_text("utf-8")
