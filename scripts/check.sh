#!/usr/bin/env bash
# Form and lints of everything: no warning is let through.
# shellcheck source=scripts/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

deny=(-- -D warnings)

if command -v shellcheck >/dev/null; then
    step "shellcheck" "1 s" shellcheck -x scripts/*.sh e2e/*.sh e2e/clients/*.sh .ci/run
fi
step "format" "2 s" cargo fmt --all --check
step "lints of the contracts" "10 s; 3 min the first time" cargo clippy --locked --all-targets "${deny[@]}"
step "lints of the programs and their tests" "1 min; 20 min the first time" linted cargo test --locked --release --no-run "${programs[@]}"
step "lints of the contract builder" "10 s; 8 min the first time" \
    linted cargo build --locked --release -p lading --no-default-features --features build
