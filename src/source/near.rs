//! The known name that is nearest to one that is not known.

/// Below this likeness a name is no help.
const LIKE: f64 = 0.8;

/// Names longer than this are not compared, so that a hostile text costs no time.
const COMPARED: usize = 200;

/// The candidate that is most like `name`; the first of several.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > COMPARED {
        return None;
    }
    let mut best = None;
    let mut likeness = LIKE;
    for candidate in known.into_iter().filter(|c| c.len() <= COMPARED) {
        let this = strsim::jaro_winkler(name, candidate);
        if this > likeness {
            (best, likeness) = (Some(candidate), this);
        }
    }
    best
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
    fn the_nearest_name_is_one_a_person_could_have_meant() {
        let known = ["organisation", "partnership", "person"];
        assert_eq!(nearest("organization", known), Some("organisation"));
        assert_eq!(nearest("persn", known), Some("person"));
        assert_eq!(nearest("zebra", known), None);
        assert_eq!(nearest(&"o".repeat(20_000), known), None);
    }

    #[test]
    fn a_choice_reads_as_a_sentence() {
        assert_eq!(choice(["a"]), "`a`");
        assert_eq!(choice(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
