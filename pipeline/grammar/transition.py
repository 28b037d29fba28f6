"""Phase transitions on charge and discharge: "P2/O3 → P2/P3 → OP4", "a P2-Z phase transition", "transforms from O3 to P3".

In: a `Sentence`; out: `Statement`s ``transition`` with ``steps`` ("P2/O3 → P2/P3"), ``form`` (chain, dash, slash, from-to, verb,
back, peaks, onward, new, appear, state,
kept) and ``of``, the material named right at it. An onward step is one whose beginning another
sentence says, a step back one that needs the way there. What is suppressed, usual, hypothetical, a route of diffusion, a
distribution in space, or made by synthesis gives nothing (`pipeline.grammar.doubt`). Method: own; the rules read the line of
`pipeline.grammar.steps`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.chemistry.phases import glides
from pipeline.grammar import wordings as words
from pipeline.grammar.doubt import denied, denied_kept, unreal, unreal_kept, whole
from pipeline.grammar.lexer import clean
from pipeline.grammar.regions import regions
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement
from pipeline.grammar.states import plain, states
from pipeline.grammar.steps import MATERIAL, STEP, Reduced, reduce

OWN = "as prepared"
"""The step of a structure that is only said to be kept: the phases of the material as prepared."""


def transition(sentence: Sentence) -> list[Statement]:
    """Return the transitions that a sentence states to happen, in its order."""
    line = reduce(sentence)
    taken: list[tuple[int, int]] = []
    found: list[_Found] = []
    for one in _found(line) if CHANGES.search(clean(sentence.text)) else _placed(line):
        if any(a < one.end and one.start < b for a, b in taken):
            continue
        kept = one.form in ("kept", "own", "stay")
        if kept and (denied_kept(line.text, one.start, one.end) or unreal_kept(line.text, one.start, of_part=one.form == "stay")):
            continue
        taken.append((one.start, one.end))
        at = _named(line.text, one.end)
        charged = any(p in _CHARGED for c in one.signs for p in line.mention(c).name.split("/"))
        if not kept and (
            denied(line.text, one.start, one.end, at[0] if at else None) or unreal(line.text, one.start, one.end, charged=charged)
        ):
            continue
        found.append(one)
    found = [f for one in found if (f := _of_part(line, one)) is not None]
    stays = [f for f in found if f.form in ("kept", "own", "stay")]
    comes = [f for f in found if f.form in ("new", "appear")]
    alone = len(found) == len(stays) + len(comes)
    if alone or len(line.tokens) > 1:
        refused = taken if not alone else [(start, end) for start, end in taken if not any(f.start == start for f in found)]
        there = [
            _Found(start, end, signs, "state")
            for start, end, signs in states(line)
            if not any(f.start < end and start < f.end for f in stays) and not any(a < end and start < b for a, b in refused)
        ]
        if {s for f in there for s in f.signs} - {s for f in comes for s in f.signs}:
            found = [*stays, *there] if alone else [*found, *there]
    listed = _listed(line, found)
    out = []
    told = plain(line.text)
    for one in found:
        one = replace(one, form="new" if told else "appear") if one.form in ("new", "appear") else one
        steps = _steps(line, one)
        if not steps or (len(steps) < 2 and one.form not in _OF_ONE_STEP):
            continue
        signs: Sequence[str | None] = [listed[one]] if one in listed else _named(line.text, one.end) or [None]
        start, end = line.places[one.start], line.places[one.end]
        token = next((i for i, t in enumerate(sentence.tokens) if t.end > start), len(sentence.tokens) - 1)
        form = "kept" if one.form == "own" else one.form
        for sign in signs:
            of = sentence.tokens[line.token(sign)].ident if sign else None
            values: dict[str, float | int | str | None] = {"steps": " → ".join(steps), "form": form, "of": of}
            slot, rule, weight = Slot("TRANSITION", (token,)), f"transition: {form}", _WEIGHTS[one.form]
            out.append(Statement("transition", token, start, end, values, slot, 0, rule=rule, weight=weight))
    return sorted(out, key=lambda s: s.start)


CHANGES = re.compile(
    r"→|->|=>|[➞⟹⇨▸►⇋⇔⮂\uf0ae]|transition|transform|conver[ts]|evol[uv]|chang|transit|turn|pass|switch|shift|return|"
    r"revert|glid|"
    r"becom|became|sequence|phases? order|\bgo(?:es)?\b|gives? way|replac|maintain|retain|preserv|persist|remain|stay|"
    r"throughout|"
    r"kept|keep|sustain|phase reaction|biphasic reaction|intact|solid[ -]solution|followed by|emerg|appear|vanish|"
    r"expense|indexed|assigned|successiv|\bsteps?\b|\benter|\bpath\b|\breactions?\b|formation of|\bruns?\b|"
    r"follows|undergo|underw|nucleat|shows? up|takes? (?:over|its place|the place)|\bborn\b|\bgrows?\b|\bforms?\b|\bformed\b|"
    r"\byields?\b|favou?r|distort|split|shear|alternat|coexist|at the same time|disappear|arises?|suffer|"
    r"affected|altered|"
    r"ascrib|attribut|\b(?:regions|stages|regimes)\b[^.;]{0,120}:\s|"
    r"in (?:this )?order|\bends?\b|\bcan (?:\w+ly )?be \w+|\bonly\b|"
    r"\b(?:show|exhibit|display|reveal)(?:s|ed)?\s(?:[OP]['′″]{0,2}\d|OP\d)\s?[–-]|"
    r"-\s?(?:O2|OP4|OP2|O1|Z)\b",
    re.IGNORECASE,
)
"""A sentence without any of these states no change."""

SPEAKS = re.compile(
    rf"{CHANGES.pattern}|\bthen\b|\bnext\b|afterwards|thereafter|subsequent|finally|eventually|\blater\b|\bafter th|"
    r"charg|desodiat|extract|remov|voltage|potential|\bV\b|\bstate\b|\bx\s?=\s?0?\.\d",
    re.IGNORECASE,
)
"""A sentence without any of these states neither a change nor the phases of a state of charge."""

_WEIGHTS = {
    "chain": 0.9,
    "dash": 0.8,
    "from-to": 0.8,
    "slash": 0.6,
    "verb": 0.75,
    "back": 0.7,
    "peaks": 0.6,
    "onward": 0.6,
    "new": 0.55,
    "appear": 0.5,
    "state": 0.5,
    "kept": 0.6,
    "own": 0.6,
    "part": 0.6,
    "stay": 0.5,
}


_OF_ONE_STEP = frozenset(("kept", "own", "onward", "new", "appear", "stay", "state"))
"""Forms that name a single step."""


_CHARGED = frozenset(("O2", "OP4", "OP2", "O1", "Z", "P″3", "O″3"))
"""Phases that only charging makes, no synthesis."""


_MADE = frozenset(("P2", "O3", "spinel", "tunnel"))
"""Phases that stand side by side in composites, so that a dash between two of them is no arrow."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a rule read: where in the line, the signs of its steps in order, and by which form of words."""

    start: int
    end: int
    signs: str
    form: str


