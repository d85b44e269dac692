//! Dates as people type them: `8 Nov 2023`, `8th November 2023`, `November 2023`.

use super::{PartialDate, day::MONTHS};
use crate::model::SchemaError;

/// The rest of each month's name after the three letters that shorten it.
const REST: [&str; 12] =
    ["uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember"];

/// No date in words is longer than this, in bytes.
const LONGEST: usize = 64;

/// The date that a text says in words; `None` where it does not name a month beside a year.
///
/// A text of the right form that names a day its month lacks is an error.
pub(super) fn date(text: &str) -> Option<Result<PartialDate, SchemaError>> {
    if text.len() > LONGEST {
        return None;
    }
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    let (day, month, year) = match *words.as_slice() {
        [name, year] => (0, month(name)?, year),
        [first, second, year] => match (month(first), month(second)) {
            (None, Some(month)) => (day_of_month(first)?, month, year),
            (Some(month), None) => (day_of_month(second)?, month, year),
            _ => return None,
        },
        _ => return None,
    };
    let four_digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let year = year.parse().ok().filter(|_| four_digits)?;
    Some(PartialDate::stated(year, month, day, text))
}

/// The number of the month with this name, whole or shortened to three letters or more.
fn month(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let at = MONTHS.iter().zip(REST).position(|(short, rest)| {
        word.strip_prefix(&short.to_lowercase()).is_some_and(|tail| rest.starts_with(tail))
    })?;
    u8::try_from(at + 1).ok()
}

/// A day of the month, with or without the ending of an ordinal.
fn day_of_month(word: &str) -> Option<u8> {
    let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.get(number.len()..)?;
    let plain = matches!(ending.to_ascii_lowercase().as_str(), "" | "st" | "nd" | "rd" | "th");
    let short = number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
    number.parse().ok().filter(|day| plain && short && *day != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_dates() {
        for (text, entered) in [
            ("8 Nov 2023", "2023-11-08"),
            ("08 november 2023", "2023-11-08"),
            ("8th November, 2023", "2023-11-08"),
            ("November 8, 2023", "2023-11-08"),
            ("1st sept. 2020", "2020-09-01"),
            ("Nov 2023", "2023-11"),
            ("MAY 2021", "2021-05"),
            ("29 Feb 2024", "2024-02-29"),
        ] {
            assert_eq!(date(text).unwrap().unwrap().to_string(), entered, "{text}");
        }
    }

    #[test]
    fn other_words_are_no_dates() {
        for text in
            ["", "2023", "Novel 2023", "no 2023", "8 2023", "Nov 23", "0 Nov 2023", "8x Nov 2023"]
        {
            assert!(date(text).is_none(), "{text}");
        }
        assert!(date("30 Feb 2023").unwrap().is_err());
        assert!(date(&"Nov ".repeat(9_000)).is_none());
    }
}
