"""How a word broken at the end of a line is joined: sodia- tion, core- shell, P2- type.

In: the two halves and the vocabulary of the document; out: the word as the author wrote it. Method: own. The document decides
first (how does it write the word inside a line?), then English word frequencies (wordfreq's list, read once), then how words are
built. In doubt a hyphen between two English words stays, one inside a word goes.
"""

from __future__ import annotations

import gzip
import importlib
import importlib.util
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.model import plain

_HYPHENS = "-\u2010\u2011"
_DASHES = "–—−‒―"
_SUSPENDED = frozenset({"and", "or", "to", "but", "versus", "vs", "vs.", "as"})
_LETTERS_END = re.compile(r"[^\W\d_]+$")
_LETTERS_START = re.compile(r"[^\W\d_]+")
_EDGE = "()[]{}.,;:!?\"'“”‘’«»*"

_NAME = 4
"""Letters of a name that hardly are those of another one and a word by chance."""

_ELEMENTS = frozenset(
    """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru
    Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At
    Rn Ra Th Pa U TM RE AM
    """.split()  # noqa: SIM905
)

_JOINING_PREFIXES = frozenset(
    """
    ab ac ad af aero agglo amor an ana ante aqua aryl auto be bi bio bis carb chem chemo chloro chrono circum com con contra
    coulo counter cryo crystallo cyano cyclo de dec deca des di dif dis electro elec em en endo ethyl exo extra ferro fluoro
    fore galvano geo gravi hepta hetero hexa homo hydro hyper hypo im in infra inter intra intro iso kilo lith litho macro mag
    magneto mal mega meso meta methoxy methyl micro mis mono morpho multi nano neo nitro nona octa oligo ortho out over oxo
    oxy para penta per perfluoro peri phospho photo physico physio piezo poly potas potentio pro proto pyro radio re retro
    sodia spectro spectra stereo stoichio sub sulfo super supra sym syn tech tele ter tetra therm thermo trans tri trifluoro
    ultra un under uni up vinyl volta
    """.split()  # noqa: SIM905
)
"""Beginnings that are written together with what follows."""

_KEEPING_PREFIXES = frozenset(
    """
    non co self quasi ex post pre pseudo semi anti all well half cross mid near low high off cut by on one two three four five
    six seven eight nine ten first second third single double triple dual
    """.split()  # noqa: SIM905
)
"""Beginnings that keep their hyphen unless the whole is a known word."""

_HEADS = frozenset(
    """
    based type types like free rich poor doped coated derived modified containing substituted ion ions phase phases shell term
    rate rates scale range state step stage dependent independent driven induced assisted layered layer terminated supported
    bonded linked resolved sensitive active inactive related treated prepared synthesized grade performance energy power
    voltage temperature density capacity order ordered site sites metal metals oxide oxides plane axis edge art efficient
    effective friendly called ray rays deficient dimensional angle situ operando half cell cells wise fold bearing level
    quality purity known defined lasting cycling
    """.split()  # noqa: SIM905
)
"""Second halves of compounds that are written with a hyphen."""

_TWO_WORDS = frozenset((a, b) for a in ("in", "ex", "out") for b in ("situ", "plane", "vivo", "vitro", "depth", "house", "line"))
"""Pairs of short words that are no prefix and stem."""

