"""Refreshing from APIs that misbehave, on a server of this machine and a clock that never waits."""

import gzip
import json
import logging
import threading

import pytest
from click.testing import CliRunner

from pipeline.cli import command
from pipeline.trends import exports
from pipeline.trends.refresh import Caller, RefreshError, Search, caller, load_searches, refresh
from tests.support.apis import Api, FakeClock, broken_off, crossref_work, hung_up, nonsense, openalex_work, send, serving, status


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def pages(make, *numbers):
    return [[make(n) for n in page] for page in numbers]


def fetch(api, out, *, per_second=10.0, most=None, who=None, clock=None, notes=None, parameters=None, address=None):
    clock = clock or FakeClock()
    note = notes.append if notes is not None else None

    def ask(base_url):
        search = Search(api.kind, base_url, parameters or {"filter": "x:y"}, per_second, most)
        return refresh([search], out, who or Caller(), clock=clock, note=note)[0]

    if address:
        return ask(address)
    with serving(api) as base_url:
        return ask(base_url)


def works(out, source="openalex"):
    return [json.loads(line) for line in (out / "works" / f"{source}.jsonl").read_text("utf-8").splitlines()]


def ids(out):
    return [w["id"].rpartition("/")[2] for w in works(out)]


def test_pages_follow_the_cursor_and_are_kept_as_they_came(tmp_path):
    api = Api("openalex", pages(openalex_work, [1, 2], [3, 4], [5]))
    result = fetch(api, tmp_path)
    assert (result.works, result.repeated, result.error, result.notes) == (5, 0, None, ())
    assert ids(tmp_path) == ["W1", "W2", "W3", "W4", "W5"]
    assert [q["cursor"] for q, _ in api.seen] == [["*"], ["c1"], ["c2"], ["c3"]]
    assert {q["filter"][0] for q, _ in api.seen} == {"x:y"}
    raw = sorted((tmp_path / "raw" / "openalex").glob("page-*.json.gz"))
    assert [p.name for p in raw] == [f"page-00000{n}.json.gz" for n in (1, 2, 3, 4)]
    assert json.loads(gzip.decompress(raw[1].read_bytes()))["results"][0]["title"] == "Work 3"
    assert not (tmp_path / "raw" / "openalex.part").exists()
    account = json.loads((tmp_path / "refresh.json").read_text())["searches"][0]
    assert (account["works"], account["pages"], account["begun"][:10]) == (5, 4, "2025-11-01")


def test_crossref_ends_at_its_empty_page_though_its_cursor_goes_on(tmp_path):
    api = Api("crossref", pages(crossref_work, [1, 2], [3]))
    result = fetch(api, tmp_path)
    assert (result.works, result.pages, result.notes) == (3, 3, ())
    assert [w["DOI"] for w in works(tmp_path, "crossref")] == ["10.5555/1", "10.5555/2", "10.5555/3"]


def test_crossref_may_give_the_same_cursor_for_every_page(tmp_path):
    api = Api("crossref", pages(crossref_work, [1]))
    turns = iter([[1, 2], [3, 4], []])
    api.answer = lambda _: {
        "message": {"total-results": 4, "items": [crossref_work(n) for n in next(turns)], "next-cursor": "same"}
    }
    assert fetch(api, tmp_path).works == 4


def test_requests_keep_to_the_rate(tmp_path):
    clock = FakeClock()
    fetch(Api("openalex", pages(openalex_work, [1], [2])), tmp_path, per_second=4.0, clock=clock)
    assert clock.slept == [0.25, 0.25]


def test_a_lower_limit_that_the_api_states_is_kept_to(tmp_path):
    clock, api = FakeClock(), Api("crossref", pages(crossref_work, [1], [2]))
    api.headers = {"X-Rate-Limit-Limit": "1", "X-Rate-Limit-Interval": "2s"}
    fetch(api, tmp_path, per_second=10.0, clock=clock)
    assert clock.slept == [2.0, 2.0]


def test_retry_after_in_seconds_and_as_a_date_is_honoured(tmp_path):
    clock, api, notes = FakeClock(), Api("openalex", pages(openalex_work, [1])), []
    api.faults = [
        status(429, {"Retry-After": "7"}),
        status(503, {"Retry-After": "Sat, 01 Nov 2025 12:00:37 GMT"}),
    ]
    result = fetch(api, tmp_path, clock=clock, notes=notes)
    assert (result.works, result.failures, result.error) == (1, 2, None)
    assert clock.slept[:2] == [7.0, 30.0]
    assert notes[0].endswith("it answers 429; again in 7 s")


