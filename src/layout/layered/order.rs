//! The order within each column, so that few lines cross.

use super::{MANY, Part, at, measure, put};

/// How often the columns are gone through, at most, and at most in a part of many cells, where
/// neighbours are not tried the other way round either.
const SWEEPS: (usize, usize) = (24, 7);

/// Sorts the columns.
pub(super) fn sort(part: &mut Part) {
    let mut place = vec![0_usize; part.cells.len()];
    number(&part.columns, &mut place);
    let mut best = part.columns.clone();
    let mut fewest = crossings(part, &part.columns, &place);
    let mut columns = best.clone();
    let mut idle = 0;
    let small = part.cells.len() <= MANY;
    let sweeps = if small { SWEEPS.0 } else { SWEEPS.1 };
    for sweep in 0..sweeps {
        if fewest == 0 || idle == 6 {
            break;
        }
        let rightwards = sweep % 2 == 0;
        let count = columns.len();
        for step in 1..count {
            let at = if rightwards { step } else { count - 1 - step };
            let beside = if rightwards { &part.left } else { &part.right };
            if let Some(column) = columns.get_mut(at) {
                by_middle(column, beside, &mut place);
            }
        }
        if small {
            for column in &mut columns {
                swap(column, part, &mut place);
            }
        }
        let crossed = crossings(part, &columns, &place);
        idle += 1;
        if crossed < fewest {
            (fewest, idle) = (crossed, 0);
            best.clone_from(&columns);
        }
    }
    part.columns = best;
}

/// Notes where each cell stands in its column.
fn number(columns: &[Vec<usize>], place: &mut [usize]) {
    for column in columns {
        for (row, cell) in column.iter().enumerate() {
            put(place, *cell, row);
        }
    }
}

/// Sorts a column by the middle of what each cell is joined to; the rest keeps its place.
fn by_middle(column: &mut [usize], beside: &[Vec<usize>], place: &mut [usize]) {
    let middle = |cell: usize| {
        let joined = beside.get(cell).map_or(&[][..], Vec::as_slice);
        if joined.is_empty() {
            return measure(at(place, cell));
        }
        let sum: usize = joined.iter().map(|c| at(place, *c)).sum();
        measure(sum) / measure(joined.len())
    };
    let mut rows: Vec<(f64, usize, usize)> =
        column.iter().map(|cell| (middle(*cell), at(place, *cell), *cell)).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (slot, (_, _, cell)) in column.iter_mut().zip(rows) {
        *slot = cell;
    }
    for (row, cell) in column.iter().enumerate() {
        put(place, *cell, row);
    }
}

/// Changes neighbours wherever fewer lines cross then.
fn swap(column: &mut [usize], part: &Part, place: &mut [usize]) {
    for _ in 0..4 {
        let mut better = false;
        for upper in 1..column.len() {
            let (a, b) = (at(column, upper - 1), at(column, upper));
            let pair = |first: usize, second: usize| {
                [&part.left, &part.right]
                    .into_iter()
                    .map(|s| crossed(s, first, second, place))
                    .sum()
            };
            let (now, then): (usize, usize) = (pair(a, b), pair(b, a));
            if then < now {
                column.swap(upper - 1, upper);
                put(place, b, upper - 1);
                put(place, a, upper);
                better = true;
            }
        }
        if !better {
            return;
        }
    }
}

/// How often the lines of two cells cross on one side, the first standing above the second.
fn crossed(side: &[Vec<usize>], first: usize, second: usize, place: &[usize]) -> usize {
    let rows = |cell: usize| {
        let joined = side.get(cell).map_or(&[][..], Vec::as_slice);
        let mut rows: Vec<usize> = joined.iter().map(|c| at(place, *c)).collect();
        rows.sort_unstable();
        rows
    };
    let (above, below) = (rows(first), rows(second));
    above.iter().map(|row| below.partition_point(|other| other < row)).sum()
}

/// How often lines cross at all.
fn crossings(part: &Part, columns: &[Vec<usize>], place: &[usize]) -> usize {
    let mut crossed = 0;
    let mut rows = Vec::new();
    for (column, next) in columns.iter().zip(columns.iter().skip(1)) {
        // A Fenwick tree over the rows of the next column: how many lines end below a row.
        let mut tree = vec![0_usize; next.len() + 1];
        let mut lines = 0;
        for cell in column {
            let joined = part.right.get(*cell).map_or(&[][..], Vec::as_slice);
            rows.clear();
            rows.extend(joined.iter().map(|c| at(place, *c)));
            rows.sort_unstable();
            for row in &rows {
                let mut above = 0;
                let mut node = row + 1;
                while node > 0 {
                    above += at(&tree, node);
                    node &= node - 1;
                }
                crossed += lines - above;
            }
            for row in &rows {
                let mut node = row + 1;
                while node < tree.len() {
                    let count = at(&tree, node) + 1;
                    put(&mut tree, node, count);
                    node += node & node.wrapping_neg();
                }
                lines += 1;
            }
        }
    }
    crossed
}
