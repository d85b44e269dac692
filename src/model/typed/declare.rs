//! The macros that make a type of one line of [`names`](super::names).

/// Methods of everything that can be said of a node or a relation; needs `fn said(&mut self)`.
macro_rules! saying {
    () => {
        /// Adds a date on which a source vouches for it, such as `2023-11-08`.
        pub fn known(mut self, date: &str) -> Self {
            self.said().known(date);
            self
        }

        /// Says that it was only announced for later.
        pub fn planned(mut self) -> Self {
            self.said().planned();
            self
        }

        /// Says that the sources imply it without stating it, and how sure that is.
        pub fn inferred(mut self, confidence: $crate::model::Confidence) -> Self {
            self.said().inferred(confidence);
            self
        }

        /// Sets a remark for readers.
        pub fn note(mut self, note: impl Into<String>) -> Self {
            self.said().note(note.into());
            self
        }

        /// Sets the layer it belongs to. Default: `curated`.
        pub fn layer(mut self, layer: impl Into<String>) -> Self {
            self.said().layer(layer.into());
            self
        }

        /// Adds the word of a source, given by its key, with its very words.
        pub fn evidence(
            self,
            source: impl Into<$crate::model::Key>,
            quote: impl Into<String>,
        ) -> Self {
            self.cite($crate::model::Evidence::new(source, quote))
        }

        /// Adds the word of a source, with its locator or whose claim it is.
        pub fn cite(mut self, evidence: $crate::model::Evidence) -> Self {
            self.said().cite(evidence);
            self
        }
    };
}

/// Methods of everything that can be said of a node alone; needs `fn draft(&mut self)`.
macro_rules! describing {
    () => {
        /// Sets its key. Default: the prefix of its kind and its name, such as `org:brent-council`,
        /// with a number where that is taken.
        pub fn key(mut self, key: impl Into<$crate::model::Key>) -> Self {
            self.draft().key = Some(key.into());
            self
        }

        /// Adds a sub-kind, such as `nhs-trust`.
        pub fn sub_kind(mut self, id: impl Into<String>) -> Self {
            self.draft().sub_kinds.push(id.into());
            self
        }

        /// Adds another name.
        pub fn aka(mut self, name: impl Into<$crate::model::NameForm>) -> Self {
            self.draft().aka.push(name.into());
            self
        }

        /// Adds a code in a scheme, such as `RJ1` in `ods`.
        pub fn identifier(mut self, scheme: impl Into<String>, code: impl Into<String>) -> Self {
            let identifier =
                $crate::model::Identifier { scheme: scheme.into(), value: code.into() };
            self.draft().identifiers.push(identifier);
            self
        }

        /// Adds a number or a status.
        pub fn fact(mut self, fact: $crate::model::Fact) -> Self {
            self.draft().facts.push(fact);
            self
        }

        /// Sets the day on which it began.
        pub fn since(mut self, date: &str) -> Self {
            self.said().since(date);
            self
        }

        /// Sets its last day.
        pub fn until(mut self, date: &str) -> Self {
            self.said().until(date);
            self
        }
    };
}

