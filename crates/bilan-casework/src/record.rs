//! Incidents as records that may leave the case: everything that any profile lets through, before a profile is asked.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{
    Code as _, Displacement, Incident, IncidentAccount, Method, Named, Point, Policy, Precision, RecordClaim,
    RecordParty, RecordPlace, RecordReport, RecordSource, ReleaseRecord, Stance, Verdict,
};
use bilan_tally::{Basis, Glossary, Language, Standing, Verdicts};
use serde::Deserialize;

use crate::decisions::Consent;
use crate::error::Error;
use crate::glossary::{self, SourceGroups};
use crate::knowledge::{Knowledge, embedded};
use crate::labels;
use crate::place::located;
use crate::state::State;

/// Makes records of the incidents of one state.
pub(crate) struct Recorder<'a> {
    state: &'a State,
    knowledge: &'a Knowledge,
    language: Language,
    reviewed_only: bool,
    glossary: Glossary,
    groups: SourceGroups,
    causes: Vec<Cause>,
    /// Consent to publication of the notes that reports are made of; reports that are no notes are not here.
    notes: BTreeMap<&'a str, bool>,
}

/// A cause of SDG indicator 16.1.2 and what stands for it.
#[derive(Deserialize)]
struct Cause {
    label: String,
    methods: Vec<Method>,
    acts: Vec<bilan_model::Act>,
}

#[derive(Deserialize)]
struct Causes {
    cause: Vec<Cause>,
}

impl<'a> Recorder<'a> {
    /// # Errors
    /// When a pack or the codebook cannot be used.
    pub(crate) fn new(
        state: &'a State,
        incidents: &[Incident],
        knowledge: &'a Knowledge,
        language: Language,
        reviewed_only: bool,
    ) -> Result<Self, Error> {
        let text = embedded("codebook/sdg.toml").and_then(|bytes| std::str::from_utf8(bytes).ok());
        let causes: Causes = glossary::read("codebook/sdg.toml", text.unwrap_or_default())?;
        let notes = state.reports.iter().filter_map(|report| {
            let note = state.item(&report.item)?.note.as_ref()?;
            Some((report.id.as_str(), note.consent == Consent::Public))
        });
        Ok(Self {
            state,
            knowledge,
            language,
            reviewed_only,
            glossary: glossary::of(incidents, knowledge)?,
            groups: SourceGroups::of(knowledge)?,
            causes: causes.cause,
            notes: notes.collect(),
        })
    }

    /// The record of an incident.
    ///
    /// # Errors
    /// When a pack cannot be used.
    pub(crate) fn record(&self, incident: &Incident) -> Result<ReleaseRecord, Error> {
        let picture = self.state.picture();
        let basis = Basis { glossary: &self.glossary, ..picture.basis(self.reviewed_only) };
        let graded = picture.graded.get(&incident.id);
        let mut tolls = basis.by_policy(incident, Policy::ALL);
        if let Some(graded) = graded {
            for toll in &mut tolls {
                graded.over(&mut toll.grade);
            }
        }
        let labels = labels::of_incident(incident, self.knowledge, self.language)?;
        let names = |words: &str| labels.get(words).cloned();
        let ranges = basis.tolls(incident);
        let lines = ranges.iter().map(|toll| basis.line(toll, incident, &names, self.language)).collect();
        let (acts, methods) = done(incident, picture.basis(false).verdicts);
        let cause = self.cause(&acts, &methods);
        let killed = tolls
            .iter()
            .find(|toll| toll.policy == Policy::Range && toll.outcome == bilan_model::Outcome::Killed);
        Ok(ReleaseRecord {
            incident: incident.id.clone(),
            date: incident.date,
            place: self.place(incident)?,
            parties: self.parties(incident, basis.verdicts),
            status: basis.status(incident),
            lines,
            breakdown: basis.breakdown(incident, &cause),
            named: Named {
                named: 0,
                counted_low: killed.and_then(|toll| toll.low),
                counted_high: killed.and_then(|toll| toll.high),
            },
            standard_of_proof: graded.and_then(|graded| graded.standard_of_proof),
            sources: self.sources(incident, &labels)?,
            reports: self.reports(incident),
            claims: claims(incident, &basis),
            related: self.related(&incident.id),
            tolls,
            acts,
            methods,
        })
    }

    /// Where, with a point that a person gave, or that the gazetteer knows for the place as it is named.
    fn place(&self, incident: &Incident) -> Result<RecordPlace, Error> {
        let picture = self.state.picture();
        let place = incident.place.clone();
        let precision = picture.precision(&incident.id, &place);
        let said = picture.placed.get(&incident.id).and_then(|placed| placed.coordinates);
        if let Some((latitude, longitude)) = said {
            let point = Some(Point { latitude, longitude });
            return Ok(RecordPlace { place, precision, point, displacement: Displacement::None });
        }
        let point = if precision >= Precision::Settlement { located(self.knowledge, &place)? } else { None };
        let displacement = if point.is_some() { Displacement::Snapped } else { Displacement::None };
        Ok(RecordPlace { place, precision, point, displacement })
    }