_S, _M = STEP, MATERIAL


def _found(line: Reduced) -> Iterator[_Found]:
    """Yield what the rules read, the surest rules first."""
    text = line.text
    yield from _placed(line)
    for m in words.CHAIN.finditer(text):
        back = words.BACK_TO.match(text, m.end())
        yield _Found(m.start(), back.end() if back else m.end(), _signs(m[0]) + (back["s"] if back else ""), "chain")
    for pattern in (
        words.CONTRAST,
        words.DASHED,
        words.DASHED_ONE,
        words.DASHED_AFTER,
        words.DASHED_GOES,
        words.DASHED_SEEN,
        words.DASHED_NEXT,
        words.DASHED_FOR,
        words.DASHED_IN,
        words.DASHED_INTO,
        words.LISTED,
    ):
        for m in pattern.finditer(text):
            rest = text[m.end("steps") :]
            if re.match(r"\W*(?:biphasic|intergrowth|heterostruct|composite|mixed)", rest):
                continue
            last = line.mention(_signs(m["steps"])[-1]).name
            if pattern is words.DASHED_IN and not re.search(rf"\b{words.CHANGE}\b", text[: m.start()]):
                continue
            first = line.mention(_signs(m["steps"])[0]).name
            if (pattern is words.DASHED_SEEN and last not in _CHARGED and not (last not in _MADE and glides(first, last))) or (
                pattern is words.DASHED_GOES and len(_signs(m["steps"])) == 2 and last in _MADE
            ):
                continue
            signs, end = _signs(m["steps"]), m.end("steps")
            then = words.THEN.match(text, m.end()) if pattern is words.DASHED and not m["list"] else None
            if then is not None and line.mention(_signs(then["more"])[0]).name == last:
                signs, end = signs + _signs(then["more"])[1:], then.end()
            yield _Found(m.start("steps"), end, signs, "dash")
            if pattern in (words.DASHED, words.DASHED_AFTER) and m["list"]:
                for n in re.finditer(words.DASHES, m["list"]):
                    yield _Found(m.start("list") + n.start(), m.start("list") + n.end(), _signs(n[0]), "dash")
    for m in words.DASHED_SHOWN.finditer(text):
        signs = _signs(m["steps"])
        bare = all(line.mention(s).bare for s in signs)
        if len(signs) > 2 or (bare and line.mention(signs[-1]).name not in _MADE):
            yield _Found(m.start("steps"), m.end("steps"), signs, "dash")
    for m in (*words.IN_TURN.finditer(text), *words.SUCCESSIVELY.finditer(text), *words.ONE_BY_ONE.finditer(text)):
        yield _Found(m.start("steps"), m.end("steps"), _signs(m["steps"]), "from-to")
    for m in words.NOT_BUT.finditer(text):
        yield _Found(m.start(), m.end(), m["a"] + m["b"], "verb")
    for m in words.FROM_VIA.finditer(text):
        yield _onward(line, m.start(), m.end(), m["a"] + m["via"] + m["b"], "from-to")
    for m in words.FROM_TO.finditer(text):
        form = "back" if words.RETURNS.search(text[: m.start()]) else "from-to"
        yield _onward(line, m.start(), m.end(), m["a"] + _signs(m["via"]) + m["b"], form)
    for m in (*words.INTO_FROM.finditer(text), *words.FORMS_FROM.finditer(text), *words.FORMATION_FROM.finditer(text)):
        yield _Found(m.start(), m.end(), m["a"] + m["b"], "verb")
    for m in words.OF_INTO.finditer(text):
        yield _onward(line, m.start(), m.end(), m["a"] + m["b"], "from-to")
    for m in words.BETWEEN.finditer(text):
        yield _Found(m.start(), m.end(), m["a"] + m["b"], "from-to")
    for m in words.VERB.finditer(text):
        again = re.search(r"\b(?:return|revert|back)", m[0])
        yield _onward(line, m.start(), m.end(), m["a"] + m["b"], "back" if again else "verb")
    for m in (*words.CONVERTS.finditer(text), *words.FOLLOWED.finditer(text)):
        yield _onward(line, m.start(), m.end(), m["a"] + m["b"], "verb")
    for m in words.UNTIL.finditer(text):
        yield _onward(line, m.start(), m.end(), (m["a"] or m["c"]) + (m["b"] or m["d"]), "verb")
    for m in words.SLASH.finditer(text):
        if line.mention(m["steps"]).name.count("/") == 1:
            yield _Found(m.start(), m.end("steps"), m["steps"], "slash")
    for m in words.EXPENSE.finditer(text):
        yield _Found(m.start(), m.end(), m["a"] + m["b"], "peaks")
    gone = list(words.OLD_GONE.finditer(text))
    comes = [m for m in words.NEW_COMES.finditer(text) if not re.search(r"\b(?:no|not)\b[^,;]*$", text[: m.start()])]
    if len(gone) == 1 and len(comes) == 1 and gone[0]["a"] != (sign := comes[0]["b"] or comes[0]["c"]):
        yield _Found(min(gone[0].start(), comes[0].start()), max(gone[0].end(), comes[0].end()), gone[0]["a"] + sign, "peaks")
    for m in words.ORPHAN.finditer(text):
        begun = list(words.STARTED.finditer(text[: m.start()]))
        if len(begun) == 1 and len(re.findall(_S, text[begun[0].end() : m.start()])) == 0:
            yield _onward(line, begun[0].start(), m.end(), begun[0]["a"] + m["b"], "verb")
        else:
            yield _onward(line, m.start(), m.end(), m["b"], "onward")
    for m in words.YIELDS.finditer(text):
        whole_set = m["b"] or m["c"]
        if "/" in line.mention(whole_set).name and re.search(rf"{_S}[^;]*?(?:{words.INTO}|→|-)[^;]*?{_S}", text[: m.start()]):
            yield _Found(m.start(), m.end(), whole_set, "onward")
    for m in words.LEFT.finditer(text):
        yield _Found(m.start(), m.end(), m["b"] or m["c"], "onward")
    for m in (*words.ENDS.finditer(text), *words.TO_ONE.finditer(text)):
        yield _Found(m.start(), m.end(), m["b"], "onward")
    for m in words.TOGETHER.finditer(text):
        if "/" in line.mention(m["b"]).name and re.search(r"\d\s?V\b", text):
            yield _Found(m.start(), m.end(), m["b"], "new")
    for m in words.NEW_FIGURE.finditer(text):
        yield _Found(m.start(), m.end(), m["b"], "new")
    for m in comes:
        yield _Found(m.start(), m.end(), m["b"] or m["c"], "appear")
    yield from _unchanging(line)
    for m in words.STAYS.finditer(text):
        yield _Found(m.start("a"), m.end(), m["a"], "stay")


