# Everything a newcomer runs. `make demo` on a fresh machine needs python3 (3.11), venv, make and git.
PYTHON ?= python3
BIN := .venv/bin
KIEMDINH := $(BIN)/python -m services
PYTEST := $(BIN)/python -m pytest
# As many processes as cores, a file to one of them, in the order of the files.
TOGETHER := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: secrets pin help setup lint check test calls evil histories e2e demo serve pictures documents-check bench chart bits up down lock golden compose-test

help:
	@echo "make demo          năm văn bản, từ đăng ký đến công khai, trên máy này"
	@echo "make serve         mở màn hình và API tại 127.0.0.1:8080; sau make demo là trên dữ liệu mẫu ấy"
	@echo "make up | down     chạy bằng Docker Compose"
	@echo "make pin           the images of Docker Compose by digest, into .env"
	@echo "make setup         virtual environment with every tool"
	@echo "make lint          format, lint, types, imports, contracts"
	@echo "make check         lint, and the tests that need no server and do not take long"
	@echo "make test          every test; finds or starts its own database and broker"
	@echo "make e2e           only the tests that need a database or a broker"
	@echo "make compose-test  the Compose stack run for real; needs a Docker engine"
	@echo "make bench         measurements beside their baselines, to var/bench.json"
	@echo "make chart         what make bench found last, to docs/bench.svg; ARGS=million measures the longest logs"
	@echo "make bits          every bit of every file of a small bundle changed, one after another"
	@echo "make documents-check  every sample document and a report of 28 sheets, timed, to var/documents; needs LibreOffice"
	@echo "make pictures      every screen at both widths, into docs/screens"
	@echo "make evil          every forgery that the machines and rules allow to be made, judged"
	@echo "make histories     100,000 histories of a case made by chance, and what must hold in each"
	@echo "make calls         100,000 generated calls by every kind of caller, none answered with 5xx"
	@echo "make golden        write contracts/ and the golden events"
	@echo "make lock          resolve requirements*.in into requirements*.txt"

.venv/runtime: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Cần Python 3.11 trở lên: make PYTHON=python3.11 ..." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements.txt
	$(BIN)/pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps -e .
	touch $@

.venv/tools: .venv/runtime requirements-dev.txt
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.txt
	touch $@

setup: .venv/tools

lint: .venv/tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(KIEMDINH) golden --check

check: lint
	$(PYTEST) -q $(TOGETHER) -m "not e2e and not long"

test: .venv/tools
	$(PYTEST) -q $(TOGETHER)

e2e: .venv/tools
	$(PYTEST) -q $(TOGETHER) -m e2e

demo: .venv/runtime
	$(KIEMDINH) demo $(ARGS)

serve: .venv/runtime
	$(KIEMDINH) serve $(ARGS)

pictures: .venv/tools
	$(BIN)/python -m tests.browser.pictures

bench: .venv/tools
	$(BIN)/python -m tests.bench $(ARGS)

chart: .venv/tools
	$(BIN)/python -m tests.bench.chart var/bench.json docs/bench.svg

bits: .venv/tools
	KIEMDINH_EVERY_BIT=1 $(PYTEST) -q tests/verifier/test_changed_bundle.py -k small_bundle

up: .env
up: secrets
	docker compose up --build --detach --wait

down:
	docker compose down

pin:
	deploy/pin.sh

# Secrets are made once, for this machine alone; without them Compose refuses to start.
secrets:
	deploy/secrets.sh secrets
	umask 077; grep -qs ^KIEMDINH_SECRETS= .env || \
	  printf 'KIEMDINH_SECRETS=./secrets\nKIEMDINH_DEMO=%s\n' '$(or $(KIEMDINH_DEMO),0)' >> .env

compose-test: .venv/tools
	$(PYTEST) -q tests/compose

documents-check: .venv/tools
	$(BIN)/python -m tests.documents.check var/documents

evil: .venv/tools
	$(BIN)/python -m tests.verifier.evil

histories: .venv/tools
	$(BIN)/python -m tests.review.histories 100000

calls: .venv/tools
	KIEMDINH_CALLS=1 $(PYTEST) -q -s tests/gateway/test_schemathesis.py -k kind_of_caller

golden: .venv/tools
	$(KIEMDINH) golden

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
	--universal --python-version 3.11

lock: .venv/tools
	$(LOCK) --output-file requirements.txt requirements.in
	$(LOCK) --output-file requirements-dev.txt requirements-dev.in
