#!/bin/sh
# Install what the full tests need on Debian: LibreOffice, Poppler, fonts, Node, the Open XML SDK
# validator. What is there already is left alone.
set -eu

packages=""
for package in $DEBIAN_PACKAGES; do
  if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
    packages="$packages $package"
  fi
done
command -v soffice >/dev/null 2>&1 && packages=$(echo "$packages" | sed 's/libreoffice-writer-nogui//')
command -v node >/dev/null 2>&1 || packages="$packages nodejs"
command -v npm >/dev/null 2>&1 || packages="$packages npm"

if [ -n "$(echo "$packages" | tr -d ' ')" ]; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "No apt-get here. Install by hand what stands for these Debian packages:$packages" >&2
    exit 1
  fi
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  $as_root apt-get update
  # shellcheck disable=SC2086  # a list of words
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages
fi

cd "$(dirname "$0")/../tests/validators"
[ -x node_modules/.bin/ooxml-validator ] && [ -x node_modules/.bin/yaml-language-server ] || npm install --no-package-lock --no-audit --no-fund
