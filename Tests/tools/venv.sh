#!/usr/bin/env bash
# Makes build/venv with pytest and the public Varlink client, once.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! build/venv/bin/python -c 'import pytest, varlink' 2>/dev/null; then
  rm -rf build/venv
  python3 -m venv build/venv
  build/venv/bin/pip install --quiet --disable-pip-version-check 'pytest>=8,<10' 'varlink>=31,<33'
fi
