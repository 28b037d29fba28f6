"""What each draft of a document is: title, heading, paragraph, caption, reference and so on.

In: drafts in reading order and the document's typography; out: ``Role`` values – a kind and the lines, paragraphs joined across
columns and pages. Method: own; typography first (size, font, place), words second (captions' labels, section names).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.model import BlockKind
from pipeline.pdf.layout import Draft, Typography
from pipeline.pdf.lines import Line
from pipeline.pdf.sections import ABSTRACT, AFTER_REFERENCES, CAPTION, CAPTION_VERB, FRONT_MATTER, REFERENCES, SECTION, SUBSECTION
from pipeline.pdf.table_header import is_unit

_NUMBERED = re.compile(r"^\s*(\d{1,2}(\.\d{1,2})*\.?|[IVX]{1,4}\.|[A-Z]\.)\s+[A-Z0-9(“\"]")
_BULLET = re.compile(r"^\s*([•▪◦‣●○■□–·*]|\(?(\d{1,2}|[ivx]{1,4}|[a-h])\)|\d{1,2}[.)])\s+\S")
_EQUATION_NUMBER = re.compile(r"\(\s*\d{1,3}[a-z]?\s*\)\s*$")
_MATHS = re.compile(r"[=≈≤≥∑∫∏√→←⇌↔⟶±×∂]|<->|->")
_ENTRY = re.compile(r"^\s*[\[(]?(\d{1,3})[\]).]?\s*\S")
_IN_BRACKETS = re.compile(r"(?:\([^()]+\)|\[[^\[\]]+\])$")
_YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)[a-z]?\b")


@dataclass(frozen=True, slots=True)
class Role:
    """A piece of the document: its kind, its lines in order (over columns and pages), or the draft of a table."""

    kind: BlockKind
    lines: tuple[Line, ...]
    page: int
    draft: Draft


def assign_roles(drafts: Sequence[Draft], body: Typography) -> list[Role]:
    """Return what every draft is, in reading order, with paragraphs joined across columns, pages and floats."""
    roles = _first_page([_by_itself(d, body) for d in drafts], body)
    roles = _references(roles)
    roles = _figure_labels(roles, body)
    roles = _headings_joined(roles)
    return _joined(roles, body)


def _role(draft: Draft, kind: BlockKind) -> Role:
    return Role(kind, draft.lines, draft.page, draft)


def _by_itself(draft: Draft, body: Typography) -> Role:
    if draft.furniture:
        return _role(draft, BlockKind.FURNITURE)
    if draft.table is not None:
        return _role(draft, BlockKind.TABLE)
    text = draft.text.strip()
    if draft.caption or _is_caption(draft, body):
        return _role(draft, BlockKind.CAPTION)
    if _is_heading(draft, body):
        return _role(draft, BlockKind.HEADING)
    if _is_equation(draft, body):
        return _role(draft, BlockKind.FURNITURE)
    if _is_litter(draft, body):
        return _role(draft, BlockKind.FURNITURE)
    if _BULLET.match(text) and len(text) > 12:
        return _role(draft, BlockKind.LIST)
    return _role(draft, BlockKind.PARAGRAPH)


def _is_caption(draft: Draft, body: Typography) -> bool:
    match = CAPTION.match(draft.text.strip())
    if not match:
        return False
    first = draft.lines[0].words[0]
    after, rest = match["after"].strip(), match["rest"].strip()
    label_font = first.font != body.font
    if after in (".", ":", "|", "–", "—"):
        return bool(not rest or rest[0].isupper() or not rest[0].isalpha() or label_font)
    begins = bool(rest) and (rest[0].isupper() or not rest[0].isalpha())
    if after == "(":
        return label_font or abs(draft.size - body.size) > 0.3
    verb = CAPTION_VERB.match(rest)
    if verb and not begins:
        return False
    return (begins and (label_font or abs(draft.size - body.size) > 0.3 or draft.font != body.font)) or not rest


def _is_heading(draft: Draft, body: Typography) -> bool:
    text = draft.text.strip()
    words = text.split()
    if not words or len(words) > 24 or len(draft.lines) > 4 or not any(c.isalpha() for c in text):
        return False
    if SECTION.match(text) or REFERENCES.match(text) or (len(draft.lines) == 1 and SUBSECTION.match(text)):
        return True
    if len(text) < 3 or text.endswith((",", ";")):
        return False
    unit = _IN_BRACKETS.search(text)
    if unit and is_unit(unit[0]):  # the title of an axis
        return False
    distinct = draft.font != body.font and (draft.lines[0].bold or draft.size >= 0.97 * body.size)
    bigger = draft.size > 1.08 * body.size
    if text.endswith(".") and not bigger and not (draft.lines[0].bold and _NUMBERED.match(text)):
        return False
    letters = [w for w in words if w[:1].isalpha()]
    numbered = bool(_NUMBERED.match(text))
    if not letters or (text[0].islower() and not bigger):
        return False
    bold = draft.font != body.font and all(line.bold for line in draft.lines)
    short = len(words) <= 16
    if _EQUATION_NUMBER.search(text) or _MATHS.search(text):
        return False
    return short and (
        (bigger and len(letters) >= 1)
        or (bold and draft.size > 0.9 * body.size)
        or (distinct and numbered)
        or (distinct and len(words) >= 2 and _one_font(draft))
    )


def _one_font(draft: Draft) -> bool:
    return len({w.font for line in draft.lines for w in line.words if len(w.plain) > 2}) == 1


def _is_equation(draft: Draft, body: Typography) -> bool:
    if len(draft.lines) > 6 or len(draft.text) > 260:
        return False
    text = draft.text
    long_words = re.findall(r"[a-z]{4,}", text)
    if len(long_words) > 3 + 0.04 * len(text):
        return False
    numbered = any(_EQUATION_NUMBER.search(line.plain) for line in draft.lines)
    maths = bool(_MATHS.search(text))
    first = draft.lines[0]
    aside = first.x0 - first.left > 1.2 * body.size
    return (numbered and (maths or aside or len(long_words) <= 1) and len(long_words) <= 3) or (
        maths and aside and len(long_words) <= 2
    )


def _is_litter(draft: Draft, body: Typography) -> bool:
    """Stray text that is none of the running text: panel letters, axis labels, logos' words."""
    text = draft.text.strip()
    if len(list(islice((c for c in text if c.isalpha()), 2))) < 2:
        return True
    size = draft.size
    if size >= 0.8 * body.size and (len(text) >= 25 or size == body.size):
        return False
    words = len(re.findall(r"[A-Za-z]{2,}", text))
    return (size < 0.8 * body.size and words < 6) or (words < 3 and size != body.size and len(text) < 25)


