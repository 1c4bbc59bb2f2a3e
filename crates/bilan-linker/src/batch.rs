//! The accounts of a batch in an order of their own, with all that comparisons ask of them.

use std::collections::BTreeSet;

use bilan_model::{Account, Act, Count, DateInterval, Outcome, ReportHeader};

use crate::{
    Reports,
    names::{Name, Rarity, fold},
};

/// An account, read once.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// Index of its report in the input.
    pub(crate) report: usize,
    /// Index in its report.
    pub(crate) account: usize,
    pub(crate) header: &'a ReportHeader,
    pub(crate) told: &'a Account,
    pub(crate) name: Name,
    pub(crate) admin: Vec<Name>,
    /// The batch knows the name as an area that holds other places.
    pub(crate) coarse: bool,
    pub(crate) country: String,
    pub(crate) date: Option<DateInterval>,
    /// Claimed figures that are no denials: outcome, count, and whether it is no part of another.
    pub(crate) figures: Vec<(Outcome, Count, bool)>,
    /// Parties that someone holds responsible, folded.
    pub(crate) parties: BTreeSet<String>,
    /// Acts that tell events apart.
    pub(crate) acts: BTreeSet<Act>,
}

/// All accounts, in an order that their content gives, so that nothing hangs on the order of the input.
#[derive(Debug)]
pub(crate) struct Batch<'a> {
    pub(crate) entries: Vec<Entry<'a>>,
    pub(crate) rarity: Rarity,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(reports: &'a Reports) -> Self {
        let mut entries: Vec<Entry<'a>> = reports
            .iter()
            .enumerate()
            .flat_map(|(report, (header, accounts))| {
                accounts.iter().enumerate().map(move |(account, told)| entry(report, account, header, told))
            })
            .collect();
        entries.sort_by(|one, other| one.key().cmp(&other.key()));
        let areas: BTreeSet<BTreeSet<String>> = entries
            .iter()
            .flat_map(|entry| entry.admin.iter().filter(|area| area.words != entry.name.words))
            .map(|area| area.words.clone())
            .collect();
        for entry in &mut entries {
            entry.coarse = areas.contains(&entry.name.words);
        }
        let rarity = Rarity::new(entries.iter().flat_map(|entry| entry.admin.iter().chain([&entry.name])));
        Self { entries, rarity }
    }
}

type Key<'k> = (&'k str, &'k str, Option<DateInterval>, &'k str, &'k [(Outcome, Count, bool)]);

impl Entry<'_> {
    /// What orders accounts: report, id and content.
    pub(crate) fn key(&self) -> Key<'_> {
        (&self.header.doc, &self.told.id, self.date, &self.told.place.name, &self.figures)
    }
}

fn entry<'a>(report: usize, account: usize, header: &'a ReportHeader, told: &'a Account) -> Entry<'a> {
    let figures = told.tolls.iter().filter(|claim| !claim.count.is_none());
    let blamed = told.alleged_perpetrators.iter().map(|party| fold(&party.name));
    Entry {
        report,
        account,
        header,
        told,
        name: Name::new(&told.place.name),
        admin: told.place.admin.iter().map(|area| Name::new(area)).filter(|area| !area.is_empty()).collect(),
        coarse: false,
        country: told.place.country.to_uppercase(),
        date: told.date,
        figures: figures.map(|claim| (claim.outcome, claim.count, claim.part_of.is_none())).collect(),
        parties: blamed.filter(|name| name != "unknown").collect(),
        acts: told.acts.iter().copied().filter(|act| tells_apart(*act)).collect(),
    }
}

/// Whether an act says more than that people came to harm, which most accounts say.
fn tells_apart(act: Act) -> bool {
    match act {
        Act::Killing | Act::Injury | Act::ArmedAttack => false,
        Act::Looting
        | Act::Arson
        | Act::PropertyDestruction
        | Act::Abduction
        | Act::Torture
        | Act::SexualViolence
        | Act::Displacement
        | Act::Detention
        | Act::Airstrike
        | Act::DroneStrike
        | Act::Shelling
        | Act::Ied
        | Act::SuicideBombing
        | Act::Clash
        | Act::ForcedDisappearance => true,
    }
}
