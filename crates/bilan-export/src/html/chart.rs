//! The figures of one outcome drawn on one axis: a row a source's figure, in words beside its sign.

mod axis;
mod rows;
mod signs;

use bilan_model::{DossierIncident, High, Outcome, Relation, Toll};
use maud::{Markup, html};

use super::locale::{fill, fill_text};
use super::view::View;
use super::words;
use axis::Axis;
use rows::{Role, Row, rows};
use signs::Shape;

/// Rows that are drawn; a longer list is in the table only, and the drawing says so.
const DRAWN: usize = 120;

/// The drawing of a toll: of killed always, of another outcome where there is more than one figure to compare.
pub(super) fn figure(view: &View, incident: &DossierIncident, toll: &Toll) -> Markup {
    let rows = rows(view, &incident.incident, toll);
    if rows.is_empty() || (toll.outcome != Outcome::Killed && rows.len() < 2) {
        return html! {};
    }
    let axis = Axis::over(&rows, toll);
    let texts = &view.texts.chart;
    let heading = fill_text(&texts.heading, &[("outcome", &*view.label(toll.outcome))]);
    let drawn = &rows[..rows.len().min(DRAWN)];
    html! {
        figure.chart {
            h3 { (heading) }
            figcaption { (caption(view, incident, toll, rows.len())) }
            ul.rows {
                @for row in drawn { (drawn_row(view, row, toll, &axis)) }
            }
            (scale(view, &axis))
            (key(view, drawn, toll))
        }
    }
}

/// The range in words, and who holds its ends.
fn caption(view: &View, incident: &DossierIncident, toll: &Toll, all: usize) -> Markup {
    let texts = &view.texts.chart;
    let range = html! { strong { (words::range(&view.texts, toll, &incident.incident)) } };
    let (low_held_by, high_held_by) = (
        toll.low.as_ref().map_or(&[][..], |end| &end.held_by),
        toll.high.as_ref().map_or(&[][..], |end| &end.held_by),
    );
    let low = rows::holders(view, &incident.incident, low_held_by);
    let high = rows::holders(view, &incident.incident, high_held_by);
    let one_holder = !low.is_empty() && low_held_by == high_held_by;
    html! {
        p { (fill(&texts.range, &[("range", range)])) }
        p.fine {
            @if one_holder { (fill(&texts.ends, &[("sources", view.joined(&low))])) " " }
            @else {
                @if !low.is_empty() { (fill(&texts.low, &[("sources", view.joined(&low))])) " " }
                @if !high.is_empty() { (fill(&texts.high, &[("sources", view.joined(&high))])) " " }
            }
            (texts.scale)
        }
        @if all > DRAWN {
            p { (fill_text(&texts.capped, &[("n", &DRAWN.to_string()), ("m", &all.to_string())])) }
        }
    }
}

/// The figure in words and its sign on the axis.
fn drawn_row(view: &View, row: &Row, toll: &Toll, axis: &Axis) -> Markup {
    let shape = Shape::of(row.toll.victims);
    let count = words::count(&view.texts, row.toll.count);
    html! {
        li.row.part[row.role == Role::Part].superseded[row.role == Role::Superseded] {
            div.who {
                p.count {
                    b { (count) } " "
                    span.victims { (signs::sample(shape)) (view.label(row.toll.victims)) }
                    span.flag {
                        @if row.toll.hedged { (view.texts.claim.conditional) }
                        @if row.toll.hedged && row.role == Role::Part { " · " }
                        @if row.role == Role::Part { (rows::part_of(view, row)) }
                    }
                }
                p.source { (row.source) " " span.where { (rows::reports(view, row)) } }
                @if row.role == Role::Superseded { p.fine { (view.texts.claim.superseded) } }
            }
            div.track { (track(view, row, toll, axis, shape)) }
        }
    }
}

