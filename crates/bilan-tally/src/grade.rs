//! How well established it is that an incident happened: a first grading by rule, with its reasons.

use std::collections::BTreeSet;

use bilan_model::{
    ClaimId, ClaimRef, Confirmation, Grade, Incident, IncidentAccount, Outcome, Stance, TollClaim, Verdict,
    Victims,
};
use serde::{Deserialize, Serialize};

use crate::{
    Basis, Sources, Verdicts,
    figure::{Figure, sort},
    source::{AUTHOR, Voice},
    table::statuses,
    words::{Words, content, fold},
};

/// A rule that bore on a grade, with the claims that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeReason {
    /// The rule.
    pub code: ReasonCode,
    /// The toll claims that it looked at, in order.
    pub claims: Vec<ClaimRef>,
    /// How many sources it counted, where it counts sources.
    pub sources: usize,
}

/// The rules that bear on a grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// A report says that someone rejects a whole figure.
    FigureDisputed,
    /// A source says that nobody was killed of those whom another counts.
    DeathsDenied,
    /// A report says that a whole figure is not verified.
    SaidUnconfirmed,
    /// Sources that speak of it independently of each other.
    IndependentSources,
    /// Sources with one name, or reports with the same words, were counted once.
    CopiesCountedOnce,
}

impl Basis<'_> {
    /// The grade of an incident with its reasons, first rule that holds: disputed; unconfirmed where no source is left
    /// without the unverified figures; one source; several. Whether only reviewed claims count has no part in it: a claim that nobody has
    /// judged yet is a claim, and rejected ones are none under every policy.
    pub fn grade(&self, incident: &Incident) -> (Grade, Vec<GradeReason>) {
        graded(incident, self.verdicts, self.sources)
    }
}

/// [`Basis::grade`] where nothing is known of sources.
pub fn grade(incident: &Incident, verdicts: &Verdicts) -> (Grade, Vec<GradeReason>) {
    graded(incident, verdicts, &Sources::default())
}

fn graded(incident: &Incident, verdicts: &Verdicts, sources: &Sources) -> (Grade, Vec<GradeReason>) {
    let killed = sort(incident, Outcome::Killed, false, verdicts);
    let disputed = references(killed.whole.iter().filter(|f| f.claim.confirmation == Confirmation::Disputed));
    let denied =
        references(killed.denials.iter().filter(|denial| denies_any(denial, &killed.whole, sources)));
    let unconfirmed = unconfirmed(incident, verdicts);
    let speakers = speakers(incident, verdicts, sources);
    let voices: BTreeSet<usize> = speakers.iter().map(|speaker| speaker.group).collect();
    let verified: BTreeSet<usize> =
        speakers.iter().filter(|speaker| !speaker.unverified).map(|speaker| speaker.group).collect();
    let grade = if !disputed.is_empty() || !denied.is_empty() {
        Grade::Disputed
    } else if verified.is_empty() && !unconfirmed.is_empty() {
        Grade::Unconfirmed
    } else if verified.len() >= 2 {
        Grade::Several
    } else {
        Grade::SingleSource
    };
    let copies = speakers.len() - voices.len();
    let reasons = [
        (ReasonCode::FigureDisputed, disputed, 0),
        (ReasonCode::DeathsDenied, denied, 0),
        (ReasonCode::SaidUnconfirmed, unconfirmed, voices.len() - verified.len()),
        (ReasonCode::IndependentSources, Vec::new(), verified.len()),
        (ReasonCode::CopiesCountedOnce, Vec::new(), copies),
    ];
    let reasons = reasons.into_iter().filter(|(_, claims, sources)| !claims.is_empty() || *sources > 0);
    (grade, reasons.map(|(code, claims, sources)| GradeReason { code, claims, sources }).collect())
}

/// How many independent sources say that something happened, as [`Basis::grade`] counts them.
pub(crate) fn independent_sources(incident: &Incident, basis: &Basis<'_>) -> usize {
    let speakers = speakers(incident, basis.verdicts, basis.sources);
    speakers.iter().map(|speaker| speaker.group).collect::<BTreeSet<usize>>().len()
}

fn references<'a>(figures: impl Iterator<Item = &'a Figure<'a>>) -> Vec<ClaimRef> {
    figures.map(|figure| figure.reference.clone()).collect()
}

/// Whether a denial meets a whole figure of another source: one without victims meets all, one of civilians (or of
/// one's own losses) only figures of these.
fn denies_any(denial: &Figure<'_>, whole: &[Figure<'_>], sources: &Sources) -> bool {
    whole.iter().any(|figure| {
        !figure.voice.same(&denial.voice)
            && !sources.settled_as_one(&figure.voice, &denial.voice)
            && match denial.claim.victims {
                Victims::Unspecified | Victims::Mixed => true,
                Victims::Civilians => counts_civilians(figure),
                Victims::Combatants
                | Victims::SecurityForces
                | Victims::Children
                | Victims::Women
                | Victims::Men => figure.claim.victims == denial.claim.victims,
            }
    })
}

fn counts_civilians(figure: &Figure<'_>) -> bool {
    match figure.claim.victims {
        Victims::Civilians | Victims::Children => true,
        Victims::Women | Victims::Men | Victims::Mixed | Victims::Unspecified => {
            statuses(figure.entry, figure.claim).contains(&bilan_model::StatusWord::Civilians)
        }
        Victims::Combatants | Victims::SecurityForces => false,
    }
}

