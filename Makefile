# Huiliu 回流 — `make` lists what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# One compiler and one set of flags for everything: every other set rebuilds all of cgo.
# clang compiles the OpenGL bindings several times faster than gcc.
ifneq ($(shell command -v clang-19 2>/dev/null),)
export CC := clang-19
export CXX := clang++-19
endif
export GOFLAGS := -buildvcs=false -tags=migrated_fynedo
# lld links the static DuckDB five times faster than ld, once per test binary.
ifneq ($(shell command -v ld.lld-19 2>/dev/null),)
GOFLAGS += -ldflags=-extldflags=-fuse-ld=lld
endif
export CGO_ENABLED := 1

BIN  := bin/huiliu
DEMO := demo

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

deps: ## install what a build needs (Debian, Ubuntu)
	@scripts/deps.sh build

deps-test: ## install what the tests need besides (Xvfb, LibreOffice)
	@scripts/deps.sh build test

build: deps ## build bin/huiliu
	$(MAKE) --no-print-directory compile

compile:
	go build -o $(BIN) ./cmd/huiliu

demo: ## install, build, make the sample shop, report, open the window
	@scripts/demo.sh $(DEMO)

test: deps-test ## run all tests (installs what they need)
	$(MAKE) --no-print-directory check

check: ## run all tests without installing anything
	gofmt -l $$(git ls-files '*.go') | (! grep .)
	go vet ./...
	scripts/test.sh

bench: deps-test ## 1,000,000 order rows CSV to workbook, beside the peers
	$(MAKE) --no-print-directory compile
	scripts/bench.sh
	scripts/bench-import.sh
	scripts/bench-stat.sh
	scripts/bench-models.sh

lint: ## formatting, vet and golangci-lint where it is installed
	gofmt -l $$(git ls-files '*.go') | (! grep .)
	go vet ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run; else echo "golangci-lint is not installed; gofmt and vet passed"; fi

screenshots: deps-test ## every screen, zh and en, light and dark, into screenshots/
	go run ./cmd/huiliu-gallery screenshots

windows: deps ## dist/: the Windows setup and the portable .zip
	@scripts/deps.sh windows
	scripts/package/windows.sh

linux: deps ## dist/: the Linux .deb and .tar.xz
	scripts/package/linux.sh

release: windows linux ## every package, with SHA256SUMS, licences and bills of materials
	cd dist && find . -maxdepth 1 -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS

clean: ## remove what was built
	rm -rf bin $(DEMO) screenshots

.PHONY: help deps deps-test build compile demo test check bench lint screenshots windows linux release clean
