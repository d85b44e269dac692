//! What can be wrong with a text: every fault of this stage, its code and its remedy.
//!
//! | code | fault |
//! |---|---|
//! | Q0001 | a word, symbol or literal stands where the grammar wants another |
//! | Q0002 | a number is malformed |
//! | Q0003, Q0004 | an integer, a floating point number is too large |
//! | Q0005 | a `\u` escape names no character |
//! | Q0006 | a character means nothing outside a string |
//! | Q0007 | a relationship pattern is malformed |
//! | Q0008, Q0009 | the text is too long, nests too deep |
//! | Q0010 | an escape in a string is unknown |
//! | Q0011 | a string, comment or name in backticks is not closed |
//! | Q0012 | there is no query in the text |
//! | Q0013 | a word is near one that begins a clause |
//! | Q0014 | a word begins a clause in another dialect, or elsewhere |

use std::fmt::Write as _;

use super::Parser;
use crate::cypher::syntax::keyword::{elsewhere, nearest_clause};
use crate::cypher::syntax::lexer::{Token, TokenKind};
use crate::cypher::syntax::literal::{BadEscape, BadNumber};
use crate::cypher::syntax::{MAX_DEPTH, MAX_LENGTH};
use crate::cypher::{ErrorKind, Problem};
use crate::error::Span;

/// A problem that stops the part being read.
#[derive(Debug)]
pub(super) struct Fault(Box<Problem>);

impl Fault {
    fn new(detail: &'static str, code: &'static str, message: String, span: Span) -> Self {
        let kind = ErrorKind::SyntaxError;
        Self(Box::new(Problem { kind, detail, code, message, span: Some(span), help: None }))
    }

    fn unexpected(message: String, span: Span) -> Self {
        Self::new("UnexpectedSyntax", "Q0001", message, span)
    }

    fn limit(detail: &'static str, code: &'static str, message: String, span: Span) -> Self {
        let mut fault = Self::new(detail, code, message, span);
        fault.0.kind = ErrorKind::LimitExceeded;
        fault
    }

    /// Adds the remedy.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Whether reading on makes no sense.
    pub(super) fn is_final(&self) -> bool {
        self.0.kind == ErrorKind::LimitExceeded
    }

    pub(super) fn into_problem(self) -> Problem {
        *self.0
    }

    pub(super) fn too_long(text: &str) -> Self {
        let message = format!(
            "the query is {} bytes long, more than the limit of {MAX_LENGTH} bytes",
            text.len()
        );
        Self::limit("QueryTooLong", "Q0008", message, Span::default())
            .help("hand long lists of values in as a parameter")
    }

    pub(super) fn empty(text: &str) -> Self {
        let message = "there is no query in the text".to_owned();
        Self::new("UnexpectedSyntax", "Q0012", message, Span::new(text.len()..text.len()))
    }

    pub(super) fn number(problem: BadNumber, text: &str, span: Span, float: bool) -> Self {
        match problem {
            BadNumber::Malformed => Self::new(
                "InvalidNumberLiteral",
                "Q0002",
                format!("`{}` is not a number", short(text)),
                span,
            ),
            BadNumber::LeadingZero => {
                let digits = text.trim_start_matches('0');
                let plain = if digits.is_empty() { "0" } else { digits };
                Self::new(
                    "InvalidNumberLiteral",
                    "Q0002",
                    format!("the number `{}` begins with 0", short(text)),
                    span,
                )
                .help(format!(
                    "write `{}`, or `0o{}` for an octal number",
                    short(plain),
                    short(plain)
                ))
            }
            BadNumber::TooLarge if float => Self::new(
                "FloatingPointOverflow",
                "Q0004",
                format!("the number {} is too large for a floating point number", short(text)),
                span,
            ),
            BadNumber::TooLarge => Self::new(
                "IntegerOverflow",
                "Q0003",
                format!("the number {} does not fit into 64 bits", short(text)),
                span,
            )
            .help("write it with a decimal point to use a floating point number"),
        }
    }

    pub(super) fn escape(problem: &BadEscape, text: &str, literal: Span) -> Self {
        let start = literal.range().start;
        let span = Span::new(start + problem.at.start..start + problem.at.end);
        let escape = text.get(problem.at.clone()).unwrap_or_default();
        if problem.unicode {
            Self::new(
                "InvalidUnicodeLiteral",
                "Q0005",
                format!("`{escape}` is not a character"),
                span,
            )
            .help("write `\\u` and four hexadecimal digits, or `\\U` and eight")
        } else {
            Self::new(
                "UnexpectedSyntax",
                "Q0010",
                format!("there is no escape `{escape}` in a string"),
                span,
            )
            .help("write `\\\\` for a backslash")
        }
    }
}

