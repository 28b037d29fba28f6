"""Phrases that say what a number is: which are found, and where they end."""

import pytest

from pipeline.grammar.lexer import lex
from pipeline.grammar.phrases import Phrase, phrases


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the capacity retention rate is high", [("RETENTION", 1, 3)]),
        ("the capacity is high", []),  # a first word alone is no phrase
        ("a retention", [("RETENTION", 1, 1)]),  # the rest of a phrase may be missing, at the end too
        ("of its discharge capacity", [("RETENTION", 0, 3)]),  # a word in the middle may be missing
        ("of capacity", [("RETENTION", 0, 1)]),
        ("capacity remains at", [("RETENTION", 0, 2)]),  # "remains" alone is inside of it
        ("it keeps 80%", [("RETAIN", 1, 1)]),
    ],
)
def test_the_longest_phrase_is_found(text, found):
    assert [(p.meaning, p.first, p.last) for p in phrases(lex(text)) if p.meaning in {"RETENTION", "RETAIN"}] == found


def test_a_quantity_may_stand_in_a_phrase():
    assert Phrase("RATE_BASIS", 0, 3) in phrases(lex("of that at 0.1 C"))


def test_nothing_in_nothing():
    assert phrases(()) == ()
