# Everything starts from a plain Python (3.11 or newer, with venv and pip) and this file.
# The environment is built once in .venv from constraints.txt; a second call finds its stamp and costs nothing.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := out/jd-vs-tmall
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test histories check lint types imports format bench clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: $(VENV)/core.stamp  ## compare JD-style and Tmall-style programs and write a report
	$(BIN)/loyalty compare jd-vs-tmall --out $(DEMO)
	@find '$(CURDIR)/$(DEMO)' -name '*.html' -exec echo 'The report:' {} ';'

test: $(VENV)/dev.stamp  ## run every test
	$(BIN)/python -m pytest -n 2

histories: $(VENV)/dev.stamp  ## 100,000 random histories of members, the engine against the second evaluator
	$(BIN)/python -m tests.many_histories

check: lint types imports test  ## everything that must hold before a change lands

lint: $(VENV)/dev.stamp  ## formatting and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/dev.stamp  ## static types
	$(BIN)/mypy

imports: $(VENV)/dev.stamp  ## who may import whom
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp  ## put the code into the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp  ## speed of the engine beside plain numpy and plain mesa, and with a network of talk
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.talk

clean:  ## remove the environment, caches and results of the demo
	rm -rf $(VENV) $(DEMO) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# Nothing but the core set is needed to use the workbench; the dev extra comes on top of it.
$(VENV)/core.stamp: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; name another: make PYTHON=python3.12")'
	@echo 'Setting up $(VENV) (about half a minute, once)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/core.stamp
	$(PIP) --editable '.[dev]'
	@touch $@
