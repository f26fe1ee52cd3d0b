//! How far a long command has come: a bar on a terminal, plain lines elsewhere, always on standard error.

use std::io;

use indicatif::{ProgressBar, ProgressStyle};

use super::screen::{lively, tell};

/// Lines are said at every tenth where there is no bar.
const STEPS: u64 = 10;

/// One thing that takes its time.
pub(super) struct Progress {
    what: &'static str,
    bar: Option<ProgressBar>,
    said: Option<u64>,
}

impl Progress {
    /// Nothing is said before the first step.
    pub(super) fn of(what: &'static str) -> Self {
        let bar = lively(&io::stderr()).then(|| {
            let style = ProgressStyle::with_template("{msg:>24} {wide_bar} {pos}/{len} {elapsed}");
            let bar = ProgressBar::new(0);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_message(what);
            bar
        });
        Self { what, bar, said: None }
    }

    /// How far it is, and how far it goes as far as one knows.
    pub(super) fn at(&mut self, done: u64, all: u64) {
        match &self.bar {
            Some(bar) => {
                bar.set_length(all);
                bar.set_position(done);
            }
            None => {
                let step = done.saturating_mul(STEPS) / all.max(1);
                if self.said != Some(step) {
                    self.said = Some(step);
                    tell(format_args!("{}: {done} of {all}", self.what));
                }
            }
        }
    }

    /// The end; a bar goes away.
    pub(super) fn done(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
