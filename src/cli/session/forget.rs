//! `forget PERSON`: said first, and done when it is said again.

use super::edit::failed;
use super::{Session, Trouble, picture};
use crate::cli::failure::{Failure, Found};
use crate::cli::render::page::Page;
use crate::cli::snippet::Report;
use crate::cli::text::{Style, Text};
use crate::db::Forgotten;

/// What the words end with when they are meant.
const MEANT: &str = "for good";

impl Session<'_> {
    /// `forget PERSON` tells what would go, `forget PERSON for good` removes it.
    pub(in crate::cli) fn forget(&mut self, whom: &str) -> Result<Found, Trouble> {
        let meant = whom.strip_suffix(MEANT).filter(|name| name.ends_with(char::is_whitespace));
        let name = meant.unwrap_or(whom).trim();
        let database = self.writable()?;
        self.outside("forget")?;
        let node = picture::node(self, name)?;
        let record = self.snapshot().node_record(node);
        if let Some(record) = record.filter(|record| record.kind != "person") {
            let report = Report::error(format!("{} is not a person", record.name));
            let help = "`MATCH (n {name: …}) DETACH DELETE n;` removes anything else";
            return Err(Failure::question(report.with_help(help)).into());
        }
        let said = if meant.is_some() { database.forget(node) } else { database.to_forget(node) };
        let Some(said) = said.map_err(|e| failed(&e))? else { return Ok(Found::Nothing) };
        let mut page = Page::new(self.width());
        let begin = if meant.is_some() { "Forgotten" } else { "Would be forgotten" };
        page.line(0, 2, &Text::of(Style::Title, &format!("{begin}: {}", said.name)));
        let rows = rows(&said, meant.is_some());
        for row in &rows {
            page.line(2, 2, &Text::of(Style::Plain, row));
        }
        if meant.is_none() {
            page.gap();
            page.remark("nothing has changed; `for good` behind it, or `--for-good` from the shell, does it");
        }
        self.console.page(&page)?;
        if meant.is_some() {
            let graph = database.snapshot();
            let files = self.prepared(&graph).map_err(|e| failed(&e))?;
            self.written(files)?;
            self.renew(graph);
            self.last = super::Last::Nothing;
        }
        Ok(Found::Rows)
    }
}

fn rows(said: &Forgotten, done: bool) -> Vec<String> {
    let count = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let mut rows = vec![
        count(said.relations, "relationship", "relationships"),
        format!(
            "the name in {} about others, [name removed] in its place",
            count(said.texts, "text", "texts")
        ),
        if done {
            "the history up to here: nothing before can be undone or looked at any more".to_owned()
        } else {
            "the whole history: nothing before could be undone or looked at any more".to_owned()
        },
    ];
    for key in &said.left {
        rows.push(format!(
            "not the id `{key}`, which names the person too: other files may use it"
        ));
    }
    rows.push("not in copies of the file, which are yours to remove".to_owned());
    rows
}
