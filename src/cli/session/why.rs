//! `why`: what a line of the last answer, or a row of the last query, rests on.

use super::{Last, Session, Trouble};
use crate::ask::{Answer, Source};
use crate::cli::failure::{Failure, Found};
use crate::cli::render::answer::{self, Line};
use crate::cli::render::page::Page;
use crate::cli::render::rows::Table;
use crate::cli::snippet::Report;
use crate::model::Value;

/// So many rows of a query are explained where no row is named.
const ROWS: usize = 10;

impl Session<'_> {
    pub(super) fn why(&mut self, numbers: &[usize]) -> Result<Found, Trouble> {
        let (page, count) = match &self.last {
            Last::Nothing => {
                let report = Report::error("there is no answer to look back at").with_help(
                    "ask a question first; `why 2` then quotes the sources of its line 2",
                );
                return Err(Failure::question(report).into());
            }
            Last::Answer(answer) => self.why_lines(answer, numbers)?,
            Last::Rows(table) => self.why_rows(table, numbers)?,
        };
        self.console.page(&page)?;
        Ok(Found::of(count))
    }

    fn why_lines(&self, answer: &Answer, numbers: &[usize]) -> Result<(Page, usize), Failure> {
        let all = answer::numbered(answer);
        let mut items: Vec<Line<'_>> = Vec::new();
        for number in numbers {
            let line = number.checked_sub(1).and_then(|at| all.get(at));
            items.push(*line.ok_or_else(|| none_such("line", *number, all.len()))?);
        }
        if numbers.is_empty() {
            items = all;
        }
        let mut page = Page::new(self.width());
        answer::why(answer, &items, &|source| self.sentence(source), &mut page);
        Ok((page, items.len()))
    }

    /// Each relation, step and number of a row, under the number of the row.
    fn why_rows(&self, table: &Table, numbers: &[usize]) -> Result<(Page, usize), Failure> {
        let first: Vec<usize> = (1..=table.rows.len().min(ROWS)).collect();
        let wanted = if numbers.is_empty() { &first } else { numbers };
        let mut page = Page::new(self.width());
        let mut count = 0;
        for number in wanted {
            let row = number.checked_sub(1).and_then(|at| table.rows.get(at));
            let row = row.ok_or_else(|| none_such("row", *number, table.rows.len()))?;
            let answer = self.asker().why(row, &self.lens);
            let items: Vec<Line<'_>> = answer.items().map(|item| (*number, item)).collect();
            answer::why(&answer, &items, &|source| self.sentence(source), &mut page);
            count += items.len();
        }
        if numbers.is_empty() && table.rows.len() > ROWS {
            page.remark(&format!("`why N` explains any other of the {} rows", table.rows.len()));
        }
        if count == 0 {
            let report = Report::error("no source vouches for a plain value by itself");
            return Err(Failure::question(report.with_help(
                "return the relationship it is of, such as `RETURN a, r, b` or a path; of a number, \
                 what was counted: `collect(r)`",
            )));
        }
        Ok((page, count))
    }

    /// The sentence around the words of a source, where its text is at hand.
    fn sentence(&self, source: &Source) -> Option<String> {
        let texts = self.network.texts.as_ref()?;
        let graph = self.snapshot();
        let record = graph.node_record(graph.by_key(&source.id)?)?;
        let name = record.attributes.get("text").and_then(Value::as_str)?;
        texts.sentence(name, source.quote.as_deref()?).map(str::to_owned)
    }
}

fn none_such(noun: &str, number: usize, count: usize) -> Failure {
    let report = Report::error(format!("the last answer has no {noun} {number}"));
    Failure::question(report.with_help(match count {
        0 => "nothing was found".to_owned(),
        1 => format!("it has one {noun}, 1"),
        count => format!("its {noun}s go from 1 to {count}"),
    }))
}
