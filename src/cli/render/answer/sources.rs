//! Who says so: the documents behind an answer, and their words.

use crate::ask::{Answer, Item, Source};
use crate::cli::render::page::Page;
use crate::cli::text::{Style, Text};
use crate::model::when::PartialDate;

/// How many documents an answer rests on.
pub(super) fn documents(answer: &Answer) -> usize {
    by_document(answer).len()
}

/// The documents behind an answer with the numbers of their quotes.
pub(super) fn list(answer: &Answer, page: &mut Page) {
    for (first, numbers) in by_document(answer) {
        let mut line = Text::of(Style::Source, &ranges(&numbers));
        line.push(Style::Plain, " ");
        line.append(&document(first));
        page.line(2, 4, &line);
    }
}

fn by_document(answer: &Answer) -> Vec<(&Source, Vec<usize>)> {
    let mut documents: Vec<(&Source, Vec<usize>)> = Vec::new();
    for source in &answer.sources {
        match documents.iter_mut().find(|(first, _)| first.id == source.id) {
            Some((_, numbers)) => numbers.push(source.n),
            None => documents.push((source, vec![source.n])),
        }
    }
    documents
}

/// `[1–3][5]`.
fn ranges(numbers: &[usize]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
        [] => String::new(),
        [one] => format!("[{one}]"),
        [first, .., last] => format!("[{first}–{last}]"),
    });
    runs.collect::<Vec<_>>().concat()
}

/// A document's title and date.
fn document(source: &Source) -> Text {
    let date = source.date.as_deref().map_or_else(
        || "no date".to_owned(),
        |date| date.parse::<PartialDate>().map_or_else(|_| date.to_owned(), PartialDate::words),
    );
    Text::of(Style::Plain, &source.title).and(Style::Faint, &format!(" · {date}"))
}

/// The words that vouch for lines of an answer, with their documents, and the sentence `around` them where
/// there is one.
pub(in crate::cli) fn why(
    answer: &Answer,
    items: &[(usize, &Item)],
    around: &dyn Fn(&Source) -> Option<String>,
    page: &mut Page,
) {
    for (number, item) in items {
        page.gap();
        let mut line = Text::of(Style::Faint, &format!("{number}  "));
        let near = match (&item.from, answer.subjects.as_slice()) {
            (Some(from), _) => from.name.as_str(),
            (None, [subject]) if item.edge.is_some() => subject.name.as_str(),
            _ => "",
        };
        if !near.is_empty() {
            line.push(Style::Name, near);
            line.push(Style::Plain, " ");
        }
        line.push(Style::Relation, &item.caption);
        line.push(Style::Plain, if item.caption.is_empty() { "" } else { " " });
        match &item.value {
            Some(value) => line.push(Style::Plain, value),
            None => line.append(&super::who(item)),
        }
        page.line(0, 4, &line);
        if !item.when.is_empty() {
            page.line(3, 2, &super::when(item));
        }
        if let Some(because) = &item.because {
            page.line(3, 2, &Text::of(Style::Warning, because));
        }
        if item.inferred {
            let says = "no source states it: a curator inferred it from these words";
            page.line(3, 2, &Text::of(Style::Warning, says));
        }
        if let Some(note) = &item.note {
            page.line(3, 2, &Text::of(Style::Faint, "note: ").and(Style::Plain, note));
        }
        if !item.counted.is_empty() {
            let caption = format!("recorded here ({}): ", item.counted.len());
            let counted = item.counted.join("; ");
            page.line(3, 2, &Text::of(Style::Faint, &caption).and(Style::Plain, &counted));
            let next = format!("`\"{}\"` lists them, each with its source", item.name);
            page.line(3, 2, &Text::of(Style::Faint, &next));
        }
        for source in item.sources.iter().filter_map(|n| answer.source(*n)) {
            quote(source, &names(answer, item), page);
            // What the quote says already is not said again.
            if let Some(sentence) = around(source)
                && source
                    .quote
                    .as_ref()
                    .is_some_and(|q| q.chars().count() + 2 < sentence.chars().count())
            {
                let mut line = Text::of(Style::Faint, "in its text: ");
                line.append(&marked(&sentence, &names(answer, item)));
                page.line(7, 2, &line);
            }
        }
        if item.sources.is_empty() {
            page.line(3, 2, &Text::of(Style::Warning, "no source is recorded"));
        }
    }
}

/// The names that a quote is likely to hold.
fn names<'a>(answer: &'a Answer, item: &'a Item) -> Vec<&'a str> {
    let subjects = answer.subjects.iter().map(|s| s.name.as_str());
    let from = item.from.iter().map(|f| f.name.as_str());
    subjects.chain(from).chain([item.name.as_str()]).filter(|name| !name.is_empty()).collect()
}

fn quote(source: &Source, names: &[&str], page: &mut Page) {
    let mut line = Text::of(Style::Source, &format!("[{}] ", source.n));
    line.append(&document(source));
    if let Some(locator) = &source.locator {
        line.push(Style::Faint, &format!(" · {locator}"));
    }
    if let Some(by) = &source.said_by {
        line.push(Style::Plain, &format!(" · said by {by}"));
    }
    page.line(3, 4, &line);
    match &source.quote {
        Some(quote) => {
            let mut line = Text::of(Style::Plain, "“");
            line.append(&marked(quote, names));
            line.push(Style::Plain, "”");
            page.line(7, 0, &line);
        }
        None => page.line(7, 0, &Text::of(Style::Faint, "no words of it are recorded")),
    }
}

/// A quote with the names in it brought out.
fn marked(quote: &str, names: &[&str]) -> Text {
    let mut text = Text::new();
    let mut rest = quote;
    while !rest.is_empty() {
        let next = names
            .iter()
            .filter_map(|name| rest.find(name).map(|at| (at, name.len())))
            .min_by_key(|(at, length)| (*at, usize::MAX - length));
        let Some((at, length)) = next else { break };
        let (before, tail) = rest.split_at(at);
        let (name, tail) = tail.split_at(length);
        text.push(Style::Plain, before);
        text.push(Style::Title, name);
        rest = tail;
    }
    text.push(Style::Plain, rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_drawn_together() {
        assert_eq!(ranges(&[1]), "[1]");
        assert_eq!(ranges(&[1, 2, 3, 5, 7, 8]), "[1–3][5][7–8]");
    }

    #[test]
    fn names_stand_out_in_a_quote() {
        let text = marked("Brent and Brent Council", &["Brent Council", "Brent"]);
        let painted = text.paint(true);
        assert_eq!(painted, "\x1b[1mBrent\x1b[0m and \x1b[1mBrent Council\x1b[0m");
        assert_eq!(text.paint(false), "Brent and Brent Council");
    }
}
