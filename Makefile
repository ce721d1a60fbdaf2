# make rebuild: environment and the whole edition; make test: what must hold; make test-all: slow proofs as well.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests of one group (a page of the site, a module with a costly start) run in one process.
PARALLEL := --numprocesses auto --dist loadgroup

.PHONY: rebuild test test-all faults reproduce kills env env-test lint bench lines lock clean

rebuild: env
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/snakemake rebuild

test: env-test
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/snakemake rebuild
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest $(PARALLEL) -m "not slow"

test-all: env-test
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/snakemake rebuild
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest $(PARALLEL)

# Plants faults into copies of the project, one at a time, and tells which the tests catch.
faults: env-test
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/faults/run.py

# Builds the edition twice under settings as different as the machine allows; prints the first difference.
reproduce: env
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/reproduce/run.py

# Kills, a full disk, results that cannot be written, two runs at once, on the small edition: prints figures.
kills: env
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/kills/run.py

env: $(VENV)/edition.done
env-test: $(VENV)/test.done

$(VENV)/edition.done: envs/requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r envs/requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/test.done: envs/requirements-dev.txt $(VENV)/edition.done
	$(BIN)/python -m pip install --quiet --require-hashes -r envs/requirements-dev.txt
	touch $@

bench: env-test
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/bench.py
	for name in sweep portfolio fund bootstrap curve detection; do $(BIN)/python benchmarks/$$name.py || exit 1; done

# Counts Python by package and floor, jobs, rules, files, tests. Needs no environment.
lines:
	$(PYTHON) benchmarks/lines.py

lint: env-test
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports
	$(BIN)/snakefmt --check Snakefile rules && PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/snakemake --lint

# Needs uv; writes no index address.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o envs/requirements.txt
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o envs/requirements-dev.txt
	uv pip compile pyproject.toml --extra cluster -c envs/requirements.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o envs/requirements-cluster.txt
# On Linux alone: mesa's markers split by processor, and pandoc's wheels do not cover every one.
	uv pip compile pyproject.toml --extra bench -c envs/requirements.txt --python-platform linux --python-version 3.11 --generate-hashes --no-header --no-annotate -o envs/requirements-bench.txt

clean:
	rm -rf results .snakemake
