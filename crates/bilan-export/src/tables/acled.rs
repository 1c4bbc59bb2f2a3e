//! Incidents as ACLED's 31 columns: one conservative figure, the dispute told in the notes.

use std::io;

use bilan_model::{
    Code, DateInterval, Displacement, Outcome, Policy, Precision, ReleaseHead, ReleaseRecord, Stance, Status,
    Withheld,
};

use super::actors::{Inter, actors};
use super::cell::Cell;
use super::columns::table;
use super::csv::CsvTable;
use super::event_type::{self, EventType};
use super::loss::Losses;
use super::rows::{Frame, contested, figure};
use super::writers::Pen;
use super::{Countries, Format, NOTICE, Shelf, number};

/// The file being written.
pub(super) struct Acled<'a> {
    frame: Frame<'a>,
    made: u64,
    types: Vec<EventType>,
    inter: Inter,
    out: CsvTable,
}

impl<'a> Acled<'a> {
    pub(super) fn open(
        head: &ReleaseHead,
        countries: &'a Countries,
        shelf: &mut dyn Shelf,
    ) -> io::Result<Self> {
        let out = shelf.create(Format::Acled.main_file())?;
        let made: Option<jiff::Timestamp> = head.made.parse().ok();
        Ok(Self {
            frame: Frame::new(head, countries),
            made: made.and_then(|made| u64::try_from(made.as_second()).ok()).unwrap_or(0),
            types: event_type::parse()?,
            inter: Inter::parse()?,
            out: CsvTable::begin(table("acled")?, out, false)?,
        })
    }
}

impl Pen for Acled<'_> {
    fn add(&mut self, record: &ReleaseRecord, losses: &mut Losses) -> io::Result<()> {
        let country = record.place.place.country.as_str();
        let date = match writable_date(record) {
            Ok(date) => date,
            Err(reason) => {
                {
                    losses.refuse(record, reason);
                    return Ok(());
                };
            }
        };
        let Some(kind) = event_type::of(&self.types, record) else {
            losses.refuse(record, "no_event_type");
            return Ok(());
        };
        let Some(known) = self.frame.countries.get(country) else {
            losses.refuse(record, "no_country");
            return Ok(());
        };
        let disputed = contested(record);
        let against_civilians = disputed || record.status == Status::Civilian;
        let targets = against_civilians && kind.disorder == "Political violence" && kind.event != "Battles";
        let who = actors(record, &self.inter, kind.event == "Battles", targets, &known.name);
        losses.note("rival_parties", who.rivals);
        let unsure = disputed || record.status == Status::Unknown;
        let other = kind.event == "Violence against civilians" && kind.sub_event == "Attack" && unsure;
        losses.note("other_event_type", u64::from(other));

        let place = &record.place;
        let area = |from_largest: usize| {
            let admin = &place.place.admin;
            admin.len().checked_sub(from_largest).and_then(|at| admin.get(at)).map_or("", String::as_str)
        };
        let fatal = figure(record, Outcome::Killed, Policy::Acled).and_then(|toll| toll.best.or(toll.low));
        losses.note("no_acled_figure", u64::from(fatal.is_none() && told_of_dead(record)));
        let row = [
            Cell::from(format!("{}{}", known.iso3, number::of(&record.incident))),
            Cell::Day(date.earliest()),
            year(date),
            Cell::Whole(time_precision(date)),
            Cell::from(kind.disorder.as_str()),
            Cell::from(kind.event.as_str()),
            Cell::from(kind.sub_event.as_str()),
            Cell::from(who.actor1),
            Cell::from(who.assoc1),
            Cell::from(who.inter1),
            Cell::from(who.actor2),
            Cell::from(who.assoc2),
            Cell::from(who.inter2),
            Cell::from(who.interaction),
            Cell::from(if targets { "Civilian targeting" } else { "" }),
            Cell::whole(known.numeric.map(u64::from)),
            Cell::from(known.acled_region.as_str()),
            Cell::from(known.name.as_str()),
            Cell::from(area(1)),
            Cell::from(area(2)),
            Cell::from(area(3)),
            Cell::from(location(record, &known.name)),
            Cell::number(place.point.map(|point| point.latitude)),
            Cell::number(place.point.map(|point| point.longitude)),
            Cell::Whole(geo_precision(record)),
            Cell::from(publishers(record)),
            Cell::Empty,
            Cell::from(notes(&self.frame, record, date, fatal.is_none() && told_of_dead(record))),
            Cell::Whole(fatal.unwrap_or(0)),
            Cell::from(tags(&self.frame, record)),
            Cell::Whole(self.made),
        ];
        self.out.row(&row)?;
        losses.written();
        Ok(())
    }

    fn finish(self: Box<Self>, _withheld: &Withheld) -> io::Result<()> {
        self.out.finish()
    }
}