def _first_page(roles: list[Role], body: Typography) -> list[Role]:
    """Tell title, authors, abstract and front matter on the first page that has text."""
    page = next((r.page for r in roles if r.kind not in (BlockKind.FURNITURE, BlockKind.TABLE)), None)
    if page is None:
        return roles
    own = [
        i for i, r in enumerate(roles) if r.page == page and r.lines and not (r.kind is BlockKind.FURNITURE and _margin_line(r))
    ]
    title = _title(roles, own, body)
    out = list(roles)
    intro = next(
        (i for i, r in enumerate(roles) if r.kind is BlockKind.HEADING and re.search(r"(?i)introduction", r.draft.text)),
        None,
    )
    if title is None:
        return out
    out[title] = replace(out[title], kind=BlockKind.TITLE)
    for i in own:  # a title of several lines that layout has parted
        near = abs(i - title) <= 2 and i != title and not out[i].draft.furniture
        same = abs(out[i].draft.size - out[title].draft.size) < 0.2 and out[i].draft.font == out[title].draft.font
        if near and same and out[i].draft.leaf == out[title].draft.leaf:
            out[i] = replace(out[i], kind=BlockKind.TITLE)
    after = [i for i in own if i > title]
    abstract: int | None = None
    flag = False
    for i in after:
        r = out[i]
        if intro is not None and i >= intro:
            break
        text = r.draft.text.strip()
        if r.kind in (BlockKind.CAPTION, BlockKind.FURNITURE, BlockKind.TITLE):
            continue
        if ABSTRACT.match(text):
            if len(text.split()) > 12:
                abstract = i
                break
            out[i] = replace(r, kind=BlockKind.HEADING)
            flag = True
            continue
        words = len(text.split())
        front = len(FRONT_MATTER.findall(text))
        sentences = text.endswith(".") and words >= 18 and front == 0 and sum(w.islower() for w in text.split()) > 0.55 * words
        if ((words >= (25 if flag else 45) and front <= 0.02 * words) or sentences) and r.kind is BlockKind.PARAGRAPH:
            abstract = i
            break
        if r.kind is BlockKind.HEADING and SECTION.match(text):
            break
        out[i] = replace(r, kind=BlockKind.AUTHORS)
    if abstract is not None:
        differs = out[abstract].draft.font != body.font or abs(out[abstract].draft.size - body.size) > 0.2
        first = out[abstract].lines[0]
        wide = first.right - first.left > 0.55 * _text_width(roles, page)
        named = flag or bool(ABSTRACT.match(out[abstract].draft.text))
        before_intro = intro is not None and abstract < intro
        if differs or wide or named or before_intro:
            out[abstract] = replace(out[abstract], kind=BlockKind.ABSTRACT)
    for i in own:
        r = out[i]
        if i == title or r.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST):
            continue
        text = r.draft.text
        if abstract is not None and i > abstract and _over(r, out[abstract], out[title]):
            out[i] = replace(r, kind=BlockKind.AUTHORS)
            continue
        words = len(text.split())
        front = len(FRONT_MATTER.findall(text))
        before = i < title
        if (
            before
            or (r.draft.size < 0.95 * body.size and front >= max(1, 0.025 * words))
            or (front >= 3 and front >= 0.06 * words)
        ):
            out[i] = replace(r, kind=BlockKind.FURNITURE if before else BlockKind.AUTHORS)
    return out


