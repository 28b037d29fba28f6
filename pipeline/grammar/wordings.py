"""The wordings of phase transitions, as patterns over the line of `pipeline.grammar.steps`: each phase and material is one sign.

In: nothing; out: patterns. ``a`` is the phase that changes, ``b`` the one it changes to, ``steps`` several in order, ``s`` one
more. Which of them is said to happen is for `pipeline.grammar.transition`. Method: own.
"""

from __future__ import annotations

import re

from pipeline.grammar.steps import MATERIAL, STEP

S, M = STEP, MATERIAL
ARROW = r"\s*(?:→|<?-{1,2}>|<?=>|[➞⟹⇨▸►⇋⇔⮂>!])\s*"
CHANGE = (
    r"(?:transitions?|transformations?|conversions?|evolutions?|sequence|(?:phase\s+)?changes?|transforms?|interconversion|"
    r"(?:two-phase\s+|biphasic\s+)?reactions?)"
)
PLACED = r"(?:\s(?:at|above|below|near|around|until|up\s+to)\s(?:about\s|ca\.\s)?[~<>]?\s?\d(?:\.\d+)?\s?(?:V\b)?)?"
ADVERBS = (
    r"(?:(?:is|are|was|were|be|has|have|had|can|then|been|being|starts?|started|begins?|began|to|\w+ly|first|"
    r"mostly|further|again|instead|also|still|now|thus|therefore)\s+)*"
)
INTO = (
    r"(?:(?:(?:phase[- ])?transform|convert|evolv|chang|transit|transition|turn|switch|revert|return|glid|transfer|"
    r"shift)(?:s|es|ed|ing|e)?|"
    r"go(?:es|ing)?|went|pass(?:es|ed)?)(?:\s+(?:back|over|again|completely|further|first|next|then|\w+ly))*\s+(?:in)?to|"
    r"(?:evolv|transform|convert|proceed|chang)(?:s|es|ed|ing|e)?\s+(?:through|via)|"
    r"(?:distort|collaps|rearrang|reorgani[sz]|restack|relax|degrad|shear|merg)(?:s|es|ed|ing|e)?\s+(?:\w+ly\s+)?(?:in)?to|"
    r"end(?:s|ed|ing)?\s+up\s+(?:in|as|with)|"
    r"enter(?:s|ed|ing)?|bec[oa]m(?:es?|ing)|g[ia]ves?\s+way\s+to|(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:replaced|followed|succeeded)\s+by|"
    r"(?:go(?:es)?|pass(?:es)?)\s+through"
)
VIA = r"(?:\s*,?\s*(?:via|through|by\s+way\s+of|passing\s+(?:through|via))\s+{s})"
BETWEEN_WORDS = rf"(?:(?!\b(?:instead|rather|without|not|no|while|whereas|but|nor|than)\b)[^,;:.{S[1:-1]}]|\.\d){{1,60}}?"
WHEN = (
    rf"(?:\s(?:at|above|below|near|around|beyond|upon|on|when|after|in|during|by|for|until|up\s+to|with|between|"
    rf"as)\s{BETWEEN_WORDS})"
)
MORE = re.compile(
    rf"(?P<when>(?:\sfirst)?{WHEN}?)(?P<link>\s*,?\s*(?:and\s+back|and|then|followed\s+by|before|finally|subsequently|further|"
    rf"eventually|,|later)\b\s*"
    rf"|\s*,\s*)(?P<words>(?:(?:and|then|finally|subsequently|further|eventually|ultimately|later|again|next|lastly|also|"
    rf"(?:at|in)\s+(?:last|length|the\s+end)|which\s(?:(?:in\sturn|then|again|further|finally|next|\w+ly)\s)*(?:{INTO})|"
    rf"from\s(?:which|there)|(?:the|an?)\s(?:transformation|transition|conversion|change)|it|is|are|"
    rf"was|ends?\s+(?:up\s+)?(?:as|in|with)|(?:reach|form|giv|yield)(?:es|s|ing)|{INTO}|back|to|into|converted|transformed|"
    rf"(?:at|above|below|near|upon|beyond|on|during|after)\s{BETWEEN_WORDS},?)\s+|,\s*)*)(?P<s>{S})"
)
CHAIN = re.compile(rf"{S}{PLACED}(?:{ARROW}{S}{PLACED})*{ARROW}{S}")
BACK_TO = re.compile(rf"{WHEN}?,?\s(?:and\s)?(?:then\s)?(?:returns\s|reverts\s)?back\s(?:in)?to\s(?P<s>{S})")
DASHES = rf"{S}(?:\s?(?:-to-|-|\sto\s)\s?{S})+"
QUALITY = (
    r"(?:[\s-](?:structural|reversible|irreversible|first-order|crystal|phase|sodiation|\(de\)sodiation|"
    r"two-phase|type))*"
)
DASHED = re.compile(
    rf"(?P<steps>{DASHES})(?P<list>(?:,?\s*(?:,|and|or)\s+{DASHES})*){QUALITY}\s+(?:{CHANGE}|steps?|processe?s?)\b"
)
THEN = re.compile(rf"{WHEN}?,?\s(?:(?:and\s)?is\s)?(?:then\s)?followed\sby\s(?:an?\s|the\s)?(?P<more>{DASHES})")
DASHED_ONE = re.compile(rf"\b(?:{CHANGE}|undergo\w*|underwent|suffer\w*|experienc\w*)\b[^;]*?\s(?P<steps>{DASHES})\s+one\b")
RATHER = (
    r",?\s(?:rather\sthan|instead\sof|(?:but|and)\snot|not|as\sopposed\sto|in\splace\sof)\s(?:an?\s|the\s)?(?:[a-z-]+\s){0,2}?"
)
CONTRAST = re.compile(rf"(?P<steps>{DASHES}){RATHER}{DASHES}{QUALITY}\s+{CHANGE}\b")
DASHED_AFTER = re.compile(
    rf"\b(?:{CHANGE}|path|evolves?|evolved|transforms?|transformed|proceeds?|follows?)\s+(?:[\w-]+\s+|{M}\s*){{0,6}}?"
    rf"(?:of|:|\(|is|as|reads|follows|being|through|along|,?\s*(?:namely|including|i\.\s?e\.))\s*[:,]?\s*"
    rf"(?P<steps>{DASHES})(?P<list>(?:,?\s*(?:,|and)\s+{DASHES})*)"
)
DASHED_GOES = re.compile(
    rf"\b(?:goes|went|runs?|ran|suffers?|follows?|followed|undergo(?:es)?|underwent|experience[sd]?|pass(?:es|ed)?)\s(?:through\s)?"
    rf"(?P<steps>{S}(?:\s?-\s?{S})+)(?!\s?(?:type|biphas|composite|mixed|{M}))"
)
DASHED_SHOWN = re.compile(rf"\b(?:show|exhibit|display|reveal)(?:s|ed)?\s(?P<steps>{S}(?:\s?-\s?{S})+)")
DASHED_SEEN = re.compile(
    rf"(?P<steps>{S}(?:\s?-\s?{S})+)\s(?:(?:is|are|was|were)\s(?:\w+ly\s)?(?:observed|seen|found|detected|identified|evident)|occurs?|occurred|takes\splace|took\splace|"
    rf"happens?|sets\sin|begins)\b"
)
DASHED_NEXT = re.compile(rf"\b(?:path|route|transition|transformation|conversion|sequence)\s(?P<steps>{S}(?:\s?-\s?{S})+)")
DASHED_FOR = re.compile(rf"\b{CHANGE}\b[^;.]*?\s(?P<steps>{S}(?:\s?-\s?{S})+)(?=\s(?:for|in)\s(?:the\s)?{M})")
DASHED_IN = re.compile(rf"(?P<steps>{S}(?:\s?-\s?{S})+)(?=\s(?:for|in)\s(?:the\s)?{M})")
DASHED_INTO = re.compile(
    r"\b(?:chang|replac|turn|simplif|convert|transform|alter|shift|switch|superse)\w*\s+(?:in)?(?:to|by|with)\s(?:an?\s|the\s)?"
    rf"(?:[a-z-]+\s){{0,2}}?(?P<steps>{S}\s?-\s?{S}(?:\s?-\s?{S})*)"
)
FOLLOWED = re.compile(
    rf"(?P<a>{S})(?:\s(?!and\b|while\b|but\b|no\b|not\b)[\w-]+){{0,4}}?,?\s(?:is\s|and\s)?followed\sby\s(?:an?\s|the\s)?"
    rf"(?:[a-z-]+\s){{0,2}}?(?P<b>{S})"
)
PEAKS = r"(?:peaks?|reflections?|signals?|lines?|(?:\w+\s)?patterns?)"
LASTS = (
    r"(?:persist(?:s|ed)?|exist(?:s|ed)?|surviv(?:es|ed)|prevail(?:s|ed)?|dominat(?:es|ed)|lasts?|lasted|remain(?:s|ed)?|stay(?:s|ed)?|"
    r"(?:is|was)\s(?:\w+ly\s)?(?:stable|retained|maintained|preserved|kept|present|found|observed|the\sonly\sphase)|"
    r"(?:does|did|do)\snot\s(?:\w+ly\s)?(?:change|react|transform|evolve)|(?:is|was)\s(?:inactive|unaffected|unchanged|untouched))"
)
COMES = (
    r"(?:forms?|formed|appears?|appeared|emerges?|emerged|sets?\sin|arises?|arose|develops?|developed|nucleates?|nucleated|grows?|grew|"
    r"comes?|came|takes?\s(?:over|its\splace)|took\s(?:over|its\splace)|begins?|began|starts?|started|shows?\sup|replaces?|replaced|"
    r"(?:is|was|are|were|can\sbe)\s(?:\w+ly\s)?(?:formed|observed|seen|found|detected|obtained|generated|reached))"
)
WORDS = rf"(?:(?!\b(?:no|not|never|without|while|whereas|but|nor|neither|instead)\b)[^;:.{S[1:-1]}]|\.\d)"
UNTIL = re.compile(
    rf"(?P<a>{S})(?:\s(?:of|in)\s(?:the\s)?{M})?(?:\s(?:\w+ly|still|first|alone|itself))?\s{LASTS}\b{WORDS}{{0,60}}?[\s,](?:before|until|till|when|whereupon|"
    rf"(?:beyond|above|after|at|from)\swhich(?:\spoint)?)\s(?:{WORDS}{{0,40}}?\s)?(?P<b>{S})(?:\s{PEAKS})?(?:\s(?:\w+ly|also|then))?\s{COMES}\b|"
    rf"(?P<c>{S})(?:\s(?:of|in)\s(?:the\s)?{M})?(?:\s(?:\w+ly|still|first|alone|itself))?\s{LASTS}\b{WORDS}{{0,60}}?[\s,](?:before|until|then|and)\s"
    rf"(?:(?:it|then|\w+ly|is|being)\s){{0,3}}(?:{INTO}|gives?|gave|yields?|yielded|forms?|formed)\s(?P<d>{S})"
)
"""A phase that lasts until another one comes: "① persists to 4.0 V before ② forms"."""
LISTED = re.compile(
    rf"\b(?:in\s+the\s+(?:order|sequence)(?:\s+of)?:?|sequence(?:\s+of)?:?|sequence\b[^,;:.]{{0,40}}\s(?:is|as|are)|"
    rf"successively\s+(?:through|via|adopts)?|order)\s+"
    rf"(?P<steps>{S}(?:\s*,\s*{S})+\s*,?\s+and\s+(?:finally\s+)?{S})"
)
ITEM = (
    rf"{S}(?:\s(?:solid[- ]solution|single[- ]phase|two-phase|region|domain|stage|field|regime|range|zone|reaction))*"
    rf"(?:\s?\([^()→]{{1,40}}\))?"
)
IN_TURN = re.compile(
    rf"(?P<steps>{ITEM}(?:\s*,\s*(?:(?:then|next|afterwards|subsequently|followed\sby)\s)?{ITEM})*,?\s(?:and|then),?\s"
    rf"(?:finally|eventually|lastly|ultimately|at\slast),?\s{ITEM})"
)
"""Phases in a list that says its end: "①, ② and finally ③"."""
ONE_BY_ONE = re.compile(
    rf"\b(?:(?:success(?:ive|ion)|consecutive|sequential)\s(?:of\s|(?:appearance|formation|emergence|occurrence|presence|existence)\s"
    rf"of\s)|(?:sequence|order|evolution|stages|pathway)\b[^.;]{{0,60}}?(?:\sis\s|\sas\s)?(?:as\s)?follow(?:s|ing):?\s|in\s(?:this\s)?order[,:]\s|"
    rf"\b(?:regions|stages|domains|zones|regimes|phase\sfields)\b[^.;:{S[1:-1]}]{{0,80}}(?:{S}[^.;:{S[1:-1]}]{{0,40}})?:\s)"
    rf"(?P<steps>{ITEM}(?:\s*,\s*{ITEM})*\s*,?\s+and\s+(?:then\s|finally\s)?{ITEM})"
)
"""Phases in a list that is said to be in order: "the successive appearance of ①, ② and ③"."""
FROM_TO = re.compile(rf"\bfrom\s+(?P<a>{S})(?P<via>{VIA.format(s=S)}?)(?:{WHEN})?,?\s+(?:and\s+then\s+)?(?:in)?to\s+(?P<b>{S})")
RETURNS = re.compile(r"\b(?:returns?|returned|returning|reverts?|reverted|reverting|goes\sback|back)\s$")
FROM_VIA = re.compile(rf"\bfrom\s+(?P<a>{S})\s+(?:via|through)\s+(?P<via>{S})\s+(?:in)?to\s+(?P<b>{S})")
VERB = re.compile(
    rf"(?P<a>{S})(?:\s(?:of|in|for)\s(?:the\s)?(?:\w+\s)?{M})?"
    rf"(?:\s+(?:(?:pristine|initial|starting|original|parent|host)\s+)?(?:part|reflections|peaks|structure|material|phase|"
    rf"stacking|framework|lattice|electrode|component))?,?\s+{ADVERBS}(?:{INTO})\s+"
    rf"(?:\w+ly\s+)?(?P<b>{S})"
)
CONVERTS = re.compile(
    rf"\b(?:transform|convert|turn|chang|driv)(?:s|ed|ing|es|e)?\s(?P<a>{S})(?:\s(?:of|in)\s(?:the\s)?{M})?\s(?:first\s|\w+ly\s)?"
    rf"(?:in)?to\s(?P<b>{S})"
)
INTO_FROM = re.compile(rf"\b(?:{INTO})\s+(?P<b>{S}),?\s+from\s+(?P<a>{S})")
FORMS_FROM = re.compile(
    rf"(?P<b>{S})(?:\s(?:of|in)\s(?:the\s)?{M})?\s(?:(?:that|which)\s)?(?:is\s|are\s|was\s|has\s|have\s|had\s)?(?:(?:been|then|gradually)\s)?(?:forms?|formed|arisen|emerged|evolved|grown|originated|develops?|evolves?|emerges?|arises?|grows?|originates?)\sfrom\s(?P<a>{S})"
)
TO_ONE = re.compile(
    rf"\b(?:transition|transformation|conversion)\s(?:in)?to\s(?P<b>{S})(?:\s\w+ly)?\s(?:takes\splace|took\splace|occurs?|occurred|happens?|happened|sets\sin|"
    r"begins?|began|starts?|started|proceeds?|(?:is|was)\s(?:\w+ly\s)?(?:observed|seen|found|detected|complete|completed|finished|over)\b)"
)
"""A change of which only the end is named: "a conversion to ② took place"."""
OF_INTO = re.compile(rf"\b{CHANGE}\sof\s(?P<a>{S})(?:\s(?:in|of)\s(?:the\s)?{M})?\s(?:in)?to\s(?P<b>{S})")
FORMATION_FROM = re.compile(rf"\bformation\sof\s(?P<b>{S})\s(?:out\sof|from)\s(?P<a>{S})")
NOT_BUT = re.compile(
    rf"(?P<a>{S})(?:(?!\b(?:and|while|whereas|but|no|not)\b)(?:[^.;,{S[1:-1]}]|\.\d)){{0,60}}?\s(?:no|not)\b(?:[^.;,{S[1:-1]}]|\.\d){{0,60}}?"
    rf"\s(?:in)?to\s{S}{PLACED},?\s(?:but|rather)\s(?:[\w-]+\s){{0,5}}?(?:in)?to\s(?P<b>{S})"
)
"""What a phase turns into instead of another one: "① undergoes no transition to ② but a mild one to ③"."""
BETWEEN = re.compile(
    rf"\b{CHANGE}\s+(?:(?:behaviou?r|process|reaction|mechanism)\s)?(?:(?:of|in|for)\s(?:the\s)?{M}\s+)?"
    rf"between\s+(?P<a>{S})\s+and\s+(?P<b>{S})"
)
SLASH = re.compile(rf"(?P<steps>{S})(?:\s\w+ible)?\s+{CHANGE}\b")
VIA_AFTER = re.compile(rf"{WHEN}?\s*,?\s(?:via|through|by\s+way\s+of|passing\s+(?:through|via))\s+(?P<s>{S})")
ORPHAN = re.compile(rf"\b(?:{INTO})\s+(?:\w+ly\s+)?(?P<b>{S})")
STARTED = re.compile(
    rf"(?:\b(?:initially|starts?|begins?|originally|starting|started)\s(?:(?:with|as|from|in|is|has|at|being|adopts|"
    rf"shows|having)\s+)*"
    rf"|\b(?:is|has|adopts)\s(?:initially|originally)\s)(?P<a>{S})"
)
GONE = r"(?:disappear|vanish|weaken|fade|diminish|fall)\w*"
NEW = (
    r"(?:emerge|appear|arise|form|grow|develop|intensif|show\s+up|come\s+up|is\s+formed|are\s+formed|nucleat|"
    r"is\s+generated|are\s+observed|can\s+(?:\w+ly\s+)?be\s+(?:\w+ly\s+)?(?:identif|detect|seen|found|discern|recogni[sz]))\w*"
)
NEAR = rf"(?:(?!\b(?:and|while|whereas|but|no|not|never)\b)[^,;:.{S[1:-1]}]|\.\d){{0,40}}?"
OLD_GONE = re.compile(rf"(?P<a>{S})(?:\s{PEAKS})?(?:\s{NEAR})?\s{GONE}")
NEW_COMES = re.compile(rf"(?P<b>{S})(?:\s{PEAKS})?(?:\s{NEAR})?\s{NEW}|{NEW}\s(?:of\s)?(?:\w+\s){{0,3}}?(?:of\s)?(?P<c>{S})")
EXPENSE = re.compile(rf"(?P<b>{S})(?:\s{PEAKS})?(?:\s{NEAR})?\s{NEW}\s(?:{NEAR}\s)?at\sthe\sexpense\sof\s(?:\w+\s)?(?P<a>{S})")

