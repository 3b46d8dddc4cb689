# Set-up is part of every target: a virtual environment in .venv with the pinned dependencies.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo desk test check nightly bench format clean

help:  ## Show what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: $(VENV)/.run  ## The whole night on the built-in sample: no network, no credentials
	@$(BIN)/pantau demo

desk: $(VENV)/.dev demo/config.yaml  ## The desk in a browser on the demo: http://127.0.0.1:8080/ (admin, kata-sandi-demo)
	@PANTAU_DESK_PASSWORD=kata-sandi-demo $(BIN)/pantau --config demo/config.yaml desk user add admin --role admin
	@$(BIN)/pantau --config demo/config.yaml desk

demo/config.yaml: $(VENV)/.run
	@$(BIN)/pantau demo

nightly: $(VENV)/.run  ## The real thing: fill .env first
	@$(BIN)/pantau db upgrade
	@$(BIN)/pantau nightly

# Compiled test modules are kept, also where the environment says otherwise: to compile them takes half of the collection.
test: $(VENV)/.dev  ## Run the tests
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses=auto --maxprocesses=8 --dist=loadfile

check: $(VENV)/.dev  ## Format, lint, types, imports
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.dev  ## Measure speed and memory against peers
	@$(BIN)/python -m benchmarks.journey
	@$(BIN)/python -m benchmarks

format: $(VENV)/.dev  ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:  ## Remove the virtual environment, caches and the demo
	rm -rf $(VENV) demo build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pantau needs Python 3.11 or newer; name one: make PYTHON=python3.12 …")'
	@echo "setting up $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made pyproject.toml constraints.txt
	@$(PIP) install -c constraints.txt -e '.[postgres,articles]'
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml constraints.txt
	@echo "installing what tests and checks need …"
	@$(PIP) install -c constraints.txt -e '.[postgres,dev]'
	@touch $@ $(VENV)/.run
