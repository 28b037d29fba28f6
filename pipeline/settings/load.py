"""The settings: one file ``intergrowth.toml``, which the environment overrides.

In: the file (if any) and variables ``INTERGROWTH_…``; out: frozen `Settings` with the origin of every value, or one
`SettingsError` that names every wrong key and value with its file and line or its variable. ``INTERGROWTH_EXTRACT__CRON`` is
``cron`` in ``[extract]``; a list is written as in TOML or with commas. Relative paths count from the folder of the file,
without one from the current folder. Method: own, on pydantic-settings.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from pipeline.ingest import shown
from pipeline.secrets import MASK, mask
from pipeline.settings.model import PREFIX, Settings

FILE = "intergrowth.toml"
OTHER_VARIABLES = frozenset({"INTERGROWTH_CONFIG", "INTERGROWTH_TRACEBACK", "INTERGROWTH_INSTANCE", "INTERGROWTH_SERVICE"})
"""Variables of the program that are no settings."""


class SettingsError(Exception):
    """Wrong settings; the message has a line for every one of them."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, the file they come from (None: there is none), and of every key where its value comes from."""

    settings: Settings
    file: Path | None
    origins: Mapping[str, str]

    @property
    def base(self) -> Path:
        """The folder that relative paths count from."""
        return Path.cwd() if self.file is None else self.file.absolute().parent

    def path(self, place: str) -> Path:
        """Return a path of the settings, absolute."""
        return self.base / Path(place).expanduser()

    def store(self) -> str | None:
        """Return the store's absolute path or its address; None for the default, a file among the results."""
        place = self.settings.store.get_secret_value() if self.settings.store is not None else None
        return place if place is None or "://" in place else str(self.path(place))

    def shown(self) -> Iterator[tuple[str, str, str]]:
        """Yield key, value and origin of every setting, secrets masked."""
        for key in keys():
            yield key, _shown(_value(self.settings, key), self.settings.secrets()), self.origins[key]


def load(file: str | os.PathLike[str] | None = None) -> Loaded:
    """Load the settings from ``file``, else from the one that ``INTERGROWTH_CONFIG`` names, else from ``intergrowth.toml`` here.

    Raises `SettingsError` for a named file that cannot be read and for every wrong key and value, all in one message.
    """
    path = _file(file)
    text = _text(path) if path is not None else ""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{shown(path or '')}: is not TOML: {error}") from None
    lines = _lines(text)
    variables = {name.upper(): name for name in os.environ if name.upper().startswith(PREFIX)}

    def origin(key: str) -> str | None:
        variable = PREFIX + key.replace(".", "__").upper()
        if variable in variables:
            return variables[variable]
        if path is not None and _holds(written, key):
            return f"{shown(path)}:{lines[key]}" if key in lines else shown(path)
        return None

    problems = [f"{variables[v]}: {_no_variable(v)}" for v in sorted(set(variables) - _variables())]

    class Here(Settings):
        model_config = SettingsConfigDict(toml_file=path)

    try:
        settings: Settings | None = Here()
    except ValidationError as error:
        settings = None
        for e in error.errors(include_url=False, include_input=False):
            names = ".".join(part for part in e["loc"] if isinstance(part, str))
            if e["type"] not in ("extra_forbidden", "model_type") or _holds(written, names):  # the environment's are told already
                problems.append(_problem(names, e["type"], e["msg"], origin, path))
    if problems or settings is None:
        raise SettingsError("\n".join(dict.fromkeys(problems)))
    return Loaded(settings, path, {key: origin(key) or "default" for key in keys()})


def keys() -> tuple[str, ...]:
    """Return all keys with dots, in the order of the file."""
    return tuple(key for key, _ in _fields(Settings))


def example() -> str:
    """Return an ``intergrowth.toml`` with every key at its default, commented out, and what it means."""
    out, section = [], ""
    defaults = Settings.model_construct()
    for key, description in _fields(Settings):
        head, _, name = key.rpartition(".")
        if head != section:
            out += ["", f"[{head}]"]
            section = head
        out += [f"# {description}", f"# {name} = {_toml(_value(defaults, key))}"]
    return "\n".join(out).lstrip() + "\n"


