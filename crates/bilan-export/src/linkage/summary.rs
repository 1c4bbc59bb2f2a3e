//! What was linked and what came out, in sentences.

use maud::{Markup, html};

use super::LinkageReport;
use super::drawing::table;
use super::locale::{Locale, fill};
use super::number;
use super::visible::visible;

/// The head of the page.
pub(super) fn part(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    html! {
        header {
            p.kicker { (texts.kicker) }
            h1 { (texts.title) }
            p.result { (linked(report, locale)) }
            @if report.records > 0 {
                p.result { (groups(report, locale)) }
                @if report.persons.iter().all(|end| end.is_finite()) {
                    p.result { strong { (persons(report, locale)) } }
                    p { (texts.summary_interval) }
                    p { (texts.summary_scope) }
                }
            }
        }
        @if !report.lists.is_empty() { (lists(report, locale)) }
    }
}

fn linked(report: &LinkageReport, locale: &Locale) -> String {
    let texts = &locale.texts;
    let records = match report.records {
        0 => return texts.summary_none.clone(),
        1 => texts.records_one.clone(),
        records => fill(&texts.records_many, &[("n", &number::count(locale, records))]),
    };
    let lists = report.lists.len() as u64;
    let template = if lists > 1 { &texts.summary_lists } else { &texts.summary_lists_one };
    fill(template, &[("lists", &number::count(locale, lists)), ("records", &records)])
}

fn groups(report: &LinkageReport, locale: &Locale) -> String {
    let texts = &locale.texts;
    let groups = match report.groups {
        1 => texts.groups_one.clone(),
        groups => fill(&texts.groups_many, &[("n", &number::count(locale, groups))]),
    };
    fill(&texts.summary_groups, &[("groups", &groups)])
}

fn persons(report: &LinkageReport, locale: &Locale) -> String {
    let [estimate, lower, upper] = report.persons.map(|persons| number::about(locale, persons));
    fill(&locale.texts.summary_persons, &[("persons", &estimate), ("lower", &lower), ("upper", &upper)])
}

fn lists(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let rows = html! {
        @for (list, records) in &report.lists {
            tr { th scope="row" { bdi { (visible(list)) } } td { (number::count(locale, *records)) } }
        }
    };
    table(&texts.lists_caption, &[&texts.list, &texts.records], &rows)
}
