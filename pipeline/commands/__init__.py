"""The commands of ``intergrowth``, a module for those that belong together; `pipeline.cli` gathers them."""

ALL_WELL, SOME_FAILED, WRONG_USAGE = 0, 1, 2
"""Exit statuses."""