_FIELD_WORDS = frozenset(
    """
    cation cations cationic anion anions anionic anode anodes anodic cathode cathodes cathodic electrochemical
    electrochemically electrochemistry electrolyte electrolytes electrode electrodes electronegativity intercalation
    intercalate intercalated intercalating deintercalation deintercalated sodiation desodiation sodiated desodiated lithiation
    delithiation lithiated delithiated insertion extraction polymorph polymorphs polyanion polyanionic nanoparticle
    nanoparticles nanosheet nanosheets nanorod nanorods nanowire nanowires nanofiber nanofibers nanoscale nanostructure
    nanostructures nanostructured microstructure microstructural microspheres mesoporous macroporous microporous stoichiometry
    stoichiometric nonstoichiometric crystallinity crystallographic crystallite crystallites voltammetry voltammogram
    voltammograms voltammetric chronoamperometry galvanostatic galvanostatically potentiostatic potentiostat spectroscopy
    spectroscopic spectrometry spectrometer diffractometer diffractogram diffraction synchrotron calcination calcined
    coprecipitation redox overpotential overpotentials oxidation reduction superlattice superstructure sublattice octahedra
    octahedral tetrahedra tetrahedral prismatic rhombohedral hexagonal orthorhombic monoclinic trigonal cubic interlayer
    interlayers intergrowth intergrowths interphase interphases interfacial heterostructure heterostructures homogeneous
    heterogeneous hydrothermal solvothermal thermogravimetric gravimetric volumetric coulombic faradaic pseudocapacitive
    pseudocapacitance impedance conductivity ionic diffusivity coefficient coefficients reversible irreversible reversibility
    irreversibility polarization perchlorate hexafluorophosphate carbonate fluoroethylene polyvinylidene fluoride
    polytetrafluoroethylene pyrrolidone trifluoromethyl manganese manganate nickelate cobaltate ferrite vanadate titanate
    phosphate pyrophosphate sulfate sulfide selenide telluride hydroxide microscopy micrograph micrographs transmission
    dislocation dislocations vacancy vacancies antisite dopant dopants doping codoping feedstock biomass graphene graphite
    graphitic amorphous monolayer bilayer multilayer bandgap supercell supercapacitor supercapacitors supercapacitive
    byproduct byproducts passivation exfoliation gliding distortion aqueous nonaqueous dendrite dendrites bulk onset
    """.split()  # noqa: SIM905
)
"""Words of the field that an English list ranks too low, or lacks."""


_BRACKETED_PREFIX = re.compile(r"(?i)\((?:de|re|co|dis|un|non|inter)\)[a-z]*$")  # (de)intercalation


class Hyphens:
    """Decides how words broken at line ends are joined, for one document."""

    def __init__(self, vocabulary: Counter[str]) -> None:
        self._own = vocabulary
        spaced = sum(n for w, n in vocabulary.items() if w.startswith("non-"))
        solid = sum(
            n for w, n in vocabulary.items() if w.startswith("non") and w[3:] in vocabulary and len(w) > 6 and "-" not in w
        )
        self._solid_non = solid > spaced

    def join(self, left: str, right: str) -> str:
        """Return ``left`` (the end of a line, its hyphen included) and ``right`` as they read inside a line; markup is kept."""
        if not left or not right:
            return left + right
        last = left[-1]
        suspended = right.strip(_EDGE).lower() in _SUSPENDED and right[:1].islower()
        if last in _DASHES:
            return f"{left} {right}" if suspended and len(left) > 1 else left + right
        if last == "\u00ad":
            return left[:-1] + right
        if last not in _HYPHENS:
            return f"{left} {right}"
        if left.rstrip(_HYPHENS + _DASHES) == "" or (len(left) > 1 and left[-2] in _HYPHENS + _DASHES):
            return left + right
        if suspended and not self._is_word(left[:-1], right):
            return f"{left} {right}"
        return (left if self._keeps(left[:-1], right) else left[:-1]) + right

    def _is_word(self, stem: str, right: str) -> bool:
        """Whether the halves of a word end by chance in and, or, to: thous- and."""
        a = _LETTERS_END.search(stem)
        whole = (a[0] if a else "") + right.strip(_EDGE)
        return (
            a is not None and whole.isalpha() and lexicon().get(whole.lower(), 0.0) >= max(3.0, lexicon().get(a[0].lower(), 0.0))
        )

    def _keeps(self, stem: str, right: str) -> bool:
        start, end = _LETTERS_START.match(right.lstrip("([“‘\"'")), _LETTERS_END.search(stem)
        if end is None or start is None or right[:1] in "([":
            return True
        a, b = end[0], start[0]
        before, after = stem[: end.start()][-1:], right[start.end() :]
        if (
            before.isdigit()
            or (before == ")" and not _BRACKETED_PREFIX.search(stem))
            or before in ("}", "]", "@", ".", "_", "=", "%", "&")
            or "://" in stem
            or stem.startswith("www.")
        ):
            return True
        if after[:1].isdigit() or after[:1] in ("_", "^", "@") or re.match(r"[.][A-Za-z]", after):
            return True
        if len(a) == 1 and not (before in _HYPHENS and before):
            return True
        if len(a + b) >= _NAME and self._told(a, b) > 0:
            return False  # a sample's name that the document writes in one: NaL- NMFT-0.02
        if b[0].isupper() and not (a.isupper() and b.isupper() and len(a) > 1):
            return True
        if not a.isupper() and any(t.isupper() for t in a[1:]):
            return True
        if a.isupper() and not b.isupper():
            return True
        return self._compound(a, b)

    def _told(self, a: str, b: str) -> int:
        """How much more often the document writes two runs of letters in one than with a hyphen between them."""
        return self._own[a.lower() + b.lower()] - self._own[f"{a.lower()}-{b.lower()}"]

    def _compound(self, a: str, b: str) -> bool:
        """Whether two runs of letters are parts of a hyphenated compound rather than halves of one word."""
        if (told := self._told(a, b)) != 0:
            return told < 0
        low_a, low_b = a.lower(), b.lower()
        words = lexicon()
        whole, first, second = (words.get(w, 0.0) for w in (low_a + low_b, low_a, low_b))
        if a in _ELEMENTS and a != "I":
            return not (whole >= 3.5 or (whole >= 3.0 and second < whole))
        if (low_a, low_b) in _TWO_WORDS:
            return True
        if low_a == "non" and len(b) > 2:
            return not (self._solid_non or (whole >= 3.0 and second < whole))
        both = first >= 3.3 and second >= 3.3 and len(a) > 2 and len(b) > 2
        if whole >= 3.0:
            return False
        if a.isupper() and len(a) <= 4 and len(b) <= 4:
            return True
        if low_b in ("sized", "shaped"):
            return True
        if low_a in _KEEPING_PREFIXES and len(b) > 3 and second >= 2.0:
            return whole < (2.6 if low_a in ("co", "pre", "anti", "semi", "pseudo") else 3.0)
        if low_b in _HEADS and low_a not in _JOINING_PREFIXES:
            return first > 0 or len(a) > 4
        if low_a in _JOINING_PREFIXES:
            return False
        if whole > 0:
            return both and second > whole + 1 and whole < 2.2
        if second < 2.9 and not (first >= 3.3 and len(a) >= 4 and second >= 1.3 and len(b) >= 7):
            return False
        return first >= 2.9


