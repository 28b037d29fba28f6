"""Table 1 of a review, regenerated: the rows of its tables of materials as CSV, Markdown, HTML, LaTeX and on the terminal.

In: `pipeline.cells.MaterialRow`s; out: ``table1.csv``, ``.md``, ``.html``, ``.tex`` with the columns of the contract
(`pipeline.cells.TABLE1_COLUMNS`), values as printed. Every value leads back to the page and box it stands on. Text from a PDF is
escaped for what it is written into, and no CSV cell can run as a formula. Method: own; formula injection after OWASP.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from pipeline.cells import TABLE1_COLUMNS, MaterialRow, Value
from pipeline.chemistry import formula
from pipeline.model import plain

_TITLES = {
    "document": "Document",
    "table": "Table",
    "row": "Row",
    "page": "Page",
    "cathode_material": "Cathode material",
    "phase": "Phase",
    "voltage_range_V": "Voltage range (V)",
    "phase_transition": "Phase transition",
    "retention_pristine_pct": "Retention, pristine (%)",
    "retention_modified_pct": "Retention, modified (%)",
    "retention_pct": "Retention (%)",
    "cycles": "Cycles",
    "rate": "Rate",
    "reference": "Reference",
    "extra": "Further columns",
}
_CLASSES = {
    "row": "number",
    "page": "number",
    "cathode_material": "material",
    "voltage_range_V": "window",
    "phase_transition": "transition",
    "retention_pristine_pct": "number",
    "retention_modified_pct": "number",
    "retention_pct": "number",
    "cycles": "number",
    "rate": "rate",
    "extra": "extra",
}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_TAG = re.compile(r"(</?su[bp]>)")
_TEX = str.maketrans(
    {c: f"\\{c}" for c in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": "$<$", ">": "$>$"}
    | {"–": "--", "—": "---", "−": "$-$", "→": r"$\rightarrow$", "′": "$'$", "″": "$''$", "≥": r"$\geq$", "≤": r"$\leq$"}
    | {"±": r"$\pm$", "μ": r"$\mu$", "°": r"$^{\circ}$", "≈": r"$\approx$"}
)
_UNSURE = 0.8
_CUT = re.compile(r"(?<=.)([;\t|]\s*)(?=[=@＝＠]|[+\-＋－](?![\d\s.]))")


def write(rows: Iterable[MaterialRow], out_dir: Path, links: Mapping[str, str] | None = None) -> list[Path]:
    """Write ``table1.csv``, ``.md``, ``.html`` and ``.tex`` into ``out_dir`` and return their paths.

    ``links`` gives the address of a document's PDF; without it, ``DOCUMENT.pdf`` beside the tables. Raises OSError.
    """
    every = list(rows)
    out_dir.mkdir(parents=True, exist_ok=True)
    link = _linker(links or {})
    texts = {"csv": to_csv(every), "md": _markdown(every, link), "html": _html(every, link), "tex": _latex(every, link)}
    out: list[Path] = []
    for suffix, text in texts.items():
        path = out_dir / f"table1.{suffix}"
        path.write_text(text, encoding="utf-8", newline="")
        out.append(path)
    return out


def render(rows: Iterable[MaterialRow]) -> RenderableType:
    """Return a table for the terminal; after every value the page it is from."""
    drawn: list[RenderableType] = []
    for (document, number), group in _tables(list(rows)):
        columns = _used(group)
        table = RichTable(title=Text(_clean(_heading(document, number))), title_justify="left", show_lines=False, pad_edge=False)
        table.add_column("", justify="right", style="dim")
        for column in columns:
            table.add_column(_TITLES[column], justify="right" if _CLASSES.get(column) == "number" else "left", overflow="fold")
        for row in group:
            table.add_row(Text(str(row.row)), *(_for_terminal(row, column) for column in columns))
        drawn.append(table)
    return Group(*drawn) if drawn else Text("No table of materials was found.")


def to_csv(rows: Iterable[MaterialRow]) -> str:
    """Return ``table1.csv``: one line for each row, plain text, nothing a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TABLE1_COLUMNS)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in _plain_cells(row)])
    return text.getvalue()


