"""Which material a value is said of, and under which conditions: from the sentence over the paragraph to the document.

In: the sentences of a document with their material names and `Statement`s (`Said`); out: `Linked` statements, each with its
material, the conditions it took from elsewhere, and the reason. Within a sentence `subject` decides, beyond it `beyond`;
conditions come from `conditions`, `captions` and `before`; how sure all this is says `confidence`. Method: own.
"""

from pipeline.link.captions import only_windows
from pipeline.link.linker import link
from pipeline.link.others import Others, goes_on_of_others
from pipeline.link.unknown import speaks_of_unknown
from pipeline.link.words import Linked, Roster, Said

__all__ = ["Linked", "Others", "Roster", "Said", "goes_on_of_others", "link", "only_windows", "speaks_of_unknown"]
