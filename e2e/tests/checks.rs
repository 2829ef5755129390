//! Checks that the metadata of the compiled contracts drives: what is in a bundle must be in the tables, and the other way round.
//!
//! A new contract is taken in as soon as its bundle is in `deployments/bundles`. What it brings is `tables/<contract>.toml`: how
//! it is deployed, the stages of its world, a row for each message that changes something, and a grid of its states.
//! What only [`tables`] explains is explained there.
mod access;
mod contracts_ui;
mod cost;
mod fuzz;
mod metadata;
mod states;
mod tables;
