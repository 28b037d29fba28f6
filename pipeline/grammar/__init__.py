"""What a sentence states of voltage windows, retention, capacity and phase transitions: units, phrases and rule parsers.

In: the flat text of one sentence and the places of its material names; out: `Statement`s with their conditions.
The only package that imports ChemDataExtractor2, through `pipeline.grammar.bootstrap`.
"""
