//! Whether a set of records may be released, and what to coarsen where not.

use bilan_model::ReleaseRecord;

use crate::coarsen::{Coarseness, DateDetail, PlaceDetail};
use crate::risk::{Risk, RiskTable};
use crate::rules::{Language, Rules};

/// Why a release may not go out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refusal {
    /// What was found.
    pub risk: Risk,
    /// The least number of persons that must share what is published of them.
    pub least_class: u64,
    /// What the global risk must be below, 0 to 1.
    pub risk_bar: f64,
    language: Language,
}

/// Coarser records that may go out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggestion {
    /// How coarse.
    pub coarseness: Coarseness,
    /// What their risk is.
    pub risk: Risk,
}

/// Whether records of this risk may go out under these rules.
///
/// # Errors
/// When too few persons share what is published of them, or they can be told apart too well.
pub fn gate(risk: &Risk, rules: &Rules) -> Result<(), Refusal> {
    let nobody = risk.classes == 0;
    let low = risk.global < rules.risk || rules.risk >= 1.0;
    if nobody || (risk.k >= rules.k && low) {
        return Ok(());
    }
    Err(Refusal { risk: *risk, least_class: rules.k, risk_bar: rules.risk, language: rules.language })
}

/// The finest of a ladder of coarser forms in which these records may go out; `None` where none may.
///
/// Takes each step of the ladder in a pass of its own over `records`, and stops at the first that holds.
pub fn suggest<'a, I>(records: impl Fn() -> I, rules: &Rules) -> Option<Suggestion>
where
    I: Iterator<Item = &'a ReleaseRecord>,
{
    Coarseness::LADDER.into_iter().find_map(|coarseness| {
        let mut table = RiskTable::at(coarseness);
        records().for_each(|record| table.add(record));
        let risk = table.risk();
        gate(&risk, rules).is_ok().then_some(Suggestion { coarseness, risk })
    })
}

impl Refusal {
    /// What was found, and what to coarsen first, in the language of the rules.
    pub fn sentence(&self) -> String {
        let advice = match self.language {
            Language::En => {
                "Give months instead of days, then areas instead of places, then leave out sex and age, then parties."
            }
            Language::Fr => {
                "Donner les mois au lieu des jours, puis les zones au lieu des lieux, puis omettre sexe et âge, puis \
                 les auteurs."
            }
        };
        format!("{} {advice}", self.found())
    }

    /// What was found, and what [`suggest`] says to it.
    pub fn answered(&self, suggestion: Option<&Suggestion>) -> String {
        let totals = match self.language {
            Language::En => "No coarser form passes either: publish totals and no records.",
            Language::Fr => "Aucune forme moins fine ne convient : publier des totaux et aucune fiche.",
        };
        let advice = suggestion.map(|suggestion| suggestion.sentence(self.language));
        format!("{} {}", self.found(), advice.as_deref().unwrap_or(totals))
    }

    fn found(&self) -> String {
        let Self { risk, least_class, .. } = self;
        let (found, asked) = (percent(risk.global), percent(self.risk_bar));
        let (k, unique, persons) = (risk.k, risk.unique, risk.persons);
        match self.language {
            Language::En => format!(
                "Not released: persons could be told apart. Risk of re-identification {found} % (must be below \
                 {asked} %), smallest group {k} (at least {least_class}), {unique} of {persons} persons alone in theirs."
            ),
            Language::Fr => format!(
                "Non publié : des personnes seraient reconnaissables. Risque de réidentification {found} % (doit être \
                 sous {asked} %), plus petit groupe {k} (au moins {least_class}), {unique} personnes sur {persons} \
                 seules dans le leur."
            ),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.sentence())
    }
}

impl std::error::Error for Refusal {}

impl Suggestion {
    /// What to coarsen, and the risk that is left.
    pub fn sentence(&self, language: Language) -> String {
        let words = |en: &'static str, fr: &'static str| match language {
            Language::En => en,
            Language::Fr => fr,
        };
        let Coarseness { date, place, without_traits, without_parties } = self.coarseness;
        let mut steps = Vec::new();
        match date {
            DateDetail::AsPublished => {}
            DateDetail::Month => steps.push(words("months instead of days", "mois au lieu des jours")),
            DateDetail::Year => steps.push(words("years instead of days", "années au lieu des jours")),
        }
        match place {
            PlaceDetail::AsPublished => {}
            PlaceDetail::Area => steps.push(words("areas instead of places", "zones au lieu des lieux")),
            PlaceDetail::Country => {
                steps.push(words("countries instead of places", "pays au lieu des lieux"));
            }
        }
        if without_traits {
            steps.push(words("no sex and age", "ni sexe ni âge"));
        }
        if without_parties {
            steps.push(words("no parties", "pas d'auteurs"));
        }
        let (steps, left, k) = (steps.join(", "), percent(self.risk.global), self.risk.k);
        match language {
            Language::En => format!("It could go out with {steps}: risk {left} %, smallest group {k}."),
            Language::Fr => {
                format!(
                    "La publication serait possible avec : {steps} (risque {left} %, plus petit groupe {k})."
                )
            }
        }
    }
}

/// A share in per cent, with one decimal, never rounded down to the bar that it exceeds.
fn percent(share: f64) -> f64 {
    (share * 1000.0).ceil() / 10.0
}
