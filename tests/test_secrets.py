import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.secrets import MASK, mask, secret_parts


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("postgresql://me:geheim@host/db: cannot connect", "postgresql://me:•••@host/db: cannot connect"),
        ("postgresql://me@host/db", "postgresql://me@host/db"),
        ("postgresql+psycopg://me:a@b:c@host:5432/db", "postgresql+psycopg://me:•••@host:5432/db"),
        ("s3://AKIA123:sEcReT@bucket/papers", "s3://AKIA123:•••@bucket/papers"),
        ("https://abcdef@hooks.example.org/x", "https://•••@hooks.example.org/x"),
        (
            "GET https://api.example.org/works?q=Na&mailto=me@example.org&page=2",
            "GET https://api.example.org/works?q=Na&mailto=•••&page=2",
        ),
        ("https://example.org/?api_key=1234;x=1", "https://example.org/?api_key=•••;x=1"),
        ("host=h password='two words' user=u", "host=h password=••• user=u"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer •••"),
        ("at 4.2 V: 80% after 200 cycles (key results)", "at 4.2 V: 80% after 200 cycles (key results)"),
        ("mail me@example.org", "mail me@example.org"),
    ],
)
def test_addresses_and_headers_lose_their_secrets(text, masked):
    assert mask(text) == masked


def test_known_secrets_go_wherever_they_stand_also_encoded():
    assert mask("tried p@ss wörd and p%40ss%20w%C3%B6rd", ["p@ss wörd"]) == f"tried {MASK} and {MASK}"
    assert mask("a cathode", ["a"]) == "a cathode"
    assert mask("token and token2", ["token", "token2"]) == f"{MASK} and {MASK}"


def test_the_parts_of_an_address_that_are_secret():
    assert secret_parts("postgresql://me:p%40ss@host/db") == ("p%40ss", "p@ss")
    assert secret_parts("postgresql://me@host/db") == ()
    assert secret_parts("postgresql://me@/db?host=h&password=p%40ss&sslmode=require") == ("p%40ss", "p@ss")
    assert secret_parts("corpora/demo") == ()


WORD = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=6, max_size=20)


@given(st.text(max_size=30), WORD, st.text(max_size=30))
def test_no_password_of_an_address_is_left_and_masking_twice_changes_nothing(before, password, after):
    secret = f"pw{password}wp"
    text = f"{before} postgresql://user:{secret}@host/base {after}"
    once = mask(text)
    assert f":{secret}@" not in once
    assert mask(once) == once
