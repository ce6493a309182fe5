#!/usr/bin/env bash
# Seconds and peak memory for 1,000,000 order rows CSV → workbook, ours beside the
# script a user would otherwise write, on the same file in the same run.
# The peers are ../shared/peers (pandas, scikit-learn, openpyxl from the system);
# without them our own sample shop is scaled up and timed alone.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
peers=${HUILIU_SHARED:-../shared}/peers
runs=${RUNS:-3}
python=/usr/bin/python3

timed() { # name, command… → "name seconds MiB"
  local name=$1; shift
  /usr/bin/time -f '%e %M' -o "$work/time" "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; return 1; }
  awk -v n="$name" '{printf "%s %s %d\n", n, $1, $2/1024}' "$work/time"
}

if [ ! -x /usr/bin/time ] && command -v apt-get >/dev/null; then apt-get install -y -qq time >/dev/null; fi
if [ -d "$peers" ] && command -v apt-get >/dev/null && ! $python -c 'import pandas, sklearn, openpyxl' 2>/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-pandas python3-sklearn python3-openpyxl >/dev/null || true
fi

with_peer=no
if [ -d "$peers" ] && $python -c 'import pandas, sklearn, openpyxl' 2>/dev/null; then
  with_peer=yes
  $python "$peers/gen_orders.py" 1000000 "$work/orders.csv"
else
  bin/huiliu sample "$work/shop" --customers 67000 >/dev/null
  cp "$work/shop/订单.csv" "$work/orders.csv"
fi
ls -l "$work/orders.csv" | awk '{printf "orders.csv: %.0f MiB\n", $5/1048576}'

for _ in $(seq "$runs"); do
  timed huiliu bin/huiliu report "$work/orders.csv" -o "$work/out.xlsx" --json "$work/out.json" --lang zh
  if [ $with_peer = yes ]; then timed peer_pandas_sklearn_openpyxl $python "$peers/peer7_pipeline.py" "$work/orders.csv" "$work/peer.xlsx"; fi
done | tee "$work/rows"

awk '{ if (!($1 in s) || $2 < s[$1]) s[$1] = $2; if ($3 > m[$1]) m[$1] = $3 }
     END { for (n in s) printf "%-32s best %.1f s, peak %d MiB\n", n, s[n], m[n]
           p = "peer_pandas_sklearn_openpyxl"
           if (p in s) printf "ratio huiliu / peer: %.2f of the time, %.2f of the memory\n", s["huiliu"]/s[p], m["huiliu"]/m[p] }' "$work/rows"
