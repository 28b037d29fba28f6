"""The database under the store: opened, locked for a writer, brought to the newest schema, its errors put into words.

In: a path (SQLite) or an address (``sqlite:///…``, ``postgresql://…``); out: a `Database` whose ``reading`` and ``writing`` are
transactions. Writers take turns: on SQLite by ``BEGIN IMMEDIATE``, on PostgreSQL by an advisory lock; readers never wait.
Method: own, on SQLAlchemy and Alembic.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError, TimeoutError

from pipeline.secrets import mask
from pipeline.store.schema import HEAD
from pipeline.store.values import PassingError, StoreError

WAIT_S = 60
"""How long a writer waits for another one."""

_LOCK = 0x1067E26
_FULL = re.compile(r"database or disk is full|disk I/O error|No space left|could not extend file|File too large", re.IGNORECASE)
_READ_ONLY = re.compile(r"readonly database|read-only", re.IGNORECASE)
_BUSY = re.compile(r"database is locked|lock timeout|canceling statement due to lock", re.IGNORECASE)
_LOST = re.compile(
    r"connection (?:failed|refused|timed? ?out|is bad)|closed the connection|terminating connection|the database system is|"
    r"too many (?:clients|connections)|could not connect|SSL connection has been closed|deadlock detected",
    re.IGNORECASE,
)
_DAMAGED = re.compile(r"not a database|malformed|file is encrypted", re.IGNORECASE)


class Database:
    """An open database. ``name`` is what to call it in a message, without a password."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine, self.name = engine, name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment of the store; raises `StoreError`."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield the connection of the only writer: all of it is kept, or nothing; raises `StoreError`."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_S}s'"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            yield connection

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        try:
            with self.engine.connect().execution_options(begin=begin) as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            kind = PassingError if passes(error) else StoreError
            raise kind(f"{self.name}: {why(error)}") from error


def connect(place: str | os.PathLike[str], *, create: bool = True) -> Database:
    """Open the database at ``place`` and bring it to the newest schema.

    Without ``create`` a store that is not there is an error. Raises `StoreError` for a place that cannot be opened, a file that
    is no store, a store that a newer version of the program wrote, and where the driver of PostgreSQL is missing.
    """
    url = address(place)
    name = mask(url.render_as_string(hide_password=False))  # also a password that stands among the options
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        name = os.fsencode(file).decode("utf-8", "backslashreplace")
        _look_at(file, name, create)
        if not create and not os.access(file.parent, os.W_OK) and not _size(Path(f"{file}-wal")):
            url = _frozen(file)
        engine = create_engine(url, connect_args={"timeout": WAIT_S})
        event.listen(engine, "connect", _sqlite_settings)
        event.listen(engine, "begin", _sqlite_begin)
    elif url.get_backend_name() == "postgresql":
        if find_spec("psycopg") is None:
            raise StoreError(f"{name}: PostgreSQL needs its driver: pip install 'intergrowth[postgresql]'")
        engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="READ COMMITTED", pool_pre_ping=True)
    else:
        raise StoreError(f"{name}: a store is a SQLite file or a PostgreSQL database (postgresql://user@host/database)")
    database = Database(engine, name)
    try:
        _migrate(database, create)
    except BaseException:
        database.close()
        raise
    return database


def address(place: str | os.PathLike[str]) -> URL:
    """Return the address of a path or URL; ``postgres://`` and ``postgresql://`` mean psycopg. Raises `StoreError`."""
    written = os.fspath(place)
    if not re.match(r"[a-z][a-z0-9+]*://", written):
        return URL.create("sqlite", database=written)
    try:
        url = make_url(re.sub(r"^postgres(?=://)", "postgresql", written))
    except (ArgumentError, ValueError):
        raise StoreError("the address of the store cannot be read: write postgresql://user@host/database or a path") from None
    if url.get_backend_name() == "sqlite" and not url.database:
        raise StoreError(f"{written}: an address of SQLite needs a path: sqlite:///path/to/store.sqlite")
    return url


