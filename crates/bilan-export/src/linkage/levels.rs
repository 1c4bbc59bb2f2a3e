//! What each level of each comparison is worth: a drawing on one scale, and the shares behind it.

use maud::{Markup, html};

use super::drawing::{bar, folded, head, lines, nothing, scale_row, side, table};
use super::locale::{Locale, fill};
use super::number;
use super::scale::Scale;
use super::visible::visible;
use super::{ComparisonTable, LevelRow, LinkageReport};

/// The part of the report on levels.
pub(super) fn part(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let levels = report.comparisons.iter().flat_map(|comparison| &comparison.levels);
    let scale = Scale::over(levels.map(|level| level.bits));
    html! {
        (head("levels", &texts.levels_heading, &texts.levels_lead))
        p { (if report.joint { &texts.levels_three } else { &texts.levels_two }) }
        @if report.comparisons.is_empty() { (nothing(locale)) } @else {
            ul.swatches {
                li { span.swatch.against {} (texts.key_against) }
                li { span.swatch.for {} (texts.key_for) }
            }
        }
        @for comparison in &report.comparisons { (drawn(locale, comparison, &scale)) }
    }
}

fn drawn(locale: &Locale, comparison: &ComparisonTable, scale: &Scale) -> Markup {
    let name = visible(&locale.term(&comparison.name));
    html! {
        h3 { bdi { (name) } }
        div.rungs {
            (scale_row(locale, scale))
            @for level in &comparison.levels { (row(locale, level, scale)) }
        }
        (folded(locale, &numbers(locale, comparison, &name)))
    }
}

fn row(locale: &Locale, level: &LevelRow, scale: &Scale) -> Markup {
    let name = visible(&locale.term(&level.name));
    html! {
        div.rung {
            p.rung-name { bdi { (name) } }
            div.rung-bar { svg role="img" focusable="false" {
                title { (said(locale, &name, level.bits)) }
                (lines(scale))
                (bar(scale, 0.0, level.bits, side(level.bits)))
            } }
            p.rung-bits { (number::signed(locale, level.bits)) }
        }
    }
}

fn said(locale: &Locale, level: &str, bits: f64) -> String {
    let texts = &locale.texts;
    let template = match bits {
        bits if bits >= 0.05 => &texts.bar_for,
        bits if bits <= -0.05 => &texts.bar_against,
        _ => &texts.bar_nothing,
    };
    fill(template, &[("level", level), ("bits", &number::signed_bits(locale, bits))])
}

fn numbers(locale: &Locale, comparison: &ComparisonTable, name: &str) -> Markup {
    let texts = &locale.texts;
    let has_together = comparison.levels.iter().any(|level| level.together.is_some());
    let mut columns: Vec<&str> = vec![&texts.level, &texts.same];
    columns.extend(has_together.then_some(texts.together.as_str()));
    columns.extend([texts.unrelated.as_str(), &texts.bits]);
    let rows = html! {
        @for level in &comparison.levels {
            tr {
                th scope="row" { bdi { (visible(&locale.term(&level.name))) } }
                td { (number::share(locale, level.same)) }
                @if has_together {
                    td { (number::share(locale, level.together.unwrap_or(f64::NAN))) }
                }
                td { (number::share(locale, level.unrelated)) }
                td { (number::signed(locale, level.bits)) }
            }
        }
    };
    table(&fill(&texts.levels_caption, &[("name", name)]), &columns, &rows)
}
