"""The evidence report in a headless Chromium, as a reviewer uses it: look, jump, decide, export, import, run again."""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.audit.evidence import decided, slug, write_report
from pipeline.cli import command
from pipeline.store import open_store
from tests.support.browser import FLAGS, browser, chromium
from tests.support.reports import NASTY, records, write_run

pytestmark = [
    pytest.mark.system,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # selenium leaves its log open
]

ROOT = Path(__file__).parents[2]
CONFLICT, OTHER = f"{3:016x}", f"{4:016x}"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = write_run(tmp_path_factory.mktemp("report"))
    write_report(out)
    return out


@pytest.fixture
def page(run, tmp_path):
    """A reviewer in front of the report, with nothing decided."""
    with browser(tmp_path) as driver:
        yield Page(driver, run / "report" / "index.html")


class Page:
    """The report in a browser, by what a reviewer does with it."""

    def __init__(self, driver, index):
        self.driver, self.index = driver, index
        self.open()

    def open(self, document=None, record=None):
        """Go to the overview, to a document or to one of its values, and wait until it is there."""
        place = "overview" if document is None else slug(document)
        self.driver.get(self.index.as_uri() + ("#/" if document is None else f"#/{place}" + (f"/{record}" if record else "")))
        self.until(f"document.body.dataset.ready === {json.dumps(place)}")
        return self

    def reload(self):
        self.driver.refresh()
        self.until("document.body.dataset.ready")

    def do(self, script):
        return self.driver.execute_script(script)

    def until(self, condition):
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, 30, poll_frequency=0.05).until(lambda d: d.execute_script(f"return Boolean({condition})"))

    def all(self, selector):
        from selenium.webdriver.common.by import By

        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        (found,) = self.all(selector)
        return found

    def press(self, *keys):
        from selenium.webdriver.common.action_chains import ActionChains

        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def shown(self):
        """Return the numbers of the records in the list, in its order."""
        return [int(c.get_attribute("data-record"), 16) for c in self.all("#records .card") if c.is_displayed()]

    def chosen(self):
        return [int(c.get_attribute("data-record"), 16) for c in self.all("#records .card.chosen")]

    def focused(self):
        return self.driver.switch_to.active_element

    def in_view(self, selector, of):
        """Tell whether an element lies within what can be seen of another."""
        return self.do(
            f"const a = document.querySelector({json.dumps(selector)}).getBoundingClientRect(),"
            f" b = document.querySelector({json.dumps(of)}).getBoundingClientRect();"
            " return a.top >= b.top - 1 && a.bottom <= b.bottom + 1 && a.height > 0;"
        )

    def choose(self, selector, value):
        from selenium.webdriver.support.ui import Select

        Select(self.one(selector)).select_by_visible_text(value)

    def faults(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]


@contextmanager
def quiet(page):
    """What is done inside gives no error and no refused content in the browser's log."""
    yield
    assert page.faults() == []


def test_the_overview_opens_with_what_conflicts(page):
    with quiet(page):
        assert [a.text for a in page.all("#documents tbody a")] == ["paper", "review", NASTY]
        questions = [q.text for q in page.all("#question-list > li")]
        assert len(questions) == 2
        assert "84.7% after 200 cycles" in questions[0]
        assert "87.4% after 200 cycles" in questions[0]
        page.one("#find").send_keys("review")
        assert [a.text for a in page.all("#documents tbody a") if a.is_displayed()] == ["review"]


def test_a_document_shows_conflicts_first_and_a_box_for_every_place(page):
    with quiet(page.open("paper")):
        assert page.shown() == [3, 2, 6, 7, 8, 5, 1]
        assert len(page.all("figure")) == 3
        assert len(page.all(".box.conflict")) == 1
        page.until("[...document.querySelectorAll('.paper img')].slice(0, 1).every((i) => i.complete && i.naturalWidth > 300)")


def test_text_of_a_pdf_runs_nothing_and_is_read_as_it_stands(page):
    for document in ("paper", NASTY, "review"):
        with quiet(page.open(document)):
            page.do("for (let i = 0; i < Intergrowth.values.data.records.length; i += 1) Intergrowth.values.choose(i)")
            assert page.driver.title == document
            assert not page.all("img[src='x']")
            assert not page.all("#records script, #records b > script, h1 b")
    assert "</script><script>" in page.open("paper", f"{2:016x}").one(".card.chosen blockquote").text


