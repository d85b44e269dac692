//! How wide a text is: the advances of Arimo, whose letters are as wide as those of Arial and Helvetica.

/// The advances in 1/2048 of the size, two bytes a character, first regular and then bold; 65535 where
/// the font has no letter.
const WIDTHS: &[u8] = include_bytes!("../font/widths.bin");

/// The characters whose advances are known, in the order of the table.
const RANGES: [(u32, u32); 2] = [(0x20, 0x530), (0x2010, 0x2200)];

/// How wide a character is, in 1/2048 of the size; none where that is not known.
pub(in crate::export) fn advance(c: char, bold: bool) -> Option<u16> {
    let mut place = 0;
    for (first, end) in RANGES {
        let code = u32::from(c);
        if (first..end).contains(&code) {
            let row: u32 = RANGES.iter().map(|(first, end)| end - first).sum();
            let place = usize::try_from(place + code - first + if bold { row } else { 0 }).ok()?;
            let pair = [*WIDTHS.get(place * 2)?, *WIDTHS.get(place * 2 + 1)?];
            return Some(u16::from_le_bytes(pair)).filter(|width| *width != u16::MAX);
        }
        place += end - first;
    }
    None
}

/// How wide a text is at a size, and whether that is known or a bound.
///
/// A letter of an unknown width counts as a square, which few are wider than.
pub(in crate::export) fn width(text: &str, size: f64, bold: bool) -> (f64, bool) {
    let mut known = true;
    let units: u32 = text
        .chars()
        .map(|c| {
            advance(c, bold).map_or_else(
                || {
                    known = false;
                    2048
                },
                u32::from,
            )
        })
        .sum();
    (f64::from(units) / 2048.0 * size, known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_as_wide_as_in_arial() {
        assert_eq!(advance('a', false), Some(1139));
        assert_eq!(advance('W', true), Some(1933));
        assert_eq!(advance('é', false), Some(1139));
        assert_eq!(advance('→', false), Some(2048));
        assert_eq!(advance('漢', false), None);
        assert_eq!(width("漢字", 10.0, false), (20.0, false));
        assert!(width("Arden", 10.0, true).0 > width("Arden", 10.0, false).0);
    }
}
