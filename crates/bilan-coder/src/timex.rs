//! Every time expression of a text with its value in TIMEX3: days, hours, lengths of time, what comes again.
//!
//! Finer than [`crate::dates`], which asks only for days on which an event may have been: this reads the text from
//! left to right, keeps the last day told, and names each expression as a careful annotator marks it.

mod clock;
mod day;
mod length;
mod relative;
pub(crate) mod words;
mod year;

use bilan_model::{Report, ReportHeader, Span};
use jiff::civil::Date;

use crate::lexicon::Class;
use crate::pack::Pack;
use crate::reading::Reading;
use crate::token::Kind;
pub(crate) use clock::hour_at;
use words::Cue;

/// What a time expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeKind {
    /// A day, week, month, year or century.
    Date,
    /// An hour or a part of a day.
    Time,
    /// A length of time.
    Duration,
    /// What comes again: every Thursday.
    Set,
}

/// A time expression of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeExpression {
    /// Where it stands, in UTF-8 bytes.
    pub span: Span,
    /// What it is.
    pub kind: TimeKind,
    /// Its value in TIMEX3: `1999-05-27`, `1999-05-27TEV`, `P3D`, `XXXX-WXX-4`, `PRESENT_REF`.
    pub value: String,
}

/// Every time expression of a text, in order. `published` is the day that relative ones count from; without it they
/// are given as `XXXX-XX-XX`.
pub fn time_expressions(text: &str, published: Option<Date>, pack: &Pack) -> Vec<TimeExpression> {
    let header = ReportHeader { doc: String::new(), language: None, title: None, publisher: None, published };
    let report = Report { header, text: text.to_owned() };
    let reading = Reading::new(&report, pack);
    let mut clerk = Clerk { reading: &reading, published, day: None, year: None, found: Vec::new() };
    let mut at = 0;
    while at < reading.tokens.len() {
        at = clerk.step(at);
    }
    clerk.found
}

/// A time expression as parsed.
struct Hit {
    first: usize,
    end: usize,
    kind: TimeKind,
    value: String,
    /// The day that it tells.
    day: Option<Date>,
    /// The year that it tells, where it tells nothing finer.
    year: Option<i16>,
}

impl Hit {
    fn new(first: usize, end: usize, kind: TimeKind, value: impl Into<String>) -> Self {
        Self { first, end, kind, value: value.into(), day: None, year: None }
    }

    /// A day, by itself or with the part of it that is meant.
    fn of_day(first: usize, end: usize, day: Option<Date>, part: Option<&str>) -> Self {
        let name = day.map_or("XXXX-XX-XX".to_owned(), |day| day.to_string());
        let kind = if part.is_some() { TimeKind::Time } else { TimeKind::Date };
        Self { day, ..Self::new(first, end, kind, format!("{name}{}", part.unwrap_or_default())) }
    }
}

/// Reads a text from left to right.
struct Clerk<'a> {
    reading: &'a Reading<'a>,
    published: Option<Date>,
    /// The last day told.
    day: Option<Date>,
    /// The last year told alone, with the token behind it.
    year: Option<(i16, usize)>,
    found: Vec<TimeExpression>,
}

