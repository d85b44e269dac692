//! A text with a name, and where its lines begin.

use std::sync::Arc;

use crate::error::{Place, Span};

/// A named text, ready to say at which line and column a byte stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    name: Arc<str>,
    content: String,
    /// The first byte of each line.
    lines: Vec<u32>,
}

impl Text {
    /// The text `content`, known as `name`: a file's path as the user gave it.
    ///
    /// Texts are at most 4 GiB; `O(length)`.
    pub fn new(name: impl Into<Arc<str>>, content: impl Into<String>) -> Arc<Self> {
        let content = content.into();
        let after_breaks = content.match_indices('\n').map(|(at, _)| Span::new(0..at + 1).end);
        let lines = std::iter::once(0).chain(after_breaks).collect();
        Arc::new(Self { name: name.into(), content, lines })
    }

    /// Its name.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// The place of `span`: line and column of its first byte. `O(log lines + length of the line)`.
    pub fn place(&self, span: Span) -> Place {
        let line = self.lines.partition_point(|first| *first <= span.start).max(1);
        let first = self.lines.get(line - 1).copied().unwrap_or_default();
        let before = self.content.get(first as usize..span.start as usize).unwrap_or_default();
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place {
            file: Arc::clone(&self.name),
            span,
            line: clamp(line),
            column: clamp(before.chars().count() + 1),
        }
    }

    /// The last part of its name, behind any `/` or `\`.
    pub fn file_name(&self) -> &str {
        self.name.rsplit(['/', '\\']).next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_is_that_of_a_plain_count(content in "[aé\n\r]{0,40}", at in 0_usize..60) {
            let text = Text::new("x", content.clone());
            prop_assume!(content.is_char_boundary(at));
            let span = Span::new(at..at + 1);
            prop_assert_eq!(text.place(span), Place::new(text.name(), &content, span));
        }
    }
}
