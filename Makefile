# Two commands from a bare checkout with Python 3.11 (or 3.12) and make: `make demo` and `make test`.
# Both build the environment in .venv first, if it is missing or requirements.lock has changed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUT ?= outputs/demo
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-deps
UV := $(BIN)/python -m uv pip install --python $(BIN)/python --no-deps
STARTING := click rich numpy pdfminer pdfplumber pypdfium2 pypdfium2_raw chemdataextractor bs4 soupsieve charset_normalizer yaml
DRAWING := import pyarrow.compute, pyarrow.csv, pyarrow.parquet, graspologic_native, PIL.PngImagePlugin, pipeline.trends.run, \
  matplotlib.backends.backend_svg, pipeline.figures; pipeline.figures.pyplot().__enter__()
export PYTHONUTF8 := 1

.PHONY: help env demo test check unit test-system system-packages ner lock clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 22

env: $(STAMP) ## Build the environment in .venv

# The lock is whole and leaves out torch, stanza and transformers, which a solver would fetch for ChemDataExtractor2: hence
# --no-deps. uv does it in seconds; where uv cannot reach a package index that pip is configured for, pip does it in minutes.
$(STAMP): requirements.lock pyproject.toml
	@python=""; \
	for name in python3.11 python3.12 python3 python; do \
	  if command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null; \
	  then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Python 3.11 or 3.12 is needed: install it and try again." >&2; exit 1; fi; \
	echo "== environment: $(VENV) with $$($$python --version)"; \
	[ -x $(BIN)/python ] || $$python -m venv --clear $(VENV)
	@echo "== packages (a minute or two the first time)"
	@$(PIP) --quiet "$$(grep -E '^uv==' requirements.lock)" || true
	@$(UV) -r requirements.lock || $(PIP) --progress-bar on -r requirements.lock
	@$(UV) --quiet --editable . || $(PIP) --quiet --editable .
# Bytecode now, not at the first start: where PYTHONDONTWRITEBYTECODE is set there would be none, and every start twice as slow.
	@cd "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" && \
	  $(abspath $(BIN))/python -W ignore -m compileall -q $(abspath pipeline flows) $(STARTING) >/dev/null || true
# Of the large libraries of tables and figures what is imported; and matplotlib's list of the machine's fonts.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -W ignore -c "$(DRAWING)" >/dev/null 2>&1 || true
	@touch $@

demo: $(STAMP) ## Read the demonstration corpus, print its Table 1, audit it and say where the outputs are
	@echo "== reading corpora/demo (Prefect needs some seconds to start)"
	@$(BIN)/intergrowth run corpora/demo --out $(OUT) || { status=$$?; [ $$status -eq 1 ] || exit $$status; \
	  echo "Some files could not be used: see $(OUT)/failures.csv."; }
	@echo "== audit against annotations/records"
	@$(BIN)/intergrowth audit --annotations annotations/records --out $(OUT) || { status=$$?; [ $$status -eq 1 ] || exit $$status; }
	@echo "== Table 1 as a page: $(OUT)/table1.html; evidence: $(OUT)/report/index.html; audit: $(OUT)/audit.html; all outputs: $(OUT)/"

test: check unit ## Style, types, import rules and all tests but the slow ones

check: $(STAMP)
	@echo "== style"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== types"
	@$(BIN)/mypy
	@echo "== imports"
	@$(BIN)/lint-imports --no-cache

unit: $(STAMP)
	@echo "== tests"
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not system"

test-system: $(STAMP) system-packages ## The slow tests, which need a browser, a database server (as root installed with apt-get) or minutes
	@$(BIN)/python -m pytest -m system -rs

# What is not there and may not be installed is a reason to skip tests, not to fail.
system-packages:
	@missing=""; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing=chromium; \
	command -v chromedriver >/dev/null || missing="$$missing chromium-driver"; \
	command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing="$$missing postgresql"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then \
	  echo "== not there, so that their tests are skipped:" $$missing "(Debian's names; root may install them with apt-get)"; exit 0; fi; \
	echo "== installing" $$missing; \
	{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$missing; } >/dev/null || \
	  echo "== could not be installed, so that their tests are skipped:" $$missing

ner: $(STAMP) ## Train the entity recogniser from annotations/ner, measure it, and put it into pipeline/language/model
	@PYTHONPATH=. $(BIN)/python -m spacy train annotations/ner/config.cfg --code annotations/ner/reader.py --output outputs/ner
	@$(BIN)/python annotations/ner/install.py outputs/ner/model-best pipeline/language/model
	@$(BIN)/python annotations/ner/evaluate.py annotations/ner/dev.jsonl

lock: $(STAMP) ## Solve the dependencies anew; UPGRADE=--upgrade also moves what need not move
	@$(BIN)/python -m uv pip compile pyproject.toml --extra dev --python-version 3.11 $(UPGRADE) --quiet --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" -o requirements.lock

clean: ## Remove the environment, caches and outputs of the demonstration
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info $(OUT)
