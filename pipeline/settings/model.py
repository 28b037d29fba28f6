"""The settings themselves: what keys there are, what they mean, what they may be.

In: values as a file or the environment gives them; out: frozen `Settings`, or pydantic's error. The descriptions are what
``intergrowth config --example`` prints. Method: own, on pydantic-settings.
"""

from __future__ import annotations

import difflib
import json
import re
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from pipeline.cron import check as check_cron
from pipeline.ingest import SUPPLEMENT_PATTERN, supplement_matcher
from pipeline.secrets import mask, secret_parts

PREFIX = "INTERGROWTH_"

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _listed(value: object) -> object:
    """Read a list from the environment: as JSON or TOML write it, else cut at commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return [part.strip() for part in value.split(",") if part.strip()]


def _cron(text: str | None) -> str | None:
    if text is None or text == "":
        return None
    check_cron(text)
    return text


def _pattern(text: str) -> str:
    supplement_matcher(text)
    return text


def _zone(name: str) -> str:
    if name not in available_timezones():
        near = difflib.get_close_matches(name, available_timezones(), 1)
        raise ValueError(f"there is no time zone {name!r}{f', perhaps {near[0]}' if near else ''}")
    return name


def _address(text: SecretStr | None) -> SecretStr | None:
    if text is not None and not re.match(r"https?://[^/\s]+", text.get_secret_value()):
        raise ValueError("is no address: write http://… or https://…")
    return text


def _without_empty(model: type[BaseModel], given: Any) -> Any:  # noqa: ANN401
    if not isinstance(given, dict):
        return given
    unset = {name for name, field in model.model_fields.items() if field.default is None}
    return {name: value for name, value in given.items() if not (value == "" and name in unset)}


def _open(places: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse places with passwords: they are parameters, and stand in run.json."""
    if any(mask(place) != place for place in places):
        raise ValueError("holds a password: give it to the storage by its own variables, such as AWS_SECRET_ACCESS_KEY")
    return places


