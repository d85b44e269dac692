//! How far down each cell of a column stands.

use super::{Beside, Cell, Kind, MANY, Part, at, measure};

/// How often cells move towards what they are joined to, and how often in a part of many cells.
const SWEEPS: (usize, usize) = (30, 10);

/// Moves each cell towards what it is joined to, long lines first, without changing the order of a
/// column or bringing two of its cells too close.
pub(super) fn settle(part: &mut Part, gap: f64) {
    for column in &part.columns {
        let mut y = 0.0;
        let mut last: Option<Cell> = None;
        for cell in column {
            let Some(cell) = part.cells.get_mut(*cell) else { continue };
            y += last.map_or(0.0, |last| apart(&last, cell, gap));
            cell.y = y;
            last = Some(*cell);
        }
    }
    let sweeps = if part.cells.len() > MANY { SWEEPS.1 } else { SWEEPS.0 };
    for sweep in 0..sweeps {
        // At first from one side at a time, so that a move spreads; then between both.
        let settled = sweep + 8 >= sweeps;
        let count = part.columns.len();
        for step in 0..count {
            let number = if sweep % 2 == 0 { step } else { count - 1 - step };
            let sides: &[&Beside] = match (settled, sweep % 2 == 0) {
                (true, _) => &[&part.left, &part.right],
                (false, true) => &[&part.left],
                (false, false) => &[&part.right],
            };
            let Some(column) = part.columns.get(number) else { continue };
            let moved = column_of(&part.cells, column, sides, gap);
            for (cell, y) in column.iter().zip(moved) {
                if let Some(cell) = part.cells.get_mut(*cell) {
                    cell.y = y;
                }
            }
        }
    }
}

/// How far the middles of two neighbours must be apart.
fn apart(upper: &Cell, lower: &Cell, gap: f64) -> f64 {
    let between = match (upper.kind, lower.kind) {
        (Kind::Box, Kind::Box) => gap,
        (Kind::Pass, Kind::Pass) => gap * 0.4,
        _ => gap * 0.7,
    };
    f64::midpoint(upper.size.height, lower.size.height) + between
}

/// How strongly a line pulls: a long one is to run straight.
fn pull(a: Kind, b: Kind) -> f64 {
    match (a, b) {
        (Kind::Box, Kind::Box) => 1.0,
        (Kind::Box, _) | (_, Kind::Box) => 2.0,
        _ => 8.0,
    }
}

/// Where the cells of one column would best stand: the weighted least squares of their wishes, with
/// the distances kept (pool adjacent violators).
fn column_of(cells: &[Cell], column: &[usize], sides: &[&Beside], gap: f64) -> Vec<f64> {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    let mut offsets = Vec::with_capacity(column.len());
    let mut offset = 0.0;
    let mut last: Option<Cell> = None;
    for number in column {
        let cell = at(cells, *number);
        offset += last.map_or(0.0, |last| apart(&last, &cell, gap));
        last = Some(cell);
        offsets.push(offset);
        let (mut sum, mut weight) = (cell.y * 0.02, 0.02);
        for joined in sides.iter().flat_map(|side| side.get(*number)) {
            let other = at(cells, *joined);
            let pull = pull(cell.kind, other.kind);
            sum += other.y * pull;
            weight += pull;
        }
        let mut block = (sum / weight - offset, weight, 1);
        while let Some(above) = blocks.last().copied().filter(|above| above.0 > block.0) {
            blocks.pop();
            let weight = above.1 + block.1;
            block = ((above.0 * above.1 + block.0 * block.1) / weight, weight, above.2 + block.2);
        }
        blocks.push(block);
    }
    let bases = blocks.iter().flat_map(|(base, _, count)| std::iter::repeat_n(*base, *count));
    bases.zip(offsets).map(|(base, offset)| base + offset).collect()
}

/// How far apart the columns are to be for lines between them not to run too steeply.
pub(super) fn gap_after(part: &Part, column: &[usize], least: f64) -> f64 {
    let steepest = column
        .iter()
        .flat_map(|from| {
            let y = at(&part.cells, *from).y;
            let joined = part.right.get(*from).iter();
            joined.map(move |to| (at(&part.cells, *to).y - y).abs())
        })
        .fold(0.0, f64::max);
    let lines: usize = column.iter().map(|c| part.right.get(*c).len()).sum();
    let wanted = least + steepest * 0.05 + measure(lines);
    wanted.min(least * 2.5)
}
