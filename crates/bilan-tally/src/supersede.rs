//! Which figures their own source has replaced.

use bilan_model::ClaimRef;

use crate::{figure::Figure, source::publisher_words};

/// Splits whole figures into those that stand and those that a later figure of the same source replaced, each of
/// these with the latest claim that did.
pub(crate) fn split(figures: Vec<Figure<'_>>) -> (Vec<Figure<'_>>, Vec<(Figure<'_>, ClaimRef)>) {
    let by: Vec<Option<ClaimRef>> =
        figures.iter().map(|figure| latest_replacement(figure, &figures)).collect();
    let (mut standing, mut superseded) = (Vec::new(), Vec::new());
    for (figure, by) in figures.into_iter().zip(by) {
        match by {
            Some(by) => superseded.push((figure, by)),
            None => standing.push(figure),
        }
    }
    (standing, superseded)
}

fn latest_replacement(figure: &Figure<'_>, all: &[Figure<'_>]) -> Option<ClaimRef> {
    all.iter()
        .filter(|later| replaces(later, figure))
        .max_by_key(|later| {
            let report = &later.entry.report;
            (report.published, &report.doc, later.claim.span.start(), later.claim.span.end(), &later.claim.id)
        })
        .map(|later| later.reference.clone())
}

fn replaces(later: &Figure<'_>, earlier: &Figure<'_>) -> bool {
    let binds_enough = (later.ends.low.is_some() || earlier.ends.low.is_none())
        && (!later.is_worded() || earlier.is_worded());
    binds_enough
        && later.voice.same(&earlier.voice)
        && !later.is_weaker_than(earlier)
        && if later.voice.doc == earlier.voice.doc {
            replaces_within_report(later, earlier)
        } else {
            replaces_across_reports(later, earlier)
        }
}

/// Within one report the newer figure is the one that stands later in the text **and** is larger. Either sign alone
/// misleads: "nine; yesterday we said six" names the newer first, and a small second figure is mostly a part. The
/// report's own voice is left alone, since it also stands for sources without a face ("some say 20, some say 30").
fn replaces_within_report(later: &Figure<'_>, earlier: &Figure<'_>) -> bool {
    !later.voice.author
        && later.claim.span.start() > earlier.claim.span.start()
        && later.recounts(earlier)
        && later.ends.low.is_some_and(|low| low > earlier.ends.low.unwrap_or(0))
        && later.named_high() > earlier.named_high()
}

/// Across reports the newer figure stands in a later report of the same publisher. Where one of the two leaves the
/// victims open, a smaller figure may count some of them only and replaces nothing.
fn replaces_across_reports(later: &Figure<'_>, earlier: &Figure<'_>) -> bool {
    let newer = match (earlier.entry.report.published, later.entry.report.published) {
        (Some(before), Some(after)) => before < after,
        (None, _) | (_, None) => false,
    };
    let publisher = publisher_words(later.entry);
    let same_people = later.claim.victims == earlier.claim.victims
        || (later.counts_compatible_victims(earlier) && later.named_high() >= earlier.named_high());
    newer && !publisher.is_empty() && publisher == publisher_words(earlier.entry) && same_people
}
