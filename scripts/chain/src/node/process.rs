//! A node of one's own, for tests and measurements.
use std::{
    env,
    io::Read as _,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::Node;
use crate::ChainError;

/// What to say where there is no node.
pub const NO_NODE: &str = "no substrate-contracts-node: set CONTRACTS_NODE to its path, or put it on PATH (scripts/node.sh tells how to get one)";

/// How long a node may take to answer: a minute.
const STARTING: Duration = Duration::from_secs(60);

/// A substrate-contracts-node that ends when this is dropped.
#[derive(Debug)]
pub struct NodeProcess {
    program: PathBuf,
    arguments: Vec<String>,
    port: u16,
    child: Child,
}

impl NodeProcess {
    /// The node on this machine: what `CONTRACTS_NODE` names, else `substrate-contracts-node` on `PATH`.
    pub fn program() -> Option<PathBuf> {
        match env::var_os("CONTRACTS_NODE") {
            Some(named) if !named.is_empty() => Some(named.into()),
            _ => env::split_paths(&env::var_os("PATH")?)
                .map(|folder| folder.join("substrate-contracts-node"))
                .find(|program| program.is_file()),
        }
    }

    /// Starts the node `program` with a development chain in `folder`, or one that vanishes with it.
    ///
    /// # Errors
    /// [`ChainError::Connection`] if it does not start, or does not answer within a minute: with what it said.
    pub fn start(program: &Path, folder: Option<&Path>) -> Result<Self, ChainError> {
        let port = free_port()?;
        let mut arguments: Vec<String> = [
            "--dev",
            "--no-prometheus",
            "--no-telemetry",
            "--no-mdns",
            "--state-pruning",
            "archive",
        ]
        .map(str::to_owned)
        .to_vec();
        // A block is final at once; by default that takes it a second.
        arguments.push("--finalize-delay-sec=0".to_owned());
        arguments.push(format!("--rpc-port={port}"));
        arguments.push(format!("--port={}", free_port()?));
        arguments.push(match folder {
            Some(folder) => format!("--base-path={}", folder.display()),
            None => "--tmp".to_owned(),
        });
        let child = launch(program, &arguments)?;
        let mut node = Self { program: program.to_owned(), arguments, port, child };
        node.answer()?;
        Ok(node)
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port)
    }

    /// Connects to it.
    ///
    /// # Errors
    /// As [`Node::connect`].
    pub fn connect(&self) -> Result<Node, ChainError> {
        Node::connect(&self.url())
    }

    /// Ends it as `kill -9` does: nothing is put in order.
    ///
    /// # Errors
    /// [`ChainError::Connection`] if it cannot be ended.
    pub fn kill(&mut self) -> Result<(), ChainError> {
        let failed = |error: std::io::Error| ChainError::Connection(error.to_string());
        self.child.kill().map_err(failed)?;
        self.child.wait().map(|_| ()).map_err(failed)
    }

    /// Starts it again where it was.
    ///
    /// # Errors
    /// As [`NodeProcess::start`].
    pub fn restart(&mut self) -> Result<(), ChainError> {
        self.child = launch(&self.program, &self.arguments)?;
        self.answer()
    }

    /// Waits until it answers.
    fn answer(&mut self) -> Result<(), ChainError> {
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let has_ended = self.child.try_wait().ok().flatten().is_some();
            if has_ended || began.elapsed() > STARTING {
                let _ = self.kill();
                let (program, said) = (self.program.clone(), self.said());
                let failed = format!("{} does not start: {said}", program.display());
                return Err(ChainError::Connection(failed));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// What it said before it ended.
    fn said(&mut self) -> String {
        let mut said = String::new();
        if let Some(stderr) = &mut self.child.stderr {
            let _ = stderr.take(1 << 16).read_to_string(&mut said);
        }
        said.trim().to_owned()
    }
}

impl Drop for NodeProcess {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// A port that nothing listens on now.
fn free_port() -> Result<u16, ChainError> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| ChainError::Connection(error.to_string()))
}

fn launch(program: &Path, arguments: &[String]) -> Result<Child, ChainError> {
    Command::new(program)
        .args(arguments)
        // Only what goes wrong: a pipe that nobody empties would stop it once it is full.
        .arg("-lerror")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| ChainError::Connection(format!("{}: {error}", program.display())))
}
