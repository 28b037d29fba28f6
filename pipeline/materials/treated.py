"""Names of treated samples, made of a known name and of what was added: ``Al-NMN``, ``NFM@ZrO2``, ``TiF-NMC``, ``NFMO/PPy``.

In: the names that a document explains and all words spelt like names; out: definitions of samples of their own, never of the
bare sample. A composition is given only where the name prints a shell and the core's is known. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.chemistry.designations import Label, label_key, split_prefix, words
from pipeline.chemistry.formula import Formula
from pipeline.chemistry.oxides import DASH
from pipeline.chemistry.oxides import read as read_formula
from pipeline.materials.names import Definition, Read


def treated(definitions: Sequence[Definition], read: Sequence[Read]) -> list[Definition]:
    """Take for a sample of its own every name that is a known one with something added before or behind."""
    known = {label_key(d.label): d for d in reversed(definitions)}
    out: dict[str, Definition] = {}
    for r in read:
        for label in r.labels:
            key = label_key(label.name)
            if key in known or key in out:
                continue
            for base, added in parted(label.name):
                if (bare := _base(base, known)) is not None:
                    formula = covered(bare.formula, added) if "@" in label.name else None
                    out.setdefault(key, Definition(label.name, formula, r.number, label.start, label.end, "treated"))
    return list(out.values())


def named_treated(definitions: Sequence[Definition], read: Sequence[Read]) -> list[Definition]:
    """Read names given to a treated sample of a known one: ``Ti-doped NFM (NFMT)``, ``NFM coated with Na3PO4 (NPO-NFM)``."""
    known = {label_key(d.label) for d in definitions}
    out: dict[str, Definition] = {}
    for r in read:
        for k, name in enumerate(r.labels):
            key, text = label_key(name.name), r.passage.text
            if key in known or r.passage.section == "introduction" or text[name.end : name.end + 1] not in {")", ","}:
                continue
            if text[name.start - 1 : name.start] == "(" and (short := _with_short(name.name, known)):
                out.setdefault(key, Definition(name.name, None, r.number, name.start, name.end, "treated", base=short))
                continue
            for base in r.labels[max(0, k - 3) : k]:
                gap = text[base.end : name.start]
                before = _WITH_BEFORE.search(text[: base.start][-40:]) and _OPENS.fullmatch(gap)
                if label_key(base.name) in known | set(out) and (before or _WITH_BEHIND.fullmatch(gap)):
                    d = Definition(name.name, None, r.number, name.start, name.end, "treated", base=base.name)
                    out.setdefault(key, d)
    return list(out.values())


def _with_short(name: str, known: Collection[str]) -> str | None:
    """Return the known name in one that adds a short word to it, as a bracket gives it: ``(G-NFM)``, ``(NM-W)``."""
    if re.search(r"[xyzXYZ]$", name):
        return None  # a template of names
    m = re.fullmatch(rf"([A-Z][A-Za-z]{{0,3}})[{DASH}](.{{2,}})", name)
    if m is not None and label_key(m[2]) in known and m[1] not in words("cell") and not split_prefix(name)[0]:
        return m[2]
    m = re.fullmatch(rf"(.{{2,}})[{DASH}]([A-Z][A-Za-z]{{0,3}})", name)
    return m[1] if m is not None and label_key(m[1]) in known and m[2] not in words("stop") | words("cell") else None


def spoken_of(definitions: Sequence[Definition], read: Sequence[Read]) -> tuple[list[Read], list[Definition]]:
    """Take ``Mg-doped NFM`` for the sample that has Mg, never for NFM itself; without a name it is called as it is printed."""
    known = {label_key(d.label): d for d in reversed(definitions)}
    found = [(r, [_phrase(r, label, known) for label in r.labels]) for r in read]
    names: dict[str, str] = {}  # by the print of a phrase
    for r, phrases in found:
        for phrase, follower in zip(phrases, [*r.labels[1:], None]):
            if phrase and follower and _OPENS.fullmatch(r.passage.text[phrase[2] : follower.start]) and follower.name:
                names.setdefault(phrase[0], follower.name)
    made: dict[str, Definition] = {}
    out: list[Read] = []
    for r, phrases in found:
        labels: list[Label] = []
        for label, phrase in zip(r.labels, phrases):
            if phrase is None:
                labels.append(label)
                continue
            text, start, end, what = phrase
            base = known[label_key(label.name)]
            having = {d.label for d in definitions if d.label != base.label and _has(d, what) and _of(d, base)}
            name = names.get(text) or (having.pop() if len(having) == 1 else text)
            if label_key(name) not in known:
                made.setdefault(name, Definition(name, None, r.number, start, end, "treated"))
            labels.append(Label(name, start, end))
        out.append(replace(r, labels=tuple(labels)))
    return out, list(made.values())


def _phrase(r: Read, label: Label, known: Mapping[str, Definition]) -> tuple[str, int, int, str] | None:
    """Return print, start, end and what was added, where a known name stands in "Mg-doped NFM" and has no Mg itself."""
    base = known.get(label_key(label.name))
    before = r.passage.text[: label.start][-40:]
    m = _WITH_BEFORE.search(before)
    if base is None or base.formula is None or m is None or _has(base, m["what"]):
        return None
    if not _is_added(m["what"], shell=False, behind=False):
        return None
    return f"{m['what']}-{m['how'].lower()} {label.name}", label.start - len(before) + m.start("what"), label.end, m["what"]


def _has(d: Definition, what: str) -> bool:
    """Tell a sample that has an element, or a coat, in its formula or in its name."""
    printed = d.formula.plain() if d.formula is not None else ""
    if d.formula is not None and (what in d.formula.amounts or f"@{what}" in printed):
        return True
    return any(added == what for _, added in parted(d.label))


def _of(d: Definition, base: Definition) -> bool:
    """Tell a sample made of a base: its name says so, or its formula has all elements of the base's and more."""
    if any(label_key(b) == label_key(base.label) for b, _ in parted(d.label)):
        return True
    return d.formula is not None and base.formula is not None and set(base.formula.amounts) < set(d.formula.amounts)


