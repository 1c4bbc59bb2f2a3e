//! A claim as the pages show it, and what a person says of one.

use bilan_casework::decisions::Decision;
use bilan_casework::saying::Saying as Said;
use bilan_casework::state::{Decided, ReportState, State};
use bilan_casework::{Error, ErrorKind, labels};
use bilan_model::{Account, Claim as Model, Code, Span, Verdict};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::utf16::Utf16;
use crate::words::{Words, relation};

/// A claim with its words, what was decided of it and by whom.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Claim {
    /// Its id, 32 digits.
    pub id: String,
    /// `toll`, `status`, `responsibility`, `act`.
    pub kind: String,
    /// The report that it stands in.
    pub report: String,
    /// The account of that report.
    pub account: String,
    /// The incident that the account was linked to.
    pub incident: Option<String>,
    /// What it says, in the reader's language.
    pub says: String,
    /// Who says so, in the words of the report, or `author`.
    pub source: String,
    /// The same in the reader's language.
    pub source_label: String,
    /// Sources from the author inwards.
    pub chain: Vec<String>,
    /// Its words.
    pub quote: String,
    /// Where they stand, in UTF-8 bytes.
    pub span: (usize, usize),
    /// Where they stand, in UTF-16 units.
    pub chars: (usize, usize),
    /// Conditional, or with a word of doubt.
    pub hedged: bool,
    /// Share of such readings that a careful reader agrees with, 0 to 1.
    pub confidence: Option<f64>,
    /// The rules that read it.
    pub rules: Vec<String>,
    /// What only a toll says.
    pub toll: Option<TollFields>,
    /// What only a claim of status says.
    pub status: Option<StatusFields>,
    /// What only a claim of responsibility says.
    pub responsibility: Option<ResponsibilityFields>,
    /// What only a claim of an act says.
    pub act: Option<ActFields>,
    /// What was decided: `accept`, `reject`, `correct`; nothing where nobody judged it.
    pub verdict: Option<String>,
    /// A person entered it: no machine had read it.
    pub added: bool,
    /// Who judged it last.
    pub judged: Option<Judged>,
}

/// A count, as the words bind it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CountFields {
    /// `exactly`, `about`, `at_least` ...
    pub relation: String,
    /// The figure, in persons.
    pub value: Option<u64>,
    /// The second figure of a range.
    pub high: Option<u64>,
}

/// What only a toll says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TollFields {
    /// What happened to the persons counted.
    pub outcome: String,
    /// How many.
    pub count: CountFields,
    /// Who they were, by the claim's own words.
    pub victims: String,
    /// The words that name them.
    pub victim_words: Option<String>,
    /// Whether the report says that it is established.
    pub confirmation: String,
    /// The toll that it is part of.
    pub part_of: Option<String>,
    /// The report holds a dispute over who the dead were.
    pub status_contested: bool,
}

/// What only a claim of status says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatusFields {
    /// What the victims were.
    pub status: String,
    /// In which words.
    pub words: String,
}

/// What only a claim of responsibility says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResponsibilityFields {
    /// The party: alleged, by somebody.
    pub party: String,
    /// `accuses`, `admits`, `denies`.
    pub stance: String,
}

/// What only a claim of an act says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActFields {
    /// What was done.
    pub act: String,
    /// How.
    pub method: Option<String>,
}

/// The last judgement of a claim.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Judged {
    /// Its entry.
    pub entry: u64,
    /// Who.
    pub member: String,
    /// When, RFC 3339 in UTC.
    pub when: String,
    /// Why.
    pub why: String,
}

/// What a person says that a claim says; what is not given stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// The words of the report that say it.
    pub quote: Option<String>,
    /// Where they stand, in UTF-16 units, where they stand more than once.
    pub chars: Option<(usize, usize)>,
    /// Who says so, or `author`.
    pub source: Option<String>,
    /// Conditional, or with a word of doubt.
    pub hedged: Option<bool>,
    /// What happened to the persons counted.
    pub outcome: Option<String>,
    /// How the words bind the figure.
    pub relation: Option<String>,
    /// The figure.
    pub value: Option<u64>,
    /// The second figure of a range.
    pub high: Option<u64>,
    /// Who the persons counted were.
    pub victims: Option<String>,
    /// Whether the report says that it is established.
    pub confirmation: Option<String>,
    /// The toll that it is part of, or `none`.
    pub part_of: Option<String>,
    /// What the victims were.
    pub status: Option<String>,
    /// Who is blamed, admits or denies.
    pub party: Option<String>,
    /// `accuses`, `admits`, `denies`.
    pub stance: Option<String>,
    /// What was done.
    pub act: Option<String>,
    /// How.
    pub method: Option<String>,
}

