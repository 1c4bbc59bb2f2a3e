//! The picture that reports and decisions give: what each report tells, incidents, verdicts, sources, what hangs loose.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bilan_linker::{AccountKey, AccountOutline, Decision as Ruled, Fate, Ruling, Telling};
use bilan_model::{
    Account, Attribution, ClaimKind, DateInterval, Grade, Incident, IncidentAccount, Place, ReportHeader,
    StandardOfProof, Verdict,
};
use bilan_tally::{Basis, Glossary, SourceFacts, Sources, Verdicts};
use serde::{Deserialize, Serialize};

use super::held::{Held, anchored, hold};
use super::{Decided, ReportState, State};
use crate::agencies;
use crate::decisions::{AccountAnchor, Connection, Decision, Precision, SourceSet};

/// A report that stands, with what it tells after people judged.
#[derive(Debug, Clone)]
pub struct Told {
    /// What is known of it beside its text.
    pub header: ReportHeader,
    /// Its accounts with every claim, rejected ones too.
    pub accounts: Vec<Arc<Account>>,
}

/// A judgement that fits nothing in the present coding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Orphan {
    /// Its entry.
    pub entry: u64,
    /// The report.
    pub report: String,
    /// The claim that was judged.
    pub claim: String,
    /// Of which kind.
    pub kind: ClaimKind,
    /// What was decided.
    pub verdict: Verdict,
    /// The words of the claim.
    pub quote: String,
}

/// Where a person put an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The entry.
    pub entry: u64,
    /// How exactly.
    pub precision: Precision,
    /// Latitude and longitude in degrees.
    pub coordinates: Option<(f64, f64)>,
    /// Who.
    pub member: String,
    /// Why.
    pub why: String,
}

/// How far a person holds an incident to be established; what they did not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graded {
    /// The last entry that says something of it.
    pub entry: u64,
    /// Whether it happened.
    pub happened: Option<Grade>,
    /// Who did it.
    pub who: Option<Attribution>,
    /// The standard of proof that is met.
    pub standard_of_proof: Option<StandardOfProof>,
    /// Who said so last.
    pub member: String,
    /// Why.
    pub why: String,
}

/// Two incidents that a person related.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRelation {
    /// The entry.
    pub entry: u64,
    /// The one.
    pub one: String,
    /// The other.
    pub other: String,
    /// How, read from the one to the other.
    pub how: Connection,
    /// Why.
    pub why: String,
}

/// What follows from the state of a case.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    /// Reports that stand, in the order of the log.
    pub told: Vec<Told>,
    /// Incidents, by date.
    pub incidents: Vec<Incident>,
    /// What people decided of claims.
    pub verdicts: Verdicts,
    /// Judgements that fit nothing.
    pub orphans: Vec<Orphan>,
    /// Incidents that a person placed, by their ids.
    pub placed: BTreeMap<String, Placed>,
    /// Incidents that a person graded, by their ids.
    pub graded: BTreeMap<String, Graded>,
    /// Incidents that a person related.
    pub relations: Vec<IncidentRelation>,
    /// What people said of sources, by their words in lower case.
    pub sources: BTreeMap<String, SourceSet>,
    /// Reports that are copies of one text, two or more a group.
    pub copies: Vec<Vec<String>>,
    /// Entries that merged or split, and that later ones, or a new coding, leave nothing to hold in part or whole.
    pub overruled: BTreeSet<u64>,
    /// Standing decisions on place, grade and relations by the incidents that they are about.
    pub(crate) decided: BTreeMap<String, BTreeSet<u64>>,
    /// The same of sources and copies, as tallies take it.
    known: Sources,
}

/// An incident as a projection keeps it: its accounts by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptIncident {
    #[serde(skip)]
    pub(crate) id: String,
    pub(crate) place: Place,
    pub(crate) date: Option<DateInterval>,
    #[serde(skip)]
    pub(crate) accounts: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) placed: Option<Placed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) graded: Option<Graded>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) relations: Vec<IncidentRelation>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) decided: BTreeSet<u64>,
}

