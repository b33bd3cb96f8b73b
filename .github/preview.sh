#!/usr/bin/env bash
# Previews a stack, and writes what a reviewer reads to `summary/<stack>.md`. What follows the two words is given to the preview.
set -euo pipefail
stack=$1
source=$2
shift 2

mkdir -p summary
code=0
report=$(npx --no crossover preview --stack "$stack" --json "$@") || code=$?
text=$(node --require ./tools/typescript.js tools/summary.ts /dev/stdin "$source" <<<"$report")
tee "summary/$stack.md" <<<"$text" >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
exit "$code"
