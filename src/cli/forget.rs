//! `plexus forget`: what the prompt's own word does, from the shell.

use super::args;
use super::console::Console;
use super::failure::{Failure, Found};
use super::interrupt::Interrupt;
use super::network::{Access, Network};
use super::session::{Plain, Session};

/// Says what would go, or removes it.
pub(super) fn run(
    args: &args::Forget,
    shared: &mut args::Shared,
    console: Console,
) -> Result<Found, Failure> {
    shared.db = Some(args.file.clone());
    let network = &Network::open(shared, Access::Write)?;
    let mut session = Session::new(network, console, None, Plain::default(), Interrupt::default());
    let mut whom = args.person.join(" ");
    if args.for_good {
        whom.push_str(" for good");
    }
    let said = session.forget(&whom);
    session.end(said)
}
