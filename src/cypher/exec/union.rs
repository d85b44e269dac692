//! `UNION`.

use std::sync::Arc;

use super::batch::Batch;
use super::context::{Context, Halt};
use super::distinct::Seen;
use super::{Chain, Input, Operator, Progress};
use crate::cypher::plan;

/// Runs plans one after the other on the same rows.
pub(super) struct Union {
    spec: Arc<plan::Union>,
    rows: Option<Batch>,
    /// The plan at work, and the number of the one behind it.
    chain: Option<Chain>,
    part: usize,
    seen: Seen,
}

impl Union {
    pub(super) fn new(spec: Arc<plan::Union>) -> Self {
        Self { spec, rows: None, chain: None, part: 0, seen: Seen::default() }
    }
}

impl Operator for Union {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.part = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        loop {
            if let Some(chain) = &mut self.chain {
                let Some(mut found) = chain.next(context)? else {
                    self.chain = None;
                    continue;
                };
                let outputs =
                    self.spec.parts.get(self.part - 1).map(|p| p.1.as_slice()).unwrap_or_default();
                let columns: Vec<_> =
                    outputs.iter().map(|slot| found.column(*slot).clone()).collect();
                found.keep(&[]);
                for (slot, column) in self.spec.into.iter().zip(columns) {
                    found.set(*slot, column);
                }
                if !self.spec.distinct {
                    return Ok(Progress::Rows(found));
                }
                let fresh = self.seen.fresh(context, &found, &self.spec.into)?;
                return Ok(Progress::Rows(found.gather(&fresh)));
            }
            let Some((plan, _)) = self.spec.parts.get(self.part) else {
                self.rows = None;
                return Ok(input.starved());
            };
            self.chain = Some(Chain::new(plan, rows.clone()));
            self.part += 1;
        }
    }
}
