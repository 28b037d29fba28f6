"""A run with a private server sends no heartbeats; one that a server outlives does."""

import pytest
from prefect import Flow
from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

from flows.unheard import flow


@flow("heard")
def heard():
    raise AssertionError("Prefect calls it, and is not asked to here")


@pytest.mark.parametrize(("address", "seconds"), [(None, None), ("http://127.0.0.1:4200/api", 180)])
def test_heartbeats_are_sent_only_where_somebody_hears_them(monkeypatch, address, seconds):
    monkeypatch.setattr(Flow, "__call__", lambda self: get_current_settings().flows.heartbeat_frequency)
    with temporary_settings({PREFECT_API_URL: address}):
        assert heard() == seconds


def test_it_is_a_flow_like_any_other():
    assert isinstance(heard, Flow)
    assert (heard.name, heard.persist_result) == ("heard", False)
