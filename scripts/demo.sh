#!/usr/bin/env bash
# From nothing to a report and an open window: the first of the two commands.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=${1:-demo}
scripts/deps.sh build
make --no-print-directory compile
mkdir -p "$dir"
bin/huiliu sample "$dir/shop"
bin/huiliu report "$dir/shop" -o "$dir/report.xlsx" --json "$dir/report.json" --charts "$dir/charts" --lang "${HUILIU_LANG:-zh}"
bin/huiliu report "$dir/shop" -o "$dir/report-en.xlsx" --lang en >/dev/null
echo "English workbook: $PWD/$dir/report-en.xlsx"
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "打开窗口 / opening the window …"
  exec bin/huiliu open "$dir/shop"
fi
echo "没有显示器，不打开窗口 / no display, the window is not opened"
