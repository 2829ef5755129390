#!/usr/bin/env bash
# Follows deployments/cargo-contract.md word by word: runs its `sh` blocks, in order and in one shell, against a node, and looks in what
# each prints for what the `text` block after it shows. And it holds the page's table of arguments against the metadata.
#
# LADING_NODE_URL names a node that runs; else one is started, from CONTRACTS_NODE or PATH, and ended. Without a node, or without
# cargo-contract, no command is run, and the script says so. LADING_PLAIN_BUILD=no leaves out the blocks marked `sh build`: they compile
# a contract, which takes minutes the first time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec 3>&1 4>&2 </dev/null
export NO_COLOR=1

readonly page=deployments/cargo-contract.md
readonly wanted_version=5.0.3
scratch=$(mktemp -d)
readonly scratch
node=
running=

say() { printf 'cargo-contract page: %s\n' "$*" >&4; }
fail() {
    say "FAILED: $*"
    exit 1
}
skip() {
    say "SKIPPED, no command of $page was run: $*"
    exit 0
}

# Ends the node, and says where it stopped if that was not at the end.
leave() {
    local status=$?
    exec >&3 2>&4
    if [[ -n $running ]]; then
        say "FAILED in the block at line $(<"$running.line"): exit status $status. Its commands:"
        cat "$running" >&2
        say "What they printed:"
        tail --lines 40 "$running.output" >&2
    fi
    if [[ -n $node ]]; then
        kill "$node" 2>/dev/null || true
        wait "$node" 2>/dev/null || true
    fi
    rm -rf "$scratch"
    exit "$status"
}
trap leave EXIT

# Each block of commands becomes a file, 01.sh or 01.build, with the line where it begins in 01.sh.line, and the output shown in 01.text.
cut_blocks() {
    awk -v folder="$scratch" '
        /^```/ && inside { inside = 0; close(file); next }
        /^```/ {
            kind = substr($0, 4)
            if (kind == "sh build") kind = "build"
            if (kind != "sh" && kind != "build" && kind != "text") {
                print FILENAME ":" FNR ": blocks are sh, sh build or text, and not " kind > "/dev/stderr"
                exit 1
            }
            if (kind != "text") number++
            file = sprintf("%s/%02d.%s", folder, number, kind)
            if (kind != "text") print FNR > (file ".line")
            inside = 1
            next
        }
        inside { print > file }
    ' "$page"
}

# missing SHOWN OUTPUT: the first line shown that does not occur in the output after the ones before it; … stands for anything.
missing() {
    awk '
        { gsub(/[[:space:]]+/, " "); sub(/^ /, ""); sub(/ $/, "") }
        function shows(line, shown, parts, count, part, at) {
            count = split(shown, parts, "…")
            for (part = 1; part <= count; part++) {
                if (parts[part] == "") continue
                at = index(line, parts[part])
                if (!at) return 0
                line = substr(line, at + length(parts[part]))
            }
            return 1
        }
        NR == FNR { if ($0 != "") wanted[++count] = $0; next }
        found < count && shows($0, wanted[found + 1]) { found++ }
        END { if (found < count) print wanted[found + 1] }
    ' "$1" "$2"
}