def _over(role: Role, abstract: Role, title: Role) -> bool:
    """Whether a short text stands between title and abstract by height, though in the column after: an author's address."""
    text = role.draft.text.strip()
    between = title.lines[-1].bottom < role.lines[0].top and role.lines[-1].bottom < abstract.lines[0].top
    return between and len(text.split()) <= 30 and not text.endswith(".") and not SECTION.match(text)


def _margin_line(role: Role) -> bool:
    return role.draft.furniture


def _text_width(roles: Sequence[Role], page: int) -> float:
    edges = [(line.x0, line.x1) for r in roles if r.page == page for line in r.lines]
    return max(e[1] for e in edges) - min(e[0] for e in edges) if edges else 1.0


def _title(roles: Sequence[Role], own: Sequence[int], body: Typography) -> int | None:
    best: int | None = None
    for least in (3, 1):  # a title of one or two words only where nothing longer is set large
        running = 0  # words of body text so far: no title follows a whole paragraph
        for i in own:
            r = roles[i]
            if r.kind is BlockKind.PARAGRAPH and abs(r.draft.size - body.size) < 0.3 and r.draft.font == body.font:
                running += len(r.draft.text.split())
            if running > 60:
                break
            text = r.draft.text.strip()
            letters = sum(c.isalpha() for c in text)
            large = r.draft.size >= (1.12 if least == 3 else 1.35) * body.size
            if r.draft.furniture or not large or letters < 4 * least or len(text.split()) < least:
                continue
            if SECTION.match(text) or REFERENCES.match(text) or len(text.split()) > 60:
                continue
            if best is None or r.draft.size > 1.03 * roles[best].draft.size:
                best = i
        if best is not None and roles[best].draft.size >= 1.25 * body.size:
            break
    return _first_heading(roles, own) if best is None else best


def _first_heading(roles: Sequence[Role], own: Sequence[int]) -> int | None:
    """Return the title of a paper that sets it no larger than its text: the first heading, of five words or more."""
    for i in own:
        text = roles[i].draft.text.strip()
        if roles[i].kind is BlockKind.HEADING:
            usual = SECTION.match(text) or REFERENCES.match(text) or ABSTRACT.match(text) or _NUMBERED.match(text)
            return None if usual or len(text.split()) < 5 else i
        if len(text.split()) > 30:
            return None
    return None


