//! Signals: Ctrl-C stops the query that runs at the prompt; Ctrl-C and SIGTERM stop a session of requests.

use std::sync::{Arc, Mutex, PoisonError};

use crate::cypher::CancelToken;

/// Calls this at Ctrl-C, and at SIGTERM where there is such a signal. Where the system refuses, they end
/// the program as usual.
pub(super) fn on_stop(stop: impl Fn() + Clone + Send + 'static) {
    let heard = stop.clone();
    let _ = ctrlc::set_handler(heard);
    #[cfg(unix)]
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([signal_hook::consts::SIGTERM]) {
        std::thread::spawn(move || signals.forever().for_each(|_| stop()));
    }
}

/// Hands Ctrl-C to the query that runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Interrupt(Arc<Mutex<CancelToken>>);

impl Interrupt {
    /// Listens for Ctrl-C from now on. Where the system refuses, Ctrl-C ends the program as usual.
    pub(super) fn listen() -> Self {
        let interrupt = Self::default();
        let heard = interrupt.clone();
        // A second listener in one process is the only failure, and then the first one serves.
        let _ = ctrlc::set_handler(move || heard.current().cancel());
        interrupt
    }

    /// A token for the next query, which Ctrl-C cancels from now on.
    pub(super) fn token(&self) -> CancelToken {
        let token = CancelToken::default();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token.clone();
        token
    }

    fn current(&self) -> CancelToken {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ctrl_c_stops_the_query_that_runs_and_not_the_next() {
        let interrupt = Interrupt::default();
        let first = interrupt.token();
        interrupt.current().cancel();
        let second = interrupt.token();
        assert!(first.is_cancelled() && !second.is_cancelled());
    }
}
