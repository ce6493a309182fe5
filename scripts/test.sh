#!/usr/bin/env bash
# Runs every test; the window's tests and the smoke test get a display of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
export LANG=${LANG:-C.UTF-8}
make --no-print-directory compile
go test -timeout 30m ./...
