"""Phases of layered oxides and their transitions: ``P2/O3 → P2/P3 → OP4``.

In: the text of a cell or a phrase that is known to name phases. Out: frozen ``Phase`` values (primes kept; O′3, O3′ and O'3
are one phase), a ``Transition`` of steps, or fractions. What is not understood gives nothing, with the reason; what was mended
(a prime or an arrow that a font lost) is noted. Method: own; notation of Delmas, Fouassier and Hagenmuller (1980).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field


def parse_phases(text: str, abbreviations: Mapping[str, str] | None = None) -> tuple[Phase, ...]:
    """Read the phases of one material in printed order: ``P2/O3``, ``P2@O3``, ``biphasic P2 and P3``, ``O3/S/P2``.

    ``abbreviations`` are the document's own (``{"S": "spinel"}``). Empty when any word is not understood.
    """
    folded = _without_remarks(_fold(text)).strip()
    tokens = _tokens(folded, abbreviations)
    unread = any(t.kind in {"?", ">"} or (t.kind == "number" and "%" not in t.text) for t in tokens)
    if unread or re.match(r"[-/@+&]|.*[-/@+&]$", folded) or not any(t.phase and t.phase.known for t in tokens):
        return ()
    phases = [t.phase for t in tokens if t.phase]
    return tuple(dict.fromkeys(phases))


def parse_transition(
    text: str, abbreviations: Mapping[str, str] | None = None, as_prepared: Sequence[Phase | str] | None = None
) -> Transition:
    """Read the steps of a transition; a cell with one step says that the structure persists.

    A slash or a dash may part phases or mean an arrow. Real arrows (``→``, ``->``, ``⇄``, "to") settle it; so do blanks around
    some slashes but not others, a repeated phase, or ``as_prepared``, the phases before cycling. ``undecided`` says when nothing
    does; a text that is not understood gives no steps, and ``undecided`` the reason.
    """
    folded = _fold(text)
    if re.search(r"\bno\b.*\b(?:transition|transformation|change)|\b(?:none|absent|free)\b", folded, re.IGNORECASE):
        kept = parse_phases(re.split(r"\bno\b|[(,;]", folded, maxsplit=1)[0], abbreviations)
        return Transition((Step(kept),) if kept else ())
    tokens = [t for t in _tokens(_without_remarks(folded), abbreviations) if t.kind != " "]
    start = _as_step(as_prepared)
    bad = next((t for t in tokens if t.kind in {"?", "number"}), None)
    phases = [t.phase for t in tokens if t.phase]
    marks = {t.kind for t in tokens if not t.phase}
    if bad or not (any(p.known for p in phases) or (">" in marks and len(phases) > 1)):
        return Transition((), undecided=f"not understood: {bad.text.strip()!r}" if bad else "no phase is named")
    notes = tuple(dict.fromkeys(t.note for t in tokens if t.note) | dict.fromkeys(p.repaired for p in phases if p.repaired))
    reversible = any(t.kind == ">" and t.text.strip() in _BOTH_WAYS for t in tokens)
    undecided: str | None = None
    arrows: set[str] | None = set()
    if ">" in marks:
        arrows = {">"}
        words = all(t.text.strip().isalpha() for t in tokens if t.kind == ">")
        if words and "-" in marks and not (start and len(start.phases) > 1):
            arrows, undecided = {">", "-"}, "a dash beside the word 'to' read as an arrow"
    elif "-" in marks and not (start and set(start.phases) == set(phases) and len(phases) == len(start.phases)):
        arrows = {"-"}
    elif " / " in marks and "/" in marks:
        arrows = {" / "}
        notes += ("slashes between blanks read as arrows",)
    elif marks & {"/", " / "}:
        arrows, undecided = _slash(phases, start)
        if arrows is None:
            return Transition((), notes, reversible, undecided)
    steps: list[list[Phase]] = [[]]
    for token in tokens:
        if token.phase:
            steps[-1].append(token.phase)
        elif token.kind in (arrows or ()):
            steps.append([])
    if not all(steps):
        return Transition((), notes, reversible, "an arrow leads from or to nothing")
    if any(len(set(s)) < len(s) for s in steps):
        return Transition((), notes, reversible, "a step names a phase twice")
    return Transition(tuple(Step(tuple(s)) for s in steps), notes, reversible, undecided)


def parse_fractions(text: str, abbreviations: Mapping[str, str] | None = None) -> dict[str, float]:
    """Read phase fractions in percent by canonical name: ``24.8 wt% P2 and 75.2 wt% O3`` is {"P2": 24.8, "O3": 75.2}.

    Empty when the pairing is not certain or the sum exceeds 100.5.
    """
    folded = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", _fold(text))
    ratio = re.fullmatch(r"(.+?)\s*(?:=|ratio(?: of)?|\()\s*([0-9.]+(?:\s*:\s*[0-9.]+)+)\s*%?\)?", folded.strip())
    if ratio:
        names = parse_phases(ratio[1].replace(":", "/"), abbreviations)
        numbers = [float(n) for n in re.findall(r"[0-9]+(?:\.[0-9]+)?", ratio[2])]
        if len(names) == len(numbers) and abs(sum(numbers) - 100) <= 0.5:
            return {p.name: n for p, n in zip(names, numbers)}
        return {}
    if "%" not in folded:
        return {}
    tokens = [t for t in _tokens(folded, abbreviations) if t.phase or t.kind in {"number", "?"}]
    if any(t.kind == "?" for t in tokens):
        return {}
    order = "".join("L" if t.phase else "N" for t in tokens)
    names = tuple(t.phase for t in tokens if t.phase)
    numbers = [float(re.findall(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+", t.text)[0]) for t in tokens if not t.phase]
    n = len(names)
    certain = order in {"NL" * n, "LN" * n} or (n > 1 and order in {"N" * n + "L" * n, "L" * n + "N" * n})
    if not n or not certain or len(set(names)) < n or sum(numbers) > 100.5:
        return {}
    return {p.name: value for p, value in zip(names, numbers)}


def glides(a: str, b: str) -> bool:
    """Return whether gliding of slabs or a distortion alone turns one phase into another: P2 into O2 or OP4, O3 into P3 or O1.

    Names may be canonical or typographic. No bond breaks on charging, so P2 and O3 never turn into each other.
    """
    return any({ascii_primes(a), ascii_primes(b)} <= family for family in _FAMILIES)


def typographic(name: str) -> str:
    """Return a phase's name with the primes of print: ``P″3`` for ``P''3``."""
    return name.replace("'''", "‴").replace("''", "″").replace("'", "′")


