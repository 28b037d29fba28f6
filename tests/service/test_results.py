import httpx
import pytest

from pipeline.service.results import serving


@pytest.fixture
def served(tmp_path):
    out = tmp_path / "out"
    (out / "report").mkdir(parents=True)
    (out / "report" / "index.html").write_text("<p>evidence")
    (out / "table1.html").write_text("<p>table")
    (out / "intergrowth.sqlite").write_text("records")
    (out / ".hidden.html").write_text("hidden")
    (out / "link.html").symlink_to(tmp_path / "secret.html")
    (out / "linked").symlink_to(tmp_path)
    (tmp_path / "secret.html").write_text("secret")
    with serving("127.0.0.1", 0, {"extract": out, "trends": tmp_path / "none"}) as address:
        yield address


def get(address, path, **headers):
    return httpx.get(f"{address}{path}", headers=headers, trust_env=False, follow_redirects=True)


def test_files_of_the_folders_are_handed_out(served):
    assert get(served, "/extract/report/index.html").text == "<p>evidence"
    assert get(served, "/extract/report").text == "<p>evidence"
    answer = get(served, "/extract/table1.html")
    assert (answer.text, answer.headers["X-Content-Type-Options"]) == ("<p>table", "nosniff")
    assert "/extract/report/index.html" in get(served, "/").text


@pytest.mark.parametrize(
    "path",
    [
        "/extract/../secret.html",
        "/extract/%2e%2e/secret.html",
        "/extract/link.html",
        "/extract/linked/secret.html",
        "/extract/.hidden.html",
        "/extract/intergrowth.sqlite",
        "/extract/",
        "/trends/index.html",
        "/secret.html",
        "/extract/report/%00",
    ],
)
def test_nothing_else_is(served, path):
    answer = get(served, path)
    assert answer.status_code == 404
    assert "secret" not in answer.text.replace(path, "")


def test_another_host_is_refused(served):
    assert get(served, "/extract/table1.html", Host="evil.example").status_code == 403