def _placed(line: Reduced) -> Iterator[_Found]:
    """Yield phases listed with their potentials."""
    found = regions(line)
    if found is not None:
        yield _Found(*found, "from-to")


def _of_part(line: Reduced, found: _Found) -> _Found | None:
    """Return what is said of one part of an intergrowth only as such; what is not a change or a staying of it is nothing."""
    if not any(line.mention(s).part for s in found.signs if "/" not in line.mention(s).name):
        return found
    if found.form in ("kept", "stay"):
        return replace(found, form="stay")
    return replace(found, form="part") if found.form in ("chain", "dash", "from-to", "verb", "peaks") else None


def _unchanging(line: Reduced) -> Iterator[_Found]:
    """Yield structures said to be kept over a whole charge."""
    text = line.text
    if not whole(text):
        return
    for m in words.OWN.finditer(text):
        yield _Found(m.start(), m.end(), "", "own")
    for pattern in (words.KEPT, words.KEEPS, words.INDEXED, words.ALONE):
        for m in pattern.finditer(text):
            yield _Found(m.start("a"), m.end("a"), m["a"], "kept")
    for m in words.SOLID.finditer(text):
        sign = m["a"] or m["b"]
        yield _Found(text.index(sign), text.index(sign) + 1, sign, "kept")
    signs = re.findall(_S, text)
    if words.STEADY.search(text) and len(signs) == 1:
        yield _Found(text.index(signs[0]), text.index(signs[0]) + 1, signs[0], "kept")


