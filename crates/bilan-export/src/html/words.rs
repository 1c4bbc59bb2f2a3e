//! Numbers, counts, ranges and dates in words.

use bilan_model::{Count, DateInterval, High, Incident, Relation, Toll};

use super::locale::{Texts, fill_text};

/// A day as the model holds it, by year, month and day.
type Day = (i16, i8, i8);

/// `n` with the language's sign between thousands.
pub(super) fn number(texts: &Texts, n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push_str(&texts.page.thousands);
        }
        out.push(digit);
    }
    out
}

/// A count as the words of the claim bind it.
pub(super) fn count(texts: &Texts, count: Count) -> String {
    let words = &texts.count;
    let template = match count.relation() {
        Relation::Exactly => &words.exactly,
        Relation::About => &words.about,
        Relation::AtLeast => &words.at_least,
        Relation::MoreThan => &words.more_than,
        Relation::AtMost => &words.at_most,
        Relation::LessThan => &words.less_than,
        Relation::Between => &words.between,
        Relation::Tens => &words.tens,
        Relation::Hundreds => &words.hundreds,
        Relation::Several => &words.several,
        Relation::None => &words.none,
    };
    let n = count.value().map(|n| number(texts, n)).unwrap_or_default();
    let m = count.high().map(|m| number(texts, m)).unwrap_or_default();
    fill_text(template, &[("n", &n), ("m", &m)])
}

/// A toll's range, the claims that hold its ends deciding between "more than 29" and "30 or more".
pub(super) fn range(texts: &Texts, toll: &Toll, incident: &Incident) -> String {
    let words = &texts.count;
    let low = toll.low.as_ref().map(|end| {
        let n = number(texts, end.figure);
        if end.about { fill_text(&words.about, &[("n", &n)]) } else { n }
    });
    let low_figure = toll.low.as_ref().map(|end| end.figure);
    let high = toll.high.as_ref().map(|end| match end.figure {
        High::Closed(n) => {
            let shown = number(texts, n);
            if end.about { fill_text(&words.about, &[("n", &shown)]) } else { shown }
        }
        High::Open { beyond } => {
            let at_least = end
                .held_by
                .iter()
                .filter_map(|claim| incident.toll(claim))
                .any(|claim| claim.count.relation() != Relation::MoreThan);
            if at_least {
                fill_text(&words.or_more, &[("n", &number(texts, beyond.saturating_add(1)))])
            } else {
                fill_text(&words.more_than, &[("n", &number(texts, beyond))])
            }
        }
    });
    match (low, high, toll.high.as_ref().map(|end| end.figure)) {
        (None, None, _) => words.no_figure.clone(),
        (Some(low), None, _) => low,
        (None, Some(high), _) => fill_text(&words.up_to, &[("n", &high)]),
        (Some(low), Some(_), Some(High::Closed(n))) if low_figure == Some(n) => low,
        (Some(_), Some(high), Some(High::Open { beyond })) if low_figure == beyond.checked_add(1) => high,
        (Some(low), Some(high), _) => fill_text(&words.range, &[("low", &low), ("high", &high)]),
    }
}

/// A date in words, as precise as it is held.
pub(super) fn date(texts: &Texts, date: DateInterval) -> String {
    let from = (date.earliest().year(), date.earliest().month(), date.earliest().day());
    let to = (date.latest().year(), date.latest().month(), date.latest().day());
    let whole_months = from.2 == 1 && to.2 == date.latest().days_in_month();
    let words = &texts.date;
    let year = from.0.to_string();
    if from == to {
        day(texts, from)
    } else if whole_months && (from.0, from.1) == (to.0, to.1) {
        fill_text(&words.month, &[("month", month(texts, from.1)), ("y", &year)])
    } else if whole_months && from.0 == to.0 && (from.1, to.1) == (1, 12) {
        fill_text(&words.year, &[("y", &year)])
    } else {
        let first = day_number(texts, from.2);
        let start = if (from.0, from.1) == (to.0, to.1) {
            first
        } else if from.0 == to.0 {
            fill_text(&words.day_month, &[("d", &first), ("month", month(texts, from.1))])
        } else {
            day(texts, from)
        };
        fill_text(&words.span, &[("from", &start), ("to", &day(texts, to))])
    }
}

fn day(texts: &Texts, (year, month_number, day): Day) -> String {
    let values =
        [("d", &*day_number(texts, day)), ("month", month(texts, month_number)), ("y", &year.to_string())];
    fill_text(&texts.date.day, &values)
}

fn day_number(texts: &Texts, day: i8) -> String {
    if day == 1 { texts.date.first.clone() } else { day.to_string() }
}

fn month(texts: &Texts, month: i8) -> &str {
    usize::try_from(month - 1).ok().and_then(|index| texts.date.months.get(index)).map_or("", String::as_str)
}

/// An instant of RFC 3339 in UTC as words; anything else as it stands.
pub(super) fn instant(text: &str) -> String {
    match text.strip_suffix('Z').and_then(|head| head.split_once('T')) {
        Some((date, time)) => format!("{date} {time} UTC"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day_of;

    fn interval(language: &str, from: (i16, i8, i8), to: (i16, i8, i8)) -> String {
        let interval = DateInterval::new(day_of(from.0, from.1, from.2), day_of(to.0, to.1, to.2)).unwrap();
        date(&Texts::of(language), interval)
    }

    #[test]
    fn dates_read_as_precisely_as_they_are_held() {
        assert_eq!(interval("en", (2024, 5, 19), (2024, 5, 19)), "19 May 2024");
        assert_eq!(interval("en", (2024, 5, 18), (2024, 5, 19)), "18 to 19 May 2024");
        assert_eq!(interval("en", (2024, 4, 28), (2024, 5, 3)), "28 April to 3 May 2024");
        assert_eq!(interval("en", (2023, 12, 30), (2024, 1, 2)), "30 December 2023 to 2 January 2024");
        assert_eq!(interval("en", (2024, 3, 1), (2024, 3, 31)), "March 2024 (day not given)");
        assert_eq!(interval("en", (2024, 1, 1), (2024, 12, 31)), "2024 (day not given)");
        assert_eq!(interval("fr", (2024, 5, 1), (2024, 5, 2)), "du 1er au 2 mai 2024");
    }

    #[test]
    fn counts_read_as_their_words_bind_them() {
        let (en, fr) = (Texts::of("en"), Texts::of("fr"));
        assert_eq!(count(&en, Count::more_than(30)), "more than 30");
        assert_eq!(count(&fr, Count::between(1200, 1300).unwrap()), "entre 1\u{202f}200 et 1\u{202f}300");
        assert_eq!(count(&en, Count::none()), "none");
        assert_eq!(number(&en, 1_234_567), "1,234,567");
    }

    #[test]
    fn an_instant_is_read_or_left_as_it_stands() {
        assert_eq!(instant("2024-07-01T09:30:00Z"), "2024-07-01 09:30:00 UTC");
        assert_eq!(instant("yesterday"), "yesterday");
    }
}
