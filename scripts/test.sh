#!/usr/bin/env bash
# All tests, from the fastest to the slowest.
# shellcheck source=scripts/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

step "form and lints" "1 min; 20 min the first time" scripts/check.sh
step "rules of the contracts" "1 min; 4 min the first time" cargo test --locked
step "contracts, chain and program together" "5 min" linted cargo test --locked --release "${programs[@]}"
step "with cargo-contract, by its page" "30 s; 6 min the first time" e2e/cargo-contract.sh
step "contracts through other clients" "2 min" e2e/clients/run.sh
step "released bundles against their sources" "1 min; 20 min the first time" \
    cargo run --locked --release -p lading --no-default-features --features build -- build --check
