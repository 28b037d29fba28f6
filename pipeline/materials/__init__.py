"""Materials of a document: the public face of the package.

In: `pipeline.model.Document`; out: `MaterialBook`, with every electrode material, its names, role and phases. Method: own.
"""

from pipeline.materials.book import MaterialBook, materials
from pipeline.materials.values import MaterialMention, MaterialRef, Place, Structure

__all__ = ["MaterialBook", "MaterialMention", "MaterialRef", "Place", "Structure", "materials"]
