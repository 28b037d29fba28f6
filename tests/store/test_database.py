"""Opening: made once, brought to the newest schema, refused where it is not ours or newer, errors in sentences."""

import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from pipeline.store import StoreError, database, open_store
from pipeline.store.database import address
from pipeline.store.schema import HEAD, Base


def test_the_migrations_make_the_tables_that_the_program_writes(store):
    with store._database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_newest_migration_is_the_schema_that_the_program_writes():
    settings = Config()
    settings.set_main_option("script_location", str(database.Path(database.__file__).with_name("migrations")))
    scripts = ScriptDirectory.from_config(settings)
    assert scripts.get_current_head() == HEAD
    assert [s.revision for s in scripts.walk_revisions()] == [f"{n:04d}" for n in range(int(HEAD), 0, -1)]


def test_a_store_of_a_newer_version_is_refused(place):
    with open_store(place) as store, store._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(StoreError, match=rf"newer version of intergrowth \(schema 0999, here {HEAD}\): update intergrowth"):
        open_store(place)


def test_opening_again_changes_nothing(tmp_path):
    place = tmp_path / "store.sqlite"
    open_store(place).close()
    before = place.read_bytes()
    open_store(place).close()
    assert place.read_bytes() == before


def test_a_store_of_sqlite_is_in_wal_and_checks_references(tmp_path):
    with open_store(tmp_path / "store.sqlite") as store, store._database.reading() as connection:
        told = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    assert told == ["wal", 1, 60000]


def test_the_folder_of_a_new_store_is_made(tmp_path):
    open_store(tmp_path / "new" / "folder" / "store.sqlite").close()
    assert (tmp_path / "new" / "folder" / "store.sqlite").exists()


def test_a_file_that_is_no_store_is_left_alone(tmp_path):
    words = tmp_path / "notes.txt"
    words.write_text("Nothing here is a database. " * 50)
    with pytest.raises(StoreError, match=r"notes\.txt: is not a store of Intergrowth, or is damaged"):
        open_store(words)
    assert words.read_text() == "Nothing here is a database. " * 50


def test_a_database_of_another_program_is_left_alone(tmp_path):
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE songs (name TEXT)")
    connection.commit()
    connection.close()
    before = other.read_bytes()
    with pytest.raises(StoreError, match="holds tables of another program"):
        open_store(other)
    assert other.read_bytes() == before


def test_a_damaged_store_is_said(tmp_path):
    place = tmp_path / "store.sqlite"
    open_store(place).close()
    data = bytearray(place.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    place.write_bytes(data)
    with (
        pytest.raises(StoreError, match=r"store\.sqlite: is not a store of Intergrowth, or is damaged"),
        open_store(place) as store,
    ):
        store.records()


def test_a_place_that_cannot_be_a_store(tmp_path):
    with pytest.raises(StoreError, match="is a folder: name a file in it"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="there is no store"):
        open_store(tmp_path / "none.sqlite", create=False)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"Not a directory|File exists"):
        open_store(tmp_path / "file" / "store.sqlite")
    (tmp_path / "empty.sqlite").touch()
    with pytest.raises(StoreError, match="there is no store in it"):
        open_store(tmp_path / "empty.sqlite", create=False)


def test_addresses():
    assert str(address("outputs/store.sqlite")) == "sqlite:///outputs/store.sqlite"
    assert address("postgres://me@host/db").get_backend_name() == "postgresql"
    assert address("postgresql+psycopg://me@host/db").database == "db"
    with pytest.raises(StoreError, match="an address of SQLite needs a path"):
        address("sqlite://")
    with pytest.raises(StoreError, match="cannot be read"):
        address("postgresql://me@host:port/db")


def test_a_server_that_is_not_there_is_said_without_the_password(tmp_path):
    with pytest.raises(StoreError) as told:
        open_store(f"postgresql://me:secret@/db?host={tmp_path}")
    assert "secret" not in str(told.value)
    assert "postgresql://me:•••@/db" in str(told.value)
    with pytest.raises(StoreError) as told:
        open_store(f"postgresql://me@/db?password=secret&host={tmp_path}")
    assert "secret" not in str(told.value)
    assert "postgresql://me@/db?" in str(told.value)


def test_a_missing_driver_is_said(monkeypatch):
    monkeypatch.setattr(database, "find_spec", lambda name: None)
    with pytest.raises(StoreError, match=r"PostgreSQL needs its driver: pip install 'intergrowth\[postgresql\]'"):
        open_store("postgresql://me@host/db")
