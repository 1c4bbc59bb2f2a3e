//! Incidents as the 49 columns of UCDP's Georeferenced Event Dataset.

use std::io;

use bilan_model::{
    Code, DateInterval, Displacement, Outcome, Point, Policy, PolicyToll, Precision, ReleaseHead,
    ReleaseRecord, ReleaseState, UcdpCoding, Withheld,
};

use super::acled::{publishers, writable_date, year};
use super::actors::blamed;
use super::cell::Cell;
use super::columns::table;
use super::csv::CsvTable;
use super::loss::Losses;
use super::rows::{Frame, contested, figure};
use super::writers::Pen;
use super::{Countries, Country, Format, NOTICE, Shelf, number};

/// The file being written.
pub(super) struct Ucdp<'a> {
    frame: Frame<'a>,
    out: CsvTable,
}

impl<'a> Ucdp<'a> {
    pub(super) fn open(
        head: &ReleaseHead,
        countries: &'a Countries,
        shelf: &mut dyn Shelf,
    ) -> io::Result<Self> {
        let out = shelf.create(Format::Ucdp.main_file())?;
        Ok(Self { frame: Frame::new(head, countries), out: CsvTable::begin(table("ucdp")?, out, false)? })
    }
}

/// Deaths as the format has them: low <= best <= high, and the parts add up to best.
struct Deaths {
    low: u64,
    best: u64,
    high: u64,
    coding: UcdpCoding,
    /// The policy's parts did not add up to its figure.
    not_parted: bool,
}

impl Deaths {
    fn of(toll: &PolicyToll) -> Option<Self> {
        let best = toll.best.or(toll.low)?;
        let mut coding = toll.codings.first().cloned().unwrap_or(UcdpCoding {
            type_of_violence: None,
            side_a: String::new(),
            side_b: String::new(),
            deaths_a: 0,
            deaths_b: 0,
            deaths_civilians: 0,
            deaths_unknown: best,
        });
        let parts = [coding.deaths_a, coding.deaths_b, coding.deaths_civilians, coding.deaths_unknown];
        let sum = parts.into_iter().fold(0_u64, u64::saturating_add);
        if sum != best {
            (coding.deaths_a, coding.deaths_b, coding.deaths_civilians) = (0, 0, 0);
            coding.deaths_unknown = best;
        }
        Some(Self {
            low: toll.low.unwrap_or(best).min(best),
            best,
            high: toll.high.unwrap_or(best).max(best),
            coding,
            not_parted: sum != best,
        })
    }
}

impl Pen for Ucdp<'_> {
    fn add(&mut self, record: &ReleaseRecord, losses: &mut Losses) -> io::Result<()> {
        let found = writable_date(record).and_then(|date| {
            let toll = figure(record, Outcome::Killed, Policy::Ucdp).ok_or("no_figure")?;
            let deaths = Deaths::of(toll).ok_or("no_figure")?;
            if deaths.best == 0 { Err("no_deaths") } else { Ok((date, toll, deaths)) }
        });
        let (date, toll, deaths) = match found {
            Ok(found) => found,
            Err(reason) => {
                {
                    losses.refuse(record, reason);
                    return Ok(());
                };
            }
        };
        losses.note("second_ucdp_coding", toll.codings.len().saturating_sub(1) as u64);
        losses.note("best_not_parted", u64::from(deaths.not_parted));
        let sides = [deaths.coding.side_a.as_str(), deaths.coding.side_b.as_str()];
        let beside = blamed(record).iter().filter(|party| !sides.contains(&party.name.as_str())).count();
        losses.note("third_party", beside as u64);
        self.out.row(&row(&self.frame, record, date, toll, &deaths))?;
        losses.written();
        Ok(())
    }

    fn finish(self: Box<Self>, _withheld: &Withheld) -> io::Result<()> {
        self.out.finish()
    }
}

