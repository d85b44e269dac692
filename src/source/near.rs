//! The known name that is nearest to one that is not known, as the help of a finding.

use crate::model::name;

/// The candidate that is most like `name`; the first by the alphabet of several.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    name::nearest(name, known, 1).first().copied()
}

/// The question whether the nearest known name was meant.
pub(super) fn did_you_mean<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(name, known).map(|n| format!("did you mean `{n}`?"))
}

/// Names in a sentence: *a, b or c*.
pub(super) fn choice<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|n| format!("`{n}`")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_reads_as_a_sentence() {
        assert_eq!(choice(["a"]), "`a`");
        assert_eq!(choice(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
