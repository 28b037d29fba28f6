"""Whether a sentence of a paper on own work tells of the work of others: "X et al. reported …", "In an earlier study …".

In: a sentence; out: whether it says so before a token, whether it speaks of the paper's own work, and whether a value is one of
another kind of material. What an introduction
tells with a citation mark is of others unless it says "here" or "we". Method: own.
"""

from __future__ import annotations

import itertools
import re
from typing import Literal

from pipeline.grammar.sentence import Sentence, Slot
from pipeline.link.words import Said

_OWN = frozenset("we our ours us here herein hereby present".split())  # noqa: SIM905
_PEOPLE = frozenset("al group team co-workers coworkers colleagues researchers authors".split())  # noqa: SIM905
_TOLD = frozenset("reported proposed introduced published demonstrated described".split())  # noqa: SIM905
_TELLING = _TOLD | {"by", "et", "found", "obtained", "achieved", "showed", "shown", "developed", "designed"}
_OF_IT = frozenset(("by", "that", "for", "in", "to"))
_PASSIVE = frozenset("by was been were is are".split())  # noqa: SIM905
_LIKENESS = frozenset("as like consistent similar agreement accordance agrees than with compared to unlike".split())  # noqa: SIM905
_EARLIER = frozenset("earlier previous previously prior another other others literature recently".split())  # noqa: SIM905
_WORKS = frozenset("work works study studies report reports paper papers literature reported published investigation".split())  # noqa: SIM905


def of_others(said: Said, index: int) -> bool:
    """Return whether the sentence says, before token ``index``, that it tells of other people's work."""
    if speaks_of_own(said.parsed):
        return False
    if said.section == "introduction" and said.cited:
        return True
    words = [t.norm for t in said.parsed.tokens[:index]]
    passive = bool(_PASSIVE & set(words))
    for i, (word, following) in enumerate(itertools.pairwise([*words, ""])):
        if _LIKENESS & set(words[max(0, i - 5) : i]):  # "consistent with the previous report", "than that reported by …"
            continue
        if word in _PEOPLE and _TELLING & set(words):
            return True
        if word == "by" and said.section == "introduction" and passive and _a_person(said.parsed, i + 1):
            return True
        if (word in _TOLD and following in _OF_IT and passive) or (word in _EARLIER and following in _WORKS):
            return True
    return False


def goes_on_of_others(text: str, section: str, *, cited: bool, named: bool, before: Others = "") -> tuple[bool, Others]:
    """Return whether a sentence only goes on about others' work, and what the next one may take up.

    ``before``: what the sentence before was of; ``named``: a material of the paper is named, not only described. An
    introduction goes on until the paper speaks of itself; elsewhere a sentence does only by pointing back: "They found …",
    which takes up people, too, with whom a finding of the paper is only compared.
    """
    if _SELF.search(text):
        return False, ""
    introduces = section == "introduction"
    m = _OTHERS.search(text)
    tells = m is not None and not _LIKE.search(text[: m.start()][-60:])
    if (tells or (introduces and cited)) and (not named or introduces):
        return False, "work"
    if m is not None:
        return False, "people"
    pointing = _POINTS_BACK if before == "work" else _PEOPLE_AGAIN
    goes_on = bool(before) and not named and (pointing.search(text) is not None or (introduces and before == "work"))
    return goes_on, before if goes_on else ""


Others = Literal["", "people", "work"]
"""What a sentence leaves to the next one: nothing, people that were named, or their work."""
_PEOPLE_AGAIN = re.compile(
    r"^\W*(?:They|These authors)\b|\b[Tt]heir (?:work|study|cathode|material|oxide|sample)\b|\b[Ii]n that (?:work|study)\b"
)
_SELF = re.compile(
    r"\b(?:[Ww]e|[Oo]urs?|us|[Hh]ere(?:in|by)?|[Tt]his (?:work|study|paper|article|contribution)|[Pp]resent (?:work|study|paper)"
    r"|[Ii]nspired|[Mm]otivated)\b"
)
_OTHERS = re.compile(
    r"\bet al\b|\b(?:co-?workers|colleagues)\b|\b[A-Z]\w+['’]s (?:group|team)\b|\b[Tt]he (?:group|team) of [A-Z]"
    r"|\b[Ii]n (?:an?|the|their|another) (?:[a-z]+ )?(?:earlier|previous|early|prior|later|recent|other)"
    r" (?:work|study|report|paper)\b"
    r"|\b(?:was|were|been) (?:first |previously |recently |already )?(?:reported|published|demonstrated) (?:by|in) (?!this\b)"
    r"|\b(?:earlier|previous|prior) (?:works|studies|reports)\b"
)
_LIKE = re.compile(
    r"\b(?:as|like|consistent|similar|agreement|accordance|agrees?|than|compared|unlike|according|line|following|method|procedure)\b"
)
_POINTS_BACK = re.compile(
    r"^\W*(?:They|It|Its|Their|That|These authors|The same (?:authors|group|team)|The resulting"
    r"|This (?:cathode|material|electrode|oxide|compound))\b|\btheir\b|\b[Ii]n (?:that|the same) (?:work|study|paper|report)\b"
)