def safe_cell(text: str) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula: an apostrophe goes before ``= + - @``, not before a number.

    It goes there too after a semicolon, a tab or a bar, at which a spreadsheet with another list separator cuts the line.
    """
    text = _CUT.sub(r"\1'", text)
    if not _FORMULA.match(text):
        return text
    number = re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?%?|[-–—−]*", text)
    return text if number else f"'{text}"


_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def _plain_cells(row: MaterialRow) -> list[str]:
    extra = {_clean(plain(title)): _clean(plain(value.text)) for title, value in row.extra.items()}
    cells = [row.document, row.table, str(row.row), str(row.page)]
    cells += [plain(row.text(column)) for column in TABLE1_COLUMNS[4:-1]]
    return [*(_clean(c) for c in cells), json.dumps(extra, ensure_ascii=False)]


def _clean(text: str) -> str:
    """Take away control characters and marks that turn the reading direction."""
    return re.sub(r"\s+", " ", _CONTROL.sub("", text)).strip()


def _tables(rows: Sequence[MaterialRow]) -> list[tuple[tuple[str, str], list[MaterialRow]]]:
    return [(key, list(group)) for key, group in groupby(rows, key=lambda r: (r.document, r.table))]


def _used(rows: Sequence[MaterialRow]) -> list[str]:
    return [c for c in TABLE1_COLUMNS[4:] if any(r.extra if c == "extra" else r.text(c) for r in rows)]


def _heading(document: str, number: str) -> str:
    return f"{document}, Table {number}" if number else document


def _where(value: Value) -> str:
    box = value.cell.box
    place = f"page {value.cell.page}" + (f", box {_box(value)}" if box else "")
    doubt = f", confidence {value.confidence:.2f}" if value.confidence < _UNSURE else ""
    carried = ", carried over" if value.kind == "carried-over" else ""
    return place + carried + (f", corrected by {_clean(value.reviewer)}" if value.reviewer else "") + doubt


def _box(value: Value) -> str:
    return " ".join(f"{x:g}" for x in (round(x, 1) for x in value.cell.box)) if value.cell.box else ""


def _linker(links: Mapping[str, str]) -> Callable[[str, int], str]:
    def link(document: str, page: int) -> str:
        address = links.get(document)
        base = quote(_clean(document) + ".pdf", safe="") if address is None else quote(_clean(address), safe="/:?=&%~+,;@.-_")
        return f"{base}#page={page}"

    return link


def _shown(column: str, value: Value, shape: Callable[[str], str], escape: Callable[[str], str]) -> str:
    """Return a value for a format; a material's formula gets its subscripts even where the print lost them."""
    text = _clean(value.text)
    return shape(text) if column == "cathode_material" or re.search(r"[_^]\{", text) else escape(text)


# --- Markdown -------------------------------------------------------------------------------------------------------------------


def _markdown(rows: Sequence[MaterialRow], link: Callable[[str, int], str]) -> str:
    out = [
        "# Table 1, regenerated",
        "",
        "Every value links to the page of the PDF it was read from; the link's title gives the box in points.",
        "",
    ]
    for (document, number), group in _tables(rows):
        out += [f"## {_md(_heading(_clean(document), _clean(number)))}", ""]
        doubt = group[0].doubt
        if doubt:
            out += [f"Doubtful: {_md(_clean(doubt))}", ""]
        out += ["| " + " | ".join(c.replace("_", "\\_") for c in TABLE1_COLUMNS) + " |", "|" + " --- |" * len(TABLE1_COLUMNS)]
        for row in group:
            keys = [_md(_clean(k)) for k in (row.document, row.table, str(row.row))] + [
                f"[{row.page}]({link(row.document, row.page)})"
            ]
            values = [_md_value(row, c, link) for c in TABLE1_COLUMNS[4:-1]]
            extra = "<br>".join(f"{_md(_clean(plain(t)))}: {_md_link(row, 'extra', v, link)}" for t, v in row.extra.items())
            out.append("| " + " | ".join([*keys, *values, extra]) + " |")
        out.append("")
    return "\n".join(out)


def _md_value(row: MaterialRow, column: str, link: Callable[[str, int], str]) -> str:
    value = row.printed.get(column)
    return _md_link(row, column, value, link) if value and value.text else ""


def _md_link(row: MaterialRow, column: str, value: Value, link: Callable[[str, int], str]) -> str:
    marked = _shown(column, value, formula.html, html.escape)
    where = _md(_where(value)).replace('"', "&quot;")
    shown = "".join(p if _TAG.fullmatch(p) else _md(html.unescape(p)) for p in _TAG.split(marked))
    return f'[{shown}]({link(row.document, value.cell.page)} "{where}")'


def _md(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]|~#$!])", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# --- HTML -----------------------------------------------------------------------------------------------------------------------


def _html(rows: Sequence[MaterialRow], link: Callable[[str, int], str]) -> str:
    style = files("pipeline").joinpath("table1.css").read_text(encoding="utf-8")
    documents = len({r.document for r in rows})
    body = "\n".join(_html_table(document, number, group, link) for (document, number), group in _tables(rows))
    count = f"{len(rows)} {'row' if len(rows) == 1 else 'rows'} from {documents} {'document' if documents == 1 else 'documents'}"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Table 1, regenerated</title>
