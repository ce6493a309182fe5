#!/usr/bin/env bash
# Models on 40 columns: ours beside xgboost (hist, 200 rounds, depth 6), ranger (500
# trees) and scikit-learn's logistic regression, the same rows in the same run, two
# threads each, judged on 20,000 later rows so that speed is not bought with quality.
#   ROWS=50000   RUNS=1 best of so many   ONLY=boosting|forest|logistic
#   BIG=1        also 500,000 rows, the forests of 100 trees instead of 500, so that it ends
#                within a quarter of an hour; BIG_ROWS, BIG_TREES change either
# On a busy machine the seconds mislead; processor seconds do so less. A peer that is
# not installed is left out with a word.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${RUNS:-1}
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOMAXPROCS=2 OMP_NUM_THREADS=2 OMP_WAIT_POLICY=passive
go test -c -o "$work/tree.test" ./engine/learn/tree

# best FILE prints "name value": the least seconds, the most of everything else.
best() {
  awk '{for (i = 1; i < NF; i += 2) {n = $i; v = $(i + 1)
        if (!(n in b) || (n ~ /-s$/ ? v < b[n] : v > b[n])) b[n] = v}}
       END {for (n in b) print n, b[n]}' "$1"
}
value() { awk -v n="$1" '$1 == n {print $2}' "$2"; }
row() { # label, file of "name value"
  printf '%-32s fit %8.2f s %8.2f cpu-s  scores %9.0f rows/s  peak %5.0f MiB  AUC %.4f  Brier %.4f\n' "$1" \
    "$(value fit-s "$2")" "$(value fit-cpu-s "$2")" "$(value scored/s "$2")" "$(value mib "$2")" \
    "$(value auc "$2")" "$(value brier "$2")"
}

ours() { # benchmark
  : >"$work/lines"
  for _ in $(seq "$runs"); do
    "$work/tree.test" -test.run '^$' -test.bench "^Benchmark$1\$" -test.benchtime 1x -test.timeout 2h |
      awk '/^Benchmark/ {for (i = 3; i < NF; i += 2) printf "%s %s ", $(i + 1), $i; print ""}' >>"$work/lines"
  done
  best "$work/lines" >"$work/ours"
}

peer() { # command…
  : >"$work/lines"
  for _ in $(seq "$runs"); do
    if ! "$@" >"$work/out" 2>"$work/error"; then
      tail -n 1 "$work/out" "$work/error" | tr '\n' ' ' | cut -c1-160 >"$work/why"
      return 1
    fi
    tail -n 1 "$work/out" >>"$work/lines"
  done
  best "$work/lines" >"$work/peer"
}

compare() { # name, benchmark, peer's name, command…
  local name=$1 benchmark=$2 other=$3
  shift 3
  if [ -n "${ONLY:-}" ] && [ "$ONLY" != "$name" ]; then return; fi
  ours "$benchmark"
  row "$name: ours" "$work/ours"
  if peer "$@"; then
    row "$name: $other" "$work/peer"
    cat "$work/ours" "$work/peer" | awk -v n="$name" -v o="$other" '{v[$1, ++c[$1]] = $2}
      END {printf "%-32s %.2f of the time, %.2f of the processor time\n", n ": ours / " o,
           v["fit-s", 1] / v["fit-s", 2], v["fit-cpu-s", 1] / v["fit-cpu-s", 2]}'
  else
    echo "$name: $other was not run: $(cat "$work/why")"
  fi
}

size() { # rows, trees of a forest
  export HUILIU_BENCH_ROWS=$1 HUILIU_BENCH_TREES=$2
  echo "models: $1 x 40, forests of $2 trees, $(nproc) processors, $(uptime | sed 's/.*load/load/'), best of $runs"
  HUILIU_BENCH_DATA=$work "$work/tree.test" -test.run '^TestBenchData$' >/dev/null
  compare boosting Boosting "xgboost hist" "$python" scripts/peer-models.py xgboost "$work"
  compare logistic Logistic scikit-learn "$python" scripts/peer-models.py logistic "$work"
  compare forest Forest ranger Rscript scripts/peer-ranger.R "$work"
}

size "${ROWS:-50000}" 500
if [ -n "${BIG:-}" ]; then size "${BIG_ROWS:-500000}" "${BIG_TREES:-100}"; fi
