"""What a map of hotspots is made of: its settings, terms, links, clusters, themes and bursts.

In: nothing; out: frozen values. Terms are ordered by falling weight; links name their two terms by place in that order, the lower
place first. Method: own, after the words of VOSviewer (van Eck and Waltman, Scientometrics 84, 523, 2010).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Settings:
    """How a map is made.

    ``minimum_occurrences`` is the number of publications that a term needs; None is a tenth of the square root of the number of
    publications, at least 3. Of the candidates the ``relevant_share`` with the highest relevance stays (a hundred at least), and
    of these the ``maximum_terms`` that occur most. ``occurrences`` counts a term once a publication (binary) or as often as it
    stands there (all). ``counting`` gives a publication with n terms the weight 1 for each pair (full) or 1/(n - 1) (fractional).
    ``last_complete_year`` is the last year that bursts and emerging terms look at; None is the year before the newest.
    ``recent_years`` is the number of years that emerging terms are looked for in.
    """

    minimum_occurrences: int | None = None
    maximum_candidates: int = 2000
    relevant_share: float = 0.6
    maximum_terms: int = 250
    occurrences: Literal["binary", "all"] = "binary"
    counting: Literal["full", "fractional"] = "full"
    abstracts: bool = True
    index_terms: bool = True
    resolution: float = 1.0
    minimum_cluster_size: int = 3
    restarts: int = 10
    search_rounds: int = 1000
    attraction: float = 2.0
    repulsion: float = 1.0
    layouts: int = 5
    seed: int = 1
    last_complete_year: int | None = None
    recent_years: int = 3
    burst_ratio: float = 2.0
    burst_cost: float = 1.0

    def __post_init__(self) -> None:
        """Raise ValueError, naming the setting, when one is out of its range."""
        checks = (
            ("minimum_occurrences", self.minimum_occurrences is None or self.minimum_occurrences >= 1, "at least 1"),
            ("maximum_candidates", self.maximum_candidates >= 2, "at least 2"),
            ("relevant_share", 0 < self.relevant_share <= 1, "above 0 and at most 1"),
            ("maximum_terms", self.maximum_terms >= 2, "at least 2"),
            ("occurrences", self.occurrences in ("binary", "all"), "binary or all"),
            ("counting", self.counting in ("full", "fractional"), "full or fractional"),
            ("resolution", self.resolution > 0, "above 0"),
            ("minimum_cluster_size", self.minimum_cluster_size >= 1, "at least 1"),
            ("restarts", self.restarts >= 1, "at least 1"),
            ("search_rounds", self.search_rounds >= 0, "at least 0"),
            ("attraction", self.attraction > self.repulsion, "above the repulsion"),
            ("layouts", self.layouts >= 1, "at least 1"),
            ("recent_years", self.recent_years >= 1, "at least 1"),
            ("burst_ratio", self.burst_ratio > 1, "above 1"),
            ("burst_cost", self.burst_cost >= 0, "at least 0"),
        )
        for name, good, bound in checks:
            if not good:
                raise ValueError(f"{name} is {getattr(self, name)!r}; it must be {bound}")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the map.

    ``occurrences`` is the number of publications that have it (or, when all are counted, of its mentions), ``x`` and ``y`` its
    place (mean distance of two terms 1), ``cluster`` counts from 1, ``links`` and ``strength`` are the number and the sum of its
    co-occurrences, ``mean_year`` is the mean year of its publications and ``mean_citations`` that of their citations, where
    known. ``publications`` are places in the list that the map was built from.
    """

    label: str
    occurrences: int
    relevance: float
    x: float
    y: float
    cluster: int
    links: int
    strength: float
    mean_year: float | None
    mean_citations: float | None
    publications: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Two terms by place (``first < second``), their co-occurrence and their association strength."""

    first: int
    second: int
    weight: float
    association: float


@dataclass(frozen=True, slots=True)
class Theme:
    """A cluster as a theme, named after its leading terms.

    ``terms`` are places; ``centrality`` and ``density`` are Callon's.
    """

    cluster: int
    name: str
    terms: tuple[int, ...]
    occurrences: int
    centrality: float
    density: float
    quadrant: Literal["motor", "basic", "niche", "emerging or declining"]


@dataclass(frozen=True, slots=True)
class Burst:
    """A term's burst: first and last year (both in it), and its weight, the cost that the higher rate saves."""

    term: int
    first_year: int
    last_year: int
    weight: float


@dataclass(frozen=True, slots=True)
class Emerging:
    """A term that emerges: publications in the recent years and before, the ratio of its shares in them, and the p value."""

    term: int
    recent: int
    before: int
    ratio: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Paper:
    """What the page shows of a publication: title without markup, year, journal, DOI, citations."""

    identifier: str
    title: str
    year: int | None
    journal: str | None
    doi: str | None
    citations: int | None


@dataclass(frozen=True, slots=True)
class HotspotMap:
    """A map of hotspots: what it was made with, and what it shows.

    ``objective`` is the value of the clustering before small clusters were merged, ``stress`` that of the layout.
    ``years`` are the complete years that bursts and emerging terms were looked for in, ``by_year`` each term's publications in
    them that name it in title or keywords, ``totals`` all publications of those years.
    """

    settings: Settings
    publications: int
    minimum_occurrences: int
    candidates: int
    terms: tuple[Term, ...]
    links: tuple[Link, ...]
    themes: tuple[Theme, ...]
    bursts: tuple[Burst, ...]
    emerging: tuple[Emerging, ...]
    years: tuple[int, ...]
    totals: tuple[int, ...]
    by_year: tuple[tuple[int, ...], ...]
    objective: float
    stress: float
    papers: tuple[Paper, ...]
