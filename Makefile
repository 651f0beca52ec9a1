# Everything one does with a checkout. `make help` lists it.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
            $(if $(shell $(name) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null),$(name))))
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/run.stamp
DEV := $(VENV)/dev.stamp
BROWSER := $(VENV)/browser.stamp

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

LONG := tests/stories/test_naughty.py tests/stories/test_naughty_addresses.py tests/api/test_naughty.py \
	tests/api/test_document.py tests/importing/test_real_data.py tests/posts/search/test_real_data.py \
	tests/serving/test_killed.py tests/ledger/test_any_sequence.py

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Each process of the tests would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
# On the build machine a skipped test is a failed one.
ifeq ($(CI),true)
export TEST_NO_SKIP := 1
endif

.PHONY: help run install setup test long bench check check-code check-pages fix translations lock clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

# Three for two processors: a third of the time a test waits for a browser, a server or the database.
WORKERS := $(shell echo $$(( ($$(nproc 2>/dev/null || echo 2) * 3 + 1) / 2 )))

PORT ?= 8000
run: $(RUN) ## the site with demo content, at http://127.0.0.1:8000 (PORT=… for another)
	@exec $(BIN)/cocreate serve --demo --port $(PORT)

# Whoever serves under another account cannot keep what is compiled when it is first imported.
install: $(RUN) ## what runs a site of your own: the command .venv/bin/cocreate
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib cocreate migrations || true

setup: $(DEV) $(BROWSER) ## everything needed to work on it and to test it

test: setup ## all tests
	$(BIN)/pytest -n $(WORKERS)

long: setup ## what `make test` does of naughty input by samples, in full: an hour or two
	TEST_LONG=1 $(BIN)/pytest -n auto --dist worksteal -o faulthandler_timeout=1800 $(LONG)

bench: $(DEV) ## requests a second of the busiest pages, beside a bare list (BENCH="--help" for options, BENCH=FILE for search)
	$(BIN)/python -m tests.load.bench $(BENCH)

check: $(DEV) ## static checks
	@$(MAKE) --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) check-code check-pages

check-code: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house.holes
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/pytest --quiet tests/house/test_translations.py

check-pages: $(DEV)
	$(BIN)/python -m tests.house.markup

fix: $(DEV) ## formatting, and what else the checks can mend by themselves
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

translations: $(DEV) ## take new words of code and templates into the Chinese catalogue
	$(BIN)/pybabel --quiet extract --mapping-file cocreate/translations/mapping.cfg --keywords _l \
		--sort-output --no-location --output-file $(VENV)/messages.pot .
	$(BIN)/pybabel --quiet update --input-file $(VENV)/messages.pot --output-dir cocreate/translations --locale zh \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120

lock: ## choose new versions of all dependencies (needs uv)
	uv pip compile --upgrade $(LOCK) --extra build --output-file requirements/run.txt pyproject.toml
	uv pip compile --upgrade $(LOCK) --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt pyproject.toml

clean: ## removes the environment; the site in instance/ stays
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "CoCreate needs Python 3.11 or newer: install it, or say where it is: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "Python's venv module is missing: install it, on Debian and Ubuntu with: apt-get install python$$version-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Half of what is installed is never imported; compiling all of it would be a sixth of the first start.
$(RUN): $(BIN)/python requirements/run.txt pyproject.toml
	$(BIN)/pip install --quiet --no-compile --require-hashes --only-binary :all: -r requirements/run.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements/dev.txt
	$(BIN)/pip install --quiet --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

$(BROWSER): $(DEV)
	.ci/chromium $(BIN)/playwright
	@touch $@