def _references(roles: list[Role]) -> list[Role]:
    """Tell the entries of the reference list: after its heading, or by a run of numbered entries with years."""
    start = next(
        (
            i
            for i in range(len(roles) - 1, -1, -1)
            if roles[i].kind is BlockKind.HEADING and REFERENCES.match(roles[i].draft.text.strip())
        ),
        None,
    )
    if start is not None:
        begin = start + 1
    else:
        found = _entries_begin(roles)
        if found is None:
            return roles
        first, line = found
        roles = [*roles[:first], *_parted(roles[first], line), *roles[first + 1 :]]
        begin = first + (line > 0)
    out = list(roles)
    sizes = [
        r.draft.size for r in roles[begin:] if r.kind in (BlockKind.PARAGRAPH, BlockKind.LIST) and _YEAR.search(r.draft.text)
    ]
    usual = sorted(sizes)[len(sizes) // 2] if sizes else 0.0
    for i in range(begin, len(roles)):
        r = roles[i]
        text = r.draft.text.strip()
        if r.kind is BlockKind.HEADING and not _ENTRY.match(text) and (AFTER_REFERENCES.match(text) or SECTION.match(text)):
            rest = [q for q in roles[i + 1 :] if q.kind in (BlockKind.PARAGRAPH, BlockKind.LIST)]
            entries = sum(bool(_ENTRY.match(q.draft.text) and _YEAR.search(q.draft.text)) for q in rest)
            if entries < 0.5 * len(rest) or not rest:
                break
            continue
        if r.kind is BlockKind.PARAGRAPH and AFTER_REFERENCES.match(text) and not _ENTRY.match(text):
            continue
        plain_entry = r.kind in (BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.HEADING, BlockKind.AUTHORS)
        stray = r.kind is BlockKind.FURNITURE and not r.draft.furniture
        if (plain_entry or stray) and abs(r.draft.size - usual) < 0.12 * max(usual, 1.0):
            out[i] = replace(r, kind=BlockKind.REFERENCE)
    return out


def _entries_begin(roles: Sequence[Role]) -> tuple[int, int] | None:
    """Find a list of entries 1, 2, 3 … with years that has no heading of its own: the role and the line that it begins with."""
    expected = 1
    begin: tuple[int, int] | None = None
    for i, r in enumerate(roles):
        if r.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST):
            continue
        for k, line in enumerate(r.lines):
            match = _ENTRY.match(line.plain)
            if match and int(match[1]) == 1 and re.match(r"^\s*[\[(]?1[\]).]?\s", line.plain) and expected < 8:
                begin, expected = (i, k), 2
            elif match and int(match[1]) == expected and begin is not None:
                expected += 1
    if begin is None or expected < 8:
        return None
    text = " ".join(r.draft.text for r in roles[begin[0] :])
    return begin if len(_YEAR.findall(text)) >= 0.5 * expected else None


def _parted(role: Role, line: int) -> list[Role]:
    """Return a role as two, the second beginning with a line; as one where that is its first."""
    if not line:
        return [role]
    drafts = (replace(role.draft, lines=role.lines[:line]), replace(role.draft, lines=role.lines[line:]))
    return [replace(role, lines=draft.lines, draft=draft) for draft in drafts]


_NO_LABELS = (BlockKind.HEADING, BlockKind.TITLE, BlockKind.ABSTRACT, BlockKind.REFERENCE)


def _figure_labels(roles: list[Role], body: Typography) -> list[Role]:
    """Text above a figure's caption that is not set like running text belongs to the figure."""
    out = list(roles)
    for i, r in enumerate(roles):
        if r.kind is not BlockKind.CAPTION or not r.lines or re.match(r"(?i)tab", r.draft.text.strip()):
            continue
        for k in range(i - 1, max(i - 40, -1), -1):
            other = out[k]
            if other.page != r.page or other.draft.leaf != r.draft.leaf:
                break
            if other.kind in (BlockKind.TABLE, BlockKind.CAPTION) or other.draft.furniture:
                continue
            if other.kind is BlockKind.FURNITURE:
                continue
            words = len(other.draft.text.split())
            usual = abs(other.draft.size - body.size) < 0.3 and other.draft.font == body.font
            if (usual and words >= 4) or words > 25 or other.kind in _NO_LABELS:
                break
            out[k] = replace(other, kind=BlockKind.FURNITURE)
    return out


