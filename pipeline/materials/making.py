"""Samples told by how they were made, or by how much of something they hold: ``sintered at 850, 900 and 950 °C``.

In: what was read of each passage and the names given; out: `Group`s, each of names with what tells its members apart (an amount
with its unit, a word of the making), and definitions of names that only such a list explains. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from pipeline.chemistry.designations import Label, Naming, words
from pipeline.chemistry.formula import Formula
from pipeline.chemistry.oxides import DASH
from pipeline.materials.names import Definition, Read


@dataclass(frozen=True, slots=True)
class Group:
    """Names of one list in passage ``passage``; ``keys`` are, for each, what none of the others has."""

    names: tuple[str, ...]
    keys: tuple[frozenset[str], ...]
    passage: int
    places: tuple[tuple[int, int], ...]
    how: str


def groups(read: Sequence[Read]) -> list[Group]:
    """Find the lists of samples that a document tells apart by an amount or by a word of their making."""
    out: list[Group] = []
    spelt = {label.name for r in read for label in r.labels}
    for r in read:
        if r.passage.section not in {"introduction", "title"}:
            lists = list(amounts(r.passage.text))
            named = [*_listed(r, lists), *_contained(r, lists), *_bracketed(r)]
            out += named or ([_numbered(g, spelt) for g in _unnamed(r, lists)] if r.passage.section == "experimental" else [])
    return [g for g in out if g.names]


def _numbered(g: Group, spelt: Collection[str]) -> Group:
    """Give unnamed samples the names that print their amounts, ``NFM-900``; no names where several do."""
    found = [[name for name in spelt if re.search(rf"(?<![\d.]){key.split()[0]}(?![\d.])", name)] for key in g.names]
    if not any(found):
        return g
    stems = {re.sub(r"\d+(?:\.\d+)?", "", names[0]) for names in found if names}
    if len(stems) == 1 and all(len(names) == 1 for names in found):
        return replace(g, names=tuple(names[0] for names in found), how="numbered")
    return replace(g, names=())


Amounts = tuple[int, int, tuple[str, ...], tuple[tuple[int, int], ...]]
"""A list of amounts with a unit: start, end, the amounts (``900 °C``), and their places."""


def amounts(text: str) -> Iterator[Amounts]:
    """Yield the lists of amounts of a text."""
    for m in _AMOUNTS.finditer(text):
        unit = _unit(m["unit"])
        numbers = list(re.finditer(rf"({_NUMBER})(?:\s?{_UNITS})?", m["list"]))
        keys = tuple(f"{float(n[1]):g} {unit}" for n in numbers)
        yield m.start(), m.end(), keys, tuple((m.start() + n.start(), m.start() + n.end()) for n in numbers)


def stems(text: str) -> frozenset[str]:
    """Return the words of a phrase that tell of a making, without their endings: ``co-precipitated`` is co and precipit."""
    found = re.findall(r"[a-z]+", text.lower())
    return frozenset(_stem(w) for w in found if w not in _EMPTY and w not in words("sample"))


def _listed(r: Read, lists: Sequence[Amounts]) -> Iterator[Group]:
    """Read names given behind as many amounts, or behind two words of a making: ``are named SC and Q``."""
    text = r.passage.text
    for naming in r.namings:
        n = len(naming.labels)
        if n < 2 or naming.how != "verb":
            continue
        before = [found for found in lists if len(found[2]) == n and naming.start - _REACH < found[0] < naming.start]
        behind = [found for found in lists if len(found[2]) == n and naming.end <= found[0] < naming.end + _REACH // 2]
        told = [b for b in r.bindings if len(b.values) == n and naming.start - _REACH < b.start < naming.end]
        if told:
            continue
        if (before or behind) and (chosen := before[-1] if before else behind[0]):
            yield _of(naming, r, tuple(frozenset({key}) for key in chosen[2]), "amounts")
        elif n == 2 and (two := _two_words(text[max(0, naming.start - _REACH) : naming.start])):
            yield _of(naming, r, two, "words")


def _of(naming: Naming, r: Read, keys: Sequence[frozenset[str]], how: str) -> Group:
    names = tuple(label.name for label in naming.labels)
    return Group(names, _apart(keys), r.number, tuple((label.start, label.end) for label in naming.labels), how)


def _apart(keys: Sequence[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Return what each has and no other."""
    return tuple(
        frozenset(k for k in mine if not any(k in other for j, other in enumerate(keys) if j != i)) for i, mine in enumerate(keys)
    )


