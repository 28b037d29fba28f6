"""Publication trends: bibliographic exports to counts by year, a map of hotspots, and figures."""
