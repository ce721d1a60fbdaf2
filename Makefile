# make: this list. Each target with two hash signs is told by it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests of one group (a page of the site, a module with a costly start) run in one process.
PARALLEL := --numprocesses auto --dist loadgroup
# Without the slow proofs, and others at fewer settings and places; empty: all.
SAMPLE := --sample
# With uv where it is on the PATH, with pip elsewhere: the same packages, held to the same hashes.
ifneq ($(shell command -v uv 2>/dev/null),)
READY := test -x $(BIN)/python
CREATE := uv venv --quiet --python $(PYTHON) $(VENV)
INSTALL := uv pip install --quiet --python $(BIN)/python
COST := a quarter of a minute, 1.1 GB
else
READY := $(BIN)/python -m pip --version >/dev/null 2>&1
CREATE := $(PYTHON) -m venv $(VENV)
INSTALL := $(BIN)/python -m pip install --quiet --no-compile
COST := a minute or two, 1.1 GB
endif
# Neither compiles what it installs; Python keeps what it compiles at the first import.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help rebuild preview open lab test test-all looks faults reproduce kills env env-test lint bench lines lock clean
.DEFAULT_GOAL := help

help: ## this list; snakemake help lists what the workflow makes
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

rebuild: env ## environment and the whole edition: results/site, results/tables
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/snakemake rebuild

preview: env ## the Chinese text as HTML, which follows when a source changes (make preview LANGUAGE=en: the English)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m living_edition preview $(LANGUAGE)

open: env ## the site in a browser
	@$(BIN)/python -m living_edition open

lab: $(VENV)/lab.done ## the notebooks in JupyterLab
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jupyter lab notebooks

test: env-test ## what must hold (make test SAMPLE= asks the slow proofs as well)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/snakemake rebuild
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest $(PARALLEL) $(SAMPLE)

test-all: ## the tests whole, planted faults, kills, a second build under other settings
	$(MAKE) test SAMPLE=
	$(MAKE) faults kills
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/reproduce/run.py --first .

# For whoever reviews them; needs XeLaTeX, LibreOffice and Chromium.
looks: env-test ## contact sheets of every table in every form and every figure: results/looks
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/looks.py

# Plants faults into copies of the project, one at a time, and tells which the tests catch.
faults: env-test ## plant faults, and tell which the tests catch
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/faults/run.py

# Builds the edition twice under settings as different as the machine allows; prints the first difference.
reproduce: env ## build twice under other settings, and print the first difference
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/reproduce/run.py

# Kills, a full disk, results that cannot be written, two runs at once, on the small edition: prints figures.
kills: env ## kill, fill the disk, run two at once: what holds
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/kills/run.py

env: $(VENV)/edition.done
env-test: $(VENV)/dev.done

$(VENV)/edition.done: envs/requirements.txt pyproject.toml
	@$(READY) || { echo "Making a Python environment in $(VENV)"; $(CREATE); }
	@echo "Installing the packages of envs/requirements.txt into $(VENV): once, $(COST)"
	@$(INSTALL) --require-hashes -r envs/requirements.txt
	@echo "Installing the edition itself"
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.done $(VENV)/lab.done: $(VENV)/%.done: envs/requirements-%.txt $(VENV)/edition.done
	@echo "Installing the packages of $<"
	@$(INSTALL) --require-hashes -r $<
	@touch $@

bench: env-test ## how long what takes
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/lengths.py --browser
	for name in sweep portfolio fund bootstrap curve detection live; do $(BIN)/python benchmarks/$$name.py || exit 1; done

# Counts Python by package and floor, jobs, rules, files, tests. Needs no environment.
lines: ## how much code there is
	$(PYTHON) benchmarks/lines.py

lint: env-test ## form and types of the code
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports
	$(BIN)/snakefmt --check Snakefile rules && PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/snakemake --lint

# Needs uv; writes no index address.
lock: ## lock the packages anew, by hash (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o envs/requirements.txt
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o envs/requirements-dev.txt
	uv pip compile pyproject.toml --extra lab -c envs/requirements.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o envs/requirements-lab.txt
	uv pip compile pyproject.toml --extra cluster -c envs/requirements.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o envs/requirements-cluster.txt
# On Linux alone: mesa's markers split by processor, and pandoc's wheels do not cover every one.
	uv pip compile pyproject.toml --extra bench -c envs/requirements.txt --python-platform linux --python-version 3.11 --generate-hashes --no-header --no-annotate -o envs/requirements-bench.txt

clean: ## remove what was made
	rm -rf results .snakemake
