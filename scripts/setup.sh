#!/usr/bin/env bash
# Makes this machine able to build Lading: Rust 1.85.0 with rust-src, clippy and rustfmt, a linker for the contracts'
# Wasm, and a C++ compiler. Asks nothing, says what it does, changes nothing that is right already; run it as often as
# you like. Every other script calls it first.
set -euo pipefail

readonly RUST=1.85.0                             # the newest that ink! 5 contracts, cargo-contract 5 and the node all take
readonly LLD=19                                  # no older than the LLVM of that compiler
readonly DEBIAN_RUST=1.85.0+dfsg3-1~deb12u3      # the same compiler in Debian 12; newer ones there do not fit, so pinned
readonly LINKED=lading-1.85                      # a toolchain that rustup links cannot be named like a release

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
readonly bin=${XDG_CACHE_HOME:-$HOME/.cache}/lading/bin
cd "$root"
export RUSTUP_AUTO_INSTALL=0                     # nothing is fetched without being announced

say() { printf 'setup: %s\n' "$*"; }
say_each() { while read -r line; do say "$1: $line"; done <<<"$2"; }
has() { command -v "$1" >/dev/null 2>&1; }

# What stands in the way of building with the Rust that is active in this folder, one reason a line; nothing when all is there.
rust_lacks() {
    local sysroot version
    if ! has cargo || ! has rustc; then
        echo "cargo and rustc are not on PATH"
        return
    fi
    version=$(rustc --version 2>/dev/null) || { echo "rustc does not run in $root"; return; }
    [[ $version == "rustc $RUST "* ]] || { echo "the Rust that is active here is ${version#rustc }"; return; }
    sysroot=$(rustc --print sysroot)
    cargo --version >/dev/null 2>&1 || echo "cargo does not run in $root"
    [[ -f $sysroot/lib/rustlib/src/rust/library/Cargo.lock ]] || echo "rust-src is missing"
    cargo clippy --version >/dev/null 2>&1 || echo "clippy is missing"
    cargo fmt --version >/dev/null 2>&1 || echo "rustfmt is missing"
}

# Whether the program $1 is an LLVM linker that is new enough.
is_lld() {
    local version
    version=$("$1" -flavor wasm --version 2>/dev/null) || return 1
    [[ $version =~ LLD\ ([0-9]+)\. ]] && ((BASH_REMATCH[1] >= LLD))
}