def _two_words(text: str) -> tuple[frozenset[str], ...] | None:
    """Return the two makings of "slowly cooled and quenched samples", the last such pair of a text."""
    found = [*_TWO.finditer(text), *_TWO_WAYS.finditer(text)]
    last = max(found, key=lambda m: m.start(), default=None)
    keys = (stems(last["one"]), stems(last["other"])) if last is not None else None
    return keys if keys is not None and all(keys) and keys[0] != keys[1] else None


def _contained(r: Read, lists: Sequence[Amounts]) -> Iterator[Group]:
    """Read ``Z-0, Z-2 and Z-5 contain 0, 2 and 5 mol% Zn``: numbered codes of one stem and as many amounts."""
    text = r.passage.text
    for m in _CODES.finditer(text):
        codes = list(re.finditer(_CODE, m[0]))
        names = tuple(c[0] for c in codes)
        stem = {re.sub(rf"[{DASH}]?\d[\d.]*$", "", name) for name in names}
        verb = _HOLD.match(text, m.end())
        values = next((v for v in lists if verb and v[0] == verb.end()), None)
        opening = _OPENING.search(text[: m.start()])
        if values is None and opening is not None and text[m.end() : m.end() + 1] in {")", ","}:
            ahead = [v for v in lists if v[1] <= opening.start() < v[1] + _APART and "(" not in text[v[1] : opening.start()]]
            values = ahead[-1] if ahead else None
        places = tuple((m.start() + c.start(), m.start() + c.end()) for c in codes)
        if len(stem) == 1 and values is None and r.passage.section == "experimental" and _SAMPLES.search(text[: m.start()]):
            yield Group(names, (frozenset(),) * len(names), r.number, places, "words")
        if len(stem) == 1 and values is not None and len(values[2]) == len(names):
            yield Group(names, tuple(frozenset({k}) for k in values[2]), r.number, places, "amounts")


def _bracketed(r: Read) -> Iterator[Group]:
    """Read ``by a sol-gel route (SG-NM) and by a solid-state route (SS-NM)``: each name behind its own making."""
    text = r.passage.text
    for start, end in r.passage.sentences:
        found = list(_IN_BRACKET.finditer(text, start, end))
        run = [m for m in found if _names_a_sample(m["name"], r, m.start("name"))]
        if len(run) < 2 or any(b.start() - a.end() > _APART for a, b in pairwise(run)):
            continue
        phrases = []
        for k, m in enumerate(run):
            phrase = text[(run[k - 1].end() if k else max(start, m.start() - 60)) : m.start()]
            phrases.append(" ".join(re.split(r"[,;]|\bor\b|\beither\b", phrase)[-1].split()[-_PHRASE:]))
        if not all(_VERB.search(phrase) for phrase in phrases):  # "annealed in air (A) or in oxygen (O)": the verb is of both
            phrases = [_VERB.sub("", phrase) for phrase in phrases]
        apart = _apart([stems(phrase) for phrase in phrases])
        if all(apart) and all(_MADE.search(text[start : m.start()]) for m in run):
            places = tuple((m.start("name"), m.end("name")) for m in run)
            yield Group(tuple(m["name"] for m in run), apart, r.number, places, "words")


def _names_a_sample(name: str, r: Read, at: int) -> bool:
    if any(label.start == at and label.name == name for label in r.labels) or re.fullmatch(_CODE, name):
        return True
    return bool(re.fullmatch(r"[A-Z]{2,4}", name)) and name not in words("stop")


