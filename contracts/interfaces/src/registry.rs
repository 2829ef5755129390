//! Who is on the network, as other contracts see it.
use crate::ids::{Account, Digest, Fingerprint, Millis, PartyId};
use ink::{
    env::DefaultEnvironment,
    prelude::{string::String, vec::Vec},
};

/// What a registration stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Kind {
    /// A firm, authority or association.
    Enterprise,
    /// A natural person in business.
    Individual,
}

/// What an enterprise does in a supply chain. A role is claimed; the five that say so act only while it is attested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Role {
    /// Buys from the chain and stands behind its payments.
    CoreEnterprise,
    /// Makes or sells goods.
    Supplier,
    /// Sells on to others.
    Distributor,
    /// Moves goods.
    Carrier,
    /// Has goods moved for others.
    Forwarder,
    /// Keeps goods and issues receipts; acts only while attested.
    Warehouse,
    /// Lends against goods and claims; acts only while attested.
    Financier,
    /// Insures goods and transport; acts only while attested.
    Insurer,
    /// Supervises; may suspend; acts only while attested.
    Regulator,
    /// Examines books; acts only while attested.
    Auditor,
    /// Speaks for consumers.
    ConsumerBody,
}

/// What an agent may do in its enterprise's name. The controlling account may do all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Scope {
    /// Sign goods over to the next in custody, and log what happens on the way.
    HandOver,
    /// Take goods into custody and sign for their delivery.
    Receive,
    /// Place, answer and change orders.
    Order,
    /// Sign terms, transport documents and cases.
    Agree,
    /// Enter bills and answer discrepancies.
    Bill,
    /// Confirm a debt irrevocably.
    ConfirmDebt,
    /// Transfer, pledge or sell titles and tokens.
    Dispose,
    /// Draw money that is due.
    Draw,
    /// Deposit and sign evidence.
    Notarise,
    /// Grant others a look at the credit record.
    ShareCredit,
    /// Act as the regulator that the enterprise is: suspend, renew, lift.
    Supervise,
}

/// Whether a command starts something or brings it to its end. A suspended enterprise may still do the latter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Business {
    /// Starts an obligation.
    NewBusiness,
    /// Delivers, settles or gives back.
    Exit,
}

/// Why an account may not act for a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Refusal {
    /// There is no such party.
    UnknownParty,
    /// The account is neither the party's controller nor its agent.
    NotForParty,
    /// The agent was not given this scope.
    OutOfScope,
    /// The agent's appointment ended at the milliseconds given.
    AppointmentExpired(Millis),
    /// The party is suspended until the milliseconds given and may start nothing new.
    Suspended(Millis),
}

/// A system of identifiers whose check digits this contract knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Scheme {
    /// GS1 Global Location Number: 13 digits, the last a GS1 check digit.
    Gln,
    /// Legal Entity Identifier, ISO 17442: 20 characters, ISO 7064 MOD 97-10.
    Lei,
    /// Unified Social Credit Code, GB 32100-2015: 18 characters, the last a check character.
    Uscc,
    /// D-U-N-S: 9 digits. Its check digit is no longer guaranteed, so only the form is checked.
    Duns,
    /// Standard Carrier Alpha Code: 2 to 4 capital letters.
    Scac,
    /// VAT number: an ISO 3166-1 country code (or EL, XI) and 2 to 13 capital letters or digits. Only the form is checked.
    Vat,
    /// GS1 company prefix: 4 to 12 digits. It has no check digit.
    Gs1CompanyPrefix,
}

/// A fact about an enterprise that an attester can vouch for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Topic {
    /// The name and the persons behind it are known to the attester (KYB).
    RealName,
    /// It holds the licence of its trade.
    Licence,
    /// The bank account named in the evidence is its own.
    BankAccount,
    /// The insurance named in the evidence is in force.
    Insurance,
    /// It has the role it claims.
    Role(Role),
}

