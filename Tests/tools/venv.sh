#!/usr/bin/env bash
# Makes build/venv with pytest, the public Varlink client and the Python linter, once. Where PyPI cannot be reached,
# Debian's pytest serves, the tests that need the Varlink client are skipped, and the Python is not linted; each says so.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=build/venv/bin/python
install=(build/venv/bin/pip install --quiet --retries 2 --timeout 20 --disable-pip-version-check)

if ! $python -c 'import pytest, varlink' 2>/dev/null; then
  rm -rf build/venv
  python3 -m venv build/venv
  "${install[@]}" 'pytest>=8,<10' 'varlink>=31,<33' || {
    echo "venv.sh: PyPI could not be reached; trying Debian's pytest" >&2
    cross-toolchain/packages.sh python3-pytest
    rm -rf build/venv
    /usr/bin/python3 -m venv --system-site-packages build/venv
    $python -c 'import pytest' || { echo "venv.sh: there is no pytest: neither PyPI nor Debian's archive gave it" >&2; exit 69; }
  }
fi
# Its layout differs between minor versions. No test needs it, so a missing one is the lint's loss alone.
[ -x build/venv/bin/ruff ] || "${install[@]}" 'ruff>=0.17,<0.18' || echo 'venv.sh: ruff could not be installed' >&2
