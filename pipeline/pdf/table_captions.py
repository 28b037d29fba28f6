"""Where a page says "Table": captions, told from sentences that begin with the word.

In: the segments of a page and its long rules; out: ``Caption`` values. Method: own; a caption is set apart (bold label, a stop or
bar after the number, a capital after it, no line of a paragraph right above), a mention in running text goes on like a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Box
from pipeline.pdf.table_rules import Stroke
from pipeline.pdf.table_text import join, line_text
from pipeline.pdf.words import Segment

LABEL = re.compile(
    r"^\W{0,2}(?P<label>(?:(?:Supplementary|Supporting|Extended Data|Appendix)\s+)?(?:Tables?|TABLES?|Tab\.|TAB\.)\s*"
    r"(?P<number>[A-Z]{1,2}[.\-–]?\d{1,3}(?:\.\d{1,2})?|\d{1,3}(?:[.\-–]\d{1,2})?[A-Za-z]?|[IVXL]{1,6}(?![a-z])))"
    r"(?P<stop>\s*[.:|–—│∣])?(?P<rest>.*)$",
    re.DOTALL,
)
OTHER_LABEL = re.compile(r"^\W{0,2}(?:Fig(?:ure|\.)?|FIG(?:URE|\.)?|Scheme|SCHEME|Chart|Box|Algorithm)\s*[A-Z]?\d{1,3}\b")
CONTINUED = re.compile(
    r"^\W*(?:cont(?:inued|inuation|d|\.|['’]d)?)\b[.\s):\]]*(?:on next page|from previous page)?", re.IGNORECASE
)
_BOLD = re.compile(r"bold|black|heavy|semib|demi|medi(?!al)|[-,_]b$|[-_]bd|bx\d|\bB\b|SB|SCASBD|-Bd", re.IGNORECASE)
_SENTENCE = re.compile(r"^\s*(?:[,;)\]\[(]|and\b|&|or\b|[a-z]{2,}\b)")


@dataclass(frozen=True, slots=True)
class Caption:
    """A table's caption: label ("Table 1"), whole text, segments by index, box, font size; ``continued`` for a later part."""

    label: str
    text: str
    segments: tuple[int, ...]
    box: Box
    size: float
    continued: bool = False
    sure: bool = True


def captions(segments: Sequence[Segment], lines: Sequence[Stroke], body_size: float) -> list[Caption]:
    """Return the table captions of a page in order from the top."""
    out: list[Caption] = []
    for i, seg in enumerate(segments):
        if seg.words[0].plain.lstrip("*•▪■|·").lower()[:3] not in ("tab", "sup", "ext", "app"):
            continue
        caption = _caption(i, segments, lines, body_size)
        if caption is not None:
            out.append(caption)
    return out


def is_bold(font: str) -> bool:
    """Whether a font's name says that it is bold."""
    return bool(_BOLD.search(font))


def starts_other_caption(text: str) -> bool:
    """Whether a line begins a figure's, scheme's or table's caption."""
    return bool(OTHER_LABEL.match(text) or LABEL.match(text))


def _caption(i: int, segments: Sequence[Segment], lines: Sequence[Stroke], body_size: float) -> Caption | None:
    seg = segments[i]
    first = _with_followers(i, segments)
    text = " ".join(segments[j].text for j in first)
    m = LABEL.match(text)
    if m is None:
        return None
    rest = m.group("rest").strip()
    continued = bool(CONTINUED.match(rest)) or bool(re.search(r"\(\s*cont(?:inued|d|\.)?[.\s]*\)\s*\.?$", rest, re.IGNORECASE))
    label_fonts = [w.font for w in seg.words[:2]]
    later = [w.font for j in first for w in segments[j].words][2:]
    bold = all(is_bold(f) for f in label_fonts)
    set_apart = bold or bool(m.group("stop")) or not rest or continued or (bool(later) and label_fonts[0] not in later)
    if _SENTENCE.match(rest) and not continued and not bold:
        return None
    if not set_apart and not re.match(r"^[A-Z\d\"“‘(]", rest):
        return None
    if any(
        s.x1 <= seg.x0 and seg.x0 - s.x1 < 1.3 * seg.size and abs(s.baseline - seg.baseline) < 0.3 * seg.size for s in segments
    ):
        return None
    if not bold and _inside_paragraph(seg, segments, body_size):
        return None
    members = _grow(first, segments, lines, label_alone=not rest)
    boxes = [segments[j] for j in members]
    box = (min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))
    label = re.sub(r"\s+", " ", m.group("label"))
    label = re.sub(r"(?i)^(.*?)tables?\b", lambda k: k.group().title() if k.group().isupper() else k.group(), label)
    label = re.sub(r"(?<=[Tt]ab\.)(?=\d)|(?<=able)(?=\d)", " ", label)
    text = _joined([segments[j] for j in members])
    return Caption(label, text, tuple(members), box, seg.size, continued, sure=set_apart)


def _with_followers(i: int, segments: Sequence[Segment]) -> list[int]:
    """Segment ``i`` and what follows it on its line with gaps no wider than a caption's own."""
    out = [i]
    seg = segments[i]
    gap = 2.6 if len(seg.words) <= 3 else 1.3
    right = seg.x1
    mates = sorted(
        (j for j, s in enumerate(segments) if j != i and s.x0 >= right - 1 and abs(s.baseline - seg.baseline) < 0.3 * seg.size),
        key=lambda j: segments[j].x0,
    )
    for j in mates:
        if segments[j].x0 - right > gap * seg.size or not 0.8 < segments[j].size / seg.size < 1.25:
            break
        out.append(j)
        right, gap = segments[j].x1, 1.3
    return out


