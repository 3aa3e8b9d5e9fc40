#!/usr/bin/env bash
# Installs what the tests need, builds, checks the form, and runs every test. The last line says how many passed and failed.
set -uo pipefail
cd "$(dirname "$0")"
exec </dev/null
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
results="$PWD/TestResults"
rm -rf "$results" && mkdir -p "$results"

fail() {
  echo "$1" >&2
  echo "0 passed, 1 failed"
  exit 1
}

install_packages() {
  local missing=()
  command -v curl >/dev/null || missing+=(curl ca-certificates)
  command -v jq >/dev/null || missing+=(jq)
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] || missing+=(pgbouncer)
  command -v haproxy >/dev/null || [ -x /usr/sbin/haproxy ] || missing+=(haproxy)
  command -v docker-compose >/dev/null || missing+=(docker-compose)
  command -v chromium >/dev/null || missing+=(chromium fonts-liberation)
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
  [ ${#missing[@]} -eq 0 ] && return
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  echo "Installing ${missing[*]}"
  $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Runs a part of the tests and keeps how it ended: run NAME COMMAND…
run() {
  local name=$1
  shift
  echo "== $name"
  "$@"
  echo $? >"$results/$name.exit"
}

test_project() {
  # A test that hangs is named and ends its run, instead of holding up everything.
  dotnet test "tests/$1" --no-build --logger "trx;LogFileName=$1.trx" --results-directory "$results" --blame-hang-timeout 5m --blame-hang-dump-type none
}

# What the gate lets through of 5,000 mutated texts is judged by another validator.
fuzz_gate() {
  (cd bench/Gate/Fuzz && npm ci --silent --no-audit --no-fund) && dotnet bench/Gate/bin/Debug/net10.0/Constellation.Realtime.GateBench.dll fuzz 5000
  count fuzz 1 $?
}

# Sixty faults on three nodes, and some on nodes whose replies are gone on with: no reader loses or repeats a character.
break_nodes() {
  local failed=0
  chaos 0 --faults 60 --talkers 6 || failed=$((failed + 1))
  chaos 0 --peer constellation-planner --faults 10 || failed=$((failed + 1))
  count chaos 2 $failed
}

# With a rule taken out the checker must find it, and find that one: exit code 1, and no other. In the same host with all its rules and the
# same faults it must find nothing.
break_rules() {
  local failed=0
  chaos 1 --peer without-order --only kill --faults 4 --breach stands,number || failed=$((failed + 1))
  chaos 1 --peer without-fence --only pause --faults 3 --breach owner || failed=$((failed + 1))
  chaos 1 --peer without-seal --only "cut off from PostgreSQL" --faults 6 --breach stands || failed=$((failed + 1))
  chaos 0 --peer without-nothing --only pause --faults 3 || failed=$((failed + 1))
  chaos 0 --peer without-nothing-planner --only "kill;cut off from PostgreSQL" --faults 3 || failed=$((failed + 1))
  count controls 5 $failed
}

# A fault run that must end with an exit code: chaos CODE ARGUMENT… What ended with another is said again at the end of everything.
chaos() {
  local expected=$1 code logs
  shift
  logs=$(mktemp -d "$results/nodes-XXXXXX")
  CLUSTER_LOGS=$logs timeout 300 dotnet tests/Chaos/bin/Debug/net10.0/Constellation.Realtime.Chaos.dll --out "$results/chaos-$RANDOM.jsonl" "$@" 2>&1 | tee "$results/chaos.txt"
  code=${PIPESTATUS[0]}
  [ "$code" -eq "$expected" ] && return
  {
    echo "chaos $* ended with $code where $expected was expected:"
    head -n 2 "$results/chaos.txt"
    tail -n 40 "$results/chaos.txt"
    grep -E '^  [a-z]' "$results/chaos.txt" | grep -oE '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' | sort -u | grep -h -F -f - "$logs"/*.log | head -n 40
    grep -h -A 12 -E '^(fail|crit):' "$logs"/*.log | head -n 80
  } >>"$results/chaos.failed"
  return 1
}

# Notes that of so many checks so many failed: count NAME CHECKS FAILED
count() {
  local failed=$(($3 > $2 ? $2 : $3))
  echo "{\"numPassedTests\":$(($2 - failed)),\"numFailedTests\":$failed}" >"$results/$1.json"
  return $((failed != 0))
}

test_client() (
  cd clients/ts && npm run --silent check && npx vitest run --reporter=default --reporter=json --outputFile="$results/client.json"
)

test_hub() (
  start_hub || exit 1
  trap stop_hub EXIT
  cd clients/ts && npx vitest run --config vitest.hub.config.ts --reporter=default --reporter=json --outputFile="$results/hub.json"
)

# The planner speaks slowly enough for a page to be loaded again in the middle of a reply.
start_hub() {
  hub_folder="$(mktemp -d)"
  ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=http://127.0.0.1:0 Storage__Path="$hub_folder" Planner__PerWord=00:00:00.0500000 \
    Limits__MessagesPerMinute=10000 Limits__TokensPerDay=2000000000 \
    dotnet src/Hub/bin/Debug/net10.0/Constellation.Realtime.Hub.dll --contentRoot "$PWD/src/Hub" >"$results/hub.log" 2>&1 &
  hub_pid=$!
  for _ in $(seq 300); do
    HUB_URL="$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$results/hub.log" | head -1)"
    if [ -n "$HUB_URL" ] && curl -fs "$HUB_URL/healthz/ready" >/dev/null; then
      export HUB_URL
      return
    fi
    kill -0 "$hub_pid" 2>/dev/null || break
    sleep 0.2
  done
  cat "$results/hub.log" >&2
  stop_hub
  return 1
}

stop_hub() {
  kill "$hub_pid" 2>/dev/null && wait "$hub_pid" 2>/dev/null
  rm -rf "$hub_folder"
}

command -v dotnet >/dev/null || fail "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download"
command -v node >/dev/null || fail "Node.js 20.19 or later is needed: https://nodejs.org"
install_packages || fail "The Debian packages that the tests need can't be installed."
(cd clients/ts && node scripts/build-page.mjs) || fail "The page can't be built."
dotnet build Constellation.Realtime.sln || fail "The build failed."

projects=$(grep -l "Microsoft.NET.Test.Sdk" tests/*/*.csproj | xargs -n 1 basename -s .csproj)
run format dotnet format Constellation.Realtime.sln --verify-no-changes --no-restore
for project in $projects; do run "$project" test_project "$project"; done
run fuzz fuzz_gate
run chaos break_nodes
run controls break_rules
run client test_client
run hub test_hub
[ ! -e "$results/chaos.failed" ] || cat "$results/chaos.failed" >&2
node tests/sum-results.mjs "$results" format -- $projects fuzz chaos controls client hub
