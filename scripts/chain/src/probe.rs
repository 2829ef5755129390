//! A contract in hand-written WebAssembly, `tests/probe.wat`, for the tests of both backends.

/// The messages of the probe.
#[ink::trait_definition]
pub trait Probe {
    /// Stores and emits.
    #[ink(message, selector = 0x01000000)]
    fn keep(&mut self, key: u32, value: u64) -> Result<u64, u8>;

    /// Reverts with 7.
    #[ink(message, selector = 0x02000000)]
    fn refuse(&mut self) -> Result<u64, u8>;

    /// Panics.
    #[ink(message, selector = 0x03000000)]
    fn trap(&mut self);

    /// Never ends.
    #[ink(message, selector = 0x04000000)]
    fn spin(&mut self);

    /// The time of the block.
    #[ink(message, selector = 0x05000000)]
    fn now(&self) -> u64;

    /// Stores 32 bytes under each key.
    #[ink(message, selector = 0x06000000)]
    fn fill(&mut self, from: u32, to: u32) -> Result<u64, u8>;

    /// Forgets a key.
    #[ink(message, selector = 0x07000000)]
    fn clear(&mut self, key: u32) -> Result<u64, u8>;

    /// Not a message of the probe.
    #[ink(message, selector = 0x08000000)]
    fn absent(&self) -> u64;
}

/// Calls it.
pub type ProbeRef = ink::contract_ref!(Probe, ink::env::DefaultEnvironment);

/// What the probe emits.
#[ink::event(signature_topic = "1111111111111111111111111111111111111111111111111111111111111111")]
#[derive(Debug, PartialEq, Eq)]
pub struct Kept {
    /// The key.
    pub key: u32,
    /// The value.
    pub value: u64,
}

/// Its code.
pub fn wasm() -> Vec<u8> {
    wat::parse_str(include_str!("../tests/probe.wat")).unwrap()
}
