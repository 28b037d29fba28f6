"""Agreement of what was extracted with what people annotated.

In: a folder of annotations and the records (or facts) of a run; out: precision, recall and F1 with intervals, agreement between
annotators, and a list of errors by cause. `audit.run` is the whole of it; `annotations/README.md` describes the annotations.
Importing this package imports nothing else.
"""