/// What is known of an enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Enterprise {
    /// Firm or person.
    pub kind: Kind,
    /// Legal name or pseudonym, as it gave it.
    pub name: String,
    /// ISO 3166-1 alpha-2 code of its country.
    pub country: [u8; 2],
    /// The roles it claims, in the order of [`Role`].
    pub roles: Vec<Role>,
    /// The account that acts for it in everything.
    pub controller: Account,
    /// The account that was offered control and has not taken it.
    pub offered_to: Option<Account>,
    /// When it registered, in milliseconds.
    pub registered_at: Millis,
    /// Until when it is suspended, in milliseconds; 0 if it never was.
    pub suspended_until: Millis,
    /// The regulator that suspended it, or renewed that, last.
    pub suspended_by: Option<PartyId>,
}

/// An identifier that an enterprise states.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Identifier {
    /// Its system.
    pub scheme: Scheme,
    /// Its characters, without blanks or hyphens.
    pub value: String,
    /// Whether an attester confirmed it, so that no other enterprise can hold it.
    pub confirmed: bool,
}

/// A fact that an attester vouched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Attestation {
    /// Who vouched.
    pub attester: Account,
    /// SHA-256 of what was examined.
    pub evidence: Digest,
    /// When it was given, in milliseconds.
    pub given_at: Millis,
    /// When it ends, in milliseconds.
    pub expires_at: Millis,
    /// Whether the attester took it back.
    pub withdrawn: bool,
}

/// What an account may do for an enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Appointment {
    /// The scopes given, in the order of [`Scope`].
    pub scopes: Vec<Scope>,
    /// When the appointment ends, in milliseconds.
    pub expires_at: Millis,
}

/// How close two enterprises are, as far as the registry knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Relation {
    /// Nothing is known of them but that they are two.
    Strangers,
    /// Who controls the one that has something to say is appointed by the other as an agent, and the appointment lasts.
    Agent,
    /// The one that has something to say appointed who controls the other as its agent, and the appointment lasts; whether or not the other
    /// did so too.
    Principal,
    /// One account controls both, or they are one.
    Controller,
}

/// What is known of an enterprise that has something to say of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Witness {
    /// By which legal identifier it is known: `blake2_256("lading/identity" ‖ scheme, one byte ‖ value, 20 bytes filled up with zeros)` of the
    /// first that is confirmed of LEI, USCC, VAT number and D-U-N-S number; 32 zeros without one, and without an attested real name.
    pub identity: Fingerprint,
    /// How close the two are.
    pub relation: Relation,
}

/// Why the registry refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum RegistryError {
    /// New business is paused.
    Paused,
    /// There is no such enterprise.
    UnknownEnterprise,
    /// The caller is not the enterprise's controller.
    NotController,
    /// The caller is not named as an attester.
    NotAttester,
    /// The caller may not act for the regulator.
    Refused(Refusal),
    /// The party that would act as regulator has no unexpired attestation of that role.
    NotRegulator,
    /// The enterprise is suspended until the milliseconds given.
    Suspended(Millis),
    /// The enterprise is not suspended.
    NotSuspended,
    /// The regulator that ordered the last suspension neither renews it nor suspends again within 30 days after it.
    SameRegulator,
    /// The suspension may be lifted only by the regulator that ordered or renewed it last.
    NotItsRegulator,
    /// The name is empty or longer than 128 bytes.
    NameLength,
    /// The country is not an ISO 3166-1 alpha-2 code.
    UnknownCountry,
    /// A list has the same entry twice.
    Repeated,
    /// A list is empty where at least one entry is needed.
    Empty,
    /// The identifier has the wrong length or a character that its scheme does not use.
    Malformed,
    /// The identifier's check digit should be what its scheme computes, and is not.
    WrongCheckDigit,
    /// The enterprise states this identifier already.
    AlreadyStated,
    /// The enterprise does not state this identifier.
    NotStated,
    /// The identifier is confirmed for the enterprise given.
    HeldBy(PartyId),
    /// The enterprise has 64 identifiers, the most it may state.
    TooManyIdentifiers,
    /// There is no such attestation, or it was withdrawn.
    NotAttested,
    /// The attestation was given by the account given, which alone may take it back or replace it while it lasts.
    GivenBy(Account),
    /// The time given is over.
    InThePast,
    /// The account was not appointed.
    NotAppointed,
    /// Control was not offered to the caller.
    NotOffered,
    /// A counter is used up.
    Overflow,
}

