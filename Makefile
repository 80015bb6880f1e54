# One place for what people and pipelines run. `make help` lists it.

STACK ?= dev
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
CHECKOV := .checkov

# The interpreter keeps what it compiles, or each run would compile the SDKs again: three seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help preview test test-deep judge lint bench schema policies clean
.SILENT:

help: ## list the targets
	echo 'make TARGET, one of:'
	sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  %-9s %s\n", $$1, $$2 }'

preview: $(VENV)/.runtime ## show what `pulumi up` would make of STACK (dev, or STACK=prod), without a cloud account
	$(RUN) -m ops preview --stack $(STACK) $(ARGS)

test: $(VENV)/.development ## run every test; those of a real pulumi are skipped where there is none on PATH
	$(RUN) -m pytest $(ARGS)

test-deep: $(VENV)/.development ## play 2000 lives of models on the sandbox, and seed every fault among them: some 40 minutes
	$(RUN) -m tests.traffic $(ARGS)

judge: $(VENV)/.development $(CHECKOV)/.installed ## have checkov judge dev and prod: it lives in a folder of its own
	$(RUN) -m pytest tests/outside $(ARGS)

lint: $(VENV)/.development ## check format, style and types
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/pyrefly check

bench: $(VENV)/.runtime ## measure the preview: its overhead, its growth, its memory, its policies
	$(RUN) -m bench

schema: $(VENV)/.runtime ## write the JSON Schema of the stack config
	$(RUN) -m ops schema

policies: $(VENV)/.runtime ## write the document of the policy pack's rules
	$(RUN) -m ops policies --docs

clean: ## remove the virtual environment and every cache
	rm -rf $(VENV) $(CHECKOV) .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.runtime: requirements.txt
	$(call install,requirements.txt)

$(VENV)/.development: requirements-dev.txt requirements.txt
	$(call install,requirements-dev.txt)
	touch $(VENV)/.runtime

$(CHECKOV)/.installed: requirements-checkov.txt
	"$(PYTHON)" -m venv $(CHECKOV)
	$(CHECKOV)/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements-checkov.txt
	touch $@

# What is compiled at the first run alone takes 4 s; all of the SDKs would take 22 s.
define install
"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo 'Python 3.11 or later is needed; name one with PYTHON=/path/to/python3' >&2; exit 1; }
echo 'Installing $(1) into $(VENV) …' >&2
test -x $(RUN) || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	echo 'No virtual environment: on Debian or Ubuntu, `apt install python3-venv` first' >&2; exit 1; }
$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile --requirement $(1)
touch $@
endef
