//! The rows of the table `meta`: what the file is, which parts make the graph, where the log ends.

use super::codec::{self, Decode, Encode, Fault, Hash};
use super::segment::Place;

/// What the file begins with in the table `meta`: eight bytes, then three versions.
const MAGIC: [u8; 8] = *b"plexusdb";
/// The version of the format that is written.
const MAJOR: u16 = 1;
/// Grows with each addition that older readers may pass over.
const MINOR: u16 = 2;
/// The oldest reader that understands what is written.
const MIN_READER: u16 = 1;

/// The row `format`.
pub(super) fn format() -> Vec<u8> {
    let versions = [MAJOR, MINOR, MIN_READER].map(u16::to_le_bytes);
    codec::seal([&MAGIC[..], versions.as_flattened()].concat())
}

/// The version of the format that is written, for people.
pub(super) fn version() -> String {
    format!("{MAJOR}.{MINOR}")
}

/// What the row `format` says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Format {
    /// It can be read and written.
    Known,
    /// It can be read, but what writes it knows more.
    Later(String),
    /// It can be neither read nor written.
    Newer(String),
}

/// Reads the row `format`.
pub(super) fn read_format(row: &[u8]) -> Result<Format, Fault> {
    let bytes = codec::unseal(row)?.strip_prefix(&MAGIC).ok_or(Fault::Malformed)?;
    // Later versions may say more behind the three numbers.
    let (versions, _) = bytes.as_chunks::<2>();
    let [major, minor, least, ..] = versions else { return Err(Fault::Malformed) };
    let [major, minor, least] = [major, minor, least].map(|bytes| u16::from_le_bytes(*bytes));
    let version = format!("{major}.{minor}");
    Ok(if major != MAJOR || least > MAJOR {
        Format::Newer(version)
    } else if minor > MINOR {
        Format::Later(version)
    } else {
        Format::Known
    })
}

/// The row `manifest`: the parts of the graph, as the last checkpoint left it.
#[derive(Debug, Clone, Default, PartialEq, Encode, Decode)]
pub(super) struct Manifest {
    /// How often the graph has been written as a whole.
    pub(super) generation: u64,
    /// The commit after which it was, and the hash of the chain up to it.
    pub(super) commit: u64,
    pub(super) chain: Hash,
    /// The number of the next piece.
    pub(super) next_piece: u64,
    /// The parts, in the order in which they are read.
    pub(super) parts: Vec<Part>,
    pub(super) nodes: u64,
    pub(super) edges: u64,
}

/// A part of the graph, cut into pieces in the table `seg`.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) struct Part {
    pub(super) place: Place,
    /// The numbers of its pieces: the first one, and how many follow one another.
    pub(super) first: u64,
    pub(super) pieces: u32,
    /// How many bytes they hold, and the hash of them.
    pub(super) length: u64,
    pub(super) hash: Hash,
}

impl Manifest {
    /// How many bytes the parts take.
    pub(super) fn length(&self) -> u64 {
        self.parts.iter().map(|part| part.length).sum()
    }
}

/// The row `head`: where the log ends. It is written again by every commit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub(super) struct Head {
    /// The last commit, and the hash of the chain up to it.
    pub(super) commit: u64,
    pub(super) chain: Hash,
    /// How many bytes of commits lie in the table `delta`.
    pub(super) log: u64,
}

/// A row of `meta` under its hash.
pub(super) fn write<T: Encode>(row: &T) -> Result<Vec<u8>, Fault> {
    codec::encode(row).map(codec::seal)
}

/// Reads a row of `meta`.
pub(super) fn read<T: Decode<()>>(row: &[u8]) -> Result<T, Fault> {
    codec::decode(codec::unseal(row)?)
}

/// The first row of a commit in `delta` and in `history`.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub(super) struct CommitRow {
    /// The hash of the chain up to the commit before.
    pub(super) before: Hash,
    /// Milliseconds after the beginning of 1970.
    pub(super) time: i64,
    pub(super) author: String,
    pub(super) message: String,
    /// How many batches of steps follow, and how many steps are in them.
    pub(super) batches: u32,
    pub(super) steps: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_format_is_named_and_not_guessed_at() {
        let row = |versions: [u16; 3]| {
            let bytes = versions.map(u16::to_le_bytes);
            codec::seal([&MAGIC[..], bytes.as_flattened(), b"more"].concat())
        };
        assert_eq!(read_format(&format()), Ok(Format::Known));
        assert_eq!(read_format(&row([1, 0, 1])), Ok(Format::Known));
        assert_eq!(read_format(&row([1, 1, 1])), Ok(Format::Known));
        assert_eq!(read_format(&row([1, 4, 1])), Ok(Format::Later("1.4".to_owned())));
        assert_eq!(read_format(&row([1, 4, 2])), Ok(Format::Newer("1.4".to_owned())));
        assert_eq!(read_format(&row([2, 0, 2])), Ok(Format::Newer("2.0".to_owned())));
        assert_eq!(read_format(b"plexusdb"), Err(Fault::Malformed));
    }
}
