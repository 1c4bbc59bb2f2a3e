//! Who stands in columns of actors: parties that are blamed, always as alleged.

use std::collections::BTreeMap;
use std::io;

use bilan_model::{RecordParty, ReleaseRecord};

use super::columns::odd;
use super::rows::blames;

const INTER: &str = include_str!("../../../../codebook/acled_inter.csv");

/// ACLED's kinds of actors by bilan's kinds of parties.
#[derive(Debug, Clone)]
pub(super) struct Inter {
    rows: BTreeMap<(String, bool), (u8, String)>,
}

impl Inter {
    pub(super) fn parse() -> io::Result<Self> {
        let mut rows = BTreeMap::new();
        for row in ::csv::Reader::from_reader(INTER.as_bytes()).records() {
            let row = row?;
            let cell = |at: usize| row.get(at).unwrap_or_default();
            let code = cell(2).parse().map_err(|_| odd(&format!("acled_inter.csv: {row:?}")))?;
            rows.insert((cell(0).to_owned(), cell(1) == "abroad"), (code, cell(3).to_owned()));
        }
        Ok(Self { rows })
    }

    /// The kind of a party that acts in a country.
    fn of(&self, party: &RecordParty, country: &str) -> Option<&(u8, String)> {
        let abroad = party.country.as_deref().is_some_and(|own| !country.is_empty() && own != country);
        self.rows.get(&(party.kind.clone(), abroad))
    }

    fn civilians(&self) -> Option<&(u8, String)> {
        self.rows.get(&("civilians".to_owned(), false))
    }
}

/// What stands in ACLED's columns of actors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Actors {
    pub(super) actor1: String,
    pub(super) assoc1: String,
    pub(super) inter1: String,
    pub(super) actor2: String,
    pub(super) assoc2: String,
    pub(super) inter2: String,
    pub(super) interaction: String,
    /// Parties of different sides are blamed for one deed: no column names one of them.
    pub(super) rivals: u64,
}

/// Where parties stand: a State and who fights beside it, or not.
fn with_state(party: &RecordParty) -> bool {
    matches!(party.kind.as_str(), "army" | "police" | "auxiliary" | "foreign_force")
}

/// Blamed parties, each once, in the order of the record.
pub(super) fn blamed(record: &ReleaseRecord) -> Vec<&RecordParty> {
    let mut parties: Vec<&RecordParty> = Vec::new();
    for party in record.parties.iter().filter(|party| blames(party.stance) && party.name != "unknown") {
        if !parties.iter().any(|other| other.name == party.name) {
            parties.push(party);
        }
    }
    parties
}

/// Their names.
pub(super) fn alleged(record: &ReleaseRecord) -> Vec<String> {
    blamed(record).into_iter().map(|party| party.name.clone()).collect()
}

/// Puts the blamed parties into ACLED's columns. In a fight the two sides are actors; where several sides are blamed
/// for one deed, none is named in a column, and the notes name all.
pub(super) fn actors(
    record: &ReleaseRecord,
    inter: &Inter,
    fight: bool,
    civilians: bool,
    country_name: &str,
) -> Actors {
    let country = record.place.place.country.as_str();
    let parties = blamed(record);
    let mut sides: Vec<Vec<&RecordParty>> = Vec::new();
    for party in parties {
        let same =
            |side: &&mut Vec<&RecordParty>| side.iter().any(|other| with_state(other) && with_state(party));
        match sides.iter_mut().find(same) {
            Some(side) => side.push(party),
            None => sides.push(vec![party]),
        }
    }
    let mut found = Actors::default();
    let mut kinds = [None, None];
    let mut sides = sides.into_iter();
    let (first, second) = (sides.next(), sides.next());
    if let (Some(_), Some(_), false) = (&first, &second, fight) {
        found.rivals = 2 + sides.len() as u64;
        found.actor1 = unidentified(country_name);
    } else {
        let one = first.unwrap_or_default();
        (found.actor1, found.assoc1) = names(&one);
        kinds = [one.first().and_then(|party| inter.of(party, country)), None];
        if found.actor1.is_empty() {
            found.actor1 = unidentified(country_name);
        }
        if let (Some(two), true) = (second, fight) {
            (found.actor2, found.assoc2) = names(&two);
            kinds = [kinds[0], two.first().and_then(|party| inter.of(party, country))];
        }
    }
    if civilians && found.actor2.is_empty() {
        found.actor2 =
            if country_name.is_empty() { "Civilians".into() } else { format!("Civilians ({country_name})") };
        kinds = [kinds[0], inter.civilians()];
    }
    found.inter1 = kinds[0].map(|(_, text)| text.clone()).unwrap_or_default();
    found.inter2 = kinds[1].map(|(_, text)| text.clone()).unwrap_or_default();
    found.interaction = interaction(kinds, found.actor2.is_empty());
    found
}

/// How ACLED writes a party of which nobody knows, or agrees, who it is.
fn unidentified(country: &str) -> String {
    if country.is_empty() {
        "Unidentified Armed Group".into()
    } else {
        format!("Unidentified Armed Group ({country})")
    }
}

/// The first name, and the others of its side.
fn names(side: &[&RecordParty]) -> (String, String) {
    let mut names = side.iter().map(|party| party.name.as_str());
    let first = names.next().unwrap_or_default().to_owned();
    (first, names.collect::<Vec<_>>().join("; "))
}

/// Both kinds, the one with the lower code first; empty where one is not known.
fn interaction(kinds: [Option<&(u8, String)>; 2], alone: bool) -> String {
    match kinds {
        [Some((_, one)), None] if alone => format!("{one} only"),
        [Some(one), Some(two)] => {
            // Pairs of these codes are not in ACLED's list.
            if (one.0, two.0) == (7, 7) || (one.0, two.0) == (8, 8) {
                return String::new();
            }
            let (low, high) = if one.0 <= two.0 { (one, two) } else { (two, one) };
            format!("{}-{}", low.1, high.1)
        }
        [_, _] => String::new(),
    }
}