fn row<'r>(
    frame: &'r Frame<'_>,
    record: &'r ReleaseRecord,
    date: DateInterval,
    toll: &PolicyToll,
    deaths: &'r Deaths,
) -> Vec<Cell<'r>> {
    let place = &record.place;
    let country = frame.countries.get(&place.place.country);
    let id = number::of(&record.incident);
    let coding = &deaths.coding;
    let kind = coding.type_of_violence;
    let relid = format!(
        "{}-{}-{}-0-{id}",
        country.map_or("", |country| country.iso3.as_str()),
        date.earliest().year(),
        kind.map(|kind| kind.to_string()).unwrap_or_default()
    );
    let dyad = if coding.side_a.is_empty() && coding.side_b.is_empty() {
        String::new()
    } else {
        format!("{} - {}", coding.side_a, coding.side_b)
    };
    let admin = |from_largest: usize| {
        let at = place.place.admin.len().checked_sub(from_largest);
        Cell::from(at.and_then(|at| place.place.admin.get(at)).map_or("", String::as_str))
    };
    let dates = record.reports.iter().filter_map(|report| report.published.map(|day| day.to_string()));
    let said = record.sources.iter().map(|source| source.label.as_deref().unwrap_or(&source.words));
    let stamp = |day: jiff::civil::Date| Cell::from(format!("{day} 00:00:00.000"));
    let gwno = |side: &str| Cell::whole(gw_of(frame.countries, record, side));
    let empty = || Cell::Empty;
    vec![
        Cell::Whole(id),
        Cell::from(relid),
        year(date),
        empty(),
        Cell::from(code_status(frame.state, contested(record), toll.provisional)),
        Cell::whole(kind.map(u64::from)),
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
        Cell::from(dyad),
        empty(),
        empty(),
        Cell::from(coding.side_a.as_str()),
        empty(),
        empty(),
        Cell::from(coding.side_b.as_str()),
        Cell::size(record.reports.len()),
        Cell::from(articles(frame, record)),
        Cell::from(publishers(record)),
        Cell::from(dates.collect::<Vec<_>>().join(";")),
        Cell::from(if frame.internal() { NOTICE } else { "" }),
        Cell::from(said.collect::<Vec<_>>().join("; ")),
        Cell::Whole(where_precision(record)),
        Cell::from(where_coordinates(record, country)),
        Cell::from(where_words(record, country)),
        admin(1),
        admin(2),
        Cell::number(place.point.map(|point| point.latitude)),
        Cell::number(place.point.map(|point| point.longitude)),
        Cell::from(
            place
                .point
                .map(|point| format!("POINT ({} {})", point.longitude, point.latitude))
                .unwrap_or_default(),
        ),
        Cell::whole(place.point.and_then(prio_grid)),
        Cell::from(country.map_or("", |country| country.name.as_str())),
        Cell::whole(country.and_then(|country| country.gwno).map(u64::from)),
        Cell::from(country.map_or("", |country| country.ucdp_region.as_str())),
        Cell::Whole(1),
        Cell::Whole(date_precision(date)),
        stamp(date.earliest()),
        stamp(date.latest()),
        Cell::Whole(coding.deaths_a),
        Cell::Whole(coding.deaths_b),
        Cell::Whole(coding.deaths_civilians),
        Cell::Whole(coding.deaths_unknown),
        Cell::Whole(deaths.best),
        Cell::Whole(deaths.high),
        Cell::Whole(deaths.low),
        gwno(&coding.side_a),
        gwno(&coding.side_b),
    ]
}

/// `Clear` only where the release is final, and nothing of the figure is contested or provisional.
fn code_status(state: ReleaseState, contested: bool, provisional: bool) -> &'static str {
    match state {
        ReleaseState::Withdrawn => "Withdrawn",
        _ if contested => "Check: status of the dead contested",
        _ if provisional => "Check: provisional",
        ReleaseState::Candidate => "Check: candidate",
        ReleaseState::Final => "Clear",
    }
}

