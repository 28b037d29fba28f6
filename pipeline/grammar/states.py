"""Phases that a sentence says to be there at a state of charge: "fully charged, it is O2", "P3 shows up at 3 V".

In: the line of `pipeline.grammar.steps`; out: the signs of its phases in order, where a word says of one that it is there, and
nothing denies, doubts, compares or makes it. Which of them is new, and whether the material as prepared comes to it by gliding of
its slabs, is for `pipeline.sequence`, which knows the material. For sentences in which no rule of change reads anything.
Method: own; what gliding allows: Delmas, Braconnier, Fouassier and Hagenmuller (1981).
"""

from __future__ import annotations

import re

from pipeline.grammar.steps import MATERIAL, STEP, Reduced


def states(line: Reduced) -> list[tuple[int, int, str]]:
    """Return start, end and the signs of the phases that are there at a state of charge, clause by clause."""
    text = line.text
    out = []
    several = len(re.findall(MATERIAL, _CODED.sub("", text))) > 1
    for start, end in _clauses(text, several):
        clause = _INSTEAD.sub("", _GONE.sub(r"\g<1> disappears", text[start:end]))
        signs = re.findall(STEP, clause)
        if not 1 <= len(signs) <= 4 or any(line.mention(s).part for s in signs):
            continue
        charged = (_CHARGE.search(text[:end] if several else text) or _ORDER.search(clause)) is not None
        if not (plain(clause) and charged and (several or _bears(text[:start], text[end:]))):
            continue
        if _IS_THERE.search(clause) or _IT_IS.search(clause):
            out.append((text.index(signs[0]), text.index(signs[-1]) + 1, "".join(signs)))
    return out


