"""Values that something raises: "doping raises the retention from 51% to 87%", "the capacity grows from 98 to 121 mAh/g".

In: a `Sentence` and a slot of two values; out: whether the second is what the first was raised to, and whether by changing the
sample or only the test. Method: own.
"""

from __future__ import annotations

import re

from pipeline.grammar.sentence import Sentence, Slot

_FAR = 8
_RISES = re.compile(
    r"(?:rais|increas|improv|enhanc|boost|elevat|promot|lift|climb)(?:e|es|ed|ing|s)?|climbs|ris(?:es|en|e|ing)|rose|"
    r"gr(?:ew|ows|own|owing)|goes|went|jump(?:s|ed)|pushed|brought|brings"
)


def raised(sentence: Sentence, slot: Slot) -> bool:
    """Return whether the second of two values is higher and a word of rising stands before them."""
    if not slot.changed or len(slot.tokens) != 2:
        return False
    first, second = (float(sentence.tokens[i].value or 0) for i in slot.tokens)
    words = [t.norm for t in sentence.tokens[max(0, slot.first - _FAR) : slot.first]]
    opening = sentence.tokens[: slot.first]
    far = any(_RISES.fullmatch(t.norm) for t in opening) and not any(
        v.last < slot.first for v in sentence.values
    )  # "raised the retention of the electrode after 150 cycles at 1 C from …"
    return 0 < first < second and (far or any(_RISES.fullmatch(w) for w in words))


def by_the_test(sentence: Sentence) -> bool:
    """Return whether it is the test that is changed and not the sample: another electrolyte, temperature or voltage."""
    return sentence.word(*_TESTS) or any(s.changed and s.tag in ("RATE", "TEMPERATURE", "VOLTAGE") for s in sentence.slots)


def by_the_sample(sentence: Sentence) -> bool:
    """Return whether the sentence says that the sample is changed: by doping, coating, another composition."""
    return any(t.tag == "WORD" and _CHANGES.match(t.norm) for t in sentence.tokens)


_TESTS = (
    "electrolyte",
    "electrolytes",
    "additive",
    "additives",
    "fec",
    "salt",
    "binder",
    "separator",
    "temperature",
    "pressure",
    "cut-off",
    "cutoff",
    "activation",
    "presodiation",
    "precycling",
    "formation",
    "loading",
    "anode",
)
_CHANGES = re.compile(
    r"(?:co-?)?dop(?:ing|ed|ant|ants)\b|substitut|coat(?:ing|ed)|modif|incorporat|introduc|treat|entropy|replac|"
    r"(?:co-?)?alloy|pillar|surface|[a-z]{1,2}-(?:doping|substitution|doped|coating)"
)
