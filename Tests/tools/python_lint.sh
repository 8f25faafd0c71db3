#!/usr/bin/env bash
# Checks all Python with ruff, rules and layout (ruff.toml); with --format it rewrites instead.
set -euo pipefail
cd "$(dirname "$0")/../.."

ruff=build/venv/bin/ruff
if [ ! -x "$ruff" ] && ! { Tests/tools/venv.sh && [ -x "$ruff" ]; }; then
  echo 'python_lint.sh: ruff cannot be had (PyPI did not answer?); the Python was not checked' >&2
  exit 69
fi
if [ "${1:-}" = --format ]; then
  "$ruff" format .
else
  "$ruff" check .
  "$ruff" format --check .
fi
