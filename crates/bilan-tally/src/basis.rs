//! What a toll is made with, beside the incident.

use bilan_model::Policy;

use crate::{Sources, Verdicts};

/// A policy, what people have judged, and what is known of sources: the three that every question to tally takes.
///
/// A claim that a person corrected stands in its account as corrected, under the id that it was judged by, with the
/// verdict "correct". A claim that a person entered stands with the verdict "accept": who enters it has reviewed it.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// How the toll is made.
    pub policy: &'a Policy,
    /// The decision that holds for each judged claim.
    pub verdicts: &'a Verdicts,
    /// Copies of texts, and what people settled about sources.
    pub sources: &'a Sources,
}
