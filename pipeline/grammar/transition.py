"""Phase transitions on charge and discharge: "P2/O3 → P2/P3 → OP4", "a P2-Z phase transition", "transforms from O3 to P3".

In: a `Sentence`; out: `Statement`s ``transition`` with ``steps`` ("P2/O3 → P2/P3"), ``form`` (chain, dash, slash, from-to, verb,
back, peaks, onward, appear, kept) and ``of``, the material named right at it. An onward step is one whose beginning another
sentence says, a step back one that needs the way there. What is suppressed, usual, hypothetical, a route of diffusion, a
distribution in space, or made by synthesis gives nothing (`pipeline.grammar.doubt`). Method: own; the rules read the line of
`pipeline.grammar.steps`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.grammar.doubt import denied, denied_kept, unreal, unreal_kept, whole
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement
from pipeline.grammar.steps import MATERIAL, STEP, Reduced, reduce

OWN = "as prepared"
"""The step of a structure that is only said to be kept: the phases of the material as prepared."""


def transition(sentence: Sentence) -> list[Statement]:
    """Return the transitions that a sentence states to happen, in its order."""
    line = reduce(sentence)
    taken: list[tuple[int, int]] = []
    found: list[_Found] = []
    for one in _found(line):
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
    listed = _listed(line, found)
    out = []
    for one in found:
        steps = _steps(line, one)
        if not steps or (len(steps) < 2 and one.form not in ("kept", "own", "onward", "appear", "stay")):
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
    r"expense|indexed|assigned|successiv|\bsteps?\b|\benter|\bpath\b|\bruns?\b|follows|undergo|underw|"
    r"-\s?(?:O2|OP4|OP2|O1|Z)\b",
    re.IGNORECASE,
)
"""A sentence without any of these states no transition."""

_WEIGHTS = {
    "chain": 0.9,
    "dash": 0.8,
    "from-to": 0.8,
    "slash": 0.6,
    "verb": 0.75,
    "back": 0.7,
    "peaks": 0.6,
    "onward": 0.6,
    "appear": 0.5,
    "kept": 0.6,
    "own": 0.6,
    "part": 0.6,
    "stay": 0.5,
}


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
_ARROW = r"\s*(?:→|<?-{1,2}>|<?=>|[➞⟹⇨▸►⇋⇔⮂>!])\s*"
_CHANGE = (
    r"(?:transitions?|transformations?|conversions?|evolutions?|sequence|(?:phase\s+)?changes?|transforms?|interconversion|"
    r"(?:two-phase\s+|biphasic\s+)?reactions?)"
)
_PLACED = r"(?:\s(?:at|above|below|near|around|until|up\s+to)\s(?:about\s|ca\.\s)?[~<>]?\s?\d(?:\.\d+)?\s?(?:V\b)?)?"
_ADVERBS = (
    r"(?:(?:is|are|was|were|be|has|have|had|can|then|been|being|starts?|started|begins?|began|to|\w+ly|first|"
    r"mostly|further|again|instead|also|still|now|thus|therefore)\s+)*"
)
_INTO = (
    r"(?:(?:(?:phase[- ])?transform|convert|evolv|chang|transit|transition|turn|switch|revert|return|glid|transfer|"
    r"shift)(?:s|es|ed|ing|e)?|"
    r"go(?:es|ing)?|went|pass(?:es|ed)?)(?:\s+(?:back|over|again|completely|further|first|next|then|\w+ly))*\s+(?:in)?to|"
    r"(?:evolv|transform|convert|proceed|chang)(?:s|es|ed|ing|e)?\s+(?:through|via)|"
    r"enter(?:s|ed|ing)?|bec[oa]m(?:es?|ing)|g[ia]ves?\s+way\s+to|(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:replaced|followed|succeeded)\s+by|"
    r"(?:go(?:es)?|pass(?:es)?)\s+through"
)
_VIA = r"(?:\s*,?\s*(?:via|through|by\s+way\s+of|passing\s+(?:through|via))\s+{s})"
_BETWEEN_WORDS = rf"(?:(?!\b(?:instead|rather|without|not|no|while|whereas|but|nor|than)\b)[^,;:.{_S[1:-1]}]|\.\d){{1,60}}?"
_WHEN = (
    rf"(?:\s(?:at|above|below|near|around|beyond|upon|on|when|after|in|during|by|for|until|up\s+to|with|between|"
    rf"as)\s{_BETWEEN_WORDS})"
)
_MORE = re.compile(
    rf"(?P<when>(?:\sfirst)?{_WHEN}?)(?P<link>\s*,?\s*(?:and\s+back|and|then|followed\s+by|before|finally|subsequently|further|"
    rf"eventually|,|later)\b\s*"
    rf"|\s*,\s*)(?P<words>(?:(?:and|then|finally|subsequently|further|eventually|ultimately|later|again|next|lastly|also|"
    rf"(?:at|in)\s+(?:last|length|the\s+end)|which\s(?:(?:in\sturn|then|again|further|finally|next|\w+ly)\s)*(?:{_INTO})|"
    rf"from\s(?:which|there)|(?:the|an?)\s(?:transformation|transition|conversion|change)|it|is|are|"
    rf"was|ends?\s+(?:up\s+)?(?:as|in|with)|(?:reach|form|giv|yield)(?:es|s|ing)|{_INTO}|back|to|into|converted|transformed|"
    rf"(?:at|above|below|near|upon|beyond|on|during|after)\s{_BETWEEN_WORDS},?)\s+|,\s*)*)(?P<s>{_S})"
)
_CHAIN = re.compile(rf"{_S}{_PLACED}(?:{_ARROW}{_S}{_PLACED})*{_ARROW}{_S}")
_BACK_TO = re.compile(rf"{_WHEN}?,?\s(?:and\s)?(?:then\s)?(?:returns\s|reverts\s)?back\s(?:in)?to\s(?P<s>{_S})")
_DASHES = rf"{_S}(?:\s?(?:-to-|-|\sto\s)\s?{_S})+"
_QUALITY = (
    r"(?:[\s-](?:structural|reversible|irreversible|first-order|crystal|phase|sodiation|\(de\)sodiation|"
    r"two-phase|type))*"
)
_DASHED = re.compile(
    rf"(?P<steps>{_DASHES})(?P<list>(?:,?\s*(?:,|and|or)\s+{_DASHES})*){_QUALITY}\s+(?:{_CHANGE}|steps?|processe?s?)\b"
)
_DASHED_ONE = re.compile(rf"\b(?:{_CHANGE}|undergo\w*|underwent|suffer\w*|experienc\w*)\b[^;]*?\s(?P<steps>{_DASHES})\s+one\b")
_RATHER = (
    r",?\s(?:rather\sthan|instead\sof|(?:but|and)\snot|not|as\sopposed\sto|in\splace\sof)\s(?:an?\s|the\s)?(?:[a-z-]+\s){0,2}?"
)
_CONTRAST = re.compile(rf"(?P<steps>{_DASHES}){_RATHER}{_DASHES}{_QUALITY}\s+{_CHANGE}\b")
_DASHED_AFTER = re.compile(
    rf"\b(?:{_CHANGE}|path|evolves?|evolved|transforms?|transformed|proceeds?|follows?)\s+(?:[\w-]+\s+|{_M}\s*){{0,6}}?"
    rf"(?:of|:|\(|is|as|reads|follows|being|through|along|,?\s*(?:namely|including|i\.\s?e\.))\s*[:,]?\s*"
    rf"(?P<steps>{_S}(?:\s?-\s?{_S})+)(?P<list>(?:,?\s*(?:,|and)\s+{_S}(?:\s?-\s?{_S})+)*)"
)
_DASHED_GOES = re.compile(
    rf"\b(?:goes|went|runs?|ran|follows?|followed|undergo(?:es)?|underwent|experience[sd]?|pass(?:es|ed)?)\s(?:through\s)?"
    rf"(?P<steps>{_S}(?:\s?-\s?{_S})+)(?!\s?(?:type|biphas|composite|mixed|{_M}))"
)
_DASHED_SEEN = re.compile(
    rf"(?P<steps>{_S}(?:\s?-\s?{_S})+)\s(?:is|are|was|were)\s(?:\w+ly\s)?(?:observed|seen|found|detected|identified|evident)\b"
)
_DASHED_NEXT = re.compile(rf"\b(?:transition|transformation|conversion|sequence)\s(?P<steps>{_S}(?:\s?-\s?{_S})+)")
_DASHED_FOR = re.compile(rf"\b{_CHANGE}\b[^;.]*?\s(?P<steps>{_S}(?:\s?-\s?{_S})+)(?=\s(?:for|in)\s(?:the\s)?{_M})")
_DASHED_INTO = re.compile(
    r"\b(?:chang|replac|turn|simplif|convert|transform|alter|shift|switch|superse)\w*\s+(?:in)?(?:to|by|with)\s(?:an?\s|the\s)?"
    rf"(?:[a-z-]+\s){{0,2}}?(?P<steps>{_S}\s?-\s?{_S}(?:\s?-\s?{_S})*)"
)
_FOLLOWED = re.compile(
    rf"(?P<a>{_S})(?:\s(?!and\b|while\b|but\b|no\b|not\b)[\w-]+){{0,4}}?,?\s(?:is\s|and\s)?followed\sby\s(?:an?\s|the\s)?"
    rf"(?:[a-z-]+\s){{0,2}}?(?P<b>{_S})"
)
_LISTED = re.compile(
    rf"\b(?:in\s+the\s+(?:order|sequence)(?:\s+of)?:?|sequence(?:\s+of)?:?|sequence\b[^,;:.]{{0,40}}\s(?:is|as|are)|"
    rf"successively\s+(?:through|via|adopts)?|order)\s+"
    rf"(?P<steps>{_S}(?:\s*,\s*{_S})+\s*,?\s+and\s+(?:finally\s+)?{_S})"
)
_FROM_TO = re.compile(
    rf"\bfrom\s+(?P<a>{_S})(?P<via>{_VIA.format(s=_S)}?)(?:{_WHEN})?,?\s+(?:and\s+then\s+)?(?:in)?to\s+(?P<b>{_S})"
)
_FROM_VIA = re.compile(rf"\bfrom\s+(?P<a>{_S})\s+(?:via|through)\s+(?P<via>{_S})\s+(?:in)?to\s+(?P<b>{_S})")
_VERB = re.compile(
    rf"(?P<a>{_S})(?:\s(?:of|in|for)\s(?:the\s)?(?:\w+\s)?{_M})?(?:\s+(?:part|reflections|peaks))?,?\s+{_ADVERBS}(?:{_INTO})\s+"
    rf"(?:\w+ly\s+)?(?P<b>{_S})"
)
_CONVERTS = re.compile(
    rf"\b(?:transform|convert|turn|chang|driv)(?:s|ed|ing|es|e)?\s(?P<a>{_S})(?:\s(?:of|in)\s(?:the\s)?{_M})?\s(?:first\s|\w+ly\s)?"
    rf"(?:in)?to\s(?P<b>{_S})"
)
_INTO_FROM = re.compile(rf"\b(?:{_INTO})\s+(?P<b>{_S}),?\s+from\s+(?P<a>{_S})")
_FORMS_FROM = re.compile(
    rf"(?P<b>{_S})\s(?:is\s|are\s|was\s)?(?:forms?|formed|develops?|evolves?|emerges?|arises?|grows?|originates?)\sfrom\s(?P<a>{_S})"
)
_BETWEEN = re.compile(
    rf"\b{_CHANGE}\s+(?:(?:behaviou?r|process|reaction|mechanism)\s)?(?:(?:of|in|for)\s(?:the\s)?{_M}\s+)?"
    rf"between\s+(?P<a>{_S})\s+and\s+(?P<b>{_S})"
)
_SLASH = re.compile(rf"(?P<steps>{_S})(?:\s\w+ible)?\s+{_CHANGE}\b")
_VIA_AFTER = re.compile(rf"{_WHEN}?\s*,?\s(?:via|through|by\s+way\s+of|passing\s+(?:through|via))\s+(?P<s>{_S})")
_ORPHAN = re.compile(rf"\b(?:{_INTO})\s+(?:\w+ly\s+)?(?P<b>{_S})")
_STARTED = re.compile(
    rf"(?:\b(?:initially|starts?|begins?|originally|starting|started)\s(?:(?:with|as|from|in|is|has|at|being|adopts|"
    rf"shows|having)\s+)*"
    rf"|\b(?:is|has|adopts)\s(?:initially|originally)\s)(?P<a>{_S})"
)
_PEAKS = r"(?:peaks?|reflections?|signals?|lines?|(?:\w+\s)?patterns?)"
_GONE = r"(?:disappear|vanish|weaken|fade|diminish|fall)\w*"
_NEW = (
    r"(?:emerge|appear|arise|form|grow|develop|intensif|show\s+up|come\s+up|is\s+formed|are\s+formed|nucleat|"
    r"is\s+generated|are\s+observed)\w*"
)
_NEAR = rf"(?:(?!\b(?:and|while|whereas|but|no|not|never)\b)[^,;:.{_S[1:-1]}]|\.\d){{0,40}}?"
_OLD_GONE = re.compile(rf"(?P<a>{_S})(?:\s{_PEAKS})?(?:\s{_NEAR})?\s{_GONE}")
_NEW_COMES = re.compile(
    rf"(?P<b>{_S})(?:\s{_PEAKS})?(?:\s{_NEAR})?\s{_NEW}|{_NEW}\s(?:of\s)?(?:\w+\s){{0,3}}?(?:of\s)?(?P<c>{_S})"
)
_EXPENSE = re.compile(
    rf"(?P<b>{_S})(?:\s{_PEAKS})?(?:\s{_NEAR})?\s{_NEW}\s(?:{_NEAR}\s)?at\sthe\sexpense\sof\s(?:\w+\s)?(?P<a>{_S})"
)

_STABLE = r"(?:unchanged|intact|stable|dominant|unaltered|the\s+same|constant|untouched|preserved|single-phase)"
_KEPT = re.compile(
    rf"(?P<a>{_S})(?!\s?{_M}(?!\s(?:structure|phase|framework|stacking)))(?:[^.;:{_S[1:-1]}]|\.\d){{0,60}}?\b(?:(?:is|was|are|were|being|be)\s+(?:\w+\s+){{0,2}}(?:maintained|"
    rf"preserved|retained|"
    rf"kept|sustained|conserved)|persist(?:s|ed|ing)?|(?:remain|stay)(?:s|ed|ing)?\s+(?:\w+\s+)?{_STABLE}|"
    rf"(?:maintain|retain|preserve|survive)(?:s|d|ed)|d(?:id|oes|o)\s+not\s+change|throughout)\b"
)
_KEEPS = re.compile(
    r"\b(?:maintain|retain|preserv|keep|kept|sustain|conserv|remain|stay)(?:s|ed|ing|es|e)?\s+(?:well\s+)?(?:in\s+|"
    r"as\s+|a\s+|of\s+)*"
    rf"(?P<a>{_S})"
)
_SOLID = re.compile(
    rf"(?<!-)(?P<a>{_S})\s+(?:single-phase\s+)?solid[- ]solution|"
    rf"solid[- ]solution\s+(?:\w+\s+){{0,2}}(?:of|in|within)\s+(?P<b>{_S})"
)
_INDEXED = re.compile(
    rf"\b(?:all|every)\s(?:the\s)?(?:\w+\s){{0,2}}(?:peaks|reflections|patterns)\b[^;:]{{0,60}}?\b(?:indexed|assigned|"
    rf"ascribed|attributed|belong\w*)\s(?:\w+\s)?"
    rf"(?:to|as|with)\s(?P<a>{_S})"
)
_STAYS = re.compile(
    rf"(?P<a>{_S})(?:\s(?:of|in)\s(?:the\s)?{_M})?(?:\s{_PEAKS})?\s(?:(?:\w+ly|also|still|itself|always|well|which|that)\s)*"
    r"(?:(?:is|was|are|were|being)\s(?:(?!(?:not|never|hardly|no)\b)\w+\s){0,2}?(?:maintained|preserved|retained|kept|sustained|"
    r"conserved|unchanged|intact|stable|unaffected|unaltered)|persist(?:s|ed|ing)?\b|(?:remain|stay)(?:s|ed|ing)?\b|survive[sd]?\b|"
    r"d(?:oes|id|o)\snot\s(?:change|transform)|(?:show|exhibit|undergo|experience)\w*\sno\s(?:\w+\s)?(?:change|transition)|"
    r"(?:undergo|underwent|experience|show|exhibit|display|follow)\w*\s(?:(?:only|merely|just|a|an)\s)*(?:[\w-]+\s)?"
    r"solid[- ]solution|(?:keep|retain|maintain|preserve)s?\s(?:its|their|the)\s(?:\w+\s)?(?:structure|stacking|framework))",
)
"""A phase of an intergrowth that stays while another one changes."""
_YIELDS = re.compile(
    rf"(?:\b(?:which|thus|thereby|thereafter|hence)\s|,\s|\bso\s(?:that\s)?)(?:[a-z]+\s)?(?:yield|giv|form|result|lead|produc|leav|end)\w*"
    rf"(?:\s(?:up|in|to|as|with))*\s(?P<b>{_S})|\bso\sthat\s(?P<c>{_S})(?:\sis)?\s(?:form|result|obtain|present|left)\w*"
)
_SUBJECT = re.compile(
    rf"(?:\s(?:of|in)\s(?:the\s)?{_M})?(?:\s{_PEAKS})?\s(?:(?:\w+ly|also|still|itself|only|merely)\s)*(?:(?:show|exhibit|undergo|underw|remain|"
    r"stay|keep|kept|persist|retain|maintain|preserv|coexist|contract|expand|shift)\w*|do(?:es)?\b|"
    r"(?:is|was|are|were)\s(?:\w+\s){0,2}?(?:retained|maintained|preserved|kept|unchanged|stable|intact|sustained|conserved)\b)"
)
"""What tells that a phase is what is spoken of next, not what another one turns into: "to ②, and ③ remains"."""
_STEADY = re.compile(
    r"\b(?:no|without(?:\s+any)?|free\s+(?:of|from)(?:\s+any)?)\s+(?:\w+\s+){0,2}?(?:phase\s+(?:transition|"
    r"transformation|change)|new\s+phase)"
)
_ALONE = re.compile(
    rf"\bonly\s(?P<a>{_S})(?:\s[a-z]+)?\s(?:exists?|(?:is|was|are|were)\s(?:present|observed|detected|seen|found)|remains?)\b"
)
_OWN = re.compile(
    r"\b(?:retain|maintain|preserv|keep|kept|sustain)(?:s|ed|ing|es|e)?\s+(?:its|their|the)\s+(?:original\s+|initial\s+|"
    r"pristine\s+)?"
    r"(?:biphasic|bi-?phase|tri-?phas(?:e|ic)|dual-?phase|two-phase|mixed-phase|intergr\w+|composite|heterostructur\w+)\s*"
    r"(?:configuration|structure|nature|state|architecture)?|"
    r"\bboth phases\s+(?:are\s+|were\s+)?(?:well\s+)?(?:retain|maintain|preserv|kept|persist|remain)\w*",
    re.IGNORECASE,
)


def _found(line: Reduced) -> Iterator[_Found]:
    """Yield what the rules read, the surest rules first."""
    text = line.text
    for m in _CHAIN.finditer(text):
        back = _BACK_TO.match(text, m.end())
        yield _Found(m.start(), back.end() if back else m.end(), _signs(m[0]) + (back["s"] if back else ""), "chain")
    for pattern in (
        _CONTRAST,
        _DASHED,
        _DASHED_ONE,
        _DASHED_AFTER,
        _DASHED_GOES,
        _DASHED_SEEN,
        _DASHED_NEXT,
        _DASHED_FOR,
        _DASHED_INTO,
        _LISTED,
    ):
        for m in pattern.finditer(text):
            rest = text[m.end("steps") :]
            if re.match(r"\W*(?:biphasic|intergrowth|heterostruct|composite|mixed)", rest):
                continue
            last = line.mention(_signs(m["steps"])[-1]).name
            if (pattern is _DASHED_SEEN and last not in _CHARGED) or (
                pattern is _DASHED_GOES and len(_signs(m["steps"])) == 2 and last in _MADE
            ):
                continue
            yield _Found(m.start("steps"), m.end("steps"), _signs(m["steps"]), "dash")
            if pattern in (_DASHED, _DASHED_AFTER) and m["list"]:
                for n in re.finditer(_DASHES, m["list"]):
                    yield _Found(m.start("list") + n.start(), m.start("list") + n.end(), _signs(n[0]), "dash")
    for m in _FROM_VIA.finditer(text):
        yield _onward(line, m.start(), m.end(), m["a"] + m["via"] + m["b"], "from-to")
    for m in _FROM_TO.finditer(text):
        yield _onward(line, m.start(), m.end(), m["a"] + _signs(m["via"]) + m["b"], "from-to")
    for m in (*_INTO_FROM.finditer(text), *_FORMS_FROM.finditer(text)):
        yield _Found(m.start(), m.end(), m["a"] + m["b"], "verb")
    for m in _BETWEEN.finditer(text):
        yield _Found(m.start(), m.end(), m["a"] + m["b"], "from-to")
    for m in _VERB.finditer(text):
        again = re.search(r"\b(?:return|revert|back)", m[0])
        yield _onward(line, m.start(), m.end(), m["a"] + m["b"], "back" if again else "verb")
    for m in (*_CONVERTS.finditer(text), *_FOLLOWED.finditer(text)):
        yield _onward(line, m.start(), m.end(), m["a"] + m["b"], "verb")
    for m in _SLASH.finditer(text):
        if line.mention(m["steps"]).name.count("/") == 1:
            yield _Found(m.start(), m.end("steps"), m["steps"], "slash")
    for m in _EXPENSE.finditer(text):
        yield _Found(m.start(), m.end(), m["a"] + m["b"], "peaks")
    gone = list(_OLD_GONE.finditer(text))
    comes = [m for m in _NEW_COMES.finditer(text) if not re.search(r"\b(?:no|not)\b[^,;]*$", text[: m.start()])]
    if len(gone) == 1 and len(comes) == 1 and gone[0]["a"] != (sign := comes[0]["b"] or comes[0]["c"]):
        yield _Found(min(gone[0].start(), comes[0].start()), max(gone[0].end(), comes[0].end()), gone[0]["a"] + sign, "peaks")
    for m in _ORPHAN.finditer(text):
        begun = list(_STARTED.finditer(text[: m.start()]))
        if len(begun) == 1 and len(re.findall(_S, text[begun[0].end() : m.start()])) == 0:
            yield _onward(line, begun[0].start(), m.end(), begun[0]["a"] + m["b"], "verb")
        else:
            yield _onward(line, m.start(), m.end(), m["b"], "onward")
    for m in _YIELDS.finditer(text):
        whole_set = m["b"] or m["c"]
        if "/" in line.mention(whole_set).name and re.search(rf"{_S}[^;]*?(?:{_INTO}|→|-)[^;]*?{_S}", text[: m.start()]):
            yield _Found(m.start(), m.end(), whole_set, "onward")
    for m in comes:
        yield _Found(m.start(), m.end(), m["b"] or m["c"], "appear")
    yield from _unchanging(line)
    for m in _STAYS.finditer(text):
        yield _Found(m.start("a"), m.end(), m["a"], "stay")


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
    for m in _OWN.finditer(text):
        yield _Found(m.start(), m.end(), "", "own")
    for pattern in (_KEPT, _KEEPS, _INDEXED, _ALONE):
        for m in pattern.finditer(text):
            yield _Found(m.start("a"), m.end("a"), m["a"], "kept")
    for m in _SOLID.finditer(text):
        sign = m["a"] or m["b"]
        yield _Found(text.index(sign), text.index(sign) + 1, sign, "kept")
    signs = re.findall(_S, text)
    if _STEADY.search(text) and len(signs) == 1:
        yield _Found(text.index(signs[0]), text.index(signs[0]) + 1, signs[0], "kept")


def _signs(text: str) -> str:
    return "".join(re.findall(_S, text))


def _onward(line: Reduced, start: int, end: int, signs: str, form: str) -> _Found:
    """Lengthen a sequence by what follows: "via ③", "at 4 V, then to ④", "and finally becomes ⑤"."""
    text = line.text
    via = _VIA_AFTER.match(text, end)
    if via is not None:
        signs, end = signs[:-1] + via["s"] + signs[-1], via.end()
    to = re.match(rf"\s(?:in)?to\s({_S})", text[end:]) if re.search(rf"\b(?:through|via)\s{_S}$", text[start:end]) else None
    if to is not None:
        signs, end = signs + to[1], end + to.end()
    listed = False
    while (m := _MORE.match(text, end)) is not None:
        if re.match(rf"\s*(?:{_ADVERBS})(?:{_INTO})\s", text[m.end() :]) and not re.search(_INTO, m["words"]):
            break  # the phase is the subject of what follows
        if _SUBJECT.match(text[m.end() :]) and not m["words"]:
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
    rf"(?:(?!{_M})[\w-]+,?\s){{0,3}}?(?P<m>{_M})"
)


def _named(text: str, end: int) -> list[str]:
    """Return the signs of the materials named right behind a transition: "the ①-② transition in Ⓐ", "… of Ⓐ and Ⓑ"."""
    m = _AT.match(text, end)
    further = _AND_ALIKE if _DIRECT.match(text, end) else _AND_AT
    out = []
    while m is not None:
        out.append(m["m"])
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