impl Saying {
    /// The same as casework takes it; `text` is the text of the report.
    ///
    /// # Errors
    /// When a code is not of its list, or the place is none of the text.
    pub fn said(self, text: &str) -> Result<Said, Error> {
        let at = match self.chars {
            None => None,
            Some(chars) => Some(Utf16::new(text).span(chars).ok_or_else(|| {
                usage("the words that were marked are not in the text").next("Mark them again, and save.")
            })?),
        };
        let quote = self.quote.or_else(|| at.and_then(|span| span.of(text).map(str::to_owned)));
        Ok(Said {
            quote,
            at,
            source: self.source,
            hedged: self.hedged,
            outcome: code(self.outcome)?,
            relation: self.relation.map(|relation| serde_code(&relation)).transpose()?,
            value: self.value,
            high: self.high,
            victims: code(self.victims)?,
            confirmation: code(self.confirmation)?,
            part_of: self.part_of,
            status: code(self.status)?,
            party: self.party,
            stance: code(self.stance)?,
            act: code(self.act)?,
            method: code(self.method)?,
        })
    }
}

fn usage(what: impl Into<bilan_casework::Message>) -> Error {
    Error::new(ErrorKind::Usage, what)
}

/// The value of a code that may be missing.
///
/// # Errors
/// When its list has no such code.
pub fn code<C: Code>(code: Option<String>) -> Result<Option<C>, Error> {
    let known = || C::ALL.iter().map(|code| code.code()).collect::<Vec<_>>().join(", ");
    code.map(|code| {
        C::from_code(&code).map_err(|error| {
            usage(bilan_casework::Message::of_system(error))
                .next(bilan_casework::message!("Use one of: {codes}.", codes = known()))
        })
    })
    .transpose()
}

fn serde_code<T: for<'d> Deserialize<'d>>(code: &str) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).map_err(|_| {
        usage(bilan_casework::message!("there is no relation \"{code}\"", code = code))
            .next("Use one of: exactly, about, at_least, more_than, at_most, less_than, between, tens, hundreds, several, none.")
    })
}

/// The code of a verdict.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "accept",
        Verdict::Reject => "reject",
        Verdict::Correct => "correct",
    }
}

/// What makes claims of one report readable: its state, its text, and the words of a language.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// What holds.
    pub state: &'a State,
    /// The report.
    pub report: &'a ReportState,
    /// Its text.
    pub text: &'a str,
    /// Words.
    pub words: Words<'a>,
    /// For whose second reading: what others decided and added is left out.
    pub second_reader: Option<&'a str>,
}

impl Telling<'_> {
    /// Every claim of the report, in order of place.
    ///
    /// # Errors
    /// When a pack cannot be used.
    pub fn claims(&self) -> Result<Vec<Claim>, Error> {
        if let Some(reader) = self.second_reader {
            return self.unread(reader);
        }
        let picture = self.state.picture();
        let told = picture.told.iter().find(|told| told.header.doc == self.report.id);
        let index = Utf16::new(self.text);
        let mut claims = Vec::new();
        for account in told.map_or(&[][..], |told| &told.accounts) {
            let incident = self.incident(account);
            for claim in account.claims() {
                claims.push(self.claim(account, incident.clone(), &claim, &index)?);
            }
        }
        claims
            .sort_by(|one, other| (one.span, &one.kind, &one.id).cmp(&(other.span, &other.kind, &other.id)));
        Ok(claims)
    }

    /// The claims as the machine read them, with what the second reader decided and added alone.
    fn unread(&self, reader: &str) -> Result<Vec<Claim>, Error> {
        let index = Utf16::new(self.text);
        let mut claims = Vec::new();
        for account in self.report.coding().map_or(&[][..], |coding| &coding.incidents) {
            let incident = self.incident(account);
            for claim in account.claims() {
                let shown = self.claim(account, incident.clone(), &claim, &index)?;
                claims.push(Claim { verdict: None, judged: None, added: false, ..shown });
            }
        }
        for decided in self.state.standing().filter(|decided| decided.record.member == reader) {
            let Decision::ReadAgain(read) = &decided.record.decision else { continue };
            let id = read.claim.id().as_str();
            if read.account.report != self.report.id {
                continue;
            }
            if read.added && !claims.iter().any(|claim| claim.id == id) {
                let account = Account { id: read.account.account.clone(), ..empty_account() };
                claims.push(self.claim(&account, None, &read.claim, &index)?);
            }
            if let Some(claim) = claims.iter_mut().find(|claim| claim.id == id) {
                claim.verdict = Some(verdict(read.verdict).to_owned());
                claim.added = read.added;
                claim.judged = Some(judged(decided));
            }
        }
        claims
            .sort_by(|one, other| (one.span, &one.kind, &one.id).cmp(&(other.span, &other.kind, &other.id)));
        Ok(claims)
    }

    fn incident(&self, account: &Account) -> Option<String> {
        let holds = |incident: &&bilan_model::Incident| {
            let mut entries = incident.accounts.iter();
            entries.any(|entry| entry.report.doc == self.report.id && entry.account.id == account.id)
        };
        self.state.picture().incidents.iter().find(holds).map(|incident| incident.id.clone())
    }

    fn claim(
        &self,
        account: &Account,
        incident: Option<String>,
        claim: &Model,
        index: &Utf16<'_>,
    ) -> Result<Claim, Error> {
        let (span, source) = (claim.span(), claim.attributed_to());
        let last = self.judged(claim);
        let verdict_now = self.state.picture().verdicts.get(claim.id()).copied();
        Ok(Claim {
            id: claim.id().as_str().to_owned(),
            kind: claim.kind().code().to_owned(),
            report: self.report.id.clone(),
            account: account.id.clone(),
            incident,
            says: self.words.claim(claim),
            source: source.to_owned(),
            source_label: self.source_label(source)?,
            quote: quoted(claim, span, self.text),
            span: (span.start(), span.end()),
            chars: index.of(span),
            verdict: verdict_now.map(|now| verdict(now).to_owned()),
            added: last.is_some_and(|decided| decided.judged().is_some_and(|judged| judged.added)),
            judged: last.map(judged),
            ..fields(account, claim)
        })
    }

    /// The last judgement of a claim that nobody has undone.
    fn judged(&self, claim: &Model) -> Option<&Decided> {
        let standing = self.state.standing();
        standing
            .filter(|decided| decided.judged().is_some_and(|judged| judged.claim.id() == claim.id()))
            .last()
    }

    /// Who says something, in the reader's language.
    fn source_label(&self, source: &str) -> Result<String, Error> {
        let header = self.report.header();
        if source == "author" {
            return Ok(header.publisher.unwrap_or_else(|| self.words.say("author", &[])));
        }
        let language = header.language.unwrap_or_default();
        let label = labels::of_source(self.words.knowledge(), &language, source, self.words.language())?;
        Ok(label.unwrap_or_else(|| source.to_owned()))
    }
}

