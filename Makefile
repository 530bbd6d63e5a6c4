# make run, check, test: all the set-up is done on the way, once. PYTHON=... chooses the interpreter.
VENV := .venv
BIN := $(VENV)/bin
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

# Node comes with the environment; npm's programs look for it on the path.
NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
TOOLS := node_modules/.bin
QUICK := tests/pictures tests/topics tests/ui tests/layer/test_reference.py tests/trace/test_cell.py \
	tests/trace/test_record.py tests/export/test_modules.py tests/scenario/test_settings.py \
	tests/scenario/test_link.py tests/scenario/test_packing.py tests/test_imports.py \
	tests/test_structure.py tests/test_docs.py

.PHONY: run lint check test soak screenshots bench bench-load ship clean

run: $(VENV)/run.stamp
	$(BIN)/python -m streamlit run app.py --client.showErrorDetails=full

lint: $(VENV)/test.stamp node_modules/installed.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(NODE) $(TOOLS)/biome ci --error-on-warnings
	$(NODE) $(TOOLS)/tsc --project .
	$(NODE) node --test tests/scripts/*.test.js

# What is quick: no browser, no page, no training.
check: lint
	$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile $(QUICK)

test: lint
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m tests.browser.nginx
	$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile

# What takes long: each script ends with an error where the server does not stand it.
soak: $(VENV)/test.stamp
	$(BIN)/python -m tests.soak.memory
	$(BIN)/python -m tests.soak.clicks

screenshots: $(VENV)/test.stamp
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m tests.browser.screenshots

bench: $(VENV)/test.stamp
	@set -e; for script in $(filter-out bench/load.py bench/room.py,$(wildcard bench/*.py)); do \
		echo "$$script"; PYTHONPATH=. $(BIN)/python "$$script"; \
	done

# A class of up to a hundred: on Linux, half an hour. LOAD="--learners 1,10,50 --pages overview" asks
# for less.
bench-load: $(VENV)/test.stamp
	PYTHONPATH=. $(BIN)/python bench/room.py
	PYTHONPATH=. $(BIN)/python bench/load.py $(LOAD)

ship: $(VENV)/run.stamp
	$(BIN)/python -m attnviz train --ship
	$(BIN)/python -m attnviz.ui.compute.first_views

clean:
	rm -rf $(VENV) node_modules screenshots .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is made again when a file of requirements changes, and goes with the environment.
$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	@$(BIN)/python -c '$(SUPPORTED)' || { \
		echo "$(VENV) holds $$($(BIN)/python --version), and attnviz needs 3.11, 3.12 or 3.13." >&2; \
		echo "Remove $(VENV) and run again." >&2; exit 1; }
	$(BIN)/python -m pip install -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install -r requirements-dev.txt
	@touch $@

# The stamp goes with the folder that it speaks of.
node_modules/installed.stamp: package.json $(VENV)/test.stamp
	$(NODE) npm install --no-package-lock --ignore-scripts --no-audit --no-fund
	@touch $@

# Each candidate is run, as a name on PATH may be a stand-in that only prints advice.
$(BIN)/python:
	@for python in $(CANDIDATES); do \
		if "$$python" -c '$(SUPPORTED)' >/dev/null 2>&1; then \
			echo "Creating $(VENV) with $$("$$python" --version)"; \
			"$$python" -m venv --clear $(VENV) && exit 0; \
			rm -rf $(VENV); exit 1; \
		fi; \
	done; \
	echo "attnviz needs Python 3.11, 3.12 or 3.13. Tried:" >&2; \
	for python in $(CANDIDATES); do \
		command -v "$$python" >/dev/null || { echo "  $$python: not found" >&2; continue; }; \
		echo "  $$python: $$("$$python" --version 2>&1 | head -n 1)" >&2; \
	done; \
	echo "Install one of them, or name it: make run PYTHON=/path/to/python3.12" >&2; \
	exit 1