def _unnamed(r: Read, lists: Sequence[Amounts]) -> Iterator[Group]:
    """Read ``calcined at 800, 850 and 900 °C``: samples without names of their own are called by the amount."""
    text = r.passage.text
    for start, _, keys, places in lists:
        verb = _FIRED.search(text[max(0, start - 90) : start])
        if len(keys) > 1 and verb is not None and keys[0].split()[1] in _OF_FIRING and len(set(keys)) == len(keys):
            yield Group(keys, tuple(frozenset({k}) for k in keys), r.number, places, "unnamed")


def defined(found: Sequence[Group], read: Sequence[Read], known: Iterable[str]) -> list[Definition]:
    """Return definitions for the names of groups that are not ``known``; of unnamed samples only where the text speaks of one.

    A sample with none of what the others hold is the one compound that the passage names.
    """
    told = set(known)
    unnamed = [g for g in found if g.how == "unnamed"]
    spoken = {label.name for r in read for label in _spoken(r, unnamed)} if unnamed else set()
    by_number = {r.number: r for r in read}
    out: list[Definition] = []
    for g in found:
        for name, keys, place in zip(g.names, g.keys, g.places):
            if name not in told and (g.how != "unnamed" or name in spoken):
                nothing = any(_NONE.fullmatch(k) for k in keys)
                formula = _one_compound(by_number[g.passage]) if nothing else None
                out.append(Definition(name, formula, g.passage, *place, "made", _WITHOUT if nothing else {}))
                told.add(name)
    return [*out, *_bare(read, told)]


def _bare(read: Sequence[Read], known: Collection[str]) -> Iterator[Definition]:
    """Give the one compound of a passage to the name of its untreated sample: "The uncoated powder is named A0"."""
    for r in read:
        formula = _one_compound(r) if r.passage.section != "introduction" else None
        for m in _UNTREATED.finditer(r.passage.text) if formula is not None else ():
            named = m["how"] in words("pristine") or m["how"].endswith("-free")
            if named and m["name"] not in known and _names_a_sample(m["name"], r, m.start("name")):
                yield Definition(m["name"], formula, r.number, m.start("name"), m.end("name"), "made", _WITHOUT)


def _one_compound(r: Read) -> Formula | None:
    """Return the compound of a passage that names no other."""
    compounds = {f.formula.plain(): f.formula for f in r.formulas if not f.open}
    return next(iter(compounds.values())) if len(compounds) == 1 else None


def described(r: Read, found: Sequence[Group]) -> Read:
    """Return what was read of a passage with descriptions of a making put beside the names they mean."""
    taken = [(label.start, label.end) for label in r.labels]
    new = [Label(n, *at) for g in found if g.how == "unnamed" and g.passage == r.number for n, at in zip(g.names, g.places)]
    new = [label for label in (*new, *_spoken(r, found)) if not any(a < label.end and label.start < b for a, b in taken)]
    apart = [n for k, n in enumerate(new) if not any(o.start < n.end and n.start < o.end for o in new[:k])]
    return replace(r, labels=tuple(sorted((*r.labels, *apart), key=lambda n: n.start)))


def _spoken(r: Read, found: Sequence[Group]) -> Iterator[Label]:
    """Find the descriptions of a passage that mean a sample of a group."""
    if found and r.passage.section not in {"introduction", "experimental", "title"}:
        yield from _by_amount(r.passage.text, found)
        yield from _by_word(r.passage.text, found)


def _by_amount(text: str, found: Sequence[Group]) -> Iterator[Label]:
    """Find "the sample sintered at 900 °C", "the 900 °C sample", "with 5 at% Ca"."""
    keyed: dict[str, str | None] = {}
    for g in found:
        if g.how != "words":
            for name, keys in zip(g.names, g.keys):
                for key in keys:
                    keyed[key] = name if keyed.get(key, name) == name else None
    for start, end, values, places in amounts(text):
        names = [keyed.get(value) or "" for value in values]
        if not all(names) or not (_AHEAD.search(text[:start][-80:]) or _BEHIND.match(text, end)):
            continue
        for k, (name, place) in enumerate(zip(names, places)):
            yield Label(name, place[0], end if k == len(names) - 1 else place[1])


