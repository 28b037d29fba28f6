"""Works of OpenAlex and Crossref by a query, page by page: `refresh`. The only part of the project that needs a network."""

from pipeline.trends.refresh.config import CONFIGURATION, Caller, Search, caller, load_searches
from pipeline.trends.refresh.fetch import Clock, FetchError, SystemClock
from pipeline.trends.refresh.run import RefreshError, Result, refresh

__all__ = [
    "CONFIGURATION",
    "Caller",
    "Clock",
    "FetchError",
    "RefreshError",
    "Result",
    "Search",
    "SystemClock",
    "caller",
    "load_searches",
    "refresh",
]
