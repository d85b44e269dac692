//! Records as bytes: the only file that names bincode.
//!
//! Every record is flat: no type holds itself, so nothing recurses however the bytes are made. A
//! length is believed only as far as [`LIMIT`] goes, and bytes that are left over are an error. A
//! hash is compared before anything is decoded.

use bincode::config::{self, Config};
pub(super) use bincode::{Decode, Encode};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The most bytes that one record may take, decoded or encoded.
pub(super) const LIMIT: usize = 64 << 20;

/// A hash of bytes: xxh3, 128 bits, little-endian. It finds accidents, not tampering.
pub(super) type Hash = [u8; 16];

/// Bytes that are not a record, or a record that is too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The bytes are no such record.
    Malformed,
    /// The record would be larger than [`LIMIT`].
    TooLarge,
}

/// Integers as short as they are: for records of many small fields.
fn short() -> impl Config {
    config::standard().with_limit::<LIMIT>()
}

/// Integers at their full width: for columns, which are then copied as they stand.
fn wide() -> impl Config {
    config::standard().with_fixed_int_encoding().with_limit::<LIMIT>()
}

fn written<T: Encode>(record: &T, config: impl Config) -> Result<Vec<u8>, Fault> {
    let bytes = bincode::encode_to_vec(record, config).map_err(|_| Fault::TooLarge)?;
    if bytes.len() > LIMIT { Err(Fault::TooLarge) } else { Ok(bytes) }
}

fn read<T: Decode<()>>(bytes: &[u8], config: impl Config) -> Result<T, Fault> {
    let (record, used) = bincode::decode_from_slice(bytes, config).map_err(|_| Fault::Malformed)?;
    if used == bytes.len() { Ok(record) } else { Err(Fault::Malformed) }
}

/// Writes a record.
pub(super) fn encode<T: Encode>(record: &T) -> Result<Vec<u8>, Fault> {
    written(record, short())
}

/// Reads a record that [`encode`] wrote, of which no byte is left over.
pub(super) fn decode<T: Decode<()>>(bytes: &[u8]) -> Result<T, Fault> {
    read(bytes, short())
}

/// Writes columns.
pub(super) fn encode_columns<T: Encode>(columns: &T) -> Result<Vec<u8>, Fault> {
    written(columns, wide())
}

/// Reads columns that [`encode_columns`] wrote, of which no byte is left over.
pub(super) fn decode_columns<T: Decode<()>>(bytes: &[u8]) -> Result<T, Fault> {
    read(bytes, wide())
}

/// The hash of these bytes, one piece after the other.
pub(super) fn hash<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Hash {
    let mut hasher = Xxh3::new();
    for piece in pieces {
        hasher.update(piece);
    }
    hasher.digest128().to_le_bytes()
}

/// The bytes with their hash behind them.
pub(super) fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    let hash = xxh3_128(&bytes).to_le_bytes();
    bytes.extend(hash);
    bytes
}

/// The bytes before their hash, where it is theirs.
pub(super) fn unseal(sealed: &[u8]) -> Result<&[u8], Fault> {
    let (bytes, hash) = sealed.split_last_chunk::<16>().ok_or(Fault::Malformed)?;
    if xxh3_128(bytes).to_le_bytes() == *hash { Ok(bytes) } else { Err(Fault::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_length_is_refused_and_not_believed() {
        for length in [1_u64 << 27, 1 << 32, 1 << 40, 1 << 63, u64::MAX] {
            let mut bytes = vec![253];
            bytes.extend(length.to_le_bytes());
            assert_eq!(decode::<Vec<u64>>(&bytes), Err(Fault::Malformed), "{length}");
            assert_eq!(decode::<Vec<String>>(&bytes), Err(Fault::Malformed), "{length}");
            assert_eq!(decode::<String>(&bytes), Err(Fault::Malformed), "{length}");
            let wide = length.to_le_bytes();
            assert_eq!(decode_columns::<Vec<u32>>(&wide), Err(Fault::Malformed), "{length}");
        }
    }

    #[test]
    fn bytes_left_over_are_an_error() {
        let mut bytes = encode(&vec![1_u32, 2]).unwrap();
        assert_eq!(decode::<Vec<u32>>(&bytes), Ok(vec![1, 2]));
        bytes.push(0);
        assert_eq!(decode::<Vec<u32>>(&bytes), Err(Fault::Malformed));
    }

    #[test]
    fn the_bytes_are_those_written_down() {
        let record = (7_u8, 300_u32, String::from("é"), vec![-1_i64], Some(true));
        assert_eq!(encode(&record).unwrap(), [7, 251, 44, 1, 2, 0xC3, 0xA9, 1, 1, 1, 1]);
        let columns = (vec![1_u32, 300], vec![2.5_f64]);
        let mut wide =
            vec![2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 44, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
        wide.extend(2.5_f64.to_le_bytes());
        assert_eq!(encode_columns(&columns).unwrap(), wide);
    }

    #[test]
    fn a_seal_is_broken_by_every_bit() {
        let sealed = seal(b"a record".to_vec());
        assert_eq!(unseal(&sealed), Ok(&b"a record"[..]));
        for bit in 0..sealed.len() * 8 {
            let mut broken = sealed.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(unseal(&broken), Err(Fault::Malformed));
        }
        assert_eq!(hash([&b"a "[..], b"record"]), xxh3_128(b"a record").to_le_bytes());
    }
}