def test_a_wait_that_is_too_long_ends_the_try(tmp_path):
    clock, api = FakeClock(), Api("openalex", pages(openalex_work, [1]))
    api.faults = [status(429, {"Retry-After": "86400"})]
    result = fetch(api, tmp_path, clock=clock)
    assert "asks to wait 86400 s" in result.error
    assert clock.slept == []


@pytest.mark.parametrize("fault", [status(500), status(502), hung_up, broken_off, nonsense, status(200, body=b'{"results": 3}')])
def test_what_passes_is_tried_again_after_twice_the_time(tmp_path, fault):
    clock, api = FakeClock(), Api("openalex", pages(openalex_work, [1, 2]))
    api.faults = [fault, fault, fault]
    result = fetch(api, tmp_path, clock=clock)
    assert (result.works, result.failures, result.error) == (2, 3, None)
    assert clock.slept[:3] == [1.0, 2.0, 4.0]


def test_after_six_failures_it_ends_and_the_next_try_goes_on_where_it_stopped(tmp_path):
    api = Api("openalex", pages(openalex_work, [1, 2], [3, 4], [5]))
    with serving(api) as address:
        api.faults = [None, None, *[status(500)] * 6]
        first = fetch(api, tmp_path, address=address)
        assert (first.works, first.pages) == (4, 2)
        assert "failed 6 times, at last because it answers 500" in first.error
        assert list((tmp_path / "works").iterdir()) == []
        assert json.loads((tmp_path / "refresh.json").read_text())["searches"][0]["ended"] is None
        api.seen.clear()
        second = fetch(api, tmp_path, address=address)
    assert (second.works, second.error) == (5, None)
    assert [q["cursor"][0] for q, _ in api.seen] == ["c2", "c3"]
    assert ids(tmp_path) == ["W1", "W2", "W3", "W4", "W5"]


def test_a_process_killed_between_page_and_state_loses_nothing(tmp_path):
    api = Api("openalex", pages(openalex_work, [1, 2], [3]))
    with serving(api) as address:
        api.faults = [None, *[hung_up] * 6]
        assert fetch(api, tmp_path, address=address).error
        part = tmp_path / "raw" / "openalex.part"
        stray = {"meta": {"count": 3, "next_cursor": "c2"}, "results": [openalex_work(3)]}
        (part / "page-000002.json.gz").write_bytes(gzip.compress(json.dumps(stray).encode()))
        result = fetch(api, tmp_path, address=address)
    assert result.error is None
    assert ids(tmp_path) == ["W1", "W2", "W3"]


def test_another_search_does_not_go_on_from_a_place_that_is_not_its_own(tmp_path):
    api = Api("openalex", pages(openalex_work, [1, 2], [3]))
    with serving(api) as address:
        api.faults = [None, *[status(500)] * 6]
        fetch(api, tmp_path, address=address)
        api.seen.clear()
        result = fetch(api, tmp_path, address=address, parameters={"filter": "z"})
    assert [q["cursor"][0] for q, _ in api.seen] == ["*", "c1", "c2"]
    assert result.works == 3


def test_a_cursor_that_has_expired_begins_the_search_anew(tmp_path):
    api, notes = Api("crossref", pages(crossref_work, [1, 2], [3])), []
    with serving(api) as address:
        api.faults = [None, *[status(500)] * 6]
        fetch(api, tmp_path, address=address)
        api.faults = [status(400, body=b'{"message": "cursor expired"}')]
        result = fetch(api, tmp_path, address=address, notes=notes)
    assert (result.works, result.error) == (3, None)
    assert any("begins anew" in n for n in notes)


def test_a_refusal_is_told_at_once(tmp_path):
    clock, api = FakeClock(), Api("openalex", pages(openalex_work, [1]))
    api.faults = [status(403, body=b"<h1>Invalid</h1> filter")]
    result = fetch(api, tmp_path, clock=clock)
    assert "answers 403" in result.error
    assert result.error.endswith("It says: Invalid filter")
    assert (clock.slept, len(api.seen)) == ([], 1)


def test_a_redirection_is_not_followed(tmp_path):
    api = Api("openalex", pages(openalex_work, [1]))
    api.faults = [status(302, {"Location": "http://127.0.0.1:1/elsewhere"})]
    assert "sends elsewhere" in fetch(api, tmp_path).error
    assert len(api.seen) == 1


