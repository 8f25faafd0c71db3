#!/usr/bin/env bash
# Makes build/venv with pytest and the public Varlink client, once. Where PyPI cannot be reached, Debian's pytest serves,
# and the tests that need the Varlink client are skipped with that reason.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=build/venv/bin/python
if $python -c 'import pytest, varlink' 2>/dev/null; then exit 0; fi

rm -rf build/venv
python3 -m venv build/venv
if build/venv/bin/pip install --quiet --retries 2 --timeout 20 --disable-pip-version-check 'pytest>=8,<10' 'varlink>=31,<33'; then exit 0; fi

echo "venv.sh: PyPI could not be reached; trying Debian's pytest" >&2
cross-toolchain/packages.sh python3-pytest
rm -rf build/venv
/usr/bin/python3 -m venv --system-site-packages build/venv
$python -c 'import pytest' || { echo "venv.sh: there is no pytest: neither PyPI nor Debian's archive gave it" >&2; exit 69; }
