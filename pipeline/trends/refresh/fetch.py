"""One page of an API, patiently: rate limits kept to, failures that pass tried again, Retry-After honoured.

In: a search, a cursor and who asks; out: the bytes of a page and what it holds, or a `FetchError` that says what to do. The mail
address goes into the User-Agent, as both APIs' polite pools ask; a key is added to a request after everything that might log it.
Time is a `Clock`, so that nothing need wait in a test. Method: own, on httpx; exponential back-off.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from pipeline.trends.refresh.apis import APIS, Page, PageError
from pipeline.trends.refresh.config import Caller, Search

ATTEMPTS = 6
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 120.0
_LONGEST_ASKED = 900.0
_SECONDS_A_PAGE = 180.0
_LARGEST = 200 * 2**20
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_TIMEOUT = httpx.Timeout(60.0, connect=20.0)
_CONTINUES = "it continues where it stopped"
_LIMIT_INTERVAL = re.compile(r"(\d+(?:\.\d+)?)\s*s?")


class Clock(Protocol):
    """Time: seconds that only grow, the time of day, and waiting."""

    def seconds(self) -> float:
        """Return seconds since some moment."""
        ...

    def now(self) -> datetime:
        """Return the time of day, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's time."""

    def seconds(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the time of day, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class FetchError(Exception):
    """A page that could not be had: why, and what to do. ``refused`` means that the API will not have this request."""

    def __init__(self, message: str, *, refused: bool = False) -> None:
        super().__init__(message)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: its bytes as they came (mail address and keys taken out), what it holds, and how often it was asked for in vain."""

    body: bytes
    page: Page
    failures: int


class Fetcher:
    """Asks one API for pages. Use as a context manager; ``transport`` stands in for the network."""

    def __init__(
        self, search: Search, who: Caller, clock: Clock, version: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._search, self._who, self._clock = search, who, clock
        self._api = APIS[search.source]
        contact = f" (mailto:{who.mail})" if who.mail else ""
        self._client = httpx.Client(
            transport=_Signed(transport or httpx.HTTPTransport(proxy=_proxy(search.base_url)), search, who),
            headers={"User-Agent": f"intergrowth/{version}{contact}", "Accept": "application/json"},
            timeout=_TIMEOUT,
            follow_redirects=False,
        )
        self._pause = 1.0 / search.per_second
        self._last: float | None = None

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def page(self, cursor: str, note: Callable[[str], None] | None = None) -> Fetched:
        """Return the page at a cursor; ``note`` is told of every attempt that failed. Raises `FetchError`."""
        reason = ""
        for attempt in range(ATTEMPTS):
            self._keep_to_rate()
            try:
                response, body = self._ask(cursor)
            except (httpx.TransportError, httpx.DecodingError, _TooSlowError) as error:
                reason, asked = self._who.hide(_said(error)), None
            else:
                if response.status_code == httpx.codes.OK:
                    try:
                        return Fetched(self._clean(body), self._api.page(json.loads(body)), attempt)
                    except (ValueError, RecursionError) as error:
                        what = str(error) if isinstance(error, PageError) else "it is no JSON, or was cut off"
                        reason, asked = f"its answer is no page of works: {what}", None
                elif response.status_code in _PASSING:
                    reason, asked = f"it answers {response.status_code}", self._asked(response.headers)
                else:
                    raise FetchError(self._refusal(response, body), refused=True)
            if asked is not None and asked > _LONGEST_ASKED:
                raise FetchError(f"{self._host} asks to wait {asked:.0f} s: run the same command again after that, {_CONTINUES}")
            if attempt + 1 < ATTEMPTS:
                wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt) if asked is None else asked
                if note is not None:
                    note(f"{self._host}: {reason}; again in {wait:.0f} s")
                self._clock.sleep(wait)
        raise FetchError(
            f"{self._host} failed {ATTEMPTS} times, at last because {reason}: run the same command again, {_CONTINUES}"
        )

    @property
    def _host(self) -> str:
        return urlsplit(self._search.base_url).netloc

    def _keep_to_rate(self) -> None:
        """Wait until the next request may be made."""
        now = self._clock.seconds()
        if self._last is not None and now < self._last + self._pause:
            self._clock.sleep(self._last + self._pause - now)
        self._last = self._clock.seconds()

    def _ask(self, cursor: str) -> tuple[httpx.Response, bytes]:
        """Ask once; a body that comes too slowly or is too large is given up."""
        begun = self._clock.seconds()
        parts: list[bytes] = []
        size = 0
        with self._client.stream("GET", self._search.base_url, params={**self._search.parameters, "cursor": cursor}) as response:
            self._slow_down(response.headers)
            for part in response.iter_bytes():
                parts.append(part)
                size += len(part)
                if self._clock.seconds() - begun > _SECONDS_A_PAGE:
                    raise _TooSlowError(f"a page took more than {_SECONDS_A_PAGE:.0f} s")
                if size > _LARGEST:
                    raise FetchError(
                        f"{self._host} sends more than {_LARGEST // 2**20} MB for a page: ask for fewer works a page"
                    )
        return response, b"".join(parts)

    def _slow_down(self, headers: Mapping[str, str]) -> None:
        """Keep to the limit that Crossref states in its answers, where it is the lower one."""
        limit, interval = headers.get("x-rate-limit-limit", ""), headers.get("x-rate-limit-interval", "")
        found = _LIMIT_INTERVAL.fullmatch(interval.strip())
        if limit.strip().isdigit() and int(limit) > 0 and found:
            self._pause = max(self._pause, min(_LONGEST_WAIT, float(found[1]) / int(limit)))

    def _asked(self, headers: Mapping[str, str]) -> float | None:
        """Return the seconds that Retry-After asks for, given as a number or a date."""
        value = headers.get("retry-after", "").strip()
        if re.fullmatch(r"\d+(?:\.\d+)?", value):
            return float(value)
        try:
            when = parsedate_to_datetime(value)
        except (TypeError, ValueError):
            return None
        return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - self._clock.now()).total_seconds())

    def _refusal(self, response: httpx.Response, body: bytes) -> str:
        """Say what an API answers to a request that it will not have."""
        code = response.status_code
        if response.has_redirect_location:
            return f"{self._host} answers {code} and sends elsewhere: give the new address as base_url"
        said = " ".join(re.sub(r"<[^>]*>", " ", body[:2000].decode("utf-8", "replace")).split())[:300]
        hint = {401: "is the key right?", 403: "is the key right, or the address blocked?", 404: "is base_url right?"}.get(
            code, "are the parameters right?"
        )
        return self._who.hide(f"{self._host} answers {code}; {hint} It says: {said or 'nothing'}")

    def _clean(self, body: bytes) -> bytes:
        """Take mail address and keys out of a page that repeats them."""
        for secret in self._who.secrets:
            body = body.replace(secret.encode(), "…".encode())
        return body


class _TooSlowError(Exception):
    """A body that comes too slowly."""


class _Signed(httpx.BaseTransport):
    """Adds the key to requests on their way out, below everything that logs an address."""

    def __init__(self, inner: httpx.BaseTransport, search: Search, who: Caller) -> None:
        self._inner, self._search = inner, search
        self._key = who.keys.get(search.source)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request with its key."""
        if not self._key:
            return self._inner.handle_request(request)
        headers = request.headers.copy()
        url = request.url
        if self._search.source == "openalex":
            url = url.copy_add_param("api_key", self._key)
        else:
            headers["Crossref-Plus-API-Token"] = f"Bearer {self._key}"
        signed = httpx.Request(request.method, url, headers=headers, extensions=request.extensions)
        return self._inner.handle_request(signed)

    def close(self) -> None:
        """Close what is underneath."""
        self._inner.close()


def _proxy(address: str) -> str | None:
    """Return the proxy that the environment names for an address."""
    parts = urlsplit(address)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
