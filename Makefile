# Everything a reader, an editor or a machine does with this project. Needs Python 3.11+ and make, nothing else.

PYTHON ?= python3
# Every case that ships is drawn: the first into figures/, where README and notebooks show it, others into a folder each.
CASE := data/moscow-2023-24
OTHERS := $(filter-out $(CASE),$(patsubst %/datapackage.json,%,$(wildcard data/*/datapackage.json)))

VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.stamp
SPARK := $(VENV)/.spark
FIGURES := figures/.built
NOTEBOOKS := notebooks/.built
TEXTS := figures/.texts
LIBRARY := $(shell find analysis/musterbook -name '*.py' -o -name '*.mplstyle' -o -name '*.json' -o -name '*.ftl')
REPORT := build/report.html $(patsubst data/%,build/%.html,$(OTHERS))
GUIDE := README.md $(wildcard docs/*.md)
PAGE := $(wildcard analysis/musterbook/page/report.*)

# Charts are drawn to files, also on a machine with a screen.
export MPLBACKEND := Agg
# Without its bytecode every process would compile all libraries anew, which takes longer than what most of them do.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help figures report site release test test-spark notebooks readme all check lab lint lock bench clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

figures: $(FIGURES)  ## build figures/ from the data, if anything changed

report: $(REPORT)  ## build build/report.html and a page for each other case, each of which holds a whole case

site: $(READY)  ## build the site of cases, guide, notebooks and library in build/site
	@$(PY) site/build.py

release: $(READY)  ## build wheel and sdist in dist/ and try the wheel in an empty environment far from here
	@rm -rf dist
	@$(PY) -m uv build --quiet --out-dir dist
	@$(PY) tests/on_release.py dist

test: $(READY)  ## run every test and every example in the documentation
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(TESTS)

test-spark: $(SPARK)  ## run the tests of Spark, which is installed for them and needs Java 17 or newer
	@java -version 2> /dev/null || { echo "Spark needs Java 17; on Debian: apt-get install default-jre-headless" >&2; exit 1; }
	@$(PY) -m pytest -k spark tests

notebooks: $(NOTEBOOKS)  ## run the notebooks in place, if anything changed

readme: $(TEXTS)  ## write the findings log and the numbers of the pages, if anything changed

all: $(READY)  ## delete what is built and build it again: figures, findings log, README, notebooks, report
	@rm -rf $(FIGURES) $(NOTEBOOKS) $(TEXTS) $(REPORT) figures/*
	@$(MAKE) --no-print-directory figures readme notebooks report

check: $(READY)  ## build everything in a temporary folder and say what differs from what is committed
	@$(PY) refresh.py check

lab: $(FIGURES)  ## open the notebooks in JupyterLab
	@$(PY) -m jupyterlab notebooks

lint: $(READY)  ## check style, formatting and types
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy

lock: $(READY)  ## renew requirements.lock from pyproject.toml
	@$(PY) -m uv lock --quiet --python $(PY) --upgrade
	@$(LOCKED) --all-extras --no-extra spark -o requirements.lock > /dev/null
	@$(LOCKED) --extra spark -o requirements-spark.lock > /dev/null
	@echo "requirements.lock: $$(grep -c == requirements.lock) packages pinned"

# Spark is large and needs Java, so it has a lock of its own; both come from one resolution.
LOCKED := $(PY) -m uv export --quiet --python $(PY) --frozen --no-emit-project --no-annotate --no-header

# For more rows: make bench BENCH="--csv 1e4,1e6,2e7 --parquet 1e7,1e8"
bench: $(READY)  ## measure import, figures, worlds, reading and large lists beside yardsticks; prints, asserts nothing
	@$(PY) tests/benchmarks/bench_import.py
	@$(PY) tests/benchmarks/bench_figures.py $(CASE)
	@$(PY) tests/benchmarks/bench_worlds.py
	@$(PY) tests/benchmarks/bench_records.py
	@$(PY) tests/benchmarks/bench_engines.py --save tests/benchmarks/RESULTS.md $(BENCH)

clean:  ## remove the environment, caches and build products; figures/ stays
	@rm -rf $(VENV) $(FIGURES) $(NOTEBOOKS) $(TEXTS) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find analysis tests notebooks -name __pycache__ -prune -exec rm -rf {} +

$(FIGURES): $(READY) $(LIBRARY) $(wildcard data/*/*)
	@echo "figures: building from $(CASE)"
	@$(PY) -m musterbook draw $(CASE) --out figures
	@for case in $(OTHERS); do \
		echo "figures: building from $$case"; \
		$(PY) -m musterbook draw $$case --out figures/$$(basename $$case) || exit 1; \
	done
	@touch $@

build/report.html: $(READY) $(LIBRARY) $(PAGE) $(wildcard $(CASE)/*)
	@echo "report: building from $(CASE)"
	@$(PY) -m musterbook report $(CASE) --out $@

build/%.html: data/%/datapackage.json $(READY) $(LIBRARY) $(PAGE)
	@echo "report: building from data/$*"
	@$(PY) -m musterbook report data/$* --out $@

# A notebook is both read and written here: its own time says nothing, so the stamp is renewed after the run.
$(NOTEBOOKS): $(READY) $(LIBRARY) $(wildcard $(CASE)/*) $(wildcard notebooks/*.ipynb) notebooks/run.py
	@$(PY) notebooks/run.py
	@touch $@

$(TEXTS): $(FIGURES) $(GUIDE) refresh.py ledger.py
	@$(PY) refresh.py texts
	@touch $@

# The stamp is written last: an interrupted build leaves none, and the next run starts from an empty folder.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || \
		{ echo "Python 3.11 or newer is needed; choose one with: make PYTHON=python3.12" >&2; exit 1; }
	@echo "environment: creating $(VENV) with $$($(PYTHON) --version)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@echo "environment: installing $$(grep -c == requirements.lock) pinned packages"
	@$(INSTALL_UV) || echo "environment: uv is not to be had, going on with pip"
	@$(INSTALL_WITH_UV) || { echo "environment: installing with pip, about a minute and a half"; $(INSTALL_WITH_PIP); }
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
	@echo "environment: ready"

# Part of the environment from then on, so that "make test" runs these tests too.
$(SPARK): $(READY) requirements-spark.lock
	@echo "environment: adding Spark, some 500 MB"
	@$(INSTALL_WITH_UV) --requirement requirements-spark.lock || \
		$(INSTALL_WITH_PIP) --requirement requirements-spark.lock
	@touch $@

# Quiet twice: errors are shown, warnings about somebody's own pip settings are not.
PIP := $(PY) -m pip --quiet --quiet --disable-pip-version-check --no-input
# uv installs the lock some eight times faster than pip, and is itself pinned by the lock.
INSTALL_UV = awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' requirements.lock > $(VENV)/uv.txt \
	&& $(PIP) install --require-hashes --requirement $(VENV)/uv.txt 2> $(VENV)/uv.log
# uv reads no pip settings, so an index that only pip knows is out of its reach: its complaints go to a file.
INSTALL_WITH_UV = $(PY) -m uv pip install --quiet --python $(PY) --require-hashes 2>> $(VENV)/uv.log \
	--requirement requirements.lock
INSTALL_WITH_PIP = $(PIP) install --require-hashes --requirement requirements.lock
