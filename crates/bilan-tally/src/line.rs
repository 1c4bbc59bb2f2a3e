//! A toll as one line of text, with who holds each end and what they say of the victims.

use bilan_model::{
    ClaimRef, High, Incident, IncidentAccount, LeftOut, Outcome, Relation, StatusWord, Toll, TollClaim,
    Victims, WhyLeftOut,
};

use crate::{
    Basis, Sources,
    locale::{Forms, Language, Locale, Said},
    source::Voice,
    table::statuses,
};

/// At most this many sources of one end are named; the others are counted.
const NAMED_MAX: usize = 2;

/// How a source's words read in the language of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLabel {
    /// "a Malian security source".
    pub text: String,
    /// The verb after it is in the plural: "local sources".
    pub plural: bool,
}

/// Gives sources their labels; the language packs know them.
pub trait SourceNames {
    /// The label of a source's words, or `None` where they are to be quoted as they stand.
    fn label(&self, words: &str) -> Option<SourceLabel>;
}

impl<F: Fn(&str) -> Option<SourceLabel>> SourceNames for F {
    fn label(&self, words: &str) -> Option<SourceLabel> {
        self(words)
    }
}

impl Basis<'_> {
    /// The line of a toll of `incident`, without a full stop.
    pub fn line(
        &self,
        toll: &Toll,
        incident: &Incident,
        names: &impl SourceNames,
        language: Language,
    ) -> String {
        write(
            toll,
            &toll.left_out,
            &Writer { incident, names, locale: language.locale(), sources: self.sources },
            language,
        )
    }
}

/// [`Basis::line`] where nothing is known of sources. `left_out` is what [`crate::left_out`] gives for the same
/// outcome, policy and verdicts.
pub fn line(
    toll: &Toll,
    incident: &Incident,
    left_out: &[LeftOut],
    names: &impl SourceNames,
    language: Language,
) -> String {
    let sources = &Sources::default();
    write(toll, left_out, &Writer { incident, names, locale: language.locale(), sources }, language)
}

fn write<N: SourceNames>(
    toll: &Toll,
    left_out: &[LeftOut],
    writer: &Writer<'_, N>,
    language: Language,
) -> String {
    let outcome = (writer.locale.outcome)(toll.outcome);
    if toll.claims == 0 {
        return format!("{outcome}{}{}", writer.locale.colon, writer.locale.no_claims);
    }
    let mut clauses = vec![format!("{outcome}{}{}", writer.locale.colon, writer.figure(toll))];
    clauses.extend(writer.ends(toll));
    clauses.extend(writer.denials(toll));
    clauses.push((writer.locale.status)(toll.status).to_owned());
    clauses.push(reviewed(toll, left_out, language));
    clauses.join(writer.locale.separator)
}

fn reviewed(toll: &Toll, left_out: &[LeftOut], language: Language) -> String {
    let locale = language.locale();
    let form = language.reviewed_form(toll.reviewed, toll.claims);
    let mut text = locale.reviewed[form]
        .replace("{r}", &toll.reviewed.to_string())
        .replace("{n}", &toll.claims.to_string());
    for (why, forms) in
        [(WhyLeftOut::Rejected, locale.rejected), (WhyLeftOut::NotReviewed, locale.not_reviewed)]
    {
        let count = left_out.iter().filter(|left| left.why == why).count();
        if count > 0 {
            text += &put(pick(forms, count > 1), &count.to_string());
        }
    }
    text
}

fn put(template: &str, text: &str) -> String {
    template.replace("{}", text)
}

fn pick(forms: Forms, plural: bool) -> &'static str {
    forms[usize::from(plural)]
}

struct Writer<'a, N> {
    incident: &'a Incident,
    names: &'a N,
    locale: &'static Locale,
    sources: &'a Sources,
}

/// A source as an end of the line names it.
struct Holder {
    label: SourceLabel,
    said: Option<&'static str>,
    hedged: bool,
    voice: Voice,
}

impl Holder {
    /// Both read alike.
    fn reads_as(&self, other: &Self) -> bool {
        self.label == other.label && self.remark() == other.remark()
    }

    fn remark(&self) -> (Option<&'static str>, bool) {
        (self.said, self.hedged)
    }
}

