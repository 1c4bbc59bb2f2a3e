//! What a format had no place for, by `codebook/export_losses.csv`: counted, and written beside the file.

use std::collections::BTreeMap;
use std::io;

use bilan_model::{Displacement, Outcome, Policy, Relation, ReleaseRecord, Stance, Unused};
use serde_json::{Map, Value, json};

use super::Format;
use super::columns::odd;
use super::rows::contested;

const LOSSES: &str = include_str!("../../../../codebook/export_losses.csv");

/// What becomes of a thing in a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    /// It stands in a text only, or in part.
    Text,
    Lost,
    /// Counted where the format's own rules meet it.
    Note,
}

/// How often a thing was lost.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    records: u64,
    values: u64,
}

/// What one format could not hold.
pub(super) struct Losses {
    concepts: BTreeMap<&'static str, (Fate, &'static str)>,
    lost: BTreeMap<&'static str, Tally>,
    not_written: Vec<(String, &'static str)>,
    records: u64,
    written: u64,
}

impl Losses {
    pub(super) fn of(format: Format) -> io::Result<Self> {
        let mut lines = LOSSES.lines();
        let header = lines.next().unwrap_or_default();
        let at = header
            .split(',')
            .rev()
            .position(|name| name == format.code())
            .ok_or_else(|| odd(&format!("export_losses.csv has no column {}", format.code())))?;
        let mut concepts = BTreeMap::new();
        for line in lines {
            let fate = match line.rsplit(',').nth(at) {
                Some("kept") => Fate::Kept,
                Some("text") => Fate::Text,
                Some("lost") => Fate::Lost,
                Some("note") => Fate::Note,
                _ => return Err(odd(&format!("export_losses.csv: {line}"))),
            };
            let fates = Format::ALL.len();
            let head = line.rsplitn(fates + 1, ',').last().unwrap_or_default();
            let (concept, meaning) = head.split_once(',').ok_or_else(|| odd(line))?;
            concepts.insert(concept, (fate, meaning.trim_matches('"')));
        }
        Ok(Self { concepts, lost: BTreeMap::new(), not_written: Vec::new(), records: 0, written: 0 })
    }

    /// Counts what of this record the format cannot hold; of a record that is not written nothing but that.
    pub(super) fn look(&mut self, record: &ReleaseRecord, written: bool) {
        self.records += 1;
        if !written {
            return;
        }
        for (concept, values) in held(record) {
            let fate = self.concepts.get(concept).map_or(Fate::Lost, |(fate, _)| *fate);
            if fate != Fate::Kept {
                self.note(concept, values);
            }
        }
    }

    /// Counts a loss of the record that was looked at last.
    pub(super) fn note(&mut self, concept: &'static str, values: u64) {
        if values > 0 {
            let tally = self.lost.entry(concept).or_default();
            tally.records += 1;
            tally.values += values;
        }
    }

    /// How many records were written.
    pub(super) fn count_written(&self) -> u64 {
        self.written
    }

    /// The record was written.
    pub(super) fn written(&mut self) {
        self.written += 1;
    }

    /// The record could not be written at all.
    pub(super) fn refuse(&mut self, record: &ReleaseRecord, reason: &'static str) {
        self.not_written.push((record.incident.clone(), reason));
    }

    /// What stands in the loss file.
    pub(super) fn report(&self) -> Map<String, Value> {
        let meaning = |concept: &str| self.concepts.get(concept).map_or("", |(_, meaning)| *meaning);
        let fields = self.lost.iter().map(|(concept, tally)| {
            let how = match self.concepts.get(concept).map(|(fate, _)| *fate) {
                Some(Fate::Text) => "in words or in part only",
                Some(Fate::Note) => "by a rule of the format",
                Some(Fate::Kept | Fate::Lost) | None => "no place",
            };
            json!({ "field": concept, "meaning": meaning(concept), "how": how,
                    "records": tally.records, "values": tally.values })
        });
        let mut reasons: BTreeMap<&str, Tally> = BTreeMap::new();
        for (_, reason) in &self.not_written {
            reasons.entry(reason).or_default().records += 1;
        }
        let mut report = Map::new();
        report.insert("records".to_owned(), json!(self.records));
        report.insert("written".to_owned(), json!(self.written));
        report.insert("fields".to_owned(), fields.collect());
        report.insert(
            "reasons".to_owned(),
            reasons
                .iter()
                .map(|(reason, tally)| {
                    json!({ "reason": reason, "meaning": meaning(reason), "records": tally.records })
                })
                .collect(),
        );
        report.insert(
            "not_written".to_owned(),
            self.not_written
                .iter()
                .map(|(incident, reason)| json!({ "incident": incident, "reason": reason }))
                .collect(),
        );
        report
    }
}

/// What a record holds, by concept, with how many values.
fn held(record: &ReleaseRecord) -> Vec<(&'static str, u64)> {
    let tolls = &record.tolls;
    let range = |toll: &&bilan_model::PolicyToll| toll.policy == Policy::Range;
    let left = |why: Unused| {
        let of_range = tolls.iter().filter(range).flat_map(|toll| &toll.claims_left_out);
        size(of_range.filter(|claim| claim.why == why).count())
    };
    let denied = record.claims.iter().filter(|claim| claim.count.relation() == Relation::None).count()
        + record.parties.iter().filter(|party| party.stance == Stance::Denies).count();
    let count = |test: &dyn Fn(&bilan_model::PolicyToll) -> bool| {
        size(tolls.iter().filter(|toll| test(toll)).count())
    };
    vec![
        ("claims", size(record.claims.len())),
        ("sub_counts", left(Unused::SubCount)),
        ("superseded", left(Unused::Superseded)),
        ("denials", size(denied)),
        ("open_high", count(&|toll| toll.policy == Policy::Range && toll.high_open)),
        ("range", count(&|toll| toll.policy == Policy::Range && toll.low != toll.high)),
        ("status_contested", u64::from(contested(record))),
        ("status", count(&|toll| !toll.status.is_empty())),
        ("other_outcomes", count(&|toll| toll.policy == Policy::Range && toll.outcome != Outcome::Killed)),
        ("other_policies", count(&|toll| toll.policy != Policy::Range)),
        ("provisional", count(&|toll| toll.provisional)),
        ("grades", u64::from(!tolls.is_empty())),
        ("parties", size(record.parties.len())),
        ("date_interval", u64::from(record.date.is_some_and(|date| date.days() > 1))),
        ("place_moved", u64::from(record.place.displacement != Displacement::None)),
        ("methods", size(record.methods.len())),
        ("breakdown", size(record.breakdown.len())),
        ("named", record.named.named),
        ("standard_of_proof", u64::from(record.standard_of_proof.is_some())),
        ("related", size(record.related.len())),
        ("sources", size(record.sources.len())),
        ("reports", size(record.reports.len())),
        ("ucdp_codings", size(tolls.iter().map(|toll| toll.codings.len()).sum())),
    ]
}

fn size(count: usize) -> u64 {
    count as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_says_what_becomes_of_every_concept() {
        for format in Format::ALL {
            let losses = Losses::of(format).unwrap();
            assert_eq!(losses.concepts.len(), LOSSES.lines().count() - 1, "a concept stands there twice");
            assert!(losses.concepts.values().all(|(_, meaning)| !meaning.is_empty()));
        }
    }
}