def vocabulary(words: Iterable[str]) -> Counter[str]:
    """Return how often a document writes each word inside its lines, in small letters, and each pair of a hyphenated compound.

    Words in order of reading, with or without markup; both halves of a word broken at a line end are left out.
    """
    out: Counter[str] = Counter()
    broken = False
    for word in words:
        bare = (plain(word) if "{" in word else word).strip(_EDGE).replace("\u2010", "-").replace("\u2011", "-").lower()
        half, broken = broken, bare.endswith("-")
        if half or broken or not bare:
            continue
        if bare.isalpha():
            out[bare] += 1
            continue
        parts = bare.split("-")
        if len(parts) > 1:
            out.update(f"{x}-{y}" for x, y in pairwise(parts) if x and y)
            out.update(p for p in parts if p.isalpha())
    return out


@lru_cache(maxsize=1)
def lexicon() -> Mapping[str, float]:
    """Return English words and their Zipf frequency (3: once in a million words, 6: once in a thousand); read at first use."""
    out = dict.fromkeys(_FIELD_WORDS, 4.0)
    for i, bucket in enumerate(_buckets()):
        zipf = 9.0 - i / 100.0
        if zipf < 1.3:
            break
        for word in bucket:
            if word.isalpha() and word not in out:
                out[word] = zipf
    return out


def _buckets() -> list[list[str]]:
    """Return wordfreq's large English list, by hundredths of a decade; its own import is four times as slow as its data."""
    found = importlib.util.find_spec("wordfreq")
    if found is None or found.origin is None:
        return []
    msgpack: Any = importlib.import_module("msgpack")
    with gzip.open(Path(found.origin).parent / "data" / "large_en.msgpack.gz") as stream:
        buckets: list[Any] = msgpack.load(stream, raw=False)
    return buckets[1:]
