#!/bin/sh
# Pins every dependency for all platforms, with hashes and without a registry's address.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m uv --version > /dev/null 2>&1 || .venv/bin/python -m pip install --quiet "uv>=0.5"
pin() {
    out=$1; shift
    { echo "# Made by: make lock"; .venv/bin/python -m uv pip compile --quiet --universal --generate-hashes --no-header \
        --no-annotate --no-emit-index-url --no-emit-find-links --python-version 3.11 pyproject.toml "$@"; } > "$out.new"
    mv "$out.new" "$out"
}
pin requirements.lock --extra web --extra mail --extra watch
pin requirements-dev.lock --all-extras --group test --group lint
pin requirements-bench.lock --group bench
