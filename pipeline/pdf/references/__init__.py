"""Reference lists: where each entry begins, and what one entry says. The public face of the package.

In: the lines of a reference list in reading order, or the text of one entry (``_{…}`` and ``^{…}`` markup allowed, number
printed in front or not). Out: the lines of each entry, and authors, title, journal, year, volume, pages and DOI as far as
they are sure. Method: own. Entry numbers are the best rising chain over the line starts (dynamic programming); without
numbers the hanging indent decides. An entry is read from its ends: authors from the left, year, volume and pages by the
shapes that publishers print them in, and what is left between is title and journal.
"""

from pipeline.pdf.references.entry import ParsedReference, parse_reference
from pipeline.pdf.references.lines import EntryLine, join_lines
from pipeline.pdf.references.lists import as_reference, read_references, split_entries
from pipeline.pdf.references.names import family_name

__all__ = [
    "EntryLine",
    "ParsedReference",
    "as_reference",
    "family_name",
    "join_lines",
    "parse_reference",
    "read_references",
    "split_entries",
]
