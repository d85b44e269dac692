//! The end of a question: as of when, how surely, and resting on what.

use super::error::AskError;
use super::words::{self, Word, cut_last, joined, span};
use crate::error::Span;
use crate::graph;
use crate::model::SchemaError;
use crate::model::when::{Day, Grade, Moment};

/// What a question looks through: a moment, a floor, and which facts count.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lens {
    /// The moment asked about, and whether every day of it is meant.
    pub when: Option<When>,
    /// The weakest grade that is an answer; `presumed` where none is named.
    pub floor: Option<Grade>,
    /// Whether inferred facts are left out.
    pub stated_only: bool,
    /// Only facts that a source published by then vouches for.
    pub published_by: Option<Moment>,
}

/// The moment a question asks about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// `as of`: the best grade of any day.
    AsOf(Moment),
    /// `throughout`: the worst grade of all days.
    Throughout(Moment),
}

impl When {
    /// The moment itself.
    pub fn moment(&self) -> &Moment {
        match self {
            Self::AsOf(moment) | Self::Throughout(moment) => moment,
        }
    }

    /// The function of a query that grades a fact.
    fn function(&self) -> &'static str {
        match self {
            Self::AsOf(_) => "holds",
            Self::Throughout(_) => "holds_throughout",
        }
    }
}

impl Lens {
    /// The weakest grade that is an answer.
    pub fn floor(&self) -> Grade {
        self.floor.unwrap_or(Grade::Presumed)
    }

    /// A query for what holds at the floor or above it and, joined to it, for what holds below: the
    /// shortest way at the floor may be longer than the shortest way that is only possible.
    pub(super) fn at_and_below(&self, part: impl Fn(Grade) -> String) -> String {
        let floor = self.floor();
        if self.when.is_none() || floor <= Grade::Undated {
            return part(floor);
        }
        format!("{}\nUNION\n{}", part(floor), part(Grade::Undated))
    }