/// A [`Registry`] at some address.
pub type RegistryRef = ink::contract_ref!(Registry, DefaultEnvironment);

/// Enterprises, their identifiers, attestations and agents.
#[ink::trait_definition]
pub trait Registry {
    /// Registers the caller as an enterprise or individual, and gives its id.
    ///
    /// `name` is a legal name or a pseudonym of 1 to 128 bytes, `country` an ISO 3166-1 alpha-2 code such as `DE`.
    /// The same account may register many. The id is the one that [`Registry::next_id`] told.
    ///
    /// # Access
    /// Anyone, for itself.
    ///
    /// # Events
    /// `EnterpriseRegistered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::Paused`] while new business is paused.
    /// - [`RegistryError::NameLength`] if the name is empty or longer than 128 bytes.
    /// - [`RegistryError::UnknownCountry`] if the country is not in ISO 3166-1.
    /// - [`RegistryError::Repeated`] if a role is claimed twice.
    /// - [`RegistryError::Overflow`] after 2^32 registrations by one account.
    #[ink(message)]
    fn register(
        &mut self,
        kind: Kind,
        name: String,
        country: String,
        roles: Vec<Role>,
    ) -> Result<PartyId, RegistryError>;

    /// Replaces the roles that `party` claims. Attestations of a role that is no longer claimed do not count.
    ///
    /// # Access
    /// The controller.
    ///
    /// # Events
    /// `RolesClaimed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::UnknownEnterprise`], [`RegistryError::NotController`].
    /// - [`RegistryError::Repeated`] if a role is claimed twice.
    #[ink(message)]
    fn claim_roles(&mut self, party: PartyId, roles: Vec<Role>) -> Result<(), RegistryError>;

    /// States an identifier of `party`. It is a claim until an attester confirms it.
    ///
    /// # Access
    /// The controller.
    ///
    /// # Events
    /// `IdentifierStated`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::Paused`], [`RegistryError::UnknownEnterprise`], [`RegistryError::NotController`].
    /// - [`RegistryError::Malformed`], [`RegistryError::WrongCheckDigit`] by the rules of the [`Scheme`].
    /// - [`RegistryError::AlreadyStated`] if `party` has it already.
    /// - [`RegistryError::HeldBy`] if it is confirmed for another.
    /// - [`RegistryError::TooManyIdentifiers`] from the 65th on.
    #[ink(message)]
    fn state_identifier(
        &mut self,
        party: PartyId,
        scheme: Scheme,
        value: String,
    ) -> Result<(), RegistryError>;

    /// Takes back an identifier of `party`; a confirmed one becomes free.
    ///
    /// # Access
    /// The controller.
    ///
    /// # Events
    /// `IdentifierWithdrawn`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::UnknownEnterprise`], [`RegistryError::NotController`].
    /// - [`RegistryError::Malformed`], [`RegistryError::WrongCheckDigit`] by the rules of the [`Scheme`].
    /// - [`RegistryError::NotStated`] if `party` does not state it.
    #[ink(message)]
    fn withdraw_identifier(
        &mut self,
        party: PartyId,
        scheme: Scheme,
        value: String,
    ) -> Result<(), RegistryError>;

    /// Confirms that an identifier is `party`'s own, so that it is nobody else's. `evidence` is the SHA-256 of what was examined.
    ///
    /// # Access
    /// `ATTESTER`.
    ///
    /// # Events
    /// `IdentifierConfirmed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::NotAttester`], [`RegistryError::UnknownEnterprise`].
    /// - [`RegistryError::Malformed`], [`RegistryError::WrongCheckDigit`] by the rules of the [`Scheme`].
    /// - [`RegistryError::NotStated`] if `party` does not state it.
    /// - [`RegistryError::HeldBy`] if it is confirmed already, for `party` or for another.
    #[ink(message)]
    fn confirm_identifier(
        &mut self,
        party: PartyId,
        scheme: Scheme,
        value: String,
        evidence: Digest,
    ) -> Result<(), RegistryError>;