/// What of a picture is kept, because it costs time to make: all that linking gives.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeptPicture {
    pub(crate) incidents: Vec<KeptIncident>,
    pub(crate) copies: Vec<Vec<String>>,
    pub(crate) overruled: BTreeSet<u64>,
}

impl Picture {
    /// What of it is kept.
    pub(crate) fn kept(&self) -> KeptPicture {
        KeptPicture {
            incidents: self.incidents.iter().map(|incident| self.kept_incident(incident)).collect(),
            copies: self.copies.clone(),
            overruled: self.overruled.clone(),
        }
    }

    /// What is kept of an incident.
    pub(crate) fn kept_incident(&self, incident: &Incident) -> KeptIncident {
        let accounts = incident.accounts.iter();
        let of_it =
            |relation: &&IncidentRelation| relation.one == incident.id || relation.other == incident.id;
        KeptIncident {
            id: incident.id.clone(),
            place: incident.place.clone(),
            date: incident.date,
            accounts: accounts.map(|entry| (entry.report.doc.clone(), entry.account.id.clone())).collect(),
            placed: self.placed.get(&incident.id).cloned(),
            graded: self.graded.get(&incident.id).cloned(),
            relations: self.relations.iter().filter(of_it).cloned().collect(),
            decided: self.decided.get(&incident.id).cloned().unwrap_or_default(),
        }
    }

    /// The picture of a state of which this was kept.
    pub(super) fn restored(state: &State, kept: KeptPicture) -> Self {
        let KeptPicture { incidents, copies, overruled } = kept;
        let mut picture = Self { copies, overruled, ..Self::default() };
        picture.tell(state);
        let mut relations = BTreeMap::new();
        for kept in &incidents {
            picture.placed.extend(kept.placed.clone().map(|placed| (kept.id.clone(), placed)));
            picture.graded.extend(kept.graded.clone().map(|graded| (kept.id.clone(), graded)));
            relations.extend(kept.relations.iter().map(|relation| (relation.entry, relation.clone())));
            if !kept.decided.is_empty() {
                picture.decided.insert(kept.id.clone(), kept.decided.clone());
            }
        }
        picture.relations = relations.into_values().collect();
        let told: BTreeMap<(&str, &str), (&ReportHeader, &Arc<Account>)> = picture
            .told
            .iter()
            .flat_map(|told| told.accounts.iter().map(|account| (&told.header, account)))
            .map(|(header, account)| ((header.doc.as_str(), account.id.as_str()), (header, account)))
            .collect();
        let entry = |(doc, account): &(String, String)| {
            let (report, account) = told.get(&(doc.as_str(), account.as_str()))?;
            Some(IncidentAccount { report: (*report).clone(), account: Arc::clone(account) })
        };
        let incident = |kept: KeptIncident| Incident {
            accounts: kept.accounts.iter().filter_map(entry).collect(),
            id: kept.id,
            place: kept.place,
            date: kept.date,
        };
        let incidents = incidents.into_iter().map(incident).collect();
        picture.incidents = incidents;
        picture.learn_sources(state);
        picture
    }

    /// The picture of a state that links as the one did of which this was kept; what people said of its incidents is
    /// taken anew.
    pub(super) fn retold(state: &State, kept: KeptPicture) -> Self {
        let mut picture = Self::restored(state, kept);
        picture.take_said(state);
        picture
    }

    /// What people said of incidents. What is known already of a relation stays where one end is not in this part.
    fn take_said(&mut self, state: &State) {
        let before = std::mem::take(&mut self.relations);
        (self.placed, self.graded, self.decided) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let resolved = self.resolved(state);
        self.place(state, &resolved);
        self.grade(state, &resolved);
        self.relate(state, &resolved);
        if state.part.is_none() {
            return;
        }
        let standing: BTreeSet<u64> = state.standing().map(|decided| decided.seq).collect();
        let known: BTreeSet<u64> = self.relations.iter().map(|relation| relation.entry).collect();
        for relation in before {
            if known.contains(&relation.entry) || !standing.contains(&relation.entry) {
                continue;
            }
            for end in [&relation.one, &relation.other] {
                if self.incidents.iter().any(|incident| incident.id == *end) {
                    self.decided.entry(end.clone()).or_default().insert(relation.entry);
                }
            }
            self.relations.push(relation);
        }
        self.relations.sort_by_key(|relation| relation.entry);
    }

