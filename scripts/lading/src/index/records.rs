//! What someone knows of the state who has read the events and nothing else.
//!
//! A record is called by the message that shows it and by that message's arguments. It holds those fields of the answer that events tell, by
//! their names there; what runs by the clock alone, such as the time to sign, is no event, and is left to the contract.
use anyhow::{Context, Result};
use chain::AccountId32;
use serde_json::{json, Map, Value};

/// Where a record of the state is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// What it is a record of, as people say.
    pub kind: &'static str,
    /// The contract.
    pub contract: &'static str,
    /// The message.
    pub message: &'static str,
    /// Where it is in the answer, as a JSON pointer.
    pub place: &'static str,
}

const fn view(
    kind: &'static str,
    contract: &'static str,
    message: &'static str,
    place: &'static str,
) -> View {
    View { kind, contract, message, place }
}

/// All kinds of records.
pub const VIEWS: [View; 33] = [
    view("enterprise", "registry", "Registry::enterprise", ""),
    view("identifier", "registry", "Registry::by_identifier", ""),
    view("attestation", "registry", "Registry::attestation_of", ""),
    view("appointment", "registry", "Registry::appointment_of", ""),
    view("relationship", "orders", "Orders::relationship", ""),
    view("terms", "orders", "Orders::terms", ""),
    view("order", "orders", "Orders::order", ""),
    view("order line", "orders", "Orders::lines_of", "/0"),
    view("waybill", "waybill", "Waybill::waybill", ""),
    view("leg", "waybill", "Waybill::leg_of", ""),
    view("goods", "waybill", "Waybill::lines_of", "/0"),
    view("case", "reconciliation", "Reconciliation::case", ""),
    view("deposit", "notary", "Notary::certificate", ""),
    view("challenge", "notary", "Notary::challenge_of", ""),
    view("chain of evidence", "notary", "Notary::chain", ""),
    view("identity", "notary", "Notary::identity_of", ""),
    view("observation", "credit", "Credit::observation", ""),
    view("closing", "credit", "Credit::closing_of", ""),
    view("grant", "credit", "Credit::grant_of", ""),
    view("weights", "credit", "Credit::weights_of", ""),
    view("rating", "credit", "Credit::rating_of", ""),
    view("pool", "receipt", "Receipt::pool", ""),
    view("receipt", "receipt", "Receipt::receipt", ""),
    view("receipt token", "receipt", "Receipt::token", ""),
    view("debt", "receivable", "Receivable::receivable", ""),
    view("debt token", "receivable", "Receivable::token", ""),
    view("asset", "collateral", "Collateral::encumbrance_of", ""),
    view("backing", "collateral", "Collateral::backing_of", ""),
    view("admission", "collateral", "Collateral::admission_of", ""),
    view("item", "provenance", "Provenance::item", ""),
    view("supply event", "provenance", "Provenance::event", ""),
    view("recall", "provenance", "Provenance::recall", ""),
    view("request", "provenance", "Provenance::request", ""),
];

/// What every contract of the suite has: kind, message and place.
pub const OF_ALL: [(&str, &str); 3] = [
    ("role", "AccessControl::has_role"),
    ("link", "Administration::link_of"),
    ("pause", "Pausable::paused"),
];

/// An event of a contract of the suite.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub contract: &'a str,
    pub event: &'a str,
    pub fields: &'a Value,
}

/// Where records are kept. A record is what it is called by, what is shown of it, and notes that are not.
pub trait Shelf {
    /// The record of `kind` of `contract` called by `arguments`, if there is one.
    ///
    /// # Errors
    /// If it cannot be read.
    fn get(&self, contract: &str, kind: &str, arguments: &Value) -> Result<Option<Value>>;

    /// Keeps a record.
    ///
    /// # Errors
    /// If it cannot be written.
    fn put(&mut self, contract: &str, kind: &str, arguments: &Value, state: &Value) -> Result<()>;
}

/// Begins the name of what is noted in a record and shown nowhere.
pub const NOTE: char = '#';

/// 32 zeros, where there is no id.
const NONE: &str = "0x0000000000000000000000000000000000000000000000000000000000000000";

/// Reads events onto a shelf.
struct Reader<'a, S> {
    shelf: &'a mut S,
    told: Told<'a>,
}

/// Brings the records on `shelf` to what they are after an event.
///
/// # Errors
/// If it speaks of what was never told, or the shelf cannot be read or written.
pub fn learn(shelf: &mut impl Shelf, told: Told<'_>) -> Result<()> {
    let Told { contract, event, .. } = told;
    let mut reader = Reader { shelf, told };
    match contract {
        "registry" => reader.registry(),
        "orders" => reader.orders(),
        "waybill" => reader.waybill(),
        "reconciliation" => reader.reconciliation(),
        "notary" => reader.notary(),
        "credit" => reader.credit(),
        "receipt" => reader.receipt(),
        "receivable" => reader.receivable(),
        "collateral" => reader.collateral(),
        "provenance" => reader.provenance(),
        _ => Ok(()),
    }
    .and_then(|()| reader.administration())
    .with_context(|| format!("{contract} told {event}"))
}

