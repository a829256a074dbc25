# `make run` and `make test` are all a newcomer needs: each sets up what is missing first.
# The first Python that starts and is new enough: version managers put names into the path that only fail when called.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$name; exit; }; \
  done; echo python3)
BIN = .venv/bin

.PHONY: run test check bench fmt lock messages

run:            ## set up what is missing and serve a demonstration on http://localhost:8000/
	@$(PYTHON) tools/prepare.py runtime
	@$(BIN)/winay run

test:           ## every check and test, on SQLite and PostgreSQL, with seconds per suite against a budget
	@$(PYTHON) tools/prepare.py dev
	@$(BIN)/python -m tests.run

check:          ## the quick part of `make test`: style, types, house rules, pure rules
	@$(PYTHON) tools/prepare.py dev
	@$(BIN)/python -m tests.run rules

bench:          ## measure what docs/speed.md claims
	@$(PYTHON) tools/prepare.py dev
	@$(BIN)/python bench/screening.py
	@$(BIN)/python bench/targeting.py
	@$(BIN)/python bench/pages.py
	@$(BIN)/python bench/intake.py
	@$(BIN)/python bench/intake_visits.py
	@$(BIN)/python bench/carrying.py
	@$(BIN)/python bench/registry.py
	@$(BIN)/python bench/duplicates.py
	@$(BIN)/python bench/formation.py
	@$(BIN)/python bench/routes.py
	@$(BIN)/python bench/national.py

fmt:            ## format and sort imports
	@$(PYTHON) tools/prepare.py dev
	@$(BIN)/ruff format src tests tools bench
	@$(BIN)/ruff check --fix -q src tests tools bench

lock:           ## resolve the dependencies anew, for every platform, with hashes
	@$(PYTHON) tools/prepare.py dev
	@for name in requirements-bootstrap requirements requirements-dev; do \
	  $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q $$name.in -o $$name.txt; done

messages:       ## collect the texts to translate and compile the catalogues (needs GNU gettext)
	@$(BIN)/python tools/messages.py
