# Every target makes what it needs. On a fresh machine: Python 3.11 or newer and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
GOLD ?= ../shared/gold
DATA ?= ../shared/data
DEMO := $(BIN)/python -m demo --

STANZA ?=
PEERS ?= build/peers
FAULTS ?=
TREEBANKS ?= ../shared/data/ud

.PHONY: help demo serve test faults soak screenshots lint format quality stanza bench bench-extract bench-weekly bench-record bench-release bench-backfill bench-scale bench-clean bench-crawl train-ner lock audit sbom fuzz clean

help: ## what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/'

# What pip takes must be what requirements/ names, file by file; docs/trust.md says why torch is not hashed
$(VENV)/.installed: pyproject.toml requirements/demo.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --only-binary :all: --no-deps --requirement requirements/demo.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements/test.txt requirements/torch.txt
	$(PIP) --require-hashes --only-binary :all: --no-deps --requirement requirements/test.txt
	$(PIP) --requirement requirements/torch.txt
	@touch $@

demo: $(VENV)/.installed ## the weekly run against the bundled news network, into var/demo
	$(DEMO) $(BIN)/pantau weekly

serve: $(VENV)/.installed ## serve the bundled news network until Ctrl-C
	$(BIN)/python -m demo

# a third of their time tests wait for other programs: one worker more than processors
WORKERS := $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))

test: $(VENV)/.installed-test ## all tests
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# full disks and cut networks are real where this user may mount and make namespaces, as root may
faults: $(VENV)/.installed-test ## 236 faults in the weekly job, goes on where it was ended, into docs/reliability.md (FAULTS='--minutes 10')
	PYTHONPATH=tests $(BIN)/python -m faults $(FAULTS)

soak: $(VENV)/.installed-test ## a year of weekly runs on a network that changes, into build/soak
	PYTHONPATH=tests $(BIN)/python -m faults.soak

screenshots: $(VENV)/.installed-test ## the pictures of the README, into docs/images
	PICTURES=docs/images $(BIN)/python -m pytest tests/test_browser_pages.py -k pictures

lint: $(VENV)/.installed-test ## format, lint, types, direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-test ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

quality: $(VENV)/.installed ## scores on GOLD and on the corpora in DATA, into docs/quality.md; STANZA=var/stanza compares
	$(BIN)/python bench/quality.py $(GOLD) $(DATA) docs/quality.md $(STANZA)

# one thread, and memory kept between steps, halve the CPU time
stanza: $(VENV)/.installed-test ## small Stanza models from TREEBANKS, into var/stanza (half an hour of one core)
	OMP_NUM_THREADS=1 MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=4000000000 \
	MALLOC_TOP_PAD_=268435456 $(BIN)/python -m training.stanza $(TREEBANKS) var/stanza

bench: $(VENV)/.installed-test ## the speed of the whole, one table, into docs/bench.md (STANZA=var/stanza, PEERS=build/peers)
	STANZA=$(STANZA) PEERS=$(PEERS) $(BIN)/python bench/whole.py --cache build/bench --out docs/bench.md

# CPU time would count the waiting of a matrix library's threads
bench-extract: $(VENV)/.installed ## stages of extraction beside spaCy, then memory over 100,000 articles
	OPENBLAS_NUM_THREADS=1 $(BIN)/python bench/speed.py $(STANZA)
	$(BIN)/python bench/memory.py

bench-weekly: $(VENV)/.installed ## two weekly runs over 200 generated sources: CPU time by stage
	$(BIN)/python bench/weekly.py --work build

bench-record: $(VENV)/.installed-test ## the database at 10,000 and 100,000 articles: ingest, questions, sizes (RECORD adds more)
	$(BIN)/python bench/record.py --work build/record --articles 10000 100000 $(RECORD)

bench-release: $(VENV)/.installed-test ## exports and releases beside a bare cursor, at 2,000 and 20,000 articles
	$(BIN)/python bench/release.py --work build/release

bench-backfill: $(VENV)/.installed ## reading CC-NEWS beside FastWARC alone: 5 generated files of 1 GB (BACKFILL makes others)
	$(BIN)/python bench/backfill.py $(BACKFILL)

bench-scale: $(VENV)/.installed-test ## reading over worker processes and over Dask, into docs/scale.md
	$(BIN)/python bench/scale.py --work build/scale docs/scale.md

bench-clean: $(VENV)/.installed ## quality of cleaning beside trafilatura, news-please, newspaper4k, into docs/cleaning.md
	$(BIN)/python bench/clean.py build docs/cleaning.md

bench-crawl: $(VENV)/.installed-test ## the crawl beside other crawlers (peers from bench-clean), then the pauses of 200 polite crawls
	$(BIN)/python bench/crawl/compare.py 2000 build/peers
	$(BIN)/python bench/crawl/compare.py 20000
	$(BIN)/python bench/crawl/politeness.py

train-ner: $(VENV)/.installed ## train the model for names anew, from the corpora in DATA, into build/ner
	$(PIP) --requirement requirements/torch.txt
	$(BIN)/python -m training.ner --data $(DATA) --out build/ner

lock: $(VENV)/.installed-test ## requirements/ anew after a change of pyproject.toml; UPGRADE=--upgrade takes the newest versions
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python requirements/lock.py $(UPGRADE)

audit: $(VENV)/.installed-test ## known weaknesses of what requirements/ names, where the database of them can be reached
	$(BIN)/python requirements/audit.py

sbom: $(VENV)/.installed-test ## what the program consists of, as CycloneDX, into build/sbom.json
	$(BIN)/python requirements/sbom.py build/sbom.json

fuzz: $(VENV)/.installed-test ## what reads strangers' bytes, SECONDS of CPU a target (60); TARGETS="urls warc" are some
	PYTHONPATH=tests $(BIN)/python -m fuzz --seconds $(or $(SECONDS),60) $(TARGETS)

clean: ## remove what was built here; the demonstration's database too
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
