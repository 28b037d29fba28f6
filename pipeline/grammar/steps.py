"""A sentence with its phases and materials as single signs, so that rules read its words: "from ① via ② to ③ in Ⓜ".

In: a `Sentence`; out: a `Reduced` line: every mention of phases ("the hexagonal O3 phase", "(P2 + OP4)", "a mixture of O3 and
P3", "P2/O3-type structure") is one sign, every material name one sign, and the place of each in the sentence is kept.
Method: own; phases by `pipeline.chemistry.phases`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.chemistry.phases import parse_phases, typographic
from pipeline.grammar.lexer import clean
from pipeline.grammar.sentence import Sentence

STEP = "[\ue000-\uefff]"
"""The sign of a mention of phases, as a pattern."""
MATERIAL = "[\uf000-\uf7ff]"
"""The sign of a material name, as a pattern."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Phases together ("P2/O3"), and where they stand.

    ``part`` if only a part of a material is meant ("the P2 domains"), ``remark`` if a remark in brackets follows ("P3 (3.2 V)"),
    ``bare`` if no article, adjective or noun belongs to it.
    """

    name: str
    start: int
    end: int
    part: bool = False
    remark: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Reduced:
    """A line of signs and words, its mentions and materials (token index) in order, and the place of each character."""

    text: str
    mentions: tuple[Mention, ...]
    tokens: tuple[int, ...]
    places: tuple[int, ...]
    source: str = ""

    def remark(self, at: int) -> str:
        """Return the words of the sentence that the sign at a place of the line stands for, with the remark behind them."""
        return self.source[self.places[at] : self.places[at + 1]]

    def mention(self, sign: str) -> Mention:
        """Return the mention of a sign."""
        return self.mentions[ord(sign) - _FIRST]

    def token(self, sign: str) -> int:
        """Return the token of a material's sign."""
        return self.tokens[ord(sign) - _FIRST_MATERIAL]


_FIRST, _FIRST_MATERIAL = 0xE000, 0xF000

_PRIME = "['\"″“”]"
_LABEL = (
    rf"(?:OP\s?['0]{{0,2}}[24-6]|[OP](?:{_PRIME}{{0,3}}|0{{1,2}})[1-3](?:{_PRIME}{{1,3}}|0{{1,2}})?)(?:(?:hex|mono|mon|"
    rf"orth)\.?)?(?![0-9])"
)
_NAMED = r"[Ss]pinel|[Tt]unnel|[Rr]ock[ -]?salt"
_LETTER = r"[\"“'‘]?[ZSTX][\"”'’]?"
_ONE = rf"(?:{_LABEL}|{_NAMED}|{_LETTER})(?:-like)?"
_PHASE = rf"(?<![A-Za-z0-9.]){_ONE}(?![A-Za-z0-9])(?!-(?:Na|Li|K)[\d.xyA-Z(])(?!\s?[=:]\s?\d)"
_NOUN = (
    r"(?:[\s-]?(?:type|phases?|structured?|structures|stacking|framework|lattice|symmetry|polymorph|form|state|region|"
    r"intergrowth|layered|hexagonal|monoclinic|orthorhombic|intermediate|biphasic|two-phase|bi-?phase|coexistence|"
    r"mixture|composite|stacked)(?![A-Za-z]))*"
)
_PART = (
    r"[\s-]?(?:components?|parts?|domains?|constituents?|"
    r"regions|sides?(?!\sby)|hosts?|fractions?|slabs?|layers?|grains?|portion)\b"
)
_REMARK = r"(?P<remark>\s?\((?![^()]*(?:→|\b[OP]P?\d(?!\d|_|/|m)))[^()]{1,30}\))?"
_ADJECTIVE = (
    r"(?:(?:the|an?|its|their|new|another|pure|single|initial|original|pristine|parent|starting|hexagonal|monoclinic|"
    r"orthorhombic|rhombohedral|distorted|modulated|layered|intermediate|intermediary|final|mixed|desodiated|sodiated|"
    r"transient|metastable|second|secondary|so-called|coexisting|biphasic|two-phase|dual-phase|reversible|fresh|"
    r"as-prepared|disordered|stable|old|host|other|further|well-ordered|faulted|intergrown)\s+)*"
)
_SET = rf"{_PHASE}(?:(?:\s*[/+&]\s*|\s+plus\s+){_PHASE})*"
_MIXED = (
    rf"(?:mixtures?|coexistence|combination|two-phase (?:mixture|region|state)|intergrowth|co-existence)\s+of\s+(?:the\s+)?"
    rf"(?P<a>{_PHASE}){_NOUN}\s+and\s+(?:the\s+)?(?P<b>{_PHASE})|(?:[Bb]oth|coexisting)\s+(?P<c>{_PHASE})\s+and\s+(?P<d>{_PHASE})|"
    rf"(?P<e>{_PHASE})\s+and\s+(?P<f>{_PHASE})(?=\s+(?:phases?\s+)?(?:mixture|co-?exist|two-phase|bi-?phas|side\sby\sside|"
    rf"are\s(?:both\s)?(?:present|found)\s(?:at\sthe\ssame\stime|side\sby\sside|together)|exist\sside\sby\sside))"
)
_ENTRY = re.compile(
    rf"(?<![A-Za-z])(?P<lead>{_ADJECTIVE})(?:{_MIXED}|\((?P<inner>{_SET})\)|(?P<set>{_SET}))(?P<tail>{_NOUN})"
    rf"(?P<part>{_PART})?{_NOUN}{_REMARK}"
)
_ALONE = re.compile(rf"\W*(?:{_LETTER})\W*")


