//! From a shape to bytes: one file a format, and the registry of them.
//!
//! A format makes the whole text first; writing it anywhere is the caller's, so that a failed write
//! cannot leave half a picture behind unnoticed.

#[cfg(feature = "dot")]
mod dot;
mod escape;
#[cfg(feature = "dot")]
mod label;
#[cfg(feature = "html")]
mod page;
mod svg;

use crate::view::Diagram;
use crate::view::diagram::Drawing;

/// A format that a [`Diagram`] can be written in.
///
/// Which formats there are depends on the features the crate was built with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Graphviz DOT.
    #[cfg(feature = "dot")]
    Dot,
    /// SVG, placed and drawn here.
    Svg,
}

impl Format {
    /// All formats of this build.
    pub const ALL: &[Self] = &[
        #[cfg(feature = "dot")]
        Self::Dot,
        Self::Svg,
    ];

    /// The format of this id, such as `dot`.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.id() == id)
    }

    /// Its id, which is also the extension of its files.
    pub fn id(self) -> &'static str {
        match self {
            #[cfg(feature = "dot")]
            Self::Dot => "dot",
            Self::Svg => "svg",
        }
    }

    /// What it is, in a few words.
    pub fn caption(self) -> &'static str {
        match self {
            #[cfg(feature = "dot")]
            Self::Dot => "Graphviz DOT, a diagram as text",
            Self::Svg => "SVG, a picture for any browser",
        }
    }

    /// Writes a drawing in this format.
    ///
    /// The same drawing always makes the same bytes.
    pub fn write(self, drawing: &Drawing) -> Vec<u8> {
        match self {
            #[cfg(feature = "dot")]
            Self::Dot => dot::write(drawing),
            Self::Svg => svg::write(drawing),
        }
    }
}

impl Diagram<'_> {
    /// The picture as bytes in a format.
    pub fn to(&self, format: Format) -> Vec<u8> {
        format.write(&self.drawing())
    }
}