impl<N: SourceNames> Writer<'_, N> {
    /// The figures, with ", according to ..." where the same claims hold both ends.
    fn figure(&self, toll: &Toll) -> String {
        let Some(high) = &toll.high else { return self.locale.no_figure.to_owned() };
        let figures = match &toll.low {
            None => self.upper(high.figure, &high.held_by),
            Some(low) if is_one_figure(low.figure, high.figure) => self.one(toll),
            Some(low) => {
                let template = if low.about { self.locale.from_about } else { self.locale.from };
                let mut from = put(template, &low.figure.to_string());
                if low.held_by != high.held_by {
                    from += self.word(&low.held_by);
                }
                let mut to = self.high(high.figure, &high.held_by);
                if high.about {
                    to = put(self.locale.about, &to);
                }
                format!("{from}{}{to}{}", self.locale.to, self.word(&high.held_by))
            }
        };
        if toll.low.as_ref().is_none_or(|low| low.held_by == high.held_by) {
            figures + &put(self.locale.according_to, &self.holders(&high.held_by))
        } else {
            figures
        }
    }

    /// A range that its figure alone tells: "30", "about 30", "at least 30".
    fn one(&self, toll: &Toll) -> String {
        let (Some(low), Some(high)) = (&toll.low, &toll.high) else { return String::new() };
        let figure = self.high(high.figure, &high.held_by);
        let about = low.about && high.about;
        let figure = if about { put(self.locale.about, &figure) } else { figure };
        figure + self.word(&high.held_by)
    }

    fn high(&self, high: High, held_by: &[ClaimRef]) -> String {
        match high {
            High::Closed(high) => high.to_string(),
            High::Open { beyond } if self.any_says_more_than(beyond, held_by) => {
                put(self.locale.more_than, &beyond.to_string())
            }
            High::Open { beyond } => put(self.locale.at_least, &beyond.saturating_add(1).to_string()),
        }
    }

    fn upper(&self, high: High, held_by: &[ClaimRef]) -> String {
        match high {
            High::Closed(high) if self.all(held_by, Relation::LessThan) => {
                put(self.locale.fewer_than, &high.saturating_add(1).to_string())
            }
            High::Closed(high) => put(self.locale.at_most, &high.to_string()),
            High::Open { .. } => self.high(high, held_by),
        }
    }

    /// The word behind a figure where every claim that holds it says that word and no number.
    fn word(&self, held_by: &[ClaimRef]) -> &'static str {
        [Relation::Tens, Relation::Hundreds, Relation::Several]
            .into_iter()
            .filter(|relation| self.all(held_by, *relation))
            .find_map(self.locale.word)
            .unwrap_or_default()
    }

    fn all(&self, held_by: &[ClaimRef], relation: Relation) -> bool {
        self.claims(held_by).all(|(_, claim)| claim.count.relation() == relation)
    }

    fn any_says_more_than(&self, figure: u64, held_by: &[ClaimRef]) -> bool {
        self.claims(held_by).any(|(_, claim)| {
            claim.count.relation() == Relation::MoreThan && claim.count.value() == Some(figure)
        })
    }

    fn claims<'c>(
        &'c self,
        references: &'c [ClaimRef],
    ) -> impl Iterator<Item = (&'c IncidentAccount, &'c TollClaim)> {
        references.iter().filter_map(|reference| {
            Some((self.incident.accounts.get(reference.account)?, self.incident.toll(reference)?))
        })
    }

    /// Who holds which end, where they differ.
    fn ends(&self, toll: &Toll) -> Option<String> {
        let (low, high) = (toll.low.as_ref()?, toll.high.as_ref()?);
        (low.held_by != high.held_by).then(|| {
            put(self.locale.low_end, &self.holders(&low.held_by))
                + &put(self.locale.high_end, &self.holders(&high.held_by))
        })
    }

    fn holders(&self, held_by: &[ClaimRef]) -> String {
        let mut holders: Vec<Holder> = Vec::new();
        for (entry, claim) in self.claims(held_by) {
            let holder = self.holder(entry, claim);
            if !holders.iter().any(|known| self.counts_once(known, &holder)) {
                holders.push(holder);
            }
        }
        let mut named: Vec<String> = holders.iter().take(NAMED_MAX).map(|h| self.describe(h)).collect();
        let others = holders.len() - named.len();
        if others > 0 {
            named.push(put(pick(self.locale.others, others > 1), &others.to_string()));
        }
        match named.split_last() {
            Some((last, rest)) if !rest.is_empty() => {
                format!("{}{}{last}", rest.join(", "), self.locale.and)
            }
            _ => named.concat(),
        }
    }

    /// Whether the line names two holders once: they read alike, or a person or a copied text makes them one source
    /// that says the same. Names that only might be one source are both named.
    fn counts_once(&self, known: &Holder, holder: &Holder) -> bool {
        known.reads_as(holder)
            || (known.remark() == holder.remark() && self.sources.settled_as_one(&known.voice, &holder.voice))
    }

    fn holder(&self, entry: &IncidentAccount, claim: &TollClaim) -> Holder {
        let said = said(&statuses(entry, claim), claim.victims).map(self.locale.said);
        Holder {
            label: self.label(entry, claim),
            said,
            hedged: claim.hedged,
            voice: Voice::of(entry, &claim.attributed_to),
        }
    }

    fn label(&self, entry: &IncidentAccount, claim: &TollClaim) -> SourceLabel {
        let words = claim.attributed_to.as_str();
        let single = |text: String| SourceLabel { text, plural: false };
        if !Voice::of(entry, words).author {
            return self.names.label(words).unwrap_or_else(|| single(put(self.locale.quoted, words)));
        }
        let publisher = entry.report.publisher.as_deref();
        publisher.and_then(|publisher| self.names.label(publisher)).unwrap_or_else(|| {
            single(publisher.map_or_else(|| self.locale.the_report.to_owned(), str::to_owned))
        })
    }

    fn describe(&self, holder: &Holder) -> String {
        let said = holder.said.map(|said| put(pick(self.locale.says, holder.label.plural), said));
        let remark = match (said, holder.hedged) {
            (Some(said), true) => said + self.locale.conditional,
            (Some(said), false) => said,
            (None, true) => self.locale.conditional_alone.to_owned(),
            (None, false) => return holder.label.text.clone(),
        };
        format!("{} ({remark})", holder.label.text)
    }

    /// One clause a denial: "the army denies any civilian death".
    fn denials(&self, toll: &Toll) -> Vec<String> {
        let mut clauses = Vec::new();
        for (entry, claim) in self.claims(&toll.denials) {
            let label = self.label(entry, claim);
            let clause = put(pick(self.locale.denies, label.plural), &label.text) + &self.denied(claim);
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        clauses
    }

    fn denied(&self, claim: &TollClaim) -> String {
        if (claim.outcome, claim.victims) == (Outcome::Killed, Victims::Civilians) {
            return self.locale.denied_civilian_death.to_owned();
        }
        let among = (self.locale.among)(claim.victims).unwrap_or_default();
        format!("{}{among}", (self.locale.denied)(claim.outcome))
    }
}

fn is_one_figure(low: u64, high: High) -> bool {
    match high {
        High::Closed(high) => low == high,
        High::Open { beyond } => low == beyond.saturating_add(1),
    }
}

/// What a source says of the victims: its status claims first, else the words of the toll itself.
fn said(statuses: &[StatusWord], victims: Victims) -> Option<Said> {
    let calls = |word: StatusWord| statuses.contains(&word);
    let (civilians, combatants) = (calls(StatusWord::Civilians), calls(StatusWord::Combatants));
    if calls(StatusWord::Mixed) || (civilians && combatants) {
        return Some(Said::CiviliansAndCombatants);
    }
    if civilians {
        return Some(Said::Civilians);
    }
    if combatants {
        return Some(Said::Combatants);
    }
    match victims {
        Victims::Civilians => Some(Said::Civilians),
        Victims::Combatants => Some(Said::Combatants),
        Victims::SecurityForces => Some(Said::SecurityForces),
        Victims::Children => Some(Said::Children),
        Victims::Women => Some(Said::Women),
        Victims::Men => Some(Said::Men),
        Victims::Mixed | Victims::Unspecified => calls(StatusWord::Unarmed).then_some(Said::Unarmed),
    }
}
