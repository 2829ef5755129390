//! How the program talks: results on stdout, all else on stderr.

use anyhow::Result;
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use serde::Serialize;
use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

/// What every command prints through.
#[derive(Debug, Clone, Copy)]
pub struct Ui {
    json: bool,
}

impl Ui {
    /// Prints results as JSON if `json`, else as text for a person.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints the result of the command on stdout: `value` as JSON, or what `text` makes of it.
    pub fn result<T: Serialize>(&self, value: &T, text: impl FnOnce(&T) -> String) -> Result<()> {
        let printed = if self.json { serde_json::to_string_pretty(value)? } else { text(value) };
        writeln!(io::stdout().lock(), "{}", printed.trim_end())?;
        Ok(())
    }

    /// Prints why the command failed: what went wrong, then each cause on its own line.
    pub fn error(&self, error: &anyhow::Error) {
        eprintln!("error: {error}");
        for cause in error.chain().skip(1) {
            eprintln!("  because: {}", cause.to_string().replace('\n', "\n    "));
        }
    }

    /// Follows `total` steps of `what`: a bar on a terminal, a line a step elsewhere.
    pub fn progress(&self, what: &'static str, total: usize) -> Progress {
        let style = ProgressStyle::with_template(
            "{spinner} {prefix} {bar:24} {human_pos}/{human_len} {elapsed} {wide_msg}",
        )
        .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(total as u64).with_style(style).with_prefix(what);
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress { bar, what, step: None, lines: !io::stderr().is_terminal() }
    }

    /// Follows the reading of `total` bytes: a bar on a terminal, a line every 15 seconds elsewhere.
    pub fn reading(&self, total: u64) -> Reading {
        let style = ProgressStyle::with_template(
            "Reading {bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left",
        )
        .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(total).with_style(style);
        Reading { bar, lines: !io::stderr().is_terminal(), told: Instant::now() }
    }
}

/// Progress of reading; see [`Ui::reading`].
#[derive(Debug)]
pub struct Reading {
    bar: ProgressBar,
    lines: bool,
    told: Instant,
}

impl Reading {
    /// So many bytes more were read.
    pub fn read(&mut self, bytes: usize) {
        self.bar.inc(bytes as u64);
        if self.lines && self.told.elapsed() >= Duration::from_secs(15) {
            self.told = Instant::now();
            let (done, total) = (self.bar.position(), self.bar.length().unwrap_or_default());
            eprintln!("Reading: {} of {} bytes", count(done), count(total));
        }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// How often a log is told how far a count is, where stderr is no terminal.
const LOG_EVERY: Duration = Duration::from_secs(15);

impl Ui {
    /// Counts things whose number nobody knows before, such as `goods` that are found: at once on a terminal, every 15 seconds elsewhere.
    pub fn counter(&self, what: &'static str) -> Counter {
        let style = ProgressStyle::with_template("{spinner} {human_pos} {prefix}, {per_sec}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::new_spinner().with_style(style).with_prefix(what);
        bar.enable_steady_tick(Duration::from_millis(200));
        let now = Instant::now();
        Counter { bar, what, lines: !io::stderr().is_terminal(), since: now, told: now }
    }
}

/// How many there are so far; see [`Ui::counter`].
#[derive(Debug)]
pub struct Counter {
    bar: ProgressBar,
    what: &'static str,
    lines: bool,
    since: Instant,
    told: Instant,
}

impl Counter {
    /// There are so many more.
    pub fn add(&mut self, more: u64) {
        self.bar.inc(more);
        if self.lines && self.told.elapsed() >= LOG_EVERY {
            self.told = Instant::now();
            let found = self.bar.position();
            let rate = found as f64 / self.since.elapsed().as_secs_f64();
            eprintln!("{} {} so far, {rate:.0} a second", count(found), self.what);
        }
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Progress of a command; see [`Ui::progress`].
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    what: &'static str,
    step: Option<(String, Instant)>,
    lines: bool,
}

impl Progress {
    /// Starts the step `name`; the one before it is done.
    pub fn step(&mut self, name: impl Into<String>) {
        self.close();
        let name = name.into();
        if self.lines {
            eprintln!("{}: {name}", self.what);
        }
        self.bar.set_message(name.clone());
        self.step = Some((name, Instant::now()));
    }

    /// Says what the running step does now.
    pub fn detail(&self, text: &str) {
        if let Some((name, _)) = &self.step {
            self.bar.set_message(format!("{name}: {text}"));
        }
    }

    fn close(&mut self) {
        let Some((name, since)) = self.step.take() else { return };
        self.bar.inc(1);
        if since.elapsed() >= Duration::from_secs(2) {
            let line = format!("{}: {name} took {}", self.what, HumanDuration(since.elapsed()));
            if self.lines {
                eprintln!("{line}");
            } else {
                self.bar.println(line);
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.close();
        self.bar.finish_and_clear();
    }
}

/// `number` with thousands separators.
pub fn count(number: impl TryInto<u64>) -> String {
    HumanCount(number.try_into().unwrap_or(u64::MAX)).to_string()
}