def reported(said: Said, slot: Slot) -> bool:
    """Return whether a value is one that others report: "in line with the 160 mAh/g reported by Yoshida et al."."""
    before = [t.norm for t in said.parsed.tokens[max(0, slot.first - 4) : slot.first]]
    if (
        before[-1:] == ["of"]
        and before[-2:-1] in (["value"], ["values"])
        and {"literature", "reported", "published"} & set(before)
    ):
        return True  # "exceeds the literature value of 75%"
    if _of_the_literature(said.parsed, slot):
        return True
    words = [t.norm for t in said.parsed.tokens[slot.last + 1 : slot.last + 5]]
    while words and words[0] in _ADVERBS:
        words.pop(0)
    told = words[:1] != [] and words[0] in ("reported", "published", "found", "obtained", "quoted")
    if told and words[0] in ("reported", "published", "quoted") and words[1:2] == ["for"] and said.cited:
        return True  # "in line with the 137 mAh/g reported for a similar oxide [30]"
    return (
        told
        and words[1:2] in (["by"], ["in"], ["elsewhere"], ["earlier"], ["previously"])
        and words[2:3] not in (["this"], ["the"])
    )


def _of_the_literature(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a value stands behind "than those of other cathodes in the literature", with no own name between."""
    for i in range(slot.first - 1, -1, -1):
        token = sentence.tokens[i]
        if (token.tag == "MATERIAL" and not token.ident.startswith("?")) or token.norm in (";", "while", "whereas", "but"):
            return False
        if token.norm in ("literature", "reported", "published") and _COMPARES & {
            t.norm for t in sentence.tokens[max(0, i - 9) : i]
        }:
            return sentence.tokens[i + 1].norm not in ("here", "above", "in") or token.norm == "literature"
    return False


_COMPARES = frozenset(("than", "to", "with", "exceeds", "surpasses", "outperforms", "over"))
_ADVERBS = frozenset("previously earlier recently already that was has been".split())  # noqa: SIM905


def foreign_chemistry(sentence: Sentence, slot: Slot) -> bool:
    """Return whether the nearest noun before a value is another kind of material: "Prussian blue analogues give 110 mAh/g"."""
    for i in range(slot.first - 1, -1, -1):
        token = sentence.tokens[i]
        if token.tag == "MATERIAL" or token.norm in _ENDS or token.tag == slot.tag:
            return False
        if token.norm in _FOREIGN or (token.norm in _KINDS and sentence.tokens[i - 1].norm in _FOREIGN_BEFORE):
            return not any(t.norm in _WITH for t in sentence.tokens[max(0, i - 4) : i])
    return False


_FOREIGN = frozenset("polyanions polyanionic polyanion nasicon nasicons pba pbas nvp nfpp lfp phosphates olivine".split())  # noqa: SIM905
_KINDS = frozenset("analogue analogues analog analogs cathodes compounds materials blue white".split())  # noqa: SIM905
_FOREIGN_BEFORE = frozenset("prussian blue white polyanion-type nasicon-type phosphate sulfate tunnel-type".split())  # noqa: SIM905
_WITH = frozenset("than compared against coated coating layer unlike".split())  # noqa: SIM905
_ENDS = frozenset("; . but".split())  # noqa: SIM905


def _a_person(sentence: Sentence, index: int) -> bool:
    """Return whether a token may be a name of a person: "studied by Delmas"."""
    token = sentence.tokens[index] if index < len(sentence.tokens) else None
    return token is not None and token.tag == "WORD" and bool(re.fullmatch(r"[A-Z][a-z]+(?:-[A-Za-z]+)?", token.text))


def speaks_of_own(sentence: Sentence) -> bool:
    """Return whether a sentence speaks of the paper's own work: "we", "our", "here", "this work"."""
    words = [t.norm for t in sentence.tokens]
    return bool(set(words) & _OWN) or any(a == "this" and b in ("work", "study", "paper") for a, b in itertools.pairwise(words))
