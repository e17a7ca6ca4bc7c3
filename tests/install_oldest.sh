#!/usr/bin/env bash
# Make sure that a Chromium 83 is here, out of an npm package that carries one, and Firefox ESR; print Chromium's path.
# An empty line and a word on stderr where it cannot be had: 44 MB, so only "make oldest" asks for it.
set -euo pipefail
cd "$(dirname "$0")/.."
package=chrome-aws-lambda@3.1.1
digest=f33e7655eb479c0a916adbc3d35333350f6e852dbff90b65274b471b9548b3c1
place=.venv/chromium-83

command -v firefox-esr >/dev/null || .ci/apt firefox-esr || echo "Without firefox-esr no page is drawn by Firefox." >&2
if [ ! -x $place/chromium ]; then
    command -v npm >/dev/null || .ci/apt npm nodejs
    rm -rf $place && mkdir -p $place
    (cd $place && npm pack --silent $package >/dev/null) || { echo "Chromium 83 could not be fetched with npm." >&2; echo; exit 0; }
    echo "$digest  $(echo $place/*.tgz)" | sha256sum --check --quiet >&2
    tar -xzf $place/*.tgz -C $place
    node -e 'const z = require("zlib"), f = require("fs"); for (const [from, to] of [["chromium.br", "chromium"], ["swiftshader.tar.br", "swiftshader.tar"]])
        f.writeFileSync(process.argv[1] + "/" + to, z.brotliDecompressSync(f.readFileSync(process.argv[1] + "/package/bin/" + from)));' $place
    mkdir -p $place/swiftshader && tar -xf $place/swiftshader.tar -C $place/swiftshader
    rm -rf $place/*.tgz $place/*.tar $place/package && chmod +x $place/chromium
fi
echo "$PWD/$place/chromium"