Corpora = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_open)]
Places = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Cron = Annotated[str | None, AfterValidator(_cron)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _unset(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        """Let an empty text stand for nothing where nothing is the default: the environment has no other way to say it."""
        return _without_empty(cls, given)


class ExtractSettings(_Section):
    """The watched corpora and how they are read."""

    corpora: Corpora = Field(default=(), description="Folders, files or addresses (s3://…) that are watched for PDFs.")
    out: str = Field(default="outputs/watched", description="Folder that the results are written to.")
    cron: Cron = Field(default="0 * * * *", description="When to look at the corpora; empty: only by hand.")
    settle_s: float = Field(
        default=30, ge=0, description="A file changed less than so many seconds ago may still be being written: the next run."
    )
    links_out: bool = Field(default=False, description="Whether links may lead out of a corpus folder.")
    characters: Literal["auto", "pdfium", "pdfplumber"] = Field(default="auto", description="Where characters come from.")
    workers: int | None = Field(default=None, ge=1, description="Files read at a time; default: the number of processors.")
    runner: Literal["processes", "dask"] = Field(default="processes", description="Where files are read: here, or by Dask.")
    scheduler: str | None = Field(default=None, description="Address of a Dask scheduler; default: Dask workers on this machine.")
    shard_size: int | None = Field(
        default=None, ge=1, description="Files that are claimed together; default: 100, or 12 a worker where that is more."
    )
    timeout_s: float = Field(default=60, gt=0, description="Seconds a file may take, besides one second a page.")
    memory_mb: int = Field(default=4096, ge=64, description="Megabytes that one worker may allocate.")
    supplement_pattern: Annotated[str, AfterValidator(_pattern)] = Field(
        default=SUPPLEMENT_PATTERN,
        description="File names (without .pdf) of supplements; the group (?P<paper>…) names their paper.",
    )
    report: bool = Field(default=True, description="Whether a run writes the evidence report.")

    def reading(self) -> dict[str, Any]:
        """Return how files are found and read, by the names that the flows have for it."""
        names = ("characters", "workers", "memory_mb", "supplement_pattern", "shard_size", "links_out")
        return {name: getattr(self, name) for name in names} | {"timeout": self.timeout_s}


class AuditSettings(_Section):
    """What the results of ``extract`` are compared with."""

    annotations: Places = Field(default=(), description="Files and folders with annotations.")
    cron: Cron = Field(default="30 5 * * *", description="When to audit; empty: only by hand.")
    threshold: float = Field(default=0.02, ge=0, le=1, description="An F1 that fell by more than this is a regression.")
    strict: bool = Field(default=False, description="A regression even where chance could explain it.")
    annotator: str | None = Field(default=None, description="Whose annotations count where several annotated the same.")


class TrendsSettings(_Section):
    """The bibliographic exports behind the publication trends."""

    exports: Places = Field(default=(), description="Files and folders with bibliographic exports.")
    out: str = Field(default="outputs/trends", description="Folder that figures and tables are written to.")
    cron: Cron = Field(default="0 6 * * 1", description="When to draw the trends anew; empty: only by hand.")
    refresh: bool = Field(default=False, description="Whether a run first asks the APIs for what is new, over the internet.")
    queries: str | None = Field(default=None, description="TOML file of what the APIs are asked; default: the shipped one.")
    vocabulary: str | None = Field(default=None, description="TOML file of topics and classes; default: the shipped one.")


class ServerSettings(_Section):
    """The embedded Prefect server and the pages of results."""

    host: str = Field(
        default="127.0.0.1", description="Address to listen at. Anything but loopback lets others in: there is no password."
    )
    port: int = Field(default=4200, ge=1, le=65535, description="Port of the Prefect server and its UI.")
    results_port: int = Field(
        default=4201,
        ge=0,
        le=65535,
        validate_default=True,
        description="Port of the pages of results that the UI links to; 0: none.",
    )
    start_s: float = Field(default=120, gt=0, description="Seconds that `intergrowth up` waits for the server.")
    keep_days: float = Field(
        default=30, ge=1, description="Days that the server keeps a run that has ended, with its logs and artifacts."
    )

    @field_validator("results_port")
    @classmethod
    def _apart(cls, port: int, info: ValidationInfo) -> int:
        if port == info.data.get("port"):
            raise ValueError(f"{port} is the port of the Prefect server (server.port): choose another, or 0 for none")
        return port

    @property
    def results_address(self) -> str | None:
        """The address of the pages of results, for this machine; None where there are none."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(self.host, self.host)
        return f"http://{host}:{self.results_port}" if self.results_port else None


class NotifySettings(_Section):
    """Who is told, and of what."""

    webhook: Annotated[SecretStr | None, AfterValidator(_address)] = Field(
        default=None, description="Address that gets a JSON object by POST."
    )
    command: Places = Field(default=(), description="Program and arguments; gets the JSON object on standard input, by no shell.")
    on: Annotated[tuple[Literal["failure", "accuracy", "contradiction"], ...], BeforeValidator(_listed)] = Field(
        default=("failure", "accuracy", "contradiction"),
        description="Of what: a run failed, accuracy dropped, a review's table contradicts itself.",
    )
    timeout_s: float = Field(default=10, gt=0, le=300, description="Seconds that a webhook or command may take.")


class Settings(BaseSettings):
    """All settings. Fields and sections are the keys of ``intergrowth.toml``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=False,
        enable_decoding=False,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    state: str = Field(default="outputs/state", description="Folder of the Prefect server: database, logs, process numbers.")
    store: SecretStr | None = Field(
        default=None, description="Record store: a path or postgresql://…; default: a file in the results of extract."
    )
    mailto: SecretStr | None = Field(default=None, description="Mail address that the APIs of trends ask for politely.")
    openalex_key: SecretStr | None = Field(default=None, description="Key for OpenAlex.")
    crossref_token: SecretStr | None = Field(default=None, description="Token for Crossref.")
    timezone: Annotated[str, AfterValidator(_zone)] = Field(default="UTC", description="Time zone of the schedules.")
    extract: ExtractSettings = ExtractSettings()
    audit: AuditSettings = AuditSettings()
    trends: TrendsSettings = TrendsSettings()
    server: ServerSettings = ServerSettings()
    notify: NotifySettings = NotifySettings()

    @model_validator(mode="before")
    @classmethod
    def _unset(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        return _without_empty(cls, given)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file."""
        return env_settings, TomlConfigSettingsSource(settings_cls)

    def secrets(self) -> tuple[str, ...]:
        """Return what `mask` must hide wherever it stands."""
        hidden: list[str] = []
        if self.store is not None:
            hidden += secret_parts(self.store.get_secret_value())
        hidden += [s.get_secret_value() for s in (self.mailto, self.openalex_key, self.crossref_token) if s is not None]
        if self.notify.webhook is not None:
            address = self.notify.webhook.get_secret_value()
            hidden += [address, *secret_parts(address)]
        return tuple(hidden)

    def for_apis(self) -> dict[str, str]:
        """Return the variables that the APIs of trends are asked with."""
        names = ("mailto", "openalex_key", "crossref_token")
        return {PREFIX + n.upper(): getattr(self, n).get_secret_value() for n in names if getattr(self, n) is not None}
