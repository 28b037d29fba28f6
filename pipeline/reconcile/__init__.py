"""Facts of many documents to records, each value with a verdict and all its evidence."""
