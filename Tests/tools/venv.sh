#!/usr/bin/env bash
# Makes build/venv with pytest and the public Varlink client, once, and adds the Python linter where PyPI answers.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! build/venv/bin/python -c 'import pytest, varlink' 2>/dev/null; then
  rm -rf build/venv
  python3 -m venv build/venv
  build/venv/bin/pip install --quiet --disable-pip-version-check 'pytest>=8,<10' 'varlink>=31,<33'
fi
# Its layout differs between minor versions. No test needs it, so a missing one is the lint's failure alone.
[ -x build/venv/bin/ruff ] || build/venv/bin/pip install --quiet --disable-pip-version-check 'ruff>=0.17,<0.18' ||
  echo 'venv.sh: ruff could not be installed' >&2
