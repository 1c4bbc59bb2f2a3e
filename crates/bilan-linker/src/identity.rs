//! Names of incidents, made of what they are: `amassine-2024-05-19`.

use bilan_model::{DateInterval, Place};

use crate::names::fold;

/// An interval up to this long is named by its first day.
const DAY_NAME_DAYS_MAX: i32 = 10;
const MONTH_NAME_DAYS_MAX: i32 = 31;
const YEAR_NAME_DAYS_MAX: i32 = 366;

/// Place and date in lower case without accents, joined by hyphens; without a place by country, and without both
/// `incident`.
pub(crate) fn base(place: &Place, date: Option<DateInterval>) -> String {
    let name = [&place.name, &place.country].into_iter().map(|text| slug(text)).find(|slug| !slug.is_empty());
    let name = name.unwrap_or_else(|| "incident".to_owned());
    match date.and_then(day_name) {
        Some(day) => format!("{name}-{day}"),
        None => name,
    }
}

fn slug(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> =
        folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-")
}

fn day_name(date: DateInterval) -> Option<String> {
    let first = date.earliest();
    let same_month = (first.year(), first.month()) == (date.latest().year(), date.latest().month());
    let days = date.days();
    if days <= DAY_NAME_DAYS_MAX {
        Some(first.to_string())
    } else if days <= MONTH_NAME_DAYS_MAX && same_month {
        Some(format!("{:04}-{:02}", first.year(), first.month()))
    } else {
        (days <= YEAR_NAME_DAYS_MAX).then(|| format!("{:04}", first.year()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn check(name: &str, from: (i16, i8, i8), to: (i16, i8, i8), expected: &str) {
        let place = Place { name: name.into(), admin: vec![], country: "ML".into() };
        let interval = DateInterval::new(date(from.0, from.1, from.2), date(to.0, to.1, to.2)).unwrap();
        assert_eq!(base(&place, Some(interval)), expected);
    }

    #[test]
    fn ids_say_place_and_date() {
        check("Amassine", (2024, 5, 19), (2024, 5, 19), "amassine-2024-05-19");
        check("Boyo", (2021, 12, 6), (2021, 12, 13), "boyo-2021-12-06");
        check("Tin-Aouker", (2024, 3, 1), (2024, 3, 31), "tin-aouker-2024-03");
        check("Gulbin Boka", (2022, 1, 1), (2022, 12, 31), "gulbin-boka-2022");
        check("", (2022, 1, 1), (2022, 1, 1), "ml-2022-01-01");
        assert_eq!(base(&Place::default(), None), "incident");
    }
}
