//! The stable codes of everything that can be found in a source text, and what each means.

/// A stable code of a [`Finding`](crate::error::Finding), such as `C0003`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    /// The code itself.
    pub id: &'static str,
    /// What it means, in one line.
    pub means: &'static str,
}

macro_rules! codes {
    ($($name:ident = $id:literal, $means:literal;)*) => {
        $(#[doc = $means] pub const $name: Code = Code { id: $id, means: $means };)*

        /// Every code, in the order of their numbers.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    UNREADABLE = "C0001", "a file or folder cannot be read: missing, too large or not UTF-8";
    SYNTAX = "C0002", "the text is not TOML 1.0 at this place";
    UNKNOWN_KEY = "C0003", "a key that the format does not have here";
    MISSING_KEY = "C0004", "a key that is required here is absent";
    WRONG_TYPE = "C0005", "a value of another type than the key takes";
    BAD_ID = "C0006", "an id that is not written `prefix:slug`, or a name that is not a slug";
    UNKNOWN_KIND = "C0007", "a kind or sub-kind that the schema does not declare";
    UNKNOWN_RELATION = "C0008", "a relation that the schema does not declare";
    BAD_ATTRIBUTE = "C0009", "an attribute that this relation or kind does not carry";
    UNKNOWN_FACT = "C0010", "a fact that the schema does not declare";
    BAD_DATE = "C0011", "a date that cannot be read, or a spell that ends before it starts";
    BAD_WORD = "C0012", "a word that is not among those allowed";
    DUPLICATE_ID = "C0013", "an id that is declared twice";
    DUPLICATE_IDENTIFIER = "C0014", "an external identifier that two nodes claim";
    UNKNOWN_NODE = "C0015", "an id that no node has";
    NOT_A_DOCUMENT = "C0016", "evidence from something that is not a document";
    ILLEGAL_ENDS = "C0017", "a relation between kinds that it does not join";
    UNKNOWN_SCHEME = "C0018", "a scheme of identifiers that the schema does not declare";
    NO_SOURCE = "C0019", "a statement or a quote for which no document is named";
    CLASH = "C0020", "keys that do not go together";
    NOT_BY_HAND = "C0021", "a relation that is made by the tool and never written by hand";
    DECLARED_TWICE = "C0022", "a schema declares something again, or in contradiction to itself";
    UNDECLARED = "C0023", "a schema names something that it does not declare";
    AMBIGUOUS_NAME = "C0024", "a name that several nodes bear";
    OUT_OF_STEP = "C0025", "curated files and the database they are kept with say different things";
    TOUCHED = "C0026", "a curated file was changed by somebody else while edits are written back";
    NOT_WRITTEN_BACK = "C0027", "a change that cannot be written back into curated files";
    STOPPED = "C0028", "reading was stopped before it was done";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_numbered_without_a_gap() {
        for (code, number) in ALL.iter().zip(1..) {
            assert_eq!(code.id, format!("C{number:04}"));
        }
    }
}
