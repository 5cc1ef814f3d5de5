#!/bin/sh
# Proves the lower bounds in pyproject.toml: installs the lowest versions they allow, away from .venv, and runs all tests with
# them; then installs the program without extras and with each extra alone, and does with it what a clinic does.
# Usage: make floor, or sh docs/floor.sh PYTHON for another Python than that of .venv.
set -eu
cd "$(dirname "$0")/.."
python=${1:-.venv/bin/python}
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
uv() { .venv/bin/python -m uv "$@"; }
uv --version > /dev/null 2>&1 || .venv/bin/python -m pip install --quiet "uv>=0.5"

lowest() { # NAME, what to install of pyproject.toml: an environment
    name=$1; shift
    uv venv --quiet --python "$python" "$at/$name"
    uv pip install --quiet --python "$at/$name/bin/python" --resolution lowest-direct -r pyproject.toml "$@"
}

ends() { # EXIT CODE, a command of the program in environment $extra
    code=$1; shift
    found=0
    HANDOUTPRESS_CACHE=off "$at/$extra/bin/python" generate.py "$@" > "$at/said" 2>&1 || found=$?
    [ "$found" = "$code" ] || { echo "with $extra alone, $1 ended with $found, not $code:"; cat "$at/said"; exit 1; }
}

for extra in base web mail watch dask s3; do
    if [ "$extra" = base ]; then lowest base; else lowest "$extra" --extra "$extra"; fi
    ends 0 make get-help --clinic fairview-back-care --format pdf --format html --format text --format png -o "$at/out-$extra"
    ends 0 check
    ends 0 list
    ends 0 doctor
    [ "$extra" = web ] || ends 6 serve
    [ "$extra" = mail ] || ends 6 email get-help --to desk@example.org --clinic fairview-back-care --dry-run
    [ "$extra" = watch ] || ends 6 preview get-help --clinic fairview-back-care --watch
    [ "$extra" = dask ] || ends 6 make get-help --clinic fairview-back-care --executor dask://localhost:1
    [ "$extra" = s3 ] || ends 6 make get-help --clinic fairview-back-care -o s3://bucket/folder
    echo "alone: $extra is well"
done

lowest all --all-extras --group test
"$at/all/bin/python" -m pytest -n auto -p no:cacheprovider
