# Everything for a fresh machine with make and Python 3.11 or newer. `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check
READY := $(VENV)/.ready
TOOLS := $(VENV)/.ready-dev

.DEFAULT_GOAL := help
.PHONY: help setup leaflets test lint types check schemas kerning pictures architecture looks bench soak fuzz lock floor clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Install what the program needs into .venv (done by itself when needed)

# an environment without pip is one that was left half made
$(PY):
	@command -v $(PYTHON) > /dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer from python.org."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); echo "Python cannot make an environment; see above for what it needs."; exit 1; }

$(READY): requirements.lock | $(PY)
	@echo "Installing (once, less than a minute) ..."
	@$(PIP) install --require-hashes -r requirements.lock || { echo "Installing failed. Is this computer online? Then try again."; exit 1; }
	@touch $@

$(TOOLS): requirements-dev.lock $(READY)
	@echo "Installing what developers need (once, about a minute) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock || { echo "Installing failed. Is this computer online? Then try again."; exit 1; }
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

leaflets: $(READY) ## Make every handout for every sample clinic, into out/
	@$(PY) generate.py make --quiet -o out > /dev/null
	@echo "Your leaflets are in $(CURDIR)/out:" && cd out && ls -1 *.pdf | sed 's/^/  /'

test: lint types ## Lint, types and all tests
	@$(PY) -m pytest -n auto

lint: $(TOOLS) ## Style and common mistakes
	@$(PY) -m ruff check . && $(PY) -m ruff format --check --quiet .

types: $(TOOLS) ## Types, strictly
	@$(PY) -m mypy

check: $(READY) ## Check all clinic profiles, handouts and templates
	@$(PY) generate.py check

schemas: $(TOOLS) ## Write schemas/ anew
	@$(PY) -m handoutpress.content.json_schemas schemas

kerning: $(TOOLS) ## Write the kerning of headings anew from the font
	@$(PY) docs/kerning.py

pictures: $(TOOLS) ## Draw the README's pictures anew
	@$(PY) docs/pictures.py
	@$(PY) docs/templates.py
	@$(PY) docs/web_pictures.py

architecture: $(TOOLS) ## Draw the picture of docs/architecture.md from the code
	@$(PY) docs/architecture.py

bench: $(TOOLS) ## Measure this program and others on the same work (an hour); writes docs/performance.md
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@$(PY) -m benchmarks.bench

looks: $(TOOLS) ## Measure how sheets look, some five hundred of them (ten minutes); writes docs/looks.md
	@$(PY) -m benchmarks.looks

soak: $(TOOLS) ## Kill a press two hundred times and see that nothing is lost
	@$(PY) benchmarks/soak.py

fuzz: $(TOOLS) ## Give every reader of files 100,000 that were changed at random (an hour or two)
	@$(PY) benchmarks/fuzz.py

lock: $(TOOLS) ## Pin all dependencies anew, with hashes
	@sh docs/lock.sh

floor: $(TOOLS) ## Run all tests with the lowest versions pyproject.toml allows
	@sh docs/floor.sh

clean: ## Remove what was made
	rm -rf out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
