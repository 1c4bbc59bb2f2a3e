//! The rows that a record gives in each of bilan's own tables.

use bilan_model::{
    Act, Age, Cell as Figures, Code, Displacement, Grading, Method, Outcome, Policy, PolicyToll, Profile,
    Relation, ReleaseHead, ReleaseRecord, ReleaseState, Sex, Stance, Status,
};
use serde::Serialize;

use super::{Countries, NOTICE, cell::Cell};

/// What all rows of a release carry.
#[derive(Debug, Clone)]
pub(super) struct Frame<'a> {
    pub(super) release: String,
    pub(super) profile: Profile,
    pub(super) state: ReleaseState,
    pub(super) countries: &'a Countries,
}

impl<'a> Frame<'a> {
    pub(super) fn new(head: &ReleaseHead, countries: &'a Countries) -> Self {
        Self { release: head.release.clone(), profile: head.profile, state: head.state, countries }
    }

    /// For the team alone.
    pub(super) fn internal(&self) -> bool {
        self.profile == Profile::Internal
    }

    /// One row with what all rows carry around it.
    fn row<'r>(&'r self, cells: Vec<Cell<'r>>) -> Vec<Cell<'r>> {
        let mut row = Vec::with_capacity(cells.len() + 4);
        if self.internal() {
            row.push(Cell::from(NOTICE));
        }
        row.extend(cells);
        row.extend([
            Cell::from(self.release.as_str()),
            Cell::from(self.profile.code()),
            Cell::from(self.state.code()),
        ]);
        row
    }
}

/// Takes each row of a table.
pub(super) type Take<'t> = &'t mut dyn FnMut(&[Cell<'_>]) -> std::io::Result<()>;

/// Gives every row that the record has in a table.
pub(super) fn each(
    table: &str,
    frame: &Frame<'_>,
    record: &ReleaseRecord,
    take: Take<'_>,
) -> std::io::Result<()> {
    match table {
        "incidents" => take(&frame.row(incident(frame, record))),
        "tolls" => tolls(frame, record, take),
        "claims" => claims(frame, record, take),
        "sources" => record.sources.iter().try_for_each(|source| {
            take(&frame.row(vec![
                Cell::from(record.incident.as_str()),
                Cell::from(source.words.as_str()),
                Cell::maybe(source.label.as_deref()),
                Cell::maybe(source.kind.as_deref()),
                Cell::Flag(source.is_person),
            ]))
        }),
        "parties" => record.parties.iter().try_for_each(|party| {
            take(&frame.row(vec![
                Cell::from(record.incident.as_str()),
                Cell::from(party.name.as_str()),
                Cell::from(party.kind.as_str()),
                Cell::maybe(party.country.as_deref()),
                Cell::from(party.stance.code()),
                Cell::from(party.attributed_to.as_str()),
            ]))
        }),
        "reports" => record.reports.iter().try_for_each(|report| {
            take(&frame.row(vec![
                Cell::from(record.incident.as_str()),
                Cell::from(report.report.as_str()),
                Cell::maybe(report.publisher.as_deref()),
                Cell::day(report.published),
                Cell::maybe(report.language.as_deref()),
                Cell::flag(report.note),
            ]))
        }),
        _ => deaths(frame, record, take),
    }
}

fn incident<'r>(frame: &'r Frame<'_>, record: &'r ReleaseRecord) -> Vec<Cell<'r>> {
    let place = &record.place;
    let killed = figure(record, Outcome::Killed, Policy::Range);
    vec![
        Cell::from(record.incident.as_str()),
        Cell::day(record.date.map(bilan_model::DateInterval::earliest)),
        Cell::day(record.date.map(bilan_model::DateInterval::latest)),
        Cell::whole(record.date.and_then(|date| u64::try_from(date.days()).ok())),
        Cell::from(place.place.name.as_str()),
        Cell::from(place.place.admin.join("; ")),
        Cell::from(place.place.country.as_str()),
        Cell::from(frame.countries.name(&place.place.country)),
        Cell::from(place.precision.code()),
        Cell::number(place.point.map(|point| point.latitude)),
        Cell::number(place.point.map(|point| point.longitude)),
        Cell::from(displacement(place.displacement)),
        Cell::number(match place.displacement {
            Displacement::Jittered { radius_km } => Some(radius_km),
            Displacement::None | Displacement::Snapped => None,
        }),
        Cell::from(codes(&record.acts)),
        Cell::from(codes(&record.methods)),
        Cell::from(super::actors::alleged(record).join("; ")),
        Cell::from(status(record.status)),
        Cell::whole(killed.and_then(|toll| toll.low)),
        Cell::whole(killed.and_then(|toll| toll.high)),
        Cell::flag(killed.map(|toll| toll.high_open)),
        Cell::Flag(contested(record)),
        Cell::flag(killed.map(|toll| toll.provisional)),
        Cell::maybe(killed.map(|toll| toll.grade.happened.code())),
        Cell::maybe(killed.map(|toll| toll.grade.who.code())),
        Cell::from(record.lines.join(" | ")),
        Cell::Whole(record.named.named),
        Cell::whole(record.named.counted_low),
        Cell::whole(record.named.counted_high),
        Cell::maybe(record.standard_of_proof.map(Code::code)),
        Cell::size(record.sources.len()),
        Cell::size(record.reports.len()),
        Cell::size(record.claims.len()),
        Cell::from(
            record
                .related
                .iter()
                .map(|(other, how)| format!("{other} ({how})"))
                .collect::<Vec<_>>()
                .join("; "),
        ),
    ]
}

