# Two commands matter: `make demo` and `make test`. Both set up what they need in .venv/.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install -c constraints.txt
DOCGEN := $(BIN)/docgen

CATALOGUES := $(wildcard src/docgen/locale/*/LC_MESSAGES/*.po)
SAMPLES := $(filter-out samples/roster%,$(wildcard samples/*.yaml samples/*.json))
DEBIAN := libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fontconfig postgresql \
	fonts-noto-cjk fonts-arphic-ukai fonts-arphic-uming fonts-wqy-zenhei

export PYTHONUTF8 := 1

.PHONY: help demo test lint format setup setup-full templates catalogues pictures layout-report docs
.PHONY: bench bench-start bench-batch fuzz clean

help: ## This list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/core.stamp ## One document per sample and a batch of 12 letters, in out/.
	@mkdir -p out
	@set -e; for sample in $(SAMPLES); do \
		name=$$(basename "$$sample" .yaml); \
		case "$$name" in *.json) name="$${name%.json}-json";; esac; \
		$(DOCGEN) render "$$sample" -o "out/$$name.docx" --force; \
	done
	@$(DOCGEN) batch samples/responsibility-letter.yaml --roster samples/roster.csv -o out/责任书 --force
	@echo "To use docgen yourself: . $(VENV)/bin/activate"

test: $(VENV)/dev.stamp ## The whole test suite; what needs LibreOffice or Node skips without it.
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/dev.stamp ## Style, types, and who may import whom.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## Mend what ruff can mend.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: $(VENV)/dev.stamp ## The virtual environment with the development tools.

setup-full: $(VENV)/dev.stamp ## What the full tests need: LibreOffice, fonts, Node (Debian).
	DEBIAN_PACKAGES="$(DEBIAN)" sh tools/setup_full.sh

templates: $(VENV)/core.stamp ## Build templates/*.docx anew from the profile.
	$(BIN)/python tools/build_templates.py

catalogues: $(VENV)/dev.stamp ## Compile the message catalogues (.po → .mo).
	$(BIN)/python build_catalogues.py

pictures: $(VENV)/dev.stamp ## Draw the pictures of the READMEs anew (needs setup-full).
	$(BIN)/python tools/draw_pictures.py

layout-report: $(VENV)/dev.stamp ## Measure every layout anew for docs/layout-report.md (needs setup-full).
	$(BIN)/python tools/layout_report.py

docs: $(VENV)/dev.stamp ## Write docs/codes.md and docs/errors.md anew from what docgen says now.
	$(BIN)/python tools/write_codes.py
	$(BIN)/python tools/write_errors.py

bench: bench-start bench-batch ## Time everything that benchmarks/ times.

bench-start: $(VENV)/dev.stamp ## Time a cold run beside docxtpl, and a check beside PyYAML and jsonschema-rs.
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/validate.py

bench-batch: $(VENV)/dev.stamp ## Time letters of a batch beside five peers (needs Node); benchmarks/results.md.
	$(PIP) -e '.[bench]'
	npm install --prefix benchmarks --no-package-lock --no-audit --no-fund
	$(BIN)/python benchmarks/run.py

fuzz: $(VENV)/dev.stamp ## Feed broken files to everything that reads, MINUTES (20) each.
	@set -e; for target in yaml json csv xlsx roster docx text; do \
		(cd tests && ../$(BIN)/python -m fuzz $$target --minutes $(or $(MINUTES),20)); \
	done

clean: ## Remove everything that these commands made.
	rm -rf $(VENV) out dist build tests/validators/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

# The stamps are made anew when a dependency, a pin or a translation changes: installing compiles
# the catalogues.
$(VENV)/python.stamp:
	@command -v $(PYTHON) >/dev/null 2>&1 \
		&& $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "docgen needs Python 3.11 or later; $(PYTHON) is not." \
			"Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "This Python cannot make virtual environments; on Debian: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/core.stamp: $(VENV)/python.stamp pyproject.toml constraints.txt $(CATALOGUES)
	$(PIP) -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/core.stamp
	$(PIP) -e '.[dev]'
	@touch $@
