//! The accounts of a batch in an order of their own, with all that comparisons ask of them, as numbers.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Act, DateInterval};
use jiff::civil::Date;

use crate::{
    copies::{Copies, Texts},
    names::{Likeness, Name, NameId, Names, fold},
    signature::TextBond,
    telling::{AccountOutline, Figure, Telling},
};

/// Days, both included, as numbers of days since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Days {
    pub(crate) first: i32,
    pub(crate) last: i32,
}

/// An account, read once.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// Index of its report in the input.
    pub(crate) report: usize,
    /// Index in its report.
    pub(crate) account: usize,
    pub(crate) telling: &'a Telling,
    pub(crate) told: &'a AccountOutline,
    /// The text of its report, in [`Batch::texts`].
    pub(crate) text: Option<usize>,
    /// Its report: equal numbers, one report.
    pub(crate) doc: usize,
    pub(crate) name: NameId,
    pub(crate) admin: Vec<NameId>,
    /// The batch knows the name as an area that holds other places.
    pub(crate) coarse: bool,
    /// Equal numbers, one country; `None` where it is not known.
    pub(crate) country: Option<usize>,
    pub(crate) days: Option<Days>,
    pub(crate) figures: &'a [Figure],
    /// Parties that someone holds responsible, folded, as numbers.
    pub(crate) parties: BTreeSet<usize>,
    /// Acts that tell events apart.
    pub(crate) acts: BTreeSet<Act>,
}

/// All accounts, in an order that their content gives, so that nothing hangs on the order of the input.
#[derive(Debug)]
pub(crate) struct Batch<'a> {
    pub(crate) entries: Vec<Entry<'a>>,
    pub(crate) names: Names,
    /// Areas that accounts name around each name, ascending.
    areas: Vec<Vec<NameId>>,
    texts: Texts<'a>,
}

/// Numbers for what is equal.
#[derive(Debug, Default)]
struct Numbers<T>(BTreeMap<T, usize>);

impl<T: Ord> Numbers<T> {
    fn of(&mut self, value: T) -> usize {
        let next = self.0.len();
        *self.0.entry(value).or_insert(next)
    }
}

impl<'a> Batch<'a> {
    pub(crate) fn new(tellings: &'a [Telling]) -> Self {
        let mut told: Vec<(usize, usize, &Telling, &AccountOutline)> = tellings
            .iter()
            .enumerate()
            .flat_map(|(report, telling)| {
                telling.accounts.iter().enumerate().map(move |(at, told)| (report, at, telling, told))
            })
            .collect();
        told.sort_by(|(_, _, one, told), (_, _, other, known)| {
            (order(one, told).cmp(&order(other, known))).then_with(|| told.figures.cmp(&known.figures))
        });
        let (names, id_of) = names(tellings);
        let texts = texts(tellings);
        let (mut docs, mut countries, mut parties) =
            (Numbers::default(), Numbers::default(), Numbers::default());
        let entries = told.into_iter().map(|(report, account, telling, told)| {
            let id = |text: &String| id_of[text.as_str()];
            let admin = told.place.admin.iter().map(id).filter(|area| !names.is_empty(*area));
            let country = told.place.country.to_uppercase();
            let blamed = told.parties.iter().map(|name| fold(name));
            Entry {
                report,
                account,
                telling,
                told,
                text: texts.text(&telling.doc),
                doc: docs.of(&*telling.doc),
                name: id(&told.place.name),
                admin: admin.collect(),
                coarse: false,
                country: (!country.is_empty()).then(|| countries.of(country)),
                days: told.date.map(days),
                figures: &told.figures,
                parties: blamed.filter(|name| name != "unknown").map(|name| parties.of(name)).collect(),
                acts: told.acts.iter().copied().filter(|act| tells_apart(*act)).collect(),
            }
        });
        let mut entries: Vec<Entry<'a>> = entries.collect();
        mark_areas(&mut entries, &names);
        let areas = areas(&entries, &names);
        Self { entries, names, areas, texts }
    }

