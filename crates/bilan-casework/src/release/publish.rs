//! Records made, disclosed, tested for risk and written: twice through the incidents, so that no release is held in
//! memory and none is begun that may not go out.

use std::collections::{BTreeMap, BTreeSet};

use bilan_coder::gazetteer::Level;
use bilan_disclosure::{
    Coarseness, DateDetail, KnownPlaces, Language as Told, PlaceDetail, Profiles, RiskTable, Rules, Seed,
    coarsen, disclose, gate,
};
use bilan_export::tables::{Countries, Writers};
use bilan_ledger::Subject;
use bilan_model::{Incident, Point, Policy, Profile, ReleaseHead, ReleaseRecord, TotalRow, Withheld};
use bilan_tally::{Language, parts_of_others, totals};
use serde::Serialize;

use super::shelf::Folder;
use super::{Past, Request};
use crate::case::Case;
use crate::change::{Figure, Figures, is_counted};
use crate::decisions::Connection;
use crate::digest::hex;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::{Knowledge, embedded};
use crate::record::Recorder;
use crate::state::State;
use crate::{labels, message};

/// How records were made coarser so that they may go out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coarsened {
    /// In one sentence.
    pub sentence: String,
    /// Persons in the smallest class after it.
    pub k: u64,
    /// The risk that is left, 0 to 1.
    pub risk: f64,
}

/// A release that may go out, not yet written.
pub(super) struct Publication<'a> {
    pub(super) head: ReleaseHead,
    pub(super) subject: Subject,
    pub(super) secret: [u8; 32],
    pub(super) coarsened: Option<Coarsened>,
    recorder: Recorder<'a>,
    incidents: &'a [Incident],
    /// Positions of incidents, in the order of their published ids.
    order: Vec<usize>,
    parts: BTreeSet<String>,
    disclosure: Disclosure,
    formats: &'a [bilan_export::tables::Format],
    countries: Countries,
}

/// How records are disclosed.
struct Disclosure {
    profiles: Profiles,
    rules: Rules,
    places: KnownPlaces,
    seed: Seed,
    coarseness: Coarseness,
    language: Told,
}

/// What was written.
pub(super) struct Written {
    pub(super) incidents: BTreeSet<String>,
    pub(super) figures: Figures,
    pub(super) totals: Vec<TotalRow>,
    pub(super) withheld: Withheld,
    /// Incidents that totals leave out, being part of another.
    pub(super) parts: usize,
}

impl<'a> Publication<'a> {
    /// Decides whether and how the incidents may go out.
    pub(super) fn prepare(
        case: &Case,
        state: &'a State,
        request: &Request<'a>,
        past: &Past,
        env: &mut Env,
        knowledge: &'a Knowledge,
    ) -> Result<Self, Error> {
        let incidents = &state.picture().incidents;
        let recorder = Recorder::new(state, incidents, knowledge, request.language, request.reviewed_only)?;
        let secret = past.secret().unwrap_or_else(|| env.bytes());
        let id = env.bytes();
        let head = ReleaseHead {
            format: "bilan-release/1".to_owned(),
            release: hex(&id),
            case: case.ledger().case_id().to_string(),
            profile: request.profile,
            state: request.state,
            made: env.now_text(),
            language: labels::code(request.language).to_owned(),
            previous: past.last(request.profile).map(|release| release.release.clone()),
        };
        let mut disclosure = Disclosure::of(request, secret, knowledge)?;
        let (order, coarsened) = disclosure.order(&recorder, incidents, request.coarsen)?;
        let relations =
            state.picture().relations.iter().filter(|relation| relation.how == Connection::PartOf);
        let known: BTreeSet<&str> = incidents.iter().map(|incident| incident.id.as_str()).collect();
        let parts = parts_of_others(&known, relations.map(|part| (part.one.as_str(), part.other.as_str())));
        Ok(Self {
            head,
            subject: Subject::Id(id),
            secret,
            coarsened,
            recorder,
            incidents,
            order,
            parts: parts.into_iter().map(str::to_owned).collect(),
            disclosure,
            formats: request.formats,
            countries: countries()?,
        })
    }