def test_filters_leave_only_what_is_asked_for_on_both_sides(page):
    page.open("paper")
    page.choose("#property", "material")
    assert page.shown() == [5]
    assert len([b for b in page.all(".box") if b.is_displayed()]) == 1
    page.one("#clear").click()
    page.choose("#verdict", "conflict")
    assert page.shown() == [3]
    page.one("#clear").click()
    box = page.one("#confidence")
    box.clear()
    box.send_keys("0.6")
    assert page.shown() == [3, 2]
    assert page.one("#count").text == "2 of 7 values"
    page.one("#clear").click()
    page.one("#search").send_keys("supplement")
    assert page.shown() == [6]
    page.one("#clear").click()
    page.choose("#order", "least sure first")
    assert page.shown()[:2] == [3, 2]
    assert page.shown()[-1] == 1


def test_a_value_jumps_to_its_box_and_the_box_back(page):
    page.open("paper")
    card = next(c for c in page.all(".card") if c.get_attribute("data-record") == f"{6:016x}")
    page.do("document.querySelector('#pages').scrollTop = 0")
    card.find_element("css selector", ".head").click()
    assert page.chosen() == [6]
    assert page.in_view(".box.here", "#pages")
    box = page.one("figure:first-child .box.conflict")
    page.do("arguments[0]")
    page.driver.execute_script(
        "arguments[0].scrollIntoView({block: 'center'}); document.querySelector('#values').scrollTop = 1e6", box
    )
    box.click()
    assert page.chosen() == [3]
    assert page.in_view(".card.chosen .head", "#values")
    assert page.do("return location.hash").endswith(CONFLICT)


def test_the_places_of_a_value_are_visited_one_by_one_and_one_without_a_box_is_its_page(page):
    page.open("paper", f"{1:016x}")
    first = page.one(".box.here").rect
    page.press("e")
    assert page.one(".box.here").rect["y"] != first["y"]
    assert page.in_view(".box.here", "#pages")
    page.open("paper", f"{7:016x}")
    assert page.all(".box.here") == []
    assert "no box: the whole page" in page.one(".card.chosen").text
    page.open("paper", f"{8:016x}")
    assert "No place is kept" in page.one(".card.chosen").text


def test_the_sides_of_a_conflict_lead_to_each_other_across_documents_and_back(page):
    page.open("paper", CONFLICT)
    page.one(".card.chosen .rivals a").click()
    page.until(f"document.body.dataset.ready === {json.dumps(slug('review'))}")
    assert page.chosen() == [4]
    page.driver.back()
    page.until(f"document.body.dataset.ready === {json.dumps(slug('paper'))}")
    assert page.chosen() == [3]
    page.press("o")
    page.until(f"document.body.dataset.ready === {json.dumps(slug('review'))}")
    assert page.chosen() == [4]


def test_the_check_of_the_table_leads_to_its_values(page):
    page.open("paper")
    page.one("#tables summary").click()
    assert page.one("#tables summary").text == "Table 1, checked: 1 contradicted, 1 confirmed"
    page.one("#tables td.contradicted button").click()
    assert page.chosen() == [3]
    assert "84.7 is contradicted by 87.4%, page 1" in page.one(".card.chosen .check").text


