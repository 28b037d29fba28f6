"""Publications for the tests of the map."""

import random

from pipeline.trends.model import Publication

TOPICS, WORDS = 5, 12


def publication(number, title="", *, abstract=None, keywords=(), index_terms=(), year=2020, **fields):
    return Publication(
        identifier=f"x#{number}",
        title=title,
        abstract=abstract,
        keywords=tuple(keywords),
        index_terms=tuple(index_terms),
        year=year,
        **fields,
    )


def titled(*titles, **fields):
    return [publication(number, title, **fields) for number, title in enumerate(titles)]


def topic_word(topic, number):
    return f"{'bdfgk'[topic]}{'aeiou'[number % 5]}{'lmnr'[number // 5]}ite"


def planted(publications=600, seed=7):
    """Publications of five topics with twelve words each: five words of one topic, and in three of ten one stray word."""
    draw = random.Random(seed)
    made = []
    for number in range(publications):
        topic = number % TOPICS
        names = [topic_word(topic, w) for w in draw.sample(range(WORDS), 5)]
        if draw.random() < 0.3:
            names.append(topic_word(draw.randrange(TOPICS), draw.randrange(WORDS)))
        made.append(publication(number, ", ".join(names), year=2015 + number % 10, citations=number))
    return made
