//! How many records the groups have.

use maud::{Markup, html};

use super::LinkageReport;
use super::drawing::{head, nothing, table};
use super::locale::Locale;
use super::number;
use super::scale::percent;

/// The part of the report on sizes.
pub(super) fn part(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    html! {
        (head("sizes", &texts.sizes_heading, &texts.sizes_lead))
        @if report.sizes.is_empty() { (nothing(locale)) } @else { (numbers(report, locale)) }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share on paper needs no more than the digits of an f64")]
fn numbers(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let records = |(size, groups): &(u64, u64)| size.saturating_mul(*groups);
    let all = report.sizes.iter().fold(0_u64, |sum, row| sum.saturating_add(records(row))).max(1);
    let rows = html! {
        @for row in &report.sizes {
            @let share = records(row) as f64 / all as f64;
            tr {
                th scope="row" { (number::count(locale, row.0)) }
                td { (number::count(locale, row.1)) }
                td { (number::count(locale, records(row))) }
                td.barred {
                    svg.small-bar aria-hidden="true" focusable="false" {
                        rect.sum x="0" y="0" height="100%" width=(percent((share * 100.0).min(100.0))) {}
                    }
                    span { (number::share(locale, share)) }
                }
            }
        }
    };
    let head: [&str; 4] = [&texts.sizes_records, &texts.sizes_groups, &texts.sizes_all, &texts.sizes_share];
    table(&texts.sizes_caption, &head, &rows)
}
