//! Labels that say what became of the people counted behind them.

use bilan_model::{Act, Outcome};

use crate::group::{Form, Group};
use crate::lexicon::Class;
use crate::telling::Line;

impl Line<'_> {
    /// "Displacement: 412 households", "Enlevés : six élèves": the label right before says what became of the people.
    pub(crate) fn label(&self, group: &Group) -> Option<Outcome> {
        let reading = self.reading;
        let colon =
            group.first.checked_sub(1).filter(|&t| t > self.sentence.first && reading.is_sign(t, ':'))?;
        // A list of parts follows a figure, a label stands at the head of its line or item.
        let opens = |first: usize| {
            first <= self.sentence.first + 1
                || reading.is_stop(first - 1)
                || (reading.is(first - 1, Class::Determiner) && reading.is_stop(first - 2))
        };
        let plain = group.form == Form::Figure && !group.bare_number && group.casualty.is_none();
        [Class::Casualty, Class::Harm, Class::Act].into_iter().find_map(|class| {
            let tag = reading
                .covering(colon - 1, class)
                .filter(|tag| plain && tag.end == colon && opens(tag.first))?;
            let attributes = &reading.entry(&tag).attributes;
            attributes.outcome.or_else(|| outcome_of_act(attributes.act?))
        })
    }
}

/// The outcome that an act has for people, where it has one.
fn outcome_of_act(act: Act) -> Option<Outcome> {
    const OUTCOMES: [(Act, Outcome); 5] = [
        (Act::Displacement, Outcome::Displaced),
        (Act::Abduction, Outcome::Abducted),
        (Act::Detention, Outcome::Detained),
        (Act::Injury, Outcome::Injured),
        (Act::Killing, Outcome::Killed),
    ];
    OUTCOMES.iter().find(|(of, _)| *of == act).map(|(_, outcome)| *outcome)
}
