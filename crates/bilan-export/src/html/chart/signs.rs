//! The signs of a drawing: a shape for who the victims were, a form for how the words bind the figure.

use bilan_model::{High, Relation, Victims};
use maud::{Markup, PreEscaped, html};

use super::axis::{Axis, percent};
use super::rows::{Role, Row};
use crate::html::view::View;

/// What the victims were by the words of a figure, as a shape: colour says it again and never alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Circle,
    Square,
    Diamond,
    CircleInSquare,
    Triangle,
}

impl Shape {
    pub(super) const ALL: [Self; 5] =
        [Self::Circle, Self::Square, Self::Diamond, Self::CircleInSquare, Self::Triangle];

    pub(super) fn of(victims: Victims) -> Self {
        match victims {
            Victims::Civilians => Self::Circle,
            Victims::Combatants => Self::Square,
            Victims::SecurityForces => Self::Diamond,
            Victims::Mixed => Self::CircleInSquare,
            Victims::Children | Victims::Women | Victims::Men | Victims::Unspecified => Self::Triangle,
        }
    }

    /// What the shape says.
    pub(super) fn words<'v>(self, view: &'v View) -> &'v str {
        let texts = &view.texts.chart;
        match self {
            Self::Circle => &texts.shape_civilians,
            Self::Square => &texts.shape_combatants,
            Self::Diamond => &texts.shape_security_forces,
            Self::CircleInSquare => &texts.shape_mixed,
            Self::Triangle => &texts.shape_unspecified,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Circle => "civilians",
            Self::Square => "combatants",
            Self::Diamond => "forces",
            Self::CircleInSquare => "mixed",
            Self::Triangle => "unsaid",
        }
    }

    /// The shape around the origin.
    fn drawn(self) -> Markup {
        PreEscaped(
            match self {
                Self::Circle => "<circle r=\"6\"/>",
                Self::Square => "<rect x=\"-5.5\" y=\"-5.5\" width=\"11\" height=\"11\"/>",
                Self::Diamond => "<path d=\"M0,-7.5 L7.5,0 L0,7.5 L-7.5,0 Z\"/>",
                Self::CircleInSquare => {
                    "<rect class=\"frame\" x=\"-7\" y=\"-7\" width=\"14\" height=\"14\"/><circle r=\"4\"/>"
                }
                Self::Triangle => "<path d=\"M0,-6.5 L7,5.5 L-7,5.5 Z\"/>",
            }
            .to_owned(),
        )
    }
}

/// The shape beside words.
pub(super) fn sample(shape: Shape) -> Markup {
    html! {
        svg.sample viewBox="-9 -9 18 18" width="14" height="14" aria-hidden="true" focusable="false" {
            g class={ "sign " (shape.class()) } { (shape.drawn()) }
        }
    }
}

/// The sign of a row on the axis.
pub(super) fn sign(row: &Row, shape: Shape, axis: &Axis) -> Markup {
    let ends = row.toll.count.ends();
    let low = axis.at(ends.low.unwrap_or(0));
    let high = match ends.high {
        High::Closed(figure) => axis.at(figure),
        High::Open { .. } => 100.0,
    };
    let form = match row.toll.count.relation() {
        Relation::Exactly => html! { (point(low, shape)) },
        Relation::About => {
            html! { g.hollow { (point(low, shape)) } (at(low, "<text class=\"tilde\" x=\"-17\" y=\"6\">~</text>")) }
        }
        Relation::AtLeast | Relation::MoreThan | Relation::Several => html! {
            (stroke(low, high)) (point(low, shape)) (at(high, "<path class=\"head\" d=\"M-9,-5 L0,0 L-9,5\"/>"))
        },
        Relation::AtMost | Relation::LessThan => html! {
            (stroke(low, high)) (point(high, shape)) (at(low, "<path class=\"head\" d=\"M9,-5 L0,0 L9,5\"/>"))
        },
        Relation::Between | Relation::Tens | Relation::Hundreds => html! {
            (stroke(low, high))
            (at(low, "<path class=\"head\" d=\"M5,-8 L0,-8 L0,8 L5,8\"/>"))
            (at(high, "<path class=\"head\" d=\"M-5,-8 L0,-8 L0,8 L-5,8\"/>"))
        },
        Relation::None => html! {},
    };
    let worded = match row.toll.count.relation() {
        Relation::Tens | Relation::Hundreds | Relation::Several => true,
        Relation::Exactly
        | Relation::About
        | Relation::AtLeast
        | Relation::MoreThan
        | Relation::AtMost
        | Relation::LessThan
        | Relation::Between
        | Relation::None => false,
    };
    let struck = row.role == Role::Superseded;
    html! {
        g.sign.(shape.class()).hedged[row.toll.hedged].small[row.role == Role::Part].worded[worded] {
            (form)
            @if struck { (at(low, "<path class=\"strike\" d=\"M-13,0 L13,0\"/>")) }
        }
    }
}

fn point(place: f64, shape: Shape) -> Markup {
    html! { svg.place x=(percent(place)) y="50%" { (shape.drawn()) } }
}

/// Fixed markup at a place of the axis.
fn at(place: f64, markup: &'static str) -> Markup {
    html! { svg.place x=(percent(place)) y="50%" { (PreEscaped(markup)) } }
}

fn stroke(from: f64, to: f64) -> Markup {
    html! { line.stroke x1=(percent(from)) x2=(percent(to)) y1="50%" y2="50%" {} }
}
