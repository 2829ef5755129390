#!/usr/bin/env bash
# Form and lints of everything: no warning is let through.
# shellcheck source=scripts/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

chain=(-p chain -p lading)
if [[ -f e2e/Cargo.toml ]]; then chain+=(-p e2e); fi
deny=(-- -D warnings)

if command -v shellcheck >/dev/null; then
    step "shellcheck" "1 s" shellcheck -x scripts/*.sh .ci/run
fi
step "format" "2 s" cargo fmt --check
step "lints of the contracts" "10 s; 3 min the first time" cargo clippy --locked --all-targets "${deny[@]}"
# With --release, what these share with the programs (compilers of macros, build scripts) is compiled once.
step "lints of the programs and their tests" "30 s; 8 min the first time" \
    cargo clippy --locked --release --all-targets "${chain[@]}" "${deny[@]}"
step "lints of the contract builder" "10 s; 8 min the first time" \
    cargo clippy --locked --release --all-targets -p lading --no-default-features --features build "${deny[@]}"
