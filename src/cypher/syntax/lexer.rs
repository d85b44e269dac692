//! From text to tokens. Never fails: what is no token becomes [`TokenKind::Unknown`] or
//! [`TokenKind::Unclosed`], and the parser says what is wrong with it.

use crate::error::Span;
use crate::model::unicode::is_combining_mark;

/// A word, symbol, literal or comment and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// A keyword or a plain name; [`is_keyword`](super::is_keyword) tells them apart as far as words can.
    Word,
    /// A name in backticks.
    QuotedName,
    /// `$name`, `$0`, `` $`name` ``.
    Parameter,
    /// A string in single or double quotes.
    String,
    /// Digits that may be an integer.
    Integer,
    /// Digits that may be a floating point number.
    Float,
    /// Punctuation or an operator.
    Symbol(&'static str),
    /// `// …` or `/* … */`.
    Comment,
    /// A string, name in backticks or comment that the text ends before.
    Unclosed,
    /// A character that stands in no token.
    Unknown,
    /// The end of the text; of no width, and always last.
    End,
}

/// The tokens of `text`, comments included, closed by one of kind [`TokenKind::End`].
///
/// Linear in the length of the text. Spaces are in no token; otherwise the tokens cover the text.
///
/// ```
/// use plexusdb::cypher::syntax::{TokenKind, tokens};
///
/// let kinds: Vec<TokenKind> = tokens("RETURN 1 // one").iter().map(|t| t.kind).collect();
/// assert_eq!(kinds, [TokenKind::Word, TokenKind::Integer, TokenKind::Comment, TokenKind::End]);
/// ```
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::with_capacity(text.len() / 4 + 1);
    loop {
        lexer.take_while(is_space);
        let start = lexer.at;
        let kind = lexer.token();
        tokens.push(Token { kind, span: Span::new(start..lexer.at) });
        if kind == TokenKind::End {
            return tokens;
        }
    }
}

/// The statements of a script: the spans between the `;` outside strings and comments, from the first
/// token to the last, in the order of the text; comments around them and empty ones are left out.
///
/// ```
/// use plexusdb::cypher::syntax::statements;
///
/// let script = "RETURN ';'; // one\n RETURN 2";
/// let found: Vec<&str> = statements(script).iter().map(|s| s.of(script)).collect();
/// assert_eq!(found, ["RETURN ';'", "RETURN 2"]);
/// ```
pub fn statements(text: &str) -> Vec<Span> {
    let mut lexer = Lexer { text, at: 0 };
    let (mut found, mut said): (_, Option<Span>) = (Vec::new(), None);
    loop {
        lexer.take_while(is_space);
        let start = lexer.at;
        let kind = lexer.token();
        let span = Span::new(start..lexer.at);
        match kind {
            TokenKind::Symbol(";") => found.extend(said.take()),
            TokenKind::Comment => {}
            TokenKind::End => {
                found.extend(said);
                return found;
            }
            _ => said = Some(said.map_or(span, |first| first.to(span))),
        }
    }
}

/// Whether a prompt should run `text` rather than wait for more lines: a `;` ends it that stands in no
/// string or comment.
///
/// ```
/// use plexusdb::cypher::syntax::is_complete;
///
/// assert!(is_complete("MATCH (n)\nRETURN n; // done"));
/// assert!(!is_complete("MATCH (n)\nRETURN n") && !is_complete("RETURN 'a;"));
/// ```
pub fn is_complete(text: &str) -> bool {
    let tokens = tokens(text);
    let said = tokens.iter().rev().find(|t| !matches!(t.kind, TokenKind::Comment | TokenKind::End));
    said.is_some_and(|t| t.kind == TokenKind::Symbol(";"))
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl Lexer<'_> {
    fn token(&mut self) -> TokenKind {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return TokenKind::End };
        let second = rest.chars().nth(1);
        match first {
            '\'' | '"' => self.quoted(first, TokenKind::String),
            '`' => self.quoted(first, TokenKind::QuotedName),
            '/' if second == Some('/') => {
                self.take_while(|c| c != '\n');
                TokenKind::Comment
            }
            '/' if second == Some('*') => self.block_comment(),
            '$' => self.parameter(second),
            '0'..='9' => self.number(),
            '.' if second.is_some_and(|c| c.is_ascii_digit()) => self.number(),
            c if is_name_start(c) => {
                self.take_while(is_name_part);
                TokenKind::Word
            }
            c => self.symbol(c, second),
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !wanted(c)).unwrap_or(rest.len());
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or_default()
    }

    fn symbol(&mut self, first: char, second: Option<char>) -> TokenKind {
        let pair = second.and_then(|second| double_symbol(first, second));
        if let Some(symbol) = pair.or_else(|| single_symbol(first)) {
            self.at += symbol.len();
            TokenKind::Symbol(symbol)
        } else {
            self.at += first.len_utf8();
            TokenKind::Unknown
        }
    }

    /// A backslash shields the next character in strings; a doubled backtick stands for itself in names,
    /// which then simply are two quoted pieces without a gap.
    fn quoted(&mut self, quote: char, kind: TokenKind) -> TokenKind {
        let mut chars = self.rest().char_indices().skip(1).peekable();
        let mut end = None;
        while let Some((at, c)) = chars.next() {
            if c == '\\' && kind == TokenKind::String {
                chars.next();
            } else if c == quote {
                if kind == TokenKind::QuotedName && chars.next_if(|(_, c)| *c == quote).is_some() {
                    continue;
                }
                end = Some(at + 1);
                break;
            }
        }
        match end {
            Some(end) => {
                self.at += end;
                kind
            }
            None => self.unclosed(),
        }
    }

    fn unclosed(&mut self) -> TokenKind {
        self.at = self.text.len();
        TokenKind::Unclosed
    }

    fn block_comment(&mut self) -> TokenKind {
        match self.rest().get(2..).and_then(|body| body.find("*/")) {
            Some(end) => {
                self.at += end + 4;
                TokenKind::Comment
            }
            None => self.unclosed(),
        }
    }

    fn parameter(&mut self, second: Option<char>) -> TokenKind {
        self.at += 1;
        match second {
            Some('`') => match self.quoted('`', TokenKind::QuotedName) {
                TokenKind::QuotedName => TokenKind::Parameter,
                other => other,
            },
            Some(c) if is_name_part(c) => {
                self.take_while(is_name_part);
                TokenKind::Parameter
            }
            _ => TokenKind::Symbol("$"),
        }
    }

    /// Takes everything a reader would take for one number, valid or not: the parser judges it.
    /// Two dots never belong to a number, so `1..3` is a range.
    fn number(&mut self) -> TokenKind {
        let mut kind = TokenKind::Integer;
        let radix = self.peek(0) == b'0' && matches!(self.peek(1), b'x' | b'X' | b'o' | b'O');
        if !radix {
            self.take_while(|c| c.is_ascii_digit());
            if self.peek(0) == b'.' && self.peek(1).is_ascii_digit() {
                kind = TokenKind::Float;
                self.at += 1;
                self.take_while(|c| c.is_ascii_digit());
            }
            let signed = matches!(self.peek(1), b'+' | b'-') && self.peek(2).is_ascii_digit();
            if matches!(self.peek(0), b'e' | b'E') && (signed || self.peek(1).is_ascii_digit()) {
                kind = TokenKind::Float;
                self.at += 2;
            }
        }
        self.take_while(is_name_part);
        kind
    }
}