    /// Whether nothing is left out by it.
    pub(super) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Takes the modifiers off the end of a question and gives what stands before them.
    pub(super) fn take<'w>(
        words: &'w [Word],
        text: &str,
        today: Option<Day>,
    ) -> Result<(&'w [Word], Self), AskError> {
        let mut lens = Self::default();
        let mut rest = words;
        let mut taken: Vec<&str> = Vec::new();
        while let Some((before, modifier, value)) = last_modifier(rest) {
            let place = if value.is_empty() { span(rest, text) } else { span(value, text) };
            // `as of`, `on` and `throughout` say the same thing: when.
            let kind = if matches!(modifier, "on" | "throughout") { "as of" } else { modifier };
            if taken.contains(&kind) {
                return Err(AskError::malformed(format!("`{modifier}` is said twice"), place)
                    .with_help("say it once"));
            }
            taken.push(kind);
            let value = joined(value);
            let moment = || moment(&value, today).map_err(|e| AskError::date(&e, place));
            match modifier {
                "as of" | "on" => lens.when = Some(When::AsOf(moment()?)),
                "throughout" => lens.when = Some(When::Throughout(moment()?)),
                "using sources published by" => lens.published_by = Some(moment()?),
                "at least" => {
                    lens.floor = Some(value.parse::<Grade>().map_err(|known| {
                        AskError::malformed(format!("`{value}` is not a grade"), place)
                            .with_help(format!("say at least {known}"))
                    })?);
                }
                _ if value.is_empty() => lens.stated_only = true,
                _ => {
                    return Err(AskError::malformed(format!("`{value}` says nothing here"), place));
                }
            }
            rest = before;
        }
        Ok((rest, lens))
    }

    /// The same without its moment, for a question that has times of its own.
    pub(super) fn beside_time(&self) -> Self {
        Self { when: None, floor: None, ..self.clone() }
    }

    /// What this lens says, and where it says nothing, what the other does.
    pub(super) fn or(self, other: &Self) -> Self {
        Self {
            when: self.when.or(other.when),
            floor: self.floor.or(other.floor),
            stated_only: self.stated_only || other.stated_only,
            published_by: self.published_by.or(other.published_by),
        }
    }

    /// Reads what follows `at`: a date, `least GRADE`, `stated only`, `using sources published by DATE`, or
    /// several of them; `any` and `now` are a lens that shows everything.
    ///
    /// # Errors
    ///
    /// [`AskError::Malformed`] where it says none of these; its place is in `text`.
    pub fn read(text: &str, today: Option<Day>) -> Result<Self, AskError> {
        let whole = Span::new(0..text.len());
        if ["any", "any time", "now"].iter().any(|all| text.trim().eq_ignore_ascii_case(all)) {
            return Ok(Self::default());
        }
        let lower = text.trim().to_lowercase();
        let front = if lower.starts_with("least ") {
            "all at "
        } else if lower.starts_with("stated only") || lower.starts_with("using ") {
            "all "
        } else {
            "all as of "
        };
        let question = format!("{front}{text}");
        let words = words::split(&question);
        let read = Self::take(&words, &question, today);
        let (rest, lens) = read.map_err(|error| error.moved_back(front.len()))?;
        if rest.len() == 1 {
            return Ok(lens);
        }
        Err(AskError::malformed("this is no time to look at", whole)
            .with_help("such as `at 2021-06`, `at 2021-06 at least yes stated only`, or `at any`"))
    }

    /// The lens in words: *as of Jun 2021, stated only*; empty where it shows everything.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        match &self.when {
            Some(When::AsOf(moment)) => parts.push(format!("as of {}", moment.words())),
            Some(When::Throughout(moment)) => parts.push(format!("throughout {}", moment.words())),
            None => {}
        }
        parts.extend(self.floor.map(|floor| format!("at least {floor}")));
        parts.extend(self.stated_only.then(|| "stated only".to_owned()));
        let by = self.published_by.map(|by| format!("sources published by {}", by.words()));
        parts.extend(by);
        parts.join(", ")
    }

    /// The lens through which a query sees a graph; none where it shows everything.
    pub fn of_graph(&self) -> Option<graph::Lens> {
        if self.is_open() {
            return None;
        }
        let moment = self.when.map(|when| graph::Lens::as_of(*when.moment()));
        let mut lens = moment.unwrap_or_default();
        if let Some(floor) = self.floor {
            lens = lens.at_least(floor);
        }
        if self.stated_only {
            lens = lens.stated_only();
        }
        if let Some(by) = self.published_by {
            lens = lens.published_by(by);
        }
        Some(lens)
    }

    /// The conditions this lens puts on a relation or node `x` of a query.
    pub(super) fn conditions(&self, x: &str) -> Vec<String> {
        let mut conditions = Vec::new();
        if let Some(call) = self.call(x) {
            conditions.push(format!("{call} <> 'no'"));
        }
        if self.stated_only {
            conditions.push(format!("stated({x})"));
        }
        if let Some(moment) = &self.published_by {
            conditions.push(format!("published_by({x}, '{moment}')"));
        }
        conditions
    }

    /// `WHERE …` with the conditions on `x` and the others given, empty where there are none.
    pub(super) fn filter(&self, x: &str, others: &[String]) -> String {
        let all: Vec<String> = others.iter().cloned().chain(self.conditions(x)).collect();
        where_all(&all)
    }

    /// `, holds(x, '2021') AS holds` for the columns of a query, empty where no moment is asked about.
    pub(super) fn column(&self, x: &str) -> String {
        self.call(x).map(|call| format!(", {call} AS holds")).unwrap_or_default()
    }

    /// The grade of `x` as a call in a query.
    pub(super) fn call(&self, x: &str) -> Option<String> {
        let when = self.when.as_ref()?;
        Some(format!("{}({x}, '{}')", when.function(), when.moment()))
    }

    /// The conditions that a path `p` holds at one moment, at least as surely as a floor.
    pub(super) fn path_conditions(&self, floor: Grade) -> Vec<String> {
        let mut conditions = Vec::new();
        if let (Some(path), Some(link)) = (self.call("p"), self.call("r")) {
            let wanted: Vec<String> = Grade::ALL
                .into_iter()
                .filter(|g| *g >= floor && *g != Grade::No)
                .map(|g| format!("'{g}'"))
                .collect();
            let wanted = wanted.join(", ");
            // Follows from the second, and lets a search turn back at the first link that fails.
            conditions.push(format!("all(r IN relationships(p) WHERE {link} IN [{wanted}])"));
            conditions.push(format!("{path} IN [{wanted}]"));
        }
        let mut each = Self { when: None, ..self.clone() }.conditions("r");
        if !each.is_empty() {
            let each = std::mem::take(&mut each).join(" AND ");
            conditions.push(format!("all(r IN relationships(p) WHERE {each})"));
        }
        conditions
    }
}

/// The moment that a text means; “today” and “now” are `today`.
pub(super) fn moment(text: &str, today: Option<Day>) -> Result<Moment, SchemaError> {
    match today {
        Some(today) if ["today", "now"].iter().any(|word| text.eq_ignore_ascii_case(word)) => {
            Ok(Moment::on(today))
        }
        _ => text.parse(),
    }
}

/// `WHERE …` with all these conditions, empty where there are none.
pub(super) fn where_all(conditions: &[String]) -> String {
    if conditions.is_empty() {
        String::new()
    } else {
        format!("\nWHERE {}", conditions.join("\n  AND "))
    }
}

/// The modifiers, each with what stands before and behind it.
const MODIFIERS: [&str; 6] =
    ["as of", "throughout", "at least", "stated only", "using sources published by", "on"];

/// The last modifier of a question: what stands before it, its words, and its value.
fn last_modifier(words: &[Word]) -> Option<(&[Word], &'static str, &[Word])> {
    MODIFIERS
        .into_iter()
        .filter_map(|modifier| {
            let (before, value) = cut_last(words, modifier)?;
            // “on” stands in names and captions too: it is a modifier only in front of a date.
            let is_one = modifier != "on" || joined(value).parse::<Moment>().is_ok();
            (is_one && !before.is_empty()).then_some((before, modifier, value))
        })
        .max_by_key(|(before, _, _)| before.len())
}