impl Clerk<'_> {
    fn step(&mut self, at: usize) -> usize {
        let Some(hit) = self.parse(at).filter(|hit| hit.end > at) else { return at + 1 };
        self.day = hit.day.or(self.day);
        self.year = hit.year.map(|year| (year, hit.end)).or(self.year);
        let span = self.reading.span(hit.first, hit.end);
        self.found.push(TimeExpression { span, kind: hit.kind, value: hit.value });
        hit.end
    }

    fn parse(&self, at: usize) -> Option<Hit> {
        if !self.may_begin(at) {
            return None;
        }
        self.reference(at)
            .or_else(|| self.set(at))
            .or_else(|| self.edge(at))
            .or_else(|| self.decade(at))
            .or_else(|| self.century(at))
            .or_else(|| self.iso(at))
            .or_else(|| self.night(at))
            .or_else(|| self.calendar_day(at))
            .or_else(|| self.bare_day(at))
            .or_else(|| self.month(at))
            .or_else(|| self.season(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.clock(at))
            .or_else(|| self.length(at))
            .or_else(|| self.part_alone(at))
            .or_else(|| self.cycle(at))
            .or_else(|| self.year(at))
            .or_else(|| self.noun_reference(at))
    }

    /// Most tokens begin no expression of time.
    fn may_begin(&self, at: usize) -> bool {
        const OPENERS: [Class; 9] = [
            Class::TimeCue,
            Class::DateWord,
            Class::Time,
            Class::Month,
            Class::Weekday,
            Class::Number,
            Class::Article,
            Class::Determiner,
            Class::Relation,
        ];
        self.reading
            .tokens
            .get(at)
            .is_some_and(|token| !matches!(token.kind, Kind::Sign(_) | Kind::QuoteOpen | Kind::QuoteClose))
            && (matches!(self.reading.tokens[at].kind, Kind::Figure(_) | Kind::Mixed(_))
                || self.reading.is_any(at, &OPENERS)
                || self.roman(at).is_some())
    }

    /// The token behind a plain article: "le", "l'", "the".
    fn past_article(&self, at: usize) -> usize {
        let article = self.reading.tag(at, Class::Article).is_some_and(|tag| tag.end == at + 1);
        at + usize::from(article)
    }

    /// The token behind a demonstrative, "same" behind it: "ce même".
    fn past_this(&self, at: usize) -> usize {
        let Some((_, end)) = self.reading.cue(at, Cue::This) else { return at };
        self.reading.cue(end, Cue::Same).map_or(end, |(_, end)| end)
    }

    /// The token behind words of "of" and articles: "de la", "du mois de", "of the month of".
    fn past_links(&self, mut at: usize) -> usize {
        for _ in 0..4 {
            let month_noun = self.reading.cue(at, Cue::MonthNoun).map(|(_, end)| end);
            let of = self.reading.tag(at, Class::Of).map(|tag| tag.end);
            // "d'une année": the phrase of the pack is longer than the link.
            let link = of.filter(|end| *end <= at + 2).or(month_noun);
            let after = link.unwrap_or_else(|| self.past_article(at));
            if after == at {
                break;
            }
            at = after;
        }
        at
    }

    /// The day that a relative word counts from.
    fn context(&self) -> Option<Date> {
        self.day.or(self.published)
    }

    /// Whether the clause around an expression speaks of what is to come; `None` where no verb tells.
    fn ahead(&self, first: usize, end: usize) -> Option<bool> {
        let sentence = self.reading.sentences[self.reading.sentence_of(first)];
        let floor = sentence.first.max(first.saturating_sub(FAR));
        let limit = sentence.end.min(end + FAR);
        // "aura été entendu": the verb before a participle tells.
        let whole = |t: usize| {
            let own = self.tense(t)?;
            let before = t.checked_sub(1).filter(|before| *before >= sentence.first);
            Some(own || before.and_then(|before| self.tense(before)).unwrap_or(false))
        };
        (floor..first).rev().find_map(whole).or_else(|| (end..limit).find_map(whole))
    }

    /// Whether a word speaks of what is to come, or of what was; `None` where it says neither.
    fn tense(&self, at: usize) -> Option<bool> {
        let reading = self.reading;
        let token = reading.tokens[at];
        if token.kind != Kind::Word {
            return None;
        }
        if reading.cue(at, Cue::Future).is_some() {
            return Some(true);
        }
        let words = reading.words(at, at + 1);
        let ending = |ending: &String| words.len() > ending.len() && words.ends_with(ending.as_str());
        if !token.capital && reading.pack.timex.future_endings.iter().any(ending) {
            return Some(true);
        }
        reading
            .is_any(at, &[Class::AuxActive, Class::AuxPassive, Class::Report, Class::Harm])
            .then_some(false)
    }
}

/// How far the verb of an expression's clause may stand.
const FAR: usize = 24;
