//! Who may be said to have said something, and how.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{RecordSource, ReleaseRecord};

use crate::item::{Item, Treatment};
use crate::rules::{Rules, Voice};
use crate::words::leads_to_people;

/// The report itself.
const AUTHOR: &str = "author";

/// How each source of a record is shown.
pub(crate) struct Voices<'a> {
    rules: &'a Rules,
    came: &'a [RecordSource],
    /// As many as came, in the same order.
    shown: Vec<Shown>,
    /// What claims under these words are attributed to; of several sources the most private one counts.
    by_words: BTreeMap<&'a str, usize>,
    /// Words, as they are shown, that some private person stands behind.
    private: BTreeSet<String>,
}

struct Shown {
    source: RecordSource,
    /// Why it is shown otherwise than it was.
    because: Option<Item>,
    private: bool,
    /// It speaks in public: how a report words it is no secret.
    open: bool,
}

impl<'a> Voices<'a> {
    pub(crate) fn of(record: &'a ReleaseRecord, rules: &'a Rules) -> Self {
        let came = record.sources.as_slice();
        let shown: Vec<Shown> = came.iter().map(|source| show(source, rules)).collect();
        let mut by_words: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, (source, one)) in came.iter().zip(&shown).enumerate() {
            let held = by_words.get(source.words.as_str()).and_then(|held| shown.get(*held));
            if held.is_none_or(|held| one.private && !held.private) {
                by_words.insert(&source.words, at);
            }
        }
        let private = shown.iter().filter(|one| one.private).map(|one| one.source.words.clone());
        let private = private.chain([rules.person.label.clone()]).collect();
        Self { rules, came, shown, by_words, private }
    }

    fn named(&self, words: &str) -> Option<&Shown> {
        self.shown.get(*self.by_words.get(words)?)
    }

    fn pairs(&self) -> impl Iterator<Item = (&'a RecordSource, &Shown)> {
        self.came.iter().zip(&self.shown)
    }

    /// The words that a claim's source is given in.
    pub(crate) fn attribution(&self, words: &str) -> String {
        match self.named(words) {
            Some(shown) => shown.source.words.clone(),
            None if words == AUTHOR || self.keeps_unknown() => words.to_owned(),
            None => self.rules.person.label.clone(),
        }
    }

    /// Whether a private person says it, or somebody of whom the record knows nothing, or may say it: under the words
    /// that are shown, a reader cannot tell.
    pub(crate) fn is_private(&self, words: &str) -> bool {
        let known = self.by_words.contains_key(words) || words == AUTHOR;
        !known || self.private.contains(&self.attribution(words))
    }

    /// The sources as they are shown, each once, with why each was changed.
    pub(crate) fn sources(&self) -> (Vec<RecordSource>, Vec<Item>) {
        let mut kept: Vec<RecordSource> = Vec::new();
        for shown in &self.shown {
            if !kept.contains(&shown.source) {
                kept.push(shown.source.clone());
            }
        }
        (kept, self.shown.iter().filter_map(|shown| shown.because).collect())
    }

    /// What a line may call a source by, and what stands there instead; longest first.
    pub(crate) fn replacements(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (source, shown) in self.pairs().filter(|(_, shown)| shown.because.is_some()) {
            for old in [Some(&source.words), source.label.as_ref()].into_iter().flatten() {
                if *old != shown.source.words {
                    pairs.push((old.clone(), shown.source.words.clone()));
                }
            }
        }
        pairs.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        pairs.dedup();
        pairs
    }

    /// Words for sources that are not shown any more, each with why.
    pub(crate) fn hidden(&self) -> impl Iterator<Item = (&str, Item)> {
        let secret = self.pairs().filter(|(source, shown)| !shown.open && shown.source.words != source.words);
        secret.filter_map(|(source, shown)| Some((source.words.as_str(), shown.because?)))
    }

    fn keeps_unknown(&self) -> bool {
        self.rules.keeps(Item::WitnessIdentity)
    }
}

fn show(source: &RecordSource, rules: &Rules) -> Shown {
    let kind = source.kind.as_deref();
    let in_list = |list: &BTreeSet<String>| kind.is_some_and(|kind| list.contains(kind));
    let leads = |text: &str| {
        let guarded = !rules.keeps(Item::ContactData);
        if guarded { leads_to_people(text, &rules.lists) } else { None }
    };
    let open = in_list(&rules.lists.open_kinds) && !source.is_person;
    let medical = in_list(&rules.lists.medical_kinds) && rules.withholds(Item::MedicalPosition);
    let in_words = leads(&source.words);
    let (mut item, voice, mut treatment) = if medical {
        (Item::MedicalPosition, &rules.person, Treatment::Withhold)
    } else if source.is_person {
        (Item::WitnessIdentity, &rules.person, rules.treatment(Item::WitnessIdentity))
    } else {
        (Item::SourceWords, &rules.other, rules.treatment(Item::SourceWords))
    };
    if source.words == AUTHOR {
        treatment = Treatment::Keep;
    }
    if in_words.is_some() {
        treatment = treatment.max(Treatment::Coarsen);
    }
    if let Some(found) = source.label.as_deref().and_then(leads) {
        (item, treatment) = (found, Treatment::Withhold);
    }
    let is_person = source.is_person || medical;
    let shown = match treatment {
        Treatment::Keep => source.clone(),
        // A body that speaks in public is called as the report calls it where its kind has no label.
        Treatment::Coarsen if open && source.label.is_none() && in_words.is_none() => source.clone(),
        Treatment::Coarsen if is_person || kind.is_some() => labelled(source, voice),
        Treatment::Coarsen | Treatment::Withhold => voiced(voice, is_person),
    };
    let because = (shown != *source).then_some(in_words.unwrap_or(item));
    let private = is_person || (kind.is_none() && source.words != AUTHOR);
    Shown { source: shown, because, private, open: open && in_words.is_none() }
}

/// The label of its kind in place of its words; where it has none, `voice`.
fn labelled(source: &RecordSource, voice: &Voice) -> RecordSource {
    match &source.label {
        Some(label) => RecordSource { words: label.clone(), ..source.clone() },
        None => voiced(voice, source.is_person),
    }
}

/// Nothing but a voice.
fn voiced(voice: &Voice, is_person: bool) -> RecordSource {
    RecordSource {
        words: voice.label.clone(),
        label: Some(voice.label.clone()),
        kind: Some(voice.kind.clone()),
        is_person,
    }
}
