//! The one visual vocabulary: which colour and which line stand for what, in light and in dark.
//!
//! Every picture prints a node's kind in words as well, since a colour alone tells some readers
//! little. White on a light theme's colour, and the page's dark on a dark theme's, reach a contrast
//! of at least 4.8 to 1 (WCAG 2.2, section 1.4.3 asks for 4.5).

use crate::ask::Change;

/// A colour, written `#rrggbb`.
pub type Colour = &'static str;

/// Whether a picture is dark on light or light on dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// Dark ink on white.
    #[default]
    Light,
    /// Light ink on a dark page.
    Dark,
}

/// The colours of a theme that belong to no family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inks {
    /// The page.
    pub page: Colour,
    /// The inside of a card.
    pub card: Colour,
    /// The title.
    pub title: Colour,
    /// Ordinary text.
    pub text: Colour,
    /// Text of less weight: roles, sources, counts.
    pub muted: Colour,
    /// Text on a family's colour.
    pub header: Colour,
}

impl Theme {
    /// The theme of this id: `light` or `dark`.
    pub fn named(id: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|t| t.id() == id)
    }

    /// Its id, as people type it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme's own colours.
    pub fn inks(self) -> Inks {
        match self {
            Self::Light => Inks {
                page: "#FFFFFF",
                card: "#FFFFFF",
                title: "#0B2540",
                text: "#1C1C1C",
                muted: "#5A6270",
                header: "#FFFFFF",
            },
            Self::Dark => Inks {
                page: "#14181D",
                card: "#1D242B",
                title: "#F2F5F8",
                text: "#E6EAEE",
                muted: "#A3ADB8",
                header: "#14181D",
            },
        }
    }
}

/// What a node is, as far as a picture tells it by colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// A partnership, other than an integrated care system.
    Partnership,
    /// An integrated care system.
    Ics,
    /// A body of the NHS that provides or commissions care.
    Nhs,
    /// A university.
    Academic,
    /// A company.
    Company,
    /// A charity.
    Charity,
    /// A public body or a council.
    Government,
    /// Any other organisation.
    Organisation,
    /// A programme.
    Programme,
    /// A person.
    Person,
    /// A place.
    Place,
    /// A hospital or another site.
    Site,
    /// What something is about.
    Focus,
    /// A document.
    Document,
    /// An unnamed class of bodies.
    Group,
}

impl Family {
    /// All families, in the order of a picture's key.
    pub const ALL: [Self; 15] = [
        Self::Partnership,
        Self::Ics,
        Self::Nhs,
        Self::Government,
        Self::Academic,
        Self::Company,
        Self::Charity,
        Self::Organisation,
        Self::Group,
        Self::Programme,
        Self::Person,
        Self::Place,
        Self::Site,
        Self::Focus,
        Self::Document,
    ];

    /// The family of a kind with its sub-kinds, by their ids in the schema.
    pub fn of(kind: &str, sub_kinds: &[String]) -> Self {
        let sub = |ids: &[&str]| sub_kinds.iter().any(|s| ids.contains(&s.as_str()));
        match kind {
            "partnership" if sub(&["ics"]) => Self::Ics,
            "partnership" => Self::Partnership,
            "programme" => Self::Programme,
            "person" => Self::Person,
            "place" => Self::Place,
            "site" => Self::Site,
            "focus" => Self::Focus,
            "document" => Self::Document,
            "group" => Self::Group,
            _ if sub(&["nhs-trust", "foundation-trust", "icb", "sub-icb-location", "ccg"]) => {
                Self::Nhs
            }
            _ if sub(&["pcn", "gp-practice", "gp-federation"]) => Self::Nhs,
            _ if sub(&["university"]) => Self::Academic,
            _ if sub(&["company"]) => Self::Company,
            _ if sub(&["charity"]) => Self::Charity,
            _ if sub(&["council", "regional-government", "national-body", "department"]) => {
                Self::Government
            }
            _ if sub(&["commission", "panel", "office", "government"]) => Self::Government,
            _ => Self::Organisation,
        }
    }

