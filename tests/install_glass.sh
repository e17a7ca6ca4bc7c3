#!/usr/bin/env bash
# What tests/glass boots a screen's machine with: a display that types, the compositor, a container. Without them (or without
# root) those tests are skipped and say which is missing. Everything meant for people goes to stderr.
set -uo pipefail
cd "$(dirname "$0")/.."

missing=()
for pair in Xvfb:xvfb xdotool:xdotool cage:cage Xwayland:xwayland systemd-nspawn:systemd-container xkbcomp:x11-xkb-utils; do
    PATH=$PATH:/usr/sbin command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
[ ${#missing[@]} -eq 0 ] || .ci/apt "${missing[@]}" ||
    echo "Without ${missing[*]} the tests of a screen's machine (tests/glass) are skipped." >&2
exit 0