def test_repeated_pages_and_works_count_once(tmp_path):
    api = Api("openalex", pages(openalex_work, [1, 2], [1, 2], [2, 3]))
    result = fetch(api, tmp_path)
    assert (result.works, result.repeated) == (3, 3)
    assert ids(tmp_path) == ["W1", "W2", "W3"]


def test_an_api_that_turns_in_a_circle_is_left(tmp_path):
    api = Api("openalex", pages(openalex_work, [1], [2]))
    api.next_of = {"c1": "*"}
    result = fetch(api, tmp_path)
    assert (result.works, result.pages) == (2, 5)
    assert "ended after 3 pages in a row without a new work" in result.notes


def test_a_total_that_changes_and_works_that_do_not_come_are_told(tmp_path):
    api = Api("openalex", pages(openalex_work, [1, 2], [3]))
    api.totals = [10, 9, 8]
    result = fetch(api, tmp_path)
    assert result.notes == (
        "the API's total changed on the way, from 10 to 8",
        "the API says that there are 8 works, but gave 3",
    )


def test_so_many_works_as_asked_for(tmp_path):
    api = Api("openalex", pages(openalex_work, [1, 2], [3, 4], [5]))
    result = fetch(api, tmp_path, most=3)
    assert (result.works, len(api.seen)) == (4, 2)
    assert result.notes == ("ended after 4 works, as the configuration asks (most = 3)",)


def test_works_without_an_identifier_are_kept(tmp_path):
    api = Api("openalex", [[{"title": "a"}, {"title": "a"}, openalex_work(1)]])
    result = fetch(api, tmp_path)
    assert (result.works, result.unnamed, len(works(tmp_path))) == (3, 2, 3)


def test_a_page_that_comes_too_slowly_is_given_up(tmp_path):
    clock, api = FakeClock(), Api("openalex", pages(openalex_work, [1]))

    def slow(handler):
        clock.passed += 181
        send(handler, 200, json.dumps(api.answer("*")).encode())

    api.faults = [slow]
    result = fetch(api, tmp_path, clock=clock)
    assert (result.works, result.failures) == (1, 1)


def test_a_second_refresh_takes_the_place_of_the_first_when_it_is_whole(tmp_path):
    api = Api("openalex", pages(openalex_work, [1, 2], [3]))
    with serving(api) as address:
        fetch(api, tmp_path, address=address)
        api.pages = pages(openalex_work, [7], [8])
        api.faults = [None, *[status(500)] * 6]
        assert fetch(api, tmp_path, address=address).error
        assert ids(tmp_path) == ["W1", "W2", "W3"]
        assert fetch(api, tmp_path, address=address).error is None
    assert ids(tmp_path) == ["W7", "W8"]
    assert len(list((tmp_path / "raw" / "openalex").glob("page-*"))) == 3


def test_a_damaged_page_is_named(tmp_path):
    api = Api("openalex", pages(openalex_work, [1, 2], [3]))
    with serving(api) as address:
        api.faults = [None, *[status(500)] * 6]
        fetch(api, tmp_path, address=address)
        page = tmp_path / "raw" / "openalex.part" / "page-000001.json.gz"
        page.write_bytes(page.read_bytes()[:20])
        with pytest.raises(RefreshError, match=r"page-000001\.json\.gz is damaged"):
            fetch(api, tmp_path, address=address)


def test_two_refreshes_do_not_write_to_one_folder(tmp_path):
    api = Api("openalex", pages(openalex_work, [1]))
    inside, done = threading.Event(), threading.Event()

    def hold(handler):
        inside.set()
        done.wait(20)
        send(handler, 200, json.dumps(api.answer("*")).encode())

    api.faults = [hold]
    with serving(api) as address:
        first = threading.Thread(target=fetch, args=(api, tmp_path), kwargs={"address": address})
        first.start()
        assert inside.wait(20)
        with pytest.raises(RefreshError, match="another refresh"):
            fetch(api, tmp_path, address=address)
        done.set()
        first.join()


def test_what_was_fetched_is_read_like_any_export(tmp_path):
    work = openalex_work(1) | {
        "title": "P2-type layered oxide cathodes for sodium-ion batteries",
        "abstract_inverted_index": {"We": [0], "make": [1, 3], "and": [2], "cathodes.": [4]},
        "authorships": [],
        "cited_by_count": 4,
    }
    item = crossref_work(2) | {"title": ["Tunnel Na<sub>0.44</sub>MnO<sub>2</sub>"], "is-referenced-by-count": 7}
    fetch(Api("openalex", [[work]]), tmp_path)
    fetch(Api("crossref", [[item]]), tmp_path)
    reading = exports.read([tmp_path / "works"])
    assert [(p.identifier, p.title, p.abstract, p.year, p.citations) for p in reading.publications] == [
        ("doi:10.5555/2", "Tunnel Na0.44MnO2", None, 2020, 7),
        ("doi:10.5555/1", "P2-type layered oxide cathodes for sodium-ion batteries", "We make and make cathodes.", 2020, 4),
    ]
    assert reading.bad == ()


