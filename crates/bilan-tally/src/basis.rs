//! What tolls and grades are made with, beside the incident.

use crate::{Glossary, Sources, Verdicts};

/// What people have judged, what is known of sources, and what words mean: what every question to tally takes.
///
/// A claim that a person corrected stands in its account as corrected, under the id that it was judged by, with the
/// verdict "correct". A claim that a person entered stands with the verdict "accept": who enters it has reviewed it.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// Count only claims that a person has accepted, corrected or entered.
    pub reviewed_only: bool,
    /// The decision that holds for each judged claim.
    pub verdicts: &'a Verdicts,
    /// Copies of texts, and what people settled about sources.
    pub sources: &'a Sources,
    /// What packs and codebook say of words: sides, dozens, sex and age.
    pub glossary: &'a Glossary,
}
