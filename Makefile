# make run: the hall in demonstration; make test: everything checked. make help lists the rest.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run venv test fast fast-first fast-second lint bench soak fuzz glass oldest jupedsim decisions lock dist image installed clean

ARGS ?=
PYTHON ?=
export PYTHON
# Every worker of the tests and every hall they start reads the same modules: they stay compiled, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

# The stamps are named after what they were made from (and where), so neither a checkout's dates nor a copied .venv
# can pass for a finished installation.
key = $(shell { pwd; cat $(1) pyproject.toml; } | cksum | cut -d ' ' -f 1)
RUN_READY := .venv/ready-$(call key,requirements.lock)
BUNDLE_READY := .venv-bundle/ready-$(call key,bundle/tools.lock)
TEST_READY := .venv/ready-test-$(call key,requirements.lock requirements-test.lock)

BIN := .venv/bin
ROOMS := kiosk devices signage

# Quick tests come first, on two cores, their data in memory where there is such a disk: the real one is for the tests
# that kill and fill. Those come after them, alone; browsers last, a file of theirs to each core.
TWO := -n 3 --dist worksteal
IN_MEMORY := $(if $(shell [ -w /dev/shm ] && echo yes),PYTEST_DEBUG_TEMPROOT=/dev/shm)
# Faults that wait for no screen and no clock need no quiet machine.
KILLED := $(wildcard $(patsubst %,tests/faults/test_%.py,backup content_edit cuts disk kill safe_mode))
ALONE := $(filter-out $(KILLED),$(wildcard tests/faults/test_*.py))
BROWSERS := $(KILLED) $(wildcard tests/browser tests/bundle)
QUICK := $(filter-out tests/faults $(BROWSERS) tests/glass tests/bench tests/soak tests/simulated tests/__pycache__, \
           $(patsubst %/,%,$(wildcard tests/*/)) $(wildcard tests/test_*.py))

# The quick ones in two halves that take as long as each other: each collects its own alone, which workers of one run would do twice.
FIRST := $(wildcard tests/kiosk/test_[a-p]*.py)
SECOND := $(filter-out $(FIRST) tests/kiosk tests/kiosk/__pycache__, \
            $(QUICK) $(wildcard tests/kiosk/test_*.py) $(patsubst %/,%,$(wildcard tests/kiosk/*/)))

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

run: $(RUN_READY)  ## start the demonstration hall; make run ARGS="--port 8080"
	@exec $(BIN)/kiosk demo $(ARGS)

venv: $(RUN_READY)  ## only the virtual environment, for an installation (systemd/README.md)

test: $(TEST_READY)  ## lint, types, import contracts and all tests; installs Chromium, a Chinese font, faketime, nginx and Caddy if it may
	@tests/install_browser.sh >/dev/null
	@$(MAKE) lint
	@$(IN_MEMORY) $(BIN)/python -m pytest $(TWO) --durations=10 $(QUICK) $(ARGS)
	@KIOSK_TEST_CHROMIUM="$$(tests/install_browser.sh)" $(BIN)/python -m pytest --durations=10 $(ALONE) $(ARGS)
	@KIOSK_TEST_CHROMIUM="$$(tests/install_browser.sh)" $(BIN)/python -m pytest -n 2 --dist loadfile --durations=10 $(BROWSERS) $(ARGS)

# After each change: laws in a few halls and a few cases each, none of the longest. make test (and CI) tries all of them.
fast: $(TEST_READY)  ## the tests for after a change: laws in a few cases; no programs, browsers, waiting ports, killed processes
	@$(MAKE) -j 2 -O fast-first fast-second

fast-first fast-second: fast-%:
	@KIOSK_TEST_LAWS=$${KIOSK_TEST_LAWS:-few} $(IN_MEMORY) $(BIN)/python -m pytest -p no:xdist --durations=10 -m "not laws and not processes" \
	  $(if $(filter first,$*),$(FIRST),$(SECOND)) $(ARGS)

lint: $(TEST_READY)  ## ruff, djlint, mypy --strict, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet kiosk/templates
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(TEST_READY)  ## the measurements, with machine facts
	@KIOSK_TEST_CHROMIUM="$$(tests/install_browser.sh)" && export KIOSK_TEST_CHROMIUM && $(BIN)/python -m tests.bench $(ARGS)

