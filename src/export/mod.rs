//! From a shape to bytes: one file a format, and the registry of them.
//!
//! A format makes the whole text first; writing it anywhere is the caller's, so that a failed write
//! cannot leave half a picture behind unnoticed.

#[cfg(feature = "dot")]
mod dot;
mod escape;
#[cfg(feature = "interchange")]
pub mod graph;
#[cfg(feature = "dot")]
mod label;
#[cfg(feature = "html")]
mod page;
#[cfg(feature = "raster")]
mod raster;
mod svg;

use crate::error::Result;
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
    /// PNG, twice as sharp as the SVG is large.
    #[cfg(feature = "raster")]
    Png,
    /// PDF on sheets of A4: the whole, then its parts where the whole is too small to be read.
    #[cfg(feature = "raster")]
    Pdf,
}

impl Format {
    /// All formats of this build.
    pub const ALL: &[Self] = &[
        #[cfg(feature = "dot")]
        Self::Dot,
        Self::Svg,
        #[cfg(feature = "raster")]
        Self::Png,
        #[cfg(feature = "raster")]
        Self::Pdf,
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
            #[cfg(feature = "raster")]
            Self::Png => "png",
            #[cfg(feature = "raster")]
            Self::Pdf => "pdf",
        }
    }

    /// What it is, in a few words.
    pub fn caption(self) -> &'static str {
        match self {
            #[cfg(feature = "dot")]
            Self::Dot => "Graphviz DOT, a diagram as text",
            Self::Svg => "SVG, a picture for any browser",
            #[cfg(feature = "raster")]
            Self::Png => "PNG, a picture for any document",
            #[cfg(feature = "raster")]
            Self::Pdf => "PDF, on sheets of A4",
        }
    }

    /// Writes a drawing in this format.
    ///
    /// The same drawing always makes the same bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Picture`](crate::Error::Picture) for a PNG or PDF that cannot be drawn, because it is far
    /// too large, say. As text every drawing can be written.
    pub fn write(self, drawing: &Drawing) -> Result<Vec<u8>> {
        match self {
            #[cfg(feature = "dot")]
            Self::Dot => Ok(dot::write(drawing)),
            Self::Svg => Ok(svg::write(drawing)),
            #[cfg(feature = "raster")]
            Self::Png => raster::png(drawing),
            #[cfg(feature = "raster")]
            Self::Pdf => raster::pdf(drawing),
        }
    }
}

impl Diagram<'_> {
    /// The picture as bytes in a format.
    ///
    /// # Errors
    ///
    /// As [`Format::write`].
    pub fn to(&self, format: Format) -> Result<Vec<u8>> {
        format.write(&self.drawing())
    }
}
