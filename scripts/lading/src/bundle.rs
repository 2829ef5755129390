//! Bundles and their manifest.