def _signs(text: str) -> str:
    return "".join(re.findall(_S, text))


def _onward(line: Reduced, start: int, end: int, signs: str, form: str) -> _Found:
    """Lengthen a sequence by what follows: "via ③", "at 4 V, then to ④", "and finally becomes ⑤"."""
    text = line.text
    via = words.VIA_AFTER.match(text, end)
    if via is not None:
        signs, end = signs[:-1] + via["s"] + signs[-1], via.end()
    to = re.match(rf"\s(?:in)?to\s({_S})", text[end:]) if re.search(rf"\b(?:through|via)\s{_S}$", text[start:end]) else None
    if to is not None:
        signs, end = signs + to[1], end + to.end()
    listed = False
    while (m := words.MORE.match(text, end)) is not None:
        if re.match(rf"\s*(?:{words.ADVERBS})(?:{words.INTO})\s", text[m.end() :]) and not re.search(words.INTO, m["words"]):
            break  # the phase is the subject of what follows
        if words.SUBJECT.match(text[m.end() :]) and not m["words"]:
            break
        pair = re.match(rf"\s(?:in)?to\s({_S})", text[m.end() :])
        if pair is not None:
            if line.mention(m["s"]).name != line.mention(signs[-1]).name:
                break
            signs, end = signs + pair[1], m.end() + pair.end()
            continue
        remarked = line.mention(m["s"]).remark and line.mention(signs[-1]).remark
        if m["link"].strip() == "and" and not (m["words"] or m["when"] or remarked or listed):
            return _Found(start, m.end(), "", form)  # "to ② and ③": together or one after the other
        listed = m["link"].strip() == "," and not m["words"]
        signs, end = signs + m["s"], m.end()
    return _Found(start, end, signs, form)


