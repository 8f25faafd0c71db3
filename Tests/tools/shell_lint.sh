#!/usr/bin/env bash
# Runs shellcheck over every tracked shell script, also those whose name has no ending.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v shellcheck >/dev/null || {
  echo 'shell_lint.sh: shellcheck is missing; make packages installs it' >&2
  exit 69
}
scripts=()
while IFS= read -r -d '' file; do
  [ -f "$file" ] || continue
  case $file in
    *.sh) scripts+=("$file") ;;
    *) if LC_ALL=C head -n 1 "$file" | grep -aqE '^#!.*[/ ](ba|da)?sh( |$)'; then scripts+=("$file"); fi ;;
  esac
done < <(git ls-files -z)
shellcheck --external-sources "${scripts[@]}"
echo "${#scripts[@]} shell scripts"
