//! Numbers, in digits and in words.

use crate::lexicon::{Class, NumberRole};
use crate::reading::Reading;
use crate::token::Kind;

/// A number in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figure {
    /// First token.
    pub(crate) first: usize,
    /// Token after the last.
    pub(crate) end: usize,
    /// Its value.
    pub(crate) value: u64,
    /// The words are a collective ("une trentaine", "a dozen"): about.
    pub(crate) collective: bool,
    /// Written as the number one in letters, which may be an article ("un", "une").
    pub(crate) one: bool,
}

/// The number that begins at a token, or `None`. Ordinals are none.
pub(crate) fn figure_at(reading: &Reading<'_>, first: usize) -> Option<Figure> {
    let token = reading.tokens.get(first)?;
    if let Kind::Figure(value) = token.kind {
        return Some(scaled(reading, Figure { first, end: first + 1, value, collective: false, one: false }));
    }
    let mut sum = Sum::default();
    let mut at = first;
    while let Some((role, value, end)) = number_word(reading, at) {
        let joined = at > first;
        match role {
            NumberRole::Ordinal => break,
            NumberRole::Collective => {
                let times = sum.value().max(1);
                return Some(Figure {
                    first,
                    end,
                    value: times.saturating_mul(value),
                    collective: true,
                    one: false,
                });
            }
            NumberRole::Scale => sum.scale(value),
            NumberRole::Unit if joined && !sum.takes(value) => break,
            NumberRole::Unit => sum.add(value),
        }
        at = end;
        sum.end = end;
        // "quatre-vingt-dix", "vingt et un", "one hundred and five": a link between two number words.
        let link = reading.is_sign(at, '-') || reading.is(at, Class::And);
        if link && let Some((NumberRole::Unit, next, _)) = number_word(reading, at + 1) {
            let hyphen = reading.is_sign(at, '-');
            if (hyphen && sum.takes(next)) || (!hyphen && sum.takes_after_and(next)) {
                at += 1;
            }
        } else if reading.is_sign(at, '-')
            && matches!(number_word(reading, at + 1), Some((NumberRole::Scale, ..)))
        {
            at += 1;
        }
    }
    if sum.end == 0 {
        return None;
    }
    let one = sum.value() == 1 && sum.end == first + 1;
    Some(Figure { first, end: sum.end, value: sum.value(), collective: false, one })
}

/// The end of an ordinal that begins at a token: "troisième", "third".
pub(crate) fn ordinal_end(reading: &Reading<'_>, at: usize) -> Option<usize> {
    match number_word(reading, at) {
        Some((NumberRole::Ordinal, _, end)) => Some(end),
        _ => None,
    }
}

/// "3 millions", "2 dozen": a scale word behind digits.
fn scaled(reading: &Reading<'_>, figure: Figure) -> Figure {
    match number_word(reading, figure.end) {
        Some((NumberRole::Scale, scale, end)) => {
            Figure { value: figure.value.saturating_mul(scale), end, ..figure }
        }
        Some((NumberRole::Collective, scale, end)) => {
            Figure { value: figure.value.saturating_mul(scale), end, collective: true, ..figure }
        }
        _ => figure,
    }
}

fn number_word(reading: &Reading<'_>, at: usize) -> Option<(NumberRole, u64, usize)> {
    let tag = reading.tag(at, Class::Number)?;
    reading.entry(&tag).attributes.number.map(|(role, value)| (role, value, tag.end))
}

/// A number under construction: whole thousands, and what stands below.
#[derive(Default)]
struct Sum {
    thousands: u64,
    below: u64,
    end: usize,
}

impl Sum {
    fn value(&self) -> u64 {
        self.thousands.saturating_add(self.below)
    }

    fn add(&mut self, value: u64) {
        self.below = self.below.saturating_add(value);
    }

    fn scale(&mut self, scale: u64) {
        let times = self.below.max(1);
        if scale >= 1000 {
            self.thousands = self.thousands.saturating_add(times.saturating_mul(scale));
            self.below = 0;
        } else {
            // "mille deux cent": the hundreds count what stands right before them.
            self.below = times.saturating_mul(scale);
        }
    }

    /// Whether a unit may follow directly: "trente deux", "cent vingt", "soixante treize", "mille deux".
    fn takes(&self, value: u64) -> bool {
        let last = self.below % 100;
        (self.below == 0 && self.thousands > 0)
            || (last == 0 && self.below > 0 && value < 100)
            || (last >= 20 && last.is_multiple_of(10) && value < 10)
            || (matches!(last, 60 | 80) && (10..20).contains(&value))
    }

    /// Whether a unit may follow after "and": "vingt et un", "one hundred and five".
    fn takes_after_and(&self, value: u64) -> bool {
        let last = self.below % 100;
        (last == 0 && self.value() >= 100 && value < 100 && self.below > 0)
            || (last >= 20 && last.is_multiple_of(10) && value < 10)
            || (last == 60 && value == 11)
    }
}
