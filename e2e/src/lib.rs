//! What the tests of the compiled contracts share: a [`World`] with everyone in it, on the node's own runtime in process.
//!
//! ```no_run
//! use e2e::{Actor::*, Shipment, World};
//! use interfaces::waybill::{Waybill, WaybillError};
//!
//! let mut world = World::linked();
//! let waybill = world.issue_waybill(&Shipment::default());
//! let refused = world.err(Stranger, world.waybill().arrive(waybill, world.now()));
//! assert_eq!(refused, WaybillError::WrongStatus(world.status_of(waybill)));
//! ```
#![deny(missing_docs)]

pub mod bundles;
pub mod layout;
pub mod standard;
pub mod time;

mod actor;
mod forwarded;
mod random;
mod ratings;
mod recorded;
mod stage;
mod storage;
mod trade;
mod world;

pub use self::{
    actor::Actor,
    forwarded::{forwarded, Forwarded},
    random::Random,
    ratings::{Told, PERFECT, PURPOSE, TELLERS},
    recorded::{Recorded, Step},
    stage::Stage,
    storage::{lot_key, Stored, ATTESTED, KEEPS, PRICE},
    trade::{
        Agreement, Batch, Bill, Exhibit, Invoice, Purchase, Relationship, Shipment, CENT, KILOGRAM,
        NO_EVIDENCE, PIECE, UNIT_FREIGHT, UNIT_PRICE,
    },
    world::{Build, Calls, Contract, World},
};
