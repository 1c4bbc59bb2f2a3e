//! Who may be said to have said something, and how.

use std::collections::BTreeMap;

use bilan_model::{RecordSource, ReleaseRecord};

use crate::item::{Item, Treatment};
use crate::rules::{Rules, Voice};
use crate::words::leads_to_people;

/// The report itself.
const AUTHOR: &str = "author";

/// How each source of a record is shown.
pub(crate) struct Voices<'a> {
    rules: &'a Rules,
    shown: BTreeMap<String, Shown>,
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
    pub(crate) fn of(record: &ReleaseRecord, rules: &'a Rules) -> Self {
        let mut shown: BTreeMap<String, Shown> = BTreeMap::new();
        for source in &record.sources {
            let one = show(source, rules);
            // Of two rows with the same words the more private one holds for all claims under these words.
            let held = shown.get(&source.words);
            if held.is_none_or(|held| one.private && !held.private) {
                shown.insert(source.words.clone(), one);
            }
        }
        Self { rules, shown }
    }

    /// The words that a claim's source is given in.
    pub(crate) fn attribution(&self, words: &str) -> String {
        match self.shown.get(words) {
            Some(shown) => shown.source.words.clone(),
            None if words == AUTHOR || self.keeps_unknown() => words.to_owned(),
            None => self.rules.person.label.clone(),
        }
    }

    /// Whether a private person says it, or somebody of whom the record knows nothing.
    pub(crate) fn is_private(&self, words: &str) -> bool {
        match self.shown.get(words) {
            Some(shown) => shown.private,
            None => words != AUTHOR,
        }
    }

    /// The sources, each once, with why each was changed.
    pub(crate) fn sources(&self, sources: &[RecordSource]) -> (Vec<RecordSource>, Vec<Item>) {
        let mut kept: Vec<RecordSource> = Vec::new();
        let mut because = Vec::new();
        for source in sources {
            let Some(shown) = self.shown.get(&source.words) else { continue };
            because.extend(shown.because);
            if !kept.contains(&shown.source) {
                kept.push(shown.source.clone());
            }
        }
        (kept, because)
    }

    /// What a line may call a source by, and what stands there instead; longest first.
    pub(crate) fn replacements(&self, sources: &[RecordSource]) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for source in sources {
            let Some(shown) = self.shown.get(&source.words).filter(|shown| shown.because.is_some()) else {
                continue;
            };
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

    /// Words for sources that are not shown any more.
    pub(crate) fn hidden<'s>(&'s self, sources: &'s [RecordSource]) -> impl Iterator<Item = &'s str> {
        sources.iter().filter_map(|source| {
            let shown = self.shown.get(&source.words).filter(|shown| !shown.open)?;
            (shown.source.words != source.words).then_some(source.words.as_str())
        })
    }

    fn keeps_unknown(&self) -> bool {
        self.rules.keeps(Item::WitnessIdentity)
    }
}

fn show(source: &RecordSource, rules: &Rules) -> Shown {
    let kind = source.kind.as_deref();
    let in_list = |list: &std::collections::BTreeSet<String>| kind.is_some_and(|kind| list.contains(kind));
    let open = in_list(&rules.lists.open_kinds) && !source.is_person;
    let (mut shown, mut because) = if source.words == AUTHOR {
        (source.clone(), Item::SourceWords)
    } else if in_list(&rules.lists.medical_kinds) && rules.withholds(Item::MedicalPosition) {
        (voiced(&rules.person, true), Item::MedicalPosition)
    } else if source.is_person {
        let shown = match rules.treatment(Item::WitnessIdentity) {
            Treatment::Keep => source.clone(),
            Treatment::Coarsen => labelled(source, &rules.person),
            Treatment::Withhold => voiced(&rules.person, true),
        };
        (shown, Item::WitnessIdentity)
    } else {
        let shown = match rules.treatment(Item::SourceWords) {
            Treatment::Keep => source.clone(),
            Treatment::Coarsen if kind.is_none() => voiced(&rules.other, false),
            Treatment::Coarsen if open && source.label.is_none() => source.clone(),
            Treatment::Coarsen => labelled(source, &rules.other),
            Treatment::Withhold => voiced(&rules.other, false),
        };
        (shown, Item::SourceWords)
    };
    if !rules.keeps(Item::ContactData) {
        let texts = [Some(&shown.words), shown.label.as_ref()];
        let found = texts.into_iter().flatten().find_map(|text| leads_to_people(text, &rules.lists));
        if let Some(item) = found {
            let voice = if source.is_person { &rules.person } else { &rules.other };
            shown = voiced(voice, source.is_person);
            because = item;
        }
    }
    let because = (shown != *source).then_some(because);
    let private = source.is_person || (kind.is_none() && source.words != AUTHOR);
    Shown {
        source: shown,
        because,
        private,
        open: open && because.is_none_or(|item| item == Item::SourceWords),
    }
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
