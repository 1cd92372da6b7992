# Two commands for newcomers: `make demo` runs the main job, `make test` proves it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
SAMPLES ?= 60
DEMO := demo
RECORDS ?= 5000 50000

.PHONY: install demo test lint types pytest bench bench-quick bench-extraction bench-ingest \
  bench-retrieval bench-reliability lock clean

install: $(INSTALLED)

$(INSTALLED): requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: install
	$(BIN)/python -m bench.demo --folder $(DEMO) --samples $(SAMPLES)

test: lint types pytest

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

pytest: install
	$(BIN)/pytest

bench: bench-extraction bench-ingest bench-retrieval

# The same tables in under two minutes, on fewer data.
bench-quick: install
	$(BIN)/python -m bench.gold
	$(BIN)/python -m bench.ingest --issues 40
	$(BIN)/python -m bench.retrieval --records 5000

bench-extraction: install
	$(BIN)/python -m bench.extraction
	$(BIN)/python -m bench.gold

bench-ingest: install
	$(BIN)/python -m bench.ingest

# CMRC: a file in the form of CMRC 2018's, whose passages are then searched as records.
bench-retrieval: install
	$(BIN)/python -m bench.retrieval $(addprefix --records ,$(RECORDS)) $(if $(CMRC),--cmrc $(CMRC))

# Kills, hostile files and mutants in quantity: about half an hour.
bench-reliability: install
	$(BIN)/python -m bench.reliability

# Needs uv; the locks name versions and hashes only, never an index.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml requirements-build.in -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml requirements-build.in requirements-dev.in -o requirements-dev.lock

clean:
	rm -rf $(VENV) $(DEMO) build dist *.egg-info