def test_the_keyboard_alone_is_enough(page):
    from selenium.webdriver.common.keys import Keys

    page.open("paper")
    page.press("j", "j", Keys.ARROW_DOWN, "k")
    assert page.chosen() == [2]
    assert page.focused().get_attribute("aria-expanded") == "true"
    assert page.do("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.press(Keys.ENTER)
    assert "here" in page.focused().get_attribute("class")
    page.press(Keys.ENTER)
    assert "head" in page.focused().get_attribute("class")
    page.press("a")
    assert page.one(".card.chosen .decided").text == "✓ accepted"
    assert page.one("#status").get_attribute("textContent") == "accepted"
    page.press("u")
    assert page.all(".card.chosen .decided")[0].text == ""
    page.press("/")
    assert page.focused().get_attribute("id") == "search"
    page.press("conflict", Keys.ESCAPE)
    assert page.shown() == [3]
    page.press("?")
    assert page.one("#keys").is_displayed()
    page.press(Keys.ESCAPE, "g")
    page.until("document.body.dataset.ready === 'overview'")


def test_everything_has_a_name_for_those_who_do_not_see_it(page):
    page.open("paper", CONFLICT)
    nameless = page.do(
        "return [...document.querySelectorAll('button, input, select, a')].filter((n) => n.offsetParent && "
        "!(n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length || n.title)).map((n) => n.outerHTML)"
    )
    assert nameless == []
    assert page.one(".box.chosen").get_attribute("aria-label").startswith("retention: 84.7%")
    assert page.do("return document.documentElement.lang") == "en"
    assert len([n for n in page.all("#records .head") if n.get_attribute("tabindex") == "0"]) == 1


def decide_all(page):
    """Accept one value, correct one, reject one, each in the ways of a reviewer."""
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import Select

    page.one("#reviewer").send_keys("Ada", Keys.TAB)
    page.open("paper", f"{1:016x}").press("a")
    page.open("paper", CONFLICT).one(".card.chosen [data-action=correct]").click()
    field = page.one("dialog[open] input[name=percent]")
    assert page.focused() == field
    field.clear()
    field.send_keys("87.4")
    page.one("dialog[open] button[value=ok]").click()
    assert page.all("dialog[open]"), "a cause is asked for"
    Select(page.one("dialog[open] select[name=cause]")).select_by_value("reading")
    page.one("dialog[open] input[name=comment]").send_keys("7 and 4 exchanged")
    page.one("dialog[open] button[value=ok]").click()
    page.open("review", f"{6:016x}").press("r")
    Select(page.one("dialog[open] select[name=cause]")).select_by_value("linking")
    page.one("dialog[open] button[value=ok]").click()


def test_decisions_survive_a_reload_and_are_counted(page):
    decide_all(page)
    page.open().reload()
    assert page.one("#export").text == "Export decisions (3)"
    assert page.one("#reviewer").get_attribute("value") == "Ada"
    assert "✎ corrected" in page.one(f"[data-record='{CONFLICT}']").text
    page.open("paper", CONFLICT)
    assert page.one(".card.chosen .decided").text == "✎ corrected: percent 87.4 (reading: 7 and 4 exchanged)"
    page.choose("#decisions", "decided")
    assert page.shown() == [3, 6, 1]


def test_a_correction_that_changes_nothing_is_not_kept(page):
    from selenium.webdriver.support.ui import Select

    page.open("paper", CONFLICT).press("c")
    Select(page.one("dialog[open] select[name=cause]")).select_by_value("table")
    page.one("dialog[open] button[value=ok]").click()
    assert page.one("dialog[open] .problem").text == "Nothing is changed: accept the value instead."
    page.one("dialog[open] button[value=cancel]").click()
    assert page.all("dialog[open]") == []
    assert page.one("#export").text == "Export decisions"


def test_decisions_go_out_and_into_the_store_and_another_browser(page, run, tmp_path):
    place = str(tmp_path / "intergrowth.sqlite")
    with open_store(place) as store, store.run(version="1", configuration="x", corpora=[]) as run_id:
        store.put_records(run_id, records())
    decide_all(page)
    page.one("#export").click()
    page.until("document.querySelector('#status').textContent.includes('exported')")
    file = wait_for_file(page, tmp_path)
    done = CliRunner().invoke(command, ["review", "import", str(file), "--store", place])
    assert (done.exit_code, done.output) == (0, f"{file}: 3 decisions in the store\n")
    with open_store(place) as store:
        assert {r.decision.reviewer for r in store.reviews()} == {"Ada"}
        assert [(r.values["percent"], r.reason) for r in store.records() if r.supersedes] == [
            (87.4, "corrected by Ada: reading: 7 and 4 exchanged")
        ]
        assert f"{6:016x}" not in {r.record_id for r in store.records()}
        told = decided(store)
    with browser() as second:
        other = Page(second, run / "report" / "index.html")
        other.one("#import").send_keys(str(file))
        other.until("document.querySelector('#export').textContent.includes('(3)')")
        bad = tmp_path / "bad.json"
        bad.write_text("{}")
        other.one("#import").send_keys(str(bad))
        other.until("!document.querySelector('#warning').hidden")
        assert other.one("#warning").text.startswith("bad.json is no file of decisions")
    assert sorted(d.action for d in told) == ["accept", "correct", "reject"]


def wait_for_file(page, folder):
    """Return the downloaded file of decisions once it is whole."""
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(page.driver, 30, poll_frequency=0.05).until(
        lambda _: next(iter(folder.glob("decisions-Ada-*.json")), None)
    )


def test_dark_and_light_by_the_system_and_by_hand(page):
    def colour():
        return page.do("return getComputedStyle(document.body).backgroundColor")

    feature = {"name": "prefers-color-scheme", "value": "dark"}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{**feature, "value": "light"}]})
    assert colour() == "rgb(255, 255, 255)"
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    assert colour() == "rgb(13, 17, 23)"
    page.one("#theme").click()
    assert colour() == "rgb(255, 255, 255)"
    page.reload()
    assert colour() == "rgb(255, 255, 255)"


