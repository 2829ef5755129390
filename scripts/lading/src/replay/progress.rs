//! How far a replay has come, on stderr.
use std::{
    io::{stderr, IsTerminal},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

/// How often a log is told, where stderr is no terminal.
const LOG_EVERY: Duration = Duration::from_secs(15);

/// Follows so many steps: a bar on a terminal, a line every 15 seconds elsewhere.
pub struct Progress {
    bar: ProgressBar,
    what: &'static str,
    is_log: bool,
    begun: Instant,
    told: Instant,
    done: usize,
    total: usize,
    label: String,
}

impl Progress {
    /// Follows `total` steps of `what`.
    pub fn new(what: &'static str, total: usize) -> Self {
        let template =
            "{prefix} {bar:30} {human_pos}/{human_len} steps  {per_sec:>9}  {eta} left  {msg}";
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(total as u64).with_style(style).with_prefix(what);
        let now = Instant::now();
        Self {
            bar,
            what,
            is_log: !stderr().is_terminal(),
            begun: now,
            told: now,
            done: 0,
            total,
            label: String::new(),
        }
    }

    /// There are so many steps more.
    pub fn more(&mut self, steps: usize) {
        self.total += steps;
        self.bar.inc_length(steps as u64);
    }

    /// Begins the next step; `label` says where it is.
    pub fn step(&mut self, label: impl FnOnce() -> String) {
        self.done += 1;
        // Drawing takes longer than a step: every 32nd is often enough.
        if self.done % 32 == 0 {
            let label = label();
            if self.label != label {
                self.bar.set_message(label.clone());
                self.label = label;
            }
            self.bar.set_position(self.done as u64);
        }
        if self.is_log && self.told.elapsed() >= LOG_EVERY {
            self.told = Instant::now();
            let rate = self.done as f64 / self.begun.elapsed().as_secs_f64();
            let left = (self.total.saturating_sub(self.done)) as f64 / rate.max(0.001);
            eprintln!(
                "{}: {} of {} steps, {rate:.0} a second, {left:.0} s left, {}",
                self.what,
                crate::ui::count(self.done as u64),
                crate::ui::count(self.total as u64),
                self.label
            );
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
