# SPDX-License-Identifier: GPL-3.0-or-later
#
# Thin: every target sets up what it needs under .build/ and then calls one tool. "make" lists them.

PYTHON ?= python3
# Series of ansible-core, for example 2.16; devel is its development branch. Empty: the newest that the Python takes.
CORE ?=
CORE_PACKAGE := ansible-core$(if $(CORE),$(if $(filter devel,$(CORE)), @ https://github.com/ansible/ansible/archive/devel.tar.gz,==$(CORE).*))
# pytest: worker processes (one more than two cores, since tests also wait), and what to run.
JOBS ?= 3
TESTS ?= tests
ARGS ?=

SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON_PATH := $(shell command -v $(PYTHON))
PYTHON_VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
$(if $(PYTHON_VERSION),,$(error PYTHON=$(PYTHON) does not run here))
BUILD := .build
VENV := $(BUILD)/venv-py$(PYTHON_VERSION)$(if $(CORE),-core$(CORE))
PIP_INSTALL = $(VENV)/bin/python -m pip install -qq --disable-pip-version-check "$(CORE_PACKAGE)" -r
PYTEST := $(VENV)/bin/python -m pytest
# A file's tests stay on one worker, so that what they share is started once; slow files come first.
PARALLEL := --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder
# ansible-core looks for …/ansible_collections/entra/cross_tenant: a link to this checkout.
LINK := $(BUILD)/collections/ansible_collections/entra/cross_tenant

# Runs are the same everywhere: no credentials, settings or folders of the user's own. Only test-live needs credentials.
HIDDEN := ANSIBLE_% ARM_% $(if $(filter test-live,$(MAKECMDGOALS)),,AZURE_% ENTRA_%)
$(foreach name,$(filter $(HIDDEN),$(.VARIABLES)),$(eval unexport $(name)))
# Without bytecode, each of the many processes of the tests compiles the collection again.
unexport PYTHONDONTWRITEBYTECODE
export ANSIBLE_CONFIG := $(CURDIR)/tests/ansible.cfg
export ANSIBLE_HOME := $(CURDIR)/$(BUILD)/ansible
export ANSIBLE_LOCAL_TEMP := $(CURDIR)/$(BUILD)/ansible/tmp
export ANSIBLE_REMOTE_TMP := $(CURDIR)/$(BUILD)/ansible/tmp
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/$(BUILD)/collections
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/$(BUILD)/hypothesis
export PYTHONPATH := $(CURDIR)/$(BUILD)/collections
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# The simulator is on the loopback interface, whatever proxy the user has.
export NO_PROXY := 127.0.0.1,localhost,$(NO_PROXY)
export no_proxy := $(NO_PROXY)

##@ Everyday

.PHONY: demo
demo: $(VENV)/demo.stamp ## Show the collection at work against the Graph simulator
	tests/demo/demo.sh

.PHONY: test
test: $(VENV)/static.stamp ## Run all tests but the long ones (TESTS=tests/unit ARGS=-x for a part)
	$(PYTEST) $(PARALLEL) -m "not gate and not long" $(ARGS) $(TESTS)

.PHONY: lint
lint: $(VENV)/static.stamp ## Run the gates: ansible-test, the linters, galaxy-importer (ARGS="-k mypy" for a part)
	$(PYTEST) $(PARALLEL) -m "gate and not long" $(ARGS) tests/static

##@ Thorough

.PHONY: test-matrix
test-matrix: ## Run the tests on every ansible-core and Python found (ARGS="--core 2.16 --python 3.10" for one)
	@$(PYTHON_PATH) tests/matrix.py $(ARGS)

.PHONY: test-long
test-long: $(VENV)/static.stamp ## Run the tests that take minutes, and all examples of each property
	$(PYTEST) $(PARALLEL) -m "long or hypothesis" --hypothesis-profile whole $(ARGS) $(TESTS)

.PHONY: test-oldest
test-oldest: $(BUILD)/oldest.txt ## Run the tests of requests and logins with the oldest requests and msal that modules take
	PIP_CONSTRAINT=$(CURDIR)/$< $(MAKE) test-libraries VENV=$(VENV)-oldest

.PHONY: test-libraries
test-libraries: $(VENV)/test.stamp
	@# Each line of the file is installed.
	$(VENV)/bin/python -m pip freeze | sort | comm -13 - <(sort $(BUILD)/oldest.txt) | (! grep .)
	$(PYTEST) $(PARALLEL) $(ARGS) tests/http tests/modules/test_credentials.py tests/modules/test_info.py

.PHONY: coverage
coverage: $(VENV)/test.stamp ## Show the lines of shared code that no test runs; fail if there are any in HTTP or login
	$(PYTEST) $(PARALLEL) --cov --cov-report= $(ARGS) tests/unit tests/http tests/modules
	$(VENV)/bin/coverage report
	$(VENV)/bin/coverage report --include="plugins/module_utils/_graph/*" --fail-under=100

.PHONY: mutants
mutants: $(VENV)/test.stamp ## Put faults into the pure rooms, and show the faults that the unit tests miss (ARGS="--number 200 --seed 7")
	$(VENV)/bin/python tests/mutation/mutate.py $(ARGS)

.PHONY: bench
bench: $(VENV)/demo.stamp ## Measure the collection, and the tasks that Ansible users need without it
	$(VENV)/bin/python tests/benchmark/bench.py $(ARGS)

.PHONY: test-live
test-live: $(VENV)/demo.stamp ## Ask a test tenant what Microsoft does not document (HOME_TENANT=ID PARTNER_TENANT=ID)
	@$(VENV)/bin/ansible-playbook -i localhost, entra.cross_tenant.try_unknowns \
	  -e try_unknowns_home_tenant=$(HOME_TENANT) -e try_unknowns_partner_tenant=$(PARTNER_TENANT) \
	  -e try_unknowns_report=$(BUILD)/unknowns.md $(ARGS)

# One cell of the matrix: what runs on every supported ansible-core.
.PHONY: test-core
test-core: $(VENV)/test.stamp
	$(PYTEST) $(PARALLEL) $(ARGS) $(wildcard tests/unit tests/http tests/modules tests/playbooks)

.PHONY: audit
audit: $(BUILD)/audit.stamp $(BUILD)/oldest.txt ## Look for known vulnerabilities in the oldest and newest requirements
	$(BUILD)/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement $(BUILD)/oldest.txt
	$(BUILD)/audit/bin/pip-audit --strict --requirement meta/ee-requirements.txt

.PHONY: sbom
sbom: $(BUILD)/audit.stamp ## Write the software bill of materials of the requirements: CycloneDX, .build/release/sbom.cdx.json
	rm -rf $(BUILD)/runtime && mkdir -p $(BUILD)/release
	$(PYTHON_PATH) -m venv --without-pip $(BUILD)/runtime
	$(BUILD)/audit/bin/python -m pip --python $(BUILD)/runtime/bin/python install -qq --disable-pip-version-check -r meta/ee-requirements.txt
	env -u PYTHONPATH $(BUILD)/audit/bin/cyclonedx-py environment --output-reproducible --mc-type library \
	  --output-format JSON --output-file $(BUILD)/release/sbom.cdx.json $(BUILD)/runtime/bin/python

# From a commit, because ansible-galaxy does not ask git: it would pack every file that lies in the checkout.
.PHONY: build
build: $(VENV)/demo.stamp ## Build the collection from the last commit, in .build/release
	@changes="$$(git status --short)" && \
	  if [ -n "$$changes" ]; then printf 'Not committed, so not in the built collection:\n%s\n' "$$changes"; fi
	rm -rf $(BUILD)/commit && mkdir -p $(BUILD)/commit $(BUILD)/release
	set -o pipefail && git archive HEAD | tar -x -C $(BUILD)/commit -f -
	$(VENV)/bin/ansible-galaxy collection build $(BUILD)/commit --output-path $(BUILD)/release --force

.PHONY: release-files
release-files: ## Build the files of a release, the collection and its bill of materials, in .build/release
	rm -rf $(BUILD)/release
	$(MAKE) build
	$(MAKE) sbom

##@ More

.PHONY: simulator
simulator: $(VENV)/demo.stamp ## Start the Graph simulator and leave it running (ARGS=--help for its options)
	@printf 'export PATH=%s:"$$PATH" ANSIBLE_COLLECTIONS_PATH=%s\n' $(CURDIR)/$(VENV)/bin $(CURDIR)/$(BUILD)/collections
	@$(VENV)/bin/python tests/graph_simulator $(ARGS)

.PHONY: docs
docs: $(VENV)/static.stamp ## Build the documentation site, with guides, modules and roles, in .build/docs/html
	$(VENV)/bin/python tests/docs_site/build.py

.PHONY: docs-blocks
docs-blocks: $(VENV)/test.stamp ## Write the documentation of settings and common results into the modules
	$(VENV)/bin/python -m ansible_collections.entra.cross_tenant.tests.docs_blocks.generate

.PHONY: checks
checks: $(VENV)/test.stamp ## Write docs/checks.md anew from the table of health checks
	$(VENV)/bin/python -m ansible_collections.entra.cross_tenant.tests.static.checks_page

.PHONY: unknowns
unknowns: $(VENV)/test.stamp ## Write docs/unknowns.md anew from the questions of the trial
	$(VENV)/bin/python -m ansible_collections.entra.cross_tenant.tests.static.unknowns_page

# Microsoft's descriptions are not part of a checkout. Their facts are: tests need nothing else.
SOURCE ?= ../shared/graph
.PHONY: contract
contract: $(VENV)/test.stamp ## Write tests/contract/facts.json from Microsoft's descriptions in SOURCE (ARGS=--check compares)
	$(VENV)/bin/python -m ansible_collections.entra.cross_tenant.tests.contract.make_facts $(SOURCE) $(ARGS)

.PHONY: report
report: $(VENV)/static.stamp ## Write sample compliance reports, and pictures of them, to .build/report
	$(VENV)/bin/python tests/report/look.py

.PHONY: pictures
pictures: $(VENV)/static.stamp ## Make the pictures of README.md anew, in docs/pictures
	$(VENV)/bin/python tests/report/pictures.py

.PHONY: changelog
changelog: $(VENV)/static.stamp ## Turn the fragments into the changelog of the version in galaxy.yml
	@# Its list of modules is that of the last release.
	rm -f changelogs/.plugin-cache.yaml
	$(VENV)/bin/antsibull-changelog release --update-existing

.PHONY: clean
clean: ## Remove everything that was made here
	rm -rf $(BUILD) .ansible .hypothesis .ruff_cache .import_linter_cache changelogs/.plugin-cache.yaml tests/output collections
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

# Set-up. A stamp is newer than all that was installed for it, so a second call does nothing.

$(VENV)/bin/python:
	@$(PYTHON_PATH) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later, please: make PYTHON=python3.12 …")'
	$(PYTHON_PATH) -m venv $(VENV)

$(LINK):
	mkdir -p $(dir $@) && ln -s ../../../.. $@

$(BUILD)/oldest.txt: meta/ee-requirements.txt
	mkdir -p $(BUILD)
	sed -n 's/^\([a-z][a-z0-9-]*\) >= /\1==/p' $< > $@

$(BUILD)/audit.stamp: tests/audit/requirements.txt
	$(PYTHON_PATH) -m venv $(BUILD)/audit
	$(BUILD)/audit/bin/python -m pip install -qq --disable-pip-version-check -r $<
	@touch $@

$(VENV)/demo.stamp: tests/demo/requirements.txt tests/integration/requirements.txt meta/ee-requirements.txt | $(VENV)/bin/python $(LINK)
	$(PIP_INSTALL) tests/demo/requirements.txt
	@touch $@

$(VENV)/test.stamp: tests/requirements.txt tests/unit/requirements.txt $(VENV)/demo.stamp
	$(PIP_INSTALL) tests/requirements.txt
	@touch $@

$(VENV)/static.stamp: tests/static/requirements.txt tests/report/requirements.txt $(VENV)/test.stamp
	$(PIP_INSTALL) tests/static/requirements.txt -r tests/report/requirements.txt
	@touch $@
