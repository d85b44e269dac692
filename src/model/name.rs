//! How names are compared: folded, by their core, by acronym, and by close spelling.
//!
//! The looks go from strict to loose, and a caller takes the first that finds something:
//! [`fold`], [`core`](fn@core), [`acronyms`], [`similarity`]. None of them makes two names one; that is for
//! a curator to say.

use std::cmp::Ordering;

use super::unicode::{UnicodeNormalization, is_combining_mark};

/// How many characters of a folded name are compared for close spelling, whose cost is quadratic.
const COMPARED: usize = 128;

/// How many words of a name can give an acronym.
const ABBREVIATED: usize = 24;

/// The least [`similarity`] at which [`nearest`] proposes a name.
const NEAR: f64 = 0.8;

/// The least [`similarity`] at which a text is taken for a slip in typing a name.
const CLOSE: f64 = 0.9;

/// What names in another order of words are worth, so that the same order stands first.
const REORDERED: f64 = 0.98;

/// Words that an acronym usually passes over.
pub(crate) const STOP_WORDS: [&str; 9] = ["a", "and", "at", "for", "in", "of", "on", "the", "to"];

/// Words that say what a body is in law, and not which.
const LEGAL_WORDS: [&str; 10] =
    ["nhs", "foundation", "trust", "the", "ltd", "limited", "plc", "llp", "cic", "inc"];

/// Phrases that say what a body is in law, and not which.
const LEGAL_PHRASES: [[&str; 3]; 2] = [["royal", "borough", "of"], ["london", "borough", "of"]];

/// The form in which two spellings of one name are equal.
///
/// Accents, capitals, quotes and apostrophes, control and direction characters are dropped, `&`
/// becomes `and`, every other sign and run of white space one space, and the dots of initials
/// disappear. Every word stays: `The Brent Council` is not `Brent`. Folding a folded name changes
/// nothing. `O(length)`.
///
/// ```
/// use plexusdb::model::name::fold;
///
/// assert_eq!(fold("Guy’s  &  St. Thomas’"), "guys and st thomas");
/// assert_eq!(fold("N.H.S. North-West London"), "nhs north west london");
/// ```
pub fn fold(name: &str) -> String {
    folded(name, Case::Lower)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Lower,
    Kept,
}

fn folded(name: &str, case: Case) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    let mut before = [' ', ' '];
    let mut rest = name.chars().filter(|c| !is_invisible(*c)).peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let initial = c == '.'
            && before[1].is_alphabetic()
            && !before[0].is_alphanumeric()
            && next.is_alphabetic();
        before = [before[1], c];
        if initial || is_quote(c) {
            continue;
        }
        if c == '&' {
            push_word(&mut out, "and");
            gap = true;
            continue;
        }
        for c in std::iter::once(c).nfkd() {
            if is_combining_mark(c) || is_quote(c) {
                continue;
            }
            if !c.is_alphanumeric() {
                gap = true;
                continue;
            }
            if std::mem::take(&mut gap) && !out.is_empty() {
                out.push(' ');
            }
            match case {
                Case::Lower => push_lower(&mut out, c),
                Case::Kept => out.push(c),
            }
        }
    }
    out
}

fn push_word(out: &mut String, word: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(word);
}

/// Adds a letter in lower case, and those that Unicode does not take apart in plain letters.
fn push_lower(out: &mut String, c: char) {
    for c in c.to_lowercase() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'ı' => out.push('i'),
            // Cherokee and the like: a lower case that comes apart once more.
            _ => out.extend(std::iter::once(c).nfkd().filter(|c| c.is_alphanumeric())),
        }
    }
}

/// Quotes, apostrophes and the signs typed for them.
fn is_quote(c: char) -> bool {
    matches!(
        c,
        '\'' | '"' | '`' | '´' | '«' | '»' | 'ʹ'..='ʽ' | '\u{2018}'..='\u{201F}' | '′' | '″' | '＇' | '＂'
    )
}

/// Characters that show nothing: controls other than white space, joiners, direction marks.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(
            c,
            '\u{AD}'
                | '\u{61C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FE00}'..='\u{FE0F}'
        )
}

