//! The two ends of a range over sources, with the claims that hold them.

use bilan_model::{ClaimRef, High, TollEnd};

use crate::{figure::Figure, sources::Sources};

/// Both ends, and the words without a number that the numbers made needless.
#[derive(Debug, Default)]
pub(crate) struct Range {
    pub(crate) low: Option<TollEnd<u64>>,
    pub(crate) high: Option<TollEnd<High>>,
    pub(crate) beside: Vec<ClaimRef>,
}

/// What one source says in one text: the range is over these, not over raw claims.
struct Unit<'a> {
    /// Its low end: its largest figure, since it counts different victims in different figures.
    low: Option<u64>,
    /// The figures that say so.
    low_held_by: Vec<&'a Figure<'a>>,
    /// Its low end is a word without a number.
    worded: bool,
    /// Numbers that bind the high end: where a word makes the low end, those above it or open.
    numbers: Vec<&'a Figure<'a>>,
    /// The figures that count only with the word or, beside a number ("and several soldiers"), not at all.
    words: Vec<&'a Figure<'a>>,
}

/// The range of standing whole figures; of parts only where there are no others.
pub(crate) fn range(whole: &[Figure<'_>], parts: &[Figure<'_>], sources: &Sources) -> Range {
    if !whole.is_empty() {
        let mut range = over_units(&units(whole, sources));
        let outside = components_outside(whole, &range);
        range.beside.extend(outside);
        range.beside.sort();
        range.beside.dedup();
        return range;
    }
    // A part says that its whole is at least as large, and nothing of the other end.
    let opened: Vec<Figure<'_>> = parts.iter().filter(|part| part.ends.low.is_some()).map(open).collect();
    over_units(&units(&opened, sources))
}

/// Smaller figures of a source that lie below the whole range: they count some of its dead ("and two soldiers").
fn components_outside(whole: &[Figure<'_>], range: &Range) -> Vec<ClaimRef> {
    let held = |figure: &Figure<'_>| {
        let low = range.low.iter().flat_map(|end| &end.held_by);
        low.chain(range.high.iter().flat_map(|end| &end.held_by)).any(|claim| *claim == figure.reference)
    };
    let least = range.low.as_ref().map(|end| end.figure);
    let below = |figure: &&Figure<'_>| least.is_some_and(|least| figure.named_high() < least);
    whole.iter().filter(below).filter(|figure| !held(figure)).map(|figure| figure.reference.clone()).collect()
}

fn open<'a>(part: &Figure<'a>) -> Figure<'a> {
    let mut opened = part.clone();
    opened.ends.high = High::Open { beyond: part.ends.low.unwrap_or(0).saturating_sub(1) };
    opened
}

fn units<'a>(figures: &'a [Figure<'a>], sources: &Sources) -> Vec<Unit<'a>> {
    let mut groups: Vec<Vec<&Figure<'_>>> = Vec::new();
    for figure in figures {
        let said_by =
            |group: &[&Figure<'_>]| group.iter().any(|other| sources.same_voice(&other.voice, &figure.voice));
        match groups.iter_mut().find(|group| said_by(group)) {
            Some(group) => group.push(figure),
            None => groups.push(vec![figure]),
        }
    }
    groups.iter().map(|figures| unit(figures)).collect()
}

fn unit<'a>(figures: &[&'a Figure<'a>]) -> Unit<'a> {
    let raising = || figures.iter().copied().filter(|figure| raises_low(figure, figures));
    let low = raising().filter_map(|figure| figure.ends.low).max();
    let holders = || raising().filter(|figure| low.is_some() && figure.ends.low == low);
    let worded = low.is_some() && holders().all(Figure::is_worded);
    let low_held_by = holders().filter(|figure| worded || !figure.is_worded()).collect();
    let binds_high = |figure: &Figure<'_>| {
        let open = matches!(figure.ends.high, High::Open { .. });
        !figure.is_worded() && (!worded || open || Some(figure.named_high()) > low)
    };
    let (numbers, words) = figures.iter().copied().partition(|figure| binds_high(figure));
    Unit { low, low_held_by, worded, numbers, words }
}

/// A hedged or disputed figure does not raise the low end above a plain number that counts the same people.
fn raises_low(figure: &Figure<'_>, unit: &[&Figure<'_>]) -> bool {
    !unit.iter().any(|plain| {
        !plain.is_worded()
            && figure.is_weaker_than(plain)
            && figure.recounts(plain)
            && plain.ends.low.is_some_and(|low| figure.ends.low > Some(low))
    })
}

