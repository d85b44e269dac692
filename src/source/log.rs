//! What was found in one text so far.

use std::sync::Arc;

use super::code::Code;
use super::text::Text;
use crate::error::{Finding, Severity, Span};

/// The findings of one text, in the order in which they were made.
pub(super) struct Log {
    text: Arc<Text>,
    findings: Vec<Finding>,
}

impl Log {
    pub(super) fn new(text: &Arc<Text>) -> Self {
        Self { text: Arc::clone(text), findings: Vec::new() }
    }

    pub(super) fn text(&self) -> &Arc<Text> {
        &self.text
    }

    pub(super) fn error(
        &mut self,
        code: Code,
        at: Span,
        message: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        self.add(Severity::Error, code, at, message.into(), help.into());
    }

    pub(super) fn warning(
        &mut self,
        code: Code,
        at: Span,
        message: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        self.add(Severity::Warning, code, at, message.into(), help.into());
    }

    fn add(
        &mut self,
        severity: Severity,
        code: Code,
        at: Span,
        message: String,
        help: Option<String>,
    ) {
        let place = Some(self.text.place(at));
        self.findings.push(Finding { severity, code: code.id, message, place, help });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// The findings in the order of the text.
    pub(super) fn into_findings(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|f| f.place.as_ref().map(|p| p.span.start));
        self.findings
    }
}