    pub(super) fn of(state: &State) -> Self {
        let mut picture = Self::default();
        picture.tell(state);
        picture.link(state);
        picture.take_said(state);
        picture.learn_sources(state);
        picture
    }

    /// What people said of sources, and which reports are copies.
    fn learn_sources(&mut self, state: &State) {
        for decided in state.standing() {
            if let Decision::SetSource(set) = &decided.record.decision {
                self.sources.entry(set.name.to_lowercase()).or_default().take(set);
            }
        }
        let credits = state.reports.iter().filter_map(|report| {
            let agency = agencies::credited(report.text.byline.as_deref()?)?;
            Some((report.id.clone(), agency.to_owned()))
        });
        self.known = Sources::new(&self.copies, self.sources.values().map(facts)).crediting(credits);
    }

    /// What tolls and grades are made on; what words mean, a caller that needs it adds.
    pub fn basis(&self, reviewed_only: bool) -> Basis<'_> {
        Basis { reviewed_only, verdicts: &self.verdicts, sources: &self.known, glossary: Glossary::none() }
    }

    /// What each report tells, with judgements.
    fn tell(&mut self, state: &State) {
        let mut judgements: BTreeMap<&str, Vec<&Decided>> = BTreeMap::new();
        for decided in state.standing() {
            if let Decision::Judge(judged) = &decided.record.decision {
                judgements.entry(&judged.account.report).or_default().push(decided);
            }
        }
        for report in state.reports.iter().filter(|report| report.stands()) {
            let machine = report.coding().map_or(&[][..], |coding| &coding.incidents);
            let judged = judgements.get(report.id.as_str());
            let accounts = match judged {
                None => machine.to_vec(),
                Some(judgements) => {
                    let Held { accounts, verdicts, orphans } = hold(machine, judgements);
                    self.verdicts.extend(verdicts);
                    self.orphans.extend(orphans);
                    accounts
                }
            };
            let accounts = accounts.into_iter().map(Arc::new).collect();
            self.told.push(Told { header: report.header(), accounts });
        }
    }

    /// Accounts to incidents, as people merged and split them. Linking sees no rejected claim; what is shown has them.
    fn link(&mut self, state: &State) {
        let rejected: BTreeSet<_> = self
            .verdicts
            .iter()
            .filter(|(_, verdict)| **verdict == Verdict::Reject)
            .map(|(id, _)| id.clone())
            .collect();
        // An account of which nothing is left tells of nothing.
        let seen = |doc: &str, (at, account): (usize, &Arc<Account>)| {
            let part = state.part.as_ref();
            if part.is_some_and(|part| !part.contains(&(doc.to_owned(), account.id.clone()))) {
                return None;
            }
            if rejected.is_empty() {
                return Some((at, AccountOutline::from(&**account)));
            }
            let kept = account.keeping(|id| !rejected.contains(id));
            (kept.claim_count() > 0 || account.claim_count() == 0).then(|| (at, AccountOutline::from(&kept)))
        };
        let reports = state.reports.iter().filter(|report| report.stands());
        let telling = |(report, told): (&ReportState, &Told)| {
            let (places, accounts): (Vec<usize>, Vec<AccountOutline>) =
                told.accounts.iter().enumerate().filter_map(|entry| seen(&told.header.doc, entry)).unzip();
            let telling = Telling {
                doc: told.header.doc.as_str().into(),
                published: told.header.published,
                accounts: accounts.into(),
                signature: report.signature.clone(),
                arrived: report.arrived,
            };
            (places, telling)
        };
        let (places, tellings): (Vec<Vec<usize>>, Vec<Telling>) =
            reports.zip(&self.told).map(telling).unzip();
        let (entries, rulings): (Vec<u64>, Vec<Ruled>) = self.rulings(state).into_iter().unzip();
        let linked = bilan_linker::link_tellings(&tellings, &rulings);
        let loose = entries.iter().zip(&linked.fates).filter(|(_, fate)| **fate != Fate::Stands);
        self.overruled = loose.map(|(entry, _)| *entry).collect();
        self.copies = linked.copies.groups;
        let entry = |report: usize, account: usize| {
            let told = &self.told[report];
            let account = &told.accounts[places[report][account]];
            IncidentAccount { report: told.header.clone(), account: Arc::clone(account) }
        };
        self.incidents = linked.incidents.into_iter().map(|incident| incident.with(entry)).collect();
    }

    /// What people said of accounts being one event or two, in the order of the log, each with its entry.
    fn rulings(&self, state: &State) -> Vec<(u64, Ruled)> {
        let mut rulings = Vec::new();
        let mut rule = |entry: u64, one: &AccountAnchor, other: &AccountAnchor, ruling: Ruling| {
            // What cannot be found any more is handed on under its old name: linking says that it is gone.
            let [one, other] = [one, other].map(|anchor| {
                let (doc, account) =
                    self.resolve(anchor).unwrap_or_else(|| (anchor.report.clone(), anchor.account.clone()));
                AccountKey::new(doc, account)
            });
            if one != other {
                rulings.push((entry, Ruled { one, other, ruling }));
            }
        };
        for decided in state.standing() {
            match &decided.record.decision {
                Decision::Merge(merged) => {
                    if let [first, others @ ..] = &merged.accounts[..] {
                        for other in others {
                            rule(decided.seq, first, other, Ruling::Together);
                        }
                    }
                }
                Decision::Split(split) => {
                    // What goes is one event, and so is what stays: an earlier merge may have hung on what goes.
                    for side in [&split.apart, &split.from] {
                        if let [first, others @ ..] = &side[..] {
                            for other in others {
                                rule(decided.seq, first, other, Ruling::Together);
                            }
                        }
                    }
                    for gone in &split.apart {
                        for stays in &split.from {
                            rule(decided.seq, gone, stays, Ruling::Apart);
                        }
                    }
                }
                Decision::Judge(_)
                | Decision::ReadAgain(_)
                | Decision::Restate(_)
                | Decision::SetSource(_)
                | Decision::SetPlace(_)
                | Decision::SetGrade(_)
                | Decision::Relate(_)
                | Decision::Supersede(_)
                | Decision::Undo(_) => {}
            }
        }
        rulings
    }

    /// The account that an anchor means now, as (report, account).
    fn resolve(&self, anchor: &AccountAnchor) -> Option<(String, String)> {
        let told = self.told.iter().find(|told| told.header.doc == anchor.report)?;
        let account = &told.accounts[anchored(&told.accounts, anchor)?];
        Some((anchor.report.clone(), account.id.clone()))
    }

    /// The incidents that standing decisions are about, by their entries: of a relation both ends, else one.
    fn resolved(&self, state: &State) -> BTreeMap<u64, Vec<Option<usize>>> {
        let mut wanted: Vec<(u64, Vec<&[AccountAnchor]>)> = Vec::new();
        for decided in state.standing() {
            match &decided.record.decision {
                Decision::SetPlace(set) => wanted.push((decided.seq, vec![&set.accounts])),
                Decision::SetGrade(set) => wanted.push((decided.seq, vec![&set.accounts])),
                Decision::Relate(related) => {
                    wanted.push((decided.seq, vec![&related.one, &related.other]));
                }
                Decision::Judge(_)
                | Decision::ReadAgain(_)
                | Decision::Restate(_)
                | Decision::SetSource(_)
                | Decision::Merge(_)
                | Decision::Split(_)
                | Decision::Supersede(_)
                | Decision::Undo(_) => {}
            }
        }
        if wanted.is_empty() {
            return BTreeMap::new();
        }
        let told: BTreeMap<&str, &Told> =
            self.told.iter().map(|told| (told.header.doc.as_str(), told)).collect();
        let mut incidents: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (at, incident) in self.incidents.iter().enumerate() {
            for entry in &incident.accounts {
                incidents.entry((&entry.report.doc, &entry.account.id)).or_default().push(at);
            }
        }
        // The incident that holds most of the accounts that are meant; of several the first.
        let incident_of = |anchors: &[AccountAnchor]| {
            let meant: BTreeSet<(&str, &str)> = anchors
                .iter()
                .filter_map(|anchor| {
                    let told = told.get(anchor.report.as_str())?;
                    let account = &told.accounts[anchored(&told.accounts, anchor)?];
                    Some((told.header.doc.as_str(), account.id.as_str()))
                })
                .collect();
            let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
            for at in meant.iter().filter_map(|key| incidents.get(key)).flatten() {
                *shared.entry(*at).or_default() += 1;
            }
            shared.into_iter().rev().max_by_key(|(_, shared)| *shared).map(|(at, _)| at)
        };
        let resolved = wanted.into_iter();
        resolved.map(|(seq, ends)| (seq, ends.into_iter().map(incident_of).collect())).collect()
    }

    /// Notes that a decision is about an incident.
    fn decides(&mut self, at: usize, seq: u64) -> String {
        let id = self.incidents[at].id.clone();
        self.decided.entry(id.clone()).or_default().insert(seq);
        id
    }

    fn place(&mut self, state: &State, resolved: &BTreeMap<u64, Vec<Option<usize>>>) {
        for decided in state.standing() {
            let Decision::SetPlace(set) = &decided.record.decision else { continue };
            let Some([Some(at)]) = resolved.get(&decided.seq).map(Vec::as_slice) else { continue };
            self.incidents[*at].place = set.place.clone();
            let placed = Placed {
                entry: decided.seq,
                precision: set.precision,
                coordinates: set.coordinates,
                member: decided.record.member.clone(),
                why: decided.record.why.clone(),
            };
            let id = self.decides(*at, decided.seq);
            self.placed.insert(id, placed);
        }
    }

    fn grade(&mut self, state: &State, resolved: &BTreeMap<u64, Vec<Option<usize>>>) {
        for decided in state.standing() {
            let Decision::SetGrade(set) = &decided.record.decision else { continue };
            let Some([Some(at)]) = resolved.get(&decided.seq).map(Vec::as_slice) else { continue };
            let id = self.decides(*at, decided.seq);
            let known = self.graded.entry(id).or_default();
            *known = Graded {
                entry: decided.seq,
                happened: set.happened.or(known.happened),
                who: set.who.or(known.who),
                standard_of_proof: set.standard_of_proof.or(known.standard_of_proof),
                member: decided.record.member.clone(),
                why: decided.record.why.clone(),
            };
        }
    }

    fn relate(&mut self, state: &State, resolved: &BTreeMap<u64, Vec<Option<usize>>>) {
        for decided in state.standing() {
            let Decision::Relate(related) = &decided.record.decision else { continue };
            let Some([Some(one), Some(other)]) = resolved.get(&decided.seq).map(Vec::as_slice) else {
                continue;
            };
            let (one, other) = (self.decides(*one, decided.seq), self.decides(*other, decided.seq));
            self.relations.push(IncidentRelation {
                entry: decided.seq,
                one,
                other,
                how: related.how,
                why: decided.record.why.clone(),
            });
        }
    }

    /// How exactly an incident's place is known.
    pub fn precision(&self, incident: &str, place: &Place) -> Precision {
        self.placed.get(incident).map_or_else(|| Precision::of(place), |placed| placed.precision)
    }
}

/// A source as tallies take it.
fn facts(set: &SourceSet) -> SourceFacts {
    SourceFacts {
        name: set.name.clone(),
        report: None,
        kind: set.kind.clone(),
        stance: set.stance.clone(),
        group: set.group.clone(),
        party: set.party.clone(),
    }
}

impl SourceSet {
    /// What is said later goes before what was said earlier.
    fn take(&mut self, later: &Self) {
        self.name.clone_from(&later.name);
        self.kind = later.kind.clone().or(self.kind.take());
        self.stance = later.stance.clone().or(self.stance.take());
        self.group = later.group.clone().or(self.group.take());
        self.party = later.party.clone().or(self.party.take());
    }
}