def _inside_paragraph(seg: Segment, segments: Sequence[Segment], body_size: float) -> bool:
    """Whether a full line of a paragraph stands right above, at the pitch and size of a paragraph."""
    if abs(seg.size - body_size) > 0.06 * body_size:
        return False
    for s in segments:
        pitch = seg.baseline - s.baseline
        if 0.8 * seg.size < pitch < 1.55 * seg.size and abs(s.size - seg.size) < 0.04 * seg.size:
            below = [t for t in segments if 0.8 * pitch < t.baseline - seg.baseline < 1.15 * pitch and abs(t.x0 - seg.x0) < 2.0]
            if s.x0 - 0.5 < seg.x0 < s.x0 + 0.3 * seg.size and s.x1 >= seg.x1 - 2 and len(s.words) > 4 and below:
                return True
    return False


def _grow(first: list[int], segments: Sequence[Segment], lines: Sequence[Stroke], label_alone: bool) -> list[int]:
    """Return the caption's lines: the first, and those that go on with it."""
    members = list(first)
    seg = segments[first[0]]
    size = seg.size
    x0, x1 = seg.x0, max(segments[j].x1 for j in first)
    text_x0 = segments[first[1]].x0 if len(first) > 1 else x0
    previous, pitch = seg.baseline, 0.0
    last = x1
    title_bold = is_bold(segments[members[-1]].words[-1].font)
    alone = label_alone
    for _ in range(14):
        reach = 2.7 * size if alone else (1.25 * pitch if pitch else 1.8 * size)
        nxt = [
            j
            for j, s in enumerate(segments)
            if j not in members
            and 0.6 * size < s.baseline - previous <= reach
            and s.x0 < max(x1, x0 + (40 * size if alone else 0)) + size
            and s.x1 > x0 - size
        ]
        if not nxt:
            break
        line = min(segments[j].baseline for j in nxt)
        row = sorted((j for j in nxt if segments[j].baseline - line < 0.3 * size), key=lambda j: segments[j].x0)
        chain = [row[0]]
        for j in row[1:]:
            if segments[j].x0 - segments[chain[-1]].x1 <= 1.3 * size:
                chain.append(j)
        left, right = segments[chain[0]].x0, segments[chain[-1]].x1
        head = segments[chain[0]]
        others = [j for j in row if j not in chain and segments[j].x0 < max(x1, right) - size]
        centred = abs((left + right) / 2 - (x0 + x1) / 2) < 1.2 * size and (alone or right - left > 0.3 * (x1 - x0))
        aligned = abs(left - x0) < 1.3 * size or abs(left - text_x0) < 0.6 * size or centred
        if others or not aligned or not 0.86 < head.size / (segments[members[-1]].size if not alone else size) < 1.16:
            break
        if any(
            previous + 0.1 * size < s.y < head.baseline - 0.3 * size and s.x0 < right and s.x1 > left and s.width > 40
            for s in lines
        ):
            break
        if starts_other_caption(head.text):
            break
        word = head.words[0].x1 - head.words[0].x0
        if not alone and not _filled(last + 0.25 * size + word, x0, members, segments, lines):
            beside = [s for s in segments if abs(s.baseline - line) < 0.3 * size and s.x0 > right]
            if any(not _apart(s, right, lines) for s in beside):
                break  # a line of a table: short, with more cells beside it
        width = head.words[0].x1 - head.words[0].x0
        limit = max(x1, right)
        if not alone and not centred and last + 0.2 * size + width < limit - 0.4 * size:
            break  # the line above had room for the first word of this one
        if not alone and centred and last + width < limit - 0.5 * (limit - x0):
            break
        if not alone and not title_bold and is_bold(head.words[0].font) and is_bold(head.words[-1].font):
            break
        if alone:
            title_bold = is_bold(head.words[-1].font)
            text_x0 = left
        elif not pitch:
            pitch = head.baseline - previous
        members.extend(chain)
        x0, x1, last, previous, alone = min(x0, left), limit, right, head.baseline, False
    return members


def _filled(reach: float, x0: float, members: Sequence[int], segments: Sequence[Segment], lines: Sequence[Stroke]) -> bool:
    """Whether a line that begins at ``x0`` had no room up to ``reach``: some text or rule that begins there ends before it."""
    ends = [s.x1 for k, s in enumerate(segments) if k not in members and len(s.words) >= 5 and abs(s.x0 - x0) < 3 * s.size]
    ends += [r.x1 for r in lines if r.width > 60 and abs(r.x0 - x0) < 8]
    return any(reach - 0.35 * (end - x0) < end <= reach + 3.0 for end in ends)


def _apart(mate: Segment, right: float, lines: Sequence[Stroke]) -> bool:
    """Whether text beside a caption's line is of another column or of a table that stands beside the caption."""
    if len(mate.words) >= 5:
        return True
    return any(r.x0 > right - 2 and r.x0 - 4 < mate.x0 and mate.x1 < r.x1 + 4 and abs(r.y - mate.baseline) < 80 for r in lines)


def _joined(parts: Sequence[Segment]) -> str:
    out = ""
    base = parts[0].baseline
    for part in parts:
        text = line_text(part.words)
        new_line = abs(part.baseline - base) > 0.4 * part.size
        out = text if not out else join(out, text) if new_line else f"{out} {text}"
        base = part.baseline
    return out
