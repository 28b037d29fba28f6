"""Versions that a result depends on, and the version of the method: what decides what is read.

In: the installed packages and the files of this one; out: their versions, and one for the method. Method: own.
"""

from __future__ import annotations

import hashlib
import json
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("intergrowth", "prefect", "pdfplumber", "pdfminer.six", "pypdfium2", "pandas", "spacy", "chemdataextractor2")
_DECIDING = ("pdfplumber", "pdfminer.six", "pypdfium2", "spacy", "chemdataextractor2")
_NOT_DECIDING = frozenset(
    {
        "__pycache__",
        "audit",
        "commands",
        "bulletin.py",
        "notify.py",
        "cron.py",
        "store",
        "trends",
        "cli.py",
        "cluster.py",
        "logs.py",
        "measure.py",
        "outliers.py",
        "pool.py",
        "printable.py",
        "py.typed",
        "records.py",
        "remote.py",
        "results.py",
        "runners.py",
        "secrets.py",
        "service",
        "settings",
        "shards.py",
        "table1.py",
        "watch.py",
    }
)
"""Parts of this package that may change without a document being read differently; a part that is not named here decides."""


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    out = {"python": platform.python_version()}
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            out[package] = version(package)
    return out


def method_version() -> str:
    """Return the version of the method: the program's, with a sum over the code and tables that decide what is read.

    What one version has read is not read again by it, so a changed rule must be another version, whether or not its author
    thought of giving it a number.
    """
    here, parts = Path(__file__).parents[1], hashlib.sha256()
    for file in sorted(p for p in here.rglob("*") if p.is_file() and p.suffix not in (".pyc", ".pyi")):
        name = file.relative_to(here)
        if name.parts[0] not in _NOT_DECIDING and "__pycache__" not in name.parts:
            parts.update(name.as_posix().encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    told = versions()
    parts.update(json.dumps({name: told.get(name) for name in _DECIDING}).encode())
    return f"{told.get('intergrowth', '0')}+{parts.hexdigest()[:12]}"