MAIL, KEY = "someone@example.org", "k3y-of-mine"


@pytest.mark.parametrize("kind", ["openalex", "crossref"])
def test_mail_and_key_go_to_the_api_and_nowhere_else(tmp_path, caplog, kind):
    make = openalex_work if kind == "openalex" else crossref_work
    api = Api(kind, [[make(1) | {"note": f"asked by {MAIL} with {KEY}, ?mailto=someone%40example.org"}]])
    who, notes = Caller(MAIL, {kind: KEY}), []
    caplog.set_level(logging.DEBUG)
    with serving(api) as address:
        api.faults = [status(500), None, status(403, body=f"no {MAIL} {KEY}".encode())]
        result = fetch(api, tmp_path, address=address, who=who, notes=notes)
        assert "It says: no … …" in result.error
        result = fetch(api, tmp_path, address=address, who=who, notes=notes)
    query, headers = api.seen[0]
    assert f"(mailto:{MAIL})" in headers["user-agent"]
    assert (query.get("api_key"), headers.get("crossref-plus-api-token")) == (
        ([KEY], None) if kind == "openalex" else (None, f"Bearer {KEY}")
    )
    written = b"".join(
        gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()
    )
    for secret in (MAIL, "someone%40example.org", KEY):
        assert secret.encode() not in written
        assert secret not in caplog.text
        assert secret not in "".join(notes)
        assert secret not in repr(who) + repr(result)


def test_the_shipped_configuration_is_one():
    searches = load_searches()
    assert [s.source for s in searches] == ["openalex", "crossref"]
    assert all(s.base_url.startswith("https://api.") for s in searches)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[scopus]\nbase_url='https://x.example'", "there is no API 'scopus'"),
        ("[openalex]\nbase_url='ftp://x.example'", "base_url of openalex is no address"),
        ("[openalex]\nbase_url='https://me:pw@x.example'", "base_url of openalex is no address"),
        (
            "[openalex]\nbase_url='https://x.example'\nparameters={mailto='a@b.example'}",
            "parameter mailto, which is looked after",
        ),
        ("[openalex]\nbase_url='https://x.example'\nrequests_per_second=0", "requests_per_second is between"),
        ("[openalex]\nbase_url='https://x.example'\npages=3", "pages, which means nothing"),
        ("", "names no API"),
        ("[openalex", "is no configuration"),
    ],
)
def test_a_bad_configuration_is_named(tmp_path, text, what):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"mine\.toml") as caught:
        load_searches(path)
    assert what in str(caught.value)


def test_who_asks_comes_from_the_environment():
    who = caller({"INTERGROWTH_MAILTO": MAIL, "INTERGROWTH_OPENALEX_KEY": KEY})
    assert (who.mail, who.keys) == (MAIL, {"openalex": KEY})
    assert caller({"INTERGROWTH_MAILTO": MAIL}, "other@example.org").mail == "other@example.org"
    with pytest.raises(ValueError, match="polite pool"):
        caller({}, "not an address\r\nX-Injected: 1")


def test_the_command(tmp_path, monkeypatch):
    monkeypatch.delenv("INTERGROWTH_MAILTO", raising=False)
    api = Api("openalex", pages(openalex_work, [1, 2]))
    with serving(api) as address:
        config = tmp_path / "mine.toml"
        config.write_text(f"[openalex]\nbase_url = '{address}'\nrequests_per_second = 50\n")
        run = CliRunner().invoke(command, ["refresh", "--config", str(config), "--out", str(tmp_path / "out")])
        assert (run.exit_code, "openalex: 2 works on 2 pages" in run.stdout) == (0, True)
        assert "no mail address" in run.stderr
        api.faults = [status(404)]
        run = CliRunner().invoke(command, ["refresh", "--config", str(config), "--out", str(tmp_path / "out"), "--json"])
    assert run.exit_code == 1
    assert json.loads(run.stdout)[0]["error"].startswith("127.0.0.1")


def test_the_command_shows_the_shipped_configuration():
    run = CliRunner().invoke(command, ["refresh", "--show-config"])
    assert (run.exit_code, "[openalex.parameters]" in run.stdout) == (0, True)
