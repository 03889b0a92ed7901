#!/usr/bin/env bash
# Installs what the panel needs, puts the packages as they are now into it, and builds it. Nothing is downloaded but npm packages.
set -euo pipefail
cd "$(dirname "$0")"
export NEXT_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1 PAYLOAD_CONFIG_PATH=payload.config.js
node --no-warnings ../build.ts
[ -d node_modules/next ] || npm ci --ignore-scripts --no-audit --no-fund
for name in client element; do cp -r "../../../packages/$name/dist/." "node_modules/@driftscape/$name/dist/"; done
cp -r ../dist ../package.json node_modules/@driftscape/payload/
node node_modules/payload/bin.js generate:importmap
node node_modules/next/dist/bin/next build
