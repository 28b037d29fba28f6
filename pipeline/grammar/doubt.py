"""Whether a transition that words name is said to happen: not suppressed, usual, hypothetical, made by synthesis, or in space.

In: the line of `pipeline.grammar.steps` and the place of the transition in it; out: yes or no. Method: own.
"""

from __future__ import annotations

import re

from pipeline.grammar.steps import MATERIAL, STEP


def denied(text: str, start: int, end: int, of: str | None = None) -> bool:
    """Return whether a transition is said not to happen; ``of`` is the material named right at it.

    "The ①-② transition of A is replaced by ①-③ in B" denies nothing: each is said of a material of its own. What is denied of
    B, "the ①-② transition of A is suppressed in B", is not denied of A.
    """
    clause = _NOT_THIS.sub("", _CLAUSES.split(text[:start])[-1])
    put_off = _PUT_OFF.match(text, end) is not None
    kept_from = re.search(r"\bfrom\s(?:\w+ly\s)?$", text[:start]) is not None and re.match(r"\w+ing\b", text[start:]) is not None
    if kept_from or _OF_OTHERS.search(text[:start]) or _DENIED_BEFORE.search(_DELAYS.sub("", clause) if put_off else clause):
        return True
    if put_off:
        return False
    after = re.split(r";|\bbut\b|\bwhereas\b|\bwhile\b|\bfollowed by\b", text[end:])[0]
    refused = _DENIED_AFTER.match(after)
    if refused is not None and of is not None:
        another = _IN_ANOTHER.match(after[refused.end() :])
        return another is None or another["m"] == of
    if _MARK_MISSING.match(text[end:]):
        return True
    return refused is not None or (of is None and bool(_REPLACED.match(after)))


def unreal(text: str, start: int, end: int, *, charged: bool = False) -> bool:
    """Return whether a transition is usual, supposed, computed, of others, in space or made by synthesis.

    ``charged`` if it leads to a phase that only charging makes: then no synthesis is meant.
    """
    before, after = text[max(0, start - 160) : start], text[end : end + 60]
    before, after = before[max((m.start() for m in _OF_ITS_OWN.finditer(before)), default=0) :], _OF_ITS_OWN.split(after)[0]
    if re.search(MATERIAL, text):
        before = re.sub(r"\b(?:typical|common|usual|well-known|conventional|suffer\w* from)\s+(?:[\w-]+\s+){0,3}$", "", before)
    around = _SORT_OF_MATERIAL.sub("", before + text[start:end] + after)
    if _USUAL.search(around) or _OTHERS.match(text[end:]) or (not re.search(MATERIAL, text) and _ELSEWHERE.search(text[:start])):
        return True
    if re.match(r"\s*or\b", after):
        return True
    several = len(re.findall(STEP, text[start:end])) > 2  # no synthesis goes through so many phases, unless it says so
    return (
        not charged
        and bool(_MADE.search(around))
        and not _CYCLING.search(text)
        and (not several or bool(_FURNACE.search(around)))
    )


_SORT_OF_MATERIAL = re.compile(
    rf"\b(?:(?:conventional|traditional|typical|common|usual|(?:[A-Z][a-z]?(?:[-/][A-Z][a-z]?)*-)?(?:un|co-?)?(?:doped|substituted))\s+)+"
    rf"(?:{STEP}\s?-?|[a-z-]+\s){{0,4}}?(?={MATERIAL})"
)
"""What tells one material from others, and nothing of what happens to it: "the conventional cathode A", "Ti-doped B"."""
_OF_ITS_OWN = re.compile(rf"(?:,\s(?:and|but)|,?\s(?:while|whereas))\s(?:[a-z-]+\s){{0,4}}?{MATERIAL}")
"""A clause with a material of its own: what it doubts is doubted of that one only."""


def denied_kept(text: str, start: int, end: int) -> bool:
    """Return whether a structure is said not to be kept."""
    clause = re.split(r"[;:,]|\bbut\b|\bwhereas\b|\bwhile\b", text[:start])[-1]
    after = re.split(r"[;:,]|\bbut\b|\bwhereas\b|\bwhile\b", text[end:])[0]
    lost = re.search(
        r"\b(?:cannot|not (?:be )?\w+ed|fails?|no longer|hardly|never|only (?:up to|until|"
        r"below))\b",
        after,
        re.IGNORECASE,
    )
    return _KEPT_NOT.search(clause) is not None or (lost is not None and "not change" not in after)