def _file(file: str | os.PathLike[str] | None) -> Path | None:
    named = file or os.environ.get("INTERGROWTH_CONFIG")
    if named:
        return Path(named)
    return Path(FILE) if Path(FILE).exists() else None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise SettingsError(f"{shown(path)}: is not UTF-8 text") from None
    except OSError as error:
        raise SettingsError(f"{shown(path)}: {error.strerror or error}") from None


def _fields(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield key and description of every setting; those outside of sections first, as TOML needs them."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _fields(field.annotation, f"{before}{name}.")
        else:
            yield before + name, field.description or ""


def _variables() -> frozenset[str]:
    return frozenset(PREFIX + key.replace(".", "__").upper() for key in keys()) | OTHER_VARIABLES


def _value(settings: BaseModel, key: str) -> Any:  # noqa: ANN401 - whatever type the setting has
    value: Any = settings
    for name in key.split("."):
        value = getattr(value, name)
    return value


def _shown(value: object, secrets: tuple[str, ...]) -> str:
    if isinstance(value, SecretStr):
        address = value.get_secret_value()
        if re.match(r"https?://", address):  # of a webhook even the path is secret
            return f"{address.split('://')[0]}://{MASK}"
        return mask(address, secrets)
    if value is None or value == ():
        return "—"
    if isinstance(value, tuple):
        return ", ".join(mask(str(v), secrets) for v in value)
    return str(value).lower() if isinstance(value, bool) else mask(str(value), secrets)


def _toml(value: object) -> str:
    if value is None:
        return '""'
    if isinstance(value, str) and "\\" in value:
        return f"'{value}'"
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _problem(key: str, kind: str, message: str, origin: Callable[[str], str | None], path: Path | None) -> str:
    known = keys()
    while key not in known and "." in key and kind != "extra_forbidden":  # the branch of a union is no part of the key
        key = key.rpartition(".")[0]
    where = origin(key) or (shown(path) if path is not None else "environment")
    if kind == "extra_forbidden":
        sections = {k.rpartition(".")[0] for k in known} - {""}
        return f"{where}: there is no setting {key}{_near(key, {*known, *sections})}"
    told = _TOLD.get(kind, message.removeprefix("Value error, ")).format(key)
    return f"{where}: {key}: {told[:1].lower() + told[1:]}"


_WHOLE, _NUMBER, _YES_OR_NO = "must be a whole number", "must be a number", "must be true or false"
_TOLD = {
    "model_type": "is a section: write [{}] on a line of its own and its keys below",
    "string_type": "must be text, in quotes",
    "tuple_type": 'must be a list: ["…", "…"]',
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing"), _NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), _YES_OR_NO),
}
"""What pydantic means by the kinds of its errors, for people who write a file of settings."""


def _no_variable(variable: str) -> str:
    of_section = [name for name in sorted(_variables()) if name.startswith(f"{variable}__")]
    if of_section:
        return f"is a section: give its keys one by one, such as {of_section[0]}"
    return f"there is no such setting{_near(variable, _variables())}"


def _near(name: str, names: set[str] | frozenset[str]) -> str:
    close = difflib.get_close_matches(name, sorted(names), 1, 0.7)
    return f"; do you mean {close[0]}?" if close else "; `intergrowth config` lists them"


def _holds(written: Mapping[str, Any], key: str) -> bool:
    value: Any = written
    for name in key.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return False
        value = value[name]
    return True


_HEADER = re.compile(r"\s*\[\s*([\w.\"'-]+)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")


def _lines(text: str) -> dict[str, int]:
    """Return the line of every key and section that stands at the start of one."""
    out: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            section = re.sub(r"[\"']", "", header[1]) + "."
            out.setdefault(section[:-1], number)
        elif key:
            out.setdefault(section + re.sub(r"[\"']", "", key[1]), number)
    return out
