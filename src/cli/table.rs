//! Tables with lines around them.

use comfy_table::{
    Cell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};

use super::text::{brief, harmless};

/// A cell as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// Its text.
    pub text: String,
    /// Whether it is a number, and so stands to the right.
    pub number: bool,
}

/// Thin lines around and between the columns, none between the rows.
const FRAME: TableStyle = TableStyle::new()
    .top_border(LineStyle::new('┌', '─', '┬', '┐'))
    .header_lines(ContentLineStyle::new('│', '│', '│'))
    .header_separator(LineStyle::new('├', '─', '┼', '┤'))
    .content_lines(ContentLineStyle::new('│', '│', '│'))
    .bottom_border(LineStyle::new('└', '─', '┴', '┘'));

/// Longer cells are shortened, in characters: a page of one cell shows no table.
const LONG: usize = 600;

/// Draws a table no wider than `width` columns; long cells are wrapped, and shortened only where they
/// would fill the screen.
pub(super) fn draw(columns: &[String], rows: &[Vec<Shown>], width: usize) -> String {
    let mut table = Table::new();
    table
        .load_style(FRAME)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table.set_header(columns.iter().map(|c| Cell::new(harmless(c))));
    for row in rows {
        table.add_row(row.iter().map(|shown| {
            let cell = Cell::new(harmless(&brief(&shown.text, LONG)));
            if shown.number { cell.set_alignment(CellAlignment::Right) } else { cell }
        }));
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Shown {
        Shown { text: text.into(), number: text.parse::<f64>().is_ok() }
    }

    #[test]
    fn a_table_keeps_to_its_width_and_loses_nothing() {
        let rows = vec![
            vec![shown("Imperial College Healthcare NHS Trust"), shown("12")],
            vec![shown("健康\x1b[31m"), shown("3")],
        ];
        let text = draw(&["name".into(), "links".into()], &rows, 30);
        assert!(text.lines().all(|line| super::super::text::width(line) <= 30), "{text}");
        for word in ["Imperial", "Healthcare", "Trust", "12", "健康"] {
            assert!(text.contains(word), "{word} in {text}");
        }
        assert!(!text.contains('\x1b'));
    }
}
