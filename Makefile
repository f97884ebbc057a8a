# Two commands do all that is needed: `make roster` and `make test`.
# The others are steps of these, or for those who change the code.

# An interpreter to prefer (make test PYTHON=python3.12), and how many tests at once.
PYTHON ?=
WORKERS ?= 2
SCENARIO ?= clermont-ferrand
PORT ?= 8080

VENV := .venv
BIN := $(VENV)/bin
# Stamps say which lock file the environment holds. They stand inside it, so that
# they go with it.
BARE := $(VENV)/.stamp-bare
RUN := $(VENV)/.stamp-run
DEV := $(VENV)/.stamp-dev

PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# A lock is complete, extras and build tools included, so nothing is resolved: what an
# index offers today decides nothing, and nothing is fetched whose hash is unknown.
LOCKED = $(PIP) install -qq --require-hashes --no-deps -r $(1)
INSTALL = echo "environment: installing $(1)" && \
	$(call LOCKED,$(1)) && \
	$(PIP) install -qq --no-deps --no-build-isolation --editable . && \
	{ $(PIP) check >$(VENV)/check.log || { cat $(VENV)/check.log >&2; exit 1; }; }

UV_VERSION := 0.13.9
UV := $(VENV)/lock/bin/uv
COMPILE := $(UV) pip compile pyproject.toml --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	--no-header --no-config --no-strip-extras --group build

WORDS := scheduler/words
POT := $(WORDS)/messages.pot
UPDATE := $(BIN)/pybabel --quiet update --input-file=$(POT) --no-fuzzy-matching \
	--ignore-obsolete --ignore-pot-creation-date --width=88

# An environment whose interpreter is gone is made anew.
ifneq ($(wildcard $(BARE)),)
ifneq ($(shell $(BIN)/python -c 'print(1)' 2>/dev/null),1)
$(shell rm -rf $(VENV))
endif
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help roster serve picture test check system fmt lint types unit coverage nightly words \
	lock upgrade lock-check clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' \
		$(firstword $(MAKEFILE_LIST))

roster: $(RUN) ## set up, then solve, verify and publish the week of SCENARIO
	$(BIN)/patrol solve scenarios/$(SCENARIO) --out out/$(SCENARIO)
	$(BIN)/patrol explain scenarios/$(SCENARIO) out/$(SCENARIO) --board

serve: $(RUN) ## set up, then publish that week and serve its calendars on loopback
	@.ci/demo $(SCENARIO) $(PORT)

test: system $(DEV) ## set up, then check everything the build machine checks
	@$(MAKE) --no-print-directory check

check: lint types unit

system:
	@.ci/system

lint: $(DEV) ## style, imports and layout
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(DEV) ## static types
	$(BIN)/mypy

unit: $(DEV) ## the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

coverage: $(DEV) ## the tests, with the share of the code they reach; takes twice as long
	$(BIN)/python -m pytest -n $(WORKERS) --cov

nightly: system $(DEV) ## the long tests
	$(BIN)/python -m pytest -n $(WORKERS) -m 'slow or nightly' --timeout 3600

fmt: $(DEV) ## put the code in shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

words: $(DEV) ## bring the catalogue of words up to date with the code
	$(BIN)/pybabel --quiet extract --mapping-file=$(WORDS)/babel.cfg \
		--no-default-keywords --keyword=_ --keyword=N_ --keyword=n_:1,2 \
		--no-location --sort-output --omit-header --width=88 \
		--output-file=$(POT) scheduler cli.py
	$(UPDATE) --output-file=$(WORDS)/fr.po --locale=fr

picture: $(DEV) ## draw the picture of README.md from the solved Clermont-Ferrand week
	@[ -f out/clermont-ferrand/run.json ] || $(MAKE) --no-print-directory roster
	rm -rf out/picture && cp -a out/clermont-ferrand out/picture
	$(BIN)/patrol --lang en explain scenarios/clermont-ferrand out/picture --board \
		--time-limit 300
	$(BIN)/python -m tests.picture out/picture

lock: $(UV) ## write the lock files anew, keeping the versions that still fit
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock \
		--output-file requirements-dev.lock

upgrade: $(UV) ## the same, with the newest versions that pyproject.toml allows
	$(COMPILE) --upgrade --output-file requirements.lock
	$(COMPILE) --upgrade --group dev --constraint requirements.lock \
		--output-file requirements-dev.lock

lock-check: $(DEV) ## say whether the lock files still fit pyproject.toml
	$(BIN)/python -m pytest tests/test_packaging.py -k lock

clean: ## remove the environment and all that was made
	rm -rf $(VENV) build dist out htmlcov .coverage .coverage.* *.egg-info \
		.mypy_cache .pytest_cache .ruff_cache .hypothesis $(POT)
	find cli.py scheduler tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BARE):
	@python=$$(.ci/find-python $(PYTHON)) && rm -rf $(VENV) && \
		echo "environment: $$python in $(VENV)" && "$$python" -m venv $(VENV)
	@touch $@

$(RUN): $(BARE) requirements.lock pyproject.toml
	@$(call INSTALL,requirements.lock)
	@touch $@

$(DEV): $(BARE) requirements.lock requirements-dev.lock pyproject.toml
	@$(call INSTALL,requirements-dev.lock)
	@touch $(RUN) $@

$(UV): | $(BARE)
	$(BIN)/python -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip --disable-pip-version-check install --quiet \
		uv==$(UV_VERSION)
	@touch $@