# The page's table has a row for each kind of value that the metadata knows, and each row's call is made on the page as the row writes it.
check_kinds() {
    local bundle kind contract message written problems=0
    for bundle in deployments/bundles/*.contract; do
        jq --raw-output --from-file e2e/argument-kinds.jq "$bundle"
    done >"$scratch/kinds"
    awk -F ' *[|] *' '/^\| kind /, !/^\|/ { if ($2 != "" && $2 != "kind" && $2 !~ /^-/) print $2 "\t" $3 "\t" $4 }' "$page" |
        tr --delete '`' >"$scratch/rows"
    while IFS=$'\t' read -r kind written contract message; do
        if ! grep --quiet --line-regexp --fixed-strings "$contract"$'\t'"$message"$'\t'"$kind" "$scratch/kinds"; then
            say "the table says that $contract $message takes: $kind. By the metadata it does not"
            problems=1
        fi
        if ! grep --quiet --extended-regexp "(ask|send) $contract $message( |$)" "$scratch"/*.sh; then
            say "the table has $contract $message for: $kind, and no command calls it"
            problems=1
        fi
        if ! grep --quiet --fixed-strings -- "$written" "$scratch"/*.sh; then
            say "the table writes $written for: $kind, and no command does"
            problems=1
        fi
    done < <(sed 's/ \(\S*\)$/\t\1/' "$scratch/rows")
    while read -r kind; do
        say "messages take: $kind. The table does not say how it is written"
        problems=1
    done < <(comm -23 <(cut --fields 3 "$scratch/kinds" | sort --unique) <(cut --fields 1 "$scratch/rows" | sort --unique))
    ((problems == 0)) || fail "the table of arguments in $page"
    say "$(wc --lines <"$scratch/rows") kinds of arguments, as in $(wc --lines <"$scratch/kinds") places of the metadata"
}

start_node() {
    local program=${CONTRACTS_NODE:-substrate-contracts-node} address='' second
    if ! command -v "$program" >/dev/null; then
        [[ -z ${CONTRACTS_NODE:-} ]] || fail "CONTRACTS_NODE=$CONTRACTS_NODE is no program"
        skip "there is neither LADING_NODE_URL nor CONTRACTS_NODE, and no substrate-contracts-node on PATH"
    fi
    : >"$scratch/node.log"
    "$program" --dev --tmp --rpc-port 0 --port 0 --no-prometheus --no-telemetry >"$scratch/node.log" 2>&1 &
    node=$!
    for ((second = 0; second < 120; second++)); do
        address=$(sed --quiet --regexp-extended 's/.*JSON-RPC server: addr=([0-9.:]+).*/\1/p' "$scratch/node.log")
        [[ -z $address ]] || break
        kill -0 "$node" 2>/dev/null || fail "$program ended: $(tail --lines 5 "$scratch/node.log")"
        sleep 1
    done
    [[ -n $address ]] || fail "$program opened no port in 120 s: $(tail --lines 5 "$scratch/node.log")"
    export LADING_NODE_URL=ws://$address
}

for needed in jq basenc b2sum; do
    command -v "$needed" >/dev/null || skip "there is no $needed, which the page uses"
done
cut_blocks
check_kinds

version=$(cargo contract --version 2>/dev/null) || skip "there is no cargo-contract; cargo install cargo-contract --version $wanted_version --locked"
[[ $version == *" $wanted_version"* ]] || fail "the page is about cargo-contract $wanted_version, and this is $version"
[[ -n ${LADING_NODE_URL:-} ]] || start_node
say "node at $LADING_NODE_URL"

ran_blocks=0
compared_lines=0
for block in "$scratch"/*.line; do
    block=${block%.line}
    if [[ $block == *.build && ${LADING_PLAIN_BUILD:-} == no ]]; then
        say "left out, LADING_PLAIN_BUILD=no: the block at line $(<"$block.line")"
        continue
    fi
    running=$block
    started=$SECONDS
    # In this shell: later blocks use what earlier ones found.
    exec >"$block.output" 2>&1
    # shellcheck source=/dev/null
    source "$block"
    exec >&3 2>&4
    running=
    shown=${block%.*}.text
    if [[ -f $shown ]]; then
        missed=$(missing "$shown" "$block.output")
        if [[ -n $missed ]]; then
            cat "$block.output" >&2
            fail "the block at line $(<"$block.line") of $page printed what stands above. Not in it, or not after the lines shown before it: $missed"
        fi
        compared_lines=$((compared_lines + $(grep --count . "$shown")))
    fi
    ran_blocks=$((ran_blocks + 1))
    ((SECONDS - started < 10)) || say "the block at line $(<"$block.line") took $((SECONDS - started)) s"
done
say "$ran_blocks blocks run, $compared_lines lines of output as shown, $SECONDS s"
