# Loket. `make run` and `make test` work on a fresh clone; `make help` lists the rest.
# Ours when it is there: to look for another (a pyenv shim, say) costs a tenth of what a start may take.
PYTHON ?= $(shell test -x .venv/bin/python && echo .venv/bin/python || echo python3)
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test eval bench looks train lock lint types format clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## both environments and the front end
	@$(PYTHON) tools/bootstrap.py

setup-test:
	@$(PYTHON) tools/bootstrap.py --test

run: setup ## the loket and its engine, until Ctrl-C (a missing model is trained while the page already answers)
	@exec $(PY) -m bot run

test: setup-test ## everything that is tested: set-up, model, tests, lint, format, types
	@$(PY) tools/train.py
	@$(PY) -m pytest -n 2 --dist loadscope
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

eval: setup-test ## the language figures: doors, executors, confusion, calibration, and the learning curve (some eight minutes)
	@$(PY) tools/train.py
	@$(PY) -m tools.eval --leercurve

bench: setup-test ## the speed figures, beside Rasa's default pipeline on the same data and machine
	@$(PY) tools/train.py
	@$(PY) -m bench

looks: setup-test ## every page and state as a picture in var/screenshots/, with an index; axe in all appearances
	@$(PY) tools/train.py
	@$(PY) -m tools.looks

train: setup ## the engine's model, when its data changed
	@$(PY) tools/train.py

lock: ## the locks in requirements/ anew from pyproject.toml
	@$(PYTHON) tools/bootstrap.py --lock

lint: setup-test ## ruff
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: setup-test ## mypy, strict
	@$(PY) -m mypy

format: setup-test ## ruff's formatting and safe fixes
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

clean: ## environments, models and caches; never var/ (conversations and tickets)
	rm -rf .venv .venv-rasa .uv models node_modules bot/web/static/dist .rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis
