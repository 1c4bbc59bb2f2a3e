//! One row of another data set as a report: its cells as text, one account with the claims that they make.

use bilan_export::tables::Countries;
use bilan_export::tables_in::{Deaths, Field, ImportedCell, ImportedEvent};
use bilan_model::{Account, ClaimId, Coding, Confirmation, Count, Outcome, Place, Span, TollClaim, Victims};

use super::DataSet;

/// A row as text and coding.
pub(super) struct Row {
    /// Its cells, one a line; the figures stand first.
    pub(super) text: String,
    /// What it says.
    pub(super) coding: Coding,
}

/// The figures that are the toll, as one line.
const TOLL: [Field; 3] = [Field::Low, Field::Deaths, Field::High];
/// The figures that are parts of it, each a line of its own.
const PARTS: [Field; 4] = [Field::DeathsA, Field::DeathsB, Field::DeathsCivilians, Field::DeathsUnknown];

impl Row {
    /// What an event of `set` says in the report `doc`.
    pub(super) fn of(event: &ImportedEvent, set: DataSet, doc: &str, countries: &Countries) -> Self {
        let mut lines = Lines::default();
        let of = |fields: &[Field]| -> Vec<&ImportedCell> {
            let wanted = |cell: &&ImportedCell| cell.field.is_some_and(|field| fields.contains(&field));
            event.cells.iter().filter(wanted).collect()
        };
        let whole = lines.push(&of(&TOLL));
        let parts = PARTS.map(|field| (field, lines.push(&of(&[field]))));
        for cell in &event.cells {
            if !cell.field.is_some_and(|field| TOLL.contains(&field) || PARTS.contains(&field)) {
                lines.push(&[cell]);
            }
        }
        let mut tolls = Vec::new();
        if let (Some(count), Some(span)) = (toll(event.deaths), whole) {
            tolls.push(lines.claim(doc, count, Victims::Unspecified, None, span, set.rule("fatalities")));
        }
        let whole = (!tolls.is_empty()).then_some(0);
        for (field, span) in parts {
            let Some(part) = part(event, field) else { continue };
            let (Some(span), 1..) = (span, part.count) else { continue };
            let count = Count::exactly(part.count);
            let claim = lines.claim(doc, count, part.victims, part.words, span, set.rule(part.rule));
            tolls.push(TollClaim { part_of: whole, ..claim });
        }
        let mut account = Account {
            id: "i1".to_owned(),
            cluster: None,
            date: event.date,
            place: place(event, set, countries),
            acts: Vec::new(),
            methods: Vec::new(),
            alleged_perpetrators: Vec::new(),
            tolls,
            status_claims: Vec::new(),
            responsibility_claims: Vec::new(),
            act_claims: Vec::new(),
        };
        account.project();
        Self { text: lines.text, coding: Coding { incidents: vec![account], ..Coding::empty(doc) } }
    }
}

/// The text of a row as it grows.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    /// A line of cells, and where it stands; none where there are no cells.
    fn push(&mut self, cells: &[&ImportedCell]) -> Option<Span> {
        let told: Vec<String> = cells
            .iter()
            .map(|cell| format!("{}: {}", cell.column, cell.value).replace('\0', "\u{fffd}"))
            .collect();
        if told.is_empty() {
            return None;
        }
        let start = self.text.len();
        self.text.push_str(&told.join(", "));
        let span = Span::new(start, self.text.len()).ok();
        self.text.push('\n');
        span
    }

    fn claim(
        &self,
        doc: &str,
        count: Count,
        victims: Victims,
        words: Option<String>,
        span: Span,
        rule: String,
    ) -> TollClaim {
        TollClaim {
            id: ClaimId::toll(doc, Outcome::Killed, span),
            outcome: Outcome::Killed,
            count,
            victims,
            victim_words: words,
            status_contested: false,
            attributed_to: "author".to_owned(),
            chain: Vec::new(),
            hedged: false,
            confirmation: Confirmation::Unstated,
            part_of: None,
            quote: span.of(&self.text).unwrap_or_default().to_owned(),
            span,
            rules: vec![rule],
            confidence: 1.0,
        }
    }
}

/// How many died by the row: all figures that it gives lie in the range. No deaths are no claim, since data sets write 0
/// where nothing is known, too.
fn toll(deaths: Deaths) -> Option<Count> {
    let given = || [deaths.low, deaths.best, deaths.high].into_iter().flatten();
    let (least, most) = (given().min()?, given().max()?);
    if most == 0 {
        return None;
    }
    match deaths {
        Deaths { low: Some(low), best: None, high: None, .. } => Some(Count::at_least(low)),
        Deaths { low: None, best: None, high: Some(high), .. } => Some(Count::at_most(high)),
        _ => Count::between(least, most).ok().or(Some(Count::exactly(most))),
    }
}

/// Some of the dead.
struct Part {
    count: u64,
    victims: Victims,
    words: Option<String>,
    rule: &'static str,
}

fn part(event: &ImportedEvent, field: Field) -> Option<Part> {
    let of_side = |first: bool| event.actors.iter().find(|actor| actor.first_side == first);
    let side = |count, first, rule| {
        let name = of_side(first).map(|actor| actor.name.clone());
        Part { count, victims: name.as_deref().map_or(Victims::Unspecified, kind), words: name, rule }
    };
    let plain = |count, victims, rule| Part { count, victims, words: None, rule };
    let deaths = event.deaths;
    let parts = [
        (Field::DeathsA, deaths.side_a.map(|count| side(count, true, "deaths_a"))),
        (Field::DeathsB, deaths.side_b.map(|count| side(count, false, "deaths_b"))),
        (
            Field::DeathsCivilians,
            deaths.civilians.map(|count| plain(count, Victims::Civilians, "deaths_civilians")),
        ),
        (
            Field::DeathsUnknown,
            deaths.unknown.map(|count| plain(count, Victims::Unspecified, "deaths_unknown")),
        ),
    ];
    parts.into_iter().find(|(own, _)| *own == field).and_then(|(_, part)| part)
}

/// What the dead of a side are by the name that UCDP gives it.
fn kind(side: &str) -> Victims {
    let side = side.to_lowercase();
    if side.starts_with("government of") {
        Victims::SecurityForces
    } else if side.starts_with("civilians") {
        Victims::Civilians
    } else {
        Victims::Combatants
    }
}

/// Where: the smallest area that the row names. A country that no table knows is kept as an area.
fn place(event: &ImportedEvent, set: DataSet, countries: &Countries) -> Place {
    let country = country(event, set, countries);
    let mut names: Vec<String> =
        [&event.place].into_iter().chain(&event.areas).filter(|name| !name.is_empty()).cloned().collect();
    if !event.country.is_empty() && (country.is_empty() || names.is_empty()) {
        names.push(event.country.clone());
    }
    names.dedup();
    let mut names = names.into_iter();
    Place { name: names.next().unwrap_or_default(), admin: names.collect(), country }
}

/// The country by its code where the data set writes one, else by its name; empty where neither is known.
fn country(event: &ImportedEvent, set: DataSet, countries: &Countries) -> String {
    let cell = |column: &str| {
        event
            .cells
            .iter()
            .find(|cell| cell.column.eq_ignore_ascii_case(column))
            .map(|cell| cell.value.as_str())
    };
    let number = |column: &str| cell(column).and_then(|cell| cell.trim_end_matches(".0").parse::<u16>().ok());
    let coded = match set {
        DataSet::Acled => number("iso").and_then(|iso| countries.numbered(iso)),
        DataSet::Ucdp => number("country_id").or(number("gwno")).and_then(|gwno| countries.of_gwno(gwno)),
        DataSet::Table => None,
    };
    let known = coded.or_else(|| countries.named(&event.country));
    known.map(|country| country.iso2.clone()).unwrap_or_default()
}
