//! Writes what the runtime's Wasm builder writes when it is told to skip the build: that there is no Wasm.
//!
//! The embedded chain runs the node's runtime natively. Its builder would bring 60 crates and a C++ optimiser, a third of
//! the time to compile everything, to write the same three lines.
use std::{env, fs, path::Path};

/// The builder, by the calls that the runtime's build script makes.
#[derive(Debug, Default)]
pub struct WasmBuilder;

impl WasmBuilder {
    /// A builder.
    pub fn new() -> Self {
        Self
    }

    /// Changes nothing.
    #[must_use]
    pub fn with_current_project(self) -> Self {
        self
    }

    /// Changes nothing.
    #[must_use]
    pub fn export_heap_base(self) -> Self {
        self
    }

    /// Changes nothing.
    #[must_use]
    pub fn import_memory(self) -> Self {
        self
    }

    /// Writes `wasm_binary.rs`, which the runtime includes.
    ///
    /// # Panics
    /// Outside a build script, and if the file cannot be written.
    pub fn build(self) {
        let folder = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
        fs::write(
            Path::new(&folder).join("wasm_binary.rs"),
            "/// There is none.\npub const WASM_BINARY_PATH: Option<&str> = None;\n\
             /// There is none.\npub const WASM_BINARY: Option<&[u8]> = None;\n\
             /// There is none.\npub const WASM_BINARY_BLOATY: Option<&[u8]> = None;\n",
        )
        .expect("the build's own folder can be written to");
        println!("cargo:rerun-if-changed=build.rs");
    }
}