def _steps(line: Reduced, found: _Found) -> list[str]:
    """Return the steps in the names of facts, without repeats."""
    if found.form == "own":
        return [OWN]
    names = [line.mention(s).name for s in found.signs]
    if found.form == "slash":
        names = names[0].split("/")
    return [n for i, n in enumerate(names) if i == 0 or n != names[i - 1]]


_AT = re.compile(
    rf"\)?(?:\s(?!(?:and|while|whereas|but|than|which|that|to|rather|instead|from|with)\b)[\w/().-]+){{0,6}}?\s(?:in|of|for|"
    rf"within)\s"
    rf"(?:(?!{_M})[\w-]+,?\s){{0,3}}?(?P<m>{_M})|"
    rf"\)?(?:\s[a-z-]+){{0,2}}?\s(?:that|which)\s(?:afflicts|affects|plagues|harms|limits|haunts|(?:occurs|happens|appears|takes\splace|is\s(?:seen|found|observed))\s(?:in|for))"
    rf"\s(?:the\s)?(?P<o>{_M})"
)


def _named(text: str, end: int) -> list[str]:
    """Return the signs of the materials named right behind a transition: "the ①-② transition in Ⓐ", "… of Ⓐ and Ⓑ"."""
    m = _AT.match(text, end)
    further = _AND_ALIKE if _DIRECT.match(text, end) else _AND_AT
    out = []
    while m is not None:
        out.append(m["m"] or m["o"])
        m = further.match(text, m.end())
    return out


_DIRECT = re.compile(
    r"\)?(?:\s(?!(?:is|was|are|were|(?:occur|take|begin|start|appear|happen|proceed|emerg)\w*)\b)[\w-]+){0,3}?\s(?:in|of|for|within)\s"
)
_VERBS = (
    r"(?:is|was|has|had|can|with|do(?:es)?|kept|goes|(?:show|exhibit|underg|underw|deliver|keep|retain|remain|stay|experienc|"
    r"transform|maintain|display|suffer|turn|becom|evolv|chang|convert)\w*)\b"
)
_LISTED_ALSO = rf",(?=\s{_M}(?:,\s{_M})*,?\sand\s{_M})"
_ALSO = (
    rf"\s(?:(?:at|above|near|around)\s(?:about\s|ca\.\s)?[~<>]?\s?\d(?:\.\d+)?\s?V\s)?(?:(?:in|of|for)\s)?(?:the\s)?"
    rf"(?:[a-z-]+\s){{0,1}}?(?P<m>{_M})"
)
_AND_ALIKE = re.compile(rf"(?:{_LISTED_ALSO}|\s(?:and|as\swell\sas)){_ALSO}")
"""A further material behind "the ①-② transition of Ⓐ": "… and Ⓑ"."""
_AND_AT = re.compile(rf"(?:{_LISTED_ALSO}|,?\s(?:and|as\swell\sas)){_ALSO}(?!\s{_VERBS})")
"""A further material behind "the ①-② transition begins in Ⓐ": not the subject of a clause of its own."""


def _listed(line: Reduced, found: list[_Found]) -> dict[_Found, str]:
    """Return the material of each transition where as many are listed as materials, "respectively"."""
    materials = re.findall(_M, line.text)
    changes = sorted((f for f in found if f.form in ("chain", "dash", "from-to")), key=lambda f: f.start)
    if "respectively" not in line.text or len(changes) < 2 or len(materials) != len(changes):
        return {}
    return dict(zip(changes, materials))