/// The days, where a format that wants one year can say them without guessing it.
pub(super) fn writable_date(record: &ReleaseRecord) -> Result<DateInterval, &'static str> {
    let date = record.date.ok_or("no_date")?;
    if date.earliest().year() != date.latest().year() && date.days() > 31 {
        return Err("no_year");
    }
    Ok(date)
}

pub(super) fn year(date: DateInterval) -> Cell<'static> {
    Cell::whole(u64::try_from(date.earliest().year()).ok())
}

/// 1 the day is known; 2 within a week; 3 coarser.
fn time_precision(date: DateInterval) -> u64 {
    match date.days() {
        1 => 1,
        2..=7 => 2,
        _ => 3,
    }
}

/// 1 named place; 2 area near it, or part of a region; 3 larger region.
fn geo_precision(record: &ReleaseRecord) -> u64 {
    let moved = matches!(record.place.displacement, Displacement::Jittered { .. });
    match record.place.precision {
        Precision::Site | Precision::Settlement if moved => 2,
        Precision::Site | Precision::Settlement => 1,
        Precision::Area if record.place.place.admin.len() > 1 => 2,
        Precision::Area | Precision::Country | Precision::Unknown => 3,
    }
}

/// The smallest place that is named.
fn location<'r>(record: &'r ReleaseRecord, country: &'r str) -> &'r str {
    let place = &record.place.place;
    let smallest = [Some(place.name.as_str()), place.admin.first().map(String::as_str)];
    smallest.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or(country)
}

/// Who published the reports, each once.
pub(super) fn publishers(record: &ReleaseRecord) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in record.reports.iter().filter_map(|report| report.publisher.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("; ")
}

/// Whether any policy has a figure of killed.
fn told_of_dead(record: &ReleaseRecord) -> bool {
    record.tolls.iter().any(|toll| {
        toll.outcome == Outcome::Killed && (toll.low.is_some_and(|low| low > 0) || toll.high.is_some())
    })
}

/// Range, dispute, parties and days in words.
fn notes(frame: &Frame<'_>, record: &ReleaseRecord, date: DateInterval, no_figure: bool) -> String {
    let mut notes = Vec::new();
    if frame.internal() {
        notes.push(format!("{NOTICE}."));
    }
    notes.push(if date.days() == 1 {
        format!("On {}.", date.earliest())
    } else {
        format!("On a day from {} to {}.", date.earliest(), date.latest())
    });
    notes.extend(record.lines.iter().map(|line| format!("{}.", line.trim_end_matches('.'))));
    if no_figure {
        notes.push("0 stands for no figure, not for nobody killed.".to_owned());
    }
    if contested(record) {
        notes.push(
            "What the dead were is CONTESTED: some sources say civilians, others combatants.".to_owned(),
        );
    }
    for party in &record.parties {
        let verb = match party.stance {
            Stance::Accuses => "alleged",
            Stance::Admits => "said to admit",
            Stance::Denies => "said to deny",
        };
        notes.push(format!("{}: {verb}, by {}.", party.name, party.attributed_to));
    }
    if figure(record, Outcome::Killed, Policy::Acled).is_some_and(|toll| toll.provisional) {
        notes.push("Provisional.".to_owned());
    }
    notes.join(" ")
}

fn tags(frame: &Frame<'_>, record: &ReleaseRecord) -> String {
    let mut tags = format!(
        "incident={}; release={}; profile={}; state={}",
        record.incident,
        frame.release,
        frame.profile.code(),
        frame.state.code()
    );
    if contested(record) {
        tags.push_str("; status contested");
    }
    tags
}
