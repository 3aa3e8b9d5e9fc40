#!/usr/bin/env bash
# Installs what the tests need, builds, checks the form, and runs every test. The last line says how many passed and failed.
set -uo pipefail
cd "$(dirname "$0")"
results="$PWD/TestResults"
rm -rf "$results" && mkdir -p "$results"

fail() {
  echo "$1" >&2
  echo "0 passed, 1 failed"
  exit 1
}

install_packages() {
  local missing=()
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v chromium >/dev/null || missing+=(chromium fonts-liberation)
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
  [ ${#missing[@]} -eq 0 ] && return
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  echo "Installing ${missing[*]}"
  $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

start_hub() {
  hub_folder="$(mktemp -d)"
  ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=http://127.0.0.1:0 Storage__Path="$hub_folder" Limits__MessagesPerMinute=10000 \
    dotnet src/Hub/bin/Debug/net10.0/Constellation.Realtime.Hub.dll --contentRoot "$PWD/src/Hub" >"$results/hub.log" 2>&1 &
  hub_pid=$!
  for _ in $(seq 150); do
    HUB_URL="$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$results/hub.log" | head -1)"
    if [ -n "$HUB_URL" ] && curl -fs "$HUB_URL/healthz/ready" >/dev/null; then
      export HUB_URL
      return
    fi
    sleep 0.2
  done
  cat "$results/hub.log" >&2
  return 1
}

stop_hub() {
  [ -n "${hub_pid:-}" ] && kill "$hub_pid" 2>/dev/null && wait "$hub_pid" 2>/dev/null
  [ -n "${hub_folder:-}" ] && rm -rf "$hub_folder"
}
trap stop_hub EXIT

install_packages || fail "The Debian packages that the tests need can't be installed."
dotnet build Constellation.Realtime.sln || fail "The build failed."
dotnet format Constellation.Realtime.sln --verify-no-changes --no-restore || fail "The code is not formatted: run dotnet format."

dotnet test Constellation.Realtime.sln --no-build --logger trx --results-directory "$results"
status=$?
(cd clients/ts && npm run --silent check && npx vitest run --reporter=default --reporter=json --outputFile="$results/client.json") || status=1
start_hub && (cd clients/ts && npx vitest run --config vitest.browser.config.ts --reporter=default --reporter=json --outputFile="$results/page.json") || status=1

node tests/sum-results.mjs "$results" || status=1
exit $status
