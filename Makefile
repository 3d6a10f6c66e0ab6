# Everything runs in .venv, which is created when it is missing and updated when the requirements change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# `make test SEED=…` repeats an earlier test run, in the same order and with the same examples.
SEED ?= default
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development

.PHONY: run demo test bench check messages

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
	$(BIN)/python -m bench.flood
	$(BIN)/python -m bench.soak

check: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

# Collects the texts to translate and updates each language's file: see docs/translating.md.
messages: $(RUNTIME)
	$(BIN)/pybabel --quiet extract --project=Kanso --version="" --header-comment="# What Kanso says, to be translated: docs/translating.md" \
		--add-location=file --sort-by-file --width=120 --add-comments=Translators: --strip-comments \
		--output-file=locales/kanso.pot cogs
	sed -i.old '/^"\(Project-Id-Version\|POT-Creation-Date\|PO-Revision-Date\|Report-Msgid-Bugs-To\|Last-Translator\|Language-Team\)/d' locales/kanso.pot
	rm locales/kanso.pot.old
	for file in locales/*/LC_MESSAGES/kanso.po; do \
		test ! -f "$$file" || $(BIN)/pybabel --quiet update --input-file=locales/kanso.pot --output-file="$$file" \
			--locale="$$(basename $$(dirname $$(dirname $$file)))" --width=120 --previous --ignore-pot-creation-date || exit 1; \
	done

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): $(BIN)/python requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(DEVELOPMENT): $(BIN)/python requirements.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(RUNTIME)
