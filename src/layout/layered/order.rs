//! The order within each column, so that few lines cross.

use super::{Beside, MANY, Part, at, measure, put};

/// How often the columns are gone through, at most, and at most in a part of many cells, where
/// neighbours are not tried the other way round either.
const SWEEPS: (usize, usize) = (24, 5);

/// So many pairs of lines are compared one by one.
const FEW: usize = 64;

/// Sorts the columns.
pub(super) fn sort(part: &mut Part) {
    let mut place = vec![0_usize; part.cells.len()];
    number(&part.columns, &mut place);
    let mut best = part.columns.clone();
    let mut fewest = crossings(part, &part.columns, &place, usize::MAX);
    let mut columns = best.clone();
    let mut idle = 0;
    let small = part.cells.len() <= MANY;
    let sweeps = if small { SWEEPS.0 } else { SWEEPS.1 };
    let mut rows = Vec::new();
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
                by_middle(column, beside, &mut place, &mut rows);
            }
        }
        if small {
            for column in &mut columns {
                swap(column, part, &mut place);
            }
        }
        let crossed = crossings(part, &columns, &place, fewest);
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

/// Sorts a column by the middle of what each cell is joined to; the rest keeps its place. `rows` is only
/// room to work in.
fn by_middle(
    column: &mut [usize],
    beside: &Beside,
    place: &mut [usize],
    rows: &mut Vec<(u64, usize, usize)>,
) {
    let middle = |cell: usize| match beside.get(cell) {
        [] => measure(at(place, cell)),
        [one] => measure(at(place, *one)),
        joined => {
            let sum: usize = joined.iter().map(|c| at(place, *c)).sum();
            measure(sum) / measure(joined.len())
        }
    };
    rows.clear();
    // No middle is below 0, and of such numbers the bits have the same order.
    rows.extend(column.iter().map(|cell| (middle(*cell).to_bits(), at(place, *cell), *cell)));
    if rows.is_sorted() {
        return;
    }
    rows.sort_unstable();
    for ((row, slot), (_, _, cell)) in column.iter_mut().enumerate().zip(rows) {
        *slot = *cell;
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
fn crossed(side: &Beside, first: usize, second: usize, place: &[usize]) -> usize {
    let (above, below) = (side.get(first), side.get(second));
    if above.len() * below.len() <= FEW {
        let crosses = |a: &usize| below.iter().filter(|b| at(place, **b) < at(place, *a)).count();
        return above.iter().map(crosses).sum();
    }
    let mut rows: Vec<usize> = below.iter().map(|c| at(place, *c)).collect();
    rows.sort_unstable();
    above.iter().map(|c| rows.partition_point(|row| *row < at(place, *c))).sum()
}

/// How often lines cross at all; where it is `most` times or more, some number from there on.
fn crossings(part: &Part, columns: &[Vec<usize>], place: &[usize], most: usize) -> usize {
    let mut crossed = 0;
    let mut rows = Vec::new();
    // A Fenwick tree over the rows of the next column: how many lines end below a row.
    let mut tree: Vec<usize> = Vec::new();
    for (column, next) in columns.iter().zip(columns.iter().skip(1)) {
        if crossed >= most {
            return crossed;
        }
        tree.clear();
        tree.resize(next.len() + 1, 0);
        let mut lines = 0;
        for cell in column {
            rows.clear();
            rows.extend(part.right.get(*cell).iter().map(|c| at(place, *c)));
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
