#!/usr/bin/env bash
# Installs what is missing to build Huiliu and, with "test" and "windows", to test it
# and to make its Windows packages.
# Debian and Ubuntu are done by apt; elsewhere it says what is needed.
set -euo pipefail

have_header() { [ -e "/usr/include/$1" ] || ls /usr/include/*/"$1" >/dev/null 2>&1; }

build_packages=()
have_header GL/gl.h || build_packages+=(libgl1-mesa-dev)
have_header X11/Xcursor/Xcursor.h || build_packages+=(xorg-dev)
have_header X11/extensions/Xrandr.h || build_packages+=(xorg-dev)
have_header xkbcommon/xkbcommon.h || build_packages+=(libxkbcommon-dev)
have_header wayland-client.h || build_packages+=(libwayland-dev)
if ! command -v clang-19 >/dev/null && ! command -v g++ >/dev/null; then build_packages+=(g++); fi

test_packages=()
command -v Xvfb >/dev/null || test_packages+=(xvfb)
command -v xdotool >/dev/null || test_packages+=(xdotool)
command -v openbox >/dev/null || test_packages+=(openbox)
command -v soffice >/dev/null || command -v libreoffice >/dev/null || test_packages+=(libreoffice-calc)
command -v import >/dev/null || test_packages+=(imagemagick)
command -v unshare >/dev/null || test_packages+=(util-linux)
ls /usr/lib/*/dri/swrast_dri.so >/dev/null 2>&1 || test_packages+=(libgl1-mesa-dri)

windows_packages=()
command -v x86_64-w64-mingw32-gcc-posix >/dev/null || windows_packages+=(g++-mingw-w64-x86-64-posix)
command -v clang-19 >/dev/null || windows_packages+=(clang-19)
command -v makensis >/dev/null || windows_packages+=(nsis)
command -v convert >/dev/null || windows_packages+=(imagemagick)
command -v zip >/dev/null || windows_packages+=(zip)

want=()
for kind in "$@"; do
  case $kind in
    build) want+=("${build_packages[@]}") ;;
    test) want+=("${test_packages[@]}") ;;
    windows) want+=("${windows_packages[@]}") ;;
  esac
done
[ ${#want[@]} -eq 0 ] && exit 0

if ! command -v go >/dev/null; then
  echo "Go 1.26 or newer is needed / 需要 Go 1.26 或更新版本" >&2
  exit 1
fi
if ! command -v apt-get >/dev/null; then
  cat >&2 <<'WORDS'
缺少构建所需的库。请用系统的包管理器安装：OpenGL、X11（含 Xcursor、Xrandr、Xinerama、Xi、Xxf86vm）、
xkbcommon 与 Wayland 的开发头文件，以及 C/C++ 编译器。例如：
Libraries are missing. Install the development headers of OpenGL, X11 (with Xcursor, Xrandr, Xinerama, Xi,
Xxf86vm), xkbcommon and Wayland, and a C/C++ compiler. For example:
  Fedora:  sudo dnf install gcc-c++ mesa-libGL-devel libX11-devel libXcursor-devel libXrandr-devel libXinerama-devel libXi-devel libXxf86vm-devel libxkbcommon-devel wayland-devel
  Arch:    sudo pacman -S gcc libgl libxcursor libxrandr libxinerama libxi libxxf86vm libxkbcommon wayland
  macOS:   xcode-select --install
WORDS
  exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "需要管理员权限安装 / needs root to install: ${want[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
mapfile -t want < <(printf '%s\n' "${want[@]}" | sort -u)
# clang compiles the OpenGL bindings in a fifth of gcc's time, lld links in a fifth of ld's; take them where they are packaged.
"${as_root[@]}" apt-get update -qq
for tool in clang-19 lld-19; do
  if apt-cache show "$tool" >/dev/null 2>&1; then want+=("$tool"); fi
done
echo "安装 / installing: ${want[*]}"
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${want[@]}" >/dev/null