def _by_word(text: str, found: Sequence[Group]) -> Iterator[Label]:
    """Find "the sol-gel sample", "the material annealed in oxygen"; the words must tell one of the samples from the others."""
    for m in _NOUN_PHRASE.finditer(text):
        mine = stems(f"{m['before'] or ''} {m['behind'] or ''}")
        ahead = re.search(r"\b[Tt]he\s(?P<words>[\w-]+(?:\s[\w-]+)?)\sand\s$", text[: m.start()][-50:])
        for g in found:
            if g.how == "words" and (name := _one(mine, g)) is not None:
                if ahead is not None and (other := _one(stems(ahead["words"]), g)) not in (None, name):
                    at = m.start() - (len(text[: m.start()][-50:]) - ahead.start("words"))
                    yield Label(str(other), at, at + len(ahead["words"]))
                yield Label(name, m.start("noun") if not m["before"] else m.start("before"), m.end())


def _one(mine: frozenset[str], g: Group) -> str | None:
    every = frozenset().union(*g.keys)
    agreeing = [name for name, keys in zip(g.names, g.keys) if mine & every and (mine & every) <= keys]
    return agreeing[0] if len(agreeing) == 1 else None


def _stem(word: str) -> str:
    return re.sub(r"(?:ation|ated|ating|ied|ying|ning|ing|ed|ly|y)$", "", word.replace("spun", "spin")) or word


def _unit(text: str) -> str:
    text = re.sub(r"[\s.]", "", text)
    return {"ºC": "°C", "hours": "h", "hour": "h", "atom%": "at%", "ath%": "at%"}.get(text, text)


