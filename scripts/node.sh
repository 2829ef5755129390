#!/usr/bin/env bash
# Runs substrate-contracts-node with a development chain: the one that CONTRACTS_NODE names, else the one on PATH; where there is none,
# tells how to get one. Listens at ws://127.0.0.1:9944. The chain ends with the node; `--base-path FOLDER` keeps it there instead. Every
# other argument is the node's own: `scripts/node.sh --rpc-port 9950`.
set -euo pipefail

readonly VERSION=0.42.0
readonly RELEASES=https://github.com/paritytech/substrate-contracts-node/releases

say() { printf 'node: %s\n' "$*" >&2; }

node=${CONTRACTS_NODE:-}
if [[ -n $node ]]; then
    [[ -x $node ]] || { say "CONTRACTS_NODE is $node, and that is not a program"; exit 1; }
elif ! node=$(command -v substrate-contracts-node); then
    say "there is no substrate-contracts-node: CONTRACTS_NODE is not set, and it is not on PATH. To get one, either"
    say "  download version $VERSION from $RELEASES and unpack it: minutes; or"
    say "  cargo install contracts-node --version $VERSION --locked: more than two hours on two cores, with the target"
    say "  wasm32-unknown-unknown, a C++ compiler, libclang and protoc installed"
    exit 1
fi

chain=(--tmp)
for argument in "$@"; do
    [[ $argument == --base-path* || $argument == -d ]] && chain=()
done
# All states are kept, so that what happened long ago can still be asked for; and each block is final at once.
exec "$node" --dev --state-pruning archive --finalize-delay-sec 0 --no-telemetry --no-prometheus "${chain[@]}" "$@"
