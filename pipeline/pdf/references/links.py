"""DOIs and links in an entry, mended where a line end broke them.

In: an entry's text; out: the DOI, and the text without links. Method: own.
"""

from __future__ import annotations

import re

_DOI_LEAD = r"(?:https?\s*:\s*/\s*/\s*(?:dx\s*\.\s*)?doi\s*\.\s*org\s*/\s*|\b[Dd][Oo][Ii]\s*[:.]?\s*(?:org/)?\s*)"
_DOI_BEGIN = re.compile(rf"(?:{_DOI_LEAD})*(10\s?\.\s?\d{{4,9}}(?:\.\d+)*)\s*/\s*", re.I)
_DOI_RUN = re.compile(r"[^\s\"“”<>\[\]{}|^]+")
_DOI_ONWARD = re.compile(r"\s+(?=(?:[a-z0-9(][^\s,;]*\d[^\s]*|\d+)(?:[\s.,;)\]]|$))")


def take_doi(body: str) -> tuple[str | None, str]:
    """Return the DOI, mended where a line end broke it, and the text without it."""
    begin = _DOI_BEGIN.search(body)
    if begin is None:
        return None, body
    at, run = begin.end(), ""
    while match := _DOI_RUN.match(body, at):
        run += match[0]
        at = match.end()
        if re.fullmatch(r"\s+\d{3,}\.?\s*", body[at:]) and re.search(r"\d[a-z]?$", run):
            run, at = run + body[at:].strip(" ."), len(body)
        if run[-1] not in "-‐‑–/._(" and not (len(run) <= 4 and run.isalpha()):
            break
        onward = _DOI_ONWARD.match(body, at)
        if onward is None:
            break
        if run[-1] in "-‐‑–" and run[-2:-1].islower() and body[onward.end()].islower():
            run = run[:-1]
        at = onward.end()
    run = re.sub(r"[‐‑–−]", "-", run)
    run = re.split(r"[,;](?=$|[A-Za-z(])|\.(?=[A-Z][a-z]{3})", run)[0].rstrip(".,;:-/_")
    while run.endswith(")") and run.count(")") > run.count("("):
        run = run[:-1].rstrip(".,;:")
    rest = (body[: begin.start()].rstrip() + " " + body[at:].lstrip(" .")).strip()
    rest = re.sub(rf"{_DOI_LEAD}\s*$", "", rest, flags=re.I).strip()
    return (f"{re.sub(chr(92) + 's', '', begin[1])}/{run}" if re.search(r"\w", run) else None), rest


def drop_links(body: str) -> str:
    """Return the text without addresses on the web."""
    body = re.sub(r"\s*(?:Available (?:online|at|from)|URL|Online)\s*:?\s*(?=https?:|www\.)", " ", body)
    body = re.sub(r"(?:https?\s*:\s*//|www\.)\s*\S+(?:\s?/\s?\S+)*", " ", body)
    return re.sub(r"\s+", " ", body).strip()
