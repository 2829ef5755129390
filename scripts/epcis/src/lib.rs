//! EPCIS 2.0: what GS1's standard for visibility of goods calls a document, read and checked.
//!
//! [`Document::read`] takes the JSON form (JSON-LD) of capture documents, of answers to queries, of single events and of
//! lists of events. What is not EPCIS is refused with all its faults, each with its place ([`Refusal`]). Every event
//! comes out in types ([`Event`]), with its GS1 Event Hash ID ([`HashId`]).
//!
//! Stricter than GS1's JSON Schema, because what is read here becomes evidence:
//! - a field may not come twice in one object (readers differ in which one they take);
//! - a prefix must be declared in `@context`, a field of one's own must have one;
//! - `urn:epc:` identifiers of goods and places must be well formed, and links have the right check digit;
//! - an event must be about something (EPCIS 2.0, 7.4: lists that must be there must not be empty);
//! - event types of one's own are refused: nothing here could say what they mean.
mod context;
mod decimal;
mod document;
mod event;
mod fault;
mod hash;
pub mod identifier;
mod json;
mod moment;
mod vocabulary;

pub use decimal::Decimal;
pub use document::{Document, DocumentType};
pub use event::{
    Action, ClassQuantity, Device, ErrorDeclaration, Event, EventType, Goods,
    PersistentDisposition, Role, SensorElement, SensorReport,
};
pub use fault::{Fault, Refusal};
pub use hash::{HashId, NotAHashId};
pub use identifier::{Identifier, IdentifierError};
pub use moment::Moment;
pub use vocabulary::Term;