/// `Kind("id", "prefix") { attributes }`: a type for each kind.
macro_rules! kinds {
    ($(
        $(#[$doc:meta])*
        $kind:ident($id:literal, $prefix:literal) {
            $($(#[$said:meta])* $attribute:ident($name:literal): $value:ident $($word:ident)?;)*
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        #[must_use = "nothing is added before it is given to `Transaction::add`"]
        pub struct $kind(NodeDraft);

        impl $kind {
            /// One with this name, and nothing else said of it.
            pub fn new(name: impl Into<String>) -> Self {
                Self(NodeDraft::new($id, name))
            }

            fn draft(&mut self) -> &mut NodeDraft {
                &mut self.0
            }

            fn said(&mut self) -> &mut Said {
                &mut self.0.said
            }

            describing!();
            $(setting!($(#[$said])* $attribute($name): $value $($word)?);)*
            saying!();
        }

        impl NodeKind for $kind {
            const ID: &'static str = $id;
            const LABEL: &'static str = stringify!($kind);
            const PREFIX: &'static str = $prefix;

            fn into_draft(self) -> NodeDraft {
                self.0
            }
        }
    )*};
}

/// `Relation("id", "TYPE") spell|event { attributes }`: a type for each relation.
macro_rules! relations {
    ($(
        $(#[$doc:meta])*
        $relation:ident($id:literal, $cypher:literal) $dated:ident {
            $($(#[$said:meta])* $attribute:ident($name:literal): $value:ident $($word:ident)?;)*
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        #[must_use = "nothing is added before it is given to `Transaction::relate`"]
        pub struct $relation(EdgeDraft);

        impl Default for $relation {
            fn default() -> Self {
                Self(EdgeDraft::new($id))
            }
        }

        impl $relation {
            fn said(&mut self) -> &mut Said {
                &mut self.0.said
            }

            dating!($dated);
            $(setting!($(#[$said])* $attribute($name): $value $($word)?);)*
            saying!();
        }

        impl Link<'_, $relation> {
            $(reading!($(#[$said])* $attribute($name): $value $($word)?);)*
        }

        impl RelationKind for $relation {
            const ID: &'static str = $id;
            const TYPE: &'static str = $cypher;

            fn into_draft(self) -> EdgeDraft {
                self.0
            }
        }
    )*};
}

/// How a relation is dated: a spell by its ends, an event by the day on which it happened.
macro_rules! dating {
    (spell) => {
        /// One that began on this day.
        pub fn since(date: &str) -> Self {
            Self(Self::default().0.since(date))
        }

        /// Sets the last day on which it held.
        pub fn until(mut self, date: &str) -> Self {
            self.said().until(date);
            self
        }
    };
    (event) => {
        /// One that happened on this day.
        pub fn on(date: &str) -> Self {
            Self(Self::default().0.on(date))
        }
    };
}

/// The method that sets an attribute.
macro_rules! setting {
    ($(#[$said:meta])* $attribute:ident($name:literal): YesNo) => {
        #[doc = concat!("Says that it is ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(mut self) -> Self {
            self.said().attribute($name, true.into());
            self
        }
    };
    ($(#[$said:meta])* $attribute:ident($name:literal): Node) => {
        #[doc = concat!("Sets its ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(mut self, node: impl Into<NodeId>) -> Self {
            self.said().refer($name, node.into());
            self
        }
    };
    ($(#[$said:meta])* $attribute:ident($name:literal): Word $word:ident) => {
        #[doc = concat!("Sets its ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(mut self, word: $word) -> Self {
            self.said().attribute($name, word.id().into());
            self
        }
    };
    ($(#[$said:meta])* $attribute:ident($name:literal): Whole) => {
        #[doc = concat!("Sets its ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(mut self, number: i64) -> Self {
            self.said().attribute($name, number.into());
            self
        }
    };
    ($(#[$said:meta])* $attribute:ident($name:literal): Number) => {
        #[doc = concat!("Sets its ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(mut self, number: f64) -> Self {
            self.said().attribute($name, number.into());
            self
        }
    };
    ($(#[$said:meta])* $attribute:ident($name:literal): $text_or_date:ident) => {
        #[doc = concat!("Sets its ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(mut self, text: impl Into<String>) -> Self {
            self.said().attribute($name, text.into().into());
            self
        }
    };
}

/// The method that reads an attribute back from a relation.
macro_rules! reading {
    ($(#[$said:meta])* $attribute:ident($name:literal): YesNo) => {
        #[doc = concat!("Whether it is ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(&self) -> bool {
            self.flag($name)
        }
    };
    ($(#[$said:meta])* $attribute:ident($name:literal): Word $word:ident) => {
        #[doc = concat!("Its ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(&self) -> Option<$word> {
            self.text($name).and_then($word::named)
        }
    };
    ($(#[$said:meta])* $attribute:ident($name:literal): Whole) => {
        #[doc = concat!("Its ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(&self) -> Option<i64> {
            self.whole($name)
        }
    };
    ($(#[$said:meta])* $attribute:ident($name:literal): Number) => {
        #[doc = concat!("Its ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(&self) -> Option<f64> {
            self.number($name)
        }
    };
    ($(#[$said:meta])* $attribute:ident($name:literal): Date) => {
        #[doc = concat!("Its ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(&self) -> Option<String> {
            self.date($name)
        }
    };
    ($(#[$said:meta])* $attribute:ident($name:literal): $text_or_node:ident) => {
        #[doc = concat!("Its ", $name, ".")]
        $(#[$said])*
        pub fn $attribute(&self) -> Option<&str> {
            self.text($name)
        }
    };
}

/// `Words { Variant("id"), … }`: a type for each list of words that an attribute takes.
macro_rules! words {
    ($($(#[$doc:meta])* $words:ident { $($word:ident($id:literal),)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $words {
            $(#[doc = concat!("Written `", $id, "`.")] $word,)*
        }

        impl $words {
            /// The one of this id.
            pub fn named(id: &str) -> Option<Self> {
                match id {
                    $($id => Some(Self::$word),)*
                    _ => None,
                }
            }

            /// Its id in data files.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$word => $id,)*
                }
            }
        }
    )*};
}

/// `Relation: [From, …] => [To, …];`: which kinds a relation connects, `same` for any to its own.
macro_rules! connects {
    ($relation:ident $from:ident [$($to:ident),*]) => {
        $(impl Connects<$from, $to> for $relation {})*
    };
    ($relation:ident [$($from:ident),*] => $to:tt) => {
        $(connects!($relation $from $to);)*
    };
    ($relation:ident same) => {
        impl<K: NodeKind> Connects<K, K> for $relation {}
    };
    ($($relation:ident: $ends:tt $(=> $to:tt)?;)*) => {
        $(connects!($relation $ends $(=> $to)?);)*
    };
}

pub(super) use {connects, dating, describing, kinds, reading, relations, saying, setting, words};
