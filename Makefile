# offhook: make run opens the workbench, make test runs the tests. Both set up .venv first.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
BIN := .venv/bin
SESSION ?= sessions/examples/enrollment-sms.toml

.PHONY: run test lint bench differential vendor-hooks conformance inbox-conformance tenant fuzz load pictures release clean
.DEFAULT_GOAL := run

run: .venv/.installed
	@$(BIN)/offhook $(SESSION)

test: .venv/.installed-dev
	@$(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright --pythonpath $(BIN)/python
	@$(BIN)/lint-imports

bench: .venv/.installed-dev
	@$(BIN)/python -m tests.benchmarks

# These install packages, or take minutes, and so are no part of the tests.
differential: .venv/.installed-dev
	@$(BIN)/python -m tests.differential

vendor-hooks: .venv/.installed-dev
	@$(BIN)/python -m tests.vendor_hooks

conformance: .venv/.installed-dev
	@$(BIN)/python -m tests.sdk_conformance

# With the vendor's OpenAPI file (JSON), also what it says: make tenant OPENAPI=management.json
tenant: .venv/.installed-dev
	@$(BIN)/python -m tests.tenant_conformance $(if $(OPENAPI),--openapi $(OPENAPI))

inbox-conformance: .venv/.installed-dev
	@$(BIN)/python -m tests.inbox_conformance

fuzz: .venv/.installed-dev
	@$(BIN)/python -m tests.fuzz

load: .venv/.installed-dev
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[load]'
	@$(BIN)/python -m tests.load_run

# Those of the README; of all there are, in other colors: make pictures PICTURES="/tmp --theme nord"
PICTURES ?= themes/preview --only workbench --only replay --only comparison --only presented
pictures: .venv/.installed-dev
	@$(BIN)/python -m tests.pictures $(PICTURES)

# Checks, tags and builds what is committed; uploads nothing.
release: .venv/.installed-dev
	@$(BIN)/python -m tests.release

clean:
	rm -rf .venv

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "offhook needs Python 3.11 or later; none was found on PATH." >&2; exit 2; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "$(PYTHON) cannot make a virtual environment; does it have venv and ensurepip?" >&2; exit 2; }

.venv/.installed: .venv/bin/pip pyproject.toml
	@echo "Setting up .venv ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.installed-dev: .venv/bin/pip pyproject.toml
	@echo "Setting up .venv with the development tools ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/.installed
