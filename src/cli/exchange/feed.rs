//! What happens to a session: lines come, input ends, someone wants it to stop.
//!
//! A thread reads, because a signal has to end a session that waits for its next line.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::fault::LONGEST;
use crate::cli::interrupt;
use crate::cypher::CancelToken;

/// Something for the session to act on.
pub(super) enum Event {
    /// A line, without its end.
    Line(Vec<u8>),
    /// A line that was passed over because of its length.
    TooLong,
    /// The input ended.
    End,
    /// The input broke.
    Failed(io::Error),
    /// Ctrl-C or SIGTERM while nothing ran.
    Stop,
}

/// The statement that runs, if one does.
type Running = Arc<Mutex<Option<CancelToken>>>;

/// Standard input and signals, one thing after the other.
pub(super) struct Feed {
    events: Receiver<Event>,
    running: Running,
}

impl Feed {
    /// Reads standard input and listens for signals from now on.
    pub(super) fn listen() -> Self {
        // No room in between: one line is worked on and at most one is held back.
        let (sender, events) = mpsc::sync_channel(0);
        let running = Running::default();
        let (heard, stop) = (Arc::clone(&running), sender.clone());
        interrupt::on_stop(move || match current(&heard) {
            Some(token) => token.cancel(),
            // The session may just have ended by itself.
            None => drop(stop.send(Event::Stop)),
        });
        thread::spawn(move || read(&mut BufReader::with_capacity(1 << 16, io::stdin()), &sender));
        Self { events, running }
    }

    /// The next event.
    pub(super) fn next(&self) -> Event {
        self.events.recv().unwrap_or(Event::End)
    }

    /// A token for the statement that runs now, which signals cancel.
    pub(super) fn token(&self) -> CancelToken {
        let token = CancelToken::default();
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        token
    }

    /// Nothing runs any more.
    pub(super) fn done(&self) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn current(running: &Running) -> Option<CancelToken> {
    running.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn read(input: &mut impl BufRead, events: &SyncSender<Event>) {
    loop {
        let event = next_line(input, LONGEST).unwrap_or_else(Event::Failed);
        let last = matches!(event, Event::End | Event::Failed(_));
        if events.send(event).is_err() || last {
            return;
        }
    }
}

/// The next line, of which no more than `longest` bytes and one are ever held.
fn next_line(input: &mut impl BufRead, longest: usize) -> io::Result<Event> {
    let mut bytes = Vec::new();
    input.by_ref().take(longest as u64 + 1).read_until(b'\n', &mut bytes)?;
    Ok(match bytes.last() {
        None => Event::End,
        Some(b'\n') => {
            bytes.pop();
            Event::Line(bytes)
        }
        Some(_) if bytes.len() > longest => {
            drop(bytes);
            input.skip_until(b'\n')?;
            Event::TooLong
        }
        Some(_) => Event::Line(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a text, of at most four bytes each.
    fn lines(text: &str) -> Vec<Option<String>> {
        let mut input = BufReader::with_capacity(3, text.as_bytes());
        let mut all = Vec::new();
        loop {
            match next_line(&mut input, 4).unwrap() {
                Event::Line(bytes) => all.push(Some(String::from_utf8(bytes).unwrap())),
                Event::TooLong => all.push(None),
                Event::End => return all,
                Event::Failed(_) | Event::Stop => unreachable!("not from a text"),
            }
        }
    }

    #[test]
    fn every_line_is_one_event_and_long_ones_are_passed_over() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(lines("ab\n\nabcd\nc"), [some("ab"), some(""), some("abcd"), some("c")]);
        assert_eq!(lines("abcde\nok\nabcdefghij"), [None, some("ok"), None]);
        assert_eq!(lines("abcde"), [None]);
        assert_eq!(lines(""), []);
    }

    #[test]
    fn a_token_is_there_to_cancel_as_long_as_something_runs() {
        let (_sender, events) = mpsc::sync_channel(0);
        let feed = Feed { events, running: Running::default() };
        assert!(current(&feed.running).is_none());
        let token = feed.token();
        current(&feed.running).unwrap().cancel();
        assert!(token.is_cancelled());
        feed.done();
        assert!(current(&feed.running).is_none());
    }
}
