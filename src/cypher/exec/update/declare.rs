//! `CREATE` and `DROP`, `INDEX` and `CONSTRAINT`.

use crate::cypher::exec::context::{Context, Halt};
use crate::cypher::sema::bound::{Declare, Declared};
use crate::model::{Change, SchemaError};

pub(super) fn declare(declare: &Declare, context: &mut Context) -> Result<(), Halt> {
    let there = context.view.snapshot().indexes();
    match &declare.what {
        Declared::Add(index) => {
            let done = there.iter().any(|other| other.name == index.name || other.is_like(index));
            if done && declare.lenient {
                return Ok(());
            }
            super::apply(Change::AddIndex(index.clone()), declare.span, context)?;
            let counters = &mut context.counters;
            *(if index.is_unique() {
                &mut counters.constraints_added
            } else {
                &mut counters.indexes_added
            }) += 1;
        }
        Declared::Remove { name, unique } => {
            let known =
                there.iter().any(|index| index.name == *name && index.is_unique() == *unique);
            if !known && declare.lenient {
                return Ok(());
            }
            if !known {
                let error = SchemaError::UnknownIndex { name: name.to_string() };
                return Err(super::refused(&error, Some(declare.span)));
            }
            super::apply(Change::RemoveIndex(name.clone()), declare.span, context)?;
            let counters = &mut context.counters;
            *(if *unique {
                &mut counters.constraints_removed
            } else {
                &mut counters.indexes_removed
            }) += 1;
        }
    }
    Ok(())
}
