# Everything for a fresh machine with make and Python 3.11 or newer. `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup leaflets test lint types check schemas pictures bench soak lock clean

help: ## List what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## Install what the program needs into .venv (done by itself when needed)

$(STAMP): requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "Installing (once, about a minute) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

leaflets: $(STAMP) ## Make every handout for every sample clinic, into out/
	@$(PY) generate.py make --quiet -o out > /dev/null
	@echo "Your leaflets are in $(CURDIR)/out:" && ls out | sed 's/^/  /'

test: lint types ## Lint, types and all tests
	@$(PY) -m pytest -n auto

lint: $(STAMP) ## Style and common mistakes
	@$(PY) -m ruff check . && $(PY) -m ruff format --check --quiet .

types: $(STAMP) ## Types, strictly
	@$(PY) -m mypy

check: $(STAMP) ## Check all clinic profiles, handouts and templates
	@$(PY) generate.py check

schemas: $(STAMP) ## Write schemas/ anew
	@$(PY) -m handoutpress.schemas schemas

pictures: $(STAMP) ## Draw the README's pictures anew
	@$(PY) docs/pictures.py

bench: $(STAMP) ## Measure this program and others on the same work (an hour); writes docs/performance.md
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@$(PY) -m benchmarks.bench

soak: $(STAMP) ## Kill a press two hundred times and see that nothing is lost
	@$(PY) benchmarks/soak.py

lock: $(STAMP) ## Pin all dependencies anew, with hashes
	@sh docs/lock.sh

clean: ## Remove what was made
	rm -rf out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
