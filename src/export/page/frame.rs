//! What stands around the picture: head, tools, panel and foot.

use std::fmt::Write;

use super::data::family;
use crate::export::escape::html;
use crate::view::page::Contents;
use crate::view::style::{Family, Tie};

/// Everything above the tools.
pub(super) fn head(out: &mut String, contents: &Contents, policy: &str, style: &str) {
    let title = html(&contents.title);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" content=\"Plexus\">\n\
         <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#table\">To the table of every relation</a>\n\
         <header>\n<div class=\"title\"><h1><bdi>{title}</bdi></h1> <p>{} · {} · {}{}</p></div>\n",
        count(contents.entities.len(), "entity", "entities"),
        count(contents.ties.len(), "relation", "relations"),
        count(contents.sources.len(), "document", "documents"),
        match contents.left_out {
            0 => String::new(),
            some => format!(" · {some} more not on this page"),
        },
    );
}

/// What the script needs to be of use; hidden where it does not run.
pub(super) fn tools(out: &mut String, contents: &Contents) {
    let last = contents.moments.len();
    let _ = write!(
        out,
        "<div class=\"tools\">\n\
         <div class=\"finder\"><label for=\"find\" id=\"find-label\">Find</label> <input id=\"find\" \
         type=\"search\" role=\"combobox\" aria-expanded=\"false\" aria-controls=\"found\" \
         aria-autocomplete=\"list\" autocomplete=\"off\" spellcheck=\"false\" maxlength=\"200\" \
         placeholder=\"a person, body, borough … ( / )\">\
         <ul id=\"found\" role=\"listbox\" aria-label=\"Found\" hidden></ul></div>\n\
         <div class=\"time\"><label for=\"when\">As of</label> <input id=\"when\" type=\"range\" min=\"0\" \
         max=\"{last}\" value=\"{last}\"> <output id=\"then\" for=\"when\">any time</output></div>\n\
         <details id=\"relations\"><summary>Relations</summary><div class=\"choices\"></div></details>\n\
         <details id=\"kinds\"><summary>Kinds</summary><div class=\"choices\"></div></details>\n"
    );
    out.push_str(
        "<div class=\"buttons\"><button type=\"button\" id=\"whole\">Whole picture</button> \
         <button type=\"button\" id=\"as-table\" aria-pressed=\"false\">Table</button> \
         <button type=\"button\" id=\"print\">Print</button> \
         <button type=\"button\" id=\"keys\" aria-expanded=\"false\" aria-controls=\"help\">Keys</button></div>\n\
         </div>\n<div id=\"help\" hidden><p><kbd>/</kbd> find · arrows move from box to box, \
         <kbd>Enter</kbd> opens one · <kbd>C</kbd> how is it connected · <kbd>+</kbd> <kbd>−</kbd> nearer and \
         farther, <kbd>Shift</kbd> with arrows moves the picture, <kbd>0</kbd> shows it whole · \
         <kbd>[</kbd> <kbd>]</kbd> earlier and later · <kbd>T</kbd> table · <kbd>Esc</kbd> back</p></div>\n\
         <p id=\"status\" role=\"status\"></p>\n</header>\n",
    );
}

/// Where the script writes the same as a table.
pub(super) fn table(out: &mut String, contents: &Contents) {
    out.push_str(
        "<section id=\"table\" tabindex=\"-1\" aria-labelledby=\"table-title\">\n\
         <h2 id=\"table-title\">Every relation</h2>\n<table>\n<thead><tr><th scope=\"col\">Who\
         <th scope=\"col\">Relation<th scope=\"col\">Whom<th scope=\"col\">When\
         <th scope=\"col\" class=\"then\">Then<th scope=\"col\">Source</thead>\n<tbody></tbody>\n\
         </table>\n</section>\n<noscript>Scripts are blocked here: the picture and its sources can be read, and \
         finding, dates and quotes need them.",
    );
    if let Some(drawn) = &contents.overview {
        let _ = write!(
            out,
            " Drawn are the {} entities with the most relations, of {}.",
            drawn.len(),
            contents.entities.len()
        );
    }
    out.push_str("</noscript>\n");
}

/// Where the script shows what is said of a thing.
pub(super) fn panel(out: &mut String) {
    out.push_str("<aside id=\"facts\" tabindex=\"-1\" aria-label=\"Facts\" hidden></aside>\n");
}

/// What colours and lines mean, and the documents.
pub(super) fn foot(out: &mut String, contents: &Contents) {
    out.push_str("<footer>\n<div class=\"key\">");
    for kind in Family::ALL {
        if contents.entities.iter().any(|e| e.family == kind) {
            let _ =
                write!(out, "<span class=\"f{}\"><i></i>{}</span> ", family(kind), kind.caption());
        }
    }
    for (at, tie) in Tie::ALL.into_iter().enumerate() {
        if contents.ties.iter().any(|t| t.look == tie) {
            let _ = write!(
                out,
                "<span><svg width=\"30\" height=\"10\" aria-hidden=\"true\"><path class=\"t{at}\" \
                 d=\"M1 5L29 5\"/></svg>{}</span> ",
                tie.caption()
            );
        }
    }
    out.push_str("</div>\n<section class=\"sources\"><h2>Sources</h2>\n<ol>\n");
    for (at, (title, date)) in contents.sources.iter().enumerate() {
        let date = date.as_deref().unwrap_or("undated");
        let _ = writeln!(out, "<li id=\"s{at}\"><bdi>{}</bdi> · {}", html(title), html(date));
    }
    out.push_str("</ol></section>\n</footer>\n");
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
