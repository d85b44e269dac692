//! `why`: what a line of the last answer, or a row of the last query, rests on.

use super::{Asked, Last, Session, Trouble};
use crate::ask::{Answer, Source};
use crate::cli::failure::{Code, Failure, Found};
use crate::cli::render::answer::{self, Line};
use crate::cli::render::error;
use crate::cli::render::page::Page;
use crate::cli::snippet::Report;
use crate::cli::text::{Style, Text};
use crate::cypher::{Hindrance, Query, Row};
use crate::model::Value;

/// So many rows of a query are explained where no row is named.
const ROWS: usize = 10;
/// So many matches of a row are told where not all of them are asked for.
const MATCHES: usize = 10;
/// So many rows of other times are told where there is none at the time asked about.
const FEW: usize = 3;
/// So many at most, where they are: a person reads no more.
const ALL: usize = 10_000;

impl Session<'_> {
    /// Tells what lines of the last answer, or rows of the last query, rest on: all of them where none is
    /// named; `whole` with every match of a row.
    pub(super) fn why(&mut self, numbers: &[usize], whole: bool) -> Result<Found, Trouble> {
        let (page, count) = match &self.last {
            Last::Nothing => {
                let report = Report::error("there is no answer to look back at").with_help(
                    "ask a question first; `why 2` then quotes the sources of its line 2",
                );
                return Err(Failure::question(report).into());
            }
            Last::Answer(answer) => self.why_lines(answer, numbers)?,
            Last::Rows(asked) if asked.table.rows.is_empty() && numbers.is_empty() => {
                self.why_nothing(asked)?
            }
            Last::Rows(asked) => self.why_rows(asked, numbers, whole)?,
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

    /// What each row rests on, under the number of the row.
    fn why_rows(
        &self,
        asked: &Asked,
        numbers: &[usize],
        whole: bool,
    ) -> Result<(Page, usize), Failure> {
        let table = &asked.table;
        let first: Vec<usize> = (1..=table.rows.len().min(ROWS)).collect();
        let wanted = if numbers.is_empty() { &first } else { numbers };
        let most = if whole { ALL } else { MATCHES };
        let mut page = Page::new(self.width());
        let mut count = 0;
        for number in wanted {
            let row = number.checked_sub(1).and_then(|at| table.rows.get(at));
            let row = row.ok_or_else(|| none_such("row", *number, table.rows.len()))?;
            let row = Row::new(table.columns.iter().map(String::as_str), row.iter().cloned());
            let answer = self.asker().why(&self.again(asked), &row, &self.lens, most);
            let answer = answer.map_err(|e| wrong(&e, asked))?;
            for note in &answer.notes {
                page.gap();
                let number = Text::of(Style::Faint, &format!("{number}  "));
                page.line(0, 4, &number.and(Style::Plain, &note.text));
                count += 1;
            }
            let items: Vec<Line<'_>> = answer.items().map(|item| (*number, item)).collect();
            answer::why(&answer, &items, &|source| self.sentence(source), &mut page);
            if answer.notes.iter().any(|note| note.text.ends_with(':')) {
                page.remark(&format!("`why {number} all` tells them all"));
            }
            count += items.len();
        }
        if numbers.is_empty() && table.rows.len() > ROWS {
            page.remark(&format!("`why N` explains any other of the {} rows", table.rows.len()));
        }
        if count == 0 {
            let report = Report::error("nothing in the network is behind such a row");
            return Err(Failure::question(report.with_help(
                "a source vouches for entities and relationships: `MATCH (a)-[r]->(b) RETURN a, r, b`",
            )));
        }
        Ok((page, count))
    }

    /// What is in the way of a query that has found nothing.
    fn why_nothing(&self, asked: &Asked) -> Result<(Page, usize), Failure> {
        let found = self.again(asked).hindrances().map_err(|e| wrong(&e, asked))?;
        let mut page = Page::new(self.width());
        for hindrance in &found {
            page.line(0, 4, &Text::of(Style::Plain, &hindrance.to_string()));
        }
        if found.iter().any(|hindrance| matches!(hindrance, Hindrance::Time(_))) {
            page.remark("`at any` looks at all times; what is known of them:");
            let ever = self.again(asked).at_any_time().map_err(|e| wrong(&e, asked))?;
            let rows = ever.clone().rows().map_err(|e| wrong(&e, asked))?;
            for (number, row) in (1..=FEW).zip(rows) {
                let row = row.map_err(|e| wrong(&e, asked))?;
                let answer = self.asker().why(&ever, &row, &self.lens, FEW);
                let answer = answer.map_err(|e| wrong(&e, asked))?;
                // It is the relations that did not hold; where there are none, the entities.
                let joined = answer.items().any(|item| item.edge.is_some());
                let items = answer.items().filter(|item| !joined || item.edge.is_some());
                let items: Vec<Line<'_>> = items.map(|item| (number, item)).collect();
                answer::why(&answer, &items, &|source| self.sentence(source), &mut page);
            }
        }
        Ok((page, found.len()))
    }

    /// The query once more, on what it was asked of.
    fn again(&self, asked: &Asked) -> Query {
        let params = asked.params.iter().map(|(name, value)| (name.as_str(), value.clone()));
        let query = asked.graph.query(asked.text.as_str()).params(params);
        query.cancel(self.interrupt.token())
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

fn wrong(error: &crate::Error, asked: &Asked) -> Failure {
    Failure::Reported(Code::Question, error::general(error, &asked.text))
}

fn none_such(noun: &str, number: usize, count: usize) -> Failure {
    let report = Report::error(format!("the last answer has no {noun} {number}"));
    Failure::question(report.with_help(match count {
        0 => "nothing was found".to_owned(),
        1 => format!("it has one {noun}, 1"),
        count => format!("its {noun}s go from 1 to {count}"),
    }))
}
