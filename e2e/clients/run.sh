#!/usr/bin/env bash
# Runs the examples and tests of all clients: against the node at --url and the record of a journey on it in --record, else against a node of
# its own, on which the journey is played first. Where the node, Node.js, npm or Python are missing, or no packages can be had, it says that
# it is skipped, and why. Packages are kept in the cache, for each lock file its own; the first run takes some minutes longer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../.. && pwd)
readonly root
readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/lading
readonly node_at_least=20 python_at_least=3.11    # what the pinned packages need
url=
record=
node=
playing=
unfinished=
scratch=$(mktemp -d)
readonly scratch

say() { printf 'clients: %s\n' "$*" >&2; }
fail() {
    say "FAILED: $*"
    exit 1
}
skip() {
    say "SKIPPED, no client was run: $*"
    exit 0
}
leave() {
    # The journey is a group of processes: cargo, and the test that it runs.
    [[ -z $playing ]] || kill -- "-$playing" 2>/dev/null || true
    [[ -z $node ]] || kill "$node" 2>/dev/null || true
    wait
    rm -rf "$scratch" ${unfinished:+"$unfinished"}
}
trap leave EXIT

while (($#)); do
    case $1 in
        --url) url=${2:?--url needs an address} && shift 2 ;;
        --record) record=$(realpath "${2:?--record needs a file}") && shift 2 ;;
        *) say "not understood: $1; expected: run.sh [--url WS --record FILE]" && exit 2 ;;
    esac
done
[[ -n $url && -n $record || -z $url && -z $record ]] || { say "--url and --record belong together" && exit 2; }

needed() {
    local program
    if [[ -z $url ]]; then
        if [[ -n ${CONTRACTS_NODE:-} ]]; then
            [[ -x $CONTRACTS_NODE ]] || fail "CONTRACTS_NODE=$CONTRACTS_NODE is no program"
        elif ! command -v substrate-contracts-node >/dev/null; then
            skip "there is neither CONTRACTS_NODE nor a substrate-contracts-node on PATH; scripts/node.sh tells how to get one"
        fi
    fi
    for program in node npm python3; do
        command -v "$program" >/dev/null || skip "there is no $program"
    done
    node -e "process.exit(parseInt(process.versions.node) < $node_at_least ? 1 : 0)" ||
        skip "node is $(node --version), and the packages need $node_at_least or newer"
    python3 -c "import sys; sys.exit(sys.version_info < tuple(map(int, '$python_at_least'.split('.'))))" ||
        skip "$(python3 --version) is older than $python_at_least, which the pinned packages need"
    python3 -c 'import ensurepip, venv' 2>/dev/null || skip "python3 cannot make environments: its module venv or ensurepip is missing"
}

# digest FILE...: a short name for what the files hold.
digest() { cat "$@" | sha256sum | cut -c1-16; }

# installed WHAT UNREACHED COMMAND...: runs a command that installs packages. If it fails and prints what UNREACHED says, no registry was
# reached, and the script ends; any other failure is one.
installed() {
    local what=$1 unreached=$2 log=$scratch/install.log started=$SECONDS
    shift 2
    say "installing the packages of $what (expected: 1 min)"
    if "$@" >"$log" 2>&1; then
        say "installed the packages of $what in $((SECONDS - started)) s"
        return
    fi
    tail --lines 10 "$log" >&2
    if grep --quiet --extended-regexp "$unreached" "$log" && ! grep --quiet --extended-regexp 'EINTEGRITY|DO NOT MATCH THE HASHES' "$log"; then
        skip "the packages of $what are not in $cache, and no registry to take them from is within reach"
    fi
    fail "the packages of $what could not be installed"
}

python_packages() {
    python3 -m venv "$1" &&
        "$1/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --require-hashes \
            --requirement substrate-interface/requirements.txt
}

# `npm ci` of some versions misses optional packages of other machines in a lock without addresses; this takes the versions of the lock, too.
javascript_packages() {
    mkdir -p "$1" && cp package.json package-lock.json "$1" && (cd "$1" && npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error \
        --fetch-retries=1 --fetch-retry-mintimeout=2000 --fetch-timeout=60000)
}