def test_a_document_is_printed_with_its_pages_and_then_its_values(run, tmp_path):
    import pypdfium2

    made = tmp_path / "printed.pdf"
    address = f"{(run / 'report' / 'index.html').as_uri()}#/{slug('paper')}"
    flags = [*FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer", "--virtual-time-budget=5000"]
    subprocess.run([chromium(), *flags, f"--print-to-pdf={made}", address], check=True, capture_output=True, timeout=120)
    printed = pypdfium2.PdfDocument(made)
    try:
        texts = [sheet.get_textpage().get_text_bounded() for sheet in printed]
        pictures = [sum(o.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for o in sheet.get_objects()) for sheet in printed]
    finally:
        printed.close()
    assert pictures[:3] == [1, 1, 1]
    assert "84.7% after 200 cycles" in "".join(texts[3:])
    assert not [word for word in ("Accept", "Export", "Reviewer", "Show all") if word in "".join(texts)]


def test_a_document_without_its_pdf_has_empty_sheets_with_boxes(page):
    page.open(NASTY)
    assert page.one(".note").text == "The PDF is not where the run read it, so its pages are shown empty."
    assert len(page.all(".paper.empty .box.implausible")) == 1


def test_a_run_a_decision_and_a_second_run_that_keeps_it(tmp_path):
    """Through the commands: the corrected value stands in Table 1, in the records and in the report of the second run."""
    out = tmp_path / "run"

    def intergrowth(*words):
        program = [sys.executable, "-m", "pipeline.cli", *map(str, words)]
        done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def retention():
        told = [json.loads(line) for line in (out / "records.jsonl").read_text("utf-8").splitlines()]
        return [r for r in told if r["printed"].get("retention_modified_pct") and r["row"] == 4]

    pdf = ROOT / "corpora" / "demo" / "review-demo.pdf"
    intergrowth("run", pdf, "--out", out, "--quiet")
    (before,) = retention()
    assert before["percent"] == 84.7
    with browser(tmp_path) as driver:
        page = Page(driver, out / "report" / "index.html")
        from selenium.webdriver.common.keys import Keys
        from selenium.webdriver.support.ui import Select

        page.one("#reviewer").send_keys("Ada", Keys.TAB)
        page.open("review-demo", before["record_id"]).press("c")
        page.one("dialog[open] input[name=percent]").clear()
        page.one("dialog[open] input[name=percent]").send_keys("87.4")
        Select(page.one("dialog[open] select[name=cause]")).select_by_value("document")
        page.one("dialog[open] button[value=ok]").click()
        page.one("#export").click()
        file = wait_for_file(page, tmp_path)
    intergrowth("review", "import", file, "--store", out)
    intergrowth("run", pdf, "--out", out, "--quiet")
    (after,) = retention()
    assert (after["percent"], after["supersedes"]) == (87.4, before["record_id"])
    row = (out / "table1.csv").read_text("utf-8").splitlines()[4]
    assert ",87.4," in row
    assert ",84.7," not in row
    with browser() as driver:
        page = Page(driver, out / "report" / "index.html").open("review-demo", after["record_id"])
        assert page.one(".card.chosen .decided").text.startswith("corrected by Ada (document)")
        assert "Before the correction: 84.7%" in page.one(".card.chosen").text
    intergrowth("review", "undo", 1, "--reviewer", "Ada", "--store", out)
    intergrowth("run", pdf, "--out", out, "--quiet")
    assert [r["percent"] for r in retention()] == [84.7]
