"""Windows that are said of all samples but some: "between 2.0 and 4.2 V except for X", "…, whereas X was cycled in 2.0–4.0 V".

In: a sentence and one of its windows; or all linked windows and the sentences behind them. Out: the materials that a window is
not said of. Method: own.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.grammar.sentence import Sentence, Slot
from pipeline.link.subject import idents_of
from pipeline.link.words import Linked, Said


def set_apart(sentence: Sentence, slot: Slot, names: Sequence[Slot]) -> tuple[str, ...] | None:
    """Return the materials that a sentence sets apart from all others, of which it says a window; None if it speaks of no others.

    It does where every name is excepted ("except for X"), only included, or has a window of its own beside one of "the cells".
    """
    windows = [s for s in sentence.slots if s.tag == "WINDOW"]
    included = [n for n in names if _behind(sentence, n) in _INCLUDING]
    apart = [n for n in names if n not in included]
    own = {n: _own_window(sentence, n, windows) for n in apart}
    general = any(t.norm in _ALL for i, t in enumerate(sentence.tokens) if not sentence.brackets[i])
    if not general or any(owner is slot or (owner is None and not _excepted(sentence, n)) for n, owner in own.items()):
        return None
    before = [n for n in apart if n.last < slot.first and not _excepted(sentence, n)]
    if before and not sentence.word("other", "others", "rest", "remaining"):
        return None
    if sentence.has("FULL") and not any(_excepted(sentence, n) for n in apart):
        apart = []  # a window of its full cell is none beside that of its half cell
    return tuple(dict.fromkeys(i for n in apart for i in idents_of(sentence, n)))


def _behind(sentence: Sentence, name: Slot) -> tuple[str, ...]:
    """Return the last two words before a name, without articles and the like."""
    words = [t.norm for t in sentence.tokens[max(0, name.first - 7) : name.first]]
    while words and words[-1] in _BETWEEN:
        words.pop()
    return tuple(words[-2:])


def _excepted(sentence: Sentence, name: Slot) -> bool:
    """Return whether a name stands behind "except for", "apart from", "all samples but"."""
    words = _behind(sentence, name)
    if words[-1:] and words[-1] in ("except", "excepting", "excluding", "barring"):
        return True
    return words in _EXCEPT or (words[-1:] == ("but",) and words[0] in _ALL)


_EXCEPT = frozenset((("apart", "from"), ("other", "than"), ("aside", "from"), ("exception", "of")))
_INCLUDING = frozenset(((",", "including"), ("samples", "including"), ("cells", "including"), ("also", "including")))
_BETWEEN = frozenset("for the that those with in a an bare pristine cells cell electrode sample only".split())  # noqa: SIM905
_ALL = frozenset(
    (  # noqa: SIM905
        "all cells electrodes samples cathodes materials oxides compounds others other rest half-cells half-cell coin-cells "
        "tests test measurements galvanostatic charge/discharge batteries"
    ).split()
)


def _own_window(sentence: Sentence, name: Slot, windows: Sequence[Slot]) -> Slot | None:
    """Return the window of a name: in its bracket, right behind it in its clause, else the one that "for X" follows."""
    inner = sentence.brackets[name.first]
    if inner:
        return next((w for w in windows if sentence.brackets[w.first] == inner), None)
    after = next((w for w in windows if w.first > name.last), None)
    before = next((w for w in reversed(windows) if w.last < name.first), None)
    if after is not None:
        words = [t.norm for t in sentence.tokens[name.last + 1 : after.first]]
        outer = [w for w, level in zip(words, sentence.brackets[name.last + 1 : after.first]) if not level]
        its_own = before is not None or words[:1] == ["("] or bool({"which", "whose", "where"} & set(words))
        if not set(outer) & _ALL and (its_own or not _excepted(sentence, name)):
            return after
    tied = before is not None and sentence.tokens[name.first - 1].norm in ("for", "of") and not _excepted(sentence, name)
    return before if tied and before is not None and not sentence.parting(before.last, name.first) else None


GENERAL = "said of all samples"
"""The reason of a window that names nobody and is given to all."""


def without_exceptions(found: Sequence[Linked], said: Sequence[Said]) -> list[Linked]:
    """Return windows without those said of all samples whose next sentences set one of these apart.

    "The cells were cycled between 2.0 and 4.2 V. However, for X a window of 2.0–4.0 V was chosen."
    """
    windows = [one for one in found if one.statement.property == "voltage_window"]
    general = [one for one in windows if GENERAL in one.reason]
    gone: set[int] = set()
    for one in general:
        for other in windows:
            if (
                other.material == one.material
                and GENERAL not in other.reason
                and "material" not in other.carried
                and 0 < other.said - one.said <= _NEXT
                and said[other.said].paragraph == said[one.said].paragraph
                and other.values["cell"] == one.values["cell"]
                and _exclusive(said[other.said].parsed)
            ):
                gone.add(id(one))
    return [one for one in found if id(one) not in gone]


_NEXT = 2
"""An exception is told within so many sentences."""


def _exclusive(sentence: Sentence) -> bool:
    words = [t.norm for t in sentence.tokens]
    more = {"also", "additionally", "further", "furthermore", "moreover", "besides", "addition", "both", "extended", "widened"}
    return bool(
        {"only", "however", "instead", "exception", "except", "contrast", "whereas", "exceptionally"} & set(words)
    ) and not (more & set(words))
