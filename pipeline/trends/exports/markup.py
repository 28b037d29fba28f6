"""Records of XML files, element by element.

In: text; out: `Parsed` records. Each element is parsed alone, so that a broken one costs itself only. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.model import Publication

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)")
_UNREAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def elements(text: str, name: str, made: Callable[[Element], Publication]) -> Iterator[Parsed | Remark]:
    """Yield what is made of each element of a name, each parsed alone: a broken one costs itself."""
    opening = list(re.finditer(rf"<{name}(?:\s[^>]*)?>", text))
    line, counted = 1, 0
    for k, start in enumerate(opening):
        line += text.count("\n", counted, start.start())
        counted = start.start()
        until = opening[k + 1].start() if k + 1 < len(opening) else len(text)
        end = text.find(f"</{name}>", start.end(), until)
        if end < 0:
            yield Parsed(line, fault=f"has no end </{name}>")
            continue
        try:
            element = ElementTree.fromstring(_ENTITY.sub("&amp;", _UNREAL.sub("", text[start.start() : end + len(name) + 3])))
        except ElementTree.ParseError as error:
            yield Parsed(line, fault=f"is no well-formed XML: {error}")
            continue
        yield Parsed(line, made(element))


def text_in(element: Element | None, path: str = "") -> str:
    """Return an element's text, or that of the first one at a path in it, on one line; empty if there is none."""
    found = element.find(path) if element is not None and path else element
    return "" if found is None else " ".join("".join(found.itertext()).split())


def all_in(element: Element, path: str) -> list[str]:
    """Return the texts of all elements at a path that have some."""
    return [text for found in element.findall(path) if (text := text_in(found))]
