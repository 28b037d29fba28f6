import json
import re
from html.parser import HTMLParser

import pytest

from pipeline.trends.hotspots import Settings, build
from pipeline.trends.hotspots.page import embedded, write_page
from pipeline.trends.model import Publication
from tests.support.browser import browser as headless

HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> garnet glass"


def records():
    made = []
    for number in range(60):
        words = "garnet glass, basalt wool" if number % 2 else "zeolite foam, MoS2"
        made.append(
            Publication(
                identifier=f"doi:10.1000/x.{number}",
                title=f"{words} {number}",
                year=2015 + number % 6,
                doi=f"10.1000/x<{number}>",
                citations=number,
                journal="J. </script><b>Bold</b>",
            )
        )
    made.append(
        Publication(identifier="x", title=HOSTILE.replace("<", "&lt;"), year=2020, doi="javascript:alert(1)", citations=999)
    )
    return made


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "hotspots.html"
    write_page(build(records(), Settings(relevant_share=1.0, minimum_cluster_size=1)), path, title="Hot <spots>")
    return path


class Outline(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.outside = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.outside += [value for name, value in attrs if name in ("src", "href", "action") or (name or "").startswith("on")]


def test_the_page_needs_and_asks_for_nothing_else(page):
    text = page.read_text("utf-8")
    outline = Outline()
    outline.feed(text)
    assert outline.tags.count("script") == 2
    assert outline.outside == []
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "<title>Hot &lt;spots&gt;</title>" in text


def test_data_cannot_end_their_element(page):
    text = page.read_text("utf-8")
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)[1]
    assert "<" not in data
    whole = json.loads(data)
    assert whole["papers"][0][3] == "10.1000/x<0>"
    assert {"".join(run[0] for run in t["runs"]) for t in whole["terms"]} >= {"garnet glass", "MoS2"}
    assert [["MoS", ""], ["2", "sub"]] in [t["runs"] for t in whole["terms"]]


def test_json_has_no_sign_of_html_and_is_the_same():
    value = {"a": "</script><!-- & \u2028", "b": [1, None]}
    assert not set("<>&\u2028") & set(embedded(value))
    assert json.loads(embedded(value)) == value


@pytest.fixture(scope="module")
def browser():
    with headless(width=1300, height=850) as window:
        yield window


@pytest.fixture
def opened(browser, page):
    browser.get(page.as_uri())
    browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    yield browser
    assert browser.get_log("browser") == []
    assert browser.title == "Hot <spots>"


def settled(browser):
    browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")


def shown(browser, selector):
    return [e.text for e in browser.find_elements("css selector", selector)]


@pytest.mark.system
def test_search_then_papers_with_their_links(opened):
    from selenium.webdriver.common.keys import Keys

    box = opened.find_element("id", "search")
    box.send_keys("mos2")
    settled(opened)
    assert shown(opened, "#found button")[0].startswith("MoS2")
    assert (
        len(opened.find_elements("css selector", "#nodes circle.dim"))
        == len(opened.find_elements("css selector", "#nodes circle")) - 1
    )
    box.send_keys(Keys.ENTER)
    settled(opened)
    assert shown(opened, "#chosen") == ["MoS2"]
    links = opened.find_elements("css selector", "#papers a")
    assert links[0].get_attribute("href") == "https://doi.org/10.1000/x%3C58%3E"
    assert links[0].get_attribute("rel") == "noopener noreferrer"
    assert shown(opened, "#papers .about")[0] == "J. Bold, 2019, cited 58 times"
    assert opened.find_elements("css selector", "#papers b") == []


@pytest.mark.system
def test_a_click_shows_a_terms_papers_and_a_hostile_title_stays_text(opened):
    circles = opened.find_elements("css selector", "#nodes circle")
    names = [c.get_attribute("textContent") for c in circles]
    place = next(n for n, name in enumerate(names) if name.startswith("garnet glass"))
    opened.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", circles[place])
    settled(opened)
    assert shown(opened, "#chosen") == ["garnet glass"]
    first = opened.find_element("css selector", "#papers li")
    assert "garnet glass" in first.text
    assert first.find_elements("css selector", "a") == []  # a DOI that is none is no link
    assert opened.find_elements("css selector", "#papers script, #papers img") == []


@pytest.mark.system
def test_keyboard_zoom_and_theme(opened):
    from selenium.webdriver.common.keys import Keys

    stage = opened.find_element("id", "map")
    stage.send_keys(Keys.ARROW_RIGHT)
    settled(opened)
    assert len(shown(opened, "#chosen")) == 1
    before = spread(opened)
    stage.send_keys("+")
    settled(opened)
    assert spread(opened) == pytest.approx(1.3 * before, rel=0.01)
    stage.send_keys("0")
    settled(opened)
    assert spread(opened) == pytest.approx(before, rel=0.01)
    stage.send_keys(Keys.ESCAPE)
    settled(opened)
    assert shown(opened, "#chosen") == []
    ground = opened.find_element("tag name", "body").value_of_css_property("background-color")
    opened.find_element("id", "theme").click()
    assert opened.find_element("tag name", "body").value_of_css_property("background-color") != ground


@pytest.mark.system
def test_colour_by_year(opened):
    fills = {c.get_attribute("fill") for c in opened.find_elements("css selector", "#nodes circle")}
    opened.execute_script("const s = document.getElementById('colour'); s.value = 'year'; s.dispatchEvent(new Event('change'))")
    settled(opened)
    by_year = {c.get_attribute("fill") for c in opened.find_elements("css selector", "#nodes circle")}
    assert all(fill.startswith("#") for fill in fills)
    assert all(fill.startswith("rgb(") for fill in by_year)
    assert opened.find_element("id", "scale").is_displayed()


def spread(browser):
    places = [float(c.get_attribute("cx")) for c in browser.find_elements("css selector", "#nodes circle")]
    return max(places) - min(places)
