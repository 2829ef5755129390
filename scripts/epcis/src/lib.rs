//! EPCIS 2.0: what GS1's standard for visibility of goods calls a document, read and checked.
//!
//! [`Document::read`] takes the JSON form (JSON-LD) of capture documents, of answers to queries, of single events and of
//! lists of events. What is not EPCIS is refused with all its faults, each with its place ([`Refusal`]). Every event
//! comes out in types ([`Event`]), with its GS1 Event Hash ID ([`HashId`]).
//!
//! ```
//! let document = epcis::Document::read(
//!     r#"{
//!         "@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
//!         "type": "ObjectEvent",
//!         "eventTime": "2022-02-16T20:33:31.116-06:00",
//!         "eventTimeZoneOffset": "-06:00",
//!         "action": "OBSERVE",
//!         "bizStep": "shipping",
//!         "epcList": ["urn:epc:id:sgtin:0614141.107346.2017"]
//!     }"#,
//! )?;
//! let event = &document.events[0];
//! assert_eq!(event.goods.instances, ["https://id.gs1.org/01/10614141073464/21/2017"]);
//! assert_eq!(event.business_step.as_ref().and_then(|step| step.word()), Some("shipping"));
//! assert_eq!(
//!     event.pre_hash,
//!     "eventType=ObjectEventeventTime=2022-02-17T02:33:31.116ZeventTimeZoneOffset=-06:00\
//!      epcListepc=https://id.gs1.org/01/10614141073464/21/2017action=OBSERVE\
//!      bizStep=https://ref.gs1.org/cbv/BizStep-shipping"
//! );
//! # Ok::<(), epcis::Refusal>(())
//! ```
//!
//! Stricter than GS1's JSON Schema, because what is read here becomes evidence:
//! - a field may not come twice in one object (readers differ in which one they take);
//! - `@context` must name the context of EPCIS itself, or the fields would be another's;
//! - a prefix must be declared in `@context`, a field of one's own must have one;
//! - `urn:epc:` identifiers of goods and places must be well formed, and links have the right check digit;
//! - signs of units that are often written in place of their codes, such as KG, are refused with the code;
//! - an event must be about something (lists that must be there must not be empty);
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
