#!/usr/bin/env bash
# Make sure that a Chromium and a Chinese font are here; print the browser's path, or an empty line for Playwright's own.
# faketime, by which a test sets a server's clock, and nginx and Caddy, which stand in front of one, come with them;
# without them, and without espeak-ng, which speaks, ffmpeg, which measures it, aplay and PulseAudio, which play it, and
# prometheus with its alertmanager, which tell the hall, those tests are skipped with the reason.
# The caller exports that line as KIOSK_TEST_CHROMIUM. Everything meant for people goes to stderr.
set -euo pipefail
cd "$(dirname "$0")/.."

distribution() { sed -n 's/^ID=//p' /etc/os-release 2>/dev/null | tr -d '"'; }
debian_chromium() { command -v chromium; }
has_chinese_font() {
    if command -v fc-list >/dev/null; then [ -n "$(fc-list :lang=zh-cn family)" ]
    else compgen -G '/usr/share/fonts/*/*/*CJK*' >/dev/null; fi
}
playwright_works() {
    .venv/bin/python - <<'PYTHON' >/dev/null 2>&1
import subprocess
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    subprocess.run([p.chromium.executable_path, "--version"], check=True, stdin=subprocess.DEVNULL)
    p.chromium.launch().close()
PYTHON
}
install_playwrights_own() {
    local how="sudo $PWD/.venv/bin/playwright install-deps chromium && .venv/bin/playwright install chromium"
    if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null </dev/null; then
        echo "Chromium for the browser tests is missing and this user may not install it. Please run: $how" >&2
        return 1
    fi
    DEBIAN_FRONTEND=noninteractive .venv/bin/playwright install --with-deps chromium </dev/null >&2 ||
        { echo "Chromium for the browser tests could not be installed. Please run: $how" >&2; return 1; }
}

missing=()
has_chinese_font || missing+=(fonts-noto-cjk)

if [ -n "${KIOSK_TEST_CHROMIUM:-}" ]; then
    [ -x "$KIOSK_TEST_CHROMIUM" ] || { echo "KIOSK_TEST_CHROMIUM=$KIOSK_TEST_CHROMIUM is not a program. Unset it or name a Chromium." >&2; exit 1; }
    chromium=$KIOSK_TEST_CHROMIUM
elif [ "$(distribution)" = ubuntu ]; then
    # Ubuntu's chromium package installs a snap, which needs a running snapd and cannot read a test's temporary files.
    chromium=
    playwright_works || install_playwrights_own
else
    debian_chromium >/dev/null || missing+=(chromium)
    # Older releases do without the shell: what it would draw, the browser draws.
    command -v chromium-headless-shell >/dev/null || .ci/apt chromium-headless-shell ||
        echo "Without chromium-headless-shell the browser tests take half as long again." >&2
fi

if [ ${#missing[@]} -gt 0 ]; then .ci/apt "${missing[@]}"; fi
compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || .ci/apt faketime ||
    echo "Without faketime the tests that set a server's clock are skipped." >&2
command -v certutil >/dev/null || .ci/apt libnss3-tools ||
    echo "Without certutil the browser that trusts a hall's own authority is not tested." >&2
command -v espeak-ng >/dev/null || .ci/apt espeak-ng ||
    echo "Without espeak-ng what it says of a sign is not tested." >&2
command -v ffmpeg >/dev/null || .ci/apt ffmpeg ||
    echo "Without ffmpeg no other meter than the product's own hears how loud recordings are." >&2
{ command -v aplay && command -v pulseaudio && command -v paplay; } >/dev/null || .ci/apt alsa-utils pulseaudio pulseaudio-utils ||
    echo "Without aplay and PulseAudio the public address is tried by stand-ins alone." >&2
PATH=$PATH:/usr/sbin command -v prometheus-alertmanager >/dev/null || .ci/apt prometheus-alertmanager ||
    echo "Without prometheus-alertmanager no real monitoring tells the hall." >&2
command -v prometheus >/dev/null || .ci/apt prometheus ||
    echo "Without prometheus nothing real looks at the hall's metrics and at a system that goes and comes." >&2
PATH=$PATH:/usr/sbin command -v upsd >/dev/null || .ci/apt nut-server ||
    echo "Without nut-server no real power supply tells the hall." >&2
PATH=$PATH:/usr/sbin command -v snmpd >/dev/null || .ci/apt snmpd ||
    echo "Without snmpd no real agent tells the hall." >&2
PATH=$PATH:/usr/sbin command -v mosquitto >/dev/null || .ci/apt mosquitto ||
    echo "Without mosquitto no real broker of MQTT tells the hall." >&2
{ command -v baresip && command -v setpriv; } >/dev/null || .ci/apt baresip-core ||
    echo "Without baresip no real telephone rings." >&2
PATH=$PATH:/usr/sbin command -v slapd >/dev/null || .ci/apt slapd ||
    echo "Without slapd no real LDAP server says who signs in." >&2
command -v ping >/dev/null || .ci/apt iputils-ping ||
    echo "Without ping it is tried by a stand-in alone." >&2
for proxy in nginx caddy openssl; do
    PATH=$PATH:/usr/sbin command -v $proxy >/dev/null || .ci/apt $proxy ||
        echo "Without $proxy the tests of the proxy in front are skipped." >&2
done
echo "${chromium-$(debian_chromium)}"
