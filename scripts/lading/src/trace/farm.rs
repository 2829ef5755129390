//! A history of goods from farms to shops, for tests.
use chain::{Account, Chain, Embedded};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::{DocumentId, EventId, ItemId, PartyId, Quantity},
    provenance::{
        CustodyModel, Deed, Facts, Input, ItemKind, NewItem, Provenance as _, UnitCode, Yield,
    },
    registry::{Kind, Registry as _, Role},
};
use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::{
    deploy::{deploy, read_bundles, Terms},
    goods::epc_digest,
    kept::Kept,
};

/// Kilograms.
pub const KILOGRAM: UnitCode = *b"KGM";
/// Pieces.
pub const PIECE: UnitCode = *b"C62";
/// A farm's GLN.
pub const GLN: u64 = 4_012_345_000_009;

/// A chain in a file, and who works on it.
pub struct Farm {
    folder: tempfile::TempDir,
    /// The chain.
    pub kept: Kept,
    /// So many events were recorded.
    events: u64,
}

/// An enterprise, by the account that registered it.
pub type Actor = &'static str;

impl Farm {
    /// A chain with the suite, and these enterprises, each named as its account is.
    pub fn new(actors: &[Actor]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut chain = Embedded::new();
        let alice = Account::dev("Alice");
        let terms = Terms::in_days(&alice, 0, 7, 7, 30, 1, 10);
        let bundles = std::env::var_os("LADING_BUNDLES").map(PathBuf::from);
        let bundles = read_bundles(bundles.as_deref()).unwrap();
        let (suite, _) = deploy(&mut chain, &alice, &terms, &bundles).unwrap();
        let path = folder.path().join("chain");
        Kept::create(&path, chain, &suite).unwrap();
        let mut farm = Self { kept: Kept::open(&path).unwrap(), folder, events: 0 };
        for actor in actors {
            let account = Account::dev(actor);
            farm.kept.endow(&account).unwrap();
            let message = farm.kept.suite.registry().call_mut().register(
                Kind::Enterprise,
                format!("{actor} & Co."),
                "DE".to_owned(),
                vec![Role::Supplier],
            );
            farm.kept.chain.call(&account, message).unwrap().ok();
        }
        farm
    }

    /// Where the chain is kept.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("chain")
    }

    /// Where a file beside it would be.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Keeps what was done.
    pub fn saved(self) -> Saved {
        let path = self.path();
        self.kept.save().unwrap();
        Saved { path, folder: self.folder }
    }

    /// The enterprise of an account.
    pub fn party(&self, actor: Actor) -> PartyId {
        crate::kept::first_enterprise(&self.kept.suite, &Account::dev(actor)).unwrap()
    }

    /// The facts of another event, whose document has the digest that is its number.
    pub fn facts(&mut self, step: BizStep) -> Facts {
        self.events += 1;
        let mut hash = [0xfa; 32];
        hash[..8].copy_from_slice(&self.events.to_le_bytes());
        Facts {
            hash,
            time: self.kept.chain.next_time(),
            step,
            disposition: Disposition::Active,
            read_point: GLN,
            location: 0,
            transaction: BizTransactionType::NotStated,
            document: DocumentId::NONE,
        }
    }

    /// The item that `actor` makes under `epc`.
    pub fn item(&self, actor: Actor, epc: &str) -> ItemId {
        let provenance = self.kept.suite.provenance();
        let asked = provenance.call().item_id(self.party(actor), epc_digest(epc));
        self.kept.chain.query(asked).unwrap()
    }

    /// Brings a lot into being, in kilograms.
    pub fn harvest(&mut self, actor: Actor, epc: &str, quantity: Quantity) -> ItemId {
        let facts = self.facts(BizStep::Commissioning);
        self.harvest_by(actor, facts, lot(epc, quantity));
        self.item(actor, epc)
    }

    /// Brings goods into being by an event of these facts.
    pub fn harvest_by(&mut self, actor: Actor, facts: Facts, item: NewItem) {
        let (party, mut provenance) = (self.party(actor), self.kept.suite.provenance());
        let model = CustodyModel::Segregated;
        let message = provenance.call_mut().commission_item(party, facts, model, [0; 32], item);
        self.kept.chain.call(&Account::dev(actor), message).unwrap().ok();
    }

    /// Makes goods of others.
    pub fn make(
        &mut self,
        actor: Actor,
        inputs: &[(ItemId, Quantity)],
        yields: &[Yield],
        outputs: Vec<NewItem>,
    ) -> EventId {
        let facts = self.facts(BizStep::NotStated);
        let inputs =
            inputs.iter().map(|(item, quantity)| Input { item: *item, quantity: *quantity });
        let mut provenance = self.kept.suite.provenance();
        let message = provenance.call_mut().transform(
            self.party(actor),
            facts,
            CustodyModel::Segregated,
            yields.to_vec(),
            inputs.collect(),
            outputs,
        );
        self.kept.chain.call(&Account::dev(actor), message).unwrap().ok()
    }

    /// Does something to goods.
    pub fn handle(&mut self, actor: Actor, deed: Deed, step: BizStep, items: &[ItemId]) -> EventId {
        let facts = self.facts(step);
        let mut provenance = self.kept.suite.provenance();
        let message = provenance.call_mut().record(self.party(actor), facts, deed, items.to_vec());
        self.kept.chain.call(&Account::dev(actor), message).unwrap().ok()
    }

    /// Sends goods and has them received.
    pub fn deliver(&mut self, from: Actor, to: Actor, items: &[ItemId]) {
        let recipient = self.party(to);
        self.handle(from, Deed::Ship(recipient), BizStep::Shipping, items);
        self.handle(to, Deed::Receive, BizStep::Receiving, items);
    }
}