fn unconfirmed(incident: &Incident, verdicts: &Verdicts) -> Vec<ClaimRef> {
    incident
        .tolls()
        .filter(|(_, _, claim)| {
            claim.confirmation == Confirmation::Unconfirmed
                && claim.part_of.is_none()
                && holds(verdicts, &claim.id)
        })
        .map(|(reference, _, _)| reference)
        .collect()
}

fn holds(verdicts: &Verdicts, claim: &ClaimId) -> bool {
    verdicts.get(claim) != Some(&Verdict::Reject)
}

/// A source of one report that says that something happened.
struct Speaker {
    voice: Voice,
    /// The words of its toll claims, folded: reports with the same ones are copies.
    quotes: BTreeSet<String>,
    /// It gives figures, and the report says of each that it is not verified.
    unverified: bool,
    /// Those of the report whose words it passes on, by the chains of its claims.
    relays: BTreeSet<Words>,
    /// Speakers of one group count as one source.
    group: usize,
}

/// Who says that something happened. A report's own voice counts only where the report names no source: beside
/// sources it relays them.
fn speakers(incident: &Incident, verdicts: &Verdicts, sources: &Sources) -> Vec<Speaker> {
    let mut all: Vec<Speaker> = Vec::new();
    for entry in &incident.accounts {
        let mut here: Vec<Speaker> = Vec::new();
        for name in names(entry, verdicts) {
            let speaker = speaker(entry, name, verdicts);
            match here.iter_mut().find(|known| known.voice.same(&speaker.voice)) {
                Some(known) => known.relays.extend(speaker.relays),
                None => here.push(speaker),
            }
        }
        let named = here.iter().any(|speaker| !speaker.voice.author);
        all.extend(here.into_iter().filter(|speaker| !named || !speaker.voice.author));
    }
    all.sort_by(|one, other| (&one.voice, &one.quotes).cmp(&(&other.voice, &other.quotes)));
    group(&mut all, sources);
    all
}

fn names<'a>(entry: &'a IncidentAccount, verdicts: &Verdicts) -> BTreeSet<&'a str> {
    let account = &entry.account;
    let tolls = account.tolls.iter().filter(|claim| !claim.count.is_none());
    let blames = account.responsibility_claims.iter().filter(|claim| claim.stance != Stance::Denies);
    let named = tolls
        .map(|claim| (&claim.id, claim.attributed_to.as_str()))
        .chain(account.status_claims.iter().map(|claim| (&claim.id, claim.attributed_to.as_str())))
        .chain(account.act_claims.iter().map(|claim| (&claim.id, claim.attributed_to.as_str())))
        .chain(blames.map(|claim| (&claim.id, claim.attributed_to.as_str())));
    let mut names: BTreeSet<&str> =
        named.filter(|(id, _)| holds(verdicts, id)).map(|(_, name)| name).collect();
    if names.is_empty() && account.claim_count() == 0 {
        names.insert(AUTHOR);
    }
    names
}

fn speaker(entry: &IncidentAccount, name: &str, verdicts: &Verdicts) -> Speaker {
    let voice = Voice::of(entry, name);
    let said = entry.account.tolls.iter().filter(|claim| {
        holds(verdicts, &claim.id)
            && !claim.count.is_none()
            && (claim.attributed_to == name || Voice::of(entry, &claim.attributed_to).same(&voice))
    });
    let said: Vec<&TollClaim> = said.collect();
    let own = || said.iter().copied();
    let unverified = own().next().is_some() && own().all(|c| c.confirmation == Confirmation::Unconfirmed);
    let quotes = own().map(|claim| fold(&claim.quote)).collect();
    let relays = own()
        .flat_map(|claim| &claim.chain)
        .filter(|link| link.as_str() != name && fold(link) != AUTHOR)
        .map(|link| content(link))
        .collect();
    Speaker { voice, quotes, unverified, relays, group: 0 }
}

impl Speaker {
    /// Whether one of both passes on the other's words in one report ("a nurse, according to the prefect"): for the
    /// count of independent sources they are one.
    fn is_relayed_by(&self, other: &Self) -> bool {
        let names = |one: &Self, other: &Self| one.relays.contains(&other.voice.words);
        self.voice.doc == other.voice.doc && (names(self, other) || names(other, self))
    }
}

/// Joins speakers that may be one source, or whose figures stand in the same words in different reports.
fn group(speakers: &mut [Speaker], sources: &Sources) {
    for index in 0..speakers.len() {
        speakers[index].group = index;
        for earlier in 0..index {
            let (one, other) = (&speakers[earlier], &speakers[index]);
            let copied =
                one.voice.doc != other.voice.doc && !one.quotes.is_empty() && one.quotes == other.quotes;
            if sources.count_once(&one.voice, &other.voice)
                || ((copied || one.is_relayed_by(other)) && !sources.kept_apart(&one.voice, &other.voice))
            {
                let (to, from) = (one.group, other.group);
                speakers.iter_mut().filter(|speaker| speaker.group == from).for_each(|s| s.group = to);
            }
        }
    }
}
