//! What an id, or the beginning of one, stands for.

/// Candidates that are named where a beginning fits several ids.
pub(crate) const CANDIDATES_MAX: usize = 10;

/// The answer to a lookup by an id or the beginning of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<T> {
    /// The one row with this id, or whose id alone begins so.
    One(Box<T>),
    /// No id begins so.
    None,
    /// Several ids begin so: the first of them, in order, ten at most.
    Several(Vec<String>),
}

impl<T> Lookup<T> {
    /// The row, where it is one.
    pub fn one(self) -> Option<T> {
        match self {
            Self::One(row) => Some(*row),
            Self::None | Self::Several(_) => None,
        }
    }
}
