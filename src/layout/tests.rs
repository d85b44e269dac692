//! What every placement keeps, on boxes and lines of any kind.

use proptest::prelude::*;

use super::*;

/// Boxes of any size, and lines between any of them, some with labels.
fn pictures() -> impl Strategy<Value = (Vec<Size>, Vec<Wire>)> {
    let size =
        (20.0..220.0_f64, 16.0..300.0_f64).prop_map(|(width, height)| Size { width, height });
    proptest::collection::vec(size, 1..24).prop_flat_map(|boxes| {
        let count = boxes.len();
        let label = (20.0..90.0_f64, 10.0..40.0_f64);
        let wire =
            (0..count, 0..count, proptest::option::of(label)).prop_map(|(from, to, label)| Wire {
                from,
                to,
                label: label.map(|(width, height)| Size { width, height }),
            });
        (Just(boxes), proptest::collection::vec(wire, 0..40))
    })
}

/// Whether two rectangles share ground.
fn meet(a: (Point, Size), b: (Point, Size)) -> bool {
    let apart = |p: f64, w: f64, q: f64, v: f64| p + w <= q + 0.001 || q + v <= p + 0.001;
    !apart(a.0.x, a.1.width, b.0.x, b.1.width) && !apart(a.0.y, a.1.height, b.0.y, b.1.height)
}

/// Whether a point lies inside a rectangle and not on its border.
fn inside(point: Point, (corner, size): (Point, Size)) -> bool {
    point.x > corner.x + 0.5
        && point.x < corner.x + size.width - 0.5
        && point.y > corner.y + 0.5
        && point.y < corner.y + size.height - 0.5
}

/// Nothing overlaps, no line runs through a box or a strange label, all lies within the picture.
fn assert_clear(boxes: &[Size], wires: &[Wire], placed: &Placement, loops_labelled: bool) {
    let rects: Vec<_> = placed.corners.iter().copied().zip(boxes.iter().copied()).collect();
    let labels: Vec<Option<(Point, Size)>> = wires
        .iter()
        .zip(&placed.routes)
        .map(|(w, r)| {
            let wanted = w.label.filter(|_| loops_labelled || w.from != w.to);
            wanted.map(|size| (r.label.unwrap(), size))
        })
        .collect();
    let mut all = rects.clone();
    all.extend(labels.iter().flatten());
    for (n, a) in all.iter().enumerate() {
        assert!(a.0.x >= -0.001 && a.0.x + a.1.width <= placed.size.width + 0.001, "{a:?}");
        assert!(a.0.y >= -0.001 && a.0.y + a.1.height <= placed.size.height + 0.001, "{a:?}");
        for b in all.iter().skip(n + 1) {
            assert!(!meet(*a, *b), "{a:?} on {b:?}");
        }
    }
    for (number, (wire, route)) in wires.iter().zip(&placed.routes).enumerate() {
        for point in route.points(40) {
            for rect in &rects {
                assert!(!inside(point, *rect), "line {number} {wire:?} in {rect:?} at {point:?}");
            }
            for (other, label) in labels.iter().enumerate().filter(|(o, _)| *o != number) {
                let label = label.filter(|l| inside(point, *l));
                assert!(label.is_none(), "line {number} strikes the label of {other}");
            }
        }
        let touches = |point: Point, place: usize| {
            let (corner, size) = rects[place];
            meet((point.moved(-1.0, -1.0), Size { width: 2.0, height: 2.0 }), (corner, size))
        };
        assert!(touches(route.start, wire.from) && touches(route.end(), wire.to), "{wire:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn columns_are_clear((boxes, wires) in pictures()) {
        let placed = layered(&boxes, &wires, Spacing::default());
        assert_clear(&boxes, &wires, &placed, true);
        prop_assert_eq!(placed, layered(&boxes, &wires, Spacing::default()));
    }

    #[test]
    fn rings_are_clear((boxes, wires) in pictures(), centre in 0..24_usize) {
        let centre = centre % boxes.len();
        let placed = stress(&boxes, &wires, centre);
        assert_clear(&boxes, &wires, &placed, false);
        prop_assert_eq!(placed, stress(&boxes, &wires, centre));
    }
}

#[test]
fn nothing_and_nonsense_are_placed_too() {
    let card = Size { width: 100.0, height: 40.0 };
    assert_eq!(layered(&[], &[], Spacing::default()), Placement::default());
    assert_eq!(stress(&[], &[Wire::between(3, 4)], 7).corners, []);
    let placed = layered(&[card], &[Wire::between(0, 9)], Spacing::default());
    assert_eq!((placed.corners.len(), placed.routes.len()), (1, 1));
}

#[test]
fn a_line_between_few_columns_is_level_and_a_star_is_even() {
    let card = Size { width: 100.0, height: 40.0 };
    let wires = [Wire::between(0, 1), Wire::between(1, 2), Wire::between(0, 2)];
    let chain = layered(&[card; 3], &wires, Spacing::default());
    let points = chain.routes[2].points(20);
    assert!(points.iter().any(|p| p.y < chain.corners[1].y || p.y > chain.corners[1].y + 40.0));
    let star: Vec<Wire> = (1..6).map(|n| Wire::between(n, 0)).collect();
    let placed = layered(&[card; 6], &star, Spacing::default());
    let middle: f64 = (1..6).map(|n| placed.corners[n].y).sum::<f64>() / 5.0;
    assert!((placed.corners[0].y - middle).abs() < 1.0);
}

#[test]
fn a_small_change_moves_little() {
    let card = Size { width: 100.0, height: 40.0 };
    let mut wires: Vec<Wire> = (1..9).map(|n| Wire::between(n, 0)).collect();
    wires.extend((9..14).map(|n| Wire::between(0, n)));
    let before = layered(&[card; 15], &wires, Spacing::default());
    wires.push(Wire::between(0, 14));
    let after = layered(&[card; 15], &wires, Spacing::default());
    for n in 1..9 {
        assert!((before.corners[n].x - after.corners[n].x).abs() < 0.001);
        assert!((before.corners[n].y - after.corners[n].y).abs() <= 40.0, "{n}");
    }
}