    /// What the key calls it.
    pub fn caption(self) -> &'static str {
        match self {
            Self::Partnership => "partnership",
            Self::Ics => "integrated care system",
            Self::Nhs => "NHS",
            Self::Academic => "university",
            Self::Company => "company",
            Self::Charity => "charity",
            Self::Government => "public body",
            Self::Organisation => "other organisation",
            Self::Programme => "programme",
            Self::Person => "person",
            Self::Place => "place",
            Self::Site => "site",
            Self::Focus => "focus",
            Self::Document => "document",
            Self::Group => "unnamed group",
        }
    }

    /// Its colour in a theme.
    pub fn colour(self, theme: Theme) -> Colour {
        let (light, dark) = match self {
            Self::Partnership => ("#5C3B00", "#E3B24F"),
            Self::Ics => ("#0B7A99", "#67C6F0"),
            Self::Nhs => ("#003F8F", "#7FB0F5"),
            Self::Academic => ("#7B3FA0", "#CDA0EA"),
            Self::Company => ("#666C73", "#B4BAC2"),
            Self::Charity => ("#A8174F", "#F590B0"),
            Self::Government => ("#0F5C44", "#74D3AE"),
            Self::Organisation => ("#4A5568", "#C3CCD8"),
            Self::Programme => ("#B84A00", "#F2A766"),
            Self::Person => ("#1C1C1C", "#F0F0F0"),
            Self::Place => ("#4F7200", "#AEDB6B"),
            Self::Site => ("#3C5A80", "#A9C4E4"),
            Self::Focus => ("#5B4FB0", "#B7AEF5"),
            Self::Document => ("#4A4A4A", "#CFCFCF"),
            Self::Group => ("#5F5340", "#D3C3A4"),
        };
        match theme {
            Theme::Light => light,
            Theme::Dark => dark,
        }
    }
}

/// What a relation is, as far as a picture tells it by its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    /// Membership.
    Member,
    /// Associate membership.
    Associate,
    /// A chair.
    Chair,
    /// A lead, a chief executive, a director.
    Lead,
    /// A party and its area.
    Covers,
    /// One body became another.
    Became,
    /// Any other relation: always labelled.
    Other,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dash {
    /// Unbroken.
    Solid,
    /// In dashes.
    Dashed,
    /// In dots.
    Dotted,
}

impl Tie {
    /// All ties, in the order of a picture's key.
    pub const ALL: [Self; 7] = [
        Self::Member,
        Self::Associate,
        Self::Chair,
        Self::Lead,
        Self::Covers,
        Self::Became,
        Self::Other,
    ];

    /// The tie of a relation and its `class`, by their ids in the schema.
    pub fn of(relation: &str, class: Option<&str>) -> Self {
        match (relation, class) {
            ("member-of", Some("associate")) => Self::Associate,
            ("member-of", _) => Self::Member,
            ("chairs", _) => Self::Chair,
            ("leads" | "chief-executive-of" | "director-of", _) => Self::Lead,
            ("covers", _) => Self::Covers,
            ("succeeded-by", _) => Self::Became,
            _ => Self::Other,
        }
    }

