"""The pages of results, by HTTP on this machine, so that the UI can link to them: a browser opens no files from a page.

In: folders with names; out: a server that hands out their files, read-only. Nothing outside of the folders is reachable, through
links neither, nor hidden files and databases; a request that names another host is refused, so that no page of the
internet can read along. Method: own, on http.server.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from pipeline.settings import LOOPBACK

_PAGES = (".html", ".css", ".js", ".md", ".tex", ".txt", ".woff2")
_KINDS = frozenset((*_PAGES, ".svg", ".png", ".jpg", ".webp", ".json", ".jsonl", ".csv", ".parquet"))
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # who listens at all addresses has said that any name of the machine will do


@contextmanager
def serving(host: str, port: int, folders: Mapping[str, Path]) -> Iterator[str]:
    """Serve ``folders`` (name to folder) in a thread and yield the address; raises OSError where the port is taken."""
    server = (_Server6 if ":" in host else _Server)((host, port), _Handler)
    server.folders = {name: Path(os.path.realpath(folder)) for name, folder in folders.items()}
    server.hosts = LOOPBACK | {host}
    thread = threading.Thread(target=server.serve_forever, name="results", daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    address_family = socket.AF_INET
    folders: Mapping[str, Path]
    hosts: frozenset[str]


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(SimpleHTTPRequestHandler):
    server: _Server
    server_version = "intergrowth"
    sys_version = ""

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer with a file, or with the list of folders."""
        named = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        if named not in self.server.hosts and not self.server.hosts & _EVERYWHERE:
            self.send_error(403, "unknown host")
            return None
        if urlsplit(self.path).path == "/":
            return self._list()
        found = self._file()
        if found is None:
            self.send_error(404, "no such result")
            return None
        if found.is_dir():
            if not urlsplit(self.path).path.endswith("/"):
                return super().send_head()  # sends to the address with the slash
            found = found / "index.html"
        if found.is_symlink() or not found.is_file() or found.suffix.lower() not in _KINDS:
            self.send_error(404, "no such result")
            return None
        return super().send_head()

    def translate_path(self, path: str) -> str:
        """Return the file that an address stands for."""
        found = self._file()
        return os.fspath(found) if found is not None else os.devnull

    def end_headers(self) -> None:
        """Let the browser take files for what they are said to be, and no other page frame them."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of what is looked at."""

    def _file(self) -> Path | None:
        _, name, *rest = unquote(urlsplit(self.path).path).split("/")
        folder = self.server.folders.get(name)
        if folder is None or any(part.startswith(".") or "\0" in part for part in rest):
            return None
        found = Path(os.path.realpath(folder.joinpath(*rest)))
        return found if found == folder or folder in found.parents else None

    def _list(self) -> BytesIO:
        items = "".join(
            f'<li><a href="/{escape(name)}/{page}">{escape(name)}: {escape(page)}</a></li>'
            for name, folder in self.server.folders.items()
            for page in ("report/index.html", "table1.html", "audit.html", "index.html")
            if (folder / page).is_file()
        )
        body = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Results</title><ul>{items}</ul></html>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)