    /// Writes every record in every format.
    pub(super) fn write(&self, shelf: &mut Folder) -> Result<Written, Error> {
        let folder = shelf.path().to_owned();
        let failed = |error: std::io::Error| Error::writing(&folder, &error);
        let mut writers: Vec<Writers<'_>> = Vec::new();
        for format in self.formats {
            writers.push(Writers::open(*format, &self.head, &self.countries, shelf).map_err(failed)?);
        }
        let mut written = Written {
            incidents: BTreeSet::new(),
            figures: BTreeMap::new(),
            totals: Vec::new(),
            withheld: Withheld::default(),
            parts: 0,
        };
        let mut summed = Vec::new();
        for at in &self.order {
            let incident = &self.incidents[*at];
            let (record, withheld) = self.disclosure.disclosed(&self.recorder.record(incident)?);
            withheld.0.iter().for_each(|(reason, times)| written.withheld.count(reason, *times));
            for writer in &mut writers {
                writer.add(&record).map_err(failed)?;
            }
            for toll in record.tolls.iter().filter(|toll| is_counted(toll)) {
                if toll.policy == Policy::Range {
                    let key = (record.incident.clone(), toll.outcome, toll.policy);
                    written.figures.insert(key, Figure::of(toll));
                }
            }
            if self.parts.contains(&incident.id) {
                written.parts += 1;
            } else {
                summed.extend(record.tolls.into_iter().map(without_claims));
            }
            if summed.len() > SUMMED_AT_A_TIME {
                add(&mut written.totals, &summed);
                summed.clear();
            }
            written.incidents.insert(record.incident);
        }
        add(&mut written.totals, &summed);
        for writer in writers {
            writer.finish(&written.withheld).map_err(failed)?;
        }
        Ok(written)
    }

    /// What was held back and why, a sentence a reason.
    pub(super) fn notes(&self, withheld: &Withheld) -> Vec<String> {
        self.disclosure.profiles.notes(withheld, self.disclosure.language)
    }
}

/// Tolls that are kept before they are added up.
const SUMMED_AT_A_TIME: usize = 4096;

fn without_claims(toll: bilan_model::PolicyToll) -> bilan_model::PolicyToll {
    bilan_model::PolicyToll {
        claims_used: Vec::new(),
        claims_left_out: Vec::new(),
        codings: Vec::new(),
        ..toll
    }
}

/// Adds sums to those that are there.
fn add(sums: &mut Vec<TotalRow>, tolls: &[bilan_model::PolicyToll]) {
    for row in totals(tolls) {
        let same = |known: &&mut TotalRow| {
            (known.policy, known.outcome, &known.status) == (row.policy, row.outcome, &row.status)
        };
        match sums.iter_mut().find(same) {
            Some(known) => known.sum.merge(&row.sum),
            None => sums.push(row),
        }
    }
    sums.sort_by(|one, other| {
        (one.policy, one.outcome, one.status != "all", &one.status).cmp(&(
            other.policy,
            other.outcome,
            other.status != "all",
            &other.status,
        ))
    });
}

fn countries() -> Result<Countries, Error> {
    let text = embedded("codebook/country_codes.csv").and_then(|bytes| std::str::from_utf8(bytes).ok());
    Countries::parse(text.unwrap_or_default()).map_err(|error| ours("codebook/country_codes.csv", &error))
}

fn ours(path: &str, why: &impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Failure, why.to_string())
        .at(path)
        .safe("Nothing was written.")
        .next("This is a mistake in a file that belongs to bilan: please report it with this message.")
}

impl Disclosure {
    fn of(request: &Request<'_>, secret: [u8; 32], knowledge: &Knowledge) -> Result<Self, Error> {
        let text = embedded("codebook/profiles.toml").and_then(|bytes| std::str::from_utf8(bytes).ok());
        let profiles = Profiles::read(text.unwrap_or_default())
            .map_err(|error| ours("codebook/profiles.toml", &error))?;
        let language = match request.language {
            Language::En => Told::En,
            Language::Fr => Told::Fr,
        };
        let mut rules = profiles.rules(request.profile, language);
        let words = crate::glossary::people_words(knowledge);
        rules.learn_words(words.iter().map(String::as_str));
        let places =
            if request.profile == Profile::Internal { KnownPlaces::default() } else { places(knowledge)? };
        let seed = Seed::new(secret);
        Ok(Self { profiles, rules, places, seed, coarseness: Coarseness::default(), language })
    }

    fn disclosed(&self, record: &ReleaseRecord) -> (ReleaseRecord, Withheld) {
        let (shown, mut withheld) = disclose(record, &self.rules, &self.places, &self.seed);
        if self.coarseness == Coarseness::default() {
            return (shown, withheld);
        }
        let (coarse, more) = coarsen(&shown, self.coarseness);
        more.0.iter().for_each(|(reason, times)| withheld.count(reason, *times));
        (coarse, withheld)
    }

