//! `CALL { … }`: a subquery for each row.

use std::sync::Arc;

use super::batch::Batch;
use super::context::{Context, Halt};
use super::{Chain, Input, Operator, Progress};
use crate::cypher::plan;

/// Runs a plan for each row, and puts its columns beside the row.
pub(super) struct Call {
    spec: Arc<plan::Call>,
    rows: Option<Batch>,
    row: usize,
    /// The plan at work for the row before `row`, and whether it gave anything.
    chain: Option<(Chain, bool)>,
}

impl Call {
    pub(super) fn new(spec: Arc<plan::Call>) -> Self {
        Self { spec, rows: None, row: 0, chain: None }
    }
}

impl Operator for Call {
    fn advance(&mut self, context: &Context, input: &mut Input) -> Result<Progress, Halt> {
        if self.rows.is_none() {
            self.rows = input.take();
            self.row = 0;
        }
        let Some(rows) = &self.rows else { return Ok(input.starved()) };
        loop {
            context.tick()?;
            if let Some((chain, gave)) = &mut self.chain {
                let row = self.row - 1;
                if let Some(mut found) = chain.next(context)? {
                    *gave = true;
                    let mut batch = rows.gather(&vec![row; found.len()]);
                    for slot in &self.spec.columns {
                        batch.set(*slot, found.take(*slot));
                    }
                    return Ok(Progress::Rows(batch));
                }
                let kept = self.spec.optional && !*gave;
                self.chain = None;
                if kept {
                    return Ok(Progress::Rows(rows.slice(row..row + 1)));
                }
            }
            if self.row >= rows.len() {
                self.rows = None;
                return Ok(input.starved());
            }
            let mut argument = Batch::empty(context.width());
            let imports = &self.spec.imports;
            argument.push(imports, imports.iter().map(|slot| rows.get(*slot, self.row)));
            self.chain = Some((Chain::new(&self.spec.plan, argument), false));
            self.row += 1;
        }
    }
}
