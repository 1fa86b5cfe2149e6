# What a person types in a checkout. Needs Python 3.11+ and make; the rest is built into .venv.
.DEFAULT_GOAL := help
PYTHON ?= python3
ARGS ?=
# Articles of the large library that is measured, and where what is measured is kept; the defaults if empty.
SIZE ?=
BENCH ?=
# Labelled data sets to measure the classifier on; used if it is there.
DATA ?= ../shared/data
BIN := .venv/bin
STAMP := .venv/.built

# Also for what pip builds in isolation, under the names of older and of newer pip.
# A relative path, because pip splits this setting at spaces.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Installed programs come with their bytecode. Without it, each start of ours would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test torture mutants bench bench-peers bench-model check format picture dist clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/make \1\t\2/p' Makefile

run: $(STAMP)  ## open the sample project (ARGS="--coder ann" for more)
	@$(BIN)/rubricate . $(ARGS)

test: $(STAMP)  ## all tests but the long ones (ARGS="-k name" for some)
	$(BIN)/python -m pytest -n auto -rs $(ARGS)

torture: $(STAMP)  ## the long tests
	$(BIN)/python -m pytest -m torture -n auto -rPs $(ARGS)

mutants: $(STAMP)  ## take each safeguard out of a copy: do the tests notice?
	$(BIN)/python -m tests.mutants

bench: $(STAMP)  ## how fast it is beside a bare Textual app (SIZE=1000000, ARGS="--only reader", BENCH=FOLDER)
	$(BIN)/python -m benchmarks $(if $(SIZE),--size $(SIZE)) $(if $(BENCH),--folder "$(BENCH)") $(ARGS)

bench-peers: $(STAMP)  ## the same, and beside other programs, which are installed below that folder
	$(BIN)/python -m benchmarks --peers $(if $(SIZE),--size $(SIZE)) $(if $(BENCH),--folder "$(BENCH)") $(ARGS)

bench-model: $(STAMP)  ## how good the classifier is: our sample, and the data sets in DATA=FOLDER
	$(BIN)/python -m benchmarks.classifier $(if $(wildcard $(DATA)/.),--data $(DATA)) $(ARGS)

check: $(STAMP)  ## lint, format, types, who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)  ## put the code into its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

picture: $(STAMP)  ## the picture in the README, made by the program itself
	$(BIN)/python docs/picture.py

dist: $(STAMP)  ## wheel and sdist in dist/
	rm -rf dist
	$(BIN)/python -m build --outdir dist .

clean:  ## remove what was built
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "rubricate needs Python 3.11 or newer, and $(PYTHON) is not: make PYTHON=/path/to/python3.11" >&2; \
	  exit 2; }
	@echo "building .venv once, this takes a minute ..." >&2
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@
