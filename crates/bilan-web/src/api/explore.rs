//! Explore: all incidents as columns, for map and timeline.

use axum::Json;
use axum::extract::State;
use bilan_casework::Error;
use bilan_casework::place::located;
use bilan_model::{Code as _, Grade, Place, Precision};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::reader::Reader;
use crate::wire::incident::radius_km;
use crate::words::Words;
use crate::workplace::Workplace;

/// All incidents, a column a property: the n-th value of each is of the n-th incident.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Columns {
    /// Ids.
    pub ids: Vec<String>,
    /// Where, in words.
    pub place: Vec<String>,
    /// Latitude in degrees; nothing where the place is not known that exactly.
    pub lat: Vec<Option<f64>>,
    /// Longitude in degrees.
    pub lon: Vec<Option<f64>>,
    /// Within how many kilometres of that point.
    pub radius_km: Vec<Option<f64>>,
    /// First day, in days since 1970-01-01.
    pub day: Vec<Option<i32>>,
    /// Last day.
    pub last_day: Vec<Option<i32>>,
    /// Killed, lower end.
    pub low: Vec<Option<u64>>,
    /// Killed, upper end.
    pub high: Vec<Option<u64>>,
    /// The upper end is open: 0 or 1.
    pub open: Vec<u8>,
    /// It is contested who the dead were: 0 or 1.
    pub contested: Vec<u8>,
    /// How well established, as a place in `grades`.
    pub grade: Vec<u8>,
    /// Country, as a place in `countries`.
    pub country: Vec<u16>,
    /// Codes of grades.
    pub grades: Vec<String>,
    /// Codes of countries; the empty one is none.
    pub countries: Vec<String>,
}

/// Gives all incidents as columns: places, days, figures.
///
/// # Errors
/// When the case cannot be read.
#[utoipa::path(get, path = "/api/explore", tag = "explore", responses((status = 200, body = Columns)))]
pub async fn explore(
    State(place): State<Workplace>,
    Reader(language): Reader,
) -> Result<Json<Columns>, Problem> {
    place.ask(language, columns).await.map(Json)
}

fn columns(place: &Workplace, words: Words<'_>) -> Result<Columns, Error> {
    let found = place.desk().ask(bilan_store::Store::explored)?;
    let mut all = Columns {
        grades: Grade::ALL.iter().map(|grade| grade.code().to_owned()).collect(),
        ..Columns::default()
    };
    let degrees =
        |millionths: Option<i64>| millionths.and_then(|m| i32::try_from(m).ok()).map(|m| f64::from(m) / 1e6);
    let mut known = place.points();
    for (at, (words_of_place, country)) in found.places.iter().zip(&found.countries).enumerate() {
        let placed = degrees(found.latitudes[at]).zip(degrees(found.longitudes[at]));
        let kept = known.get(country).and_then(|known| known.get(words_of_place)).copied();
        let point = match (placed, kept) {
            (Some(point), _) => Some(point),
            (None, Some(point)) => point,
            (None, None) => {
                let point = named(words_of_place, country, words)?;
                known.entry(country.clone()).or_default().insert(words_of_place.clone(), point);
                point
            }
        };
        all.lat.push(point.map(|(lat, _)| lat));
        all.lon.push(point.map(|(_, lon)| lon));
        all.radius_km.push(point.and_then(|_| radius_km(Precision::Settlement)));
        let grade = all.grades.iter().position(|grade| *grade == found.grades[at]).unwrap_or(0);
        all.grade.push(u8::try_from(grade).unwrap_or(0));
        let country = place_in(&mut all.countries, country);
        all.country.push(country);
    }
    let day = |day: Option<i64>| day.and_then(|day| i32::try_from(day).ok());
    all.day = found.first_days.into_iter().map(day).collect();
    all.last_day = found.last_days.into_iter().map(day).collect();
    all.low = found.lows;
    // An open end is kept as what is exceeded; the number that is shown counts itself.
    let named = |(high, open): (Option<u64>, &bool)| high.map(|high| high.saturating_add(u64::from(*open)));
    all.high = found.highs.into_iter().zip(&found.opens).map(named).collect();
    all.open = found.opens.into_iter().map(u8::from).collect();
    all.contested = found.contested.into_iter().map(u8::from).collect();
    let unknown = words.say("place_unknown", &[]);
    let shown = |place: String| if place.is_empty() { unknown.clone() } else { place };
    all.place = found.places.into_iter().map(shown).collect();
    all.ids = found.ids;
    Ok(all)
}

/// The point of a place by its words, smallest name first, where the gazetteer knows it.
fn named(place: &str, country: &str, words: Words<'_>) -> Result<Option<(f64, f64)>, Error> {
    let mut names = place.split(", ").map(str::to_owned);
    let Some(name) = names.next().filter(|name| !name.is_empty()) else { return Ok(None) };
    let place = Place { name, admin: names.collect(), country: country.to_owned() };
    Ok(located(words.knowledge(), &place)?.map(|point| (point.latitude, point.longitude)))
}

fn place_in(known: &mut Vec<String>, code: &str) -> u16 {
    let at = known.iter().position(|known| known == code).unwrap_or_else(|| {
        known.push(code.to_owned());
        known.len() - 1
    });
    u16::try_from(at).unwrap_or(u16::MAX)
}
