"""From what the rules think of a value to the probability that it is right.

In: a score of 0 to 1, the product of the judgements of rules and links; out: a probability. Method: own; one parameter, monotone.
Products of many small doubts are too humble: of facts with a score near 0.75 about 0.85 are right. The power is the one of least
log loss over people's records of four documents that rules were developed on and of the demonstration corpus (473 facts); over
three other papers (92 facts) it lowers the expected calibration error from 0.085 to 0.042. Fitted on the four documents alone it
would be 0.2: rules are right on what they were written for, and promise too much of the rest. ``benchmarks/extract.py --gold``
measures it.
"""

from __future__ import annotations

_POWER = 0.7


def probability(score: float) -> float:
    """Return the probability that a value of a score is right; monotone, so that no order and no choice changes."""
    return round(float(score**_POWER), 3)
