"""Make the PDFs of ``corpora/demo`` from the sources in this folder.

In: ``documents/*.typ`` and ``*.md``, ``recipes.toml``, a folder of fonts. Out: one PDF a document, the same bytes each time.
Usage: ``python corpora/typeset/build.py --fonts FOLDER [--out corpora/demo] [NAME …]``; see README.md for what must be installed.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import preprint
import typst
from check import unsupported
from damage import remap, scan_page, settle

HERE = Path(__file__).resolve().parent
RECORDS = HERE.parents[1] / "annotations" / "records"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="documents to make (all, if none is named)")
    parser.add_argument("--fonts", type=Path, required=True, help="folder with the font files")
    parser.add_argument("--out", type=Path, default=HERE.parent / "demo")
    options = parser.parse_args()
    recipes = tomllib.loads((HERE / "recipes.toml").read_text("utf-8"))
    wrong = 0
    for name in options.names or recipes:
        sound = sound_pdf(name, options.fonts)
        complaints = unsupported(RECORDS / f"{name}.json", sound)
        wrong += len(complaints)
        data = spoilt(sound, recipes[name])
        (options.out / f"{name}.pdf").write_bytes(data)
        print(f"{name}: {len(data) // 1024} KB", *complaints, sep="\n  ")
    return 1 if wrong else 0


def sound_pdf(name: str, fonts: Path) -> bytes:
    """Return the PDF as typeset, before any damage."""
    markdown = HERE / "documents" / f"{name}.md"
    if markdown.exists():
        source = markdown.read_text("utf-8")
        return preprint.typeset(source, fonts, re.search(r"^TITLE (.*)$", source, re.MULTILINE)[1])
    return typst.compile(
        str(HERE / "documents" / f"{name}.typ"), root=str(HERE), font_paths=[str(fonts)], ignore_system_fonts=True, pdf_tags=False
    )


def spoilt(data: bytes, recipe: dict[str, object]) -> bytes:
    """Return the PDF with the faults of its recipe."""
    for page in recipe.get("scan", []):
        data = scan_page(data, page)
    if changes := recipe.get("map"):
        data = remap(data, {old: new or None for old, new in changes.items()})
    return settle(data)


if __name__ == "__main__":
    raise SystemExit(main())