    /// How like `outer` is to the areas that the batch knows around `inner`: a village that one account puts into a
    /// region lies there for all.
    pub(crate) fn around(&self, inner: NameId, outer: NameId) -> Likeness {
        let likeness = self.areas[inner].iter().map(|area| self.names.likeness(*area, outer));
        likeness.max().unwrap_or(Likeness::Unknown)
    }

    /// What the texts of two reports share; nothing of a report with itself.
    pub(crate) fn bond(&self, one: &Entry<'_>, other: &Entry<'_>) -> Option<TextBond> {
        if one.doc == other.doc {
            return None;
        }
        self.texts.bond(one.text?, other.text?)
    }

    /// Which reports share text.
    pub(crate) fn copies(&self) -> Copies {
        self.texts.copies()
    }

    /// Groups of accounts whose reports share text.
    pub(crate) fn bonded(&self) -> Vec<Vec<usize>> {
        let mut of_doc: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            of_doc.entry(&entry.telling.doc).or_default().push(index);
        }
        let groups = self.texts.bonded().into_iter();
        groups
            .map(|docs| docs.iter().filter_map(|doc| of_doc.get(doc)).flatten().copied().collect())
            .collect()
    }
}

fn texts(tellings: &[Telling]) -> Texts<'_> {
    let signed = tellings.iter().filter_map(|telling| Some((&*telling.doc, telling.signature.as_ref()?)));
    Texts::new(&signed.collect::<Vec<_>>())
}

/// The distinct names of a batch, and the name of each text.
fn names(tellings: &[Telling]) -> (Names, BTreeMap<&str, NameId>) {
    let accounts = tellings.iter().flat_map(|telling| &telling.accounts);
    let texts: BTreeSet<&str> = accounts
        .flat_map(|told| told.place.admin.iter().chain([&told.place.name]))
        .map(String::as_str)
        .collect();
    let named: Vec<(&str, Name)> = texts.into_iter().map(|text| (text, Name::new(text))).collect();
    let all: BTreeSet<&Name> = named.iter().map(|(_, name)| name).collect();
    let all: Vec<Name> = all.into_iter().cloned().collect();
    let id = |name: &Name| all.binary_search(name).unwrap_or_default();
    let id_of = named.iter().map(|(text, name)| (*text, id(name))).collect();
    (Names::new(all), id_of)
}

fn areas(entries: &[Entry<'_>], names: &Names) -> Vec<Vec<NameId>> {
    let mut areas = vec![Vec::new(); names.all.len()];
    for entry in entries.iter().filter(|entry| !names.is_empty(entry.name)) {
        areas[entry.name].extend(entry.admin.iter().copied());
    }
    for areas in &mut areas {
        areas.sort_unstable();
        areas.dedup();
    }
    areas
}

/// Marks the accounts whose place another account names around a different place.
fn mark_areas(entries: &mut [Entry<'_>], names: &Names) {
    let words = |id: NameId| &names.all[id].words;
    let areas: BTreeSet<&BTreeSet<String>> = entries
        .iter()
        .flat_map(|entry| entry.admin.iter().filter(|area| words(**area) != words(entry.name)))
        .map(|area| words(*area))
        .collect();
    for entry in entries {
        entry.coarse = areas.contains(words(entry.name));
    }
}

/// What orders accounts, before their figures: report, id, date, place.
fn order<'t>(
    telling: &'t Telling,
    told: &'t AccountOutline,
) -> (&'t str, &'t str, Option<DateInterval>, &'t str) {
    (&telling.doc, &told.id, told.date, &told.place.name)
}

fn days(date: DateInterval) -> Days {
    Days { first: day_number(date.earliest()), last: day_number(date.latest()) }
}

/// Days since 1970-01-01, in the calendar of the reports.
fn day_number(date: Date) -> i32 {
    let (month, day) = (i32::from(date.month()), i32::from(date.day()));
    let year = i32::from(date.year()) - i32::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_numbered_one_by_one() {
        assert_eq!(day_number(date(1970, 1, 1)), 0);
        assert_eq!(day_number(date(2000, 3, 1)), 11_017);
        let mut day = date(1895, 12, 30);
        while day < date(1905, 1, 5) {
            let next = day.tomorrow().unwrap();
            assert_eq!(day_number(next), day_number(day) + 1, "{next}");
            day = next;
        }
    }
}
