//! Dates, places, counts, grades and standings in the words of the reader's language.

use bilan_casework::Knowledge;
use bilan_casework::tally::LabelledRow;
use bilan_model::{Code as _, Confirmation, Count, DateInterval, Grade, Place, Relation, Victims};
use bilan_tally::{RangeEnd, Row, Standing, WhyLeftOut};
use jiff::civil::Date;

use crate::locale::{Texts, fill};

/// Digits of an id that tables show; enough to tell ids of a case apart, and `show` takes them.
pub(crate) const ID_SHOWN: usize = 10;

/// The first digits of an id.
pub(crate) fn short(id: &str) -> &str {
    id.get(..ID_SHOWN).unwrap_or(id)
}

/// "19 May 2024", "18 to 19 May 2024", "March 2024", "2024".
pub(crate) fn date(texts: &Texts, interval: Option<DateInterval>) -> String {
    let Some(interval) = interval else { return texts.date_unknown.clone() };
    let (first, last) = (interval.earliest(), interval.latest());
    let month = |day: Date| {
        texts.months.get(usize::from(day.month().unsigned_abs()).saturating_sub(1)).map_or("", String::as_str)
    };
    let day = |day: Date| format!("{} {} {}", day.day(), month(day), day.year());
    let whole_months = first.day() == 1 && last.day() == last.days_in_month();
    let same_month = (first.year(), first.month()) == (last.year(), last.month());
    if first == last {
        day(first)
    } else if whole_months && same_month {
        format!("{} {}", month(first), first.year())
    } else if whole_months && first.year() == last.year() && (first.month(), last.month()) == (1, 12) {
        first.year().to_string()
    } else if same_month {
        let (d1, d2, year) = (first.day().to_string(), last.day().to_string(), first.year().to_string());
        fill(&texts.date_days, &[("d1", &d1), ("d2", &d2), ("month", month(first)), ("year", &year)])
    } else {
        fill(&texts.date_range, &[("from", &day(first)), ("to", &day(last))])
    }
}

/// "Amassine, région de Kidal (ML)".
pub(crate) fn place(texts: &Texts, place: &Place) -> String {
    let names: Vec<&str> = std::iter::once(&place.name)
        .chain(&place.admin)
        .map(String::as_str)
        .filter(|name| !name.is_empty())
        .collect();
    let mut words = if names.is_empty() { texts.place_unknown.clone() } else { names.join(", ") };
    if !place.country.is_empty() {
        words = format!("{words} ({})", place.country);
    }
    words
}

/// "more than 30", "dozens".
pub(crate) fn count(texts: &Texts, count: Count) -> String {
    let template = match count.relation() {
        Relation::Exactly => &texts.count_exactly,
        Relation::About => &texts.count_about,
        Relation::AtLeast => &texts.count_at_least,
        Relation::MoreThan => &texts.count_more_than,
        Relation::AtMost => &texts.count_at_most,
        Relation::LessThan => &texts.count_less_than,
        Relation::Between => &texts.count_between,
        Relation::Tens => &texts.count_tens,
        Relation::Hundreds => &texts.count_hundreds,
        Relation::Several => &texts.count_several,
        Relation::None => &texts.count_none,
    };
    let figure = |value: Option<u64>| value.map_or(String::new(), |value| value.to_string());
    fill(template, &[("v", &figure(count.value())), ("h", &figure(count.high()))])
}

/// "disputed".
pub(crate) fn grade(texts: &Texts, grade: Grade) -> &str {
    match grade {
        Grade::Disputed => &texts.grade_disputed,
        Grade::Unconfirmed => &texts.grade_unconfirmed,
        Grade::SingleSource => &texts.grade_single_source,
        Grade::Several => &texts.grade_several,
        Grade::Confirmed => &texts.grade_confirmed,
    }
}

/// "6 reports", in the language of the texts.
pub(crate) fn reports(texts: &Texts, count: usize) -> String {
    match count {
        1 => texts.reports_one.clone(),
        _ => fill(&texts.reports_many, &[("n", &count.to_string())]),
    }
}

