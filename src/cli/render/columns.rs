//! Lines in columns without a frame: each as wide as it needs, wrapped where the page is too narrow.

use std::ops::Range;

use crate::cli::text::Text;

/// Rows of cells that stand under each other.
#[derive(Debug, Default)]
pub(super) struct Columns {
    rows: Vec<Vec<Text>>,
}

/// Blanks between two columns.
const GAP: usize = 2;
/// A column is not made narrower than this to fit the page.
const NARROWEST: usize = 12;

impl Columns {
    /// Adds a row.
    pub(super) fn push(&mut self, cells: impl IntoIterator<Item = Text>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The lines, behind `indent` blanks and, as far as the columns can be narrowed, within `width`.
    pub(super) fn lay(&self, indent: usize, width: usize) -> Vec<Text> {
        self.lay_rows(0..self.rows.len(), indent, width)
    }

    /// The same for some of the rows; their columns stand where those of all rows stand.
    pub(super) fn lay_rows(&self, rows: Range<usize>, indent: usize, width: usize) -> Vec<Text> {
        let widths = self.widths(width.saturating_sub(indent));
        let mut lines = Vec::new();
        for row in self.rows.get(rows).unwrap_or_default() {
            let cells: Vec<Vec<Text>> =
                row.iter().zip(&widths).map(|(cell, width)| cell.wrap(*width)).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(1);
            for at in 0..height {
                let mut line = Text::new();
                let mut column = indent;
                for (cell, width) in cells.iter().zip(&widths) {
                    if let Some(part) = cell.get(at).filter(|part| !part.is_empty()) {
                        line.pad_to(column);
                        line.append(part);
                    }
                    if *width > 0 {
                        column += width + GAP;
                    }
                }
                lines.push(line);
            }
        }
        lines
    }

    /// The width of each column: what its cells need, the widest narrowed until all fit.
    fn widths(&self, available: usize) -> Vec<usize> {
        let count = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let need = |at: usize| {
            self.rows.iter().filter_map(|r| r.get(at)).map(Text::width).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..count).map(need).collect();
        let gaps = GAP * widths.iter().filter(|w| **w > 0).count().saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(available);
        while excess > 0 {
            let Some(widest) = widths.iter_mut().max() else { break };
            if *widest <= NARROWEST {
                break;
            }
            *widest -= 1;
            excess -= 1;
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::text::Style;

    #[test]
    fn the_widest_column_gives_way() {
        let mut columns = Columns::default();
        let cell = |text: &str| Text::of(Style::Plain, text);
        columns.push([cell("1"), cell("Imperial College Healthcare NHS Trust"), cell("[1]")]);
        columns.push([cell("12"), cell("Brent"), cell("[2][3]")]);
        let lines: Vec<String> =
            columns.lay(2, 32).iter().map(|l| l.paint(false).trim_end().to_owned()).collect();
        assert_eq!(
            lines,
            [
                "  1   Imperial College    [1]",
                "      Healthcare NHS",
                "      Trust",
                "  12  Brent               [2][3]",
            ]
        );
    }
}