/// The folded name without the words that say what a body is in law, for a looser second look.
///
/// `NHS`, `Foundation`, `Trust`, `the`, `Ltd`, `plc` and the like, `London Borough of` and
/// `Royal Borough of` go; `saint` becomes `st`. `council` stays, for a council is not its borough.
/// A name of nothing but such words stays whole.
///
/// ```
/// use plexusdb::model::name::core;
///
/// assert_eq!(core("The Royal Marsden NHS Foundation Trust"), "royal marsden");
/// assert_eq!(core("London Borough of Brent"), "brent");
/// assert_eq!(core("Brent Council"), "brent council");
/// ```
pub fn core(name: &str) -> String {
    let whole = fold(name);
    let words: Vec<&str> = whole.split(' ').collect();
    let mut rest = words.as_slice();
    let mut kept = Vec::new();
    while let Some((word, after)) = rest.split_first() {
        if let Some(phrase) = LEGAL_PHRASES.iter().find(|phrase| rest.starts_with(*phrase)) {
            rest = rest.get(phrase.len()..).unwrap_or_default();
            continue;
        }
        if !LEGAL_WORDS.contains(word) {
            kept.push(if *word == "saint" { "st" } else { word });
        }
        rest = after;
    }
    if kept.is_empty() { whole } else { kept.join(" ") }
}

/// The acronyms by which a name may go, in capitals, the likeliest first.
///
/// Initials with and without the little words (`of`, `and`, `for` …) and the legal ones; a word
/// that is all capitals already may stay whole, beside the rest or joined to it; one in brackets is
/// taken as it is. Single letters are left out. To compare, [`fold`] both sides. Words beyond the
/// twenty-fourth are not looked at.
///
/// ```
/// use plexusdb::model::name::acronyms;
///
/// assert_eq!(acronyms("Healthcare Central London"), ["HCL"]);
/// assert!(acronyms("North West London ICS").contains(&"NWL ICS".to_owned()));
/// assert!(acronyms("Office for Health Improvement and Disparities").contains(&"OHID".to_owned()));
/// ```
pub fn acronyms(name: &str) -> Vec<String> {
    let (plain, bracketed) = without_brackets(name);
    let cased = folded(&plain, Case::Kept);
    let words: Vec<&str> = cased.split(' ').filter(|w| !w.is_empty()).take(ABBREVIATED).collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    // A name all in capitals tells nothing of which words are acronyms.
    let shouted = words.iter().all(|word| is_capitals(word));
    let chosen = |keep: &dyn Fn(&str) -> bool| -> Vec<&str> {
        words.iter().zip(&lower).filter(|(_, low)| keep(low)).map(|(word, _)| *word).collect()
    };
    let is_stop = |word: &str| STOP_WORDS.contains(&word);
    let readings = [
        chosen(&|word| !is_stop(word)),
        chosen(&|word| !is_stop(word) && word != "nhs"),
        chosen(&|word| !is_stop(word) && !LEGAL_WORDS.contains(&word)),
        chosen(&|_| true),
    ];
    // “NWL” for North West London ICS: what the capitals stand for is left unsaid.
    let unsaid: Vec<&str> =
        readings.iter().take(1).flatten().copied().filter(|w| !is_capitals(w)).collect();

    let mut found = bracketed;
    for reading in &readings {
        found.push(reading.iter().copied().flat_map(initial).collect());
        if !shouted {
            let parts = grouped(reading);
            found.push(parts.join(" "));
            found.push(parts.concat());
        }
    }
    if !shouted {
        found.push(unsaid.into_iter().flat_map(initial).collect());
    }
    let mut unique: Vec<String> = Vec::new();
    for acronym in found {
        // One word that was there already is the name itself, not an acronym of it.
        let named = words.len() == 1 && acronym.eq_ignore_ascii_case(&cased);
        if acronym.chars().count() > 1 && !named && !unique.contains(&acronym) {
            unique.push(acronym);
        }
    }
    unique
}

