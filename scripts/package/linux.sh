#!/usr/bin/env bash
# Builds the Linux packages: .deb (Debian 12+, Ubuntu 22.04+) and .tar.xz.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(scripts/package/version.sh)
name=huiliu-$version-linux-amd64
stage=dist/linux/root
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}
rm -rf dist/linux
mkdir -p "$stage"/usr/bin "$stage"/usr/share/{applications,mime/packages,icons/hicolor/512x512/{apps,mimetypes},doc/huiliu} "$stage/DEBIAN"

# With release, Fyne takes nothing from FyneApp.toml in the working folder at run time.
go build -tags release,migrated_fynedo -ldflags "-s -w${LLD:+ -extldflags=-fuse-ld=lld}" -o "$stage/usr/bin/huiliu" ./cmd/huiliu
cp scripts/package/linux/huiliu.desktop "$stage/usr/share/applications/"
cp scripts/package/linux/huiliu.xml "$stage/usr/share/mime/packages/"
cp assets/icon/icon.png "$stage/usr/share/icons/hicolor/512x512/apps/huiliu.png"
cp assets/icon/icon.png "$stage/usr/share/icons/hicolor/512x512/mimetypes/application-x-huiliu.png"
go run ./scripts/package/notices -os linux -licences "$stage/usr/share/doc/huiliu/copyright" -sbom "dist/$name.cdx.json"
chmod -R u=rwX,go=rX "$stage"
find "$stage" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +

# The archive holds what the .deb installs, for any folder.
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --exclude=DEBIAN \
  --transform "s,^usr,$name," -C "$stage" -cf - usr | xz -T1 -6 >"dist/$name.tar.xz"

sed -e "s/@VERSION@/$version/" -e "s/@SIZE@/$(du -sk --exclude=DEBIAN "$stage" | cut -f1)/" \
  scripts/package/linux/control >"$stage/DEBIAN/control"
touch -d "@$SOURCE_DATE_EPOCH" "$stage/DEBIAN/control" "$stage/DEBIAN"
dpkg-deb --root-owner-group -Zxz --build "$stage" "dist/huiliu_${version}_amd64.deb" >/dev/null
rm -rf dist/linux
