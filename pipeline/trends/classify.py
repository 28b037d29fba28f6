"""What a publication is about, by a vocabulary that the user can replace: on topic or not, families, challenges, strategies.

In: publications and a vocabulary (`vocabulary.toml` beside this file says how one is written). Out: a classification each, with
every term that it rests on and where the term stands. On topic is a record that names sodium and a battery and whose points for
the subject reach the vocabulary's least and exceed those for other subjects; points are earned in title, keywords and abstract.
Method: own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.trends.model import Publication
from pipeline.trends.terms import Terms, plain_text, settled

VOCABULARY = Path(__file__).with_name("vocabulary.toml")
PLACES = ("title", "keywords", "abstract")
_POINTS = ("subject", "rival")
_CLASSES = ("family", "challenge", "strategy")


def classify(publications: Iterable[Publication], vocabulary: Vocabulary) -> Iterator[Classification]:
    """Yield what each publication is about, in their order."""
    for publication in publications:
        yield _classified(publication, vocabulary)


def load_vocabulary(path: Path = VOCABULARY) -> Vocabulary:
    """Read a vocabulary.

    Raises ValueError that names the file and what is wrong in it, and OSError where it cannot be opened.
    """
    try:
        return _vocabulary(tomllib.loads(path.read_text("utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise ValueError(f"{path} is no vocabulary: {what}; compare it with {VOCABULARY.name}, which is shipped") from error


@dataclass(frozen=True, slots=True)
class Reason:
    """A term that was met: the group it speaks for (``subject``, ``rival``, ``family`` …), the rule, the print, and the place."""

    group: str
    rule: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Classification:
    """What one publication is about, and why.

    ``subject`` and ``rival`` are the points for the topic and for other subjects. ``doubtful`` marks a record so near the line
    that a person should look. Families, challenges and strategies are named as in the vocabulary and in its order; a record off
    topic has none.
    """

    identifier: str
    on_topic: bool
    review: bool
    families: tuple[str, ...]
    challenges: tuple[str, ...]
    strategies: tuple[str, ...]
    subject: float
    rival: float
    doubtful: bool
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        """Return the reasons in one line: ``subject layered oxide: "layered oxide" (title); …``."""
        return "; ".join(f'{r.group} {r.rule}: "{r.text}" ({r.place})' for r in self.reasons)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a vocabulary: the group and name it speaks for, its weight by place, the number of the list that voids it."""

    group: str
    name: str
    weight: Mapping[str, float]
    unless: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules by the number of their list in ``terms``."""

    rules: Mapping[int, Rule]
    terms: Terms


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary ready for use."""

    topic: str
    least: float
    points: Mapping[str, float]
    rules: Rules
    review_kinds: tuple[str, ...] = ()

    def names(self, group: str) -> tuple[str, ...]:
        """Return the names of a group (``family``, ``challenge``, ``strategy``) in the vocabulary's order."""
        return tuple(r.name for r in self.rules.rules.values() if r.group == group)


def _vocabulary(data: dict[str, Any]) -> Vocabulary:
    """Make a vocabulary of what its file says."""
    review = data["review"]
    return Vocabulary(
        topic=data["topic"]["name"],
        least=float(data["topic"]["least"]),
        points={place: float(data["topic"]["points"][place]) for place in PLACES},
        rules=_rules(
            [
                *(("context", {"name": n, "words": data["context"][n]}) for n in ("sodium", "battery")),
                *((group, entry) for group in ("subject", "rival") for entry in data[group]),
                *(("review", {"name": p, "words": review[p], "except": review.get("except", [])}) for p in ("title", "abstract")),
                *((group, entry) for group in _CLASSES for entry in data.get(group, [])),
            ]
        ),
        review_kinds=tuple(k.lower() for k in review.get("kinds", [])),
    )