/// The name without what stands in brackets, and those bracketed words that are capitals.
fn without_brackets(name: &str) -> (String, Vec<String>) {
    let mut plain = String::with_capacity(name.len());
    let mut capitals = Vec::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('(') {
        let Some((inside, after)) = after.split_once(')') else { break };
        plain.push_str(before);
        plain.push(' ');
        if is_capitals(inside) && capitals.len() < ABBREVIATED && inside.len() < COMPARED {
            capitals.push(inside.to_owned());
        }
        rest = after;
    }
    plain.push_str(rest);
    (plain, capitals)
}

/// Whether a word is two or more characters, all of them capitals or figures.
fn is_capitals(word: &str) -> bool {
    word.chars().nth(1).is_some()
        && word.chars().all(|c| c.is_uppercase() || c.is_numeric())
        && word.chars().any(char::is_uppercase)
}

fn initial(word: &str) -> impl Iterator<Item = char> {
    word.chars().take(1).flat_map(char::to_uppercase)
}

/// Words in capitals whole, the runs of others between them as initials.
fn grouped(words: &[&str]) -> Vec<String> {
    let mut parts = Vec::new();
    for run in words.chunk_by(|a, b| !is_capitals(a) && !is_capitals(b)) {
        match run {
            [word] if is_capitals(word) => parts.push((*word).to_owned()),
            _ => parts.push(run.iter().copied().flat_map(initial).collect()),
        }
    }
    parts
}

/// How closely two names are spelt alike, from 0 to 1.
///
/// Jaro-Winkler similarity (Winkler 1990) of the folded names, in the order of their words as they
/// stand or sorted, whichever is higher; 1 exactly where they fold to the same, 0 where one of two
/// different names is empty. It is the same both ways round. Of longer names the first 128
/// characters are compared.
///
/// ```
/// use plexusdb::model::name::similarity;
///
/// assert_eq!(similarity("St George’s", "st georges"), 1.0);
/// assert!(similarity("Healthcare Centrl London", "Healthcare Central London") > 0.95);
/// assert!(similarity("Vodafone", "Brent Council") < 0.6);
/// ```
pub fn similarity(a: &str, b: &str) -> f64 {
    Form::of(a).similarity(&Form::of(b))
}

/// A name made ready to be compared with many.
struct Form {
    whole: String,
    start: String,
    sorted: String,
}

impl Form {
    fn of(name: &str) -> Self {
        let whole = fold(name);
        let start: String = whole.chars().take(COMPARED).collect();
        let mut words: Vec<&str> = start.split(' ').collect();
        words.sort_unstable();
        let sorted = words.join(" ");
        Self { whole, start, sorted }
    }

    fn similarity(&self, other: &Self) -> f64 {
        if self.whole == other.whole {
            return 1.0;
        }
        if self.whole.is_empty() || other.whole.is_empty() {
            return 0.0;
        }
        let as_it_stands = alike(&self.start, &other.start);
        let in_any_order = alike(&self.sorted, &other.sorted);
        // Names that differ only beyond what is compared are near, not the same.
        as_it_stands.min(0.99).max(in_any_order * REORDERED)
    }
}

/// Jaro-Winkler, whose greedy matching depends on which text comes first, made the same both ways.
fn alike(a: &str, b: &str) -> f64 {
    if a <= b { strsim::jaro_winkler(a, b) } else { strsim::jaro_winkler(b, a) }
}

/// How well a text that somebody typed fits a name, from 0, not at all, to 1, the name itself.
///
/// Falls with each looser look: the same [`fold`], the same [`core`](fn@core), an [acronym](acronyms), all its
/// words in the name, close spelling.
///
/// ```
/// use plexusdb::model::name::likeness;
///
/// assert_eq!(likeness("healthcare CENTRAL london", "Healthcare Central London"), 1.0);
/// assert!(likeness("imperial", "Imperial College London") > 0.5);
/// assert_eq!(likeness("imperial", "Brent"), 0.0);
/// ```
pub fn likeness(typed: &str, name: &str) -> f64 {
    let (wanted, folded) = (fold(typed), fold(name));
    if wanted.is_empty() {
        return 0.0;
    }
    if wanted == folded {
        return 1.0;
    }
    if core(typed) == core(name) {
        return 0.95;
    }
    if acronyms(name).iter().any(|acronym| fold(acronym) == wanted) {
        return 0.9;
    }
    let words: Vec<&str> = folded.split(' ').collect();
    if wanted.split(' ').all(|word| words.contains(&word)) {
        return 0.8;
    }
    if is_slip(typed, name) { similarity(typed, name) * 0.8 } else { 0.0 }
}