_WITHOUT = {"amount": Fraction(0)}
"""The values of a sample with nothing added, the end member of its series."""
_NONE = re.compile(r"0 (?:wt|mol|at)?%")
_REACH = 260
"""So far before a list of names their amounts may stand."""
_APART = 60
_PHRASE = 5
_UNITS = r"(?:[°º]\s?C|K\b|h\b|hours?\b|min\b|(?:wt|mol|at)\.?\s?%|%|ppm\b|nm\b)"
_NUMBER = r"\d+(?:\.\d+)?"
_AMOUNTS = re.compile(
    rf"(?<![\w.{DASH}/=])(?P<list>{_NUMBER}(?:(?:\s?{_UNITS})?(?:,\s(?:and\s|or\s)?|\s(?:and|or)\s){_NUMBER})*)\s?[{DASH}]?(?P<unit>{_UNITS})"
)
_CODE = rf"[A-Z][A-Za-z]{{0,9}}[{DASH}]?\d+(?:\.\d+)?"
_CODES = re.compile(rf"(?<![\w{DASH}]){_CODE}(?:(?:,\s(?:and\s)?|\sand\s){_CODE})+(?![\w{DASH}]|\.\d)")
_HOLD = re.compile(
    r"\s(?:samples\s)?(?:contain(?:ing)?|have|hold|comprise|with|(?:stand|denote|represent|refer|correspond|are)(?:s|ing)?\s?"
    r"(?:for|to)?\s?(?:the\s)?(?:samples|powders|materials|products|oxides|electrodes|cathodes)?\s?(?:with|containing|of|at)?)"
    r"\s(?:(?:nominally|about)\s)?"
)
_SAMPLES = re.compile(r"\b(?:[Ss]amples|[Pp]owders|[Mm]aterials)\s$")
_OPENING = re.compile(r"\((?:samples?|powders?|denoted(?:\sas)?|named|labell?ed(?:\sas)?)?\s?$")
_IN_BRACKET = re.compile(rf"\((?:denoted\s(?:as\s)?|named\s|labell?ed\s)?(?P<name>[A-Z][\w{DASH}.]{{0,15}})\)")
_TWO = re.compile(
    r"(?:\b(?:the|from|either|of|as)\s)?\b(?P<one>(?:[a-z]+ly\s)?[a-z]+(?:-[a-z]+)*(?:ed|gel|state|thermal))\sand\s"
    r"(?P<other>(?:[a-z]+ly\s)?[a-z]+(?:-[a-z]+)*)\s(?:samples?|powders?|materials?|precursors?|products?|oxides?|routes?|methods?)\b"
)
_TWO_WAYS = re.compile(
    r"\b(?:by|via|through|using)\s(?P<one>(?:[\w-]+\s){1,4}?)(?:and|or)\s(?:by|via|through|using)\s(?P<other>[\w-]+(?:\s[\w-]+){0,3})"
)
_MAKING_VERB = (
    r"(?:re-?)?(?:calcin(?:ed|ated)|sintered|annealed|fired|heated|heat-treated|treated|prepared|synthesi[sz]ed|obtained|made|"
    r"quenched|cooled|produced|grown|dried|milled|ball-milled|aged|washed)"
)
_VERB = re.compile(rf"\b{_MAKING_VERB}\b")
_MADE = re.compile(
    r"\b(?:routes?|methods?|process|reaction|technique|precursors?|cooling|quenching|atmosphere|air|oxygen|argon|nitrogen|O_?2"
    r"|vacuum|drying|milling|annealing|sol[-–]gel|precipitation|combustion|synthesis|sintering|calcination|[a-z]+spinning|[a-z]+(?:al|w)ly|[a-z]+-(?:dried|cooled|milled|annealed|fired|treated|precipitated))\s$"
)
"""How a making is called, or the gas it was done in, right before the bracket with a name."""
_FIRED = re.compile(
    r"(?<!electrodes )(?<!electrodes were )(?<!films were )\b(?:re-?)?"
    r"(?:calcin(?:ed|ated)|sintered|annealed|fired|heated|heat-treated|prepared|synthesi[sz]ed|obtained|produced|grown)\s(?:[\w°-]+\s){0,4}?(?:at|for)\s(?:about\s)?"
    r"(?:(?:various|different|several)\s(?:[a-z]+\s)?(?:temperatures|times|durations)\s(?:of\s|\())?$"
)
_OF_FIRING = frozenset(("°C", "K", "h"))
_NOUN = r"(?:samples?|powders?|materials?|products?|oxides?|electrodes?|cathodes?|specimens?|compounds?|ones?|one)"
_UNTREATED = re.compile(
    rf"\b(?P<how>(?:[A-Z][a-z]?-)?[a-z-]+)\s{_NOUN}\s\(?(?:(?:is|was|are)\s)?(?:(?:{'|'.join(words('naming'))})\s)?(?:to\s)?(?:as\s)?"
    rf"(?P<name>[A-Z][\w{DASH}.]*\w)(?![\w{DASH}])"
)
_AHEAD = re.compile(
    rf"\b(?:{_NOUN}|that|those)\s(?:(?:which|that)\s(?:was|were)\s)?(?:(?:{_MAKING_VERB}|coated|doped|modified)\s)?(?:at|for|with|containing|of)\s$"
    rf"|\b[Ww]hen\s{_MAKING_VERB}\s(?:at|for)\s$"
    r"|(?:^|[.;,]\s|\b(?:and|while|whereas)\s)[Ww]ith\s$"
)
_BEHIND = re.compile(rf"[\s{DASH}](?:(?:[A-Z][a-z]?(?:[{DASH}](?:doped|containing))?|coated|doped)\s)?{_NOUN}\b")
_NOUN_PHRASE = re.compile(
    rf"(?:\b[Tt]he|\b[Aa]n?)\s(?P<before>(?:[\w-]+\s){{0,3}}?)(?P<noun>{_NOUN})\b"
    rf"(?P<behind>\s{_MAKING_VERB}\s(?:[\w-]+\s){{0,3}}?(?:by|in|under|via|through|using|with|from)\s(?:[\w-]+)(?:\s[\w-]+)?)?"
)
_EMPTY = frozenset(
    (  # noqa: SIM905
        "the a an by in via of and or with using through from under as was were is are either both to for at then route routes "
        "method methods process reaction technique synthesis synthesized synthesised prepared obtained made produced its this "
        "that resulting precursor precursors type same other has have had keeps shows show delivers na"
    ).split()
)
