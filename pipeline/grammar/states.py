"""Phases that a sentence says to be there at a state of charge, in whatever words: "fully charged, it is O2", "P3 shows up at 3 V".

In: the line of `pipeline.grammar.steps`; out: the signs of its phases in order, where nothing denies, doubts, compares or makes
them. Which of them is new, and whether the material as prepared can come to it by gliding of its slabs, is for
`pipeline.sequence`, which knows the material. For sentences in which no rule of change reads anything. Method: own; what gliding
allows: Delmas, Braconnier, Fouassier and Hagenmuller (1981).
"""

from __future__ import annotations

import re

from pipeline.grammar.steps import MATERIAL, STEP, Reduced


def states(line: Reduced) -> str:
    """Return the signs of the phases that are there at a state of charge, or nothing."""
    text = line.text
    signs = re.findall(STEP, text)
    if not 1 <= len(signs) <= 4 or len(re.findall(MATERIAL, text)) > 1 or any(line.mention(s).part for s in signs):
        return ""
    if _REFUSED.search(text) or not _CHARGE.search(text) or not _THERE.search(text):
        return ""
    return "".join(signs)


_CHARGE = re.compile(
    r"\b\d(?:\.\d+)?\s?V\b|\b(?:fully|deeply|completely)[- ](?:charged|discharged|desodiated|sodiated)\b|"
    r"\b(?:charged|desodiated)\s(?:state|electrode|sample|material|form)\b|\b(?:end|top|course|process|beginning)\sof\s(?:the\s)?(?:first\s|initial\s)?"
    r"(?:dis)?charge?\b|\bend-of-charge\b|\b(?:up)?on\s(?:the\s)?(?:first\s|further\s|deep(?:er)?\s)?"
    r"(?:charge|charging|discharge|discharging|desodiation|sodiation|oxidation|cycling|(?:Na\S*|sodium)\s(?:de-?intercalation|extraction|removal))\b|"
    r"\bduring\s(?:the\s)?(?:first\s|initial\s)?(?:charge|charging|desodiation|(?:Na\S*|sodium)\s(?:de-?intercalation|extraction|removal))\b|"
    r"\b(?:charge|charging)\s(?:process|of)\b|\bhigh(?:er)?[- ](?:voltage|potential)s?\b|\b(?:Na\+?|sodium)\s(?:ions?\s)?(?:is|are)\s(?:removed|extracted)\b|"
    r"\bextraction\sof\s(?:Na|sodium)",
    re.IGNORECASE,
)
"""A state of charge, or the way to one."""
_THERE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|be|been|adopts?|adopted|shows?|showed|exhibits?|exhibited|displays?|contains?|yields?|"
    r"grows?|grew|nucleat\w+|result\w*|form(?:s|ed|ing|ation)?|appear\w*|emerg\w*|aris\w+|develop\w*|dominat\w+|prevail\w*|"
    r"takes?\s(?:over|its\splace|the\splace)|took\s(?:over|its\splace|the\splace)|replac\w+|turn\w*|favou?r|place|state|leads?|led|split\w*|"
    r"distort\w*|involv\w+|comes?|came|start\w*|set\w?\sin|index\w*|assign\w*|identif\w+|detect\w*|observ\w+|found|seen|"
    r"visible|shear\w*|glid\w*|chang\w*|transform\w*|convert\w*|alternat\w*|restor\w*|consum\w*|disappear\w*|vanish\w*)\b",
    re.IGNORECASE,
)
"""A word that says something to be or to happen."""
_REFUSED = re.compile(
    r"\b(?:no|not|none|never|nor|neither|without|cannot|hardly|barely|scarcely|seldom|rarely|yet|although|but|unless|until|"
    r"suppress\w*|inhibit\w*|prevent\w*|avoid\w*|eliminat\w*|mitigat\w*|hinder\w*|imped\w*|restrain\w*|alleviat\w*|delay\w*|postpon\w*|"
    r"absen\w+|free\s(?:of|from)|instead|rather|unlike|than|compared?|contrast|whereas|while|similar(?:ly)?|like|both|block\w*|lack\w*|"
    r"overcom\w*|reduc\w*|resist\w*|stabili\w+|retain\w*|maintain\w*|keep\w*|kept|preserv\w*|persist\w*|remain\w*|"
    r"would|could|might|may|should|if|whether|or|expect\w*|predict\w*|calculat\w*|comput\w*|simulat\w*|DFT|theor\w+|suppos\w*|"
    r"assum\w*|possib\w+|likely|presum\w*|probab\w+|hypothe\w*|propos\w*|believ\w*|suggest\w*\sthat|consider\w*|"
    r"usual\w*|general\w*|typical\w*|common\w*|often|conventional\w*|known|report\w*|literature|previous\w*|barrier\w*|energ\w+|diffus\w*|"
    r"migrat\w*|synthes\w*|prepar\w*|calcin\w*|sinter\w*|anneal\w*|heat\w*|temperature\w*|fired|firing|cool\w*|quench\w*|precursor\w*|"
    r"air|water|humid\w*|moist\w*|expos\w*|stor(?:age|ed)|impurit\w*|trace\w*|mixed\swith|content|substitut\w*|dop(?:ing|ants?)|ratio|"
    r"coat\w*|surface|shell|core|coincid\w*|overlap\w*|mark(?:s|ed)|label\w*|denot\w*|stars?|ticks?|colou?red|schematic\w*|illustrat\w*|close\sto|oxides|materials|compounds|cathodes|capacit\w+|retention|rate|mAh|"
    r"cycle\slife|after\s\d+\scycles?|cycles)\b|%|°\s?C|\?",
    re.IGNORECASE,
)
"""What a loose reading does not bear: denial, doubt, comparison, the furnace, the air, other properties."""