/// A source: its label, else its words quoted, else that the report itself speaks.
pub(crate) fn source(texts: &Texts, words: &str, label: Option<&str>) -> String {
    match label {
        Some(label) => label.to_owned(),
        None if words == "author" => texts.nobody_named.clone(),
        None => fill(&texts.quoted, &[("x", words)]),
    }
}

/// The cells of a claim in the table by source: who, where, figure, whom, place in the toll.
pub(crate) fn row(
    texts: &Texts,
    labelled: &LabelledRow,
    knowledge: &Knowledge,
    language: &str,
) -> Vec<String> {
    let row = &labelled.row;
    let publisher = row.publisher.clone().unwrap_or_else(|| short(&row.doc).to_owned());
    let (who_says, within) = if row.source == "author" && row.publisher.is_some() {
        (publisher, texts.in_itself.clone())
    } else {
        (source(texts, &row.source, labelled.source_label.as_deref()), publisher)
    };
    vec![
        who_says,
        within,
        figure(texts, row, knowledge, language),
        who(texts, row, knowledge, language),
        standing(texts, row),
    ]
}

/// "more than 30, conditional, said to be unconfirmed".
fn figure(texts: &Texts, row: &Row, knowledge: &Knowledge, language: &str) -> String {
    let mut parts = vec![count(texts, row.count)];
    if row.hedged {
        parts.push(texts.conditional.clone());
    }
    if row.confirmation != Confirmation::Unstated {
        parts.push(knowledge.label(Confirmation::LIST, row.confirmation.code(), language));
    }
    parts.join(", ")
}

/// What the claim calls the victims, then what its source calls them elsewhere.
fn who(texts: &Texts, row: &Row, knowledge: &Knowledge, language: &str) -> String {
    let mut words = Vec::new();
    if row.victims != Victims::Unspecified {
        words.push(knowledge.label(Victims::LIST, row.victims.code(), language));
    }
    let called = row.statuses.iter().map(|status| knowledge.label("statuses", status.code(), language));
    let called: Vec<String> = called.filter(|label| !words.contains(label)).collect();
    if words.is_empty() && called.is_empty() {
        return texts.not_said.clone();
    }
    if !called.is_empty() {
        words.push(fill(&texts.called, &[("x", &called.join(", "))]));
    }
    words.join("; ")
}

fn standing(texts: &Texts, row: &Row) -> String {
    let words = match &row.standing {
        Standing::InRange | Standing::Beside | Standing::Part if !row.holds.is_empty() => match row.holds[..]
        {
            [RangeEnd::Low] => &texts.stands_low,
            [RangeEnd::High] => &texts.stands_high,
            _ => &texts.stands_both,
        },
        Standing::InRange => &texts.stands_in_range,
        Standing::Beside => &texts.stands_beside,
        Standing::Part => &texts.stands_part,
        Standing::Superseded { .. } => &texts.stands_superseded,
        Standing::Denial => &texts.stands_denial,
        Standing::LeftOut { why: WhyLeftOut::Rejected } => &texts.stands_rejected,
        Standing::LeftOut { why: WhyLeftOut::NotReviewed } => &texts.stands_not_reviewed,
    };
    words.clone()
}

#[cfg(test)]
mod tests {
    use bilan_tally::Language;

    use super::*;

    #[test]
    fn dates_keep_the_precision_that_the_text_has() {
        let texts = Texts::of(Language::En);
        let between = |first: &str, last: &str| {
            let days = DateInterval::new(first.parse().unwrap(), last.parse().unwrap());
            date(&texts, days.ok())
        };
        assert_eq!(between("2024-05-19", "2024-05-19"), "19 May 2024");
        assert_eq!(between("2024-05-18", "2024-05-19"), "18 to 19 May 2024");
        assert_eq!(between("2024-03-01", "2024-03-31"), "March 2024");
        assert_eq!(between("2023-01-01", "2023-12-31"), "2023");
        assert_eq!(between("2022-03-27", "2022-04-02"), "27 March 2022 to 2 April 2022");
        assert_eq!(date(&texts, None), "date unknown");
    }
}
