//! Incidents as features of a `GeoJSON` document (RFC 7946). An incident without a point keeps its feature, with a null geometry.

use std::io::{self, BufWriter, Write};

use bilan_model::{
    DateInterval, Displacement, Outcome, Policy, Profile, ReleaseHead, ReleaseRecord, Withheld,
};
use serde_json::{Value, json};

use super::loss::Losses;
use super::rows::{Frame, contested, displacement, figure, status};
use super::writers::{Pen, about};
use super::{Countries, Format, NOTICE, Shelf};

/// The collection being written.
pub(super) struct GeoJson<'a> {
    frame: Frame<'a>,
    out: BufWriter<Box<dyn Write + Send>>,
    first: bool,
}

impl<'a> GeoJson<'a> {
    pub(super) fn open(
        head: &ReleaseHead,
        countries: &'a Countries,
        shelf: &mut dyn Shelf,
    ) -> io::Result<Self> {
        let mut out = BufWriter::new(shelf.create(Format::GeoJson.main_file())?);
        out.write_all(b"{\"type\":\"FeatureCollection\",\"bilan\":")?;
        serde_json::to_writer(&mut out, &about(head)?)?;
        out.write_all(b",\"features\":[")?;
        Ok(Self { frame: Frame::new(head, countries), out, first: true })
    }

    fn feature(&self, record: &ReleaseRecord) -> Value {
        let killed = figure(record, Outcome::Killed, Policy::Range);
        let place = &record.place;
        let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
        let mut properties = json!({
            "id": record.incident,
            "date_start": day(record.date.map(DateInterval::earliest)),
            "date_end": day(record.date.map(DateInterval::latest)),
            "date_prec": record.date.map(super::ucdp::date_precision),
            "place_name": place.place.name,
            "areas": place.place.admin,
            "country": place.place.country,
            "country_name": self.frame.countries.name(&place.place.country),
            "place_prec": place.precision,
            "displacement": displacement(place.displacement),
            "acts": record.acts,
            "killed_low": killed.and_then(|toll| toll.low),
            "killed_high": killed.and_then(|toll| toll.high),
            "killed_high_open": killed.is_some_and(|toll| toll.high_open),
            "status_basis": status(record.status),
            "contested": contested(record),
            "provisional": killed.is_some_and(|toll| toll.provisional),
            "grade": killed.map(|toll| toll.grade.happened),
            "lines": record.lines,
            "release_id": self.frame.release,
            "profile": self.frame.profile,
            "state": self.frame.state,
        });
        if let Value::Object(properties) = &mut properties {
            if let Displacement::Jittered { radius_km } = place.displacement {
                properties.insert("displacement_km".to_owned(), json!(radius_km));
            }
            if self.frame.profile == Profile::Internal {
                properties.insert("notice".to_owned(), json!(NOTICE));
            }
        }
        let geometry = place
            .point
            .map(|point| json!({ "type": "Point", "coordinates": [point.longitude, point.latitude] }));
        json!({ "type": "Feature", "id": record.incident, "geometry": geometry, "properties": properties })
    }
}

impl Pen for GeoJson<'_> {
    fn add(&mut self, record: &ReleaseRecord, losses: &mut Losses) -> io::Result<()> {
        self.out.write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        let feature = self.feature(record);
        serde_json::to_writer(&mut self.out, &feature)?;
        losses.written();
        Ok(())
    }

    fn finish(mut self: Box<Self>, _withheld: &Withheld) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()
    }
}
