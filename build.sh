#!/usr/bin/env bash
# Builds, tests and shows JobOps. The tasks are in build.cs; ./build.sh --help lists them.
set -euo pipefail
exec dotnet run --file "$(dirname -- "${BASH_SOURCE[0]}")/build.cs" -- "$@"