def unreal_kept(text: str, start: int, *, of_part: bool = False) -> bool:
    """Return whether a kept structure is one of air or storage, of a part unless ``of_part``, or is only supposed."""
    if not of_part and _A_PART.search(text) is not None:
        return True
    return _NOT_CYCLED.search(text) is not None or _SUPPOSED.search(text[max(0, start - 100) : start + 100]) is not None


def whole(text: str) -> bool:
    """Return whether a sentence speaks of a whole charge or discharge, not of what is left after cycling."""
    return _WHOLE.search(text) is not None


_WHOLE = re.compile(
    r"\b(?:entire|whole|full (?:charge|cycle|voltage)|complete (?:charge|solid)|throughout|"
    r"always|in the (?:whole )?process of (?:(?:dis)?charg|\(?de|Na|sodium)|"
    r"during (?:the )?(?:\w+ )?(?:(?:dis)?charg|cycl|"
    r"electrochem|sodiation|desodiation|\(de\)|Na|sodium|operation)|over the|upon cycling|on cycling|up to \d(?:\.\d+)?\s?V|"
    r"(?:up)?on (?:dis)?charg(?:e|ing)|(?:dis)?charg(?:e|ing) process|(?:no|"
    r"without)(?: any)? (?:\w+ ){0,2}?(?:phase (?:transition|transformation|change)|new phase))",
    re.IGNORECASE,
)
_KEPT_NOT = re.compile(
    r"\b(?:cannot|not|fails?|failed|unable|hardly|never|difficult|hard|in order|aim\w*|loses?|lost|unlike|instead of|"
    r"rather than|than|neither|nor)\b|^\s*to\s(?:\w+\s)+$",
    re.IGNORECASE,
)
_A_PART = re.compile(r"\b(?:parts?|components?)\b", re.IGNORECASE)
_NOT_CYCLED = re.compile(
    r"\b(?:impurity|precursors?|air|water|humid\w*|moisture|exposure|exposed|storage|stored|"
    r"synthesis|calcin\w*|"
    r"anneal\w*|sinter\w*|doping|dopants?|substitution|content|heating|temperatures?)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:would|might|if|expected|assum\w*|suppos\w*|hypothe\w*|ideally|should|simulat\w*|predict\w*)\b", re.IGNORECASE
)
_CLAUSES = re.compile(
    r"[;:]|,\s(?:while|whereas|but|and|which|showing|transform|becom|with\b)|\bbut\b|\bwhereas\b|\bwhile\b|\balthough\b|"
    r"\b(?:and\s)?instead\b(?!\sof)|\band\s(?:(?:\w+ly|only|just)\s)?(?:shows?|exhibits?|displays?|undergoes|follows)\b|"
    r"\band\s(?:then\s)?(?:it|the\s(?:material|structure|electrode|sample|lattice|oxide))\s|"
    r"\b(?:and|then)\s+(?:is\s+|was\s+)?(?:convert|transform|replac|turn|chang)\w*|\b(?:is|was)\s+(?:replaced|"
    r"superseded)\s+by\b"
)
_DENIED_BEFORE = re.compile(
    r"\b(?:suppress\w*|inhibit\w*|prevent\w*|avoid\w*|eliminat\w*|mitigat\w*|hinder\w*|imped\w*|restrain\w*|alleviat\w*|"
    r"without|no|"
    r"not|neither|nor|never|absence|absent|free (?:of|from)|instead of|rather than|delay\w*|postpon\w*|circumvent\w*|"
    r"block\w*|curb\w*|"
    r"address\w*|overcom\w*|against|reduc\w*|restrict\w*|retard\w*|tackl\w*|resist\w*|weaken\w*|lack\w*|exclud\w*|bypass\w*|"
    r"inhibition|suppression|disappearance|vanish\w*|other than|unlike|fear|"
    r"had(?!\s(?:\w+ly\s|already\s|been\s)*(?:transform|convert|turn|chang|becom|evolv|giv|switch|form|$))|constrain\w*|counteract\w*|forestall\w*|"
    r"get rid|"
    r"preclud\w*|ward\w*|(?<!these )(?<!voltage )(?<!the )(?<!upper )(?<!lower )limit\w*|"
    r"stav\w*|damp\w*|arrest\w*|dispens\w*|minimi[sz]\w*|defer\w*|smooth(?:e?s|ed|ing|en\w*)|"
    r"buffer\w*|cushion\w*|"
    r"prohibit\w*|relie[fv]\w*|eas(?:e[sd]?|ing)|stop\w*|shield\w*|protect\w*|before (?:the|any)|cannot|hardly|barely|"
    r"quench\w*)\b"
    r"[^,;:]*$",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(rf"\b(?:instead\sof|rather\sthan|in\splace\sof)\s{STEP},?(?=\s)", re.IGNORECASE)
"""The phase in whose place another one comes: "instead of ③, ④ is formed" denies nothing of ④."""
_DELAYS = re.compile(r"\b(?:delay|postpon|defer|retard)\w*", re.IGNORECASE)
_PUT_OFF = re.compile(
    rf"(?:\s(?!not\b)[\w-]+){{0,4}}?(?:\s(?:of|in|for)\s(?:the\s)?{MATERIAL})?(?:\s(?:is|was|are|were|gets))?(?:\s(?:\w+ly|only|thus|hence))?"
    r"(?:\s(?:delayed|postponed|deferred|retarded|shifted|moved|raised))?(?:\sfrom\s(?:about\s|ca\.\s|~)?\d(?:\.\d+)?(?:\sV)?)?"
    r"\s(?:to|until)\s(?:about\s|ca\.\s|around\s|~)?\d(?:\.\d+)?\sV\b"
)
"""A change that only comes later, at a potential that is told: "the ①-② transition is delayed to 3.3 V"."""
_OF_OTHERS = re.compile(
    rf"\b(?:[Ii]n\scontrast\sto|[Uu]nlike|[Aa]s\sopposed\sto|[Dd]ifferent(?:ly)?\sfrom|[Cc]ontrary\sto)\s[^,;{MATERIAL[1:-1]}]{{3,80}},\s(?:in\s)?"
    r"(?:where|which|whose|that)\b[^,;]*$"
)
"""What another material does, in a clause of its own: "unlike sulfides, where …"."""
_DENIED_AFTER = re.compile(
    r"^[^,;]{0,40}(?:,[^,;]{1,60},)?[^,;]{0,70}?\b(?:(?:is|are|was|were|be|been|being|gets?|"
    r"got)\s+(?:\w+\s+){0,2}(?:suppress\w*|inhibit\w*|"
    r"prevent\w*|avoid\w*|"
    r"eliminat\w*|mitigat\w*|hinder\w*|imped\w*|restrain\w*|alleviat\w*|delayed|absent|not|circumvented|blocked|"
    r"restricted|overcome|"
    r"postponed|excluded|missing|curbed|retarded|unfavou?rable|forbidden|ruled out|precluded|minimi[sz]ed|weakened|"
    r"tempered|defer\w*|"
    r"smoothed|smeared|frustrated|disfavou?red|alien|foreign|avoidable|unlikely|prohibited|removed|gone|reduced|lacking|"
    r"undetect\w*|negligible|impossible|unseen|outside|out of|"
    r"stopped|unclear|(?:shifted|pushed|moved|raised)\s(?:to\s)?(?:beyond|above|out|outside|past))|"
    r"(?:does|did|do|could|can|cannot|may|has|have) not|cannot|disappear\w*|vanish\w*|fails? to|"
    r"lies (?:outside|beyond)|(?:never|no longer)\s)\b",
    re.IGNORECASE,
)
_MARK_MISSING = re.compile(
    r"[^,;]{0,40},\s(?:is|are|was|were|has|have)\s(?:\w+ly\s|now\s|also\s|here\s)?(?:missing|absent|not|lacking|invisible|gone|lost|hardly|barely|suppressed|"
    r"disappeared|vanished|removed|smoothed|eliminated|weakened)\b|[^,;]{0,40},\s(?:\w+ly\s)?(?:disappear|vanish)(?:s|ed)?\b|"
    r"[^,;]{0,40},\scannot\b"
)
"""What is a sign of the change is not there: "the plateau, the fingerprint of the ①-② transition, is missing"."""
_IN_ANOTHER = re.compile(rf"(?:[^,;:.]|\.\d){{0,30}}?\s(?:in|for|by|from)\s(?:the\s)?(?:[a-z-]+\s){{0,2}}?(?P<m>{MATERIAL})")
_REPLACED = re.compile(
    r"^[^,;]{0,50}?\b(?:(?:is|was|are|were)\s+(?:\w+\s+)?(?:replaced|superseded)|gives? way|turns? into)\b|"
    r"^(?:\s(?!(?:and|not|but|rather|than|instead|then)\b)[a-z]+){0,2}\s(?:in)?to\s(?:[a-z]+\s){0,3}" + STEP,
    re.IGNORECASE,
)
_USUAL = re.compile(
    r"\b(?:usual(?:ly)?|general(?:ly)?|typical(?:ly)?|common(?:ly)?|often|conventional(?:ly)?|as is well known|"
    r"well[- ]known|would|might|"
    r"hypothetical|if|whether|expected|in principle|formation energ\w*|sliding mode|gliding mode|mode \d|structure \d|"
    r"simulat\w*|"
    r"barriers?|diffusion|diffus\w*|migrat\w*|hop\w*|route of|neither|pathways?|from (?:the )?(?:surface|core|shell|"
    r"bulk)|surface to|"
    r"core to|distribution|gradient|assum\w*|suppose\w*|in theory|theoretically|known to|widely|prone to|tend(?:s|"
    r"ed)? to|suffer\w* from|"
    r"literature|regardless|predict\w*|calculat\w*|computed|DFT|thought to|believed|likely|possibl[ey]|perhaps|presum\w*|"
    r"(?:was|were|been|previously|as|also) reported|thermodynamic\w*|costs?|energetic\w*|transition energ\w*|"
    r"has been (?:widely )?studied|open question|"
    r"(?:unclear|not (?:known|clear|understood)) (?:why|whether|how|if)|"
    r"(?:needed|required|necessary|prerequisite|sufficient|enough) (?:for|to)|^how\b|to be clarified|not clear|"
    r"scheme of)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:in|for|of|among|like)\s(?:the\s)?(?:[\w-]+\s){0,3}?(?:oxides|materials|cathodes|compounds|analogues|systems|"
    r"counterparts)\b"
    r"(?:[^;.]*,)?[^;.,]*$",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"[^,;.]{0,40}?\s(?:of|in|for|among)\s(?:the\s)?(?:[a-z-]+\s){0,3}?(?:oxides|materials|cathodes|compounds|analogues|"
    r"systems|counterparts|"
    r"electrodes)\b"
)
_MADE = re.compile(
    r"\b(?:synthes\w*|calcin\w*|sinter\w*|anneal\w*|(?<!low )(?<!room )temperature|heating|heat|cooling|precursors?|"
    r"doping (?:amount|"
    r"content|level)|content|"
    r"substitut\w*|increas\w* of \w+|(?:increasing|growing|rising|larger|higher) (?:the )?"
    r"(?:amounts?|[A-Z][a-z]?)\b|air|water|humid\w*|moisture|"
    r"exposure|exposed|introduc\w*|ratio|incorporat\w*|doping|doped|"
    r"percent of)\b",
    re.IGNORECASE,
)
_FURNACE = re.compile(r"\b(?:calcin|sinter|anneal|fir(?:ed|ing)\b|furnace)|°\s?C", re.IGNORECASE)
_CYCLING = re.compile(
    r"charg|cycl|desodiat|sodiat|in situ|in-situ|operando|ex situ|\bV\b|intercalat|extract|insert|voltage|de\)|plateau|"
    r"peak|CV\b|electrochem",
    re.IGNORECASE,
)
