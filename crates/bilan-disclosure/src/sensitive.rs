//! What of an incident asks for more care than others.

use bilan_model::{Act, Method, Outcome, ReleaseRecord};

use crate::item::Item;
use crate::rules::Rules;
use crate::words::holds_word;

/// Reasons, each of which is one of the profile's own and not [`crate::Treatment::Keep`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sensitive {
    reasons: Vec<Item>,
}

impl Sensitive {
    /// Looks at a record before anything is taken out of it.
    pub(crate) fn of(record: &ReleaseRecord, rules: &Rules) -> Self {
        let told = |outcome: Outcome| {
            record.tolls.iter().any(|toll| toll.outcome == outcome)
                || record.claims.iter().any(|claim| claim.outcome == outcome)
        };
        let any = |outcomes: &[Outcome]| outcomes.iter().any(|outcome| told(*outcome));
        let acts = |wanted: &[Act]| record.acts.iter().any(|act| wanted.contains(act));
        let named = |listed: &[String]| holds_word(&record.place.place.name, listed);
        let lists = &rules.lists;
        let found = [
            (
                Item::SexualViolence,
                told(Outcome::Raped)
                    || acts(&[Act::SexualViolence])
                    || record.methods.contains(&Method::Rape),
            ),
            (
                Item::LivingLead,
                any(&lists.living) || acts(&[Act::Abduction, Act::Detention, Act::ForcedDisappearance]),
            ),
            (Item::SurvivorPlace, any(&lists.survivors) || named(&lists.shelter_words)),
            (Item::MedicalPosition, named(&lists.medical_words)),
        ];
        let reasons = found.into_iter().filter(|(item, holds)| *holds && !rules.keeps(*item));
        Self { reasons: reasons.map(|(item, _)| item).collect() }
    }

    /// Every reason for which the place is an area only.
    pub(crate) fn reasons(&self) -> &[Item] {
        &self.reasons
    }

    pub(crate) fn is(&self, item: Item) -> bool {
        self.reasons.contains(&item)
    }

    /// The reason for which no words of reports are given.
    pub(crate) fn silences(&self) -> Option<Item> {
        self.reasons.iter().copied().find(|item| matches!(item, Item::SexualViolence | Item::LivingLead))
    }
}
