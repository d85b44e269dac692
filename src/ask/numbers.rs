//! Numbers and statuses in words.

use crate::model::when::Moment;
use crate::model::{Fact, Schema, Value};

/// What a fact is about: *population*, *members stated*, *status*.
pub(crate) fn caption(schema: &Schema, fact: &Fact) -> String {
    let plain = || schema.fact(&fact.key).map_or_else(|| fact.key.clone(), |f| f.caption.clone());
    fact.of.as_ref().map_or_else(plain, |of| format!("number of {of}"))
}

/// A fact's value with its bound and unit: *about 30*, *£6.8 billion*, *designated*.
pub(crate) fn words(schema: &Schema, fact: &Fact) -> String {
    let unit = fact
        .unit
        .as_deref()
        .or_else(|| schema.fact(&fact.key).and_then(|f| f.unit.as_deref()))
        .unwrap_or_default();
    let number = match &fact.value {
        Value::Integer(n) => grouped(&n.to_string()),
        Value::Float(n) => grouped(&n.to_string()),
        Value::String(text) => text.to_string(),
        other => other.to_string(),
    };
    let number = match unit {
        "" => number,
        "GBP" => format!("£{}", short(&fact.value).unwrap_or(number)),
        unit => format!("{number} {unit}"),
    };
    format!("{}{number}", fact.bound.words())
}

/// The time a number is about, a financial year by its name: *2020/21 (1 Apr 2020 to 31 Mar 2021)*.
pub(crate) fn period(period: &Moment) -> String {
    let days = period.days();
    let (year, month, day) = days.start.civil();
    let (end_year, end_month, end_day) = days.end.civil();
    if (month, day, end_month, end_day) == (4, 1, 4, 1) && end_year == year + 1 {
        format!("financial year {year}/{:02}", end_year.rem_euclid(100))
    } else {
        period.words()
    }
}

/// Large sums as people say them: *6.8 billion*.
fn short(value: &Value) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "shown to a few digits")]
    let n = match value {
        Value::Integer(n) => *n as f64,
        Value::Float(n) => *n,
        _ => return None,
    };
    let (scale, word) = if n.abs() >= 1e9 {
        (1e9, "billion")
    } else if n.abs() >= 1e6 {
        (1e6, "million")
    } else {
        return None;
    };
    let scaled = n / scale;
    // Only where nothing is lost by it.
    let text = format!("{scaled}");
    (text.len() <= 7).then(|| format!("{text} {word}"))
}

/// Digits in threes: *2,200,000*.
fn grouped(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (digits, String::new()),
    };
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(grouped("2200000"), "2,200,000");
        assert_eq!(grouped("-999"), "-999");
        assert_eq!(grouped("1234.5"), "1,234.5");
        assert_eq!(short(&Value::from(6_800_000_000_i64)).as_deref(), Some("6.8 billion"));
        assert_eq!(short(&Value::from(50_000)), None);
    }

    #[test]
    fn a_financial_year_goes_by_its_name() {
        let year: Moment = "2020-04-01/2021-03-31".parse().unwrap();
        assert_eq!(period(&year), "financial year 2020/21");
        assert_eq!(period(&"2020".parse().unwrap()), "2020");
    }
}