    /// What the key calls it.
    pub fn caption(self) -> &'static str {
        match self {
            Self::Member => "member of",
            Self::Associate => "associate member of",
            Self::Chair => "chairs",
            Self::Lead => "leads or directs",
            Self::Covers => "covers",
            Self::Became => "became",
            Self::Other => "other, as labelled",
        }
    }

    /// Whether the key is enough, so that the line needs no label of its own.
    pub fn goes_without_saying(self) -> bool {
        matches!(self, Self::Member | Self::Associate | Self::Covers | Self::Became)
    }

    /// Whether the line ends in an arrowhead.
    pub fn has_arrow(self) -> bool {
        self != Self::Covers
    }

    /// How its line is drawn.
    pub fn dash(self) -> Dash {
        match self {
            Self::Associate | Self::Became => Dash::Dashed,
            Self::Covers => Dash::Dotted,
            _ => Dash::Solid,
        }
    }

    /// Its colour in a theme.
    pub fn colour(self, theme: Theme) -> Colour {
        let (light, dark) = match self {
            Self::Member | Self::Associate => ("#003F8F", "#7FB0F5"),
            Self::Chair => ("#B3261E", "#FF8A80"),
            Self::Lead => ("#B84A00", "#F2A766"),
            Self::Covers => ("#4F7200", "#AEDB6B"),
            Self::Became | Self::Other => ("#5A6270", "#A3ADB8"),
        };
        match theme {
            Theme::Light => light,
            Theme::Dark => dark,
        }
    }
}

/// The sign of a change: it is told by more than a colour.
pub fn sign(change: Change) -> &'static str {
    match change {
        Change::Appeared => "+",
        Change::Ended => "−",
        Change::Role => "↔",
        Change::Happened => "•",
        Change::BecameKnown => "!",
        Change::Unvouched => "~",
        Change::Unknown => "?",
    }
}

/// The colour of a change in a theme.
pub fn colour_of(change: Change, theme: Theme) -> Colour {
    let (light, dark) = match change {
        Change::Appeared | Change::Happened => ("#1B6B2F", "#7FD89A"),
        Change::Ended => ("#B3261E", "#FF8A80"),
        Change::Role => ("#6A3FA0", "#C9A7F0"),
        Change::BecameKnown => ("#0B5CAD", "#7FB0F5"),
        Change::Unvouched => ("#8A5200", "#F2B866"),
        Change::Unknown => ("#5A6270", "#A3ADB8"),
    };
    match theme {
        Theme::Light => light,
        Theme::Dark => dark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of WCAG 2.2.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let byte = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
            let c = f64::from(byte) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_stands_out_from_its_ground() {
        for theme in [Theme::Light, Theme::Dark] {
            let inks = theme.inks();
            for family in Family::ALL {
                let colour = family.colour(theme);
                assert!(contrast(inks.header, colour) >= 4.8, "{family:?} {theme:?}");
                assert!(contrast(inks.card, colour) >= 4.8, "{family:?} {theme:?} on a card");
            }
            for tie in Tie::ALL {
                assert!(contrast(inks.page, tie.colour(theme)) >= 4.8, "{tie:?} {theme:?}");
            }
            for change in Change::ALL {
                assert!(
                    contrast(inks.card, colour_of(change, theme)) >= 4.8,
                    "{change:?} {theme:?}"
                );
                assert!(
                    contrast(inks.page, colour_of(change, theme)) >= 4.8,
                    "{change:?} {theme:?}"
                );
            }
            for ink in [inks.title, inks.text, inks.muted] {
                assert!(contrast(inks.page, ink) >= 4.8, "{ink} {theme:?}");
                assert!(contrast(inks.card, ink) >= 4.8, "{ink} {theme:?} on a card");
            }
        }
    }

    #[test]
    fn sub_kinds_decide_before_kinds() {
        let of = |kind: &str, sub: &[&str]| {
            Family::of(kind, &sub.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(of("partnership", &["ics"]), Family::Ics);
        assert_eq!(of("partnership", &["ahsc"]), Family::Partnership);
        assert_eq!(of("organisation", &["nhs-trust", "university"]), Family::Nhs);
        assert_eq!(of("organisation", &[]), Family::Organisation);
        assert_eq!(of("a kind of one's own", &[]), Family::Organisation);
        assert_eq!(Tie::of("member-of", Some("associate")), Tie::Associate);
        assert_eq!(Tie::of("member-of", Some("founding")), Tie::Member);
    }
}