fn over_units(units: &[Unit<'_>]) -> Range {
    let numbers = || units.iter().filter(|unit| !unit.worded);
    let low = numbers().filter_map(|unit| unit.low).min();
    let mut for_low: Vec<&Unit<'_>> = numbers().collect();
    let mut for_high: Vec<&Figure<'_>> = units.iter().flat_map(|unit| &unit.numbers).copied().collect();
    let high = for_high.iter().map(|figure| figure.named_high()).max();
    let mut beside: Vec<ClaimRef> = Vec::new();
    for unit in units {
        let (adds_low, adds_high) = if unit.worded { adds(unit, low, high) } else { (false, false) };
        if adds_low {
            for_low.push(unit);
        }
        if adds_high {
            for_high.extend(&unit.words);
        }
        if !adds_low && !adds_high {
            beside.extend(unit.words.iter().map(|figure| figure.reference.clone()));
        }
    }
    beside.sort();
    Range { low: low_end(&for_low), high: high_end(&for_high), beside }
}

/// Whether a word without a number moves the low and the high end that the numbers give. Its own ends are a
/// convention, so it does only where it cannot agree with them, or where they are silent.
fn adds(unit: &Unit<'_>, low: Option<u64>, high: Option<u64>) -> (bool, bool) {
    let Some(high) = high else { return (true, true) };
    let above = unit.low.is_some_and(|least| least > high);
    let Some(low) = low else { return (true, above) };
    let below = unit.words.iter().all(|figure| match figure.ends.high {
        High::Closed(most) => most < low,
        High::Open { .. } => false,
    });
    (below, above)
}

fn low_end(units: &[&Unit<'_>]) -> Option<TollEnd<u64>> {
    let figure = units.iter().filter_map(|unit| unit.low).min()?;
    let lowest = units.iter().filter(|unit| unit.low == Some(figure));
    let held: Vec<&Figure<'_>> = lowest.flat_map(|unit| &unit.low_held_by).copied().collect();
    Some(end(figure, &held))
}

fn high_end(figures: &[&Figure<'_>]) -> Option<TollEnd<High>> {
    let is_open = |figure: &Figure<'_>| matches!(figure.ends.high, High::Open { .. });
    let open = figures.iter().any(|figure| is_open(figure));
    // In a range without an upper end a word reaches its least number: "hundreds" says 200, not 999.
    let named = |figure: &Figure<'_>| match figure.ends.low {
        Some(low) if open && figure.is_worded() => low,
        _ => figure.named_high(),
    };
    let top = figures.iter().map(|figure| named(figure)).max()?;
    // An open end is held by who names the largest number, not by who leaves it open further down: nobody is to be
    // quoted with a number that is another's.
    let held: Vec<&Figure<'_>> = figures.iter().copied().filter(|figure| named(figure) == top).collect();
    let high = if open { High::Open { beyond: top.saturating_sub(1) } } else { High::Closed(top) };
    Some(end(high, &held))
}

fn end<F>(figure: F, held: &[&Figure<'_>]) -> TollEnd<F> {
    let mut held_by: Vec<ClaimRef> = held.iter().map(|figure| figure.reference.clone()).collect();
    held_by.sort();
    TollEnd { figure, about: held.iter().all(|figure| figure.ends.about), held_by }
}
