//! Lists of victims made ready.

use std::sync::Arc;

use crate::{
    person_name,
    record::{
        compare::{
            Compare,
            birth_year::BirthYear,
            given_and_sex::{self, GIVEN_LEVELS, GivenAndSex},
            name::{ComparePart, Part},
            same::Same,
            where_when::{self, Where, WhereWhen},
        },
        names::Names,
        roles::Role,
        table::{Column, Table},
        texts::{TextId, Texts},
        when::{Apart, Date, Precision},
    },
};

use super::{Key, Prepared, name_agreement};

/// Comparisons, in their order.
pub(crate) const WHERE_WHEN: usize = 0;
pub(crate) const GIVEN: usize = 1;
pub(crate) const FAMILY: usize = 2;
pub(crate) const BIRTH: usize = 3;
pub(crate) const LIST: usize = 4;
pub(crate) const COMPARISONS: usize = 5;

/// Blocking as a person would set it up: what two records of one person have in common if not all is wrong.
const RULES: [&[&str]; 17] = [
    &["given", "family", "month"],
    &["place", "day"],
    &["given", "family", "place"],
    &["family", "day"],
    &["given", "day"],
    &["place", "month", "given"],
    &["place", "month", "family"],
    &["given", "family", "year"],
    &["region", "month", "given_start"],
    &["place", "month"],
    &["region", "day", "family_start"],
    &["region", "month", "family_start"],
    &["place", "year", "given"],
    &["place", "year", "family"],
    &["given", "family", "region"],
    &["given_start", "family_start", "day"],
    &["given_class", "family_class", "region", "year"],
];

/// Victims ready to be compared, with places and dates once more for counting.
pub(crate) struct Victims {
    pub(crate) prepared: Prepared,
    pub(crate) where_when: Arc<WhereWhen>,
    /// Whether there is more than one list.
    pub(crate) lists: bool,
}

/// Victims out of a table whose columns have these roles, `[column]`.
pub(crate) fn victims(table: &Table, roles: &[Role], month_first: bool) -> Victims {
    let column = |role: Role| roles.iter().position(|of| *of == role).map(|at| &table.columns[at]);
    let none = Column::none(table.len());
    let or_none = |role: Role| column(role).unwrap_or(&none);
    let names = Arc::new(match (column(Role::Given), column(Role::Family)) {
        (Some(given), Some(family)) => Names::from_parts(given, family),
        _ => Names::from_whole(or_none(Role::Name)),
    });
    let read = |column: &Column| {
        column.texts.iter().map(|text| Date::read(text, month_first)).collect::<Vec<Date>>()
    };
    let death = or_none(Role::DeathDate);
    let where_when =
        Arc::new(places_and_dates(or_none(Role::Place), or_none(Role::Region), death, &read(death)));
    let birth = births(
        or_none(Role::Age),
        or_none(Role::BirthYear),
        or_none(Role::BirthDate),
        &where_when.date,
        &read(or_none(Role::BirthDate)),
    );
    let sex = or_none(Role::Sex);
    let comparisons: Vec<Box<dyn Compare>> = vec![
        Box::new(Arc::clone(&where_when)),
        Box::new(GivenAndSex {
            given: ComparePart::new(Arc::clone(&names), Part::Given),
            sex: Same::new("sex", sex, false),
        }),
        Box::new(ComparePart::new(Arc::clone(&names), Part::Family)),
        Box::new(BirthYear(birth)),
        Box::new(Same::new("list", &table.list, false)),
    ];
    let keys = keys(&names, &where_when);
    let mut prepared = Prepared { records: table.len(), comparisons, keys, rules: Vec::new() };
    prepared.rules = RULES.iter().map(|rule| prepared.keys_of(rule)).collect();
    Victims { prepared, where_when, lists: table.list.texts.len() > 2 }
}

