"""A server on this machine that answers as OpenAlex or Crossref do, and misbehaves when told to; and a clock that never waits."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class FakeClock:
    """Time that passes only while somebody sleeps; ``slept`` says how long each time."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.passed = 0.0

    def seconds(self) -> float:
        return 1000.0 + self.passed

    def now(self) -> datetime:
        return datetime(2025, 11, 1, 12, 0, 0, tzinfo=UTC) + timedelta(seconds=self.passed)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.passed += seconds


def openalex_work(n: int) -> dict[str, object]:
    return {
        "id": f"https://openalex.org/W{n}",
        "doi": f"https://doi.org/10.5555/{n}",
        "title": f"Work {n}",
        "publication_year": 2020,
    }


def crossref_work(n: int) -> dict[str, object]:
    return {"DOI": f"10.5555/{n}", "title": [f"Work {n}"], "issued": {"date-parts": [[2020]]}}


class Api:
    """What the server holds and how it behaves.

    ``pages`` are lists of works; cursor ``cN`` is page N. ``faults`` are taken one a request: a callable that answers in the
    page's stead, or None for a proper answer. ``totals`` are what successive answers say. ``seen`` are the requests.
    """

    def __init__(self, kind: str, pages: list[list[dict[str, object]]]) -> None:
        self.kind, self.pages = kind, pages
        self.faults: list[Callable[[BaseHTTPRequestHandler], None] | None] = []
        self.totals: list[int] = []
        self.headers: dict[str, str] = {}
        self.seen: list[tuple[dict[str, list[str]], dict[str, str]]] = []
        self.next_of: dict[str, str] = {}

    def answer(self, cursor: str) -> dict[str, object]:
        n = 0 if cursor == "*" else int(cursor[1:])
        works = self.pages[n] if n < len(self.pages) else []
        total = self.totals.pop(0) if self.totals else sum(map(len, self.pages))
        following = self.next_of.get(cursor, f"c{n + 1}" if n + 1 <= len(self.pages) else None)
        if self.kind == "openalex":
            return {"meta": {"count": total, "next_cursor": following if works else None}, "results": works}
        return {"status": "ok", "message": {"total-results": total, "items": works, "next-cursor": following or cursor}}


@contextmanager
def serving(api: Api) -> Iterator[str]:
    """Yield the address of a server for ``api``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            api.seen.append((query, {k.lower(): v for k, v in self.headers.items()}))
            fault = api.faults.pop(0) if api.faults else None
            if fault is not None:
                fault(self)
                return
            send(self, 200, json.dumps(api.answer(query["cursor"][0])).encode(), api.headers)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/works"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send(handler: BaseHTTPRequestHandler, code: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    handler.send_response(code)
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def status(code: int, headers: dict[str, str] | None = None, body: bytes = b"{}") -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer with a status."""
    return lambda handler: send(handler, code, body, headers)


def broken_off(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"meta": {"count": 3')


def hung_up(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True


def nonsense(handler: BaseHTTPRequestHandler) -> None:
    """Answer 200 with what is no JSON."""
    send(handler, 200, b"<html>We are sorry</html>")
