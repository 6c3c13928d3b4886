# Plenum. `make` alone lists the targets. Everything a target needs it builds
# into .tools/bin once, at pinned versions; Go is all a new machine must have.

GO        ?= go
BIN       := $(CURDIR)/.tools/bin
export GOFLAGS := -buildvcs=false

GOLANGCI    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
BENCHSTAT   := golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da

.DEFAULT_GOAL := help
.PHONY: help run build test check bench fuzz up down env-docs clean tools

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

build: ## build the one binary, ./plenum
	$(GO) build -o plenum ./server

run: build ## start it with the demo on http://127.0.0.1:8080, data in ./data
	./plenum serve --demo

test: ## every test: unit, conformance on real servers, stories; race detector on
	tools/test-servers.sh
	$(GO) test -race -timeout 30m ./...

check: tools ## build, vet, lint, staticcheck, and govulncheck where its database can be reached
	$(GO) build ./...
	$(GO) vet ./...
	$(BIN)/golangci-lint run
	$(BIN)/staticcheck ./...
	@$(BIN)/govulncheck ./... || { code=$$?; [ $$code -eq 3 ] && exit 3; echo "govulncheck: its database cannot be reached from here, so known vulnerabilities were NOT checked"; }

bench: ## the benchmarks, six times each; compare two files with .tools/bin/benchstat old new
	@test -x $(BIN)/benchstat || GOBIN=$(BIN) $(GO) install $(BENCHSTAT)
	$(GO) test -run '^$$' -bench . -count 6 -timeout 60m ./... | tee bench.txt
	$(BIN)/benchstat bench.txt

fuzz: ## each fuzz target for 20 seconds
	@for p in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 20s $$p || exit 1; \
		done; \
	done

up: ## docker compose: plenum, MongoDB and MinIO, with secrets made into .env once
	tools/make-env.sh
	docker compose up --build --detach

down: ## end what up started; the volumes stay
	docker compose down

env-docs: build ## print the settings into docs/environment.md
	./plenum config --markdown > docs/environment.md

clean: ## remove what was built; the data folder stays
	rm -rf plenum .tools bench.txt

tools:
	@test -x $(BIN)/golangci-lint || GOBIN=$(BIN) $(GO) install $(GOLANGCI)
	@test -x $(BIN)/staticcheck || GOBIN=$(BIN) $(GO) install $(STATICCHECK)
	@test -x $(BIN)/govulncheck || GOBIN=$(BIN) $(GO) install $(GOVULNCHECK)
