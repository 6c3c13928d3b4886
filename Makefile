# Plenum. `make` lists what there is. The tools of `check` and `bench` have exact
# versions and are built once into .tools/bin; nothing is installed elsewhere.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# A clone may belong to another user than the one who builds; then git refuses to name the commit for `plenum version`.
ifndef GOFLAGS
export GOFLAGS := $(shell git rev-parse HEAD >/dev/null 2>&1 || echo -buildvcs=false)
endif

GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
STATICCHECK   := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK   := golang.org/x/vuln/cmd/govulncheck@v1.9.0
GOTESTSUM     := gotest.tools/gotestsum@v1.13.0
BENCHSTAT     := golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da

# The file a tool is built to: its name and version, so that another version is another file.
tool = .tools/bin/$(notdir $(firstword $(subst @, ,$(1))))-$(lastword $(subst @, ,$(1)))

# One line for each package, whole faults, and at the end each test that was left out, with why, and how many.
gotestsum = $(call tool,$(GOTESTSUM)) --format pkgname --format-hide-empty-pkg --

# The longest packages come first: go test begins them in this order, and the last would run alone.
longest = ./server/stories ./documents ./storage/mongodb ./documents/extract ./handlers/api

# SQLite and its libc are C, translated to Go: their memory is not Go's, the race detector sees none of it and only costs time.
race = -race -gcflags=modernc.org/sqlite/lib=-race=false -gcflags=modernc.org/libc/...=-race=false

COUNT    ?= 6
BENCH    ?= .
PKG      ?= ./...
FUZZTIME ?= 20s
SEED     ?= 1
LENGTH   ?= 3m
SECONDS  ?= 10

.PHONY: help run build test test-here test-short test-servers test-clients check vet lint staticcheck vuln bench load fuzz chaos up down env-docs clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build and start the demo on http://127.0.0.1:8080, data in ./data
	./plenum serve --demo

build: ## build the one binary, ./plenum; the same commit gives the same bytes
	go build -trimpath -ldflags='-s -w' -o plenum ./server

test: test-servers test-clients $(call tool,$(GOTESTSUM)) ## every test under the race detector, against real servers; what a test misses is a fault
	PLENUM_TEST_ALL=1 $(gotestsum) $(race) -timeout 30m $(longest) ./...

test-here: $(call tool,$(GOTESTSUM)) ## what can be tested with what is installed; what is left out is listed and counted
	$(gotestsum) ./...

test-short: $(call tool,$(GOTESTSUM)) ## while you work: under a minute; no whole programs, LibreOffice, other servers, real documents
	$(gotestsum) -short ./...

test-servers:
	tools/test-servers.sh

test-clients:
	tools/test-clients.sh

check: build vet lint staticcheck vuln ## build, vet, lint, staticcheck and known vulnerabilities

vet:
	go vet ./...

lint: $(call tool,$(GOLANGCI_LINT))
	$< run ./...

staticcheck: $(call tool,$(STATICCHECK))
	$< ./...

vuln: $(call tool,$(GOVULNCHECK))
	tools/vulncheck.sh $<

bench: $(call tool,$(BENCHSTAT)) ## benchmarks into bench/new.txt, compared with bench/old.txt; BENCH= PKG= COUNT=
	mkdir -p bench
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) -timeout 60m $(PKG) | tee bench/new.txt
	@if [ -f bench/old.txt ]; then $< bench/old.txt bench/new.txt; else $< bench/new.txt; \
		echo "To compare: keep this run as bench/old.txt, change the code, make bench again."; fi

fuzz: ## every fuzz target for FUZZTIME (20s)
	tools/fuzz.sh $(FUZZTIME)

load: build ## the live path under load, beside a centrifuge server and a raw writer; CASES= SECONDS= MONGODB=
	cd tools/load && go build -o ../../.tools/bin/load .
	.tools/bin/load -plenum ./plenum -only "$(CASES)" -seconds $(SECONDS) -mongodb "$(MONGODB)"

chaos: ## cuts, kills, a store that fails and wrong clocks for minutes; SEED= LENGTH=
	PLENUM_TEST_SEED=$(SEED) PLENUM_TEST_CHAOS=$(LENGTH) go test -run 'TestChaos' -v -count 1 -timeout 60m ./server/stories

up: .env ## start plenum, MongoDB and MinIO with docker compose
	docker compose up --build --detach

down: ## stop them; the data stays
	docker compose down

.env:
	tools/make-env.sh $@

env-docs: build ## write docs/environment.md as the program prints it
	./plenum config --markdown > docs/environment.md

clean: ## remove what was built; ./data, .env and the built tools stay
	rm -rf plenum bench
	go clean -testcache

$(call tool,$(GOLANGCI_LINT)): ; tools/install.sh $(GOLANGCI_LINT) $@
$(call tool,$(STATICCHECK)):   ; tools/install.sh $(STATICCHECK) $@
$(call tool,$(GOVULNCHECK)):   ; tools/install.sh $(GOVULNCHECK) $@
$(call tool,$(GOTESTSUM)):     ; tools/install.sh $(GOTESTSUM) $@
$(call tool,$(BENCHSTAT)):     ; tools/install.sh $(BENCHSTAT) $@