def ascii_primes(name: str) -> str:
    """Return a phase's name with the primes of its canonical form: ``P''3`` for ``P″3``."""
    return name.replace("‴", "'''").replace("″", "''").replace("′", "'")


_FAMILIES = (
    frozenset(("P2", "P'2", "P''2", "O2", "O'2", "OP4", "Z", "X")),
    frozenset(("O3", "O'3", "O''3", "P3", "P'3", "P''3", "P'''3", "O1", "OP2", "O3s", "P1")),
)


def printed(steps: Transition | Iterable[Step]) -> str:
    """Return ``P2/O3 → P2/P3 → P2/O3``, each phase in its printed form (mended where it was damaged)."""
    return " → ".join("/".join(p.printed for p in step.phases) for step in steps)


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase by its canonical ASCII ``name`` (letters, primes, digit: ``O'3``, ``P''3``, ``OP4``; ``spinel``, ``tunnel``).

    ``printed`` is how it stood there, typographic; ``known`` is false for a label that only its place says is a phase (``Sl``);
    ``repaired`` says what was mended. Phases are equal by name alone.
    """

    name: str
    printed: str = field(default="", compare=False)
    known: bool = field(default=True, compare=False)
    repaired: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        m = _LAYERED.fullmatch(_fold(self.name))
        if not self.printed:
            object.__setattr__(self, "printed", typographic(self.name))
        if m:
            object.__setattr__(self, "name", f"{m['letters']}{m['before']}{m['after']}{m['digit']}")


@dataclass(frozen=True, slots=True)
class Step:
    """The phases present together, in printed order; equal to a step with the same phases in another order."""

    phases: tuple[Phase, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Step) and frozenset(self.phases) == frozenset(other.phases)

    def __hash__(self) -> int:
        return hash(frozenset(self.phases))

    def __str__(self) -> str:
        return "/".join(p.name for p in self.phases)


@dataclass(frozen=True, slots=True)
class Transition:
    """Ordered steps as printed; ``repaired`` notes what was mended; ``undecided`` says why another reading is possible."""

    steps: tuple[Step, ...]
    repaired: tuple[str, ...] = field(default=(), compare=False)
    reversible: bool = field(default=False, compare=False)
    undecided: str | None = field(default=None, compare=False)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)


# --- words and letters ----------------------------------------------------------------------------------------------------------

_LETTERS = "OPP|OP|O|P|T"
_LAYERED = re.compile(rf"(?P<letters>{_LETTERS})(?P<before>'{{0,3}})(?P<digit>[1-6])(?P<after>'{{0,3}})")
_LABEL = re.compile(rf"(?:{_LETTERS})['0]{{0,3}}[1-6]['0]{{0,3}}(?:hex|mono|mon|orth)?(?![0-9A-Za-z'])")
# A font whose prime has the code of zero prints O′3 as O03; no phase has a zero in its name.
_NAMED = {
    "spinel": "spinel",
    "tunnel": "tunnel",
    "layered": "layered",
    "rock-salt": "rock salt",
    "rock salt": "rock salt",
    "rocksalt": "rock salt",
    "li2mno3-like": "Li2MnO3-like",
    "li2mno3": "Li2MnO3",
    "monoclinic": "monoclinic",
    "orthorhombic": "orthorhombic",
    "amorphous": "amorphous",
    "birnessite": "birnessite",
    "hydrate": "hydrate",
}
_SHORT = {"S": "spinel", "T": "tunnel", "Z": "Z"}
_FILLER = frozenset(
    """
    biphasic biphase bi dual triphasic tri triple two three multi multiphase mixed mixture hybrid composite composites
    heterostructure heterostructured intergrowth intergrown coexisting coexistence type types phase phases structure
    structures structured based pure single main major minor minority majority dominant dominated predominant secondary
    of the a an with in for is are contains consists content contents fraction fractions ratio respectively and
    hexagonal trigonal rhombohedral distorted from then finally reversible reversibly highly irreversible transition
    transitions transformation transformations transforms evolution structural during charge charging discharge
    discharging on upon back via through followed by again wt mol vol weight mass at approximately about ca symbiotic
    symbiosis stacking solid-solution solution solid reaction cycling desodiation sodiation intermediate
    """.split()  # noqa: SIM905
)
_DROPPED_WITH_PHASES = frozenset({"layered", "monoclinic", "orthorhombic"})  # adjectives where a phase is named beside them
_ARROW = re.compile(r"\s*(?:<?[-=]{1,2}\s?>|[→⟶➔➝➞⇒⟹⇨▸►\uf0ae⇄⇌↔⟷⇋⇔⮂⇆]|<->|<=>|\bto\b|\binto\b|>)\s*")
_BOTH_WAYS = frozenset({"⇄", "⇌", "↔", "⟷", "⇋", "⇔", "⇆", "<->", "<=>"})
_TOKEN = re.compile(
    rf"(?P<arrow>{_ARROW.pattern})|(?P<bang>\s*!+\s*)|(?P<label>{_LABEL.pattern})"
    r"|(?P<number>[~≈∼]?\s*[0-9]+(?:\.[0-9]+)?(?:\s*(?:wt|mol|vol|at|mass|weight)?\.?\s*%)?)"
    r"|(?P<word>(?:Li2MnO3(?:-like)?|[Rr]ock[- ]?salt|solid-solution|[A-Za-z\u0370-\u03ff]+[0-9]?'{0,3}(?![0-9])))"
    r"|(?P<spaced>\s+/\s+)|(?P<slash>\s*[/@+&|]\s*)|(?P<dash>\s*-\s*)|(?P<blank>[\s,;:.()\[\]%]+)|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Token:
    """A phase, or a sign: ``>`` arrow, ``-`` dash, `` / `` spaced and ``/`` tight separator, number, blank, ``?`` unknown."""

    kind: str
    text: str
    phase: Phase | None = None
    note: str | None = None


def _fold(text: str) -> str:
    """One form for dashes and primes, markup away."""
    text = re.sub(r"[_^]\{([^{}]*)\}", r"\1", text)
    text = re.sub("[‐‑‒–—―−﹣－─\u00ad\ufffe\x02]", "-", text)
    text = re.sub('[″”“"]', "''", text.replace("‴", "'''"))
    text = re.sub("[′’‘´ʹ`ʼ‵]", "'", text).replace("⁄", "/").replace("∕", "/").replace("／", "/")
    return text.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", "01234567890123456789")).replace("\u00a0", " ")


def _as_step(as_prepared: Sequence[Phase | str] | None) -> Step | None:
    if not as_prepared:
        return None
    return Step(tuple(p if isinstance(p, Phase) else Phase(_NAMED.get(p.lower(), _SHORT.get(p, p))) for p in as_prepared))


def _phase(label: str) -> Phase:
    """Make the phase of a layered label, a zero in it being a prime."""
    bare = re.sub("[a-z]+$", "", label)
    mended = bare.replace("0", "'")
    form = typographic(mended) + label[len(bare) :]
    note = f"{typographic(mended)} printed as {label!r}" if mended != bare else None
    return Phase(mended, form, True, note)


def _word(word: str, abbreviations: Mapping[str, str] | None) -> _Token:
    """Tell a named phase, a label explained by the document, a filler and an unknown label apart."""
    meant = (abbreviations or {}).get(word)
    if meant is not None:
        layered = _LAYERED.fullmatch(_fold(meant))
        name = meant.strip().lower().removesuffix(" phase").removesuffix("-type").removesuffix(" structure").strip()
        return _Token("L", word, Phase(meant if layered else _NAMED.get(name, name), word))
    if word in _SHORT:
        return _Token("L", word, Phase(_SHORT[word], word))
    if word.lower() in _NAMED:
        return _Token("L", word, Phase(_NAMED[word.lower()], word))
    if word.lower() in _FILLER:
        return _Token("and" if word.lower() == "and" else " ", word)
    if re.fullmatch(r"[A-Z][a-z]?[0-9]?'{0,3}|[\u0370-\u03ff]'{0,3}", word):
        return _Token("L", word, Phase(word, typographic(word), known=False))
    return _Token("?", word)


def _tokens(text: str, abbreviations: Mapping[str, str] | None) -> list[_Token]:
    """Cut folded text into phases and signs; dashes of ``P2-type`` and adjectives beside phases are blanks."""
    out: list[_Token] = []
    for m in _TOKEN.finditer(re.sub(r"-(?=(?:type|phase|based|structure))", " ", text.strip(), flags=re.IGNORECASE)):
        kind, found = str(m.lastgroup), m[0]
        if kind == "arrow":
            out.append(_Token(">", found, None, f"arrow printed as {found.strip()!r}" if found.strip() == ">" else None))
        elif kind == "bang":
            out.append(_Token(">", found, None, f"arrow printed as {found.strip()!r}"))
        elif kind == "label":
            explained = (abbreviations or {}).get(found)
            out.append(_word(found, abbreviations) if explained else _Token("L", found, _phase(found)))
        elif kind == "word":
            out.append(_word(found, abbreviations))
        elif kind == "other":
            out.append(_Token("?", found))
        else:
            out.append(_Token({"number": "number", "spaced": " / ", "slash": "/", "dash": "-", "blank": " "}[kind], found))
    if any(t.phase and _LAYERED.fullmatch(t.phase.name) for t in out):
        out = [_Token(" ", t.text) if t.phase and t.phase.name in _DROPPED_WITH_PHASES else t for t in out]
    return _between_phases(out)


def _between_phases(tokens: list[_Token]) -> list[_Token]:
    """Keep slashes and dashes only where they stand between two phases; elsewhere they are punctuation."""
    out: list[_Token] = []
    solid = [t for t in tokens if t.kind not in {" ", "and"}]
    for token in tokens:
        if token.kind in {"-", "/", " / "}:
            k = next(i for i, t in enumerate(solid) if t is token)
            between = 0 < k < len(solid) - 1 and solid[k - 1].phase and solid[k + 1].phase
            token = token if between else _Token(" ", token.text)
        out.append(token)
    return out


def _without_remarks(text: str) -> str:
    """Drop bracketed remarks that name no phase: voltages, space groups, fractions."""
    return re.sub(r"\([^()]*\)", lambda m: m[0] if _LABEL.search(m[0]) or re.search(r"[→>]", m[0]) else " ", text)


def _slash(phases: list[Phase], start: Step | None) -> tuple[set[str] | None, str | None]:
    """Decide what slashes mean where nothing else stands between phases: (signs that are arrows or None, doubt)."""
    arrows = {"/", " / "}
    repeated = len(set(phases)) < len(phases)
    single = start is not None and len(start.phases) == 1 and phases[0] == start.phases[0]
    if single:
        return arrows, None
    if start and not repeated:
        same = set(start.phases) == set(phases)
        return set(), None if same else "slashes may be arrows: the phases are not those of the material as prepared"
    if repeated and not start and phases == phases[::-1]:
        return arrows, "slashes read as arrows, because the phases run forth and back"
    if repeated:
        return None, "a phase is repeated: some slashes are arrows, but not which"
    return set(), "slashes read as separators" if len(phases) > 3 else None
