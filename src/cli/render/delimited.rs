//! Values separated by commas (RFC 4180) or tabs.

/// What stands between the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// Commas; values that hold one stand in quotes.
    Comma,
    /// Tabs; tabs and line breaks within values become `\t`, `\n` and `\r`.
    Tab,
}

/// Writes one row with its line break. Unless `raw`, cells that a spreadsheet would take for a formula
/// begin with an apostrophe (OWASP, CSV injection).
pub(super) fn row<'a>(
    cells: impl Iterator<Item = &'a str>,
    separator: Separator,
    raw: bool,
) -> String {
    let mut line = String::new();
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            line.push(if separator == Separator::Comma { ',' } else { '\t' });
        }
        let guard = if !raw && is_formula(cell) { "'" } else { "" };
        let quoted = separator == Separator::Comma && cell.contains([',', '"', '\n', '\r']);
        if quoted {
            line.push('"');
        }
        line.push_str(guard);
        match separator {
            Separator::Comma => line.push_str(&cell.replace('"', "\"\"")),
            Separator::Tab => {
                let cell = cell.replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
                line.push_str(&cell);
            }
        }
        if quoted {
            line.push('"');
        }
    }
    line.push('\n');
    line
}

/// Whether a spreadsheet would calculate this; a plain number is only a number.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && !(cell.parse::<f64>().is_ok_and(f64::is_finite))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let cells = ["Guy's, and", "a \"b\"", "plain", "", "two\nlines"];
        let line = row(cells.into_iter(), Separator::Comma, false);
        assert_eq!(line, "\"Guy's, and\",\"a \"\"b\"\"\",plain,,\"two\nlines\"\n");
        assert_eq!(row(["a\tb", "c\nd"].into_iter(), Separator::Tab, false), "a\\tb\tc\\nd\n");
    }

    #[test]
    fn formulas_are_made_harmless_and_numbers_are_not() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("-5", "-5"),
            ("+3.5", "+3.5"),
            ("-5-cmd", "'-5-cmd"),
        ] {
            assert_eq!(row([cell].into_iter(), Separator::Comma, false), format!("{written}\n"));
            assert_eq!(row([cell].into_iter(), Separator::Comma, true), format!("{cell}\n"));
        }
        assert_eq!(row(["=\"a\""].into_iter(), Separator::Comma, false), "\"'=\"\"a\"\"\"\n");
    }

    /// A plain reader of RFC 4180.
    fn read(line: &str) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        let mut rest = line.strip_suffix('\n').unwrap().chars().peekable();
        while let Some(c) = rest.next() {
            let cell = cells.last_mut().unwrap();
            match (c, quoted) {
                ('"', true) if rest.peek() == Some(&'"') => cell.push(rest.next().unwrap()),
                ('"', _) => quoted = !quoted,
                (',', false) => cells.push(String::new()),
                (c, _) => cell.push(c),
            }
        }
        cells
    }

    proptest! {
        #[test]
        fn what_is_written_raw_is_read_again(cells in proptest::collection::vec("[a,\"=\n\r\té -]{0,6}", 1..5)) {
            let line = row(cells.iter().map(String::as_str), Separator::Comma, true);
            prop_assert_eq!(read(&line), cells);
        }

        #[test]
        fn a_line_of_tabs_is_one_line(cells in proptest::collection::vec("[a\n\r\té-]{0,6}", 1..5)) {
            let line = row(cells.iter().map(String::as_str), Separator::Tab, false);
            prop_assert_eq!(line.matches('\t').count(), cells.len() - 1);
            prop_assert_eq!(line.matches(['\n', '\r']).count(), 1);
        }
    }
}