<style>
{style}</style>
</head>
<body>
<h1>Table 1, regenerated</h1>
<p>{count}. Every value leads to the page it was read from and names its box; a dashed line marks a doubtful value,
italics one carried over.</p>
{body or "<p>No table of materials was found.</p>"}
<footer>Intergrowth. Values as printed; boxes in points from the top left corner of the page.</footer>
</body>
</html>
"""


def _html_table(document: str, number: str, rows: Sequence[MaterialRow], link: Callable[[str, int], str]) -> str:
    used = {*_used(rows), "row", "page"}
    head = "".join(
        f'<th scope="col" data-column="{c}"{_class(c, c in used)}>{html.escape(_TITLES[c])}</th>' for c in TABLE1_COLUMNS
    )
    lines: list[str] = []
    group: str | None = None
    for row in rows:
        name = row.group.text if row.group else None
        if name and name != group and row.group:
            over = f'<th scope="rowgroup" colspan="{len(TABLE1_COLUMNS)}">'
            lines.append(f'<tr class="group">{over}{_html_link(row, "group", row.group, link)}</th></tr>')
        group = name
        keys = {"document": row.document, "table": row.table, "row": str(row.row)}
        cells = [f"<td{_class(k, k in used)}>{html.escape(_clean(v))}</td>" for k, v in keys.items()]
        cells.append(f'<td{_class("page")}><a href="{html.escape(link(row.document, row.page))}">{row.page}</a></td>')
        cells += [f"<td{_class(c, c in used)}>{_html_value(row, c, link)}</td>" for c in TABLE1_COLUMNS[4:-1]]
        pairs = "".join(
            f"<dt>{html.escape(_clean(plain(t)))}: </dt><dd>{_html_link(row, 'extra', v, link)}</dd>"
            for t, v in row.extra.items()
        )
        cells.append(f"<td{_class('extra', 'extra' in used)}>{f'<dl>{pairs}</dl>' if pairs else ''}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    doubt = f'<p class="doubt">Doubtful: {html.escape(_clean(rows[0].doubt))}</p>\n' if rows[0].doubt else ""
    body = "\n".join(lines)
    return (
        f"<h2>{html.escape(_clean(_heading(document, number)))}</h2>\n{doubt}"
        f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'
    )


def _class(column: str, used: bool = True) -> str:
    names = " ".join(n for n in (_CLASSES.get(column, ""), "" if used else "key") if n)
    return f' class="{names}"' if names else ""


def _html_value(row: MaterialRow, column: str, link: Callable[[str, int], str]) -> str:
    value = row.printed.get(column)
    return _html_link(row, column, value, link) if value and value.text else ""


def _html_link(row: MaterialRow, column: str, value: Value, link: Callable[[str, int], str]) -> str:
    names = " ".join(
        n for n in ("unsure" if value.confidence < _UNSURE else "", "carried" if value.kind == "carried-over" else "") if n
    )
    marks = f' class="{names}"' if names else ""
    return (
        f'<a{marks} href="{html.escape(link(row.document, value.cell.page))}" title="{html.escape(_where(value))}" '
        f'data-page="{value.cell.page}" data-box="{_box(value)}">{_shown(column, value, formula.html, html.escape)}</a>'
    )


# --- LaTeX ----------------------------------------------------------------------------------------------------------------------


def _latex(rows: Sequence[MaterialRow], link: Callable[[str, int], str]) -> str:
    out = ["% Needs \\usepackage{booktabs,longtable,amssymb,hyperref}; \\input this file in a landscape page."]
    for (document, number), group in _tables(rows):
        columns = ["row", "page", *_used(group)]
        shape = "".join(
            "r"
            if _CLASSES.get(c) == "number"
            else "p{0.16\\linewidth}"
            if c in ("cathode_material", "phase_transition", "extra")
            else "l"
            for c in columns
        )
        out += [
            "",
            f"\\subsection*{{{_tex(_heading(document, number))}}}",
            f"\\begin{{longtable}}{{{shape}}}",
            "\\toprule",
        ]
        out += [
            " & ".join(_tex(_TITLES[c]) for c in columns) + " \\\\",
            "\\midrule",
            "\\endhead",
            "\\bottomrule",
            "\\endfoot",
        ]
        for row in group:
            out.append(" & ".join(_latex_cell(row, c, link) for c in columns) + " \\\\")
        out.append("\\end{longtable}")
    return "\n".join(out) + "\n"


def _latex_cell(row: MaterialRow, column: str, link: Callable[[str, int], str]) -> str:
    if column == "row":
        return str(row.row)
    if column == "page":
        address = re.sub(r"([%#&])", r"\\\1", link(row.document, row.page))
        return f"\\href{{{address}}}{{{row.page}}}"
    if column == "extra":
        return "; ".join(f"{_tex(plain(t))}: {_shown('extra', v, formula.latex, _tex)}" for t, v in row.extra.items())
    value = row.printed.get(column)
    return _shown(column, value, formula.latex, _tex) if value else ""


def _tex(text: str) -> str:
    return _clean(text).translate(_TEX)


# --- terminal -------------------------------------------------------------------------------------------------------------------


def _for_terminal(row: MaterialRow, column: str) -> Text:
    if column == "extra":
        items = [
            Text.assemble(f"{_clean(plain(t))}: {_clean(plain(v.text))}", (f" p{v.cell.page}", "dim"))
            for t, v in row.extra.items()
        ]
        return Text("\n").join(items)
    value = row.printed.get(column)
    if value is None or not value.text:
        return Text("")
    style = "yellow" if value.confidence < _UNSURE else ""
    return Text.assemble((_clean(plain(value.text)), style), (f" p{value.cell.page}", "dim"))