def _headings_joined(roles: list[Role]) -> list[Role]:
    """Unite a heading or title broken into several drafts of one typography that follow each other."""
    out: list[Role] = []
    for r in roles:
        last = out[-1] if out else None
        if (
            last is not None
            and r.kind is last.kind
            and r.kind in (BlockKind.HEADING, BlockKind.TITLE)
            and r.page == last.page
            and r.draft.leaf == last.draft.leaf
            and abs(r.draft.size - last.draft.size) < 0.1
            and r.draft.font == last.draft.font
            and not _NUMBERED.match(r.draft.text)
            and not SECTION.match(last.draft.text.strip())
            and not SECTION.match(r.draft.text.strip())
            and r.lines[0].baseline - last.lines[-1].baseline < (2.4 if r.kind is BlockKind.TITLE else 1.6) * r.draft.size
        ):
            out[-1] = replace(last, lines=(*last.lines, *r.lines))
            continue
        out.append(r)
    return out


_RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST)


def _joined(roles: list[Role], body: Typography) -> list[Role]:
    """Join paragraphs that run on over a column, a page, a float or a displayed equation."""
    indents = _uses_indents(roles, body)
    out: list[Role] = []
    last: int | None = None  # index in out of the last running paragraph
    aside: int | None = None  # index of small print since then: a footnote at the end of a column or page
    broken = False  # a heading or the like has come since
    equation = False
    for r in roles:
        if r.kind in _RUNNING or r.kind is BlockKind.ABSTRACT:
            note = last is not None and not broken and _small(r, body) and not _small(out[last], body)
            home = aside if note else last
            over = aside is not None and not note  # what runs on over small print must show it by its first letter
            if home is not None and not broken and _runs_on(out[home], r, body, indents, equation) and (not over or _lower(r)):
                out[home] = replace(out[home], lines=(*out[home].lines, *r.lines))
                equation, aside = False, aside if note else None
                continue
            out.append(r)
            if note:
                aside = len(out) - 1
                continue
            last, aside, broken, equation = len(out) - 1, None, False, False
            continue
        if r.kind in (BlockKind.HEADING, BlockKind.TITLE, BlockKind.REFERENCE):
            broken = True
        if r.kind is BlockKind.FURNITURE and not r.draft.furniture and _MATHS.search(r.draft.text):
            equation = True
        out.append(r)
    return out


def _small(role: Role, body: Typography) -> bool:
    return role.kind is BlockKind.PARAGRAPH and dominant_size(role.lines) < 0.9 * body.size


def _lower(role: Role) -> bool:
    return role.lines[0].plain.lstrip()[:1].islower()


def _uses_indents(roles: Sequence[Role], body: Typography) -> bool:
    starts = [
        r.lines[0] for r in roles if r.kind is BlockKind.PARAGRAPH and len(r.lines) >= 3 and abs(r.draft.size - body.size) < 0.3
    ]
    indented = sum(line.x0 - line.left > 0.5 * body.size for line in starts)
    return indented >= 0.35 * max(len(starts), 1)


def _runs_on(first: Role, second: Role, body: Typography, indents: bool, equation: bool) -> bool:
    a, b = first.lines[-1], second.lines[0]
    same_type = abs(dominant_size(first.lines) - dominant_size(second.lines)) < 0.35
    if not same_type or (first.kind is BlockKind.ABSTRACT) != (second.kind is BlockKind.ABSTRACT):
        return False
    if second.kind is BlockKind.LIST:
        return False
    if first.draft.leaf == second.draft.leaf and a.page == b.page and b.baseline > a.baseline:
        near = b.baseline - a.baseline < 1.4 * body.pitch_of(body.size)
        if near:
            return False  # layout has parted them on purpose
    text = re.sub(r"[\s\d,–\-\[\]()]+$", "", a.plain) or a.plain
    ended = text.endswith((".", "!", "?", ":")) or a.plain.endswith((".", "!", "?", ":"))
    start = b.plain.lstrip()
    lower = bool(start) and (start[0].islower() or start[0] in "(,;–-/")
    full = a.x1 > a.right - 0.08 * (a.right - a.left)
    indented = b.x0 - b.left > 0.5 * body.size
    if a.plain.endswith(("-", "‐", "\u00ad")) and start[:1].islower():
        return True
    if not ended:
        return lower or not indented or not indents
    if equation:
        return lower
    return (lower and not a.plain.endswith(".")) or (indents and not indented and full and first.draft.leaf != second.draft.leaf)


def dominant_size(lines: Sequence[Line]) -> float:
    """Return the size, in points, of most characters of these lines."""
    total: dict[float, int] = {}
    for line in lines:
        total[line.size] = total.get(line.size, 0) + line.characters
    return max(total, key=lambda s: total[s]) if total else 0.0