fn tolls(frame: &Frame<'_>, record: &ReleaseRecord, take: Take<'_>) -> std::io::Result<()> {
    for toll in &record.tolls {
        let whole = Figures { low: toll.low, high: toll.high, high_open: toll.high_open, best: toll.best };
        let used = toll.claims_used.iter().map(bilan_model::ClaimId::as_str).collect::<Vec<_>>().join("; ");
        let left_out = toll
            .claims_left_out
            .iter()
            .map(|left| format!("{} {}", left.claim.as_str(), left.why.code()))
            .collect::<Vec<_>>()
            .join("; ");
        let remarks = toll.remarks.iter().map(|remark| word(*remark)).collect::<Vec<_>>().join("; ");
        let parts = toll.status.iter().filter(|(status, _)| *status != "all");
        for (status, cell) in [("all", &whole)].into_iter().chain(parts.map(|(s, c)| (s.as_str(), c))) {
            let Grading { happened, who, airwars } = toll.grade;
            take(&frame.row(vec![
                Cell::from(record.incident.as_str()),
                Cell::from(toll.outcome.code()),
                Cell::from(toll.policy.code()),
                Cell::from(status),
                Cell::whole(cell.low),
                Cell::whole(cell.high),
                Cell::Flag(cell.high_open),
                Cell::whole(cell.best),
                Cell::Flag(toll.contested),
                Cell::Flag(toll.provisional),
                Cell::from(happened.code()),
                Cell::from(who.code()),
                Cell::from(airwars.map(word).unwrap_or_default()),
                Cell::from(used.as_str()),
                Cell::from(left_out.as_str()),
                Cell::size(toll.reviewed.n),
                Cell::size(toll.reviewed.of),
                Cell::from(remarks.as_str()),
            ]))?;
        }
    }
    Ok(())
}

fn claims(frame: &Frame<'_>, record: &ReleaseRecord, take: Take<'_>) -> std::io::Result<()> {
    record.claims.iter().try_for_each(|claim| {
        take(&frame.row(vec![
            Cell::from(record.incident.as_str()),
            Cell::from(claim.claim.as_str()),
            Cell::from(claim.report.as_str()),
            Cell::from(claim.outcome.code()),
            Cell::from(relation(claim.count.relation())),
            Cell::whole(claim.count.value()),
            Cell::whole(claim.count.high()),
            Cell::from(claim.victims.code()),
            Cell::maybe(claim.victim_words.as_deref()),
            Cell::from(claim.attributed_to.as_str()),
            Cell::Flag(claim.hedged),
            Cell::from(claim.confirmation.code()),
            Cell::from(claim.standing.as_str()),
            Cell::Flag(claim.reviewed),
            Cell::maybe(claim.quote.as_deref()),
        ]))
    })
}

fn deaths(frame: &Frame<'_>, record: &ReleaseRecord, take: Take<'_>) -> std::io::Result<()> {
    let country = record.place.place.country.as_str();
    let iso3 = frame.countries.get(country).map_or(country, |country| country.iso3.as_str());
    let period = record
        .date
        .filter(|date| date.earliest().year() == date.latest().year())
        .map(|date| date.earliest().year().to_string())
        .unwrap_or_default();
    record.breakdown.iter().try_for_each(|row| {
        take(&frame.row(vec![
            Cell::from(iso3),
            Cell::from(period.as_str()),
            Cell::from(match row.sex {
                Sex::Male => "Man",
                Sex::Female => "Woman",
                Sex::Unknown => "Unknown",
            }),
            Cell::from(match row.age {
                Age::Adult => "Adult (18+)",
                Age::Child => "Child (<18)",
                Age::Unknown => "Unknown",
            }),
            Cell::from(row.cause.as_str()),
            Cell::from(row.status.as_str()),
            Cell::from("documented"),
            Cell::Whole(row.deaths),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::from(record.incident.as_str()),
        ]))
    })
}

/// The figure of an outcome under a policy.
pub(super) fn figure(record: &ReleaseRecord, outcome: Outcome, policy: Policy) -> Option<&PolicyToll> {
    record.tolls.iter().find(|toll| toll.outcome == outcome && toll.policy == policy)
}

/// Whether some source calls the dead civilians, another combatants.
pub(super) fn contested(record: &ReleaseRecord) -> bool {
    record.status == Status::Contested
        || record.tolls.iter().any(|toll| toll.outcome == Outcome::Killed && toll.contested)
}

/// Codes in the order of the record.
pub(super) fn codes<C: Code>(values: &[C]) -> String {
    values.iter().map(|value| value.code()).collect::<Vec<_>>().join("; ")
}

/// The code of what the dead were.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Civilian => "civilian",
        Status::Combatant => "combatant",
        Status::SecurityForces => "security_forces",
        Status::Several => "several",
        Status::Contested => "contested",
        Status::Unknown => "unknown",
    }
}

/// The code of how a point was moved.
pub(super) fn displacement(displacement: Displacement) -> &'static str {
    match displacement {
        Displacement::None => "none",
        Displacement::Snapped => "snapped",
        Displacement::Jittered { .. } => "jittered",
    }
}

fn relation(relation: Relation) -> String {
    word(relation)
}

/// The serde form of a value that is one word.
fn word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Whether any act or method of the record is among these.
pub(super) fn did(record: &ReleaseRecord, acts: &[Act], methods: &[Method]) -> bool {
    record.acts.iter().any(|act| acts.contains(act)) || record.methods.iter().any(|how| methods.contains(how))
}

/// Whether a stance blames.
pub(super) fn blames(stance: Stance) -> bool {
    matches!(stance, Stance::Accuses | Stance::Admits)
}