    /// The order of the published ids, once the risk lets the records out as they are or, where that was asked for,
    /// made coarser as little as it takes.
    fn order(
        &mut self,
        recorder: &Recorder<'_>,
        incidents: &[Incident],
        may_coarsen: bool,
    ) -> Result<(Vec<usize>, Option<Coarsened>), Error> {
        let mut tables: Vec<RiskTable> =
            std::iter::once(Coarseness::default()).chain(LADDER).map(RiskTable::at).collect();
        let mut ids: Vec<(String, usize)> = Vec::with_capacity(incidents.len());
        for (at, incident) in incidents.iter().enumerate() {
            let (record, _) = self.disclosed(&recorder.record(incident)?);
            for table in &mut tables {
                table.add(&record);
            }
            ids.push((record.incident, at));
        }
        ids.sort();
        let order = ids.into_iter().map(|(_, at)| at).collect();
        let Err(refusal) = gate(&tables[0].risk(), &self.rules) else { return Ok((order, None)) };
        let step = tables[1..].iter().find(|table| gate(&table.risk(), &self.rules).is_ok());
        let sentence = step.map(|table| suggestion(table.coarseness()));
        match step {
            Some(table) if may_coarsen => {
                let risk = table.risk();
                self.coarseness = table.coarseness();
                let sentence = sentence.unwrap_or_default().in_language(match self.language {
                    Told::En => Language::En,
                    Told::Fr => Language::Fr,
                });
                Ok((order, Some(Coarsened { sentence, k: risk.k, risk: risk.global })))
            }
            Some(_) => Err(Error::new(ErrorKind::Refused, refusal.sentence())
                .safe("Nothing was written.")
                .next(message!(
                    "Add --coarsen: {what} Then the records may go out.",
                    what: sentence.unwrap_or_default()
                ))),
            None => {
                Err(Error::new(ErrorKind::Refused, refusal.sentence()).safe("Nothing was written.").next(
                    "Release to a narrower circle (--profile court or partner), or wait for more records.",
                ))
            }
        }
    }
}

/// The steps of coarsening that are tried, from the finest.
const LADDER: [Coarseness; 5] = [
    step(DateDetail::Month, PlaceDetail::AsPublished, false, false),
    step(DateDetail::Month, PlaceDetail::Area, false, false),
    step(DateDetail::Month, PlaceDetail::Area, true, true),
    step(DateDetail::Month, PlaceDetail::Country, true, true),
    step(DateDetail::Year, PlaceDetail::Country, true, true),
];

const fn step(
    date: DateDetail,
    place: PlaceDetail,
    without_traits: bool,
    without_parties: bool,
) -> Coarseness {
    Coarseness { date, place, without_traits, without_parties }
}

fn suggestion(coarseness: Coarseness) -> crate::Message {
    match (coarseness.date, coarseness.place, coarseness.without_parties) {
        (_, PlaceDetail::AsPublished, _) => message!("Dates are given as months."),
        (_, PlaceDetail::Area, false) => message!("Dates are given as months and places as areas."),
        (_, PlaceDetail::Area, true) => {
            message!("Dates are given as months, places as areas; sex, age and parties are left out.")
        }
        (DateDetail::Year, PlaceDetail::Country, _) => {
            message!("Dates are given as years, places as countries; sex, age and parties are left out.")
        }
        (_, PlaceDetail::Country, _) => {
            message!("Dates are given as months, places as countries; sex, age and parties are left out.")
        }
    }
}

/// The known places with their areas, between which displaced points stay.
fn places(knowledge: &Knowledge) -> Result<KnownPlaces, Error> {
    let mut known: Vec<(Point, String, bool)> = Vec::new();
    knowledge.gazetteer()?.rows(|row| {
        if row.level != Level::Place {
            return;
        }
        let Some(point) = row.point else { return };
        let area = format!("{}/{}/{}", row.country, row.admin1, row.admin2);
        let town = row.population.is_some_and(|people| people >= TOWN_FROM);
        known.push((Point { latitude: point.lat(), longitude: point.lon() }, area, town));
    });
    Ok(KnownPlaces::new(known.iter().map(|(point, area, town)| (*point, area.as_str(), *town))))
}

/// People from whom on a settlement is a town.
const TOWN_FROM: u32 = 10_000;
