#!/usr/bin/env bash
# Builds the S3 server that tests use, VersityGW, where it is not there yet, and prints its path: TEST_S3_SERVER is to name it.
# It needs Go. Optimisations are off: the build takes a third less, and the tests do not need them.
set -euo pipefail
cd "$(dirname "$0")/.."

version=v1.8.0
folder=${XDG_CACHE_HOME:-$HOME/.cache}/driftscape/versitygw-$version
program=$folder/versitygw

if [ ! -x "$program" ]; then
  go=$(command -v go || echo /usr/local/go/bin/go)
  GOBIN=$folder "$go" install -gcflags='all=-N -l' -ldflags='-s -w' "github.com/versity/versitygw/cmd/versitygw@$version" >&2
fi
echo "$program"
