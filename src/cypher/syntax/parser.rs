//! Recursive descent over the tokens; expressions by operator precedence.
//!
//! Above each function stands the production of the openCypher grammar it reads. Looking ahead never
//! takes more than a few tokens, because every bracket knows its partner: no backtracking, so parsing
//! takes linear time. A clause that cannot be read is skipped up to the next one, so that one pass finds
//! what is wrong in each of them.

mod atom;
mod clause;
mod declaration;
mod expr;
mod fault;
mod list;
mod pattern;
mod project;
mod update;

use super::keyword::{is_clause_start, is_reserved};
use super::lexer::{Token, TokenKind, tokens};
use super::tree::{Name, Statement};
use super::{MAX_DEPTH, MAX_LENGTH, literal};
use crate::cypher::{Phase, Problem, QueryError};
use crate::error::Span;
use fault::Fault;

/// The result of reading a part; a fault stops the clause it stands in.
type Parsed<T> = Result<T, Fault>;

/// A text with more faults than this gets no further ones listed.
const MAX_PROBLEMS: usize = 32;

/// Reads one statement, with or without a `;` behind it.
///
/// Takes time and space linear in the length of the text, which may be at most
/// [`MAX_LENGTH`](super::MAX_LENGTH) bytes. Brackets and subqueries may nest
/// [`MAX_DEPTH`](super::MAX_DEPTH) deep. An error holds every problem found, in the order of the text,
/// each with its span.
///
/// ```
/// use plexusdb::cypher::syntax::{parse, tree::ClauseKind};
///
/// let statement = parse("MATCH (n) RETURN n.name;")?;
/// let clauses = &statement.query.first.clauses;
/// assert!(matches!(clauses[1].kind, ClauseKind::Return(_)));
///
/// let error = parse("MTCH (n) RETURN n").unwrap_err();
/// assert_eq!(error.help().as_deref(), Some("did you mean `MATCH`?"));
/// # Ok::<(), plexusdb::cypher::QueryError>(())
/// ```
pub fn parse(text: &str) -> Result<Statement, QueryError> {
    if text.len() > MAX_LENGTH {
        let fault = Fault::too_long(text);
        return Err(QueryError::new(Phase::CompileTime, fault.into_problem()));
    }
    let mut parser = Parser::new(text);
    let statement = parser.statement();
    let mut problems = parser.problems;
    let statement = match statement {
        Ok(statement) => Some(statement),
        Err(fault) => {
            problems.push(fault.into_problem());
            None
        }
    };
    problems.sort_by_key(|p| p.span);
    match (QueryError::compile_time(problems), statement) {
        (None, Some(statement)) => Ok(statement),
        (Some(error), _) => Err(error),
        (None, None) => Err(QueryError::new(Phase::CompileTime, Fault::empty(text).into_problem())),
    }
}