# The linker for Wasm: rustup's toolchains bring it, else one that is found is given its name in a folder of ours,
# which `lading build` puts in front of PATH by itself.
linker() {
    local sysroot found
    sysroot=$(rustc --print sysroot)
    for found in "$sysroot"/lib/rustlib/*/bin/rust-lld; do
        [[ -x $found ]] && return
    done
    [[ -x $bin/rust-lld ]] && is_lld "$bin/rust-lld" && return
    for found in rust-lld lld-{19..25} lld; do
        found=$(command -v "$found") || continue
        found=$(realpath "$found")
        mkdir -p "$bin"
        ln -s "$found" "$bin/rust-lld.$$"
        # The name decides how lld behaves, so it is tried under the new one.
        mv -fT "$bin/rust-lld.$$" "$bin/rust-lld"
        is_lld "$bin/rust-lld" && { say "linker for Wasm: $bin/rust-lld -> $found"; return; }
        rm -f "$bin/rust-lld"
    done
    return 1
}

# Everything that is missing, one a line.
lacks() {
    local rust
    rust=$(rust_lacks)
    if [[ -n $rust ]]; then
        printf '%s\n' "$rust"
    else
        linker >&2 || echo "no rust-lld of LLVM $LLD or newer"
    fi
    has c++ || has clang++ || echo "no C++ compiler"
}

as_root() {
    if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

is_debian12() {
    has apt-get && [[ -r /etc/os-release ]] && grep -qx 'ID=debian' /etc/os-release && grep -qx 'VERSION_ID="12"' /etc/os-release
}

# Rust by rustup: 30 s to 2 min with a network.
by_rustup() {
    has rustup || return 1
    say "installing Rust $RUST with rustup (about 250 MB, 30 s to 2 min)"
    if ! timeout 900 rustup toolchain install "$RUST" --profile minimal --component rust-src,clippy,rustfmt --no-self-update \
        >"$log" 2>&1 </dev/null; then
        say "rustup could not: $(grep -m1 -E '^error|Caused|could not' "$log" || tail -n 1 "$log")"
        return 1
    fi
    rustup override set "$RUST" --path "$root" >/dev/null 2>&1
}

# Rust, the linker and the C++ compiler by apt: 1 to 3 min with a network.
by_apt() {
    local packages=(
        "rustc-web=$DEBIAN_RUST" "cargo-web=$DEBIAN_RUST" "libstd-rust-web-dev=$DEBIAN_RUST"
        "libstd-rust-web-1.85=$DEBIAN_RUST" "rust-web-src=$DEBIAN_RUST" "rust-web-clippy=$DEBIAN_RUST"
        "rustfmt-web=$DEBIAN_RUST" "lld-$LLD"
    )
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600)
    is_debian12 || return 1
    has g++ || has clang++ || packages+=(g++)
    if ((EUID != 0)) && ! { has sudo && sudo -n true 2>/dev/null; }; then
        say "packages are missing, and this user may neither install them nor use sudo without a password. As root:"
        say "  apt-get update && apt-get install --no-install-recommends ${packages[*]}"
        return 1
    fi
    say "installing Rust $RUST, lld-$LLD and what else is missing from Debian's packages (about 250 MB, 1 to 3 min)"
    # An installation that was cut off is finished first.
    [[ -z $(dpkg --audit 2>/dev/null) ]] || as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a >"$log" 2>&1 </dev/null || true
    if ! as_root "${apt[@]}" install -y --no-install-recommends "${packages[@]}" >"$log" 2>&1 </dev/null; then
        say "refreshing the package lists (10 to 60 s)"
        as_root "${apt[@]}" update >"$log" 2>&1 </dev/null || say "apt-get update: $(tail -n 1 "$log")"
        if ! as_root "${apt[@]}" install -y --no-install-recommends "${packages[@]}" >"$log" 2>&1 </dev/null; then
            say "apt-get could not:"
            grep -E '^E:' "$log" | sed 's/^/setup:   /' || tail -n 5 "$log"
            return 1
        fi
    fi
    use_system_rust
}

# Lets rustup, where there is one, use the Rust of the system's packages in this folder.
use_system_rust() {
    [[ -x /usr/bin/rustc && $(/usr/bin/rustc --version 2>/dev/null) == "rustc $RUST "* ]] || return 1
    has rustup || return 0
    [[ $(realpath -q "${RUSTUP_HOME:-$HOME/.rustup}/toolchains/$LINKED") == /usr ]] || rustup toolchain link "$LINKED" /usr
    rustup override set "$LINKED" --path "$root" >/dev/null 2>&1
    say "rustup uses /usr as toolchain $LINKED in $root"
}

# The environment goes before every setting that this script could make.
from_environment=
if [[ -n ${RUSTUP_TOOLCHAIN:-} ]] && has rustup && [[ -n $(rust_lacks) ]]; then
    from_environment=$RUSTUP_TOOLCHAIN
    unset RUSTUP_TOOLCHAIN
fi

missing=$(lacks)
if [[ -n $missing ]]; then
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    say_each needed "$missing"
    # What is there already is used before anything is fetched.
    if [[ -n $(rust_lacks) ]]; then
        use_system_rust >/dev/null 2>&1 && [[ -z $(rust_lacks) ]] || by_rustup || true
    fi
    [[ -z $(lacks) ]] || by_apt || true
    missing=$(lacks)
fi
if [[ -n $missing ]]; then
    say_each "still missing" "$missing" >&2
    cat >&2 <<TXT
setup: Lading is built with Rust $RUST with rust-src, clippy and rustfmt, a rust-lld of LLVM $LLD or newer and a C++ compiler.
setup: With rustup and a network: rustup toolchain install $RUST --profile minimal --component rust-src,clippy,rustfmt
setup: and a C++ compiler from the system's packages. Then run this script again.
TXT
    exit 1
fi
if [[ -n $from_environment ]]; then
    say "ready, but RUSTUP_TOOLCHAIN=$from_environment is set and does not fit: 'unset RUSTUP_TOOLCHAIN' first" >&2
    exit 1
fi
say "ready: $(rustc --version) with rust-src, clippy, rustfmt and a linker for Wasm"
