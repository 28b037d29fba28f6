"""Passwords, tokens and addresses that nobody should read in a log, an artifact or an error: masked.

In: any text, and the secrets that are known by heart; out: the text with ``•••`` in their place. Whatever the program writes for
people or for other programs and that may hold an address goes through `mask`. Method: own; the shapes are those of RFC 3986
(user information and queries of addresses), libpq's connection strings and HTTP's Authorization header.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import quote, quote_plus, unquote, urlsplit

MASK = "•••"

_SHORTEST = 4
_NAMES = (
    r"(?:[\w-]*(?:password|passwd|pwd|secret|token|signature|credential|api[_-]?key|access[_-]?key)[\w-]*"
    r"|key|sig|auth|mailto|email)"
)
_PASSWORD = re.compile(r"(?P<before>[a-z][a-z0-9+.-]*://[^\s/:@?#'\"<>]*:)[^\s/'\"<>]*(?=@)", re.IGNORECASE)
_TOKEN = re.compile(r"(?P<before>(?:https?|ftp|s3|gs|abfs)://)[^\s/:@?#'\"<>]+(?=@)", re.IGNORECASE)
_SECRET_NAME = re.compile(_NAMES, re.IGNORECASE)
_QUERY = re.compile(rf"(?P<before>[?&;]{_NAMES}=)[^\s&;#'\"<>]+", re.IGNORECASE)
_KEYWORD = re.compile(r"(?P<before>\b(?:password|passwd|pwd)\s*=\s*)(?:'[^']*'|[^\s&;'\"]+)", re.IGNORECASE)
_HEADER = re.compile(r"(?P<before>\bauthorization\s*[:=]\s*(?:bearer|basic|token)\s+)[^\s'\",;]+", re.IGNORECASE)


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """Return ``text`` without ``secrets``, and without the passwords and tokens that an address or a header in it shows.

    Secrets shorter than four characters are left to the shapes: masking every "a" would hide nothing and spoil the text.
    """
    forms = {form for one in secrets if len(one) >= _SHORTEST for form in (one, quote(one, safe=""), quote_plus(one))}
    for one in sorted(forms, key=len, reverse=True):
        text = text.replace(one, MASK)
    for shape in (_PASSWORD, _TOKEN, _QUERY, _KEYWORD, _HEADER):
        text = shape.sub(rf"\g<before>{MASK}", text)
    return text


def mask_logs(secrets: Iterable[str] = ()) -> None:
    """Mask all that this process logs from now on, wherever it goes to, tracebacks too."""
    known, make = tuple(secrets), logging.getLogRecordFactory()

    def masked(*args: Any, **kwargs: Any) -> logging.LogRecord:  # noqa: ANN401 - as logging calls it
        record = make(*args, **kwargs)
        with suppress(Exception):  # arguments that do not fit their message: the handler says so
            record.msg, record.args = mask(record.getMessage(), known), ()
        if record.exc_info:
            record.exc_text = mask(logging.Formatter().formatException(record.exc_info), known)
        return record

    logging.setLogRecordFactory(masked)


def secret_parts(address: str) -> tuple[str, ...]:
    """Return what of an address is secret by itself: its password, also one among its options, as written and as meant."""
    try:
        parts = urlsplit(address)
        found = [parts.password or ""]
    except ValueError:
        return ()
    for option in parts.query.split("&"):
        name, _, value = option.partition("=")
        if _SECRET_NAME.fullmatch(name):
            found.append(value)
    return tuple(dict.fromkeys(form for one in found if one for form in (one, unquote(one))))
