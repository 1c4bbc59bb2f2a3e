//! Incidents with a row of HXL hashtags. A cell under `#affected` is a number or empty, never words.

use std::io;

use bilan_model::{Age, Code, DateInterval, Outcome, Policy, ReleaseHead, ReleaseRecord, Sex, Withheld};

use super::acled::publishers;
use super::actors::alleged;
use super::cell::Cell;
use super::columns;
use super::csv::CsvTable;
use super::loss::Losses;
use super::rows::{Frame, codes, contested, figure, status};
use super::writers::Pen;
use super::{Countries, Format, NOTICE, Shelf};

/// The file being written.
pub(super) struct Hxl<'a> {
    frame: Frame<'a>,
    out: CsvTable,
}

impl<'a> Hxl<'a> {
    pub(super) fn open(
        head: &ReleaseHead,
        countries: &'a Countries,
        shelf: &mut dyn Shelf,
    ) -> io::Result<Self> {
        let out = shelf.create(Format::Hxl.main_file())?;
        Ok(Self { frame: Frame::new(head, countries), out: CsvTable::begin(columns::hxl()?, out, true)? })
    }
}

impl Pen for Hxl<'_> {
    fn add(&mut self, record: &ReleaseRecord, losses: &mut Losses) -> io::Result<()> {
        let place = &record.place;
        let low = |outcome| Cell::whole(figure(record, outcome, Policy::Range).and_then(|toll| toll.low));
        let high = figure(record, Outcome::Killed, Policy::Range).and_then(|toll| toll.high);
        let mut blamed = alleged(record).into_iter();
        let first = blamed.next().unwrap_or_default();
        let country = self.frame.countries.get(&place.place.country);
        let admin = |from_largest: usize| {
            let at = place.place.admin.len().checked_sub(from_largest);
            Cell::from(at.and_then(|at| place.place.admin.get(at)).map_or("", String::as_str))
        };
        let day = record.date.filter(|date| date.days() == 1);
        let row = [
            Cell::from(record.incident.as_str()),
            Cell::day(record.date.map(DateInterval::earliest)),
            Cell::day(record.date.map(DateInterval::latest)),
            Cell::day(day.map(DateInterval::earliest)),
            Cell::from(codes(&record.acts)),
            Cell::from(first),
            Cell::from(blamed.collect::<Vec<_>>().join("; ")),
            Cell::from(place.place.name.as_str()),
            Cell::number(place.point.map(|point| point.latitude)),
            Cell::number(place.point.map(|point| point.longitude)),
            Cell::from(country.map_or("", |country| country.name.as_str())),
            Cell::from(country.map_or("", |country| country.iso3.as_str())),
            admin(1),
            admin(2),
            low(Outcome::Killed),
            low(Outcome::Killed),
            Cell::whole(high),
            deaths(record, |_, age| age == Age::Child),
            deaths(record, |sex, age| sex == Sex::Female && age == Age::Adult),
            deaths(record, |sex, age| sex == Sex::Male && age == Age::Adult),
            low(Outcome::Injured),
            low(Outcome::Abducted),
            low(Outcome::Displaced),
            Cell::from(if contested(record) { "contested" } else { status(record.status) }),
            Cell::from(publishers(record)),
            Cell::from(record.lines.join(" | ")),
            Cell::from(self.frame.release.as_str()),
            Cell::from(self.frame.profile.code()),
            Cell::from(self.frame.state.code()),
            Cell::from(if self.frame.internal() { NOTICE } else { "" }),
        ];
        self.out.row(&row)?;
        losses.written();
        Ok(())
    }

    fn finish(self: Box<Self>, _withheld: &Withheld) -> io::Result<()> {
        self.out.finish()
    }
}

/// Deaths of some of the people; empty where none is known to be of them, which is not the same as 0.
fn deaths(record: &ReleaseRecord, of: impl Fn(Sex, Age) -> bool) -> Cell<'static> {
    let rows = record.breakdown.iter().filter(|row| of(row.sex, row.age));
    let sum = rows.map(|row| row.deaths).fold(0, u64::saturating_add);
    Cell::whole(Some(sum).filter(|sum| *sum > 0))
}