impl Parser<'_> {
    /// The fault of a token that is not what the grammar wants here.
    pub(super) fn expected(&self, what: &str) -> Fault {
        let token = self.token(0);
        if let Some(fault) = self.bad_token(token) {
            return fault;
        }
        let fault =
            Fault::unexpected(format!("expected {what}, found {}", self.found()), token.span);
        match token.kind {
            TokenKind::Symbol("=") if self.behind("=") => fault.help("write one `=` to compare"),
            TokenKind::Symbol("!") if self.symbol_ahead(1, "=") => {
                fault.help("write `<>` for values that differ")
            }
            TokenKind::Integer if self.slice(token).chars().any(char::is_alphabetic) => {
                fault.help("write it in backticks to begin a name with a digit")
            }
            _ => fault,
        }
    }

    /// As [`expected`](Self::expected), and says which bracket is open when a closing one is wanted.
    pub(super) fn expected_symbol(&self, symbol: &'static str) -> Fault {
        let fault = self.expected(&format!("`{symbol}`"));
        let open = match symbol {
            ")" => "(",
            "]" => "[",
            "}" => "{",
            _ => return fault,
        };
        if fault.0.help.is_some() || self.kind() != TokenKind::End {
            return fault;
        }
        fault.help(format!("a `{open}` before it is not closed"))
    }

    /// The fault of anything unexpected within the square brackets of a relationship.
    pub(super) fn bad_relationship(&self, what: &str) -> Fault {
        let mut fault = self.expected(what);
        if fault.0.code == "Q0001" {
            fault.0.detail = "InvalidRelationshipPattern";
            fault.0.code = "Q0007";
        }
        fault
    }

    /// The fault of a word or symbol no clause begins with.
    pub(super) fn expected_clause(&self) -> Fault {
        let token = self.token(0);
        let fault = self.expected("a clause such as `MATCH` or `RETURN`");
        if token.kind == TokenKind::Word
            && fault.0.code == "Q0001"
            && let Some(remedy) = elsewhere(self.slice(token))
        {
            let mut fault = fault.help(remedy);
            fault.0.code = "Q0014";
            return fault;
        }
        match (token.kind, nearest_clause(self.slice(token))) {
            (TokenKind::Word, Some(near)) if fault.0.code == "Q0001" => {
                let mut fault = fault.help(format!("did you mean `{near}`?"));
                fault.0.code = "Q0013";
                fault
            }
            _ => fault,
        }
    }

    pub(super) fn too_deep(&self) -> Fault {
        let message = format!("the query nests deeper than the limit of {MAX_DEPTH} levels");
        Fault::limit("NestingTooDeep", "Q0009", message, self.span())
            .help("split it with WITH, or hand large values in as a parameter")
    }

    /// The fault of a token that could stand nowhere.
    fn bad_token(&self, token: Token) -> Option<Fault> {
        let text = self.slice(token);
        match token.kind {
            TokenKind::Unclosed => {
                let (what, close) = match text.get(..1) {
                    Some("/") => ("comment", "*/"),
                    Some("`" | "$") => ("name in backticks", "`"),
                    Some("\"") => ("string", "\""),
                    _ => ("string", "'"),
                };
                let start = token.span.range().start;
                let first = text.chars().next().map_or(0, char::len_utf8);
                let span = Span::new(start..start + first);
                let mut fault = Fault::unexpected(format!("the {what} is not closed"), span)
                    .help(format!("add `{close}` behind it"));
                fault.0.code = "Q0011";
                Some(fault)
            }
            TokenKind::Unknown => {
                let c = text.chars().next()?;
                let mut message = String::from("the character ");
                _ = match c {
                    c if c.is_control() => write!(message, "U+{:04X}", u32::from(c)),
                    c => write!(message, "`{c}` (U+{:04X})", u32::from(c)),
                };
                message.push_str(" means nothing outside a string");
                let detail =
                    if c.is_ascii() { "UnexpectedSyntax" } else { "InvalidUnicodeCharacter" };
                let fault = Fault::new(detail, "Q0006", message, token.span);
                Some(match plain(c) {
                    Some(plain) => fault.help(format!("write `{plain}`")),
                    None => fault,
                })
            }
            _ => None,
        }
    }

    /// The token found, in words.
    fn found(&self) -> String {
        let token = self.token(0);
        match token.kind {
            TokenKind::End => "the end of the query".to_owned(),
            TokenKind::String => format!("the string {}", short(self.slice(token))),
            TokenKind::Integer | TokenKind::Float => {
                format!("the number {}", short(self.slice(token)))
            }
            TokenKind::Parameter => format!("the parameter {}", short(self.slice(token))),
            _ => format!("`{}`", short(self.slice(token))),
        }
    }
}

/// What was probably meant by a character that word processors put in.
fn plain(c: char) -> Option<char> {
    Some(match c {
        '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => {
            '-'
        }
        '\u{2018}'..='\u{201B}' | '\u{B4}' => '\'',
        '\u{201C}'..='\u{201F}' => '"',
        '\u{27E8}' | '\u{3008}' | '\u{FE64}' | '\u{FF1C}' => '<',
        '\u{27E9}' | '\u{3009}' | '\u{FE65}' | '\u{FF1E}' => '>',
        '\u{FF08}' => '(',
        '\u{FF09}' => ')',
        '\u{FF0C}' => ',',
        '\u{FF1A}' => ':',
        '\u{FF1B}' => ';',
        _ => return None,
    })
}

/// `text` in one line of at most 40 characters.
fn short(text: &str) -> String {
    let line: String =
        text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.len() < text.len() { line + "…" } else { line }
}
