# Every target makes what it needs. On a fresh machine: Python 3.11 or newer and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
GOLD ?= ../shared/gold
DATA ?= ../shared/data
DEMO := $(BIN)/python -m demo --

.PHONY: help demo serve test lint format bench quality train-ner clean

help: ## what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/'

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

demo: $(VENV)/.installed ## the weekly run against the bundled news network, into var/demo
	$(DEMO) $(BIN)/pantau weekly

serve: $(VENV)/.installed ## serve the bundled news network until Ctrl-C
	$(BIN)/python -m demo

test: $(VENV)/.installed-test ## all tests
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-test ## format, lint, types, direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-test ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

quality: $(VENV)/.installed ## scores on the annotated articles in GOLD, into docs/quality.md
	$(BIN)/python bench/quality.py $(GOLD) docs/quality.md

bench: $(VENV)/.installed ## speed, as ratios measured side by side
	$(BIN)/python bench/speed.py

train-ner: $(VENV)/.installed ## train the model for names anew, from the corpora in DATA, into build/ner
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[train]'
	$(BIN)/python -m training.ner --data $(DATA) --out build/ner

clean: ## remove what was built here; the demonstration's database too
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
