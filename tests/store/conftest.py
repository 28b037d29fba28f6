"""Every test of the store runs on SQLite, and as a system test on a real PostgreSQL."""

import uuid

import pytest

from pipeline.store import open_store
from tests.support import postgres


@pytest.fixture(scope="session")
def postgres_server():
    if postgres.programs() is None:
        pytest.skip("no PostgreSQL on this computer (initdb is neither on the PATH nor in /usr/lib/postgresql)")
    try:
        postgres.user()
    except KeyError as error:
        pytest.skip(str(error))
    with postgres.server() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.system)])
def place(request, tmp_path):
    """Where a new store may be."""
    if request.param == "sqlite":
        return str(tmp_path / "store.sqlite")
    import psycopg

    address = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return address.replace("/postgres?", f"/{name}?")


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        yield opened