def _rules(entries: list[tuple[str, dict[str, Any]]]) -> Rules:
    """Make the rules of some groups ready to search with."""
    lists: list[tuple[list[str], list[str]]] = []
    rules: dict[int, Rule] = {}
    for group, entry in entries:
        unknown = set(entry) - {"name", "words", "except", "weight", "unless"}
        if unknown:
            raise ValueError(f"{group} {entry.get('name', '')!r} has {', '.join(sorted(unknown))}, which means nothing")
        voids = None
        if entry.get("unless"):
            voids = len(lists)
            lists.append((entry["unless"], []))
        rules[len(lists)] = Rule(group, entry["name"], _weights(entry.get("weight", 1)), voids)
        lists.append((entry["words"], entry.get("except", [])))
    return Rules(rules, Terms(lists))


def _weights(given: float | dict[str, float]) -> dict[str, float]:
    """Return the weight of a rule by place."""
    if not isinstance(given, dict):
        return dict.fromkeys(PLACES, float(given))
    if unknown := set(given) - set(PLACES):
        raise ValueError(f"a weight is for {', '.join(sorted(unknown))}, which is no place; places are {', '.join(PLACES)}")
    return {place: float(given.get(place, 0)) for place in PLACES}


def _classified(publication: Publication, vocabulary: Vocabulary) -> Classification:
    """Classify one publication: whether it is on topic, and if so what of the topic it is about."""
    texts = {
        "title": plain_text(publication.title),
        "keywords": plain_text("; ".join((*publication.keywords, *publication.index_terms))),
        "abstract": plain_text(publication.abstract),
    }
    points = dict.fromkeys(_POINTS, 0.0)
    context: set[str] = set()
    named: dict[str, dict[str, Reason]] = {group: {} for group in _CLASSES}
    reasons: list[Reason] = []
    for rule, place, terms, reason in _met(vocabulary.rules, texts):
        if rule.group in points:
            earned = rule.weight[place] * vocabulary.points[place] * terms
            points[rule.group] += earned
            if earned:
                reasons.append(reason)
        elif rule.group == "context":
            context.add(rule.name)
        elif rule.group in named:
            named[rule.group].setdefault(rule.name, reason)
        elif rule.name == place:
            reasons.append(reason)
    reasons += [Reason("review", "type", kind, "type") for kind in publication.kinds if _is_review(kind, vocabulary)]
    subject, rival = points["subject"], points["rival"]
    margin = min(subject - vocabulary.least, subject - rival)
    on_topic = len(context) == 2 and subject >= vocabulary.least and subject > rival
    classes = {group: sorted(found, key=vocabulary.names(group).index) if on_topic else [] for group, found in named.items()}
    reasons += [named[group][name] for group, names in classes.items() for name in names]
    return Classification(
        publication.identifier,
        on_topic,
        any(r.group == "review" for r in reasons),
        tuple(classes["family"]),
        tuple(classes["challenge"]),
        tuple(classes["strategy"]),
        subject,
        rival,
        len(context) == 2 and subject > 0 and abs(margin) < vocabulary.points["abstract"],
        tuple(reasons),
    )


def _met(rules: Rules, texts: Mapping[str, str]) -> Iterator[tuple[Rule, str, int, Reason]]:
    """Yield the rules that a record meets by place, in order there: rule, place, number of different terms, the first."""
    found = {place: rules.terms.find(text) for place, text in texts.items() if text}
    met = sorted({number for hits in found.values() for number in hits} & set(rules.rules))
    in_title = found.get("title", {})
    for place, hits in found.items():
        held = [n for n in met if n in hits and not (rules.rules[n].unless in hits or rules.rules[n].unless in in_title)]
        for group in _POINTS:
            of_group = [n for n in held if rules.rules[n].group == group]
            if len(of_group) > 1:
                kept = settled(h for n in of_group for h in hits[n])
                hits |= {n: [h for h in kept if h.rule == n] for n in of_group}
        for number in held:
            mine = hits[number]
            if mine:
                rule, first = rules.rules[number], mine[0]
                yield (
                    rule,
                    place,
                    len({h.term for h in mine}),
                    Reason(rule.group, rule.name, texts[place][first.start : first.end], place),
                )


def _is_review(kind: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a document type in the source's words is a review."""
    lowered = kind.strip().lower()
    return any(lowered.startswith(k[:-1]) if k.endswith("*") else lowered == k for k in vocabulary.review_kinds)
