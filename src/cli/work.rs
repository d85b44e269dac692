//! Long commands: a line on the terminal says how far they are, and Ctrl-C stops them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::console::Console;
use super::failure::Failure;
use super::interrupt;
use super::terminal::Terminal;
use crate::Error;
use crate::model::{CancelToken, Progress, Stage, Watch};
use crate::store;

/// The exit code of what Ctrl-C stopped, as shells have it.
pub(super) const STOPPED: u8 = 130;
/// Work that is done sooner says nothing of how far it is.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is written anew.
const BEAT: Duration = Duration::from_millis(150);
/// So long work has to come to an end by itself. What waits for the disk, or for redb, is left where it
/// stands: a file survives that, as it survives a crash.
const GRACE: Duration = Duration::from_millis(400);

/// A long command.
pub(super) struct Work(Arc<Shared>);

struct Shared {
    terminal: Terminal,
    begun: Instant,
    cancel: CancelToken,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    progress: Option<Progress>,
    /// Whether a line stands on the terminal.
    drawn: bool,
    over: bool,
    /// What has become of everything where it is stopped.
    left: String,
    /// Files that nobody wants where the program ends at once.
    unfinished: Vec<PathBuf>,
}

impl Work {
    /// Begins a command, of which is said what is `left` where Ctrl-C stops it.
    pub(super) fn begin(console: &Console, left: String) -> Self {
        let state = Mutex::new(State { left, ..State::default() });
        let (begun, cancel) = (Instant::now(), CancelToken::default());
        let shared = Arc::new(Shared { terminal: console.terminal, begun, cancel, state });
        let heard = Arc::clone(&shared);
        interrupt::on_stop(move || heard.stop());
        if console.terminal.progress {
            let drawn = Arc::clone(&shared);
            std::thread::spawn(move || {
                while drawn.draw() {
                    std::thread::sleep(BEAT);
                }
            });
        }
        Self(shared)
    }

    /// What looks on for the library.
    pub(super) fn watch(&self) -> Watch {
        let shared = Arc::clone(&self.0);
        Watch::new(self.0.cancel.clone())
            .telling(move |progress| shared.state().progress = Some(progress))
    }

    /// A file that is written meanwhile: where the program ends at once, what stands beside it goes, and
    /// the file too where it is a `new` one.
    pub(super) fn holds(&self, file: &Path, new: bool) {
        let mut state = self.0.state();
        state.unfinished.extend(store::beside(file));
        state.unfinished.extend(new.then(|| file.to_owned()));
    }

    /// A file that is made meanwhile, and that goes where the program ends at once.
    pub(super) fn makes(&self, file: &Path) {
        self.0.state().unfinished.push(file.to_owned());
    }

    /// The work is done, and Ctrl-C comes too late.
    pub(super) fn end(&self) {
        let mut state = self.0.state();
        state.clear();
        state.over = true;
    }

    /// How the command fails: with what has become of everything where it was stopped.
    pub(super) fn failed(&self, error: &Error, told: impl FnOnce(&Error) -> Failure) -> Failure {
        self.end();
        match error {
            Error::Stopped => Failure::Stopped(self.0.state().words()),
            error => told(error),
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.end();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// At Ctrl-C: asks the work to stop, and ends the program where it does not.
    #[expect(clippy::disallowed_methods, reason = "what waits for the disk returns too late")]
    fn stop(&self) {
        self.cancel.cancel();
        std::thread::sleep(GRACE);
        let mut state = self.state();
        if state.over {
            return;
        }
        state.clear();
        state.discard();
        let mut console = Console::new(self.terminal);
        // Where even the error stream is closed, the exit code has to do.
        let _ = console.remark(&state.words());
        std::process::exit(STOPPED.into());
    }

    /// Writes the line anew; whether it will have to be again.
    fn draw(&self) -> bool {
        let mut state = self.state();
        if !state.over && self.begun.elapsed() > PATIENCE {
            let line = line(state.progress, self.begun.elapsed());
            let line: String = line.chars().take(self.terminal.width.saturating_sub(1)).collect();
            let _ = write!(io::stderr(), "\r{line}\x1b[K");
            state.drawn = true;
        }
        !state.over
    }
}

impl State {
    fn clear(&mut self) {
        if std::mem::take(&mut self.drawn) {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }

    fn discard(&mut self) {
        for file in self.unfinished.drain(..) {
            // Most of them are not there; what cannot be removed is an empty database, or half a copy.
            let _ = std::fs::remove_file(file);
        }
    }

    fn words(&self) -> String {
        format!("stopped: {}", self.left)
    }
}

/// How far the work is, as one line.
fn line(progress: Option<Progress>, since: Duration) -> String {
    let since = since.as_secs();
    let Some(Progress { stage, done, all }) = progress else {
        return format!("opening · {since} s · Ctrl-C stops");
    };
    let (doing, unit) = match stage {
        Stage::Reading => ("reading", "bytes"),
        Stage::TakingIn => ("taking in", "facts"),
        Stage::Checking => ("looking at", "parts"),
        Stage::Copying => ("copying", "rows"),
        _ => ("writing to the disk", ""),
    };
    if all == 0 {
        return format!("{doing} · {since} s · Ctrl-C stops");
    }
    let percent = done.min(all) * 100 / all;
    let [done, all] = [done, all].map(grouped);
    format!("{doing} · {percent} % · {done} of {all} {unit} · {since} s · Ctrl-C stops")
}

/// A number with a comma between each three figures.
fn grouped(number: u64) -> String {
    let figures = number.to_string();
    let groups: Vec<&str> =
        figures.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_done_and_how_far() {
        let line =
            |stage, done, all| line(Some(Progress { stage, done, all }), Duration::from_secs(7));
        assert_eq!(
            line(Stage::TakingIn, 202_752, 450_000),
            "taking in · 45 % · 202,752 of 450,000 facts · 7 s · Ctrl-C stops"
        );
        assert_eq!(line(Stage::Writing, 0, 0), "writing to the disk · 7 s · Ctrl-C stops");
        assert_eq!(
            line(Stage::Reading, 5, 5),
            "reading · 100 % · 5 of 5 bytes · 7 s · Ctrl-C stops"
        );
        assert_eq!([0, 12, 1_000, 1_234_567].map(grouped), ["0", "12", "1,000", "1,234,567"]);
    }
}