/// A text with its first letter as a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// Whether a text is a name with slips of the hand: alike as a whole, and word by word, so that
/// “South London ICS” is not taken for South London HIEC.
///
/// ```
/// use plexusdb::model::name::is_slip;
///
/// assert!(is_slip("Healthcare centrl london", "Healthcare Central London"));
/// assert!(is_slip("Health care central london", "Healthcare Central London"));
/// assert!(!is_slip("South London ICS", "South London HIEC"));
/// ```
pub fn is_slip(typed: &str, name: &str) -> bool {
    let (a, b) = (fold(typed), fold(name));
    if similarity(&a, &b) < CLOSE {
        return false;
    }
    // Words run together or torn apart.
    if a.replace(' ', "") == b.replace(' ', "") {
        return true;
    }
    let near = |word: &str, of: &str| of.split(' ').any(|other| alike(word, other) >= NEAR);
    a.split(' ').all(|word| near(word, &b)) && b.split(' ').all(|word| near(word, &a))
}

/// The at most `n` candidates spelt most like `needle`, the closest first, for "did you mean".
///
/// Only those near enough to be a slip are proposed (a [`similarity`] of 0.8 and above); equally
/// close ones stand in alphabetical order, each text once.
/// `O(candidates × length²)`, with lengths cut at 128 characters.
///
/// ```
/// use plexusdb::model::name::nearest;
///
/// let kinds = ["organisation", "partnership", "person", "place"];
/// assert_eq!(nearest("organization", kinds, 1), ["organisation"]);
/// assert!(nearest("zebra", kinds, 3).is_empty());
/// ```
pub fn nearest<'a>(
    needle: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    n: usize,
) -> Vec<&'a str> {
    let needle = Form::of(needle);
    let mut near: Vec<(f64, &str)> = candidates
        .into_iter()
        .map(|candidate| (needle.similarity(&Form::of(candidate)), candidate))
        .filter(|(similarity, _)| *similarity >= NEAR)
        .collect();
    near.sort_by(|a, b| {
        let closest_first = b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal);
        closest_first.then_with(|| a.1.cmp(b.1))
    });
    near.dedup_by_key(|(_, candidate)| *candidate);
    near.into_iter().take(n).map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_capital_is_that_of_the_letter() {
        assert_eq!(capitalised("élan"), "Élan");
    }

    #[test]
    fn spellings_of_one_name_fold_to_the_same() {
        for (name, form) in [
            ("St George's", "st georges"),
            ("St George\u{2019}s", "st georges"),
            ("ST.  GEORGE`S ", "st georges"),
            ("“Guy’s & St Thomas’”", "guys and st thomas"),
            ("Guy's&St Thomas", "guys and st thomas"),
            ("Hôpital  Français", "hopital francais"),
            ("Ho\u{302}pital Franc\u{327}ais", "hopital francais"),
            ("Straße, Øresund, Łódź, İzmir", "strasse oresund lodz izmir"),
            ("North\u{2013}West\u{a0}London\n(ICS)", "north west london ics"),
            ("N.H.S. England", "nhs england"),
            ("Dr. No", "dr no"),
            ("J. P. Smith", "j p smith"),
            ("ＮＨＳ ﬁrst", "nhs first"),
            ("\u{202e}NHS\u{202c}\u{200b} \u{0}Trust", "nhs trust"),
            ("مستشفى \u{200f}لندن", "مستشفى لندن"),
            ("", ""),
            ("  \u{301} -- '' ", ""),
            ("&", "and"),
        ] {
            assert_eq!(fold(name), form, "{name:?}");
        }
        assert_ne!(fold("The Brent Council"), fold("Brent"));
    }

    #[test]
    fn the_core_leaves_out_legal_words() {
        for (name, form) in [
            ("Imperial College Healthcare NHS Trust", "imperial college healthcare"),
            ("Guy's and St Thomas' NHS Foundation Trust", "guys and st thomas"),
            ("Royal Borough of Kensington and Chelsea", "kensington and chelsea"),
            ("Royal Free London", "royal free london"),
            ("Saint Mary's Ltd", "st marys"),
            ("The NHS", "the nhs"),
            ("", ""),
        ] {
            assert_eq!(core(name), form);
        }
    }

    #[test]
    fn acronyms_are_those_people_use() {
        for (name, acronym) in [
            ("North West London", "NWL"),
            ("Healthcare Central London Ltd", "HCL"),
            ("Paddington Life Sciences Partners", "PLSP"),
            ("Paddington Life Sciences Partners (PLSX)", "PLSX"),
            ("Office for Health Improvement and Disparities", "OHID"),
            ("North West London ICS", "NWL ICS"),
            ("North West London ICS", "NWLICS"),
            ("NHS North West London ICB", "NWL ICB"),
            ("NHS England", "NHSE"),
            ("Imperial College Healthcare NHS Trust", "ICHT"),
            ("the Department of Health & Social Care", "DHSC"),
            ("Department of Health and Social Care", "DOHASC"),
            ("HEALTHCARE CENTRAL LONDON", "HCL"),
            ("healthcare central london", "HCL"),
        ] {
            let found = acronyms(name);
            assert!(found.contains(&acronym.to_owned()), "{name}: {found:?}");
            assert!(found.len() <= 12, "{found:?}");
        }
        for name in ["", "Vodafone", "NHS", "(", "()", "of the"] {
            assert!(acronyms(name).iter().all(|a| a == "OT"), "{name}: {:?}", acronyms(name));
        }
    }

    #[test]
    fn slips_are_near_and_strangers_are_not() {
        let names = [
            "Healthcare Central London",
            "Paddington Life Sciences Partners",
            "Imperial College Healthcare NHS Trust",
            "Vodafone",
            "Brent Council",
        ];
        for (needle, name) in [
            ("Helthcare central london", names[0]),
            ("Central London Healthcare", names[0]),
            ("padington lifesciences partners", names[1]),
            ("Imperial", names[2]),
            ("vodaphone", names[3]),
            ("Council of Brent", names[4]),
        ] {
            assert_eq!(nearest(needle, names, 1), [name], "{needle}");
        }
        for needle in ["", "zebra", "University of Oxford", "x"] {
            assert_eq!(nearest(needle, names, 3), [""; 0], "{needle}");
        }
        assert_eq!(nearest("chairs", ["chair", "chairs", "chairs"], 5), ["chairs", "chair"]);
        assert_eq!(nearest("HasMembr", ["HAS_MEMBER", "MEMBER_OF"], 1), ["HAS_MEMBER"]);
    }

    #[test]
    fn hostile_names_stay_cheap() {
        let long = "Ảé\u{301}(& .".repeat(20_000);
        let brackets = "(".repeat(20_000);
        let words = "Ab ".repeat(20_000);
        for name in [&long, &brackets, &words] {
            let other = format!("{name} x");
            assert!(similarity(name, &other) <= 1.0);
            assert!(acronyms(name).iter().all(|a| a.len() <= 4 * ABBREVIATED));
            assert!(core(name).len() <= 4 * name.len());
            nearest(name, [other.as_str(), name.as_str()], 2);
        }
        // Alike as far as is compared, and still not the same.
        assert!(similarity(&words, &format!("{words} x")) < 1.0);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(name in "\\PC{0,24}|[A-Za-zé.&' \u{301}İ(-]{0,24}") {
            let once = fold(&name);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
        }

        #[test]
        fn likeness_is_mutual_and_between_none_and_all(a in "[a-f ]{0,12}", b in "[a-f ]{0,12}") {
            let likeness = similarity(&a, &b);
            prop_assert!((0.0..=1.0).contains(&likeness));
            prop_assert!((likeness - similarity(&b, &a)).abs() < f64::EPSILON);
            prop_assert_eq!(likeness >= 1.0, fold(&a) == fold(&b));
        }

        #[test]
        fn any_name_has_acronyms_or_none(name in "\\PC{0,40}|[A-Z() ]{0,40}") {
            for acronym in acronyms(&name) {
                prop_assert!(acronym.chars().count() > 1);
            }
        }
    }
}