    fn cause(&self, acts: &[bilan_model::Act], methods: &[Method]) -> String {
        let fits = |cause: &&Cause| {
            cause.methods.iter().any(|method| methods.contains(method))
                || cause.acts.iter().any(|act| acts.contains(act))
        };
        let fitting: Vec<&Cause> = self.causes.iter().filter(fits).collect();
        match fitting[..] {
            [only] => only.label.clone(),
            _ => "Unknown".to_owned(),
        }
    }

    fn parties(&self, incident: &Incident, verdicts: &Verdicts) -> Vec<RecordParty> {
        let mut parties: Vec<RecordParty> = Vec::new();
        for entry in &incident.accounts {
            for claim in &entry.account.responsibility_claims {
                if verdicts.get(&claim.id) == Some(&Verdict::Reject) {
                    continue;
                }
                let facts = self.glossary.parties.get(&claim.party);
                let party = RecordParty {
                    name: claim.party.clone(),
                    kind: facts.map_or_else(|| "unknown".to_owned(), |facts| facts.kind.clone()),
                    country: facts.and_then(|facts| facts.country.clone()),
                    stance: claim.stance,
                    attributed_to: claim.attributed_to.clone(),
                };
                if !parties.contains(&party) {
                    parties.push(party);
                }
            }
        }
        let order = |stance: Stance| match stance {
            Stance::Admits => 0,
            Stance::Accuses => 1,
            Stance::Denies => 2,
        };
        parties.sort_by(|one, other| {
            (order(one.stance), &one.name, &one.attributed_to).cmp(&(
                order(other.stance),
                &other.name,
                &other.attributed_to,
            ))
        });
        parties
    }

    fn sources(
        &self,
        incident: &Incident,
        labels: &BTreeMap<String, bilan_tally::SourceLabel>,
    ) -> Result<Vec<RecordSource>, Error> {
        let mut sources: BTreeMap<&str, RecordSource> = BTreeMap::new();
        for entry in &incident.accounts {
            for words in labels::sources(entry) {
                if sources.contains_key(words) {
                    continue;
                }
                let kind = self.kind(entry, words)?;
                let is_person = kind.as_ref().is_none_or(|kind| self.groups.is_of_persons(kind));
                let label = labels.get(words).map(|label| label.text.clone());
                sources.insert(words, RecordSource { words: words.to_owned(), label, kind, is_person });
            }
        }
        Ok(sources.into_values().collect())
    }

    /// The kind of a source: what a person said, else what its words say.
    fn kind(&self, entry: &IncidentAccount, words: &str) -> Result<Option<String>, Error> {
        let set = self.state.picture().sources.get(&words.to_lowercase());
        if let Some(kind) = set.and_then(|set| set.kind.clone()) {
            return Ok(Some(kind));
        }
        let pack = self.knowledge.pack(entry.report.language.as_deref().unwrap_or_default())?;
        let Some(pack) = pack else { return Ok(None) };
        let said = pack.source_kind(words);
        Ok(said.kind.or_else(|| said.party.map(|_| "armed_group".to_owned())))
    }

    fn reports(&self, incident: &Incident) -> Vec<RecordReport> {
        let mut seen = BTreeSet::new();
        let told = incident.accounts.iter().filter(|entry| seen.insert(entry.report.doc.clone()));
        told.map(|entry| RecordReport {
            report: entry.report.doc.clone(),
            publisher: entry.report.publisher.clone(),
            published: entry.report.published,
            language: entry.report.language.clone(),
            note: self.notes.get(entry.report.doc.as_str()).copied(),
        })
        .collect()
    }

    fn related(&self, id: &str) -> Vec<(String, String)> {
        let relations = self.state.picture().relations.iter();
        let of_it = relations.filter(|relation| relation.one == id);
        of_it.map(|relation| (relation.other.clone(), relation.how.code().to_owned())).collect()
    }
}

/// Acts and methods that some account tells of, without what rests on rejected claims alone.
fn done(incident: &Incident, verdicts: &Verdicts) -> (Vec<bilan_model::Act>, Vec<Method>) {
    let (mut acts, mut methods) = (BTreeSet::new(), BTreeSet::new());
    for entry in &incident.accounts {
        let kept = entry.account.keeping(|id| verdicts.get(id) != Some(&Verdict::Reject));
        acts.extend(kept.acts);
        methods.extend(kept.methods);
    }
    (acts.into_iter().collect(), methods.into_iter().collect())
}

fn claims(incident: &Incident, basis: &Basis<'_>) -> Vec<RecordClaim> {
    basis
        .by_source(incident)
        .into_iter()
        .map(|row| RecordClaim {
            claim: row.claim.claim,
            report: row.doc,
            outcome: row.outcome,
            count: row.count,
            victims: row.victims,
            victim_words: row.victim_words,
            attributed_to: row.source,
            hedged: row.hedged,
            confirmation: row.confirmation,
            standing: standing(&row.standing).to_owned(),
            reviewed: row.reviewed,
            quote: Some(row.quote),
        })
        .collect()
}

fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::InRange => "in_range",
        Standing::Beside => "beside",
        Standing::Part => "part",
        Standing::Superseded { .. } => "superseded",
        Standing::Denial => "denial",
        Standing::LeftOut { .. } => "left_out",
    }
}
