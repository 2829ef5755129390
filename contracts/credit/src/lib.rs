//! Ratings.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
pub mod formulas;
pub mod value;
