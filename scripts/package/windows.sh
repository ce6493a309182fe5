#!/usr/bin/env bash
# Builds the Windows packages on Debian: clang compiles, mingw links DuckDB's static
# libraries in, NSIS makes the setup.
#   scripts/package/windows.sh exe     only dist/windows/huiliu.exe (what the tests need)
#   scripts/package/windows.sh         also the setup and the portable .zip
# SIGN=/path/to/command signs a file in place (exe, setup, uninstaller); without it nothing is signed.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(scripts/package/version.sh)
out=dist/windows
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}
mkdir -p "$out"

need() { command -v "$1" >/dev/null || { echo "$1 is missing: run scripts/deps.sh windows" >&2; exit 1; }; }
need x86_64-w64-mingw32-gcc-posix
need clang-19
need convert

# Icon, version and manifest become a resource that go build picks up by its name.
convert assets/icon/icon.png -define icon:auto-resize=256,128,64,48,32,24,16 "$out/huiliu.ico"
for f in huiliu.rc huiliu.manifest; do
  sed -e "s/@VERSION@/$version/g" -e "s/@COMMAS@/${version//./,}/g" "scripts/package/windows/$f" >"$out/$f"
done
resource=cmd/huiliu/rsrc_windows_amd64.syso
trap 'rm -f "$resource"' EXIT
x86_64-w64-mingw32-windres -I "$out" -i "$out/huiliu.rc" -O coff -o "$resource"

CGO_ENABLED=1 GOOS=windows GOARCH=amd64 GOFLAGS=-buildvcs=false \
  CC="clang-19 --target=x86_64-w64-mingw32" CXX="clang++-19 --target=x86_64-w64-mingw32" \
  go build -tags release,migrated_fynedo \
  -ldflags '-s -w -H=windowsgui -extld=x86_64-w64-mingw32-gcc-posix' -o "$out/huiliu.exe" ./cmd/huiliu
x86_64-w64-mingw32-gcc-posix -municode -Os -s -Wall -Werror -Wl,--no-insert-timestamp \
  -o "$out/huiliu.com" scripts/package/windows/launcher.c
[ "${1:-}" = exe ] && exit 0

need makensis
need zip
go run ./scripts/package/notices -os windows -licences "$out/LICENSES.txt" -sbom "dist/huiliu-$version-windows-amd64.cdx.json"
sign=()
if [ -n "${SIGN:-}" ]; then
  "$SIGN" "$out/huiliu.exe"
  sign=(-DSIGN="$SIGN")
fi
kilobytes=$(($(stat -c %s "$out/huiliu.exe") / 1024))
cp scripts/package/windows/huiliu.nsi "$out/"
(cd "$out" && makensis -V2 -DVERSION="$version" -DKILOBYTES="$kilobytes" "${sign[@]}" \
  -DOUT="../huiliu-$version-windows-amd64-setup.exe" huiliu.nsi)

# The portable package keeps its data in the folder huiliu-data beside the program.
name=huiliu-$version-windows-amd64
rm -rf "${out:?}/$name" "dist/$name.zip"
mkdir -p "$out/$name/huiliu-data"
cp "$out"/huiliu.exe "$out"/huiliu.com "$out"/LICENSES.txt "$out/$name/"
cp scripts/package/windows/portable.txt "$out/$name/huiliu-data/README.txt"
find "$out/$name" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$out" && find "$name" -print | LC_ALL=C sort | TZ=UTC zip -q -X -9 "../$name.zip" -@)
rm -r "${out:?}/$name"
