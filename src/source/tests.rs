//! Whole texts and what is found in them, as a user sees it.

mod broken;
mod files;
mod meaning;
mod sheets;

use expect_test::Expect;

use super::Dataset;

/// What is found in these texts, a line a finding.
fn findings(texts: &[(&str, &str)]) -> String {
    let lines: Vec<String> =
        Dataset::of(texts.iter().copied()).findings.iter().map(|f| format!("{f}\n")).collect();
    lines.concat()
}

/// Checks what is found in one text.
#[track_caller]
fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&findings(&[("a.toml", text)]));
}
