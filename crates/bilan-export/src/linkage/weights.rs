//! The drawing of the weights of all pairs.

use maud::{Markup, html};

use super::LinkageReport;
use super::drawing::{folded, head, nothing, table};
use super::locale::{Locale, fill};
use super::number;
use super::scale::{Scale, log2, percent};

/// The part of the report on weights.
pub(super) fn part(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let threshold = number::bits(locale, report.threshold);
    let bins: Vec<(f64, u64)> =
        report.weights.iter().copied().filter(|(low, pairs)| low.is_finite() && *pairs > 0).collect();
    html! {
        (head("weights", &texts.weights_heading, &fill(&texts.weights_lead, &[("threshold", &threshold)])))
        @if bins.is_empty() { (nothing(locale)) } @else {
            figure.plot-frame {
                (key(locale))
                p.axis-name { (texts.weights_axis_y) }
                (plot(report, locale, &bins))
                p.axis-name.axis-x { (texts.weights_axis_x) }
            }
            (folded(locale, &numbers(locale, &bins)))
        }
    }
}

fn key(locale: &Locale) -> Markup {
    html! {
        ul.swatches {
            li { span.swatch.against {} (locale.texts.weights_below) }
            li { span.swatch.for {} (locale.texts.weights_above) }
        }
    }
}

/// How high so many pairs stand, in hundredths, when the scale ends at `top` doublings.
fn height(pairs: u64, top: f64) -> f64 {
    (log2(as_number(pairs)) + 1.0) / (top + 1.0) * 100.0
}

#[expect(clippy::cast_precision_loss, reason = "a place on paper needs no more than the digits of an f64")]
fn as_number(pairs: u64) -> f64 {
    pairs as f64
}

fn plot(report: &LinkageReport, locale: &Locale, bins: &[(f64, u64)]) -> Markup {
    let ends = bins.iter().flat_map(|(low, _)| [*low, low + 1.0]);
    let scale = Scale::over(ends.chain([report.threshold]));
    let most = bins.iter().map(|(_, pairs)| *pairs).max().unwrap_or(1);
    let powers: Vec<u64> = std::iter::successors(Some(1_u64), |power| power.checked_mul(10))
        .take_while(|power| *power / 10 < most)
        .collect();
    let top = log2(as_number(powers.last().copied().unwrap_or(1).max(most)));
    html! {
        svg.plot role="img" aria-labelledby="weights-title weights-desc" focusable="false" {
            title #weights-title { (locale.texts.weights_title) }
            desc #weights-desc { (described(report, locale, bins)) }
            @for power in &powers {
                @let y = percent(100.0 - height(*power, top));
                line.grid x1="0" x2="100%" y1=(y) y2=(y) {}
                text x="-6" y=(y) dy="4" text-anchor="end" { (number::count(locale, *power)) }
            }
            @for (low, pairs) in bins {
                @let (left, tall) = (scale.at(*low), height(*pairs, top));
                @let side = if *low >= report.threshold { "for" } else { "against" };
                rect.(side) x=(percent(left)) width=(percent((scale.at(low + 1.0) - left) * 0.9))
                    y=(percent(100.0 - tall)) height=(percent(tall)) {}
            }
            line.axis x1="0" x2="100%" y1="100%" y2="100%" {}
            @for tick in scale.ticks() {
                text x=(percent(scale.at(tick))) y="100%" dy="18" text-anchor="middle" { (number::place(locale, tick)) }
            }
            (threshold(report, locale, &scale))
        }
    }
}

/// The line of the threshold, its name on the side where there is room.
pub(super) fn threshold(report: &LinkageReport, locale: &Locale, scale: &Scale) -> Markup {
    let at = scale.at(report.threshold);
    let (anchor, aside) = if at > 60.0 { ("end", "-6") } else { ("start", "6") };
    html! {
        line.threshold x1=(percent(at)) x2=(percent(at)) y1="-10" y2="100%" {}
        text.threshold-name x=(percent(at)) dx=(aside) y="-2" text-anchor=(anchor) {
            (locale.texts.threshold) " " (number::bits(locale, report.threshold))
        }
    }
}

fn described(report: &LinkageReport, locale: &Locale, bins: &[(f64, u64)]) -> String {
    let pairs = bins.iter().fold(0_u64, |sum, (_, pairs)| sum.saturating_add(*pairs));
    let low = bins.iter().map(|(low, _)| *low).fold(f64::INFINITY, f64::min);
    let high = bins.iter().map(|(low, _)| low + 1.0).fold(f64::NEG_INFINITY, f64::max);
    fill(
        &locale.texts.weights_desc,
        &[
            ("pairs", &number::count(locale, pairs)),
            ("low", &number::place(locale, low)),
            ("high", &number::place(locale, high)),
            ("threshold", &number::bits(locale, report.threshold)),
        ],
    )
}

fn numbers(locale: &Locale, bins: &[(f64, u64)]) -> Markup {
    let texts = &locale.texts;
    let rows = html! {
        @for (low, pairs) in bins {
            tr {
                th scope="row" { (number::place(locale, *low)) " … " (number::place(locale, low + 1.0)) }
                td { (number::count(locale, *pairs)) }
            }
        }
    };
    table(&texts.weights_caption, &[&texts.weights_from, &texts.pairs], &rows)
}