def _clauses(text: str, several: bool) -> list[tuple[int, int]]:
    """Cut a sentence where one clause is set against the other: "…, while B …", "it does not turn into ②; ③ takes its place".

    ``several``: it is on several materials, and the subject of a clause may cut, too.
    """
    cuts = sorted((m.start(), m.end()) for p in ((_AGAINST, _SUBJECT) if several else (_AGAINST,)) for m in p.finditer(text))
    first = _WHILE.match(text)
    if first is not None and "," in text:
        comma = text.index(",")
        cuts = [(0, first.end()), (comma, comma + 1), *(c for c in cuts if c[0] > comma)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    return [(start, end) for start, end in zip(starts, ends) if start < end]


def _bears(*others: str) -> bool:
    """Return whether the other clauses of a sentence on one material leave standing what one of them says.

    They may tell of other phases that they do not come or that they stay; a mere "but not in ours" takes all back.
    """
    for other in others:
        bare = _SET_AGAINST.sub("", other)
        if re.search(STEP, other) is None and bare != other and re.search(r"\b(?:no|not|none|never|neither)\b", other):
            return False
        if _REFUSED.search(_INSTEAD.sub("", _DENIES.sub("", bare))):
            return False
    return True


_WHILE = re.compile(r"^(?:While|Whereas)\s(?!\w+ing\b)")
_AGAINST = re.compile(r",?\s(?:while|whereas|but)\b|,\sand\s(?=(?:no|neither|none|instead)\b)|;")
_SUBJECT = re.compile(
    rf",?\sand\s(?={MATERIAL}\s(?:\w+ly\s)?(?:is|was|has|had|shows?|showed|stays?|remains?|keeps?|becomes?|turns?|undergoes|exhibits?|does|did|"
    rf"transforms?|retains?|maintains?|reaches|forms?)\b)|:(?=\s)|,(?=\s{MATERIAL}\s(?:shows?|showed|is|was|has|becomes?|stays?|remains?|keeps?|undergoes)\b)"
)
"""The beginning of a clause with a material of its own: "…, B shows ② and C is ③ still"."""
_SET_AGAINST = re.compile(r"\b(?:[Ww]hile|[Ww]hereas|but)\b")
_DENIES = re.compile(
    r"\b(?:no|not|none|never|remain\w*|retain\w*|maintain\w*|persist\w*|keep\w*|kept|preserv\w*|"
    r"suppress\w*|inhibit\w*|prevent\w*|avoid\w*|eliminat\w*|hinder\w*|imped\w*|absen\w+|stabili\w+)\b"
)
_INSTEAD = re.compile(
    rf"\b(?:[Ii]nstead of|[Rr]ather than|[Ii]n place of)\s{STEP},?|"
    rf"\b(?:until|till)\s{STEP}\s(?:has|had|is|was)\s(?:\w+ly\s|all\s)?(?:gone|consumed|vanished|disappeared|exhausted|used\sup)\b"
)
"""A phase that is not there, or there no more."""


def at_a_charge(text: str) -> bool:
    """Return whether a sentence tells a state of charge or the way to one."""
    return _CHARGE.search(text) is not None


def plain(text: str) -> bool:
    """Return whether a line tells plainly of one material, with nothing denied, doubted, compared, made or credited in it."""
    if len(re.findall(MATERIAL, _CODED.sub("", text))) > 1 or re.search(r"\bNa[\d(\[xyz][^\s]*O\d", text):
        return False
    return _REFUSED.search(_OPENING.sub("", _INSTEAD.sub("", text))) is None


_OPENING = re.compile(r"^\s*(?:(?:By|In)\s(?:sharp\s)?contrast|On the contrary|Similarly|Likewise)(?:\sto\s\S+)?,")
"""The turn from one material to the next, which compares nothing in its own sentence."""


_CODED = re.compile(rf"(?<={MATERIAL})\s?\((?:denoted\s(?:as\s)?)?{MATERIAL}\)")
_GONE = re.compile(
    rf"({STEP})\s(?:(?:is|are|was|were|can|could)\s(?:no\slonger|not)\s(?:be\s)?(?:\w+\s)?(?:any\s?more|any\slonger|there|left)|"
    r"(?:is|are|was|were|can|could)\sno\slonger\s(?:be\s)?\w+|no\slonger\s\w+)"
)
"""A phase that was there before and is there no more, which denies nothing."""

_SODIUM_OUT = (
    r"(?:Na\S*|sodium)\s(?:ions?\s)?(?:de-?intercalation|extraction|removal)|"
    r"(?:de-?intercalation|extraction|removal)\sof\s(?:Na\S*|sodium)"
)
_CHARGE = re.compile(
    r"\b\d(?:\.\d+)?\s?V\b|\bat\s(?:this|that|the\ssame)\s(?:voltage|potential)\b|\bx\s?=\s?0?\.\d|"
    r"\b(?:fully|deeply|completely)[- ](?:charged|discharged|desodiated|sodiated)\b|"
    r"\b(?:charged|desodiated)\s(?:state|electrode|sample|material|form)\b|\bend-of-charge\b|"
    r"\b(?:end|top|course|process|beginning)\sof\s(?:the\s)?(?:first\s|initial\s)?(?:dis)?charge?\b|"
    r"\b(?:up)?on\s(?:the\s)?(?:first\s|further\s|deep(?:er)?\s)?"
    rf"(?:charge|charging|discharge|discharging|desodiation|sodiation|oxidation|cycling|{_SODIUM_OUT})\b|"
    rf"\bduring\s(?:the\s)?(?:first\s|initial\s)?(?:charge|charging|desodiation|{_SODIUM_OUT})\b|"
    r"\b(?:charge|charging)\s(?:process|of)\b|\bhigh(?:er)?[- ](?:voltage|potential)s?\b|\bextraction\sof\s(?:Na|sodium)|"
    r"\b(?:Na\+?|sodium)\s(?:ions?\s)?(?:(?:is|are)\s(?:removed|extracted|withdrawn|taken\sout)|leaves?)\b|\bloses\s(?:its\s)?sodium\b|"
    r"\b(?:[Rr]emov|[Ee]xtract|[Ww]ithdraw)ing\s(?:more\sthan\s|about\s|some\s)?(?:\d?\.\d+\s)?(?:Na\+?|sodium)(?![\w(\[])",
    re.IGNORECASE,
)
"""A state of charge, or the way to one."""
_FEW = (
    r"(?:\s(?:\w+ly|then|also|first|already|soon|mainly|only|thus|now|gradually|has|have|starts?\sto|begins?\sto|begin\sto)){0,3}"
)
_SEEN = (
    r"(?:observed|seen|detected|found|identified|present|visible|formed|obtained|born|evident|"
    r"encountered|noticed|noted|discernible|apparent|reached|attained|recogni[sz]ed|generated)"
)
_ORDER = re.compile(
    r"\b(?:then|next|subsequently|afterwards|thereafter|finally|eventually|later|at last|after\s(?:that|this)|"
    r"from\s(?:there|then|here)\son|(?:above|beyond|past)\s(?:this|that)|"
    r"(?:second|third|last|next|following)\s(?:step|stage))\b",
    re.IGNORECASE,
)
"""A word of order: what follows in an account of a charge, which the sentences before must give."""
_IS_THERE = re.compile(
    rf"{STEP}(?:\s(?:reflections|peaks|lines|phase|structure|stacking))?,?{_FEW}\s(?:forms?|formed|appears?|appeared|emerges?|emerged|"
    r"shows?\sup|grows?|grew|grow|form|appear|emerge|nucleates?|develops?|developed|arises?|results|comes?\s(?:up|in|into\s(?:being|play|existence))|came\s(?:up|into\sbeing)|"
    r"(?:extends?|spans?|stretches|covers?|exists?|existed|occurs?|lasts?|co-?exist(?:s|ed)?(?:\swith\sit)?)\s(?:from|between|over|at|above|below|up|until)|takes?\s(?:over|its\splace|the\splace)|"
    rf"sets?\sin|dominates?|prevails?|replaces?|(?:is|are|was|were)\s(?:\w+ly\s)?{_SEEN}|can\s(?:\w+ly\s)?be\s(?:\w+ly\s)?{_SEEN})"
    rf"(?!\s(?:by|from)\s(?:others|[A-Z]))"
)
"""A phase, and a word for its coming: "③ then starts to grow"."""
_IT_IS = re.compile(
    rf"(?:{MATERIAL}\)?|\b(?:[Ii]t|electrode|material|sample|oxide|structure|pattern|phase|which|state|cathode|lattice|powder|reflections|peaks|"
    rf"lines|symmetry))(?:(?!{STEP})[^,;]){{0,60}}?\s(?:is|was|are|were|becomes?|became|adopts?|adopted|has|had|shows?|showed|exhibits?|exhibited|contains?|"
    r"contained|comprises?|consists?\sof|consisted\sof|reach(?:es|ed)|enter(?:s|ed)|develop(?:s|ed)|ends?\s(?:up\s)?(?:in|as|at|with)|stops?\sat|stopped\sat|"
    r"announces?|announced|signals?|signalled|heralds?|heralded|betrays?|"
    r"(?:described|indexed|assigned|attributed|ascribed|identified|accounted|fitted|denoted|explained|lowered)"
    r"(?:\s(?:only|best|well|\w+ly))?\s(?:as|to|with|by|for))"
    rf"(?:\s(?:\w+ly|then|now|best|an?|the|only|also|pure|in|of|that|to|on|denoted|called)){{0,4}}"
    rf"(?:\s(?:described|indexed|assigned|attributed|ascribed|identified|accounted|fitted|denoted|explained)\s(?:as|to|with|by|for|on))?"
    rf"(?:\s(?:an?|the|of|that))*\s{STEP}|"
    rf"\b(?:in\sfavou?r\sof|yields?\sto|place\sto\s(?:those\sof|the)|turns?|turned|account\w*\s(?:\w+\s)?(?:for\s)?by|to\s[a-z]+)\s\(?{STEP}|"
    rf"\b(?:ascribe|attribute|assign|index)\s(?:it\s|them\s)?(?:to|with|as)\s{STEP}|\b{STEP}\s(?:phases\s)?(?:successively|one\safter)|"
    rf"\b(?:brings?\sabout|produces?|produced|generates?|induces?|triggers?|gives?|gave|yields|yielded|(?:leads?|led)(?:,[^,;]{{1,40}},)?\sto)\s(?:an?\s|the\s)?{STEP}|"
    rf"\b(?:XRD|diffraction|refinements?|data|patterns?|measurements?|microscopy|TEM)\b(?:(?!\b(?:and|which|where)\b)[^,;{STEP[1:-1]}]|{STEP}\s?-\s?{MATERIAL}){{0,60}}?"
    rf"\s(?:finds?|found|reveals?|revealed|detects?|detected|identif(?:y|ies|ied)|points?\sto|pointed\sto)\s(?:an?\s|the\s)?{STEP}|"
    rf"\b[Tt]here\s(?:is|are|was|exists)\s(?:an?\s)?(?:[\w-]+\s){{0,3}}?\(?{STEP}|{STEP}\s(?:is|was)\s(?:then\s)?(?:the\s)?(?:only|sole)\s(?:phase|one)\b|"
    rf"\b(?:two-phase|biphasic)\s(?:reaction|regime|region|process|transformation|equilibrium)\s(?:with|to|into|towards)\s{STEP}|"
    rf"^\s*(?:Stage|Region|Zone|Domain|Step|Regime)\s(?:[IVX]+|\d)\b[^;:]{{0,40}}[:,]\s(?:[\w-]+\s){{0,2}}?{STEP}|"
    rf"\balternates?\sbetween\s{STEP}|\bswitch\w*\sbetween\s{STEP}"
)
"""What the material, its structure or its pattern is said to be: "the electrode is then ③"."""
_REFUSED = re.compile(
    r"\b(?:no|not|none|never|nor|neither|without|cannot|hardly|barely|scarcely|seldom|rarely|yet|although|but|unless|until(?!\s(?:\d|the\s(?:end|upper|cut)))|"
    r"suppress\w*|inhibit\w*|prevent\w*|avoid\w*|eliminat\w*|mitigat\w*|hinder\w*|imped\w*|restrain\w*|alleviat\w*|delay\w*|"
    r"postpon\w*|absen\w+|free\s(?:of|from)|instead|rather|unlike|than(?!\s(?:about\s)?\d)|compared?|comparison|contrast|whereas|while(?!\s(?:dis)?charging)|"
    r"similar(?:ly)?|like|both|block\w*|lack\w*|exclud\w*|ruled\sout|overcom\w*|reduc\w*|resist\w*|stabili\w+|retain\w*|"
    r"maintain\w*|keep\w*|kept|preserv\w*|persist\w*|remain\w*|difficult\w*|hard\sto|shifted\s(?:beyond|above|out)|pins?|"
    r"would|could|might|may|should|if|whether|or|why|how|expect\w*|predict\w*|calculat\w*|comput\w*|simulat\w*|model\w*|DFT|"
    r"theor\w+|suppos\w*|assum\w*|possib\w+|likely|presum\w*|probab\w+|hypothe\w*|propos\w*|believ\w*|suggest\w*\sthat|consider\w*|"
    r"tempt\w*|favou?rable|needs?|requires?|such|"
    r"usual\w*|general\w*|typical\w*|common\w*|often|conventional\w*|known|report\w*|literature|previous\w*|others|according|"
    r"et\sal|has\sbeen\sshown|was\sshown|family(?!\sof\s(?:\w+\s)?(?:lines|peaks|reflections))|parent|undoped|barrier\w*|energ\w+|diffus\w*|coordinat\w*|NMR|"
    r"migrat\w*|synthes\w*|prepar\w*|calcin\w*|sinter\w*|anneal\w*|heat\w*|temperature\w*|fired|firing|cool\w*|quench\w*|"
    r"precursor\w*|air|water|humid\w*|moist\w*|expos\w*|stor(?:age|ed)|impurit\w*|trace\w*|mixed\swith|content|substitut\w*|"
    r"dop(?:ing|ants?)|ratio|coat\w*|surface|shell|core|coincid\w*|overlap\w*|(?:mark|label|denot|indicat)\w*\s(?:by|with|in)|"
    r"faults?|stars?|ticks?|bars|voltage\srange|width|widen\w*|narrow\w*|drawn|positions|colou?red|schematic\w*|illustrat\w*|scheme|close\sto(?!\s(?:the\s)?(?:end|top|upper|lower|full|\d))|electrodes\s(?:were|are)|"
    r"oxides|materials|compounds|cathodes|dimers?|oxygen|gas\w*|DEMS|chromatogra\w*|spectromet\w*|capacit\w+|retention|rate|mAh|cycle\slife|after\s\d+\scycles?|cycles)\b|"
    r"%|°\s?C\b|\?",
    re.IGNORECASE,
)
"""What a loose reading does not bear: denial, doubt, comparison, others' work, the furnace, the air, other properties."""