soak: $(TEST_READY)  ## the fault matrix, 200 restarts after an act, 1000 kills and 1000 power cuts under load, 100000 scene changes, 10000 reconnects, lamps replugged, every law 500 times and in 200 generated halls, every parser by coverage, three situations in many
	@KIOSK_TEST_CHROMIUM="$$(tests/install_browser.sh)" $(BIN)/python -m tests.soak $(ARGS)
	@KIOSK_TEST_LAWS=long $(BIN)/python -m pytest $(TWO) tests/signage tests/halls tests/content tests/devices/test_codec_laws.py tests/devices/test_turns_laws.py tests/kiosk/test_typed_everywhere.py tests/kiosk/test_letters.py tests/kiosk/doors
	@KIOSK_TEST_LAWS=long KIOSK_TEST_CHROMIUM="$$(tests/install_browser.sh)" $(BIN)/python -m pytest tests/browser/test_halls.py tests/browser/situations tests/browser/test_sizes.py tests/browser/test_axe.py tests/browser/test_whole_hall.py tests/browser/test_founding.py tests/kiosk/calls tests/browser/gallery tests/faults/test_asleep.py
	@$(MAKE) fuzz ARGS=60

# Ten minutes, as root: a machine is booted in a container, and every key there is typed at it. In memory: what is laid
# over this machine's own disk must not lie on it.
glass: $(TEST_READY)  ## a screen's machine as installed: every key, gesture and button, and all that can hang in it
	@tests/install_glass.sh
	@$(IN_MEMORY) KIOSK_TEST_CHROMIUM="$$(tests/install_browser.sh)" $(BIN)/python -m pytest --durations=5 tests/glass $(ARGS)

oldest: $(TEST_READY)  ## all layouts drawn by Chromium 83 itself and by Firefox ESR, beside today's Chromium; make oldest ARGS=FOLDER keeps the pictures
	@KIOSK_TEST_OLDEST="$$(tests/install_oldest.sh)" KIOSK_TEST_CHROMIUM="$$(tests/install_browser.sh)" $(BIN)/python -m tests.oldest $(ARGS)

# LGPL-3 and 112 MB: an environment of its own, without the 1.5 GB that a plain installation would draw in.
jupedsim: $(TEST_READY)  ## predicted clear times beside simulations; installs JuPedSim into .venv-jupedsim
	@[ -x .venv-jupedsim/bin/python ] || $(BIN)/python -m venv .venv-jupedsim
	@.venv-jupedsim/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  jupedsim==1.4.2 numpy shapely deprecated wrapt
	@$(BIN)/python -m tests.simulated .venv-jupedsim/bin/python

# Compiled for few Pythons: an environment of its own, so that everybody can run the rest.
fuzz: $(TEST_READY)  ## atheris feeds every parser of outside bytes, 60 s each; make fuzz ARGS="600 csv po"
	@.ci/venv requirements-test.lock .venv-fuzz && .venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: atheris==3.0.0
	@PYTHONPATH=. .venv-fuzz/bin/python -m tests.kiosk.doors.fuzz $(or $(ARGS),60)

decisions: $(TEST_READY)  ## list every dated decision in DECISIONS.md
	@$(BIN)/python -m tests.decisions

lock: $(TEST_READY) $(BUNDLE_READY)  ## rewrite the locks, with hashes, from what .venv holds
	@$(BIN)/python .ci/lock.py

dist: $(TEST_READY) $(BUNDLE_READY)  ## the signed bundle that installs server and screens without internet; KEY=FILE signs it (bundle/README.md)
	@$(BIN)/python -m bundle

image:  ## the server of the newest bundle (make dist) as a container image, by podman or buildah
	@bundle/image

installed: $(TEST_READY) $(BUNDLE_READY)  ## as root: the bundle installed, upgraded, rolled back in a clean Debian without network; RELEASE=trixie
	@KIOSK_TEST_CHROMIUM="$$(tests/install_browser.sh)" $(BIN)/python -m tests.bundle.installed

clean:  ## remove .venv and every cache
	rm -rf .venv .venv-jupedsim .venv-fuzz .venv-bundle .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find $(ROOMS) tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN_READY):
	@.ci/venv requirements.lock
	@rm -f .venv/ready-[0-9]* && touch $@

$(TEST_READY):
	@.ci/venv requirements-test.lock
	@rm -f .venv/ready-* && touch $(RUN_READY) $@

$(BUNDLE_READY):
	@.ci/venv bundle/tools.lock .venv-bundle
	@rm -f .venv-bundle/ready-* && touch $@