impl<S: Shelf> Reader<'_, S> {
    /// A field of the event.
    fn field(&self, name: &str) -> Value {
        self.told.fields[name].clone()
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.told.fields[name] == value
    }

    /// These fields of the event.
    fn pick(&self, names: &[&str]) -> Map<String, Value> {
        names.iter().map(|name| ((*name).to_owned(), self.field(name))).collect()
    }

    /// These fields of the event, and what is known besides.
    fn with(&self, names: &[&str], more: Value) -> Value {
        let mut all = self.pick(names);
        if let Value::Object(more) = more {
            all.extend(more);
        }
        Value::Object(all)
    }

    fn open(&mut self, kind: &str, arguments: &[&Value], state: &Value) -> Result<()> {
        self.shelf.put(self.told.contract, kind, &json!(arguments), state)
    }

    fn find(&self, kind: &str, arguments: &[&Value]) -> Result<Option<Value>> {
        self.shelf.get(self.told.contract, kind, &json!(arguments))
    }

    /// Changes a record that there must be.
    fn change(
        &mut self,
        kind: &str,
        arguments: &[&Value],
        change: impl FnOnce(&mut Value),
    ) -> Result<()> {
        let found = self.find(kind, arguments)?;
        let mut state =
            found.with_context(|| format!("no {kind} {} was told before", json!(arguments)))?;
        change(&mut state);
        self.open(kind, arguments, &state)
    }

    /// Sets fields of a record that there must be.
    fn set(&mut self, kind: &str, arguments: &[&Value], fields: Value) -> Result<()> {
        self.change(kind, arguments, |state| merge(state, fields))
    }

    fn administration(&mut self) -> Result<()> {
        match self.told.event {
            "RoleGranted" => {
                let (role, to) = (self.field("role"), self.field("grantee"));
                self.open("role", &[&role, &to], &json!(true))
            }
            "RoleRevoked" => {
                let (role, of) = (self.field("role"), self.field("account"));
                self.open("role", &[&role, &of], &json!(false))
            }
            "LinkSet" => {
                let state = json!({
                    "epoch": self.field("epoch"), "address": self.field("to"), "announced": null,
                });
                self.open("link", &[&self.field("link")], &state)
            }
            "LinkAnnounced" => {
                let link = self.field("link");
                let state = json!({
                    "announced": self.field("to"), "code_hash": self.field("code_hash"),
                    "from": self.field("from"),
                });
                self.set("link", &[&link], state)
            }
            "Paused" => self.open("pause", &[], &json!(true)),
            "Unpaused" => self.open("pause", &[], &json!(false)),
            _ => Ok(()),
        }
    }

    fn registry(&mut self) -> Result<()> {
        let party = self.field("party");
        let party = &[&party][..];
        match self.told.event {
            "EnterpriseRegistered" => {
                let told = ["kind", "name", "country", "roles", "controller", "registered_at"];
                let rest =
                    json!({ "offered_to": null, "suspended_until": 0, "suspended_by": null });
                let state = self.with(&told, rest);
                self.open("enterprise", party, &state)
            }
            "RolesClaimed" => {
                let state = Value::Object(self.pick(&["roles"]));
                self.set("enterprise", party, state)
            }
            "ControlOffered" => {
                let state = json!({ "offered_to": self.field("to") });
                self.set("enterprise", party, state)
            }
            "ControlTaken" => {
                let (from, to) = (self.field("from"), self.field("to"));
                self.set("enterprise", party, json!({ "controller": to, "offered_to": null }))?;
                self.open("appointment", &[party[0], &from], &Value::Null)
            }
            "EnterpriseSuspended" => {
                let state = json!({
                    "suspended_until": self.field("until"), "suspended_by": self.field("regulator"),
                });
                self.set("enterprise", party, state)
            }
            "SuspensionLifted" => {
                let state = json!({ "suspended_until": self.field("until") });
                self.set("enterprise", party, state)
            }
            "AgentAppointed" => {
                let state = Value::Object(self.pick(&["scopes", "expires_at"]));
                self.open("appointment", &[party[0], &self.field("agent")], &state)
            }
            "AgentDismissed" => {
                self.open("appointment", &[party[0], &self.field("agent")], &Value::Null)
            }
            "Attested" => {
                let told = ["attester", "evidence", "given_at", "expires_at"];
                let state = self.with(&told, json!({ "withdrawn": false }));
                self.open("attestation", &[party[0], &self.field("topic")], &state)
            }
            "AttestationWithdrawn" => {
                let topic = self.field("topic");
                self.set("attestation", &[party[0], &topic], json!({ "withdrawn": true }))
            }
            "IdentifierConfirmed" => {
                let (scheme, value) = (self.field("scheme"), self.field("value"));
                self.open("identifier", &[&scheme, &value], party[0])
            }
            "IdentifierWithdrawn" if self.told.fields["was_confirmed"] == true => {
                let (scheme, value) = (self.field("scheme"), self.field("value"));
                self.open("identifier", &[&scheme, &value], &Value::Null)
            }
            _ => Ok(()),
        }
    }

    fn orders(&mut self) -> Result<()> {
        let (order, relationship) = (self.field("order"), self.field("relationship"));
        match self.told.event {
            "TermsProposed" => {
                let (by, counterparty) = (self.field("by"), self.field("counterparty"));
                let version = self.field("version");
                let (lower, higher) = if by.as_str() < counterparty.as_str() {
                    (&by, &counterparty)
                } else {
                    (&counterparty, &by)
                };
                let proposed =
                    json!({ "proposed": version, "proposed_by": by, "versions": version });
                let mut state = self.find("relationship", &[&relationship])?.unwrap_or_else(|| {
                    json!({
                        "lower": lower, "higher": higher, "in_force": 0, "lower_suspends": false,
                        "higher_suspends": false, "ends_at": 0,
                    })
                });
                merge(&mut state, proposed);
                self.open("relationship", &[&relationship], &state)?;
                self.open("terms", &[&relationship, &version], &self.field("terms"))
            }
            "TermsAnswered" => {
                let mut state = json!({ "proposed": 0 });
                if self.is("answer", "Accept") {
                    merge(&mut state, json!({ "in_force": self.field("version"), "ends_at": 0 }));
                }
                self.set("relationship", &[&relationship], state)
            }
            "RelationshipChanged" => {
                let (by, step) = (self.field("by"), self.field("step"));
                let ends_at = self.field("ends_at");
                self.change("relationship", &[&relationship], |state| {
                    let side =
                        if state["lower"] == by { "lower_suspends" } else { "higher_suspends" };
                    match step.as_str() {
                        Some("Suspend") => state[side] = json!(true),
                        Some("Resume") => state[side] = json!(false),
                        _ => state["proposed"] = json!(0),
                    }
                    state["ends_at"] = ends_at;
                })
            }
            "OrderDrafted" => {
                let head = self.pick(&["buyer", "seller", "terms", "serves"]);
                let state = json!({
                    "head": head, "status": "Draft", "lines": 0, "answer_until": 0, "latest": 0,
                    "request": { "status": "NeverAsked", "number": 0 },
                });
                self.open("order", &[&order], &state)?;
                self.order_lines(&order)
            }
            "LinesAdded" => self.order_lines(&order),
            "LinesAnswered" => {
                let state =
                    if self.told.fields["accepted"] == true { "Agreed" } else { "Rejected" };
                for line in list(&self.field("lines")) {
                    self.set("order line", &[&order, line, &json!(1)], json!({ "state": state }))?;
                }
                let status = Value::Object(self.pick(&["status"]));
                self.set("order", &[&order], status)
            }
            "OrderMoved" => {
                let status = Value::Object(self.pick(&["status"]));
                self.set("order", &[&order], status)
            }
            "RequestMade" => {
                let state = json!({
                    "status": self.field("status"),
                    "request": {
                        "status": self.field("request"), "number": self.field("number"),
                        "by": self.field("by"), "answer_until": self.field("answer_until"),
                    },
                    "#changes": self.field("changes"),
                });
                self.set("order", &[&order], state)
            }
            "RequestAnswered" => self.request_answered(&order),
            "ProgressRecorded" => {
                let kind = match self.told.fields["kind"].as_str() {
                    Some("Shipped") => "shipped",
                    Some("Received") => "received",
                    Some("Billed") => "billed",
                    _ => "paid",
                };
                for told in list(&self.field("lines")) {
                    self.change("order line", &[&order, &told["line"], &json!(1)], |line| {
                        line[kind] = sum(&line[kind], &told["quantity"]);
                    })?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Lines that were added to an order, in the order of their numbers.
    fn order_lines(&mut self, order: &Value) -> Result<()> {
        let (lines, is_complete) = (self.field("lines"), self.told.fields["complete"] == true);
        let answer_until = self.field("answer_until");
        let before = self.find("order", &[order])?.context("lines of no order")?["lines"].clone();
        let mut number = before;
        for line in list(&lines) {
            number = sum(&number, &json!(1));
            let state = json!({
                "line": number, "ordered": line, "shipped": 0, "received": 0, "billed": 0, "paid": 0,
            });
            self.open("order line", &[order, &number, &json!(1)], &state)?;
        }
        self.change("order", &[order], |state| {
            state["lines"] = number;
            for line in list(&lines) {
                state["latest"] = greater(&state["latest"], &line["latest"]);
            }
            if is_complete {
                state["status"] = json!("Placed");
                state["answer_until"] = answer_until;
            }
        })
    }

    fn request_answered(&mut self, order: &Value) -> Result<()> {
        let (answer, status) = (self.field("answer"), self.field("status"));
        let mut changes = Value::Null;
        self.change("order", &[order], |state| {
            let asked = state["request"]["status"].as_str().unwrap_or_default();
            let what = asked.strip_suffix("Asked").unwrap_or(asked).to_owned();
            let how = match answer.as_str() {
                Some("Accept") => "Accepted",
                Some("Decline") => "Declined",
                _ => "Withdrawn",
            };
            state["request"]["status"] = json!(format!("{what}{how}"));
            state["status"] = status;
            if (&what[..], how) == ("Change", "Accepted") {
                changes = state["#changes"].clone();
                for change in list(&changes) {
                    state["latest"] = greater(&state["latest"], &change["latest"]);
                }
            }
        })?;
        for change in list(&changes) {
            self.change("order line", &[order, &change["line"], &json!(1)], |line| {
                line["state"] = json!("Agreed");
                for field in ["quantity", "unit_price", "earliest", "latest"] {
                    line["ordered"][field] = change[field].clone();
                }
            })?;
        }
        Ok(())
    }

    fn waybill(&mut self) -> Result<()> {
        let waybill = self.field("waybill");
        let waybill = &[&waybill][..];
        match self.told.event {
            "WaybillDrafted" => {
                let consignment = self.field("consignment");
                let (consignor, carrier) = (&consignment["consignor"], &consignment["carrier"]);
                let is_carriers = self.told.fields["counterparty"] == *carrier;
                let drafter = if is_carriers { consignor } else { carrier };
                let state = json!({
                    "status": "Draft", "consignment": consignment, "drafter": drafter,
                    "complete": false, "lines": 0, "custodian": consignor, "offered_to": null,
                    "legs": 0, "cancellation_asked_by": null, "picked_up_at": 0, "arrived_at": 0,
                    "delivered_at": 0, "delivery_recorded_at": 0, "disposer": consignor,
                    "in_parts": false, "first": waybill[0],
                });
                self.open("waybill", waybill, &state)?;
                self.goods(waybill[0])
            }
            "LinesAdded" => self.goods(waybill[0]),
            "WaybillIssued" => self.set("waybill", waybill, json!({ "status": "Issued" })),
            "GoodsPickedUp" => {
                let carrier = self.find("waybill", waybill)?.context("goods of no waybill")?
                    ["consignment"]["carrier"]
                    .clone();
                let at = self.field("taken_at");
                let leg = self.pick(&["taken_at", "evidence"]);
                self.set("waybill", waybill, json!({ "status": "InTransit", "picked_up_at": at }))?;
                self.leg(waybill[0], carrier, leg)
            }
            "CustodyOffered" => {
                let state = json!({ "offered_to": self.field("to") });
                self.set("waybill", waybill, state)
            }
            "CustodyTaken" => {
                let leg = self.pick(&["taken_at", "evidence"]);
                self.leg(waybill[0], self.field("carrier"), leg)
            }
            "GoodsArrived" => {
                let at = self.field("arrived_at");
                let state = json!({ "status": "Arrived", "arrived_at": at, "offered_to": null });
                self.set("waybill", waybill, state)
            }
            "GoodsDelivered" => self.delivered(waybill[0], "Delivered"),
            "DeliveryUnconfirmed" => self.delivered(waybill[0], "DeliveredUnconfirmed"),
            "GoodsLost" => {
                self.set("waybill", waybill, json!({ "status": "Lost", "offered_to": null }))
            }
            "WaybillClosed" => self.set("waybill", waybill, json!({ "status": "Closed" })),
            "WaybillCancelled" => self.set("waybill", waybill, json!({ "status": "Cancelled" })),
            "CancellationAsked" => {
                let state = json!({ "cancellation_asked_by": self.field("party") });
                self.set("waybill", waybill, state)
            }
            "PartDelivered" => {
                let quantity = self.field("quantity");
                self.set("waybill", waybill, json!({ "in_parts": true }))?;
                let line = self.field("line");
                self.change("goods", &[waybill[0], &line, &json!(1)], |line| {
                    line["parts"] = sum(&line["parts"], &quantity);
                })
            }
            "GoodsDisposedOf" => self.disposed_of(waybill),
            "WaybillReissued" => {
                let next = self.field("reissued");
                let mut state = self.find("waybill", waybill)?.context("of no waybill")?;
                self.set("waybill", waybill, json!({ "status": "Voided" }))?;
                // What was agreed on for it is in force there; whoever wants all of it asks the contract.
                for revised in ["consignment", "legs", "lines", "custodian"] {
                    state.as_object_mut().map(|state| state.remove(revised));
                }
                self.open("waybill", &[&next], &state)
            }
            "RevisionSigned" if self.told.fields["in_force"] == true => {
                self.change("waybill", waybill, |state| {
                    state.as_object_mut().map(|state| state.remove("consignment"));
                })
            }
            "TitleMoved" if self.is("action", "AcceptSurrender") => {
                self.change("waybill", waybill, |state| {
                    state.as_object_mut().map(|state| state.remove("consignment"));
                    state.as_object_mut().map(|state| state.remove("offered_to"));
                })
            }
            "ManySignedOff" => self.signed_off(),
            _ => Ok(()),
        }
    }

    fn goods(&mut self, waybill: &Value) -> Result<()> {
        let (lines, complete) = (self.field("lines"), self.field("complete"));
        let mut number =
            self.find("waybill", &[waybill])?.context("lines of no waybill")?["lines"].clone();
        for goods in list(&lines) {
            number = sum(&number, &json!(1));
            let state = json!({ "goods": goods, "parts": 0 });
            self.open("goods", &[waybill, &number, &json!(1)], &state)?;
        }
        self.set("waybill", &[waybill], json!({ "lines": number, "complete": complete }))
    }

    fn leg(&mut self, waybill: &Value, carrier: Value, leg: Map<String, Value>) -> Result<()> {
        let mut number = Value::Null;
        self.change("waybill", &[waybill], |state| {
            number = sum(&state["legs"], &json!(1));
            let taken = json!({ "custodian": carrier, "offered_to": null, "legs": number });
            merge(state, taken);
        })?;
        let mut state = Value::Object(leg);
        state["carrier"] = carrier;
        self.open("leg", &[waybill, &number], &state)
    }

    fn delivered(&mut self, waybill: &Value, status: &str) -> Result<()> {
        let (at, recorded_at) = (self.field("delivered_at"), self.field("recorded_at"));
        self.change("waybill", &[waybill], |state| {
            let delivered = json!({
                "status": status, "delivered_at": at, "delivery_recorded_at": recorded_at,
                "offered_to": null,
            });
            merge(state, delivered);
            // Now the consignee's, where that is known.
            let consignee = state.get("consignment").map(|of| of["consignee"].clone());
            match (consignee, status) {
                (Some(consignee), "Delivered") => state["custodian"] = consignee,
                _ => drop(state.as_object_mut().map(|state| state.remove("custodian"))),
            }
            if status != "Delivered" {
                state.as_object_mut().map(|state| state.remove("consignment"));
            }
        })
    }

    fn disposed_of(&mut self, waybill: &[&Value]) -> Result<()> {
        let disposal = self.field("disposal");
        self.change("waybill", waybill, |state| {
            if let Some(to) = disposal.get("TransferTo") {
                state["disposer"] = to.clone();
            }
            if let Some(redirected) = disposal.get("Redirect") {
                if state.get("consignment").is_some() {
                    for field in ["consignee", "place_of_delivery"] {
                        state["consignment"][field] = redirected[field].clone();
                    }
                }
                if state["offered_to"] == redirected["consignee"] {
                    state["offered_to"] = Value::Null;
                }
            }
        })
    }

    /// As if each waybill's own event had been told.
    fn signed_off(&mut self) -> Result<()> {
        let (step, at, recorded_at) =
            (self.field("step"), self.field("declared_at"), self.field("recorded_at"));
        let nothing: Map<String, Value> =
            [("taken_at".to_owned(), at.clone()), ("evidence".to_owned(), json!(NONE))]
                .into_iter()
                .collect();
        for waybill in list(&self.field("waybills")) {
            let state =
                self.find("waybill", &[waybill])?.context("signed off, and never drafted")?;
            let fields = match step.as_str() {
                Some("Issue") => json!({ "status": "Issued" }),
                Some("PickUp") => json!({ "status": "InTransit", "picked_up_at": at }),
                Some("TakeOver") => json!({}),
                Some("Arrive") => {
                    json!({ "status": "Arrived", "arrived_at": at, "offered_to": null })
                }
                Some("Deliver") => json!({
                    "status": "Delivered", "delivered_at": at, "delivery_recorded_at": recorded_at,
                    "offered_to": null,
                }),
                _ => json!({ "status": "Closed" }),
            };
            self.set("waybill", &[waybill], fields)?;
            match step.as_str() {
                Some("PickUp") => {
                    self.leg(waybill, state["consignment"]["carrier"].clone(), nothing.clone())?;
                }
                Some("TakeOver") => {
                    self.leg(waybill, state["offered_to"].clone(), nothing.clone())?
                }
                Some("Deliver") => self.change("waybill", &[waybill], |state| {
                    let consignee = state.get("consignment").map(|of| of["consignee"].clone());
                    match consignee {
                        Some(consignee) => state["custodian"] = consignee,
                        None => drop(state.as_object_mut().map(|state| state.remove("custodian"))),
                    }
                })?,
                _ => {}
            }
        }
        Ok(())
    }

    fn reconciliation(&mut self) -> Result<()> {
        let case = self.field("case");
        let case = &[&case][..];
        match self.told.event {
            "CaseOpened" => {
                let told = [
                    "opened_by",
                    "counterparty",
                    "terms",
                    "registry",
                    "waybill",
                    "orders",
                    "version",
                ];
                let is_agreed = self.told.fields["version"] != 0;
                let status = if is_agreed { "Open" } else { "Proposed" };
                let state = self.with(
                    &told,
                    json!({ "status": status, "billed_complete": false, "expected_complete": false }),
                );
                self.open("case", case, &state)
            }
            "CaseAccepted" => self.set("case", case, json!({ "status": "Open" })),
            "CaseWithdrawn" => self.set("case", case, json!({ "status": "Withdrawn" })),
            "StatementCompleted" => {
                let (party, both) = (self.field("party"), self.told.fields["both"] == true);
                self.change("case", case, |state| {
                    let is_billers = state["terms"]["biller"] == party;
                    let side = if is_billers { "billed_complete" } else { "expected_complete" };
                    state[side] = json!(true);
                    if both {
                        // Matching begins, and with nothing to match ends in the same call.
                        state.as_object_mut().map(|state| state.remove("status"));
                    }
                })
            }
            "LinesMatched" | "LinesOpened" | "DiscrepancyMoved" => {
                let totals = self.field("totals");
                self.set("case", case, totals)
            }
            "CaseBalanced" | "CaseDiscrepant" => {
                let mut state = self.field("totals");
                let is_balanced = self.told.event == "CaseBalanced";
                state["status"] = json!(if is_balanced { "Balanced" } else { "Discrepant" });
                self.set("case", case, state)
            }
            _ => Ok(()),
        }
    }

    fn notary(&mut self) -> Result<()> {
        let (deposit, chain) = (self.field("deposit"), self.field("chain"));
        match self.told.event {
            "Deposited" => {
                let told = [
                    "number",
                    "depositor",
                    "statement",
                    "recorded_at",
                    "is_joint",
                    "follows",
                    "told",
                    "registry_epoch",
                ];
                let follows = self.field("follows");
                if !follows.is_null() {
                    let is_log = self.told.fields["statement"]["subject"] == "Log";
                    let standing = if is_log { "Extended" } else { "Renewed" };
                    let state = json!({ "standing": standing, "followed_by": deposit });
                    self.set("deposit", &[&follows], state)?;
                }
                let rest = json!({
                    "standing": "Valid", "signed": 0, "declined": 0, "followed_by": null, "uses": 0,
                    "use_digest": NONE,
                });
                let state = self.with(&told, rest);
                self.open("deposit", &[&deposit], &state)
            }
            "Answered" => {
                let (party, is_signed) = (self.field("party"), self.is("reply", "Sign"));
                self.change("deposit", &[&deposit], |state| {
                    let all = list(&state["statement"]["signatories"]);
                    let place = all.iter().position(|signatory| *signatory == party).unwrap_or(0);
                    let bits = if is_signed { "signed" } else { "declined" };
                    let before = state[bits].as_u64().unwrap_or_default();
                    state[bits] = json!(before | (1 << place.min(63)));
                })
            }
            "StandingChanged" => {
                let state = Value::Object(self.pick(&["standing", "followed_by"]));
                self.set("deposit", &[&deposit], state)
            }
            "Challenged" => {
                let rest = json!({ "status": "Open", "decision": NONE });
                let state = self.with(&["reason", "decide_until"], rest);
                self.open("challenge", &[&deposit, &self.field("challenger")], &state)
            }
            "ChallengeDecided" => {
                let challenger = self.field("challenger");
                let upheld = self.told.fields["upheld"] == true;
                let status = if upheld { "Upheld" } else { "Rejected" };
                let state = json!({ "status": status, "decision": self.field("reason") });
                self.set("challenge", &[&deposit, &challenger], state)?;
                let standing = Value::Object(self.pick(&["standing"]));
                self.set("deposit", &[&deposit], standing)
            }
            "UseRecorded" => {
                let state = Value::Object(self.pick(&["uses", "use_digest"]));
                self.set("deposit", &[&deposit], state)
            }
            "ChainOpened" => {
                let told = ["keeper", "contributors", "opened_at", "closes_at", "registry_epoch"];
                let state = self.with(&told, json!({ "links": 0, "head": NONE }));
                self.open("chain of evidence", &[&chain], &state)
            }
            "LinkAppended" => {
                let state = json!({ "links": self.field("number"), "head": self.field("head") });
                self.set("chain of evidence", &[&chain], state)
            }
            "ChainClosed" => {
                let state = json!({ "closes_at": self.field("closed_at") });
                self.set("chain of evidence", &[&chain], state)
            }
            "IdentityBound" => {
                let [account, party, source] =
                    ["account", "party", "source"].map(|of| self.field(of));
                self.open("identity", &[&account, &party, &source], &self.field("identity"))
            }
            "IdentityWithdrawn" => {
                let [account, party] = ["account", "party"].map(|of| self.field(of));
                let state = Value::Object(self.pick(&["withdrawn_at"]));
                self.set("identity", &[&account, &party, &json!("Issuer")], state)
            }
            _ => Ok(()),
        }
    }

    fn credit(&mut self) -> Result<()> {
        let (observation, grant) = (self.field("observation"), self.field("grant"));
        match self.told.event {
            "Observed" => {
                let told = ["registry", "subject", "arbiter", "cell", "recorded_at"];
                let rest = json!({
                    "status": "Standing", "counterparty": self.field("counted_for"), "until": 0,
                });
                let state = self.with(&told, rest);
                self.open("observation", &[&observation], &state)
            }
            "Contested" => {
                let state = json!({ "status": "Contested", "until": self.field("until") });
                self.set("observation", &[&observation], state)
            }
            "Decided" => {
                let is_struck = self.told.fields["is_struck"] == true;
                let status = if is_struck { "Struck" } else { "Confirmed" };
                self.set("observation", &[&observation], json!({ "status": status }))
            }
            "DocumentClosed" => {
                let told =
                    ["registry", "subject", "counterparty", "arbiter", "month", "weight", "until"];
                let state = Value::Object(self.pick(&told));
                self.open("closing", &[&self.field("source"), &self.field("document")], &state)
            }
            "Granted" => {
                let rest = json!({ "is_revoked": false, "used": 0 });
                let state = self.with(&["registry", "subject", "consent"], rest);
                self.open("grant", &[&grant], &state)
            }
            "Revoked" => self.set("grant", &[&grant], json!({ "is_revoked": true })),
            "Used" => {
                let state = Value::Object(self.pick(&["used"]));
                self.set("grant", &[&grant], state)
            }
            "WeightsAnnounced" => {
                self.open("weights", &[&self.field("version")], &self.field("table"))
            }
            "Rated" => {
                let rating = self.field("rating");
                self.open("rating", &[&self.field("subject"), &rating["version"]], &rating)
            }
            _ => Ok(()),
        }
    }

    fn receipt(&mut self) -> Result<()> {
        let (pool, token) = (self.field("pool"), self.field("token"));
        match self.told.event {
            "PoolOpened" => self.open("pool", &[&pool], &self.field("record")),
            "PoolExpired" => self.set("pool", &[&pool], json!({ "is_expired": true })),
            "StockInspected" => {
                let (finding, report) = (self.field("finding"), self.field("report"));
                self.change("pool", &[&pool], |state| match finding.get("Stock") {
                    Some(stock) => {
                        merge(state, json!({ "attested": stock, "report": report }));
                    }
                    // What is missing, and its report, is a sum that the contract keeps.
                    None => {
                        for summed in ["missing", "report"] {
                            state.as_object_mut().map(|state| state.remove(summed));
                        }
                    }
                })
            }
            "ReceiptIssued" => {
                let record = self.field("record");
                self.open("receipt", &[&self.field("receipt")], &record)?;
                let state = json!({
                    "owner": self.field("depositor"), "pool": pool, "receipt": self.field("receipt"),
                    "shares": record["shares"], "status": "Live",
                });
                self.open("receipt token", &[&record["token"]], &state)?;
                self.change("pool", &[&pool], |state| {
                    state["shares"] = sum(&state["shares"], &record["shares"]);
                    // In units, which are no shares.
                    state.as_object_mut().map(|state| state.remove("issued"));
                })
            }
            "ReceiptSplit" => {
                let (new, shares) = (self.field("new"), self.field("shares"));
                let mut alike = self.find("receipt token", &[&token])?.context("of no token")?;
                alike["shares"] = shares.clone();
                self.open("receipt token", &[&new], &alike)?;
                self.change("receipt token", &[&token], |state| {
                    state["shares"] = less(&state["shares"], &shares);
                })
            }
            "ReceiptsMerged" => {
                let shares = self.field("shares");
                self.change("receipt token", &[&self.field("into")], |state| {
                    state["shares"] = sum(&state["shares"], &shares);
                })?;
                self.gone("receipt token", &token)
            }
            "ReceiptReplaced" => {
                let record = self.field("record");
                self.open("receipt", &[&self.field("receipt")], &record)?;
                let mut state = self.find("receipt token", &[&token])?.context("of no token")?;
                state["receipt"] = self.field("receipt");
                self.open("receipt token", &[&record["token"]], &state)?;
                self.gone("receipt token", &token)
            }
            "LoadOutMoved" => {
                let (status, shares) = (self.field("status"), self.field("shares"));
                let delivered = self.field("delivered");
                let mut of_pool = Value::Null;
                self.change("receipt token", &[&token], |state| {
                    of_pool = state["pool"].clone();
                    state["status"] = status;
                    state["shares"] = less(&state["shares"], &shares);
                })?;
                self.change("pool", &[&of_pool], |state| {
                    state["shares"] = less(&state["shares"], &shares);
                    state["delivered"] = sum(&state["delivered"], &delivered);
                })
            }
            "Transfer" => self.transferred("receipt token"),
            _ => Ok(()),
        }
    }

    /// A token that is no more keeps what it was, and how that is shown is the contract's.
    fn gone(&mut self, kind: &str, token: &Value) -> Result<()> {
        self.open(kind, &[token], &json!({}))
    }

    /// A token changed hands. Parties are written as accounts there, for that is what PSP34 has.
    fn transferred(&mut self, kind: &str) -> Result<()> {
        let (from, to) = (self.field("from"), self.field("to"));
        let token = self.told.fields["id"]["U64"].clone();
        if from.is_null() || to.is_null() || self.find(kind, &[&token])?.is_none() {
            return Ok(());
        }
        let to: AccountId32 =
            to.as_str().and_then(|to| to.parse().ok()).context("it is to no account")?;
        let owner = format!("0x{}", hex::encode(AsRef::<[u8; 32]>::as_ref(&to)));
        self.set(kind, &[&token], json!({ "owner": owner }))
    }

    fn receivable(&mut self) -> Result<()> {
        let (receivable, token) = (self.field("receivable"), self.field("token"));
        match self.told.event {
            "ReceivableDrafted" => {
                let terms = self.field("terms");
                let state = json!({
                    "status": "Draft", "debtor": terms["debtor"], "creditor": terms["creditor"],
                    "registry": self.field("registry"), "terms": self.field("digest"),
                    "face": terms["face"], "paid": 0, "drawn": 0, "declared": 0,
                    "due_at": terms["due_at"], "sign_until": terms["sign_until"],
                });
                self.open("debt", &[&receivable], &state)
            }
            "ReceivableConfirmed" => {
                let state = json!({
                    "status": "Confirmed", "debtor_signed": true, "creditor_signed": true,
                    "guarantor_signed": true, "first_token": token, "collateral": self.field("collateral"),
                });
                self.set("debt", &[&receivable], state)?;
                let state = json!({
                    "receivable": receivable, "owner": self.field("creditor"), "drawn": 0,
                    "face": self.field("face"), "due_at": self.field("due_at"),
                });
                self.open("debt token", &[&token], &state)
            }
            "ReceivableWithdrawn" => {
                self.set("debt", &[&receivable], json!({ "status": "Withdrawn" }))
            }
            "ReceivableOverdue" => self.set("debt", &[&receivable], json!({ "status": "Overdue" })),
            "ReceivablePaid" | "ReceiptConfirmed" => {
                let state = Value::Object(self.pick(&["paid", "status"]));
                self.set("debt", &[&receivable], state)?;
                if self.told.event == "ReceiptConfirmed" {
                    // What the owner has in hand already is drawn.
                    let amount = self.field("amount");
                    self.drawn(&receivable, &token, &amount)?;
                }
                Ok(())
            }
            "PaymentDeclared" => {
                let state = Value::Object(self.pick(&["declared"]));
                self.set("debt", &[&receivable], state)
            }
            "Drawn" => {
                let (amount, status) = (self.field("amount"), self.field("status"));
                self.set("debt", &[&receivable], json!({ "status": status }))?;
                self.drawn(&receivable, &token, &amount)
            }
            "TokenSplit" => {
                let [into, face, drawn] = ["into", "face", "drawn"].map(|name| self.field(name));
                let mut alike = self.find("debt token", &[&token])?.context("of no token")?;
                merge(&mut alike, json!({ "face": face, "drawn": drawn }));
                self.open("debt token", &[&into], &alike)?;
                self.change("debt token", &[&token], |state| {
                    state["face"] = less(&state["face"], &face);
                    state["drawn"] = less(&state["drawn"], &drawn);
                })
            }
            "TokensMerged" => {
                let state = Value::Object(self.pick(&["face", "drawn"]));
                self.set("debt token", &[&token], state)?;
                self.gone("debt token", &self.field("from"))
            }
            "TokenSold" => {
                let state = json!({ "owner": self.field("buyer") });
                self.set("debt token", &[&token], state)
            }
            "Transfer" => self.transferred("debt token"),
            _ => Ok(()),
        }
    }

    fn drawn(&mut self, debt: &Value, token: &Value, amount: &Value) -> Result<()> {
        for (kind, id) in [("debt", debt), ("debt token", token)] {
            self.change(kind, &[id], |state| state["drawn"] = sum(&state["drawn"], amount))?;
        }
        Ok(())
    }

    fn collateral(&mut self) -> Result<()> {
        let contract = self.field("contract");
        match self.told.event {
            "AdmissionAnnounced" => {
                let state = json!({
                    "announced": true, "announced_code_hash": self.field("code_hash"),
                    "from": self.field("from"),
                });
                let mut all = self
                    .find("admission", &[&contract])?
                    .unwrap_or_else(|| json!({ "admitted": false }));
                merge(&mut all, state);
                self.open("admission", &[&contract], &all)
            }
            "Admitted" => {
                let state = json!({
                    "admitted": true, "code_hash": self.field("code_hash"), "announced": false,
                });
                let mut all = self.find("admission", &[&contract])?.unwrap_or_else(|| json!({}));
                merge(&mut all, state);
                self.open("admission", &[&contract], &all)
            }
            "Expelled" => {
                let state = json!({ "admitted": false, "announced": false });
                self.set("admission", &[&contract], state)
            }
            "Claimed" => {
                let claimed = self.pick(&["contract", "kind", "claimed_at"]);
                let mut asset = Value::Object(claimed.clone());
                merge(
                    &mut asset,
                    json!({ "document": self.field("document"), "ended_at": 0, "attempts": 0 }),
                );
                self.open("asset", &[&self.field("asset")], &asset)?;
                for key in list(&self.field("backing")) {
                    let before = self.find("backing", &[key])?;
                    let group = self.field("group");
                    // Claimed once more for the same group it stays as it was.
                    let is_own = before.as_ref().is_some_and(|held| {
                        held["freed_at"] == 0
                            && held["contract"] == contract
                            && held["group"] == group
                    });
                    if !is_own {
                        let attempts = before.map_or(json!(0), |held| held["attempts"].clone());
                        let mut state = Value::Object(claimed.clone());
                        let rest = json!({ "group": group, "freed_at": 0, "attempts": attempts });
                        merge(&mut state, rest);
                        self.open("backing", &[key], &state)?;
                    }
                }
                Ok(())
            }
            "Ended" => {
                let state = Value::Object(self.pick(&["ended_at"]));
                self.set("asset", &[&self.field("asset")], state)
            }
            "Freed" => self.freed("backing", "freed_at"),
            "Lifted" => {
                if self.told.fields["is_ended"] == true {
                    let state = json!({ "ended_at": self.field("lifted_at") });
                    self.set("asset", &[&self.field("bill")], state)?;
                }
                self.freed("freed", "lifted_at")
            }
            "AttemptReported" => {
                let key = self.field("fingerprint");
                let state = Value::Object(self.pick(&["attempts"]));
                let kind = if self.find("asset", &[&key])?.is_some() { "asset" } else { "backing" };
                self.set(kind, &[&key], state)
            }
            _ => Ok(()),
        }
    }

    fn freed(&mut self, keys: &str, at: &str) -> Result<()> {
        let at = self.field(at);
        for key in list(&self.field(keys)) {
            self.set("backing", &[key], json!({ "freed_at": at }))?;
        }
        Ok(())
    }

    fn provenance(&mut self) -> Result<()> {
        match self.told.event {
            "EventRecorded" => self.event_recorded(),
            "ErrorDeclared" => {
                let error = self.pick(&["reason", "declared_at", "corrective"]);
                self.set("supply event", &[&self.field("event")], json!({ "error": error }))
            }
            "RecallOpened" => {
                let told =
                    ["status", "registry_epoch", "by", "item", "reason", "opened_at", "close_from"];
                let state = Value::Object(self.pick(&told));
                self.open("recall", &[&self.field("recall")], &state)?;
                self.set("item", &[&self.field("item")], json!({ "is_recalled": true }))
            }
            "RecallSpread" => {
                for item in list(&self.field("items")) {
                    self.set("item", &[item], json!({ "is_recalled": true }))?;
                }
                let status = Value::Object(self.pick(&["status"]));
                self.set("recall", &[&self.field("recall")], status)
            }
            "RecallClosed" => {
                let rest = json!({ "status": "Closed" });
                let state = self.with(&["awaited", "acknowledged"], rest);
                self.set("recall", &[&self.field("recall")], state)
            }
            "RequestOpened" => {
                let told = ["kind", "item", "by", "respondent", "question", "due_at"];
                let state = Value::Object(self.pick(&told));
                self.open("request", &[&self.field("request")], &state)
            }
            "RequestAnswered" => {
                let state = Value::Object(self.pick(&["answer"]));
                self.set("request", &[&self.field("request")], state)
            }
            _ => Ok(()),
        }
    }

    fn event_recorded(&mut self) -> Result<()> {
        let (event, record) = (self.field("event"), self.field("record"));
        let (by, deed) = (&record["by"], &record["deed"]);
        let deed_name =
            deed.as_str().or_else(|| Some(deed.as_object()?.keys().next()?)).unwrap_or("");
        let target = deed.get(deed_name).cloned().unwrap_or_default();
        let goods = list(&record["goods"]);
        let made = self.field("made");
        let born = goods.len().saturating_sub(list(&made).len());
        let last = goods.last().map(|goods| goods["item"].clone()).unwrap_or_default();
        for (at, goods) in goods.iter().enumerate() {
            let item = &goods["item"];
            let new = at.checked_sub(born).and_then(|at| list(&made).get(at));
            if let Some(new) = new {
                let is_recalled = self.told.fields["recall"] != NONE;
                let state = json!({
                    "issuer": by, "kind": new["kind"], "unit": new["unit"], "share": new["share"],
                    "quantity": new["quantity"], "status": "Active", "possessor": by, "to": NONE,
                    "parent": NONE, "time": record["facts"]["time"], "events": 1, "last_event": event,
                    "is_recalled": is_recalled,
                });
                self.open("item", &[item], &state)?;
                continue;
            }
            let possessor = self.outermost(item)?["possessor"].clone();
            self.change("item", &[item], |state| {
                state["time"] = record["facts"]["time"].clone();
                state["events"] = sum(&state["events"], &json!(1));
                state["last_event"] = event.clone();
                match deed_name {
                    "Transform" => {
                        state["quantity"] = less(&state["quantity"], &goods["quantity"]);
                        if state["quantity"] == 0 {
                            state["status"] = json!("Consumed");
                        }
                    }
                    "Ship" => merge(state, json!({ "status": "Shipped", "to": target })),
                    "Receive" => {
                        merge(state, json!({ "status": "Active", "possessor": by, "to": NONE }));
                    }
                    "Refuse" | "TakeBack" => {
                        merge(state, json!({ "status": "Active", "to": NONE }));
                    }
                    "Decommission" => state["status"] = json!("Decommissioned"),
                    "Pack" | "Install" if *item != last => state["parent"] = target.clone(),
                    "Unpack" | "Remove" if *item != last => {
                        merge(state, json!({ "parent": NONE, "possessor": possessor }));
                    }
                    "Recount" => state["quantity"] = target.clone(),
                    _ => {}
                }
            })?;
        }
        let mut shown = record.clone();
        // What is left to make of it shrinks by later recounts.
        shown.as_object_mut().map(|shown| shown.remove("spare"));
        self.open("supply event", &[&event], &shown)
    }

    /// What an item is in, or the item itself.
    fn outermost(&self, item: &Value) -> Result<Value> {
        let mut at = item.clone();
        loop {
            let state = self.find("item", &[&at])?.context("an item that was never made")?;
            if state["parent"] == NONE {
                return Ok(state);
            }
            at = state["parent"].clone();
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Puts `fields` into an object.
fn merge(state: &mut Value, fields: Value) {
    if let (Value::Object(state), Value::Object(fields)) = (state, fields) {
        state.extend(fields);
    }
}

fn sum(one: &Value, other: &Value) -> Value {
    json!(number(one).saturating_add(number(other)))
}

fn less(one: &Value, other: &Value) -> Value {
    json!(number(one).saturating_sub(number(other)))
}

fn greater(one: &Value, other: &Value) -> Value {
    json!(number(one).max(number(other)))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}
