//! One of several people: "one of his bodyguards", "uno de los guardias de la mina".

use bilan_model::Count;

use crate::group::{Form, Group, number_of};
use crate::lexicon::{Class, Feature};
use crate::noun::BREAKERS;
use crate::numeral::Figure;
use crate::reading::Reading;
use crate::token::Sentence;

/// Words that may stand between "of" and the noun.
const REACH: usize = 4;

/// One person by the plural that they are of; `one` is the number before "of".
pub(crate) fn one_of(reading: &Reading<'_>, sentence: &Sentence, one: Figure) -> Option<Group> {
    let of = reading.tag(one.end, Class::Of)?;
    let article = reading.tag(of.end, Class::Determiner)?;
    let mut at = article.end;
    while at < sentence.end.min(article.end + REACH) {
        if let Some(tag) = reading.tag(at, Class::Person)
            && number_of(reading, article.first, at, &tag) == Feature::Plural
        {
            let entry = reading.entry(&tag);
            return Some(Group {
                first: one.first,
                number: one.first,
                end: tag.end,
                count: Count::exactly(1),
                form: Form::Figure,
                victims: entry.attributes.victims,
                head: Some((tag.first, tag.end)),
                casualty: None,
                of_them: false,
                others: false,
                sub: false,
                bare_number: false,
                merged: false,
                name: None,
                rules: vec![entry.rule],
            });
        }
        if reading.is_stop(at) || reading.is_any(at, BREAKERS) || reading.is(at, Class::Unit) {
            return None;
        }
        at += 1;
    }
    None
}
