//! The curve of records that say too little to be linked.

use maud::{Markup, html};

use super::LinkageReport;
use super::drawing::{folded, head, nothing, table};
use super::locale::{Locale, fill};
use super::number;
use super::scale::{Scale, percent};
use super::weights::threshold;

/// The part of the report on such records.
pub(super) fn part(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let points = points(report);
    let at = share_at(&points, report.threshold);
    let bits = number::bits(locale, report.threshold);
    html! {
        (head("unlinkable", &texts.unlinkable_heading, &texts.unlinkable_lead))
        @if let Some(share) = at {
            p { strong {
                (fill(&texts.unlinkable_at, &[("threshold", &bits), ("share", &number::share(locale, share))]))
            } }
        }
        @if points.is_empty() { (nothing(locale)) } @else {
            figure.plot-frame {
                p.axis-name { (texts.unlinkable_axis_y) }
                (plot(report, locale, &points))
                p.axis-name.axis-x { (texts.unlinkable_axis_x) }
            }
            (folded(locale, &numbers(locale, &points)))
        }
    }
}

/// Points in the order of their bits; what is no number is left out.
fn points(report: &LinkageReport) -> Vec<(f64, f64)> {
    let given = report.unlinkable.iter().filter(|(bits, share)| bits.is_finite() && share.is_finite());
    let mut points: Vec<(f64, f64)> = given.map(|(bits, share)| (*bits, share.clamp(0.0, 1.0))).collect();
    points.sort_by(|one, other| one.0.total_cmp(&other.0));
    points
}

/// The share at a weight, on the line between the points beside it.
fn share_at(points: &[(f64, f64)], bits: f64) -> Option<f64> {
    if let Some((_, share)) = points.iter().find(|point| (point.0 - bits).abs() < 1e-9) {
        return Some(*share);
    }
    let beside = points.windows(2).find(|beside| beside[0].0 <= bits && bits <= beside[1].0)?;
    let (one, other) = (beside[0], beside[1]);
    let way = (bits - one.0) / (other.0 - one.0);
    way.is_finite().then_some(one.1 + (other.1 - one.1) * way)
}

fn plot(report: &LinkageReport, locale: &Locale, points: &[(f64, f64)]) -> Markup {
    let texts = &locale.texts;
    let scale = Scale::over(points.iter().map(|point| point.0).chain([report.threshold]));
    let places: Vec<String> = points
        .iter()
        .map(|(bits, share)| format!("{:.2},{:.2}", scale.at(*bits), 100.0 - share * 100.0))
        .collect();
    html! {
        svg.plot.short role="img" aria-labelledby="unlinkable-title unlinkable-desc" focusable="false" {
            title #unlinkable-title { (texts.unlinkable_title) }
            desc #unlinkable-desc { (described(locale, points)) }
            @for quarter in [0.0, 0.25, 0.5, 0.75, 1.0] {
                @let y = percent(100.0 - quarter * 100.0);
                line.grid x1="0" x2="100%" y1=(y) y2=(y) {}
                text x="-6" y=(y) dy="4" text-anchor="end" { (number::whole_share(locale, quarter)) }
            }
            line.axis x1="0" x2="100%" y1="100%" y2="100%" {}
            @for tick in scale.ticks() {
                text x=(percent(scale.at(tick))) y="100%" dy="18" text-anchor="middle" { (number::place(locale, tick)) }
            }
            svg viewBox="0 0 100 100" width="100%" height="100%" preserveAspectRatio="none" {
                polyline.curve points=(places.join(" ")) {}
            }
            (threshold(report, locale, &scale))
        }
    }
}

fn described(locale: &Locale, points: &[(f64, f64)]) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    fill(
        &locale.texts.unlinkable_desc,
        &[
            ("first", &number::share(locale, first.1)),
            ("low", &number::place(locale, first.0)),
            ("last", &number::share(locale, last.1)),
            ("high", &number::place(locale, last.0)),
        ],
    )
}

fn numbers(locale: &Locale, points: &[(f64, f64)]) -> Markup {
    let texts = &locale.texts;
    let rows = html! {
        @for (bits, share) in points {
            tr { th scope="row" { (number::place(locale, *bits)) } td { (number::share(locale, *share)) } }
        }
    };
    table(&texts.unlinkable_caption, &[&texts.unlinkable_bits, &texts.unlinkable_share], &rows)
}

#[cfg(test)]
mod tests {
    use super::share_at;

    #[test]
    fn the_share_at_the_threshold_lies_between_its_neighbours() {
        let points = [(0.0, 0.1), (2.0, 0.3)];
        assert_eq!(share_at(&points, 2.0), Some(0.3));
        assert!((share_at(&points, 1.0).unwrap() - 0.2).abs() < 1e-9);
        assert_eq!(share_at(&points, 3.0), None);
        assert_eq!(share_at(&[(1.0, 0.5), (1.0, 0.6)], f64::NAN), None);
    }
}
