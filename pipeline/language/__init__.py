"""Sentences, tokens and entities of the literature on layered oxides."""
