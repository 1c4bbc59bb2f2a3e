//! The profiles as data: reads `codebook/profiles.toml` and refuses what contradicts itself.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Code as _, Grade, Outcome, Profile, StandardOfProof, Withheld};
use serde::Deserialize;

use crate::item::{Item, Treatment};
use crate::rules::{Jitter, Language, Lists, Pointing, Rules, Voice};

/// Everything that the file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    items: BTreeMap<Item, ItemText>,
    figures: BTreeMap<Profile, Figures>,
    jitter: Jitter,
    person: VoiceText,
    other: VoiceText,
    lists: Lists,
}

/// A file of profiles that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// It is no TOML, or has not the shape of one of profiles.
    #[error("profiles cannot be read: {0}")]
    Shape(String),
    /// A thing or a profile is missing, or stands twice.
    #[error("profiles must have \"{0}\" exactly once")]
    NotOnce(String),
    /// A profile lets through what a narrower one takes out.
    #[error("\"{item}\": {wider} is stricter than {narrower}, which must see no more")]
    NotNarrower {
        /// The thing.
        item: String,
        /// The profile that should see more.
        wider: &'static str,
        /// The profile that should see less.
        narrower: &'static str,
    },
    /// What is held back of place or day would still stand in the ids of incidents.
    #[error("{0} coarsens places or days and must withhold incident_ids, which say both")]
    IdsTell(&'static str),
    /// A figure that means nothing.
    #[error("{0}")]
    Figure(String),
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemText {
    code: Item,
    number: Option<usize>,
    internal: Treatment,
    partner: Treatment,
    court: Treatment,
    public: Treatment,
    en: String,
    fr: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    point: Pointing,
    decimals: u8,
    grade: Grade,
    proof: StandardOfProof,
    k: u64,
    risk: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct VoiceText {
    kind: String,
    en: String,
    fr: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Voices {
    person: VoiceText,
    other: VoiceText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    item: Vec<ItemText>,
    profile: BTreeMap<Profile, Figures>,
    jitter: Jitter,
    voice: Voices,
    lists: Lists,
}

impl ItemText {
    fn treatment(&self, profile: Profile) -> Treatment {
        match profile {
            Profile::Internal => self.internal,
            Profile::Partner => self.partner,
            Profile::Court => self.court,
            Profile::Public => self.public,
        }
    }

    fn text(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }
}

impl VoiceText {
    fn of(&self, language: Language) -> Voice {
        let label = match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        };
        Voice { kind: self.kind.clone(), label: label.clone() }
    }
}

impl Profiles {
    /// Reads `codebook/profiles.toml`.
    ///
    /// # Errors
    /// When the text is no such file, a thing or a profile is missing, a narrower profile would see more than a wider
    /// one, or a figure means nothing.
    pub fn read(text: &str) -> Result<Self, ProfileError> {
        let file: File = toml::from_str(text).map_err(|error| ProfileError::Shape(error.to_string()))?;
        let mut items = BTreeMap::new();
        for item in file.item {
            let code = item.code;
            if items.insert(code, item).is_some() {
                return Err(ProfileError::NotOnce(code.code().to_owned()));
            }
        }
        let profiles = Self {
            items,
            figures: file.profile,
            jitter: file.jitter,
            person: file.voice.person,
            other: file.voice.other,
            lists: file.lists,
        };
        profiles.check()?;
        Ok(profiles)
    }

    fn check(&self) -> Result<(), ProfileError> {
        for &item in Item::ALL {
            let text = self.items.get(&item).ok_or_else(|| ProfileError::NotOnce(item.code().to_owned()))?;
            let numbered = text.number == item.number();
            if !numbered || text.en.trim().is_empty() || text.fr.trim().is_empty() {
                let what = format!("\"{}\" needs its number, an English and a French sentence", item.code());
                return Err(ProfileError::Figure(what));
            }
        }
        for &profile in Profile::ALL {
            let figures =
                self.figures.get(&profile).ok_or_else(|| ProfileError::NotOnce(profile.code().to_owned()))?;
            check_figures(profile, figures)?;
            self.check_ids(profile)?;
        }
        Profile::ALL.windows(2).try_for_each(|pair| match pair {
            [wider, narrower] => self.check_order(*wider, *narrower),
            _ => Ok(()),
        })?;
        self.check_lists()
    }

    fn check_order(&self, wider: Profile, narrower: Profile) -> Result<(), ProfileError> {
        let wrong = |item: &str| ProfileError::NotNarrower {
            item: item.to_owned(),
            wider: wider.code(),
            narrower: narrower.code(),
        };
        for (item, text) in &self.items {
            if text.treatment(wider) > text.treatment(narrower) {
                return Err(wrong(item.code()));
            }
        }
        let (Some(more), Some(less)) = (self.figures.get(&wider), self.figures.get(&narrower)) else {
            return Ok(());
        };
        let checks = [
            ("point", more.point <= less.point),
            ("decimals", more.decimals >= less.decimals),
            ("grade", more.grade <= less.grade),
            ("proof", more.proof <= less.proof),
            ("k", more.k <= less.k),
            ("risk", more.risk >= less.risk),
        ];
        checks.iter().find(|(_, good)| !good).map_or(Ok(()), |(name, _)| Err(wrong(name)))
    }

    /// Ids of incidents say place and day.
    fn check_ids(&self, profile: Profile) -> Result<(), ProfileError> {
        let treatment =
            |item: Item| self.items.get(&item).map_or(Treatment::Keep, |text| text.treatment(profile));
        let places = [Item::SurvivorPlace, Item::SexualViolence, Item::LivingLead, Item::MedicalPosition];
        let coarsens = places.iter().any(|item| treatment(*item) > Treatment::Keep);
        if coarsens && treatment(Item::IncidentIds) != Treatment::Withhold {
            return Err(ProfileError::IdsTell(profile.code()));
        }
        Ok(())
    }

    fn check_lists(&self) -> Result<(), ProfileError> {
        let Jitter { town_km, rural_km, rare_km, rare_one_in, tries } = self.jitter;
        let rising = 0.0 < town_km && town_km <= rural_km && rural_km <= rare_km && rare_km <= 50.0;
        if !rising || rare_one_in == 0 || tries == 0 {
            let what = "jitter needs 0 < town_km <= rural_km <= rare_km <= 50, rare_one_in and tries above 0";
            return Err(ProfileError::Figure(what.to_owned()));
        }
        let open = [&self.person.kind, &self.other.kind].iter().any(|k| self.lists.open_kinds.contains(*k));
        if open {
            return Err(ProfileError::Figure(
                "the kind of a withheld voice must not be an open kind".to_owned(),
            ));
        }
        let dead: BTreeSet<Outcome> = [Outcome::Killed, Outcome::Raped].into();
        if self.lists.living.iter().chain(&self.lists.survivors).any(|outcome| dead.contains(outcome)) {
            let what = "killed and raped have rules of their own and stand in no list of outcomes";
            return Err(ProfileError::Figure(what.to_owned()));
        }
        Ok(())
    }

    /// What holds for one profile, with what a release says in `language`.
    pub fn rules(&self, profile: Profile, language: Language) -> Rules {
        let treatments = self.items.iter().map(|(item, text)| (*item, text.treatment(profile)));
        // `check` has seen that every profile has its figures; the strictest stand in for none.
        let strictest = Figures {
            point: Pointing::Snapped,
            decimals: 2,
            grade: Grade::Several,
            proof: StandardOfProof::BeyondReasonableDoubt,
            k: 5,
            risk: 0.0,
        };
        let figures = self.figures.get(&profile).unwrap_or(&strictest);
        Rules {
            profile,
            treatments: treatments.collect(),
            point: figures.point,
            decimals: figures.decimals,
            grade: figures.grade,
            proof: figures.proof,
            k: figures.k,
            risk: figures.risk,
            jitter: self.jitter,
            person: self.person.of(language),
            other: self.other.of(language),
            lists: self.lists.clone(),
            language,
            vocabulary: BTreeSet::new(),
        }
    }

    /// What a thing is and why it is held back, in one sentence.
    pub fn sentence(&self, item: Item, language: Language) -> &str {
        self.items.get(&item).map_or("", |text| text.text(language))
    }

    /// The notes of a release: a sentence for each reason that applied, with how often, in order of the codebook.
    pub fn notes(&self, withheld: &Withheld, language: Language) -> Vec<String> {
        let said = Item::ALL.iter().filter_map(|item| Some((item, withheld.0.get(item.code())?)));
        said.map(|(item, times)| format!("{} ({times})", self.sentence(*item, language))).collect()
    }
}

fn check_figures(profile: Profile, figures: &Figures) -> Result<(), ProfileError> {
    let wrong = |what: &str| Err(ProfileError::Figure(format!("{}: {what}", profile.code())));
    if !(0.0..=1.0).contains(&figures.risk) {
        return wrong("risk is a share from 0 to 1");
    }
    if figures.k == 0 {
        return wrong("k is at least 1");
    }
    if figures.decimals > 7 {
        return wrong("a degree has at most 7 decimals");
    }
    if figures.grade == Grade::Disputed {
        return wrong("the least grade is one that a denial cannot give");
    }
    Ok(())
}
