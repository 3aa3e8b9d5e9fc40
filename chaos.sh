#!/usr/bin/env bash
# Faults by the hundred on real nodes: ./chaos.sh --help
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
exec dotnet run --project tests/Chaos -c "${CONFIGURATION:-Release}" -- "$@"
