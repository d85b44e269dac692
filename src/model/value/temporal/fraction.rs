//! Decimal numbers, exactly: what people write into durations is not to be rounded on the way.

/// The decimals that are kept: a millionth of a nanosecond, of a second.
const DECIMALS: usize = 15;
/// The digits before the point that are read; a 64-bit number has 19.
const DIGITS: usize = 19;
/// A power of ten with as many zeros as decimals are kept.
pub(super) const SCALE: i128 = 1_000_000_000_000_000;

/// A number of at most 19 digits and 15 decimals; further decimals are cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fraction {
    /// Above the line.
    pub(super) over: i128,
    /// Below the line: a power of ten, at most [`SCALE`].
    pub(super) under: i128,
}

impl Fraction {
    /// A whole number.
    pub(crate) fn whole(n: i64) -> Self {
        Self { over: n.into(), under: 1 }
    }

    /// The shortest decimal number that is this float, if it is a number and not too large.
    pub(crate) fn of_float(x: f64) -> Option<Self> {
        Self::read(&x.to_string())
    }

    /// The number that digits say, perhaps with a sign and a point or comma.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, decimals) = match digits.split_once(['.', ',']) {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => return None,
            None => (digits, ""),
        };
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let whole = Some(whole).filter(|w| !w.is_empty() && is_number(w) && is_number(decimals))?;
        let whole = whole.trim_start_matches('0');
        let decimals = decimals.get(..DECIMALS).unwrap_or(decimals).trim_end_matches('0');
        if whole.len() > DIGITS {
            return None;
        }
        let (mut over, mut under) = (0_i128, 1_i128);
        for digit in whole.bytes().chain(decimals.bytes()) {
            over = over * 10 + i128::from(digit - b'0');
        }
        for _ in decimals.bytes() {
            under *= 10;
        }
        Some(Self { over: if negative { -over } else { over }, under })
    }

    /// Whether this is 0.
    pub(crate) fn is_zero(self) -> bool {
        self.over == 0
    }

    /// The number in units of 1 / [`SCALE`].
    pub(super) fn scaled(self) -> i128 {
        // The number below the line divides the scale, and 34 digits are what 128 bits hold.
        self.over * (SCALE / self.under)
    }
}