def reduce(sentence: Sentence) -> Reduced:
    """Return the line of a sentence with one sign for every mention of phases and for every material name."""
    line = re.sub("[\ue000-\uf8ff]", lambda m: "→" if m[0] == "\uf0ae" else "?", clean(sentence.text))
    masked = list(line)
    named: dict[int, int] = {}
    for index, t in enumerate(sentence.tokens):
        if t.tag == "MATERIAL":
            masked[t.start : t.end] = "\uf8ff" * (t.end - t.start)
            named[t.start] = index
    text = "".join(masked)
    found = {m.start(): m for m in _ENTRY.finditer(text) if _mention(m) is not None}
    out: list[str] = []
    places: list[int] = []
    mentions: list[Mention] = []
    tokens: list[int] = []
    at = 0
    while at < len(text):
        entry = found.get(at)
        if entry is not None and (mention := _mention(entry)) is not None:
            places.append(at)
            out.append(chr(_FIRST + len(mentions)))
            mentions.append(mention)
            at = entry.end()
        elif at in named:
            places.append(at)
            out.append(chr(_FIRST_MATERIAL + len(tokens)))
            tokens.append(named[at])
            at = sentence.tokens[named[at]].end
        else:
            places.append(at)
            out.append(text[at])
            at += 1
    return Reduced("".join(out), tuple(mentions), tuple(tokens), (*places, len(text)), text)


def _mention(m: re.Match[str]) -> Mention | None:
    words = m["inner"] or m["set"] or "/".join(m[k] for k in "abcdef" if m[k])
    if _ALONE.fullmatch(words) and not _beside(m):
        return None
    if words.strip() == "O2" and (_GAS_AFTER.match(m.string, m.end()) or _GAS_BEFORE.search(m.string[: m.start()])):
        return None
    name = canonical(words)
    start = m.start() + len(m["lead"])
    bare = not (m["lead"] or m["tail"] or m["part"])
    return Mention(name, start, m.end(), m["part"] is not None, m["remark"] is not None, bare) if name else None


_GAS_AFTER = re.compile(
    r"\s?[-−–]{1,2}(?!\s?(?:type|like|phase|stack|struct|[OPZX]\b|[OP]['′″]?\d|OP\d|>))(?=[\s),.;]|$)|"
    r"\s?(?:gas|releas|molecul|bubbl|loss|evolution(?!\s(?:of|from)\s(?:P2|the\s(?:structure|phase))))|\s?(?:and|/)\s?CO2"
)
_GAS_BEFORE = re.compile(
    r"\b(?:molecular|gaseous|trapped|released?|releasing|evolved|loss of|CO2 and|formation of molecular)\s$", re.IGNORECASE
)
"""Oxygen, a gas or an ion, that is spelt like a phase: "O2 release", "O2−"."""


def _beside(m: re.Match[str]) -> bool:
    """Return whether a lone letter stands beside another phase: "P2-Z", "→ X"; a Z may also stand for itself."""
    before, after = m.string[: m.start()], m.string[m.end() :]
    return (
        "Z" in m[0]
        or re.search(r"(?:→|>|[OP]['0]{0,2}\d['0]{0,2}\s?-)\s*$", before) is not None
        or re.match(r"\s*(?:→|-{1,2}>|=>|-\s?[OP]['0]{0,2}\d)", after) is not None
    )


def canonical(words: str) -> str:
    """Return phases in the spelling of facts, "P2/O′3"; nothing if one is not understood."""
    text = re.sub(r"[\"″“”](?=[ZSTX]\b)|(?<=\b[ZSTX])[\"″“”]", "", words)
    text = re.sub(r"(?<![A-Za-z])['‘]([ZSTX])['’]", r"\1", text)
    text = re.sub(r"(?<=[OP]\d)0{1,2}|(?<=[OP])0{1,2}(?=\d)", lambda z: "'" * len(z[0]), text.strip("() "))
    text = re.sub(r"-like\b|\bplus\b", lambda z: "" if z[0] == "-like" else "/", text)
    found = parse_phases(text) or tuple(parse_phases("O3/" + text)[1:] if _ALONE.fullmatch(text) else ())
    return "/".join(typographic(p.name) for p in found)
