#!/usr/bin/env bash
# Statistics beside their peers on the same data in the same run: BG/NBD on 100,000
# customers (lifetimes, or its likelihood by scipy where that is not installed), Cox
# 100,000 × 10 and Kaplan–Meier (R survival), k-means 100,000 × 6 (R, scikit-learn).
#   RUNS=3 best of so many
# Seconds are those of the fit alone; a busy machine distorts them, the ratio of processor
# time is distorted less. Memory is the peak of the whole process, reading
# (peers) or making (ours) the data included. The last column must agree between rows:
# log likelihood, survival at the median time, sum of squares within the groups.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${RUNS:-3}
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

missing=()
if ! Rscript -e 'library(survival)' >/dev/null 2>&1; then missing+=(r-cran-survival); fi
if ! $python -c 'import scipy' 2>/dev/null; then missing+=(python3-scipy); fi
if ! $python -c 'import sklearn' 2>/dev/null; then missing+=(python3-sklearn); fi
if [ ${#missing[@]} -gt 0 ] && command -v apt-get >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || true
fi

# measure NAME PREFIX COMMAND… appends "PREFIX+name seconds cpu-seconds MiB check" for each line of four fields.
measure() {
  local name=$1 prefix=$2
  shift 2
  if ! /usr/bin/time -f 'peak %M' -o "$work/time" "$@" >"$work/out" 2>&1; then
    echo "$name: not run ($(tail -n 1 "$work/out" | cut -c1-90))"
    return 0
  fi
  awk -v p="$prefix" 'NR == FNR {mib = $2 / 1024; next} NF == 4 && !/^Benchmark/ && $2 + 0 > 0 {printf "%s%s %s %s %d %s\n", p, $1, $2, $3, mib, $4}' \
    "$work/time" "$work/out" >>"$work/rows"
}

# ours PACKAGE runs its BenchmarkPeer, which leaves its data in $work.
ours() {
  go test -c -o "$work/test" "./engine/$1"
  (cd "engine/$1" && HUILIU_BENCH_DIR=$work measure "$1" "" "$work/test" -test.run '^$' -test.bench '^BenchmarkPeer$' -test.benchtime "${runs}x")
}

echo "statistics: $(nproc) processors, $(uptime | sed 's/.*load/load/'), best of $runs"
ours btyd
ours survival
ours segment/cluster
for kind in days continuous; do
  measure "BG/NBD peer" "bgnbd_${kind}_" $python scripts/bench-stat/bgnbd.py "$work/bgnbd_$kind.csv" "$runs"
done
measure "R survival" R_ Rscript scripts/bench-stat/cox.R "$work/lives.csv" "$runs"
measure "R kmeans" kmeans_ Rscript scripts/bench-stat/kmeans.R "$work/heaps.csv" 6 10 "$runs"
measure "scikit-learn" kmeans_ $python scripts/bench-stat/kmeans.py "$work/heaps.csv" 6 10 "$runs"

awk '{printf "%-26s %9.4f s %9.4f cpu-s %6d MiB   %s\n", $1, $2, $3, $4, $5; s[$1] = $2; c[$1] = $3; m[$1] = $4}
  function ratio(ours, peer) {
    if (ours in s && peer in s) printf "%-22s is %6.1f times as fast as %-24s (in processor time %.1f) with %.2f of its memory\n", ours, s[peer] / s[ours], peer, c[peer] / c[ours], m[ours] / m[peer]
  }
  END {
    for (k = 1; k <= split("days continuous", kind, " "); k++) {
      ratio("ours_bgnbd_" kind[k], "bgnbd_" kind[k] "_lifetimes"); ratio("ours_bgnbd_" kind[k], "bgnbd_" kind[k] "_scipy")
    }
    ratio("ours_cox", "R_cox"); ratio("ours_km", "R_km")
    ratio("ours_kmeans", "kmeans_R_Hartigan-Wong"); ratio("ours_kmeans", "kmeans_R_Lloyd"); ratio("ours_kmeans", "kmeans_sklearn")
  }' "$work/rows"
if ! grep -q lifetimes "$work/rows"; then
  recorded=$(grep -h 'lifetimes simulated 100000' "${HUILIU_SHARED:-../shared}/peers/RESULTS.md" 2>/dev/null | awk -F'|' '{print $6}' || true)
  echo "lifetimes is not installed;${recorded:+ recorded earlier on 100,000 customers:$recorded s (other data of the same kind)}"
fi