STABLE = r"(?:unchanged|intact|stable|dominant|unaltered|the\s+same|constant|untouched|preserved|single-phase)"
KEPT = re.compile(
    rf"(?P<a>{S})(?!\s?{M}(?!\s(?:structure|phase|framework|stacking)))(?:[^.;:{S[1:-1]}]|\.\d){{0,60}}?\b(?:(?:is|was|are|were|being|be)\s+(?:\w+\s+){{0,2}}(?:maintained|"
    rf"preserved|retained|"
    rf"kept|sustained|conserved)|persist(?:s|ed|ing)?|(?:remain|stay)(?:s|ed|ing)?\s+(?:\w+\s+)?{STABLE}|"
    rf"(?:maintain|retain|preserve|survive)(?:s|d|ed)|d(?:id|oes|o)\s+not\s+change|throughout)\b"
)
KEEPS = re.compile(
    r"\b(?:maintain|retain|preserv|keep|kept|sustain|conserv|remain|stay)(?:s|ed|ing|es|e)?\s+(?:well\s+)?(?:in\s+|"
    r"as\s+|a\s+|of\s+)*"
    rf"(?P<a>{S})"
)
SOLID = re.compile(
    rf"(?<!-)(?P<a>{S})\s+(?:single-phase\s+)?solid[- ]solution|"
    rf"solid[- ]solution\s+(?:\w+\s+){{0,2}}(?:of|in|within)\s+(?P<b>{S})"
)
INDEXED = re.compile(
    rf"\b(?:all|every)\s(?:the\s)?(?:\w+\s){{0,2}}(?:peaks|reflections|patterns)\b[^;:]{{0,60}}?\b(?:indexed|assigned|"
    rf"ascribed|attributed|belong\w*)\s(?:\w+\s)?"
    rf"(?:to|as|with)\s(?P<a>{S})"
)
STAYS = re.compile(
    rf"(?P<a>{S})(?:\s(?:of|in)\s(?:the\s)?{M})?(?:\s{PEAKS})?\s(?:(?:\w+ly|also|still|itself|always|well|which|that)\s)*"
    r"(?:(?:is|was|are|were|being)\s(?:(?!(?:not|never|hardly|no)\b)\w+\s){0,2}?(?:maintained|preserved|retained|kept|sustained|"
    r"conserved|unchanged|intact|stable|unaffected|unaltered)|(?:is|was|are|were)\snot\s(?:affected|altered|changed|touched)|persist(?:s|ed|ing)?\b|(?:remain|stay)(?:s|ed|ing)?\b|survive[sd]?\b|"
    r"d(?:oes|id|o)\snot\s(?:change|transform)|(?:show|exhibit|undergo|experience)\w*\sno\s(?:\w+\s)?(?:change|transition)|"
    r"(?:undergo|underwent|experience|show|exhibit|display|follow)\w*\s(?:(?:only|merely|just|a|an)\s)*(?:[\w-]+\s)?"
    r"solid[- ]solution|(?:keep|retain|maintain|preserve)s?\s(?:its|their|the)\s(?:\w+\s)?(?:structure|stacking|framework))"
    rf"(?!\s(?:until|till|up\sto|before|only)\b[^;]*{S})",
)
"""A phase of an intergrowth that stays while another one changes."""
YIELDS = re.compile(
    rf"(?:\b(?:which|thus|thereby|thereafter|hence)\s|,\s|\bso\s(?:that\s)?)(?:[a-z]+\s)?(?:yield|giv|form|result|lead|produc|leav|end)\w*"
    rf"(?:\s(?:up|in|to|as|with))*\s(?P<b>{S})|\bso\sthat\s(?P<c>{S})(?:\sis)?\s(?:form|result|obtain|present|left)\w*"
)
SUCCESSIVELY = re.compile(
    rf"(?P<steps>{ITEM}(?:\s*,\s*{ITEM})*,?\sand\s{ITEM}),?\s(?:successively|consecutively|sequentially|in\s(?:turn|succession|"
    rf"sequence|this\sorder)|one\safter\s(?:the|an)\s?other)\b"
)
LEFT = re.compile(
    rf"\b(?i:then|thereafter|afterwards|subsequently|finally|eventually|ultimately|until|above|beyond|from|at|over)\b(?:[^.;{S[1:-1]}]|\.\d)"
    rf"{{0,60}}?\bonly\s(?P<b>{S})(?:\s(?:phase|one))?\s(?:remains?|remained|(?:is|was)\s(?:left|present|observed|detected|seen|found))\b|"
    rf"(?P<c>{S})\s(?:is|was)\s(?:what\s(?:is\s)?(?:remains?|left)|the\sonly\s(?:phase\s)?(?:left|remaining|one\sleft))"
)
"""The phase that is all there is from some point on."""
FIGURE = r"(?:peaks?|reflections?|signals?|humps?|shoulders?|lines?|patterns?|set\sof\s(?:\w+\s)?(?:peaks|reflections|lines))"
ENDS = re.compile(
    rf"\b(?:charge|charging|process|desodiation|sequence|it|cycle)\s(?:(?:finally|eventually)\s)?(?:ends?|ended|finishes|stops|closes)\s"
    rf"(?:up\s)?(?:in|as|with|at)\s(?P<b>{S})"
)
NEW_FIGURE = re.compile(
    rf"\b(?:(?:new|additional|extra|second|broad|weak)\s(?:[\w-]+\s){{0,2}}?{FIGURE}|{FIGURE}\sof\s(?:an?\s)?(?:new|second|further|another)\sphase|{FIGURE}\s(?:taken\s|recorded\s|measured\s|collected\s)?"
    rf"(?:at|above|beyond)\s(?:about\s|ca\.\s)?\d(?:\.\d+)?\s?V)\b(?:[^;{S[1:-1]}.]|\.\d){{0,90}}?"
    rf"\b(?:index|assign|attribut|ascrib|belong|correspond|character|signature|typical|fingerprint|match|fitted|described|sign\sof|due\sto|"
    rf"indicat|signal)\w*(?:\s(?!{S})[\w-]+){{0,3}}?\s(?P<b>{S})"
)
"""A new line of a pattern, or a pattern at a voltage, and the phase it is of."""
TOGETHER = re.compile(
    rf"(?P<b>{S})\s(?:phases\s)?(?:(?:coexist|co-exist)\w*|are\s(?:both\s)?(?:present|found)\s(?:at\sthe\ssame\stime|side\sby\sside|"
    r"together))\b"
)
"""Phases that are there together, at a voltage that the sentence says."""
SUBJECT = re.compile(
    rf"(?:\s(?:of|in)\s(?:the\s)?{M})?(?:\s{PEAKS})?\s(?:(?:\w+ly|also|still|itself|only|merely)\s)*(?:(?:show|exhibit|undergo|underw|remain|"
    r"stay|keep|kept|persist|retain|maintain|preserv|coexist|contract|expand|shift)\w*|do(?:es)?\b|"
    r"(?:is|was|are|were)\s(?:\w+\s){0,2}?(?:retained|maintained|preserved|kept|unchanged|stable|intact|sustained|conserved)\b)"
)
"""What tells that a phase is what is spoken of next, not what another one turns into: "to ②, and ③ remains"."""
STEADY = re.compile(
    r"\b(?:no|without(?:\s+any)?|free\s+(?:of|from)(?:\s+any)?)\s+(?:\w+\s+){0,2}?(?:phase\s+(?:transition|"
    r"transformation|change)|new\s+phase)"
)
ALONE = re.compile(
    rf"\bonly\s(?P<a>{S})(?:\s[a-z]+)?\s(?:exists?|(?:is|was|are|were)\s(?:present|observed|detected|seen|found)|remains?)\b"
)
OWN = re.compile(
    r"\b(?:retain|maintain|preserv|keep|kept|sustain)(?:s|ed|ing|es|e)?\s+(?:its|their|the)\s+(?:original\s+|initial\s+|"
    r"pristine\s+)?"
    r"(?:biphasic|bi-?phase|tri-?phas(?:e|ic)|dual-?phase|two-phase|mixed-phase|intergr\w+|composite|heterostructur\w+)\s*"
    r"(?:configuration|structure|nature|state|architecture)?|"
    r"\bboth phases\s+(?:are\s+|were\s+)?(?:well\s+)?(?:retain|maintain|preserv|kept|persist|remain)\w*",
    re.IGNORECASE,
)
