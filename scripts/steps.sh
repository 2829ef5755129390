# shellcheck shell=bash
# Sourced by the other scripts: works in the checkout with a machine that is set up, and tells how long things take.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The environment goes before the toolchain of the checkout; one that does not fit is left out.
if [[ -n ${RUSTUP_TOOLCHAIN:-} ]] && ! rustc --version 2>/dev/null | grep -q '^rustc 1\.85\.0 '; then
    printf 'RUSTUP_TOOLCHAIN=%s is not Rust 1.85.0: left out here\n' "$RUSTUP_TOOLCHAIN" >&2
    unset RUSTUP_TOOLCHAIN
fi
scripts/setup.sh >&2

# step WHAT EXPECTED COMMAND...: runs the command; a failure ends the script.
step() {
    local what=$1 expected=$2 start=$SECONDS status=0
    shift 2
    printf '\n== %s (expected: %s)\n' "$what" "$expected" >&2
    "$@" || status=$?
    printf '== %s: %s after %d min %02d s\n' "$what" "$( ((status)) && echo "FAILED ($status)" || echo "done")" \
        $(((SECONDS - start) / 60)) $(((SECONDS - start) % 60)) >&2
    ((status == 0)) || exit "$status"
}

# What stands on the embedded chain.
# shellcheck disable=SC2034
programs=(-p chain -p lading -p e2e)

# linted COMMAND...: a cargo command that compiles our own crates with clippy and lets no warning through. `cargo clippy` would
# check the 350 crates of the runtime once more before it came to ours.
linted() {
    RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-Dwarnings__CLIPPY_HACKERY__ "$@"
}
