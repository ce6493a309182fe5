#!/usr/bin/env bash
# Runs every test, and builds the Windows program where its cross compiler is installed; the window's tests and the smoke test get a display of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
export LANG=${LANG:-zh_CN.UTF-8} # Fyne complains about the bare C locale
make --no-print-directory compile
go test -timeout 30m ./...
if command -v x86_64-w64-mingw32-gcc-posix >/dev/null && command -v clang-19 >/dev/null && command -v convert >/dev/null; then
  scripts/package/windows.sh exe
fi
