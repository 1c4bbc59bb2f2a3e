//! What holds for one profile.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Code as _, Grade, Outcome, Profile, StandardOfProof};
use serde::Deserialize;

use crate::item::{Item, Treatment};

/// A language that notes and labels are given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

/// What becomes of a point that stands where the event was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pointing {
    /// It stays.
    Exact,
    /// It keeps the decimals of the profile.
    Rounded,
    /// It is moved at random, within a stated radius and inside its area.
    Jittered,
    /// It becomes the middle of the settlement.
    Snapped,
}

/// How far points are moved.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jitter {
    /// Radius in towns, in kilometres.
    pub town_km: f64,
    /// Radius elsewhere, in kilometres.
    pub rural_km: f64,
    /// Radius of some points elsewhere, in kilometres.
    pub rare_km: f64,
    /// One point in so many elsewhere has the larger radius.
    pub rare_one_in: u64,
    /// So often a point is drawn again that would leave its area.
    pub tries: u32,
}

/// Lists that the rules go by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lists {
    /// Outcomes whose victims may be alive and in somebody's hands.
    pub living: Vec<Outcome>,
    /// Outcomes whose victims live somewhere else now.
    pub survivors: Vec<Outcome>,
    /// Kinds of sources that speak in public.
    pub open_kinds: BTreeSet<String>,
    /// Kinds of sources that are medical staff.
    pub medical_kinds: BTreeSet<String>,
    /// Kinds of parties that are no individuals.
    pub party_kinds: BTreeSet<String>,
    /// Words of places where survivors live, in lower case.
    pub shelter_words: Vec<String>,
    /// Words of places of medical care, in lower case.
    pub medical_words: Vec<String>,
    /// Endings of names of media files, in lower case.
    pub media_files: BTreeSet<String>,
    /// Endings of names of other files, in lower case.
    pub files: BTreeSet<String>,
}

/// What stands in place of the words for a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Code of its kind.
    pub kind: String,
    /// How it reads in the language of the release.
    pub label: String,
}

/// What holds for one profile; made by [`crate::Profiles::rules`].
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    pub(crate) profile: Profile,
    pub(crate) treatments: BTreeMap<Item, Treatment>,
    pub(crate) point: Pointing,
    pub(crate) decimals: u8,
    pub(crate) grade: Grade,
    pub(crate) proof: StandardOfProof,
    pub(crate) k: u64,
    pub(crate) risk: f64,
    pub(crate) jitter: Jitter,
    pub(crate) person: Voice,
    pub(crate) other: Voice,
    pub(crate) lists: Lists,
    pub(crate) language: Language,
    pub(crate) vocabulary: BTreeSet<String>,
}

impl Rules {
    /// For whom.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// What is done with a thing.
    pub fn treatment(&self, item: Item) -> Treatment {
        self.treatments.get(&item).copied().unwrap_or(Treatment::Withhold)
    }

    /// Learns common words that name nobody ("villagers", "civils"), from packs: words for victims that hold any other
    /// word are withheld where names are. Without them, all are.
    pub fn learn_words<'a>(&mut self, phrases: impl IntoIterator<Item = &'a str>) {
        let words = phrases.into_iter().flat_map(crate::words::words).map(str::to_lowercase);
        self.vocabulary.extend(words);
    }

    /// The least number of persons that share what is published of them.
    pub fn least_class(&self) -> u64 {
        self.k
    }

    /// What the global risk of re-identification must be below, from 0 to 1; 1 asks nothing.
    pub fn risk_bar(&self) -> f64 {
        self.risk
    }

    pub(crate) fn keeps(&self, item: Item) -> bool {
        self.treatment(item) == Treatment::Keep
    }

    pub(crate) fn withholds(&self, item: Item) -> bool {
        self.treatment(item) == Treatment::Withhold
    }

    /// Nothing is held back.
    pub(crate) fn keeps_all(&self) -> bool {
        Item::ALL.iter().all(|item| self.keeps(*item)) && self.point == Pointing::Exact
    }
}
