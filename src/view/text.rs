//! Texts made to fit: one line of bounded length, or a few lines of bounded width.

/// The text on one line, at most `most` characters, the last of them `…` where some are left out.
///
/// White space of any kind and length becomes one space.
pub(super) fn shorten(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut room = most;
    let mut gap = false;
    for c in text.trim().chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        let needed = if gap { 2 } else { 1 };
        if room < needed {
            // Takes back one character, so that the mark has its place.
            if room == 0 {
                out.pop();
            }
            let kept = out.trim_end().len();
            out.truncate(kept);
            out.push('…');
            return out;
        }
        if gap {
            out.push(' ');
        }
        out.push(c);
        gap = false;
        room -= needed;
    }
    out
}

/// The text in lines of about `width` characters, at most `lines` of them; a word longer than a
/// line is broken.
pub(super) fn wrap(text: &str, width: usize, lines: usize) -> Vec<String> {
    let width = width.max(4);
    let text = shorten(text, width.saturating_mul(lines));
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            out.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        for c in word.chars() {
            if used == width {
                out.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += 1;
        }
    }
    out.push(line);
    if out.len() > lines {
        out.truncate(lines);
        if let Some(last) = out.last_mut() {
            *last = shorten(&format!("{last} …"), width + 2);
        }
    }
    out
}

/// A number with the noun that goes with it: `1 document`, `5 documents`.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_fits_is_kept_and_what_does_not_ends_in_a_mark() {
        assert_eq!(shorten(" a\n\tb ", 3), "a b");
        assert_eq!(shorten("abcd", 4), "abcd");
        assert_eq!(shorten("abcde", 4), "abc…");
        assert_eq!(shorten("abc def", 4), "abc…");
        assert_eq!(
            wrap("Imperial College Healthcare NHS Trust", 20, 3),
            ["Imperial College", "Healthcare NHS Trust"]
        );
        assert_eq!(wrap("abcdefghij", 4, 3), ["abcd", "efgh", "ij"]);
    }

    proptest! {
        #[test]
        fn no_text_outgrows_its_room(text in any::<String>(), most in 1_usize..40, lines in 1_usize..4) {
            prop_assert!(shorten(&text, most).chars().count() <= most);
            let wrapped = wrap(&text, most, lines);
            prop_assert!(!wrapped.is_empty() && wrapped.len() <= lines);
            prop_assert!(wrapped.iter().all(|l| l.chars().count() <= most.max(4) + 2));
        }
    }
}
