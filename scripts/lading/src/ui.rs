//! How the program talks: results on stdout, all else on stderr.

use anyhow::{Context, Result};
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use serde::Serialize;
use std::{
    cell::Cell,
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

/// What every command prints through.
#[derive(Debug)]
pub struct Ui {
    json: bool,
    /// Whether there is a result on stdout: then an error is no second one.
    printed: Cell<bool>,
}

impl Ui {
    /// Prints results as JSON if `json`, else as text for a person.
    pub fn new(json: bool) -> Self {
        Self { json, printed: Cell::new(false) }
    }

    /// Prints the result of the command on stdout: `value` as JSON, or what `text` makes of it.
    ///
    /// # Errors
    /// If it cannot be printed.
    pub fn result<T: Serialize>(&self, value: &T, text: impl FnOnce(&T) -> String) -> Result<()> {
        let printed = if self.json { serde_json::to_string_pretty(value)? } else { text(value) };
        let mut stdout = io::stdout().lock();
        self.printed.set(true);
        writeln!(stdout, "{}", printed.trim_end())
            .and_then(|()| stdout.flush())
            .context("the result cannot be printed")
    }

    /// Prints one of many results, as it comes, on a line of stdout: `value` as JSON, or what `text` says.
    ///
    /// # Errors
    /// If it cannot be printed.
    pub fn line(&self, value: &serde_json::Value, text: impl FnOnce() -> String) -> Result<()> {
        let line = if self.json { value.to_string() } else { text() };
        let mut stdout = io::stdout().lock();
        self.printed.set(true);
        writeln!(stdout, "{line}")
            .and_then(|()| stdout.flush())
            .context("the result cannot be printed")
    }

    /// Prints the result of a command that changed something and kept it. If that cannot be printed, nobody may think that nothing was
    /// done.
    ///
    /// # Errors
    /// If it cannot be printed.
    pub fn done<T: Serialize>(&self, value: &T, text: impl FnOnce(&T) -> String) -> Result<()> {
        self.result(value, text)
            .context("it is done and kept; only the report of it could not be printed")
    }

    /// Prints why the command failed: what went wrong, then each cause on its own line. Where a program reads, it is told on stdout too,
    /// if there is no result.
    pub fn error(&self, error: &anyhow::Error) {
        let (error, because) = reasons(error);
        eprintln!("error: {error}");
        for cause in &because {
            eprintln!("  because: {}", cause.replace('\n', "\n    "));
        }
        if self.json && !self.printed.get() {
            let failure = serde_json::json!({ "error": error, "because": because });
            // If stdout takes nothing, stderr has said it.
            _ = writeln!(io::stdout().lock(), "{failure:#}");
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

/// What went wrong, and its causes. Some errors say their cause themselves: that is not said twice.
fn reasons(error: &anyhow::Error) -> (String, Vec<String>) {
    let mut causes = error.chain().map(ToString::to_string);
    let error = causes.next().unwrap_or_default();
    let mut because: Vec<String> = Vec::new();
    for cause in causes {
        if !because.last().unwrap_or(&error).ends_with(&cause) {
            because.push(cause);
        }
    }
    (error, because)
}

/// What others wrote, without what would steer a terminal, or show it in another order than it has.
#[cfg(feature = "chain")]
pub fn printable(text: &str) -> String {
    use std::sync::LazyLock;
    // Control and format characters, what is not assigned, and separators of lines.
    static UNSEEN: LazyLock<Option<regex::Regex>> =
        LazyLock::new(|| regex::Regex::new(r"[\p{C}\p{Zl}\p{Zp}]").ok());
    match &*UNSEEN {
        Some(unseen) => unseen.replace_all(text, "").into_owned(),
        None => text.escape_debug().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_that_the_error_says_itself_is_not_said_twice() {
        let error = anyhow::anyhow!("no such file").context("cannot read a: no such file");
        let (error, because) = reasons(&error.context("the release").context("the bundle"));
        assert_eq!(error, "the bundle");
        assert_eq!(because, ["the release", "cannot read a: no such file"]);
    }

    #[cfg(feature = "chain")]
    #[test]
    fn what_others_wrote_cannot_steer_a_terminal() {
        assert_eq!(printable("Hof\u{1b}[2J Müller\n"), "Hof[2J Müller");
        assert_eq!(printable("Hof \u{202e}relliM\u{2066}\u{200b}\u{2028}\u{feff}"), "Hof relliM");
        assert_eq!(printable("农场 Ølgård №1 مزرعة"), "农场 Ølgård №1 مزرعة");
    }
}
