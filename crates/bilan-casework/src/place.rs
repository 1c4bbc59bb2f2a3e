//! `place set`: where an incident was, as a person says; it is known more exactly only with a name and a reason.

use bilan_coder::gazetteer::Location;
use bilan_ledger::{Act, Subject};
use bilan_model::{Code as _, Place, Point};
use serde::Serialize;

use crate::case::Case;
use crate::decide::{Entered, enter};
use crate::decisions::{Decision, PlaceSet, Precision};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::incident::{anchors, one};
use crate::knowledge::Knowledge;
use crate::state::State;
use crate::{Message, message};

/// Where an incident was, as far as a person says it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Whereabouts {
    /// The smallest named place.
    pub name: Option<String>,
    /// Larger areas that contain it, smallest first; none given = as before.
    pub admin: Vec<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// How exactly it is known.
    pub precision: Option<Precision>,
    /// Latitude and longitude in degrees (WGS 84).
    pub coordinates: Option<(f64, f64)>,
}

/// A place that was set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlacedNow {
    /// Its entry.
    #[serde(flatten)]
    pub entered: Entered,
    /// The incident, by the id that it had.
    pub incident: String,
    /// Where it was said to be.
    pub before: Place,
    /// Where it is now.
    pub place: Place,
    /// How exactly.
    pub precision: Precision,
}

/// Sets where an incident was.
///
/// # Errors
/// When the incident is not found, nothing is said, coordinates are none, or the place would be known more exactly
/// without a name or a reason.
pub fn set(
    case: &mut Case,
    state: &State,
    id: &str,
    said: &Whereabouts,
    why: &str,
    env: &mut Env,
) -> Result<PlacedNow, Error> {
    let incident = one(state, id)?;
    let before = incident.place.clone();
    let held = state.picture().precision(&incident.id, &before);
    let place = Place {
        name: said.name.clone().unwrap_or_else(|| before.name.clone()),
        admin: if said.admin.is_empty() { before.admin.clone() } else { said.admin.clone() },
        country: said.country.clone().unwrap_or_else(|| before.country.clone()),
    };
    if *said == Whereabouts::default() {
        return Err(refused(
            "nothing is said of the place",
            "Give --name, --admin, --country, --precision or --at.",
        ));
    }
    let by_words = Precision::of(&place);
    let precision =
        said.precision.unwrap_or_else(|| if said.name.is_some() { by_words } else { held.min(by_words) });
    if precision > held && said.name.is_none() {
        return Err(refused(
            message!(
                "the place would be known more exactly ({now}) than before ({before})",
                now = precision.code(),
                before = held.code()
            ),
            "Give the name of the place with --name, and say in --why how it is known.",
        ));
    }
    if precision > Precision::Area && place.name.is_empty() {
        return Err(refused("a settlement or a site needs a name", "Give it with --name."));
    }
    check_coordinates(said, precision)?;
    let set = PlaceSet {
        accounts: anchors(incident),
        place: place.clone(),
        precision,
        coordinates: said.coordinates,
    };
    let (incident, subject) = (incident.id.clone(), Subject::from(case.ledger().case_id()));
    let entered = enter(case, env, Act::PlaceSet, subject, Decision::SetPlace(set), why, Vec::new())?;
    Ok(PlacedNow { entered, incident, before, place, precision })
}

/// The point of a place as it is named, where the gazetteer knows one.
///
/// # Errors
/// When the gazetteer cannot be opened.
pub fn located(knowledge: &Knowledge, place: &Place) -> Result<Option<Point>, Error> {
    let found = knowledge.gazetteer()?.locate(&place.name, &place.admin, &place.country);
    let Location::Located(known) = found else { return Ok(None) };
    Ok(known.point.map(|point| Point { latitude: point.lat(), longitude: point.lon() }))
}

fn check_coordinates(said: &Whereabouts, precision: Precision) -> Result<(), Error> {
    let Some((latitude, longitude)) = said.coordinates else { return Ok(()) };
    if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
        return Err(refused(
            message!(
                "{latitude}, {longitude} is no place on earth",
                latitude = latitude,
                longitude = longitude
            ),
            "Write latitude and longitude in degrees, as 18.44,1.41.",
        ));
    }
    if precision < Precision::Settlement {
        return Err(refused(
            "a point would make the place look more exact than it is known",
            "Give --name and --precision settlement or site, or leave out --at.",
        ));
    }
    Ok(())
}

fn refused(what: impl Into<Message>, next: impl Into<Message>) -> Error {
    Error::new(ErrorKind::Usage, what).safe("Nothing was written.").next(next)
}
