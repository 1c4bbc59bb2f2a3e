//! The things that can do harm, and what may be done with each.

use bilan_model::Code;
use serde::Deserialize;

/// What a profile does with a thing, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// It is let through.
    Keep,
    /// It is let through less exactly.
    Coarsen,
    /// It is taken out.
    Withhold,
}

macro_rules! items {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)+) => {
        /// A thing that can do harm. Its code is the reason that [`bilan_model::Withheld`] counts by.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        pub enum Item { $($(#[$doc])* #[serde(rename = $code)] $variant,)+ }
        impl Code for Item {
            const LIST: &'static str = "reasons for withholding";
            const ALL: &'static [Self] = &[$(Self::$variant,)+];
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}

items! {
    /// Who told it, where it was a private person.
    WitnessIdentity = "witness_identity",
    /// Where survivors live, or fled from.
    SurvivorPlace = "survivor_place",
    /// Words that may name a child.
    MinorName = "minor_name",
    /// Figures, day, place and words of sexual violence.
    SexualViolence = "sexual_violence",
    /// Words that may hold a name.
    NameWithoutConsent = "name_without_consent",
    /// Telephone numbers, addresses, file names, coordinates inside of texts.
    ContactData = "contact_data",
    /// The point where it happened.
    ExactPoint = "exact_point",
    /// What leads to people who were taken, are held or are missing.
    LivingLead = "living_lead",
    /// Words for one single person.
    PersonalLabel = "personal_label",
    /// The name of an individual who is accused.
    IndividualPerpetrator = "individual_perpetrator",
    /// Who took a note, and when.
    Staff = "staff",
    /// Reports that were never published, and claims of them.
    EvidenceInventory = "evidence_inventory",
    /// Files of images and recordings, named in texts.
    GraphicMedia = "graphic_media",
    /// Places of medical care, and those who work there.
    MedicalPosition = "medical_position",
    /// How a report words a source.
    SourceWords = "source_words",
    /// Words of reports with a number.
    Quotes = "quotes",
    /// Ids of reports and claims in the case.
    ReportIds = "report_ids",
    /// Ids of incidents in the case.
    IncidentIds = "incident_ids",
    /// Figures below the least grade published.
    LowGrade = "low_grade",
    /// Attributes that too few persons share.
    SmallClass = "small_class",
}

impl Item {
    /// Its number among the fourteen things that are never published by default, from 1; none of bilan's own.
    pub fn number(self) -> Option<usize> {
        let at = Self::ALL.iter().position(|item| *item == self)?;
        (self <= Self::MedicalPosition).then_some(at + 1)
    }
}
