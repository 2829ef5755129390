#!/usr/bin/env bash
# Runs the examples and tests of all clients: against the node at --url and the record of a journey on it in --record, else against a node of
# its own, on which the journey is played first. Says so and ends where there is no node, npm or Python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../.. && pwd)
readonly root
readonly venv=${XDG_CACHE_HOME:-$HOME/.cache}/lading/clients-venv
url=
record=
node=

say() { printf 'clients: %s\n' "$*" >&2; }
skip() {
    say "SKIPPED: $*"
    exit 0
}

while (($#)); do
    case $1 in
        --url) url=$2 && shift 2 ;;
        --record) record=$(realpath "$2") && shift 2 ;;
        *) say "not understood: $1; expected: run.sh [--url WS --record FILE]" && exit 2 ;;
    esac
done
[[ -n $url && -n $record || -z $url && -z $record ]] || { say "--url and --record belong together" && exit 2; }
for needed in node npm python3; do
    command -v "$needed" >/dev/null || skip "there is no $needed"
done

if [[ -z $url ]]; then
    command -v "${CONTRACTS_NODE:-substrate-contracts-node}" >/dev/null || skip "there is no substrate-contracts-node"
    scratch=$(mktemp -d)
    trap '[[ -z $node ]] || kill "$node" 2>/dev/null || true; rm -rf "$scratch"' EXIT
    "$root/scripts/node.sh" --rpc-port 0 --port 0 >"$scratch/node.log" 2>&1 &
    node=$!
    for ((second = 0; second < 60; second++)); do
        url=$(sed --quiet --regexp-extended 's/.*JSON-RPC server: addr=([0-9.:]+).*/ws:\/\/\1/p' "$scratch/node.log")
        [[ -z $url ]] || break
        sleep 1
    done
    [[ -n $url ]] || { say "the node opened no port: $(tail --lines 5 "$scratch/node.log")" && exit 1; }
    record=$scratch/journey.json
    say "playing the journey at $url"
    (cd "$root" && LADING_NODE_URL=$url LADING_JOURNEY_RECORD=$record cargo test --locked --release -p e2e --test suite node::)
fi
export LADING_URL=$url LADING_RECORD=$record

say "packages: 1 min the first time"
# `npm ci` of some versions misses optional packages of other machines in a lock without addresses; this takes the versions of the lock, too.
npm install --no-save --ignore-scripts --no-audit --no-fund --silent
if [[ ! -x $venv/bin/python ]]; then
    python3 -m venv "$venv"
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement substrate-interface/requirements.txt

say "typed clients of dedot and polkadot-api"
rm -rf generated
mkdir generated
for bundle in "$root"/deployments/bundles/*.contract; do
    npx --no-install dedot typink --metadata "$bundle" --output generated/dedot >/dev/null
done
cp polkadot-api/polkadot-api.json generated/polkadot-api.json
npx --no-install papi add node --wsUrl "$url" --config generated/polkadot-api.json --skip-codegen >/dev/null
npx --no-install papi generate --config generated/polkadot-api.json >/dev/null

# An account's transactions are numbered: each client has an account of its own, and they run one after the other.
node --test --test-concurrency=1 --test-reporter=spec ./*/*.test.js
(cd substrate-interface && "$venv/bin/python" -m unittest --verbose test_journey)
say "every event and error of the journey was read by all four"
