#!/bin/sh
# promtool with the given arguments: from $PROMTOOL, from the path, or out of Debian's package, kept in .cache.
set -eu
cache="$(cd "$(dirname "$0")/.." && pwd)/.cache/promtool"
kept="$cache/usr/bin/promtool"
if [ -n "${PROMTOOL:-}" ]; then exec "$PROMTOOL" "$@"; fi
if command -v promtool >/dev/null 2>&1; then exec promtool "$@"; fi
if [ ! -x "$kept" ]; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo 'promtool is not here. Install Prometheus, or set PROMTOOL to the program.' >&2
    exit 3
  fi
  mkdir -p "$cache"
  (cd "$cache" && apt-get download prometheus >/dev/null 2>&1 || (apt-get update >/dev/null 2>&1 && apt-get download prometheus >/dev/null))
  dpkg -x "$cache"/prometheus_*.deb "$cache"
  rm "$cache"/prometheus_*.deb
fi
exec "$kept" "$@"