fn keys(names: &Names, where_when: &WhereWhen) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut of_name = |name: &str, comparison: usize, rows: &[TextId], of: &[TextId]| {
        let one = name_agreement(names, rows, of, false);
        let agree = if comparison == GIVEN { one.repeat(given_and_sex::LEVELS / GIVEN_LEVELS) } else { one };
        keys.push(Key {
            name: name.to_owned(),
            rows: Names::keys(rows, of),
            comparison,
            agree,
            within: None,
        });
    };
    of_name("given", GIVEN, &names.given, &names.sound);
    of_name("given_class", GIVEN, &names.given, &names.class);
    of_name("given_start", GIVEN, &names.given, &names.start);
    of_name("family", FAMILY, &names.family, &names.sound);
    of_name("family_class", FAMILY, &names.family, &names.class);
    of_name("family_start", FAMILY, &names.family, &names.start);
    let mut of_incident = |name: &str, rows: Vec<TextId>, agree: &dyn Fn(Where, Apart) -> f64| {
        let levels =
            Where::ALL.iter().flat_map(|place| Apart::ALL.iter().map(move |apart| agree(*place, *apart)));
        let agree = levels.collect();
        keys.push(Key { name: name.to_owned(), rows, comparison: WHERE_WHEN, agree, within: None });
    };
    let dates = &where_when.date;
    let day = |date: &Date| if date.precision == Precision::Day { (date.day + 4_000_000) as u32 } else { 0 };
    of_incident("place", where_when.place_key.clone(), &|place, _| f64::from(u8::from(place == Where::Same)));
    of_incident("region", where_when.region.clone(), &|place, _| match place {
        Where::Same | Where::Like => 0.8,
        Where::Region => 1.0,
        Where::Unknown | Where::Elsewhere | Where::Far => 0.0,
    });
    of_incident("day", dates.iter().map(day).collect(), &|_, apart| {
        f64::from(u8::from(apart == Apart::SameDay))
    });
    of_incident("month", dates.iter().map(|date| date.month_number()).collect(), &|_, apart| match apart {
        Apart::SameDay | Apart::WithinMonth => 1.0,
        Apart::OneDay => 0.97,
        Apart::Week => 0.87,
        Apart::Month => 0.4,
        Apart::Unknown | Apart::Exchanged | Apart::WithinYear | Apart::SameYear | Apart::Far => 0.0,
    });
    of_incident("year", dates.iter().map(|date| date.year as u32).collect(), &|_, apart| match apart {
        Apart::Unknown | Apart::Far => 0.0,
        Apart::SameDay
        | Apart::OneDay
        | Apart::Week
        | Apart::WithinMonth
        | Apart::Month
        | Apart::Exchanged
        | Apart::WithinYear
        | Apart::SameYear => 1.0,
    });
    keys
}

fn places_and_dates(place: &Column, region: &Column, date: &Column, dates: &[Date]) -> WhereWhen {
    let (mut places, mut keys) = (Texts::default(), Texts::default());
    let mut number = |text: &str| {
        let plain = plain_place(text);
        (places.number(&plain), keys.number(&person_name::sound(&plain)))
    };
    let of_text: Vec<(TextId, TextId)> = place.texts.iter().map(&mut number).collect();
    let mut regions = Texts::default();
    let region_of: Vec<TextId> =
        region.texts.iter().map(|text| regions.number(&person_name::fold(text))).collect();
    WhereWhen {
        place: place.rows.iter().map(|row| of_text[*row as usize].0).collect(),
        place_key: place.rows.iter().map(|row| of_text[*row as usize].1).collect(),
        region: region.rows.iter().map(|row| region_of[*row as usize]).collect(),
        date: date.rows.iter().map(|row| dates[*row as usize]).collect(),
        places,
    }
}

/// Words before a place that say no more than that it was there or near.
const BEFORE_PLACES: [&str; 16] = [
    "village de ",
    "village of ",
    "environs de ",
    "environs du ",
    "pres de ",
    "near ",
    "commune de ",
    "ville de ",
    "town of ",
    "city of ",
    "outskirts of ",
    "vicinity of ",
    "aux alentours de ",
    "autour de ",
    "cercle de ",
    "localite de ",
];

fn plain_place(text: &str) -> String {
    let folded = person_name::fold(text);
    let mut rest = folded.as_str();
    while let Some(shorter) = BEFORE_PLACES.iter().find_map(|words| rest.strip_prefix(words)) {
        rest = shorter;
    }
    rest.replace(' ', "")
}

/// Years of birth as given, or by age at death.
fn births(age: &Column, year: &Column, date: &Column, death: &[Date], dates: &[Date]) -> Vec<i16> {
    let number = |column: &Column| -> Vec<i16> {
        column
            .texts
            .iter()
            .map(|text| text.parse().ok().filter(|number| (0..=2200).contains(number)).unwrap_or(-1))
            .collect()
    };
    let (ages, years) = (number(age), number(year));
    let of = |record: usize| {
        let by_year = years[year.rows[record] as usize];
        let by_date = dates[date.rows[record] as usize].year;
        let by_age = ages[age.rows[record] as usize];
        match (by_year, by_date, by_age, death[record].year) {
            (1.., ..) => by_year,
            (_, 1.., ..) => by_date,
            (_, _, 0..=130, 1..) => death[record].year - by_age,
            _ => 0,
        }
    };
    (0..death.len()).map(of).collect()
}

const _: () = assert!(where_when::LEVELS <= 64 && given_and_sex::LEVELS <= 64);
