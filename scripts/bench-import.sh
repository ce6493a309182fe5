#!/usr/bin/env bash
# Import of order rows into a project: ours beside the raw reader of the embedded
# database, pandas and R readxl, on the same files in the same run.
#   RUNS=3 best of so many   ROWS=1000000   XLSX_ROWS=200000   BIG=1 also 10,000,000 rows
# Seconds are the best of the runs, memory is the peak of the whole process. A busy
# machine distorts the seconds; the ratio of processor time is distorted less.
# Input and peers come from ../shared/peers; without them there is nothing to compare.
set -euo pipefail
cd "$(dirname "$0")/.."
peers=${HUILIU_SHARED:-../shared}/peers
runs=${RUNS:-3}
rows=${ROWS:-1000000}
python=${PYTHON:-/usr/bin/python3}
if [ ! -f "$peers/gen_orders.py" ] || ! $python -c 'import pandas' 2>/dev/null; then
  echo "import: $peers/gen_orders.py or pandas is missing; nothing compared"
  exit 0
fi
peers=$(cd "$peers" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

go test -c -o "$work/ingest.test" ./engine/ingest
go test -c -o "$work/store.test" ./engine/store
$python "$peers/gen_orders.py" "$rows" "$work/utf8.csv" >/dev/null

# measure BENCHMARK FILE RUNS prints the metrics of a benchmark, one "name value" a
# line, and the peak memory of its process.
measure() {
  local program=ingest
  if [ "$1" = RawReadCSV ]; then program=store; fi
  (cd "engine/$program" && HUILIU_BENCH_FILES=$2 /usr/bin/time -f 'peak %M' -o "$work/time" \
    "$work/$program.test" -test.run '^$' -test.timeout 60m -test.bench "$1\$" -test.benchtime "${3}x") |
    awk '/^Benchmark/ {for (i = 4; i <= NF; i++) if ($i ~ /-s$/) print $i, $(i-1)}'
  awk '/^peak/ {printf "mib %d\n", $2 / 1024}' "$work/time"
}
value() { awk -v n="$1" '$1 == n {print $2}' "$2"; }
row() { printf '%-38s %9.2f s %7.2f cpu-s %6d MiB\n' "$@"; }

# csv NAME FILE RAW-FILE RUNS compares ours on FILE with raw on RAW-FILE.
csv() {
  measure RawReadCSV "$3" "$4" >"$work/raw"
  measure Import "$2" "$4" >"$work/ours"
  row "$1: raw read_csv of UTF-8" "$(value raw-s "$work/raw")" "$(value raw-cpu-s "$work/raw")" "$(value mib "$work/raw")"
  row "$1: ours, Sniff" "$(value sniff-s "$work/ours")" "$(value sniff-cpu-s "$work/ours")" "$(value mib "$work/ours")"
  row "$1: ours, Load" "$(value load-s "$work/ours")" "$(value load-cpu-s "$work/ours")" "$(value mib "$work/ours")"
  cat "$work/raw" "$work/ours" | awk -v n="$1" '{v[$1] = $2}
    END {printf "%-38s Load alone %.2f, Sniff+Load %.2f; in processor time %.2f and %.2f\n", n ": ours / raw",
         v["load-s"] / v["raw-s"], (v["sniff-s"] + v["load-s"]) / v["raw-s"],
         v["load-cpu-s"] / v["raw-cpu-s"], (v["sniff-cpu-s"] + v["load-cpu-s"]) / v["raw-cpu-s"]}'
}

# peer NAME COMMAND… runs a peer, which prints its seconds and memory as JSON.
peer() {
  local name=$1
  shift
  : >"$work/peer"
  for _ in $(seq "$runs"); do
    if ! "$@" >>"$work/peer" 2>"$work/error"; then
      echo "$name: not run ($(tail -n 1 "$work/error" | cut -c1-90))"
      return 0
    fi
  done
  grep -oE '"(seconds|cpu_seconds_process|peak_rss_mib)": [0-9.]+' "$work/peer" | tr -d '":' |
    awk -v n="$name" '{if (!($1 in v) || ($1 == "peak_rss_mib" ? $2 > v[$1] : $2 < v[$1])) v[$1] = $2}
      END {printf "%-38s %9.2f s %7.2f cpu-s %6d MiB\n", n, v["seconds"], v["cpu_seconds_process"], v["peak_rss_mib"]}'
}

echo "import: $(nproc) processors, $(uptime | sed 's/.*load/load/'), best of $runs"
csv "csv $rows" "$work/utf8.csv" "$work/utf8.csv" "$runs"
peer "csv $rows: pandas" "$python" "$peers/peer1_pandas.py" "$work/utf8.csv"
$python "$peers/gen_orders.py" "$rows" "$work/gbk.csv" --gbk >/dev/null
csv "gb18030 $rows" "$work/gbk.csv" "$work/utf8.csv" "$runs"
rm "$work/gbk.csv"

xlsx=${XLSX_ROWS:-200000}
if $python "$peers/make_xlsx.py" "$work/utf8.csv" "$xlsx" "$work/orders.xlsx" 2>/dev/null; then
  measure Import "$work/orders.xlsx" "$runs" >"$work/ours"
  row "xlsx $xlsx: ours, Sniff" "$(value sniff-s "$work/ours")" "$(value sniff-cpu-s "$work/ours")" "$(value mib "$work/ours")"
  row "xlsx $xlsx: ours, Load" "$(value load-s "$work/ours")" "$(value load-cpu-s "$work/ours")" "$(value mib "$work/ours")"
  peer "xlsx $xlsx: R readxl" Rscript "$peers/peer2_readxl.R" "$work/orders.xlsx"
fi
if [ -n "${BIG:-}" ]; then
  rm -f "$work"/*.csv "$work"/*.xlsx
  $python "$peers/gen_orders.py" 10000000 "$work/big.csv" >/dev/null
  csv "csv 10000000" "$work/big.csv" "$work/big.csv" 1
fi
