# Everything runs in .venv, which is made when it is missing and brought up to date when the requirements change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# `make test SEED=…` runs the tests in the order, and with the examples, of an earlier run.
SEED ?= default
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development

.PHONY: run demo test bench check

run: $(RUNTIME)
	$(BIN)/python bot.py

demo: $(DEVELOPMENT)
	$(BIN)/python demo.py

test: $(DEVELOPMENT)
	$(BIN)/python -m pytest -q -n 4 --dist=worksteal --randomly-seed=$(SEED)

bench: $(RUNTIME)
	$(BIN)/python -m bench.search
	$(BIN)/python -m bench.browse
	$(BIN)/python -m bench.lists
	$(BIN)/python -m bench.storm
	$(BIN)/python -m bench.reconcile
	$(BIN)/python -m bench.growth
	$(BIN)/python -m bench.soak

check: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): $(BIN)/python requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(DEVELOPMENT): $(BIN)/python requirements.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(RUNTIME)
