#!/usr/bin/env bash
# Runs a delivery history through the suite on a chain of its own, and leaves a report to read.
# shellcheck source=scripts/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

report=${1:-reports/deliveries.html}
mkdir -p "$(dirname "$report")"
step "a delivery history on the chain" "1 min; 20 min the first time, to compile the chain" \
    cargo run --locked --release -p lading -- replay scripts/lading/samples/deliveries.csv \
    --mapping scripts/lading/mappings/scms.toml --report "$report"
printf '\nThe report: %s\n' "$report"
