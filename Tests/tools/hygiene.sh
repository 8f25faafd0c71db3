#!/usr/bin/env bash
# Tracked text speaks of the project alone and holds no unfinished work.
set -euo pipefail
cd "$(dirname "$0")/../.."
bad=0

# The brackets keep these patterns from matching themselves.
if git grep -nIE '/w[o]rk/|/h[o]me/[a-z]|^/r[o]ot/|[" =]/r[o]ot/[a-z.]+/|/o[p]t/swift' -- . ':!Tests/Corpus'; then
  echo 'a path of one machine is in a tracked file'
  bad=1
fi
if git grep -nIE '\bT[O]DO\b|\bF[I]XME\b|\bX[X]X\b' -- Sources Tests image cross-toolchain docs ':!Tests/Corpus' ':!Tests/Vectors'; then
  echo 'an unfinished mark is in a tracked file'
  bad=1
fi
[ "$bad" = 0 ] && echo "nothing found"
exit "$bad"
