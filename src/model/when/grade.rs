//! The five answers to "does it hold?".

use std::fmt;
use std::str::FromStr;

/// How surely a fact holds, from *no* to *yes*.
///
/// The order is `No < Undated < Possible < Presumed < Yes`, so that a floor is one comparison:
/// what is undated lies below every floor worth asking for, and is still not a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Before it can have begun, or after it must have ended.
    No,
    /// Neither start, end nor a known date is recorded.
    Undated,
    /// Between the bounds of an uncertain start or end, or before the first known date of a fact
    /// whose start is not stated.
    Possible,
    /// It had begun, no end is recorded, and no source vouches for it so late.
    Presumed,
    /// Between the latest start and the earliest end.
    Yes,
}

impl Grade {
    /// All grades, the best first.
    pub const ALL: [Self; 5] = [Self::Yes, Self::Presumed, Self::Possible, Self::Undated, Self::No];

    /// The grade in one word.
    pub const fn words(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Undated => "undated",
            Self::Possible => "possible",
            Self::Presumed => "presumed",
            Self::Yes => "yes",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

/// Reads the word of a grade in any case; the error is the set of words there are.
impl FromStr for Grade {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|grade| grade.words().eq_ignore_ascii_case(text.trim()))
            .ok_or("yes, presumed, possible, undated or no")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_order_agree() {
        assert!(Grade::ALL.is_sorted_by(|a, b| a > b));
        for grade in Grade::ALL {
            assert_eq!(grade.to_string().to_uppercase().parse(), Ok(grade));
        }
        assert!("maybe".parse::<Grade>().is_err());
    }
}