/// Who judged, when and why.
fn judged(decided: &Decided) -> Judged {
    Judged {
        entry: decided.seq,
        member: decided.record.member.clone(),
        when: decided.when.clone(),
        why: decided.record.why.clone(),
    }
}

/// An account that tells nothing.
fn empty_account() -> Account {
    Account {
        id: String::new(),
        cluster: None,
        date: None,
        place: bilan_model::Place::default(),
        acts: Vec::new(),
        methods: Vec::new(),
        alleged_perpetrators: Vec::new(),
        tolls: Vec::new(),
        status_claims: Vec::new(),
        responsibility_claims: Vec::new(),
        act_claims: Vec::new(),
    }
}

/// The words of a claim; of an act, which keeps none, those at its place.
fn quoted(claim: &Model, span: Span, text: &str) -> String {
    let quote = claim.quote();
    if quote.is_empty() { span.of(text).unwrap_or_default().to_owned() } else { quote.to_owned() }
}

/// What each kind says by itself; the rest is empty.
fn fields(account: &Account, claim: &Model) -> Claim {
    let mut all = Claim {
        id: String::new(),
        kind: String::new(),
        report: String::new(),
        account: String::new(),
        incident: None,
        says: String::new(),
        source: String::new(),
        source_label: String::new(),
        chain: Vec::new(),
        quote: String::new(),
        span: (0, 0),
        chars: (0, 0),
        hedged: false,
        confidence: None,
        rules: Vec::new(),
        toll: None,
        status: None,
        responsibility: None,
        act: None,
        verdict: None,
        added: false,
        judged: None,
    };
    match claim {
        Model::Toll(toll) => {
            let whole =
                account.tolls.iter().find(|known| known.id == toll.id).and_then(|known| known.part_of);
            let part_of =
                whole.and_then(|at| account.tolls.get(at)).map(|whole| whole.id.as_str().to_owned());
            all.chain.clone_from(&toll.chain);
            all.hedged = toll.hedged;
            all.confidence = Some(toll.confidence);
            all.rules.clone_from(&toll.rules);
            all.toll = Some(TollFields {
                outcome: toll.outcome.code().to_owned(),
                count: CountFields {
                    relation: relation(toll.count),
                    value: toll.count.value(),
                    high: toll.count.high(),
                },
                victims: toll.victims.code().to_owned(),
                victim_words: toll.victim_words.clone(),
                confirmation: toll.confirmation.code().to_owned(),
                part_of,
                status_contested: toll.status_contested,
            });
        }
        Model::Status(status) => {
            all.hedged = status.hedged;
            all.status =
                Some(StatusFields { status: status.status.code().to_owned(), words: status.words.clone() });
        }
        Model::Responsibility(said) => {
            all.responsibility = Some(ResponsibilityFields {
                party: said.party.clone(),
                stance: said.stance.code().to_owned(),
            });
        }
        Model::Act(said) => {
            all.hedged = said.hedged;
            all.act = Some(ActFields {
                act: said.act.code().to_owned(),
                method: said.method.map(|method| method.code().to_owned()),
            });
        }
    }
    all
}
