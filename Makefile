# What CI runs, these targets run. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench catalog rules generated clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(BIN)/pip install --quiet --disable-pip-version-check --group dev --editable .
	touch $@

demo: $(VENV)/.ready
	-$(BIN)/agentcore-lint --show-notes examples

test: $(VENV)/.ready
	$(BIN)/python -m pytest $(TESTS)

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.rules --check
	$(BIN)/python -m tools.catalog --check

bench: $(VENV)/.ready
	$(BIN)/python -m bench.run

catalog: $(VENV)/.ready
	$(BIN)/python -m tools.catalog

rules: $(VENV)/.ready
	$(BIN)/python -m tools.rules
	$(BIN)/ruff format --quiet agentcore_lint/checks/index.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
