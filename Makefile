# lifeworld: every everyday job is a target. `make` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
export PIP_ROOT_USER_ACTION := ignore
# Compiled modules are kept, also where the machine says otherwise: else every worker and every terminal that a test begins compiles all anew.
export PYTHONDONTWRITEBYTECODE :=

WORLDS := $(wildcard worlds/*)

# Tests are spread over the cores; a file stays on one, and the longest begin (conftest.py), so that none ends alone.
SPREAD := --numprocesses auto --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup demo serve elements new-world test test-postgres test-quick core lint fuzz bench bench-torch coder accurate docs lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null || grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST)

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "lifeworld needs Python 3.11 or newer; set PYTHON=/path/to/python3.11.")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements/run.txt pyproject.toml
	@echo "Installing what lifeworld runs on ..."
	@$(PIP) -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . $(foreach world,$(WORLDS),--editable $(world))
	@touch $@

$(VENV)/.site: $(VENV)/.run requirements/site.txt
	@echo "Installing what the site runs on ..."
	@$(PIP) -r requirements/site.txt
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements/test.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.test requirements/bench.txt
	@$(PIP) -r requirements/bench.txt
	@touch $@

setup: $(VENV)/.run  ## install lifeworld into .venv (no root, no Node)

demo: setup  ## map forty fictional runners and print intended against found
	@$(BIN)/lifeworld demo --out out/demo

serve: $(VENV)/.site  ## open the site on this machine, on SQLite (PORT, SITE_DATA)
	@$(BIN)/lifeworld serve --port $(or $(PORT),8000) --data $(or $(SITE_DATA),lifeworld-data)

elements/node_modules/.package-lock.json: elements/package-lock.json
	@cd elements && npm ci --silent
	@touch $@

elements: elements/node_modules/.package-lock.json  ## build the web components and run their own tests (needs Node 20)
	@cd elements && npm run --silent build && npm test --silent
	@for world in $(dir $(wildcard worlds/*/elements/package.json)); do (cd $$world && npm run --silent build && npm test --silent) || exit 1; done

test: $(VENV)/.test lint  ## set up everything, check the house's rules, run every test
	@$(BIN)/python -m pytest $(SPREAD) --no-migrations $(TESTED)

test-postgres: $(VENV)/.test  ## the site's tests that ask the database, on a fresh PostgreSQL, which comes with the test packages
	@LIFEWORLD_TEST_POSTGRES=1 $(BIN)/python -m pytest $(SPREAD) -m "django_db and not slow and not once" $(foreach room,places customers events measures goals circles audiences partners tools scorecard site,src/lifeworld/$(room)/tests) src/lifeworld/voices/tests/test_site*.py src/lifeworld/constellations/tests/test_site*.py $(wildcard worlds/*/src/*/tests/test_web*.py)

test-quick: $(VENV)/.test  ## the tests without the browser and the big files
	@$(BIN)/python -m pytest $(SPREAD) --no-migrations -m "not slow"

FUZZ_ROUNDS ?= 5
fuzz: $(VENV)/.test  ## the property tests on new examples, FUZZ_ROUNDS times; every strange value in every field
	@for round in $$(seq $(FUZZ_ROUNDS)); do HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -m "hypothesis and not slow" || exit 1; done
	@LIFEWORLD_STRANGE=all $(BIN)/python -m pytest $(SPREAD) --no-migrations src/lifeworld/site/tests/test_strange_*.py src/lifeworld/partners/tests/test_strange.py

core: .venv-core/.done  ## import and test all cores in an environment without Django, click, rich or jinja2
	@.venv-core/bin/python -m pytest --cores $(SPREAD) -m "not once"

.venv-core/.done: requirements/core.txt
	@$(PYTHON) -m venv .venv-core
	@.venv-core/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/core.txt
	@printf '%s\n' "$(CURDIR)/src" $(foreach world,$(WORLDS),"$(CURDIR)/$(world)/src") > $$(.venv-core/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/lifeworld.pth
	@touch $@

lint: $(VENV)/.test  ## ruff, mypy (strict on cores) and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > .lint-imports.log 2>&1 || (cat .lint-imports.log; exit 1)
	@rm -f .lint-imports.log

bench: $(VENV)/.bench  ## measure beside peers, prove on simulated worlds; writes docs/benchmarks.md and docs/proof.md
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.proof
	@$(BIN)/python -m benchmarks.agreement
	@$(BIN)/python -m benchmarks.languages
	@$(BIN)/python -m benchmarks.learning
	@$(BIN)/python -m benchmarks.site
	@$(BIN)/python -m benchmarks.customers
	@LIFEWORLD_FUZZ_SECONDS=600 $(BIN)/python -m benchmarks.running
	@$(BIN)/python -m benchmarks.power
	@$(BIN)/python -m benchmarks.scorecard
	@LIFEWORLD_KILLS=100 $(BIN)/python -m pytest -q -k killed "src/lifeworld/site/tests/test_killed.py::test_a_killed_site_keeps_what_it_acknowledged[events_survive]" src/lifeworld/voices/tests/test_site_uploads_killed.py src/lifeworld/voices/tests/test_site_coding_together.py

bench-torch: .venv-torch/.done  ## the peers that need torch, in their own environment: then `make bench` measures beside them

.venv-torch/.done: requirements/bench-torch.in
	@$(PYTHON) -m venv .venv-torch
	@.venv-torch/bin/python -m pip install --quiet -r requirements/bench-torch.in
	@touch $@

NAME ?=
new-world: setup  ## write the package of a new world that passes the exam: make new-world NAME=cycling
	@$(BIN)/python -m lifeworld.testing.worlds "$(NAME)" worlds
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable worlds/$(NAME)

DATA ?= ../shared/data/gold
coder: setup  ## train the fast coder from coded texts in DATA and write the artefact and docs/coder.md
	@$(BIN)/lifeworld voices train $(DATA)/train.jsonl --dev $(DATA)/dev.jsonl --pool $(DATA)/pool-open.csv \
	  --reserved $(DATA)/reserved.txt --out src/lifeworld/voices/data/fast.npz --report docs/coder.md

WORK ?= out/accurate
TRAIN := PYTHONPATH=src OMP_NUM_THREADS=1 .venv-train/bin/python -m
.venv-train/.done: requirements/train.in
	@$(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet -r requirements/train.in
	@touch $@

accurate: .venv-train/.done  ## fine-tune the accurate coder (an hour on two cores), round it, and write docs/accurate.md
	@$(TRAIN) training learn $(DATA) $(WORK)
	@$(TRAIN) training export $(DATA) $(WORK)
	@$(TRAIN) training.quantise --tuned $(WORK)/tuned.npz --out src/lifeworld/voices/data/encoder
	@$(TRAIN) training page $(DATA) $(WORK)

docs: setup  ## write docs/reference from the code
	@$(BIN)/python docs/build.py

UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock: $(VENV)/.python  ## write the hashed requirement files (names and hashes, no index)
	@$(BIN)/python -m pip install --quiet uv
	@$(UV) requirements/run.in -o requirements/run.txt
	@$(UV) requirements/site.in -c requirements/run.txt -o requirements/site.txt
	@$(UV) requirements/core.in -c requirements/run.txt -o requirements/core.txt
	@$(UV) requirements/test.in -c requirements/site.txt -o requirements/test.txt
	@$(UV) requirements/bench.in -c requirements/test.txt -o requirements/bench.txt

clean:  ## remove what was installed and built
	rm -rf $(VENV) .venv-core .venv-torch .venv-train out .mypy_cache .ruff_cache
