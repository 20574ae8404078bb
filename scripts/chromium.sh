#!/bin/sh
# Makes sure that there is a Chromium and a font with Chinese: $CHROMIUM, the machine's own, or Debian's package.
set -eu
if [ -n "${CHROMIUM:-}" ]; then exit 0; fi
for program in chromium chromium-browser google-chrome; do
  if command -v "$program" >/dev/null 2>&1; then found=yes; fi
done
if [ -n "${found:-}" ] && fc-list :lang=zh 2>/dev/null | grep -q .; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ]; then
  if [ -n "${found:-}" ]; then echo 'No Chinese font here: pictures will show boxes. Install fonts-noto-cjk.' >&2; exit 0; fi
  echo 'Chromium is not here. Install it (Debian: apt-get install chromium fonts-noto-cjk), or set CHROMIUM to the program.' >&2
  exit 3
fi
echo 'Installing Chromium and a Chinese font from Debian ...'
{ apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk; } >/dev/null
