#!/usr/bin/env bash
# Builds all contracts, reproducibly, into deployments/bundles.
# shellcheck source=scripts/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

step "contracts" "1 min a contract that changed; 25 min the first time" \
    cargo run --locked --release -p lading --no-default-features --features build -- build "$@"
