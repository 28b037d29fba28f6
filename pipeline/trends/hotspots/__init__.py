"""The map of hotspots: which terms a field uses together, in which clusters, since when.

In: publications; out: a `HotspotMap`, and its files: VOSviewer's, GraphML, tables, figures, an interactive page.
"""

from .build import build
from .model import HotspotMap, Settings
from .write import write

__all__ = ["HotspotMap", "Settings", "build", "write"]
