//! Who says so, and how sure it is.

use super::super::code;
use super::super::fields::Fields;
use super::super::mark::{EvidenceMarks, Marks};
use super::super::tree::At;
use super::{Quoted, Reader};
use crate::model::{Confidence, Evidence};

/// The keys of one evidence.
const KEYS: [&str; 4] = ["quote", "locator", "said_by", "source"];

impl Reader<'_> {
    /// The evidence of a table: its own keys, a list of several, or the file's document alone.
    pub(super) fn evidence(&mut self, fields: &mut Fields<'_>, marks: &mut Marks) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        let own = KEYS.iter().find_map(|key| fields.place_of(key));
        let list = fields.tables("evidence", "evidence", &mut self.log);
        if let Some(at) = own.filter(|_| !list.is_empty()) {
            let message = "evidence is given here and in the list `evidence`";
            let help = "put all of it into the list".to_owned();
            for key in KEYS {
                fields.item(key);
            }
            self.log.error(code::CLASH, at, message, help);
        }
        if list.is_empty() {
            self.one_evidence(fields, marks, &mut evidence);
        }
        for mut one in list {
            self.one_evidence(&mut one, marks, &mut evidence);
            one.finish(&mut self.log);
        }
        evidence
    }

    /// The evidence of a table that says something only where it is written there.
    pub(super) fn written_evidence(
        &mut self,
        fields: &mut Fields<'_>,
        marks: &mut Marks,
    ) -> Vec<Evidence> {
        let written = KEYS.iter().chain(&["evidence"]).any(|key| fields.item(key).is_some());
        if written { self.evidence(fields, marks) } else { Vec::new() }
    }

    fn one_evidence(
        &mut self,
        fields: &mut Fields<'_>,
        marks: &mut Marks,
        evidence: &mut Vec<Evidence>,
    ) {
        let [quote, locator, said_by, source] = KEYS.map(|key| fields.text(key, &mut self.log));
        let mut named = None;
        let mut places = EvidenceMarks { source: None, quote: quote.as_ref().map(|q| q.span) };
        if let Some(source) = &source {
            places.source = Some(source.span);
            let Some(id) = self.key(source) else { return };
            self.refer(&id, true);
            named = Some(id.value);
        }
        let Some(document) = named.or_else(|| self.source.clone()) else {
            let first = quote.as_ref().or(locator.as_ref()).or(said_by.as_ref());
            if let Some(at) = first.map(|text| text.span) {
                let message = "it is not said which document this comes from";
                let help = "name it as `source`, or give the file a [source]".to_owned();
                self.log.error(code::NO_SOURCE, at, message, help);
            }
            return;
        };
        let owned = |text: Option<At<&str>>| text.map(|t| t.value.to_owned());
        let at = quote.as_ref().map(|quote| quote.span);
        let one = Evidence {
            source: document,
            quote: owned(quote),
            locator: owned(locator),
            said_by: owned(said_by),
        };
        if let Some(at) = at {
            let place = self.log.text().place(at);
            self.quotes.push(Quoted { evidence: one.clone(), place });
        }
        evidence.push(one);
        marks.evidence.push(places);
    }

    /// Notes a statement for which no document is named.
    pub(super) fn sourced(&mut self, evidence: &[Evidence], what: &str, fields: &Fields<'_>) {
        let tried = KEYS.iter().chain(&["evidence"]).any(|key| fields.place_of(key).is_some());
        if evidence.is_empty() && !tried {
            let message = format!("no document is named for this {what}");
            let help = "name one as `source`, or give the file a [source]".to_owned();
            self.log.warning(code::NO_SOURCE, fields.span, message, help);
        }
    }

    /// How sure an inference is: `inferred` and `confidence`, which go together with a quote.
    pub(super) fn inferred(
        &mut self,
        evidence: &[Evidence],
        fields: &mut Fields<'_>,
    ) -> Option<Confidence> {
        let inferred = fields.flag("inferred", &mut self.log);
        let confidence = fields.text("confidence", &mut self.log);
        if !inferred {
            if let Some(confidence) = confidence {
                let message = "`confidence` says how sure an inference is";
                let help = "write `inferred = true`, or leave it out".to_owned();
                self.log.error(code::CLASH, confidence.span, message, help);
            }
            return None;
        }
        if evidence.iter().all(|e| e.quote.is_none()) {
            let at = fields.place_of("inferred").unwrap_or(fields.span);
            let message = "an inference needs the `quote` it rests on";
            self.log.error(code::MISSING_KEY, at, message, None);
        }
        let Some(confidence) = confidence else {
            let at = fields.place_of("inferred").unwrap_or(fields.span);
            let message = "an inference needs a `confidence`";
            let help = "`high`, `medium` or `low`".to_owned();
            self.log.error(code::MISSING_KEY, at, message, help);
            return None;
        };
        let all = [Confidence::High, Confidence::Medium, Confidence::Low];
        self.word("confidence", &confidence, all.map(Confidence::word))?;
        all.into_iter().find(|c| c.word() == confidence.value)
    }

    /// A curator's remark.
    pub(super) fn note(&mut self, fields: &mut Fields<'_>) -> Option<String> {
        fields.text("note", &mut self.log).map(|note| note.value.to_owned())
    }
}
