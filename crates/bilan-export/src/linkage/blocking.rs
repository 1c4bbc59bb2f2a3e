//! Which pairs were compared: rules of blocking and what they brought.

use maud::{Markup, html};

use super::LinkageReport;
use super::drawing::{head, nothing, table};
use super::locale::{Locale, fill};
use super::number;
use super::visible::visible;

/// The part of the report on blocking.
pub(super) fn part(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let coverage = number::share(locale, report.coverage);
    let expected = number::about(locale, report.expected_pairs);
    html! {
        (head("blocking", &texts.blocking_heading, &texts.blocking_lead))
        @if report.rules.is_empty() { (nothing(locale)) } @else {
            p { strong { (fill(&texts.blocking_coverage, &[("coverage", &coverage), ("expected", &expected)])) } }
            (rules(report, locale))
            @if report.rules.iter().any(|rule| rule.split > 0) { p.fine { (texts.blocking_split) } }
        }
    }
}

fn rules(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let new = report.rules.iter().fold(0_u64, |sum, rule| sum.saturating_add(rule.new));
    let rows = html! {
        @for rule in &report.rules {
            tr {
                th scope="row" { bdi { (visible(&rule.rule)) } }
                td { (number::count(locale, rule.pairs)) }
                td { (number::count(locale, rule.new)) }
                td { (number::count(locale, rule.split)) }
            }
        }
        tr.total { th scope="row" { (texts.total) } td {} td { (number::count(locale, new)) } td {} }
    };
    table(
        &texts.blocking_caption,
        &[&texts.rule, &texts.rule_pairs, &texts.rule_new, &texts.rule_split],
        &rows,
    )
}
