//! Single pairs, step by step: how their weight comes about.

use maud::{Markup, html};

use super::drawing::{bar, head, lines, nothing, scale_row, side};
use super::locale::{Locale, fill};
use super::number;
use super::scale::{Scale, percent};
use super::visible::visible;
use super::{LinkageReport, Waterfall, WaterfallStep};

/// The part of the report on pairs.
pub(super) fn part(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let scale = Scale::over(report.pairs.iter().flat_map(places));
    html! {
        (head("pairs", &texts.pairs_heading, &texts.pairs_lead))
        @if report.pairs.is_empty() { (nothing(locale)) } @else {
            ul.swatches {
                li { span.swatch.against {} (texts.key_against) }
                li { span.swatch.for {} (texts.key_for) }
                li { span.swatch.sum {} (texts.key_start) }
            }
        }
        @for (at, pair) in report.pairs.iter().enumerate() { (drawn(locale, at + 1, pair, &scale)) }
    }
}

/// Where the bars of a pair begin and end.
fn places(pair: &Waterfall) -> Vec<f64> {
    let mut places = vec![pair.start];
    let mut here = pair.start;
    for step in &pair.steps {
        here += step.bits;
        places.push(here);
    }
    places.push(pair.bits);
    places
}

fn drawn(locale: &Locale, number: usize, pair: &Waterfall, scale: &Scale) -> Markup {
    let texts = &locale.texts;
    let places = places(pair);
    html! {
        article.pair {
            h3 {
                (fill(&texts.pair, &[("n", &number.to_string())]))
                @if !pair.title.is_empty() { (texts.colon) bdi { (visible(&pair.title)) } }
            }
            p.both { (texts.pair_records) (texts.colon) (two(&pair.records, locale)) }
            p { (verdict(locale, pair)) }
            div.rungs {
                (scale_row(locale, scale))
                (rung(locale, scale, &Rung {
                    name: html! { (texts.pair_start) }, from: 0.0, to: pair.start, bits: pair.start, class: "sum",
                    is_first: true, is_last: false,
                }))
                @for (step, from) in pair.steps.iter().zip(&places) {
                    (rung(locale, scale, &Rung {
                        name: named(locale, step), from: *from, to: from + step.bits, bits: step.bits,
                        class: side(step.bits), is_first: false, is_last: false,
                    }))
                }
                (rung(locale, scale, &Rung {
                    name: html! { strong { (texts.pair_total) } }, from: 0.0, to: pair.bits, bits: pair.bits,
                    class: "sum", is_first: false, is_last: true,
                }))
            }
        }
    }
}

fn verdict(locale: &Locale, pair: &Waterfall) -> String {
    let texts = &locale.texts;
    let (bits, chance) = (number::signed_bits(locale, pair.bits), number::share(locale, pair.chance));
    let weight = fill(&texts.pair_chance, &[("bits", &bits), ("chance", &chance)]);
    let grouped = if pair.together { &texts.pair_together } else { &texts.pair_apart };
    format!("{weight} {grouped}")
}

/// One bar of a pair.
struct Rung<'r> {
    name: Markup,
    from: f64,
    to: f64,
    bits: f64,
    class: &'r str,
    is_first: bool,
    is_last: bool,
}

fn rung(locale: &Locale, scale: &Scale, rung: &Rung) -> Markup {
    let (from, to) = (number::place(locale, rung.from), number::place(locale, rung.to));
    // The running sum comes in at the top and goes out at the foot.
    let (enters, leaves) = (if rung.is_last { rung.to } else { rung.from }, rung.to);
    html! {
        div.rung.rung-sum[rung.is_last] {
            div.rung-name { (rung.name) }
            div.rung-bar { svg role="img" focusable="false" {
                title { (fill(&locale.texts.pair_desc, &[("from", &from), ("to", &to)])) }
                (lines(scale))
                @if !rung.is_first { (tie(scale, enters, "0", "50%")) }
                (bar(scale, rung.from, rung.to, rung.class))
                @if !rung.is_last { (tie(scale, leaves, "50%", "100%")) }
            } }
            p.rung-bits { (number::signed(locale, rung.bits)) }
        }
    }
}

fn tie(scale: &Scale, bits: f64, from: &str, to: &str) -> Markup {
    let x = percent(scale.at(bits));
    html! { line.tie x1=(x) x2=(x) y1=(from) y2=(to) {} }
}

/// What is compared, how far the two agree, and what both records say.
fn named(locale: &Locale, step: &WaterfallStep) -> Markup {
    let texts = &locale.texts;
    let rarity = if step.rarity < 0.0 { &texts.pair_rarity_common } else { &texts.pair_rarity_rare };
    html! {
        p { b { bdi { (visible(&locale.term(&step.comparison))) } } (texts.colon) bdi { (visible(&locale.term(&step.level))) } }
        @if step.values.iter().any(|value| !value.is_empty()) { p.both { (two(&step.values, locale)) } }
        @if step.rarity.abs() >= 0.05 {
            p.both.rarity { (fill(rarity, &[("bits", &number::signed_bits(locale, step.rarity))])) }
        }
    }
}

/// Two values, each with the number of its record.
fn two(values: &[String; 2], locale: &Locale) -> Markup {
    html! {
        @for (at, value) in values.iter().enumerate() {
            span.value {
                span.value-of { (at + 1) } " "
                @if value.is_empty() { span.missing { (locale.texts.not_given) } } @else { bdi { (visible(value)) } }
            }
            " "
        }
    }
}
