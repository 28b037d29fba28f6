"""What is asked of which API, and who asks.

In: a TOML file (`refresh.toml` beside this file says how one is written) and the environment; out: frozen values. Mail address
and keys are kept apart from what is asked, and never shown. Method: own.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from pipeline.trends.refresh.apis import APIS

CONFIGURATION = Path(__file__).with_name("refresh.toml")
_OWN = frozenset({"cursor", "mailto", "api_key", "apikey", "offset", "page"})
_MAIL = re.compile(r"[^@\s()<>,;]+@[^@\s()<>,;]+\.[^@\s()<>,;]+")


@dataclass(frozen=True, slots=True)
class Search:
    """One search of one API: ``parameters`` as sent, ``most`` works at most, ``per_second`` requests at most."""

    source: str
    base_url: str
    parameters: Mapping[str, str]
    per_second: float = 5.0
    most: int | None = None

    @property
    def fingerprint(self) -> str:
        """What makes two searches the same, in 16 hexadecimal digits: only such a one is continued."""
        told = json.dumps([self.source, self.base_url, dict(self.parameters), self.most], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a mail address for the polite pool, and keys by API. Nothing of it is in the ``repr``."""

    mail: str | None = field(default=None, repr=False)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be written anywhere, as it is and as it stands in addresses, the longest first."""
        plain = {secret for secret in (self.mail, *self.keys.values()) if secret}
        return tuple(sorted(plain | {quote(secret, safe="") for secret in plain}, key=len, reverse=True))

    def hide(self, text: str) -> str:
        """Return a text without mail address and keys."""
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return text


def load_searches(path: Path = CONFIGURATION) -> tuple[Search, ...]:
    """Read the searches of a file, in its order. Raises ValueError that names the file and what is wrong, and OSError."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        searches = tuple(_search(name, entry) for name, entry in data.items())
        if not searches:
            raise ValueError(f"it names no API; there are {', '.join(APIS)}")
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no configuration of refresh: {error}") from error
    return searches


def caller(environment: Mapping[str, str], mail: str | None = None) -> Caller:
    """Return who asks: ``mail``, else INTERGROWTH_MAILTO, and keys from the environment. ValueError for what is no address."""
    address = (mail or environment.get("INTERGROWTH_MAILTO") or "").strip() or None
    if address is not None and not _MAIL.fullmatch(address):
        raise ValueError("the mail address for the polite pool (--mailto or INTERGROWTH_MAILTO) is none")
    names = {"openalex": "INTERGROWTH_OPENALEX_KEY", "crossref": "INTERGROWTH_CROSSREF_TOKEN"}
    keys = {source: environment[name].strip() for source, name in names.items() if environment.get(name, "").strip()}
    if any(not key.isprintable() or not key.isascii() for key in keys.values()):
        raise ValueError("a key in the environment has characters that no key has")
    return Caller(address, keys)


def _search(name: str, entry: Any) -> Search:  # noqa: ANN401 - whatever a TOML file holds
    if name not in APIS:
        raise ValueError(f"there is no API {name!r}; there are {', '.join(APIS)}")
    unknown = set(entry) - {"base_url", "requests_per_second", "most", "parameters"}
    if unknown:
        raise ValueError(f"{name} has {', '.join(sorted(unknown))}, which means nothing")
    address = urlsplit(str(entry.get("base_url", "")))
    if address.scheme not in {"http", "https"} or not address.hostname or address.username or address.query or address.fragment:
        raise ValueError(f"the base_url of {name} is no address: http or https, host and path only")
    parameters = {str(k): str(v) for k, v in dict(entry.get("parameters", {})).items()}
    if own := sorted(k for k in parameters if k.lower() in _OWN):
        raise ValueError(
            f"{name} has the parameter {', '.join(own)}, which is looked after (see the shipped {CONFIGURATION.name})"
        )
    per_second, most = float(entry.get("requests_per_second", 5)), entry.get("most")
    if not 0 < per_second <= 50 or (most is not None and (not isinstance(most, int) or most < 1)):
        raise ValueError(f"{name}: requests_per_second is between 0 and 50, most a number of works")
    return Search(name, address.geturl(), parameters, per_second, most)
