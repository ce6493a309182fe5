#!/usr/bin/env bash
# Runs every test; the window's tests and the smoke test get a display of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
export LANG=${LANG:-zh_CN.UTF-8} # Fyne complains about the bare C locale
make --no-print-directory compile
go test -timeout 30m ./...
