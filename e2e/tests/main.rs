//! The compiled contracts on the node's own runtime. One binary, a module for each subject.
mod arrows;
mod deposits;
mod farm_to_shop;
mod finance;
mod journey;
mod marketplace;
mod node;
mod payment;
mod proofs;
mod psp34;
mod ratings;
mod relay;
mod split_merge;
mod upgrade;
mod walk;
mod warehouse;
mod world;
