//! What a projection follows from.

/// The format that this crate writes and reads; a file of another one is made again.
pub const FORMAT: &str = "bilan-store/2";

/// The state of the log that the rows follow from: another state, and the projection is old.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The id of the case, so that a file of another case is not taken for this one's.
    pub case: String,
    /// Number of entries that the rows follow from.
    pub log_size: u64,
    /// Root hash of the log at that size, in hexadecimal digits.
    pub log_root: String,
    /// The digest of the rows as [`crate::Store::seal`] wrote it; absent where rows changed since.
    pub digest: Option<String>,
}