/// The symbols of two characters. Arrows are none of them: `a<-1` compares with a negative number.
fn double_symbol(first: char, second: char) -> Option<&'static str> {
    Some(match (first, second) {
        ('<', '=') => "<=",
        ('>', '=') => ">=",
        ('<', '>') => "<>",
        ('=', '~') => "=~",
        ('+', '=') => "+=",
        ('.', '.') => "..",
        ('|', '|') => "||",
        (':', ':') => "::",
        _ => return None,
    })
}

fn single_symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '(' => "(",
        ')' => ")",
        '[' => "[",
        ']' => "]",
        '{' => "{",
        '}' => "}",
        ',' => ",",
        '.' => ".",
        ':' => ":",
        ';' => ";",
        '|' => "|",
        '&' => "&",
        '!' => "!",
        '%' => "%",
        '=' => "=",
        '<' => "<",
        '>' => ">",
        '+' => "+",
        '-' => "-",
        '*' => "*",
        '/' => "/",
        '^' => "^",
        _ => return None,
    })
}

/// Whether `c` may begin a plain name.
pub(super) fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || is_connector(c)
}

/// Whether `c` may stand in a plain name.
pub(super) fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || is_connector(c) || (!c.is_ascii() && is_combining_mark(c))
}

/// Unicode's connector punctuation, which openCypher takes as a part of names.
fn is_connector(c: char) -> bool {
    matches!(
        c,
        '_' | '\u{203F}' | '\u{2040}' | '\u{2054}' | '\u{FE33}' | '\u{FE34}' | '\u{FE4D}'
            ..='\u{FE4F}' | '\u{FF3F}'
    )
}

/// openCypher's whitespace: Unicode's, the ASCII separators, and a byte order mark.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}' | '\u{180E}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|t| t.span.of(text)).collect()
    }

    fn kind(text: &str) -> TokenKind {
        let found = tokens(text);
        assert_eq!(found.len(), 2, "{text} is one token");
        found[0].kind
    }

    #[test]
    fn numbers_stop_before_a_range() {
        assert_eq!(pieces("*1..3"), ["*", "1", "..", "3", ""]);
        assert_eq!(pieces("[.5..1.5e-3]"), ["[", ".5", "..", "1.5e-3", "]", ""]);
        assert_eq!(pieces("$0.name"), ["$0", ".", "name", ""]);
    }

    #[test]
    fn numbers_swallow_the_letters_that_spoil_them() {
        for bad in ["12h4", "0x", "0xg", "1e", "017"] {
            assert_eq!(kind(bad), TokenKind::Integer, "{bad}");
        }
        assert_eq!(kind("1.5x"), TokenKind::Float);
    }

    #[test]
    fn names_may_be_of_any_script_and_in_backticks() {
        for name in ["Ärztin", "医院", "_x1", "क्लिनिक", "naïve\u{301}"] {
            assert_eq!(kind(name), TokenKind::Word, "{name}");
        }
        assert_eq!(kind("`a ``b`` c`"), TokenKind::QuotedName);
        assert_eq!(kind("$`a b`"), TokenKind::Parameter);
    }

    #[test]
    fn strings_keep_escaped_quotes_and_newlines() {
        assert_eq!(kind(r"'it\'s \\'"), TokenKind::String);
        assert_eq!(kind("\"a'\nb\""), TokenKind::String);
        for open in ["'abc", r"'abc\'", "`abc", "/* abc", "$`abc"] {
            assert_eq!(kind(open), TokenKind::Unclosed, "{open}");
        }
    }

    #[test]
    fn arrows_are_single_characters_and_comparisons_are_not() {
        assert_eq!(pieces("<-->"), ["<", "-", "-", ">", ""]);
        assert_eq!(pieces("<=>=<>=~"), ["<=", ">=", "<>", "=~", ""]);
        assert_eq!(kind("—"), TokenKind::Unknown);
    }
}