/// A chain in a file.
pub struct Saved {
    /// The file.
    pub path: PathBuf,
    folder: tempfile::TempDir,
}

impl Saved {
    /// Where a file beside it would be.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A lot, in kilograms.
pub fn lot(epc: &str, quantity: Quantity) -> NewItem {
    NewItem { epc: epc_digest(epc), kind: ItemKind::Lot, quantity, unit: KILOGRAM, share: 0 }
}

/// A piece.
pub fn piece(epc: &str) -> NewItem {
    NewItem { epc: epc_digest(epc), kind: ItemKind::Serial, quantity: 1_000, unit: PIECE, share: 0 }
}

/// The goods of a history from two farms to two shops.
#[derive(Clone)]
pub struct History {
    /// Of the first farm, went on a pallet to the mill.
    pub wheat: ItemId,
    /// Of the second farm.
    pub rye: ItemId,
    /// Of the second farm, was never used.
    pub oats: ItemId,
    /// Of the first farm, the wheat was on it.
    pub pallet: ItemId,
    /// Made of wheat and rye.
    pub flour: ItemId,
    /// Made of wheat alone.
    pub bran: ItemId,
    /// Of the flour, went to the second shop.
    pub half: ItemId,
    /// Made of that, by the second shop.
    pub loaf: ItemId,
    /// Made of flour: more than a page of them, with the first shop.
    pub bags: Vec<ItemId>,
}

/// What the goods of the history are called.
pub const WHEAT: &str = "urn:epc:class:lgtin:4012345.011111.W1";
/// The flour.
pub const FLOUR: &str = "https://id.gs1.org/01/04012345222227/10/F<1>";
/// How many bags there are: two pages.
pub const BAGS: usize = 70;

/// Alice and Bob farm, Charlie mills, Dave and Eve have shops.
pub const ACTORS: [Actor; 5] = ["Alice", "Bob", "Charlie", "Dave", "Eve"];

/// Two farms, a mill that blends, and two shops, one of which fills bags. It happens once, and each test has its own copy.
pub fn history() -> (Farm, History) {
    static HAPPENED: OnceLock<(Vec<u8>, u64, History)> = OnceLock::new();
    let (chain, events, history) = HAPPENED.get_or_init(|| {
        let (farm, history) = happen();
        let events = farm.events;
        (std::fs::read(farm.saved().path).unwrap(), events, history)
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain");
    std::fs::write(&path, chain).unwrap();
    (Farm { kept: Kept::open(&path).unwrap(), folder, events: *events }, history.clone())
}

fn happen() -> (Farm, History) {
    const TON: Quantity = 1_000_000;
    let mut farm = Farm::new(&ACTORS);
    let wheat = farm.harvest("Alice", WHEAT, TON);
    let rye = farm.harvest("Bob", "urn:epc:class:lgtin:4012345.011111.R1", TON);
    let oats = farm.harvest("Bob", "urn:epc:class:lgtin:4012345.011111.O1", TON);
    let facts = farm.facts(BizStep::Commissioning);
    farm.harvest_by("Alice", facts, piece("urn:epc:id:sscc:4012345.0000000001"));
    let pallet = farm.item("Alice", "urn:epc:id:sscc:4012345.0000000001");
    farm.handle("Alice", Deed::Pack(pallet), BizStep::Packing, &[wheat]);
    farm.deliver("Alice", "Charlie", &[pallet]);
    farm.handle("Charlie", Deed::Unpack(pallet), BizStep::Unpacking, &[wheat]);
    farm.deliver("Bob", "Charlie", &[rye]);
    let bran_epc = "urn:epc:class:lgtin:4012345.011111.B1";
    farm.make("Charlie", &[(wheat, TON / 10)], &[], vec![lot(bran_epc, TON / 20)]);
    let blend = [(wheat, TON / 10 * 9), (rye, TON / 2)];
    farm.make("Charlie", &blend, &[], vec![lot(FLOUR, TON)]);
    let (bran, flour) = (farm.item("Charlie", bran_epc), farm.item("Charlie", FLOUR));
    farm.deliver("Charlie", "Dave", &[flour]);
    let bagged = [Yield { from: KILOGRAM, to: PIECE, rate: 10_000 }];
    let mut bags = Vec::new();
    for numbers in [0..45, 45..BAGS] {
        let epcs: Vec<_> =
            numbers.map(|n| format!("urn:epc:id:sgtin:4012345.033333.{n}")).collect();
        let kilograms = 1_000 * epcs.len() as u64;
        let outputs = epcs.iter().map(|epc| piece(epc)).collect();
        farm.make("Dave", &[(flour, kilograms)], &bagged, outputs);
        bags.extend(epcs.iter().map(|epc| farm.item("Dave", epc)));
    }
    let half = "urn:epc:class:lgtin:4012345.044444.H1";
    farm.make("Dave", &[(flour, TON / 2)], &[], vec![lot(half, TON / 2)]);
    let half = farm.item("Dave", half);
    farm.deliver("Dave", "Eve", &[half]);
    let loaf = "urn:epc:class:lgtin:4012345.055555.L1";
    farm.make("Eve", &[(half, TON / 2)], &[], vec![lot(loaf, TON / 4)]);
    let loaf = farm.item("Eve", loaf);
    (farm, History { wheat, rye, oats, pallet, flour, bran, half, loaf, bags })
}

/// A file with this text, beside the chain.
pub fn file(path: &Path, text: &str) -> PathBuf {
    std::fs::write(path, text).unwrap();
    path.to_owned()
}