    /// Vouches for a fact about `party` until `expires_at` (milliseconds). `evidence` is the SHA-256 of what was examined.
    ///
    /// # Access
    /// `ATTESTER`.
    ///
    /// # Events
    /// `Attested`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::NotAttester`], [`RegistryError::UnknownEnterprise`].
    /// - [`RegistryError::InThePast`] if `expires_at` is not after the block's time.
    /// - [`RegistryError::GivenBy`] while another attester's attestation of the same fact lasts.
    #[ink(message)]
    fn attest(
        &mut self,
        party: PartyId,
        topic: Topic,
        evidence: Digest,
        expires_at: Millis,
    ) -> Result<(), RegistryError>;

    /// Takes back an attestation.
    ///
    /// # Access
    /// The account that gave it, also when it is no longer named as an attester.
    ///
    /// # Events
    /// `AttestationWithdrawn`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::NotAttested`] if there is none, or it was withdrawn.
    /// - [`RegistryError::GivenBy`] if another account gave it.
    #[ink(message)]
    fn withdraw_attestation(&mut self, party: PartyId, topic: Topic) -> Result<(), RegistryError>;

    /// Appoints `agent` to act for `party` in `scopes` until `expires_at` (milliseconds); replaces an earlier appointment.
    ///
    /// # Access
    /// The controller.
    ///
    /// # Events
    /// `AgentAppointed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::UnknownEnterprise`], [`RegistryError::NotController`].
    /// - [`RegistryError::Empty`], [`RegistryError::Repeated`] if `scopes` has no entry, or one twice.
    /// - [`RegistryError::InThePast`] if `expires_at` is not after the block's time.
    #[ink(message)]
    fn appoint_agent(
        &mut self,
        party: PartyId,
        agent: Account,
        scopes: Vec<Scope>,
        expires_at: Millis,
    ) -> Result<(), RegistryError>;

    /// Ends the appointment of `agent`, at once.
    ///
    /// # Access
    /// The controller, or the agent itself.
    ///
    /// # Events
    /// `AgentDismissed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::UnknownEnterprise`], [`RegistryError::NotController`].
    /// - [`RegistryError::NotAppointed`] if there is no appointment.
    #[ink(message)]
    fn dismiss_agent(&mut self, party: PartyId, agent: Account) -> Result<(), RegistryError>;

    /// Offers control of `party` to the account `to`, which must take it; `None` takes the offer back.
    ///
    /// # Access
    /// The controller.
    ///
    /// # Events
    /// `ControlOffered`.
    ///
    /// # Errors
    /// - [`RegistryError::UnknownEnterprise`], [`RegistryError::NotController`].
    #[ink(message)]
    fn offer_control(&mut self, party: PartyId, to: Option<Account>) -> Result<(), RegistryError>;

    /// Takes control of `party`. The earlier controller may do nothing for it from then on, anywhere.
    ///
    /// If the earlier controller was appointed as an agent too, that ends; other agents stay.
    ///
    /// # Access
    /// The account that control was offered to.
    ///
    /// # Events
    /// `ControlTaken`.
    ///
    /// # Errors
    /// - [`RegistryError::UnknownEnterprise`], [`RegistryError::NotOffered`].
    #[ink(message)]
    fn take_control(&mut self, party: PartyId) -> Result<(), RegistryError>;

    /// Suspends `party` from new business for 30 days; deliveries, settlements and other exits still work.
    ///
    /// `regulator` is the enterprise in whose name the caller acts, `reason` the SHA-256 of the order. Suspending and renewing
    /// are new business of the regulator, lifting is not.
    ///
    /// # Access
    /// An attested regulator, by its controller or an agent with `Supervise`.
    ///
    /// # Events
    /// `EnterpriseSuspended`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::Refused`] if the caller may not act for `regulator`.
    /// - [`RegistryError::NotRegulator`] if `regulator` is not attested as one.
    /// - [`RegistryError::UnknownEnterprise`].
    /// - [`RegistryError::Suspended`] if it is suspended; see [`Registry::renew_suspension`].
    /// - [`RegistryError::SameRegulator`] if `regulator` ordered or renewed the last suspension, and that ended less than 30 days ago.
    #[ink(message)]
    fn suspend(
        &mut self,
        party: PartyId,
        regulator: PartyId,
        reason: Digest,
    ) -> Result<(), RegistryError>;

