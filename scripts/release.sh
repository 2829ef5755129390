#!/usr/bin/env bash
# The counts that a release is held to, too large for every change. Their figures go to deployments/reliability.md.
#
#     scripts/release.sh [walk] [fuzz] [ledgers] [suites]
#
# Without a name: walk, fuzz and ledgers; suites, twenty runs of all tests in a row, only by name. What is stopped goes on where it
# was the next time, and what is done already is not done again, as long as the bundles are the same. Other bundles begin anew.
#
# LADING_RELEASE_PART=N     does the Nth part of every count, to try this out; the figures go to target/reliability.md then
# LADING_RELEASE_MINUTES=N  how long a slice of the walk takes: 10 if it is not set
# shellcheck source=scripts/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

part=${LADING_RELEASE_PART:-1}
minutes=${LADING_RELEASE_MINUTES:-10}
figures=deployments/reliability.md
((part == 1)) || figures=target/reliability.md
manifest=deployments/bundles/manifest.json
walk_goal=$((5000000 / part))
fuzz_goal=$((100000 / part))
ledger_goal=$((1000000 / part))
suite_goal=20
# Every run has a seed and a length of its own, and the bundles that are released.
unset LADING_SEED LADING_WALK_SEED LADING_WALK_STEPS LADING_BUNDLES
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Numbers with thousands apart.
thousands() {
    sed -E ':again; s/\b([0-9]+)([0-9]{3})\b/\1,\2/; t again'
}

# What the figures are of, and what their lines mean.
# shellcheck disable=SC2016 # The backticks are Markdown's.
head_of_figures() {
    cat <<END
# Figures of the last release run

Written by \`scripts/release.sh\`. Every run in it was green. A seed is \`LADING_SEED\`, for ledgers \`LADING_WALK_SEED\`.

| part | counts | goal |
|---|---|---|
| walk | calls of the compiled contracts, each compared with the model, the invariants checked | $(thousands <<<"$walk_goal") |
| fuzz | calls with bytes of every kind, for each contract | $(thousands <<<"$fuzz_goal") |
| ledger | random steps of the rules without a chain, for each contract and the kit | $(thousands <<<"$ledger_goal") |
| suite | runs of all tests in a row, where they were asked for | $suite_goal |

| contract | code hash |
|---|---|
$(sed -nE 's/^ {4}"([a-z_]+)": \{$/| \1 | /p; s/^ {6}"code_hash": "(.*)",$/`\1` |/p' "$manifest" | paste -d '' - -)

| part | count | seconds | seed | date | commit |
|---|---|---|---|---|---|
END
}

# Begins anew if there are no figures, or they are of something else.
begin() {
    local head
    head=$(head_of_figures)
    mkdir -p "$(dirname "$figures")"
    [[ -f $figures && $(head -n "$(wc -l <<<"$head")" "$figures") == "$head" ]] || printf '%s\n' "$head" >"$figures"
}

# counted PART: how much of it was done so far.
counted() {
    awk -F ' *[|] *' -v part="$1" '$2 == part { gsub(",", "", $3); sum += $3 } END { print sum + 0 }' "$figures"
}

# record PART COUNT SECONDS SEED
record() {
    local commit
    [[ $2 =~ ^[1-9][0-9]*$ ]] || { printf '%s did not say its count\n' "$1" >&2; exit 1; }
    commit=$(git rev-parse --short=10 HEAD)
    git diff --quiet HEAD -- . ":!$figures" || commit+=", changed"
    printf '| %s | %s | %.0f | %s | %s | %s |\n' \
        "$1" "$(thousands <<<"$2")" "$3" "$4" "$(date -u +%F)" "$commit" >>"$figures"
}

# logged COMMAND...: keeps what it prints, too.
logged() {
    "$@" 2>&1 | tee "$log"
}

# told PATTERN: what its group stands for in the last line that was kept and has it, without commas.
told() {
    sed -nE "s/^.*$1.*$/\1/p" "$log" | tail -n 1 | tr -d ,
}

walk() {
    while (($(counted walk) < walk_goal)); do
        LADING_WALK_MINUTES=$minutes step "walk, after $(counted walk | thousands) calls of $(thousands <<<"$walk_goal")" \
            "$minutes min, 100 min in all" \
            logged linted cargo test --locked --release "${programs[@]}" --test suite -- a_random_walk --nocapture
        record walk "$(told ' ([0-9]+) calls of compiled contracts')" "$(told 'finished in ([0-9.]+)s')" \
            "$(told 'a_random_walk, LADING_SEED=(0x[0-9a-f]+)')"
    done
}

fuzz() {
    local contracts contract missing=0
    contracts=$(sed -nE 's/^ {4}"([a-z_]+)": \{$/\1/p' "$manifest")
    for contract in $contracts; do
        (($(counted "fuzz $contract") >= fuzz_goal)) || missing=1
    done
    ((missing)) || return 0
    LADING_FUZZ_CALLS=$fuzz_goal step "bytes of every kind" "2 min a contract" \
        logged linted cargo test --locked --release "${programs[@]}" --test checks -- whatever_bytes --nocapture
    for contract in $contracts; do
        record "fuzz $contract" "$(told "\b$contract: ([0-9,]+) calls:")" "$(told "\b$contract: .* in ([0-9.]+) s")" \
            "$(told 'whatever_bytes, LADING_SEED=(0x[0-9a-f]+)')"
    done
}

ledgers() {
    local found ledger seed
    mapfile -t found < <(grep -rl --include='*.rs' LADING_WALK_STEPS contracts/*/src | cut -d / -f 2 | sort -u)
    for ledger in "${found[@]}"; do
        (($(counted "ledger $ledger") < ledger_goal)) || continue
        seed=$(od -A n -N 6 -t u8 /dev/urandom | tr -d ' ')
        LADING_WALK_STEPS=$ledger_goal LADING_WALK_SEED=$seed \
            step "walk over the ledger of $ledger" "2 min; 8 min the first time" \
            logged cargo test --locked --release -p "$ledger" --lib -- walk --nocapture
        record "ledger $ledger" "$ledger_goal" "$(told 'finished in ([0-9.]+)s')" "$seed"
    done
}

suites() {
    local begun
    while (($(counted suite) < suite_goal)); do
        begun=$SECONDS
        step "all tests, after $(counted suite) times of $suite_goal" "10 min" all_tests
        record suite 1 $((SECONDS - begun)) "new ones"
    done
}

# In a row: one that fails ends the row.
all_tests() {
    scripts/test.sh && return
    sed -i '/^| suite | 1 |/d' "$figures"
    return 1
}

(($#)) || set -- walk fuzz ledgers
for name; do
    case $name in
        walk | fuzz | ledgers | suites) ;;
        *)
            printf '%s is none of walk, fuzz, ledgers, suites\n' "$name" >&2
            exit 2
            ;;
    esac
done

begin
step "bundles against their manifest" "1 min; 20 min the first time" cargo run --locked --release -p lading -- verify
for name; do
    "$name"
done
printf '\nThe figures: %s\n' "$figures"