/// The sign, or the note that stands for it.
fn track(view: &View, row: &Row, toll: &Toll, axis: &Axis, shape: Shape) -> Markup {
    let title = format!(
        "{}, {}",
        words::count(&view.texts, row.toll.count),
        super::captured::captured_plain(&row.source_text)
    );
    let desc = format!("{}. {}", view.label(row.toll.victims), view.texts.chart.scale);
    html! {
        svg role="img" focusable="false" {
            title { (title) }
            desc { (desc) }
            (band(toll, axis))
            (axis::lines(axis))
            @if row.role != Role::Denial { (signs::sign(row, shape, axis)) }
        }
        @if row.role == Role::Denial {
            p.denial-note { span { b { (view.texts.claim.denial) } (view.texts.page.colon) (view.texts.chart.denial_note) } }
        }
    }
}

/// The documented range behind a row; lighter where no upper end is said.
fn band(toll: &Toll, axis: &Axis) -> Markup {
    let low = toll.low.as_ref().map_or(0, |end| end.figure);
    let (high, open) = match toll.high.as_ref().map(|end| end.figure) {
        Some(High::Closed(high)) => (high, false),
        Some(High::Open { beyond }) => (beyond.saturating_add(1), true),
        None => return html! {},
    };
    let (from, to) = (axis.at(low), axis.at(high.max(low)));
    html! {
        @if open { rect.band.open x=(axis::percent(to)) y="0" width=(axis::percent(100.0 - to)) height="100%" {} }
        rect.band x=(axis::percent(from)) y="0" width=(axis::percent((to - from).max(0.6))) height="100%" {}
    }
}

/// The axis under the rows.
fn scale(view: &View, axis: &Axis) -> Markup {
    html! {
        div.row.scale aria-hidden="true" {
            div.who { p.source { (view.texts.chart.axis) } }
            div.track {
                svg focusable="false" {
                    line.axis x1="0" x2="100%" y1="0.5" y2="0.5" {}
                    @for tick in axis.ticks() {
                        line.axis x1=(axis::percent(axis.at(tick))) x2=(axis::percent(axis.at(tick))) y1="0" y2="6" {}
                        text x=(axis::percent(axis.at(tick))) y="20" text-anchor=(axis.anchor(tick)) {
                            (words::number(&view.texts, tick))
                        }
                    }
                }
            }
        }
    }
}

/// How to read the drawing: only the signs that it uses.
fn key(view: &View, rows: &[Row], toll: &Toll) -> Markup {
    let texts = &view.texts.chart;
    let relation = |wanted: &[Relation]| {
        rows.iter().any(|row| row.role != Role::Denial && wanted.contains(&row.toll.count.relation()))
    };
    let role = |wanted: Role| rows.iter().any(|row| row.role == wanted);
    let open = matches!(toll.high.as_ref().map(|end| end.figure), Some(High::Open { .. }));
    let arrows =
        [Relation::AtLeast, Relation::MoreThan, Relation::Several, Relation::AtMost, Relation::LessThan];
    let worded = [Relation::Tens, Relation::Hundreds, Relation::Several];
    let ranges = [Relation::Between, Relation::Tens, Relation::Hundreds];
    let entries = [
        (toll.high.is_some(), &texts.key_band),
        (open, &texts.key_open),
        (relation(&[Relation::Exactly]), &texts.key_exact),
        (relation(&[Relation::About]), &texts.key_about),
        (relation(&ranges), &texts.key_between),
        (relation(&worded), &texts.key_worded),
        (relation(&arrows), &texts.key_arrow),
        (rows.iter().any(|row| row.toll.hedged), &texts.key_hedged),
        (role(Role::Part), &texts.key_part),
        (role(Role::Superseded), &texts.key_superseded),
        (role(Role::Denial), &texts.key_denial),
    ];
    html! {
        div.key {
            h4 { (texts.key) }
            ul {
                @for shape in Shape::ALL {
                    @if rows.iter().any(|row| Shape::of(row.toll.victims) == shape) {
                        li { (signs::sample(shape)) (shape.words(view)) }
                    }
                }
                @for (_, words) in entries.iter().filter(|(used, _)| *used) { li { (words) } }
            }
        }
    }
}
