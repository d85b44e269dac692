//! The values of number and string literals, and the text of names.

use std::ops::Range;

/// Why a number is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadNumber {
    /// Its digits are wrong.
    Malformed,
    /// It begins with 0, which once meant octal.
    LeadingZero,
    /// It does not fit 64 bits.
    TooLarge,
}

/// The value of an integer literal, negated where a minus stands before it.
pub(super) fn integer(text: &str, negative: bool) -> Result<i64, BadNumber> {
    let lower = text.to_ascii_lowercase();
    let (digits, radix) = if let Some(hex) = lower.strip_prefix("0x") {
        (hex, 16)
    } else if let Some(octal) = lower.strip_prefix("0o") {
        (octal, 8)
    } else {
        (lower.as_str(), 10)
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(BadNumber::Malformed);
    }
    if radix == 10 && digits.len() > 1 && digits.starts_with('0') {
        return Err(BadNumber::LeadingZero);
    }
    let magnitude = i128::from_str_radix(digits, radix).map_err(|_| BadNumber::TooLarge)?;
    let value = if negative { -magnitude } else { magnitude };
    i64::try_from(value).map_err(|_| BadNumber::TooLarge)
}

/// The value of a floating point literal.
pub(super) fn float(text: &str, negative: bool) -> Result<f64, BadNumber> {
    if !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-')) {
        return Err(BadNumber::Malformed);
    }
    let value: f64 = text.parse().map_err(|_| BadNumber::Malformed)?;
    if value.is_infinite() {
        return Err(BadNumber::TooLarge);
    }
    Ok(if negative { -value } else { value })
}

/// Why an escape is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadEscape {
    /// The bytes of the escape within the literal.
    pub(super) at: Range<usize>,
    /// Whether it is a `\u` or `\U`.
    pub(super) unicode: bool,
}

/// The text a string literal, quotes included, stands for.
pub(super) fn string(literal: &str) -> Result<String, BadEscape> {
    let body = literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default();
    let mut value = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(escape) = rest.find('\\') {
        value.push_str(rest.get(..escape).unwrap_or_default());
        let start = 1 + body.len() - rest.len() + escape;
        let after = rest.get(escape + 1..).unwrap_or_default();
        let (c, taken, unicode) = match after.chars().next() {
            Some('u') => (utf16(after), if pair(after).is_some() { 11 } else { 5 }, true),
            Some('U') => (hex(after, 8).and_then(char::from_u32), 9, true),
            Some(c) => (simple(c), c.len_utf8(), false),
            None => (None, 0, false),
        };
        let Some(c) = c else {
            let end = if unicode { hex_end(after, taken) } else { taken };
            return Err(BadEscape { at: start..start + 1 + end, unicode });
        };
        value.push(c);
        rest = after.get(taken..).unwrap_or_default();
    }
    value.push_str(rest);
    Ok(value)
}

fn simple(c: char) -> Option<char> {
    Some(match c {
        '\\' | '\'' | '"' | '`' => c,
        'b' => '\u{8}',
        'f' => '\u{C}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    })
}

/// The number of `digits` hexadecimal digits behind the first character.
fn hex(escape: &str, digits: usize) -> Option<u32> {
    let digits = escape.get(1..=digits)?;
    let all_hex = digits.chars().all(|c| c.is_ascii_hexdigit());
    if all_hex { u32::from_str_radix(digits, 16).ok() } else { None }
}

/// The character beyond 16 bits that `uXXXX\uXXXX` stands for.
fn pair(escape: &str) -> Option<char> {
    let second = escape.get(5..)?.strip_prefix('\\').filter(|s| s.starts_with('u'))?;
    let (high, low) = (hex(escape, 4)?, hex(second, 4)?);
    let surrogates = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
    if surrogates {
        char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    } else {
        None
    }
}

fn utf16(escape: &str) -> Option<char> {
    pair(escape).or_else(|| hex(escape, 4).and_then(char::from_u32))
}

/// Where a broken `\u` ends: behind its last hexadecimal digit.
fn hex_end(escape: &str, most: usize) -> usize {
    1 + escape.chars().skip(1).take(most - 1).take_while(char::is_ascii_hexdigit).count()
}

/// The name a token stands for, without `$` and backticks.
pub(super) fn name(token: &str) -> String {
    let bare = token.strip_prefix('$').unwrap_or(token);
    match bare.strip_prefix('`').and_then(|b| b.strip_suffix('`')) {
        Some(quoted) => quoted.replace("``", "`"),
        None => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_fit_64_bits_with_their_sign() {
        assert_eq!(integer("9223372036854775808", true), Ok(i64::MIN));
        assert_eq!(integer("9223372036854775808", false), Err(BadNumber::TooLarge));
        assert_eq!(integer("0x1F", false), Ok(31));
        assert_eq!(integer("0o17", true), Ok(-15));
        assert_eq!(integer("0x8000000000000000", false), Err(BadNumber::TooLarge));
        assert_eq!(integer(&"9".repeat(60), false), Err(BadNumber::TooLarge));
        assert_eq!(integer("017", false), Err(BadNumber::LeadingZero));
        for bad in ["0x", "0o8", "12h", "0x-1"] {
            assert_eq!(integer(bad, false), Err(BadNumber::Malformed), "{bad}");
        }
    }

    #[test]
    fn floats_are_finite() {
        assert_eq!(float(".5", true), Ok(-0.5));
        assert_eq!(float("1.34E999", false), Err(BadNumber::TooLarge));
        assert_eq!(float("1.5x", false), Err(BadNumber::Malformed));
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(string(r"'a\'\n\u00e9\U0001F600'").unwrap(), "a'\né😀");
        assert_eq!(string(r"'\uD83D\uDE00!'").unwrap(), "😀!");
    }

    #[test]
    fn broken_escapes_say_where() {
        let bad = string(r"'ab\uH'").unwrap_err();
        assert_eq!(bad, BadEscape { at: 3..5, unicode: true });
        assert_eq!(string(r"'\uD800'").unwrap_err().at, 1..7);
        assert_eq!(string(r"'é\d'").unwrap_err(), BadEscape { at: 3..5, unicode: false });
        assert_eq!(string(r"'\ué000'").unwrap_err().at, 1..3);
    }

    #[test]
    fn a_written_string_reads_back() {
        let text = "a'b\\c\n\t\u{0}\u{7f}é😀\"`";
        assert_eq!(string(&crate::model::quoted::quoted(text, '\'')).unwrap(), text);
    }
}
