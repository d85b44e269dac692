//! Kinds as files write them: `organisation/nhs-trust+university`.

use super::super::code;
use super::super::near::{choice, nearest};
use super::super::tree::At;
use super::Reader;
use crate::model::schema::{Kind, KindId};

impl Reader<'_> {
    /// The kind and the sub-kinds of a text.
    pub(super) fn kind(&mut self, text: &At<&str>) -> Option<(KindId, Vec<String>)> {
        let (kind, sub) =
            text.value.split_once('/').map_or((text.value, None), |(k, s)| (k, Some(s)));
        let Some(id) = self.schema.kind_named(kind) else {
            let meant = self.kind_meant(text.value).map(|k| format!("did you mean `{k}`?"));
            let all = || choice(self.schema.kinds().iter().map(|k| k.id.as_str()));
            let help = meant.unwrap_or_else(|| format!("it takes {}", all()));
            let message = format!("no kind is called `{kind}`");
            self.log.error(code::UNKNOWN_KIND, text.span, message, help);
            return None;
        };
        let declared = self.schema.kind(id)?;
        let mut subs = Vec::new();
        for name in sub.into_iter().flat_map(|names| names.split('+')) {
            if declared.sub.iter().any(|s| s.id == name) {
                if !subs.iter().any(|s| s == name) {
                    subs.push(name.to_owned());
                }
                continue;
            }
            let known = declared.sub.iter().map(|s| s.id.as_str());
            let help = nearest(name, known.clone())
                .map(|n| format!("did you mean `{kind}/{n}`?"))
                .or_else(|| self.kind_meant(name).map(|k| format!("did you mean `{k}`?")))
                .or_else(|| {
                    let known: Vec<_> = known.collect();
                    Some(if known.is_empty() {
                        format!("write `{kind}`; there are none")
                    } else {
                        format!("there are {}", known.join(", "))
                    })
                });
            let message = format!("no sub-kind of {} is called `{name}`", declared.noun.one);
            self.log.error(code::UNKNOWN_KIND, text.span, message, help);
        }
        Some((id, subs))
    }

    /// The kind that was perhaps meant: a sub-kind written alone, or the nearest name.
    fn kind_meant(&self, name: &str) -> Option<String> {
        let kinds = self.schema.kinds();
        let whole = |kind: &Kind, sub: &str| format!("{}/{sub}", kind.id);
        let subs = || kinds.iter().flat_map(|k| k.sub.iter().map(move |s| (k, s.id.as_str())));
        if let Some((kind, sub)) = subs().find(|(_, sub)| *sub == name) {
            return Some(whole(kind, sub));
        }
        let all: Vec<String> =
            kinds.iter().map(|k| k.id.clone()).chain(subs().map(|(k, s)| whole(k, s))).collect();
        let near = nearest(name, all.iter().map(String::as_str)).map(str::to_owned);
        near.or_else(|| {
            let sub = nearest(name, subs().map(|(_, s)| s))?;
            subs().find(|(_, s)| *s == sub).map(|(k, s)| whole(k, s))
        })
    }
}