# A folder in the cache is whole, or is not there.
packages() {
    local python javascript
    python=$cache/clients-python-$(digest substrate-interface/requirements.txt <(python3 --version))
    javascript=$cache/clients-javascript-$(digest package.json package-lock.json)
    mkdir -p "$cache"
    if [[ ! -d $python ]]; then
        unfinished=$python.$$
        installed Python '(NewConnection|NameResolution|ConnectTimeout|ReadTimeout|Proxy)Error' python_packages "$unfinished"
        mv "$unfinished" "$python"
    fi
    if [[ ! -d $javascript ]]; then
        unfinished=$javascript.$$
        installed JavaScript 'npm (error|ERR!) +code:? .?E(AI_AGAIN|CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|NOTFOUND|SOCKETTIMEOUT|TIMEDOUT|403|407|50[0-9])' \
            javascript_packages "$unfinished"
        mv "$unfinished" "$javascript"
    fi
    unfinished=
    touch "$python" "$javascript"
    # Those of earlier lock files, which nobody used for a month.
    find "$cache" -maxdepth 1 -name 'clients-*' -mtime +30 -exec rm -rf {} +
    export PATH=$PWD/node_modules/.bin:$PATH
    interpreter=$python/bin/python
    [[ -L node_modules ]] || rm -rf node_modules
    ln --symbolic --force --no-dereference "$javascript/node_modules" node_modules
}

start_node() {
    local second
    "$root/scripts/node.sh" --rpc-port 0 --port 0 --base-path "$scratch/chain" >"$scratch/node.log" 2>&1 &
    node=$!
    for ((second = 0; second < 120; second++)); do
        url=$(sed --quiet --regexp-extended 's/.*JSON-RPC server: addr=([0-9.:]+).*/ws:\/\/\1/p' "$scratch/node.log")
        [[ -z $url ]] || return 0
        kill -0 "$node" 2>/dev/null || fail "the node ended: $(tail --lines 5 "$scratch/node.log")"
        sleep 1
    done
    fail "the node opened no port in 120 s: $(tail --lines 5 "$scratch/node.log")"
}

# The test of the suite that plays the journey, compiled as scripts/test.sh compiles it.
suite() (
    # shellcheck source=scripts/steps.sh disable=SC2154
    source "$root/scripts/steps.sh"
    linted cargo test --locked --release "${programs[@]}" --test suite "$@"
)

# The types that dedot's and polkadot-api's own generators make; the compiler holds the examples against them.
typed_clients() {
    local metadata name
    rm -rf generated
    node dedot/typable.js generated/metadata
    for metadata in generated/metadata/*.json; do
        name=$(basename "$metadata" .json)
        dedot typink --metadata "$metadata" --output generated/dedot >"$scratch/typed.log" 2>&1 || true
        [[ -f generated/dedot/$name/index.d.ts ]] || { cat "$scratch/typed.log" >&2 && fail "dedot makes no types of $name"; }
    done
    cp polkadot-api/polkadot-api.json generated/polkadot-api.json
    if ! { papi add node --wsUrl "$url" --config generated/polkadot-api.json --skip-codegen &&
        papi generate --config generated/polkadot-api.json; } >"$scratch/typed.log" 2>&1; then
        cat "$scratch/typed.log" >&2
        fail "polkadot-api makes no types"
    fi
    tsc --project . || fail "the examples do not fit the types that were made"
}

needed
packages
if [[ -z $url ]]; then
    start_node
    say "compiling the journey (expected: seconds after scripts/test.sh; 20 min the first time)"
    suite --no-run
    record=$scratch/journey.json
    say "playing the journey at $url (expected: 50 s)"
    set -m
    LADING_NODE_URL=$url LADING_JOURNEY_RECORD=$record suite -- node:: --nocapture >"$scratch/journey.log" 2>&1 &
    playing=$!
    set +m
fi
say "generating and checking the types of dedot and polkadot-api (expected: 25 s)"
typed_clients
if [[ -n $playing ]]; then
    wait "$playing" || { cat "$scratch/journey.log" >&2 && fail "the journey on the node"; }
    playing=
    [[ -s $record ]] || { cat "$scratch/journey.log" >&2 && fail "the journey left no record"; }
    say "played the journey: $(grep --only-matching --extended-regexp '[0-9]+ calls and .*' "$scratch/journey.log" || true)"
fi

# An account's transactions are numbered: each client has an account of its own, and they run one after the other.
export LADING_URL=$url LADING_RECORD=$record
failed=
for client in dedot polkadot-api polkadot-js; do
    say "$client"
    node --test --test-concurrency=1 --test-reporter=spec "$client"/*.test.js || failed+=" $client"
done
say "substrate-interface"
(cd substrate-interface && "$interpreter" -m unittest --verbose) || failed+=" substrate-interface"
[[ -z $failed ]] || fail "the tests of$failed"
say "each of the four read every event and every refusal of the journey; $SECONDS s"
