//! Help, made from the registries of questions, functions, commands and settings.

use super::line::COMMANDS;
use super::setting::{SETTINGS, Settings};
use crate::ask::{Form, forms};
use crate::cli::render::page::Page;
use crate::cli::text::{Style, Text};
use crate::curate::VERBS;
use crate::cypher::function;

/// What can stand at the end of any question.
pub(in crate::cli) const MODIFIERS: [(&str, &str); 5] = [
    ("as of DATE", "what held then: 2021, Jun 2021, 2021-06-30"),
    ("throughout DATE", "what held on every day of it"),
    ("at least GRADE", "how surely: yes, presumed, possible or undated"),
    ("stated only", "without what a curator inferred"),
    ("using sources published by DATE", "what was known then"),
];

/// The help, or that about one thing; the error says that there is none.
pub(super) fn page(about: &str, width: usize) -> Result<Page, String> {
    if about.is_empty() { Ok(overview(width)) } else { detail(about, width) }
}

fn overview(width: usize) -> Page {
    let mut page = Page::new(width);
    heading("Questions", &mut page);
    row("NAME", "Everything known about it: `HCL`, `Penny Dash`.", &mut page);
    row("who chairs X", "So for every relation: who funds X, who runs X.", &mut page);
    for form in forms() {
        row(form.usage, form.doc, &mut page);
    }
    page.gap();
    heading("Edits, in a file of your own", &mut page);
    for verb in VERBS {
        row(verb.usage, verb.doc, &mut page);
    }
    row("list duplicates", "who may be entered twice, and why", &mut page);
    page.gap();
    heading("At the end of any question", &mut page);
    for (usage, doc) in MODIFIERS {
        row(usage, doc, &mut page);
    }
    page.gap();
    heading("Cypher", &mut page);
    row(
        "MATCH … RETURN …;",
        "a query; it may take several lines and ends with ; or an empty line",
        &mut page,
    );
    page.gap();
    heading("At the prompt", &mut page);
    for (usage, doc) in COMMANDS {
        row(usage, doc, &mut page);
    }
    page.gap();
    heading("Try", &mut page);
    for form in forms().take(6) {
        page.line(2, 2, &Text::of(Style::Plain, form.example));
    }
    page
}

/// The settings with their values.
pub(super) fn settings(now: &Settings, width: usize) -> Page {
    let mut page = Page::new(width);
    for setting in SETTINGS {
        row(&format!(":{} {}", setting.name, setting.usage), setting.doc, &mut page);
    }
    page.gap();
    let width = now.width.map_or("auto".to_owned(), |w| w.to_string());
    let timing = if now.timing { "on" } else { "off" };
    page.remark(&format!("now: mode {}, timing {timing}, width {width}", now.mode.name()));
    page
}

fn detail(about: &str, width: usize) -> Result<Page, String> {
    let mut page = Page::new(width);
    let wanted = about.to_lowercase();
    let fits = |form: &&Form| {
        wanted.split_whitespace().all(|word| form.usage.to_lowercase().contains(word))
    };
    for form in forms().filter(fits) {
        page.gap();
        page.line(0, 2, &Text::of(Style::Title, form.usage));
        page.line(2, 0, &Text::of(Style::Plain, form.doc));
        page.line(2, 0, &Text::of(Style::Faint, "for example: ").and(Style::Plain, form.example));
    }
    let words = COMMANDS.iter().chain(&MODIFIERS);
    for (usage, doc) in words.filter(|(usage, _)| usage.to_lowercase().contains(&wanted)) {
        page.gap();
        page.line(0, 2, &Text::of(Style::Title, usage));
        page.line(2, 0, &Text::of(Style::Plain, doc));
    }
    for verb in VERBS.iter().filter(|verb| verb.usage.to_lowercase().contains(&wanted)) {
        page.gap();
        page.line(0, 2, &Text::of(Style::Title, verb.usage));
        page.line(2, 0, &Text::of(Style::Plain, verb.doc));
    }
    for function in function::all().filter(|f| f.name.eq_ignore_ascii_case(&wanted)) {
        page.gap();
        page.line(0, 2, &Text::of(Style::Title, function.name));
        page.line(2, 0, &Text::of(Style::Plain, function.doc));
        page.line(
            2,
            0,
            &Text::of(Style::Faint, "for example: ").and(Style::Plain, function.example),
        );
    }
    if page.is_empty() {
        return Err(format!("there is no help about “{about}”; `help` lists what there is"));
    }
    Ok(page)
}

fn heading(text: &str, page: &mut Page) {
    page.line(0, 0, &Text::of(Style::Title, text));
}

/// How wide the left column is.
const LEFT: usize = 38;

fn row(usage: &str, doc: &str, page: &mut Page) {
    let mut left = Text::of(Style::Relation, usage);
    if left.width() > LEFT - 2 {
        page.line(2, 2, &left);
        page.line(2 + LEFT, 0, &Text::of(Style::Plain, doc));
        return;
    }
    left.pad_to(LEFT);
    // The doc wraps under itself, not under the usage.
    let parts = Text::of(Style::Plain, doc).wrap(page.width().saturating_sub(LEFT + 2));
    for (at, part) in parts.iter().enumerate() {
        let mut line = if at == 0 { left.clone() } else { Text::new() };
        line.pad_to(LEFT);
        line.append(part);
        page.line(2, 0, &line);
    }
}