def why(error: SQLAlchemyError) -> str:
    """Say what a database's error means and what the user can do."""
    told = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    if _FULL.search(told):
        return f"the disk is full ({told.splitlines()[0]}): nothing of this step was kept; make room and run again"
    if _READ_ONLY.search(told):
        return "may not be written: give yourself the right to write to the file and its folder, or choose another store"
    if _BUSY.search(told):
        return f"another run has been writing for more than {WAIT_S} s: wait for it and run again"
    if _DAMAGED.search(told):
        return "is not a store of Intergrowth, or is damaged: choose another store or bring back a copy"
    if "unable to open" in told:
        return "cannot be opened: see that its folder is there and may be written, or choose another store"
    return told


def passes(error: SQLAlchemyError) -> bool:
    """Tell whether a database's error may go away by itself: a lock that is held, a connection that is lost or refused."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, TimeoutError)
    return error.connection_invalidated or bool(_BUSY.search(str(error.orig)) or _LOST.search(str(error.orig)))


def _look_at(file: Path, name: str, create: bool) -> None:
    """Refuse early what SQLite would refuse in words that say less."""
    if file.is_dir():
        raise StoreError(f"{name}: is a folder: name a file in it")
    try:
        if not file.exists():
            if not create:
                raise StoreError(f"{name}: there is no store: run `intergrowth run` first, or name its store with --store")
            file.parent.mkdir(parents=True, exist_ok=True)
        elif not os.access(file, os.R_OK):
            raise StoreError(f"{name}: may not be read: give yourself the right to read it (chmod +r)")
        if create and not os.access(file if file.exists() else file.parent, os.W_OK):
            raise StoreError(f"{name}: may not be written: give yourself the right to write there, or choose another store")
        if create and not os.access(file.parent, os.W_OK):
            raise StoreError(f"{name}: its folder may not be written, which SQLite needs: choose another store")
    except OSError as error:
        raise StoreError(f"{name}: {error.strerror or error}") from error


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _frozen(file: Path) -> URL:
    """Return the address of a store in a folder where SQLite cannot put its lock files, and where therefore nobody writes."""
    return URL.create("sqlite", database=file.absolute().as_uri(), query={"mode": "ro", "immutable": "1", "uri": "true"})


def _sqlite_settings(connection: Any, record: Any) -> None:
    """WAL lets readers read while one writes; FULL keeps a commit through a power cut."""
    connection.isolation_level = None  # SQLAlchemy's listener below begins, not the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_S * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _migrate(database: Database, create: bool) -> None:
    """Make the tables or bring them to `HEAD`; two programs that open a new store at once take turns."""
    with database.reading() as connection:
        found = _schema(connection, database.name)
    if found == HEAD:
        return
    if found is None and not create:
        raise StoreError(f"{database.name}: there is no store in it: run `intergrowth run` first")
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            try:
                driver = connection.connection.dbapi_connection
                assert driver is not None
                driver.cursor().execute("PRAGMA journal_mode = WAL")  # outside of a transaction; it stays with the file
            except Exception as error:
                raise StoreError(f"{database.name}: {why(SQLAlchemyError(str(error)))}") from error
    with database.writing() as connection:
        if _schema(connection, database.name) != HEAD:
            from alembic import command
            from alembic.config import Config

            settings = Config()
            settings.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")


def _schema(connection: Connection, name: str) -> str | None:
    """Return the schema's revision, or None for an empty database; raises `StoreError` for one that is not ours or is newer."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables and (connection.dialect.name == "sqlite" or tables & {"runs", "documents", "records"}):
            raise StoreError(f"{name}: holds tables of another program: choose another store")
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is None:
        return None
    if not re.fullmatch(r"\d{4}", str(found)):
        raise StoreError(f"{name}: holds tables of another program: choose another store")
    if str(found) > HEAD:
        raise StoreError(
            f"{name}: was written by a newer version of intergrowth (schema {found}, here {HEAD}): update intergrowth"
        )
    return str(found)