struct Parser<'t> {
    text: &'t str,
    /// Without comments; the last one is always the end.
    tokens: Vec<Token>,
    /// For each opening bracket the token that closes it.
    partners: Vec<Option<u32>>,
    at: usize,
    /// How many levels of recursion are open.
    depth: usize,
    /// The height of the tallest expression read since this was last set.
    height: usize,
    /// Whether `|` ends the expression being read, as in `[x IN list WHERE x:A | x]`.
    bar_ends: bool,
    problems: Vec<Problem>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let mut tokens = tokens(text);
        tokens.retain(|t| t.kind != TokenKind::Comment);
        let partners = partners(&tokens);
        let problems = Vec::new();
        Self { text, tokens, partners, at: 0, depth: 0, height: 0, bar_ends: false, problems }
    }

    // Looking at tokens.

    fn token(&self, ahead: usize) -> Token {
        let end = Token { kind: TokenKind::End, span: Span::new(self.text.len()..self.text.len()) };
        self.tokens.get(self.at + ahead).copied().unwrap_or(end)
    }

    fn kind(&self) -> TokenKind {
        self.token(0).kind
    }

    fn span(&self) -> Span {
        self.token(0).span
    }

    fn slice(&self, token: Token) -> &'t str {
        self.text.get(token.span.range()).unwrap_or_default()
    }

    fn symbol_ahead(&self, ahead: usize, symbol: &str) -> bool {
        matches!(self.token(ahead).kind, TokenKind::Symbol(s) if s == symbol)
    }

    fn at_symbol(&self, symbol: &str) -> bool {
        self.symbol_ahead(0, symbol)
    }

    fn word_ahead(&self, ahead: usize, word: &str) -> bool {
        let token = self.token(ahead);
        token.kind == TokenKind::Word && self.slice(token).eq_ignore_ascii_case(word)
    }

    fn at_word(&self, word: &str) -> bool {
        self.word_ahead(0, word)
    }

    /// Whether the token before this one is `symbol`.
    fn behind(&self, symbol: &str) -> bool {
        self.before().is_some_and(|t| matches!(t.kind, TokenKind::Symbol(s) if s == symbol))
    }

    fn before(&self) -> Option<Token> {
        self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).copied()
    }

    /// Whether a name that can be a variable comes: a word that is not reserved, or one in backticks.
    fn variable_ahead(&self, ahead: usize) -> bool {
        let token = self.token(ahead);
        match token.kind {
            TokenKind::QuotedName => true,
            TokenKind::Word => !is_reserved(self.slice(token)),
            _ => false,
        }
    }

    /// The token that closes the bracket `ahead` tokens from here, counted from here too.
    fn partner_ahead(&self, ahead: usize) -> Option<usize> {
        let partner = self.partners.get(self.at + ahead).copied().flatten()?;
        (partner as usize).checked_sub(self.at)
    }

    // Taking tokens.

    fn bump(&mut self) -> Token {
        let token = self.token(0);
        if token.kind != TokenKind::End {
            self.at += 1;
        }
        token
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.bump();
        }
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.bump();
        }
        found
    }

    fn expect(&mut self, symbol: &'static str) -> Parsed<Span> {
        if self.at_symbol(symbol) {
            Ok(self.bump().span)
        } else {
            Err(self.expected_symbol(symbol))
        }
    }

    fn expect_word(&mut self, word: &'static str) -> Parsed<Span> {
        if self.at_word(word) {
            Ok(self.bump().span)
        } else {
            Err(self.expected(&format!("`{word}`")))
        }
    }

    /// The span from `start` to the last token taken.
    fn since(&self, start: Span) -> Span {
        match self.before() {
            Some(last) if last.span.end >= start.start => start.to(last.span),
            _ => Span { start: start.start, end: start.start },
        }
    }

    // Names.

    /// `SchemaName = SymbolicName | ReservedWord`: any word will do.
    fn name(&mut self, what: &str) -> Parsed<Name> {
        let token = self.token(0);
        match token.kind {
            TokenKind::Word | TokenKind::QuotedName => {
                self.bump();
                Ok(Name { text: literal::name(self.slice(token)), span: token.span })
            }
            _ => Err(self.expected(what)),
        }
    }

    /// `Variable = SymbolicName`.
    fn variable(&mut self) -> Parsed<Name> {
        if self.variable_ahead(0) {
            return self.name("a variable");
        }
        let fault = self.expected("a variable");
        let word = self.slice(self.token(0));
        let reserved = self.kind() == TokenKind::Word;
        Err(if reserved {
            fault.help(format!("write `{word}` in backticks to use it as a name"))
        } else {
            fault
        })
    }

    // Recursion.

    /// Runs `read` one level deeper.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.deeper_by(1, read)
    }

    /// Runs `read` as many levels deeper as its use of the stack is worth.
    fn deeper_by<T>(
        &mut self,
        levels: usize,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        if self.depth + levels > MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.depth += levels;
        let result = read(self);
        self.depth -= levels;
        result
    }

    /// Runs `read` between brackets: what `|` means outside them says nothing inside.
    fn inside<T>(
        &mut self,
        bar_ends: bool,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let outer = std::mem::replace(&mut self.bar_ends, bar_ends);
        let result = read(self);
        self.bar_ends = outer;
        result
    }

    /// `item, item, …`, at least one.
    fn items<T>(&mut self, mut read: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = vec![read(self)?];
        while self.eat(",") {
            items.push(read(self)?);
        }
        Ok(items)
    }

    /// Items up to `close`, which is taken; there may be none.
    fn items_until<T>(
        &mut self,
        close: &'static str,
        mut read: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<Vec<T>> {
        let mut items = Vec::new();
        if self.eat(close) {
            return Ok(items);
        }
        loop {
            items.push(read(self)?);
            if !self.eat(",") {
                self.expect(close)?;
                return Ok(items);
            }
        }
    }

    // Recovery.

    /// Notes the fault and moves to the next clause behind it that stands on the same level as the one
    /// that began at `start`; to the end of the text where there is none, or reading on makes no sense.
    fn recover(&mut self, start: usize, fault: Fault) {
        let goes_on = !fault.is_final() && self.problems.len() + 1 < MAX_PROBLEMS;
        self.note(fault);
        let stopped = self.at.max(start + 1);
        self.at = if goes_on { start } else { self.tokens.len() };
        while self.kind() != TokenKind::End && (self.at < stopped || !self.at_clause()) {
            self.at += self.partner_ahead(0).unwrap_or(1);
        }
    }

    fn note(&mut self, fault: Fault) {
        self.problems.push(fault.into_problem());
    }

    /// Whether a clause begins here, and not `STARTS WITH`, `ON MATCH` or `n.match`.
    fn at_clause(&self) -> bool {
        let token = self.token(0);
        let begins = token.kind == TokenKind::Word && is_clause_start(self.slice(token));
        begins
            && self.before().is_none_or(|before| match before.kind {
                TokenKind::Symbol("." | ":" | "|") => false,
                TokenKind::Word => {
                    let before = self.slice(before);
                    !["ON", "STARTS", "ENDS", "AS"].iter().any(|w| w.eq_ignore_ascii_case(before))
                }
                _ => true,
            })
    }
}

/// For each opening bracket the index of the token that closes it; `None` for all other tokens and for
/// brackets that do not match.
fn partners(tokens: &[Token]) -> Vec<Option<u32>> {
    let mut partners = vec![None; tokens.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Symbol("(") => open.push((at, ")")),
            TokenKind::Symbol("[") => open.push((at, "]")),
            TokenKind::Symbol("{") => open.push((at, "}")),
            TokenKind::Symbol(symbol) => {
                let closes = open.pop_if(|(_, close)| *close == symbol);
                let slot = closes.and_then(|(start, _)| partners.get_mut(start));
                if let (Some(slot), Ok(at)) = (slot, u32::try_from(at)) {
                    *slot = Some(at);
                }
            }
            _ => {}
        }
    }
    partners
}
