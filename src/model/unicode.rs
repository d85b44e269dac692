//! Unicode's tables: the one file that names the crate they come from.

pub(crate) use unicode_normalization::UnicodeNormalization;
pub(crate) use unicode_normalization::char::is_combining_mark;
