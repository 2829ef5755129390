//! How many calls a second the embedded chain takes, and what a snapshot costs.
//!
//! `cargo run --release -p chain --example speed -- [calls]`
use std::{error::Error, time::Instant};

use chain::{Account, Backend, Chain, Constructor, Embedded, Message, Sealing, Signing, H256};
use ink::scale::Encode;

/// How the contract of the tests numbers its message `keep(key: u32, value: u64)`.
const KEEP: [u8; 4] = [1, 0, 0, 0];

fn main() -> Result<(), Box<dyn Error>> {
    let calls: u32 = std::env::args().nth(1).map_or(Ok(20_000), |calls| calls.parse())?;
    let wasm = wat::parse_str(include_str!("../tests/probe.wat"))?;
    for (signing, sealing) in [
        (Signing::Signed, Sealing::Instant),
        (Signing::Signed, Sealing::WhenFull),
        (Signing::Unsigned, Sealing::Instant),
        (Signing::Unsigned, Sealing::WhenFull),
    ] {
        let mut chain = Embedded::new();
        chain.set_signing(signing);
        chain.set_sealing(sealing);
        let alice = Account::dev("Alice");
        let code_hash: H256 = chain.upload(&alice, &wasm)?.returned;
        let constructor = Constructor::encoded(vec![0; 4]);
        let contract = chain.instantiate(&alice, code_hash, constructor, b"")?.returned;
        let begin = Instant::now();
        for key in 0..calls {
            let input = (KEEP, key, u64::from(key)).encode();
            let message: Message<Result<u64, u8>> = Message::encoded(contract.clone(), input);
            chain.call(&alice, message)?;
        }
        let took = begin.elapsed();
        println!(
            "{signing:?} {sealing:?}: {calls} calls in {took:.1?}, {:.0} a second, {} blocks, {:.0} MB",
            f64::from(calls) / took.as_secs_f64(),
            chain.block()?,
            memory()?,
        );
        let begin = Instant::now();
        let snapshot = chain.snapshot();
        let kept = begin.elapsed();
        let begin = Instant::now();
        chain.restore(&snapshot);
        let restored = begin.elapsed();
        let begin = Instant::now();
        let input = (KEEP, 0u32, 1u64).encode();
        chain.call(&alice, Message::<Result<u64, u8>>::encoded(contract.clone(), input))?;
        let first = begin.elapsed();
        let begin = Instant::now();
        let digest = chain.state_digest(&[contract.clone()])?;
        println!(
            "  snapshot {kept:.1?}, restore {restored:.1?}, first call after it {first:.1?}, digest {:.1?} ({})",
            begin.elapsed(),
            H256(digest),
        );
    }
    Ok(())
}

/// Resident memory of this process in MB; 0 where the system does not tell.
fn memory() -> Result<f64, Box<dyn Error>> {
    let Ok(status) = std::fs::read_to_string("/proc/self/statm") else { return Ok(0.0) };
    let pages: f64 = status.split(' ').nth(1).unwrap_or("0").parse()?;
    Ok(pages * 4096.0 / 1e6)
}
