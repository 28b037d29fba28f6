"""Phase transitions on charge and discharge: "P2/O3 → P2/P3 → OP4", "a P2-Z phase transition", "transforms from O3 to P3".

In: a `Sentence`; out: `Statement`s ``transition`` with ``steps`` ("P2/O3 → P2/P3") and ``form`` (chain, dash, from-to, verb,
kept). What is suppressed, usual, hypothetical, a route of diffusion, a distribution in space, or made by synthesis gives
nothing. Method: own; phases by `pipeline.chemistry.phases`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.chemistry.phases import parse_phases
from pipeline.grammar.lexer import clean
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement

_ONE = (
    r"(?:(?:hexagonal|monoclinic|distorted|orthorhombic|modulated|layered)\s+)?(?:OP\s?['0]{0,"
    r"2}[24]|[OP]['0]{0,3}[123](?:['\"]{0,3}|0{0,2})|Z|[Ss]pinel|[Tt]unnel|S|T)"
)
_TYPE = r"(?:[\s-]?(?:type|phases?|structures?|stacking))*"
_PHASE = rf"(?<![A-Za-z0-9]){_ONE}(?![A-Za-z0-9])"
_STEP = rf"\(?{_PHASE}(?:\s*[/+&]\s*{_PHASE})*\)?"
_ARROW = r"\s*(?:→|->|-->|=>|>)\s*"
_CHANGE = r"(?:transitions?|transformations?|conversions?|evolutions?|sequence|phase\s+changes?|transforms?)"
_TO = r"(?:in)?to"
_INTO = (
    r"(?:transform(?:s|ed|ing)?|convert(?:s|ed|ing)?|evolv(?:es|ed|ing|e)|chang(?:es|ed|ing|"
    r"e)|transit(?:s|ed|ions|ioned|ing)?|turn(?:s|ed|ing)?|go(?:es|ing)?(?:\s+over)?|went(?:\s+over)?|"
    r"pass(?:es|ed)(?:\s+over)?|switch(?:es|ed)|shift(?:s|ed)|returns?|reverts?|returned|reverted|"
    r"glides?|becomes?|became)"
)
_ADVERBS = (
    r"(?:(?:is|are|was|were|be|has|have|then|been|gradually|first|firstly|subsequently|partially|"
    r"reversibly|completely|directly|fully|finally|mostly|initial|original|further|smoothly|"
    r"successively|progressively|partly)\s+)*"
)
_FILL = r"(?:\s+(?:phase|structure|stacking|part|component|layers|domains|region))*"

_MORE = (
    r"(?:(?:\s+(?:at|above|below|near|around|beyond|upon|on|when|after|in)\s[^,;.]{1,40}(?:\.\d[^,"
    r";.]{0,40})?)?\s*,?\s*(?:and\s+|then\s+|finally\s+|subsequently\s+|followed\s+by\s+|further\s+|"
    r"before\s+|,\s*|eventually\s+)+"
    rf"(?:{_INTO}\s+)?"
    rf"(?:,?\s*(?:at|above|below|near|upon|beyond)\s[^,;]{{1,25}},\s*)?(?:{_TO}\s+)?(?:the\s+|"
    rf"an?\s+)?(?:\w+\s+\w+ed\s+|new\s+|\w+ed\s+)?{_STEP}{_TYPE}(?!\s+(?:in)?to\b))*"
)

_CHAIN = re.compile(rf"(?P<steps>{_STEP}{_TYPE}(?:{_ARROW}{_STEP}{_TYPE})+)")
_DASHED = re.compile(
    rf"(?P<steps>{_STEP}(?:\s?(?:-|to|-to-)\s?{_STEP})+)(?:[\s-](?:type|phase|structural|structure|"
    rf"two-phase|reversible|\(de\)sodiation))*\s+{_CHANGE}\b"
)
_DASHED_AFTER = re.compile(
    rf"\b{_CHANGE}\s+(?:\w+\s+){{0,3}}(?:of|:|\(|is|as|reads|follows)\s*(?:a\s+|the\s+|an\s+)?(?P<steps>{_STEP}(?:\s?-\s?{_STEP})+)"
)
_FROM_TO = re.compile(
    rf"\bfrom\s+(?:the\s+|an?\s+|its\s+|initial\s+|original\s+|pristine\s+)*(?P<a>{_STEP}){_TYPE}{_FILL}\s+(?:through\s+(?P<via>{_STEP}){_TYPE}\s+)?(?:and\s+then\s+)?{_TO}\s+(?:the\s+|"
    rf"an?\s+|its\s+|new\s+|another\s+|pure\s+)*(?P<b>{_STEP}){_TYPE}(?P<more>{_MORE})"
)
_VERB = re.compile(
    rf"(?P<a>{_STEP}){_TYPE}{_FILL}\s+(?:\w+\s+of\s+\w+\s+)?{_ADVERBS}(?:to\s+)?{_INTO}\s+(?:\w+ly\s+|"
    rf"back\s+|over\s+)?(?:(?:{_TO})\s+)?(?:the\s+|an?\s+|its\s+|new\s+|pure\s+|initial\s+|original\s+)*(?P<b>{_STEP}){_TYPE}(?P<more>{_MORE})"
)
_BETWEEN = re.compile(rf"\b{_CHANGE}\s+between\s+(?:the\s+)?(?P<a>{_STEP}){_TYPE}\s+and\s+(?:the\s+)?(?P<b>{_STEP}){_TYPE}")
_KEPT = re.compile(
    rf"(?P<a>{_STEP})(?![A-Za-z]){_TYPE}[^.;]{{0,60}}?\b(?:(?:is|was|are|were|being)\s+(?:\w+\s+)?(?:maintained|"
    rf"preserved|retained|kept|sustained)|persist(?:s|ed)|remain(?:s|ed)\s+(?:\w+\s+)?(?:unchanged|"
    rf"intact|stable|dominant)|(?:maintain|retain|preserve)(?:s|ed)|did not change|does not change|"
    rf"throughout)\b"
)
_KEEPS = re.compile(
    rf"\b(?:maintain|retain|preserv|keep|sustain)(?:s|ed|ing|es|e)?\s+(?:its\s+|the\s+|a\s+|original\s+|"
    rf"initial\s+|single\s+|pure\s+)*(?P<a>{_STEP}){_TYPE}"
)
_OWN = re.compile(
    r"\b(?:retain|maintain|preserv|keep|kept|sustain)(?:s|ed|ing|es|e)?\s+(?:its|their|the)\s+(?:original\s+|initial\s+|pristine\s+)?"
    r"(?:biphasic|bi-?phase|tri-?phas(?:e|ic)|dual-?phase|two-phase|mixed-phase|intergr\w+|composite|heterostructur\w+)\s*"
    r"(?:configuration|structure|nature|state|architecture)?|"
    r"\bboth phases\s+(?:are\s+|were\s+)?(?:well\s+)?(?:retain|maintain|preserv|kept|persist|remain)\w*",
    re.IGNORECASE,
)
OWN = "as prepared"
"""The step of a structure that is only said to be kept: the phases of the material as prepared."""
_WHOLE = re.compile(
    (
        r"\b(?:entire|whole|full|complete|throughout|all|during (?:the )?(?:charg|cycl|electrochem|"
        r"discharg|sodiation|desodiation|\(de\)|Na)|over the|upon cycling|on cycling|(?:dis)?charg(?:e|"
        r"ing) process)"
    ),
    re.I,
)

_DENIED_BEFORE = re.compile(
    r"\b(?:suppress\w*|inhibit\w*|prevent\w*|avoid\w*|eliminat\w*|mitigat\w*|hinder\w*|imped\w*|"
    r"restrain\w*|alleviat\w*|without|no|not|neither|nor|never|absence|free of|"
    r"instead of|rather than|delay\w*|postpon\w*|circumvent\w*|block\w*|curb\w*|address\w*|overcom\w*|"
    r"against|reduc\w*|restrict\w*|retard\w*|tackl\w*|resist\w*|weaken\w*|lack\w*|exclud\w*|"
    r"bypass\w*|"
    r"inhibition|suppression|disappearance|vanish\w*|other than|unlike|had|fear|constrain\w*|"
    r"counteract\w*|forestall\w*|get rid|preclud\w*|ward\w*|limit\w*|stav\w*|damp\w*|arrest\w*|"
    r"dispens\w*|minimi[sz]\w*|defer\w*)\b[^,;:]*$",
    re.I,
)
_DENIED_AFTER = re.compile(
    r"^[^,;]{0,70}?\b(?:(?:is|are|was|were|be|been|being|gets?|got)\s+(?:\w+\s+){0,2}(?:suppress\w*|"
    r"inhibit\w*|prevent\w*|avoid\w*|eliminat\w*|mitigat\w*|hinder\w*|imped\w*|restrain\w*|alleviat\w*|"
    r"delayed|absent|not|circumvented|blocked|restricted|overcome|postponed|"
    r"excluded|missing|curbed|retarded|unfavou?rable|forbidden|ruled out|precluded|minimi[sz]ed|"
    r"weakened|tempered|defer\w*)|(?:does|did|do|could|can|cannot|may|has|have) not|cannot|disappear\w*|"
    r"vanish\w*|fails? to|(?:never|no longer)\s)\b",
    re.I,
)
_USUAL = re.compile(
    r"\b(?:usual(?:ly)?|general(?:ly)?|typical(?:ly)?|common(?:ly)?|often|conventional(?:ly)?|"
    r"as is well known|well[- ]known|would|might|hypothetical|if|whether|expected|in principle|"
    r"formation energ\w*|"
    r"sliding mode|gliding mode|mode \d|structure \d|simulat\w*|barriers?|diffusion|migrat\w*|"
    r"route of|neither|pathways?|from (?:the )?(?:surface|core|shell|bulk)|surface to|core to|"
    r"distribution|gradient|"
    r"assum\w*|suppose\w*|in theory|theoretically|known to|widely|prone to|tend(?:s|ed)? to|"
    r"suffer\w* from|literature|regardless)\b",
    re.I,
)
_MADE = re.compile(
    r"\b(?:synthes\w*|calcin\w*|sinter\w*|anneal\w*|temperature|heating|heat|cooling|precursors?|"
    r"doping (?:amount|content|level)|content|substitut\w*|increas\w* of \w+|air|water|humid\w*|"
    r"moisture|exposure|exposed|"
    r"introduc\w*|ratio|incorporat\w*|doping|doped|percent of)\b",
    re.I,
)
_CYCLING = re.compile(
    (
        r"charg|cycl|desodiat|sodiat|in situ|in-situ|operando|ex situ|\bV\b|intercalat|extract|insert|"
        r"voltage|de\)|plateau|peak|CV\b|electrochem"
    ),
    re.I,
)


def transition(sentence: Sentence) -> list[Statement]:
    """Return the transitions that a sentence states to happen, in its order."""
    line = _without_names(sentence)
    out: list[Statement] = []
    taken: list[tuple[int, int]] = []
    for start, end, steps, form in _found(line):
        if len(steps) < 1 or any(a < end and start < b for a, b in taken):
            continue
        if form != "kept" and (len(steps) < 2 or _denied(line, start, end)):
            taken.append((start, end))
            continue
        if _unreal(line, start, end, form):
            continue
        taken.append((start, end))
        token = next((i for i, t in enumerate(sentence.tokens) if t.end > start), len(sentence.tokens) - 1)
        weight = {"chain": 0.9, "dash": 0.8, "from-to": 0.8, "verb": 0.75, "kept": 0.6}[form]
        values: dict[str, float | int | str | None] = {"steps": " → ".join(steps), "form": form}
        out.append(
            Statement(
                "transition",
                token,
                start,
                end,
                values,
                Slot("TRANSITION", (token,)),
                0,
                rule=f"transition: {form}",
                weight=weight,
            )
        )
    return sorted(out, key=lambda s: s.start)


def _without_names(sentence: Sentence) -> str:
    line = list(clean(sentence.text))
    for t in sentence.tokens:
        if t.tag == "MATERIAL":
            line[t.start : t.end] = "Q" * (t.end - t.start)
    return "".join(line)


def _found(line: str) -> Iterator[tuple[int, int, list[str], str]]:
    for m in _CHAIN.finditer(line):
        yield m.start(), m.end(), _steps(re.split(_ARROW, m["steps"])), "chain"
    for pattern in (_DASHED, _DASHED_AFTER):
        for m in pattern.finditer(line):
            if not re.match(r"\W*(?:biphasic|intergrowth|heterostruct|composite|mixed)", line[m.end("steps") :]):
                yield m.start("steps"), m.end("steps"), _steps(re.split(r"\s?-to-\s?|\s?-\s?|\s+to\s+", m["steps"])), "dash"
    for m in _FROM_TO.finditer(line):
        more = re.findall(_STEP, m["more"] or "")
        yield m.start(), m.end(), _steps([m["a"], *([m["via"]] if m["via"] else []), m["b"], *more]), "from-to"
    for m in _BETWEEN.finditer(line):
        yield m.start(), m.end(), _steps([m["a"], m["b"]]), "from-to"
    for m in _VERB.finditer(line):
        more = re.findall(_STEP, m["more"] or "")
        yield m.start(), m.end(), _steps([m["a"], m["b"], *more]), "verb"
    for m in _OWN.finditer(line):
        if _WHOLE.search(line) and not re.search(r"\b(?:air|water|humid|exposure|exposed|storage|moisture)\b", line, re.I):
            yield m.start(), m.end(), [OWN], "kept"
    for pattern in (_KEPT, _KEEPS):
        for m in pattern.finditer(line):
            if _WHOLE.search(line) and not re.search(
                r"\b(?:part|component|impurity|precursor|air|water|humid|exposure|exposed|storage)\b", line, re.I
            ):
                yield m.start("a"), m.end("a"), _steps([m["a"]]), "kept"


CHANGES = re.compile(
    rf"→|->|{_CHANGE}|{_INTO}|maintain|retain|preserv|persist|remain|throughout|kept|unchanged|did not change|followed by"
)
"""A sentence without any of these states no transition."""


def _steps(parts: list[str]) -> list[str]:
    """Return the steps in canonical names; nothing if one is not understood. Lone letters (S, T) only beside a phase."""
    out: list[str] = []
    for part in parts:
        text = re.sub(r"(?<=[OP]\d)0{1,2}|(?<=[OP])0{1,2}(?=\d)", lambda m: "'" * len(m[0]), part.strip("() "))
        text = re.sub(r"[\s-]?(?:type|phases?|structures?|stacking)\b", "", text).strip()
        found = parse_phases(text)
        if not found or text in ("S", "T"):
            return []
        name = "/".join(_spelt(p.name) for p in found)
        if not out or out[-1] != name:
            out.append(name)
    return out


def _spelt(name: str) -> str:
    """Return a phase with a typographic prime before its digit: ``O′3``."""
    return name.replace("''", "″").replace("'", "′")


def _denied(line: str, start: int, end: int) -> bool:
    before, after = line[:start], line[end:]
    clause = re.split(
        (
            r"[;:]|,\s(?:while|whereas|but|and|which|showing|transform|becom)|\bbut\b|\bwhereas\b|\bwhile\b|"
            r"\b(?:and|then)\s+(?:is\s+|was\s+)?(?:convert|transform|replac|turn|chang)\w*"
        ),
        before,
    )[-1]
    if _DENIED_BEFORE.search(clause):
        return True
    return bool(_DENIED_AFTER.match(re.split(r"[;]|\bbut\b|\bwhereas\b|\bwhile\b", after)[0]))


def _unreal(line: str, start: int, end: int, form: str) -> bool:
    around = line[max(0, start - 160) : end + 60]
    if _USUAL.search(around):
        return True
    if re.match(r"\s*(?:or|\))", line[end:]) and re.search(r"\bor\b", line[end : end + 30]):
        return True
    return bool(_MADE.search(around)) and not _CYCLING.search(line)