/// The reports, then what bilan says of the row.
fn articles(frame: &Frame<'_>, record: &ReleaseRecord) -> String {
    let mut all: Vec<String> = record
        .reports
        .iter()
        .map(|report| {
            let day = report.published.map(|day| day.to_string()).unwrap_or_default();
            format!("{},{day}", report.publisher.as_deref().unwrap_or(""))
        })
        .filter(|article| article != ",")
        .collect();
    all.push(format!(
        "bilan: incident={}, release={}, profile={}, state={}",
        record.incident,
        frame.release,
        frame.profile.code(),
        frame.state.code()
    ));
    all.join("; ")
}

/// The Gleditsch-Ward number of a side that is a State's force.
fn gw_of(countries: &Countries, record: &ReleaseRecord, side: &str) -> Option<u64> {
    let party = record.parties.iter().find(|party| party.name == side)?;
    if !matches!(party.kind.as_str(), "army" | "police") {
        return None;
    }
    countries.get(party.country.as_deref()?)?.gwno.map(u64::from)
}

/// 1 exact, 2 within about 25 km, 3 a second-level area, 4 a first-level area, 6 the country.
fn where_precision(record: &ReleaseRecord) -> u64 {
    match (record.place.precision, record.place.displacement) {
        (Precision::Site | Precision::Settlement, Displacement::Jittered { radius_km }) => {
            if radius_km <= 25.0 { 2 } else { 3 }
        }
        (Precision::Site | Precision::Settlement, Displacement::None | Displacement::Snapped) => 1,
        (Precision::Area, _) => {
            if record.place.place.admin.len() > 1 {
                3
            } else {
                4
            }
        }
        (Precision::Country | Precision::Unknown, _) => 6,
    }
}

/// The place that the coordinates stand for.
fn where_coordinates<'r>(record: &'r ReleaseRecord, country: Option<&'r Country>) -> &'r str {
    let place = &record.place.place;
    let names = [Some(place.name.as_str()), place.admin.first().map(String::as_str)];
    let named = names.into_iter().flatten().find(|name| !name.is_empty());
    named.or(country.map(|country| country.name.as_str())).unwrap_or("")
}

fn where_words(record: &ReleaseRecord, country: Option<&Country>) -> String {
    let place = &record.place.place;
    let names = [place.name.as_str()].into_iter().chain(place.admin.iter().map(String::as_str));
    let all = names.chain(country.map(|country| country.name.as_str())).filter(|name| !name.is_empty());
    let mut words = all.collect::<Vec<_>>().join(", ");
    if let Displacement::Jittered { radius_km } = record.place.displacement {
        words = format!("{words} (point moved by up to {radius_km} km)");
    }
    words
}

/// 1 day known; 2 two to six days; 3 a week; 4 a month; 5 longer.
pub(super) fn date_precision(date: DateInterval) -> u64 {
    match date.days() {
        1 => 1,
        2..=6 => 2,
        7 => 3,
        8..=31 => 4,
        _ => 5,
    }
}

/// The cell of the PRIO-GRID, half a degree wide, counted from 1 in the south-west corner, eastwards, then north.
pub(super) fn prio_grid(point: Point) -> Option<u64> {
    if !(-90.0..=90.0).contains(&point.latitude) || !(-180.0..=180.0).contains(&point.longitude) {
        return None;
    }
    let cell = |degrees: f64, last: u64| {
        let steps = (degrees * 2.0).floor();
        (0..=last).take_while(|at| f64::from(u16::try_from(*at).unwrap_or(u16::MAX)) <= steps).last()
    };
    let row = cell(point.latitude + 90.0, 359)?;
    let column = cell(point.longitude + 180.0, 719)?;
    Some(row * 720 + column + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_has_its_corners_and_kabul() {
        let at = |latitude, longitude| prio_grid(Point { latitude, longitude });
        assert_eq!(at(-90.0, -180.0), Some(1));
        assert_eq!(at(90.0, 180.0), Some(259_200));
        assert_eq!(at(34.53, 69.17), Some(179_779));
        assert_eq!(at(91.0, 0.0), None);
        assert_eq!(at(f64::NAN, 0.0), None);
    }
}