    /// Renews a suspension that has not lapsed, for 30 days from now. It takes another regulator than the last.
    ///
    /// # Access
    /// An attested regulator, by its controller or an agent with `Supervise`.
    ///
    /// # Events
    /// `EnterpriseSuspended`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::Refused`], [`RegistryError::NotRegulator`], [`RegistryError::UnknownEnterprise`].
    /// - [`RegistryError::NotSuspended`] if there is nothing to renew.
    /// - [`RegistryError::SameRegulator`] if `regulator` ordered or renewed it last.
    #[ink(message)]
    fn renew_suspension(
        &mut self,
        party: PartyId,
        regulator: PartyId,
        reason: Digest,
    ) -> Result<(), RegistryError>;

    /// Lifts a suspension before it lapses.
    ///
    /// # Access
    /// The regulator that ordered or renewed it last, by its controller or an agent with `Supervise`.
    ///
    /// # Events
    /// `SuspensionLifted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`RegistryError::Refused`], [`RegistryError::UnknownEnterprise`].
    /// - [`RegistryError::NotSuspended`] if there is nothing to lift.
    /// - [`RegistryError::NotItsRegulator`] if another regulator ordered it.
    #[ink(message)]
    fn lift_suspension(&mut self, party: PartyId, regulator: PartyId) -> Result<(), RegistryError>;

    /// What is known of `party`.
    #[ink(message)]
    fn enterprise(&self, party: PartyId) -> Option<Enterprise>;

    /// Whether `account` may act for `party` in `scope`, and if not, why.
    ///
    /// # Errors
    /// In this order:
    /// - [`Refusal::UnknownParty`] if there is no such enterprise.
    /// - [`Refusal::NotForParty`] if the account is neither controller nor agent.
    /// - [`Refusal::OutOfScope`] if the agent does not have the scope.
    /// - [`Refusal::AppointmentExpired`] if the agent's time is over.
    /// - [`Refusal::Suspended`] if the party is suspended and this is new business.
    #[ink(message)]
    fn may(
        &self,
        account: Account,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Refusal>;

    /// Whether `party` is registered and not suspended.
    #[ink(message)]
    fn is_active(&self, party: PartyId) -> bool;

    /// Whether an unexpired attestation of `topic` stands; for a role, also whether `party` still claims it.
    #[ink(message)]
    fn attested(&self, party: PartyId, topic: Topic) -> bool;

    /// The last attestation of `topic`, whether it stands or not.
    #[ink(message)]
    fn attestation_of(&self, party: PartyId, topic: Topic) -> Option<Attestation>;

    /// The enterprise for which the identifier is confirmed.
    #[ink(message)]
    fn by_identifier(&self, scheme: Scheme, value: String) -> Option<PartyId>;

    /// Up to `limit` (at most 50) identifiers that `party` states, beginning with number `from`, counted from 0.
    #[ink(message)]
    fn identifiers_of(&self, party: PartyId, from: u16, limit: u16) -> Vec<Identifier>;

    /// The appointment of `agent` by `party`, whether it has expired or not.
    #[ink(message)]
    fn appointment_of(&self, party: PartyId, agent: Account) -> Option<Appointment>;

    /// The id that `registrant`'s next registration will have.
    #[ink(message)]
    fn next_id(&self, registrant: Account) -> PartyId;
}

/// A contract's [`Witnesses`] at some address.
pub type WitnessesRef = ink::contract_ref!(Witnesses, DefaultEnvironment);

/// What contracts ask that believe one enterprise about another.
#[ink::trait_definition]
pub trait Witnesses {
    /// What is known of `party`, where it has something to say of `subject`. An account that both appointed as an agent, and that controls
    /// neither, is not found: there may be any number of them. Whoever knows it asks [`Witnesses::acts`].
    #[ink(message)]
    fn witness(&self, party: PartyId, subject: PartyId) -> Witness;

    /// Whether `account` controls `party`, or is appointed by it as an agent, in whatever scope, and the appointment lasts.
    #[ink(message)]
    fn acts(&self, account: Account, party: PartyId) -> bool;
}
