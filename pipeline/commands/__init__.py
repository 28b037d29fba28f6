"""Commands of ``intergrowth`` that stand outside of `pipeline.cli`."""
