//! The words of the language. No word is reserved where the grammar lets only a name stand, so
//! `n.match`, `:Order` and `AS where` need no backticks.

use crate::model::name::nearest;

/// The words a clause begins with, sorted.
pub(super) const CLAUSE_STARTS: [&str; 20] = [
    "CALL", "CREATE", "DELETE", "DETACH", "DROP", "FILTER", "FINISH", "FOR", "FOREACH", "INSERT",
    "LET", "MATCH", "MERGE", "OPTIONAL", "REMOVE", "RETURN", "SET", "UNION", "UNWIND", "WITH",
];

/// The words that end an expression or stand for something in it, and so are no variables unless in
/// backticks, sorted.
const RESERVED: [&str; 30] = [
    "AND", "AS", "CASE", "CONTAINS", "CREATE", "DELETE", "DETACH", "DISTINCT", "ELSE", "ENDS",
    "FALSE", "IN", "IS", "MATCH", "MERGE", "NOT", "NULL", "OR", "REMOVE", "RETURN", "SET",
    "STARTS", "THEN", "TRUE", "UNION", "UNWIND", "WHEN", "WHERE", "WITH", "XOR",
];

/// The words that only sometimes mean something, beyond the two lists above, sorted.
const OTHERS: [&str; 42] = [
    "ALL",
    "ALLSHORTESTPATHS",
    "ANY",
    "AS OF",
    "ASC",
    "ASCENDING",
    "AT",
    "BY",
    "COLLECT",
    "COUNT",
    "DESC",
    "DESCENDING",
    "DIFFERENT",
    "ELEMENTS",
    "END",
    "EXISTS",
    "EXPLAIN",
    "GROUPS",
    "LAYERS",
    "LEAST",
    "LIMIT",
    "NONE",
    "OF",
    "OFFSET",
    "ON",
    "ONLY",
    "ORDER",
    "PATHS",
    "PROFILE",
    "PUBLISHED",
    "REDUCE",
    "RELATIONSHIPS",
    "REPEATABLE",
    "SHORTEST",
    "SHORTESTPATH",
    "SINGLE",
    "SKIP",
    "STATED",
    "SYSTEM_TIME",
    "TYPED",
    "VALID_TIME",
    "YIELD",
];

/// Words that begin a clause in GQL or in another dialect, or stand behind one here, each with what to
/// write in its place.
const ELSEWHERE: [(&str, &str); 7] = [
    ("LIMIT", "it stands at the end of `RETURN` or `WITH`"),
    ("LOAD", "hand the rows of a file in as a parameter, and write `UNWIND $rows AS row`"),
    ("ORDER", "it stands behind the columns of `RETURN` or `WITH`, before `SKIP` and `LIMIT`"),
    ("SELECT", "write `MATCH` and what to find, then `RETURN` and the columns"),
    ("SKIP", "it stands behind `ORDER BY` of `RETURN` or `WITH`, before `LIMIT`"),
    ("USE", "leave it out: a query runs on the graph that it is given"),
    ("WHERE", "it stands behind `MATCH`, `WITH` and `YIELD`; write `FILTER` to filter rows"),
];

/// What to write where a word stands that begins a clause only elsewhere.
pub(super) fn elsewhere(word: &str) -> Option<&'static str> {
    let known = ELSEWHERE.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    known.map(|(_, remedy)| *remedy)
}

/// Every word that means something in Cypher, in capitals, sorted within each group: for completion.
pub fn keywords() -> impl Iterator<Item = &'static str> {
    let clauses = CLAUSE_STARTS.into_iter().filter(|w| !is_reserved(w));
    RESERVED.into_iter().chain(clauses).chain(OTHERS)
}

/// Whether `word` means something in Cypher, in any case; it may still be a name where a name is
/// expected.
pub fn is_keyword(word: &str) -> bool {
    keywords().any(|k| k.eq_ignore_ascii_case(word))
}

/// Whether a line that starts with `word` is Cypher.
///
/// Besides the clauses these are the words that stand before a query: `EXPLAIN` and `PROFILE`.
///
/// ```
/// use plexusdb::cypher::syntax::is_cypher_start;
///
/// assert!(is_cypher_start("match") && is_cypher_start("EXPLAIN") && !is_cypher_start("who"));
/// ```
pub fn is_cypher_start(word: &str) -> bool {
    let prefixes = ["EXPLAIN", "PROFILE"];
    let starts = CLAUSE_STARTS.into_iter().filter(|w| *w != "UNION").chain(prefixes);
    starts.into_iter().any(|k| k.eq_ignore_ascii_case(word))
}

/// Whether `word` begins a clause.
pub(super) fn is_clause_start(word: &str) -> bool {
    CLAUSE_STARTS.iter().any(|k| k.eq_ignore_ascii_case(word))
}

/// Whether `word` cannot be a variable unless in backticks.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|k| k.eq_ignore_ascii_case(word))
}

/// The word nearest to `word` that begins a clause or a part of one, if one is near.
pub(super) fn nearest_clause(word: &str) -> Option<&'static str> {
    let within = ["WHERE", "ORDER", "LIMIT", "SKIP"];
    nearest(word, CLAUSE_STARTS.into_iter().chain(within), 1).first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_clause_is_near() {
        assert_eq!(nearest_clause("MTCH"), Some("MATCH"));
        assert_eq!(nearest_clause("retrun"), Some("RETURN"));
        assert_eq!(nearest_clause("who"), None);
    }

    #[test]
    fn keywords_are_listed_once() {
        let mut all: Vec<&str> = keywords().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
