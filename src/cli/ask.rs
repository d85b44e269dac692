//! `plexus ask`.

use super::args;
use super::console::Console;
use super::failure::{Failure, Found};
use super::input;
use super::interrupt::Interrupt;
use super::network::Network;
use super::repl::script;
use super::session::{Plain, Session};
use super::snippet::Report;

/// Answers one question, or carries out one line of those the prompt takes.
pub(super) fn run(args: &args::Ask, network: &Network, console: Console) -> Result<Found, Failure> {
    let typed = (!args.question.is_empty()).then(|| args.question.join(" "));
    let question = input::text(typed, console.terminal, || {
        Report::error("no question was asked").with_help("such as `plexus ask \"who chairs HCL\"`")
    })?;
    let plain = Plain::of(&args.output);
    let mut session =
        Session::new(network, console, args.output.format, plain, Interrupt::default());
    if question.lines().filter(|line| !line.trim().is_empty()).count() > 1 && !args.explain {
        // As many questions, as the prompt would take them.
        let found = script::run(&mut session, &mut question.as_bytes())?;
        session.end(Ok(()))?;
        return Ok(found);
    }
    let found = if args.explain {
        session.explain(&question).map(Some)
    } else if question.trim().is_empty() {
        session.ask(&question, &super::session::line::Redirect::default()).map(Some)
    } else {
        session.run(&question)
    };
    let found = session.end(found)?;
    Ok(found.unwrap_or(Found::Rows))
}

impl Plain {
    /// What the options of the command line say.
    pub(super) fn of(output: &args::Output) -> Self {
        Self { header: !output.no_header, raw: output.raw }
    }
}

impl Default for Plain {
    fn default() -> Self {
        Self { header: true, raw: false }
    }
}