def parted(name: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a name into a base and what was added to it: ``Al-NMN`` is (``NMN``, ``Al``)."""
    bare = split_prefix(name)[1]
    if spoken := re.fullmatch(rf"(\S+)-(?:{_HOW})\s(.+)", bare):
        yield spoken[2], spoken[1]
        return
    for m in re.finditer(rf"[@{DASH}/]", bare):
        left, right = bare[: m.start()], bare[m.end() :]
        for base, added in ((right, left), (left, right)):
            if len(base) > 1 and _is_added(added, shell=m[0] == "@", behind=base is left):
                yield base, added


def covered(core: Formula | None, shell: str) -> Formula | None:
    """Return a core under a shell that is a formula without sodium (``ZrO2``, ``3 wt% MgO``); else None."""
    bare = _AMOUNT.sub("", shell)
    if core is None or len(core.parts) > 1 or not re.fullmatch(r"(?:[A-Z][a-z]?\d*(?:\.\d+)?){2,}|C", bare):
        return None
    if not re.search(r"\d|[a-z]|^C$", bare):
        return None  # NNO is an abbreviation
    found = read_formula(f"{core.plain()}@{bare}")
    return found if found is not None and "Na" not in found.parts[-1].amounts else None


def _base(name: str, known: Mapping[str, Definition]) -> Definition | None:
    return known.get(label_key(name)) or known.get(label_key(split_prefix(name)[1]))


def _is_added(text: str, *, shell: bool, behind: bool) -> bool:
    """Tell what can be added to a sample: elements, an oxide or a salt, carbon or a polymer; behind "@" any short name."""
    bare = _AMOUNT.sub("", text)
    if not bare or bare in words("stop") or (bare in words("cell") and not shell):
        return bare in _CARBONS
    symbols = re.findall(r"[A-Z][a-z]?", bare)
    elements = bool(re.fullmatch(r"(?:[A-Z][a-z]?){1,3}", bare)) and set(symbols) <= _DOPANTS
    compound = bool(re.fullmatch(r"(?:\(?[A-Z][a-z]?\d*\)?\d*){2,}", bare)) and set(symbols) <= _IN_SALTS and "O" in symbols
    if elements:  # behind a dash a single capital may be anything: "NM-C", "NM-O"
        return not (behind and not shell and len(bare) == 1)
    return compound or bare in _CARBONS or (shell and bool(re.fullmatch(r"[A-Z][A-Za-z0-9]{1,7}", bare)))


_HOW = "doped|coated|substituted|modified|wrapped|decorated|encapsulated|treated|alloyed"
_WITH_BEFORE = re.compile(rf"(?<![\w-])(?P<what>[A-Z][A-Za-z0-9/]{{0,9}})[-‐–](?P<how>{_HOW})\s(?:[PO]\d-)?$")
_WITH_BEHIND = re.compile(
    rf"\s(?:{_HOW}|mixed|covered|washed)\s(?:with|by|in)\s[^().;]{{1,40}}\s\((?:denoted\s(?:as\s)?|named\s)?"
)
_OPENS = re.compile(r"\s(?:(?:sample|material|cathode|oxide|powder)s?\s)?\((?:denoted\s(?:as\s)?|named\s|labell?ed\s(?:as\s)?)?")
_AMOUNT = re.compile(r"^\d*\.?\d+\s?(?:(?:wt|mol|at)?\.?\s?%)?(?=[A-Z(])")
_DOPANTS = frozenset(
    (  # noqa: SIM905
        "Li B C N F Mg Al Si P S Cl K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge Br Rb Sr Y Zr Nb Mo Ru Rh Ag In Sn Sb Te I Cs Ba La "
        "Ce Pr Nd Sm Eu Gd Dy Er Yb Hf Ta W Re Ir Bi"
    ).split()
)
_IN_SALTS = _DOPANTS | {"O", "H", "Na"}
_CARBONS = frozenset("C CNT CNTs MWCNT MWCNTs GO rGO RGO PPy PANI PEDOT PDA NC MXene".split())  # noqa: SIM905
