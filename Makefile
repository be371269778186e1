# Everything here does its own set-up: a machine needs python3 (3.11 or later) with venv, make and git.
# `make` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
OLDEST := $(VENV)/oldest
OCR := $(VENV)/.ocr
PEERS := $(VENV)/peers
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-ocr oldest debian demo screenshots bench test test-all accept lint types fix lock audit fuzz clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(INSTALLED) ## Make .venv with the locked dependencies and the command compromiso

setup-ocr: $(OCR) debian ## Add what reads scans, pictures (OpenCV, tesseract) and old office files (LibreOffice)

demo: $(INSTALLED) ## Read the sample documents and show what is in them
	@$(BIN)/compromiso demo

screenshots: $(INSTALLED) debian ## Take the pictures in docs/images anew (sample documents only)
	@$(BIN)/python -m benchmarks.screenshots

bench: $(PEERS)/.installed ## Read tables beside other tools, which get an environment of their own (docs/benchmarks.md)
	@$(BIN)/python -m benchmarks.tables

test: $(OCR) oldest debian ## Run all tests on two cores; long series with some of their cases
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-all: $(OCR) oldest debian ## Run all tests, those that have many cases with all of them
	@COMPROMISO_TESTS=all $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

accept: $(INSTALLED) ## Write expected records and generated docs anew, to be reviewed as a diff
	@$(BIN)/python -m pytest --accept tests/test_goldens.py tests/test_docs.py tests/test_printed.py tests/test_warehouse_query.py

lint: $(INSTALLED) ## Check style, format (ruff) and who imports whom (import-linter)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

types: $(INSTALLED) ## Check types (mypy --strict)
	@$(BIN)/mypy --strict

fix: $(INSTALLED) ## Mend style and format where that is safe
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## Resolve the dependencies anew and write requirements.lock
	@$(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/pip install --quiet uv
	@echo "duckdb==$$(sed -n 's/^STORAGE_VERSION = "v\([0-9.]*\)".*/\1/p' warehouse/schema.py)" | $(VENV)-lock/bin/uv pip compile - \
		--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--quiet --output-file requirements-oldest.lock
	@echo "opencv-python-headless" | $(VENV)-lock/bin/uv pip compile - \
		--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --no-deps \
		--quiet --output-file requirements-ocr.lock
	$(VENV)-lock/bin/uv pip compile pyproject.toml --group dev --extra dask --universal --python-version 3.11 \
		--generate-hashes --no-strip-extras --no-emit-index-url --no-annotate --no-header --upgrade \
		--quiet --output-file requirements.lock

audit: ## Look for known weaknesses of the locked dependencies (pip-audit; needs its database on the network)
	@test -x $(VENV)-audit/bin/pip-audit || ($(PYTHON) -m venv $(VENV)-audit && $(VENV)-audit/bin/pip install --quiet pip-audit)
	@$(VENV)-audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

fuzz: $(INSTALLED) ## Read 5,000 damaged copies of the samples in every medium; failures go to build/fuzz
	@$(BIN)/python -m benchmarks.fuzz --count 5000 --seed 1
	@$(BIN)/python -m benchmarks.hostile
	@$(BIN)/python -m benchmarks.patterns --size 4000 --limit 2 fixtures/*/*.pdf

oldest: $(OLDEST)/.installed ## Make .venv/oldest with the oldest DuckDB that must open the warehouse (tests use it)

clean: ## Remove the virtual environment and caches (never data/)
	rm -rf $(VENV) $(VENV)-lock $(VENV)-audit .mypy_cache .ruff_cache build compromiso.egg-info

# The lock names every package with its hashes, so nothing is resolved here: --no-deps.
$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("python 3.11 or later is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@echo "setting up $(VENV) (once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(OCR): requirements-ocr.lock | $(INSTALLED)
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements-ocr.lock
	@touch $@

# Only as a wheel: where there is none for this Python, the test that needs it is skipped and says so.
$(OLDEST)/.installed: requirements-oldest.lock | $(INSTALLED)
	@test -x $(OLDEST)/bin/python || $(PYTHON) -m venv --without-pip $(OLDEST)
	@$(BIN)/pip --python $(OLDEST)/bin/python install --quiet --no-deps --only-binary :all: --require-hashes \
		-r requirements-oldest.lock && touch $@ || echo "that failed: the test with the oldest DuckDB is skipped"

$(PEERS)/.installed: | $(INSTALLED)
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/pip install --quiet camelot-py img2table pdfplumber tabula-py && touch $@

# What some tests need beside Python; without it they are skipped and say so.
debian:
	@.ci/debian-packages
