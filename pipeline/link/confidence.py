"""How sure a linked value is: the one place where a rule's, a link's and a condition's doubts meet.

In: the weights of the rule that read the value and of the choice of its material, and what had to be taken from elsewhere; out:
a confidence of 0 to 1. The weights are judgements of the rules that give them; what is below 0.4 is not given. Method: own.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

_OF_CARRIED = 0.97
"""For cycles or a rate said of another value."""

_OF_NO_CYCLING = 0.4
"""For a retention where nothing speaks of cycling."""


def confidence(rule: float, choice: float, carried: AbstractSet[str] = frozenset(), off_topic: bool = False) -> float:
    """Return the confidence of a value read by a rule of weight ``rule`` and linked with weight ``choice``.

    ``carried`` names the conditions taken from elsewhere; ``off_topic``: a retention without cycles where nothing speaks of
    cycling.
    """
    sure = rule * choice
    if carried & {"cycles", "rate"}:
        sure *= _OF_CARRIED
    if off_topic:
        sure *= _OF_NO_CYCLING
    return round(sure, 3)
