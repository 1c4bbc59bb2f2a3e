//! The ledger entry by entry into [`State`], and which decisions stand in the end.

use std::sync::OnceLock;

use bilan_ledger::{Act, Commit, Entry, SealedEntry, Subject};
use bilan_linker::Signature;
use bilan_model::Verdict;

use super::{AsOf, Coded, Decided, Item, Picture, Place, ReportState, State, is_import, malformed, parse};
use crate::case::Case;
use crate::decisions::{Decision, DecisionRecord, NoteRecord, Restated};
use crate::digest::sha256;
use crate::error::Error;
use crate::judge::alone;
use crate::records::{Acquisition, CodingRecord, Failure, How, RosterSeen, Stated, TextHeader};

/// What entries that were replayed change.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct News {
    /// Something of what is told.
    tells: bool,
    /// Which accounts are one event.
    links: bool,
}

impl State {
    pub(super) fn replayed(case: &Case, as_of: Option<&AsOf>) -> Result<Self, Error> {
        let mut state = Self::default();
        for sealed in case.ledger().entries() {
            let sealed = sealed.map_err(|error| Error::ledger(case.folder(), error))?;
            if as_of.is_none_or(|as_of| as_of.holds(&sealed.entry)) {
                state.replay(case, &sealed)?;
            }
        }
        state.settle();
        Ok(state)
    }

    /// Replays the entries that the case has beyond this state, and draws what follows from them.
    pub(super) fn catch_up(&mut self, case: &Case) -> Result<(), Error> {
        let news = self.replay_news(case)?;
        self.follow(news);
        Ok(())
    }

    /// Replays the entries that the case has beyond this state; [`State::follow`] draws what follows from them.
    pub(crate) fn replay_news(&mut self, case: &Case) -> Result<News, Error> {
        let mut news = News::default();
        if self.size == case.size() {
            return Ok(news);
        }
        for sealed in case.entries_from(self.size) {
            let sealed = sealed.map_err(|error| Error::ledger(case.folder(), error))?;
            let decided = self.decisions.len();
            self.replay(case, &sealed)?;
            // What machines record of a picture changes none, and making one anew costs a linking.
            if !matches!(sealed.entry.act, Act::Link | Act::ProjectionDigest | Act::Knowledge) {
                news.tells = true;
                let decided = self.decisions.get(decided);
                // A part of a case is linked anew only where that is what was decided.
                news.links |= if self.part.is_some() {
                    decided.is_some_and(|decided| self.regroups(decided))
                } else {
                    !decided.is_some_and(|decided| self.leaves_links(decided))
                };
            }
        }
        Ok(news)
    }

    /// Draws what follows from entries that were replayed.
    pub(crate) fn follow(&mut self, news: News) {
        let kept = self.picture.get().filter(|_| !news.links).map(Picture::kept);
        if news.tells {
            self.settle();
        }
        if let Some(kept) = kept.filter(|_| news.tells) {
            self.picture = OnceLock::from(Picture::retold(self, kept));
        }
    }

    /// Whether a decision says which accounts are one event, or takes back one that does.
    fn regroups(&self, decided: &Decided) -> bool {
        match &decided.record.decision {
            Decision::Merge(_) | Decision::Split(_) => true,
            Decision::Undo(undone) => {
                let target = self.decisions.iter().find(|decided| decided.seq == undone.entry);
                target.is_some_and(|target| self.regroups(target))
            }
            Decision::Judge(_)
            | Decision::ReadAgain(_)
            | Decision::Restate(_)
            | Decision::SetSource(_)
            | Decision::SetPlace(_)
            | Decision::SetGrade(_)
            | Decision::Relate(_)
            | Decision::Supersede(_) => false,
        }
    }

    /// Whether a decision changes nothing that linking sees: what a claim says stays as it is told, or it is of a source.
    pub(crate) fn leaves_links(&self, decided: &Decided) -> bool {
        match &decided.record.decision {
            Decision::ReadAgain(_)
            | Decision::SetSource(_)
            | Decision::SetPlace(_)
            | Decision::SetGrade(_)
            | Decision::Relate(_) => true,
            Decision::Judge(judged) if judged.verdict == Verdict::Accept && !judged.added => {
                let Some(picture) = self.picture.get() else { return false };
                let told = picture.told.iter().filter(|told| told.header.doc == judged.account.report);
                let mut claims = told.flat_map(|told| &told.accounts).flat_map(|account| account.claims());
                picture.verdicts.get(judged.claim.id()) != Some(&Verdict::Reject)
                    && judged.whole.is_none()
                    && claims.any(|claim| alone(claim) == judged.claim)
            }
            Decision::Judge(_)
            | Decision::Restate(_)
            | Decision::Merge(_)
            | Decision::Split(_)
            | Decision::Supersede(_)
            | Decision::Undo(_) => false,
        }
    }

    fn replay(&mut self, case: &Case, sealed: &SealedEntry) -> Result<(), Error> {
        let entry = &sealed.entry;
        self.size = entry.seq + 1;
        let Some(commit) = entry.commit.filter(|commit| case.ledger().erased_by(*commit).is_none()) else {
            return Ok(());
        };
        match entry.act {
            Act::Ingest => match parse::<Acquisition>(case, commit) {
                Ok(acquisition) => self.ingest(entry, acquisition),
                Err(_) => self.decide(case, sealed, commit)?,
            },
            Act::Note => match parse::<NoteRecord>(case, commit) {
                Ok(note) => self.note(case, sealed, commit, note)?,
                Err(_) => self.decide(case, sealed, commit)?,
            },
            Act::Original => {
                if let Some(Place::Item(at)) = self.index.get(&entry.subject).copied() {
                    let item = &mut self.items[at];
                    (item.original, item.original_leaf) = (Some(commit), Some(sealed.leaf));
                    self.by_original.insert(commit, at);
                }
            }
            Act::Derive => self.derive(case, sealed, commit)?,
            Act::ExtractionFailed => {
                let failure: Failure = parse(case, commit)?;
                if let Some(item) = self.item_of(&entry.subject) {
                    item.read = true;
                    item.failures.push(failure);
                }
            }
            Act::Roster => {
                let seen: RosterSeen = parse(case, commit)?;
                if let Some(item) = self.item_of(&entry.subject) {
                    item.read = true;
                    item.rosters.push(seen);
                }
            }
            Act::Coding => {
                let record: CodingRecord = parse(case, commit)?;
                let (seq, leaf, commit) = (entry.seq, sealed.leaf.to_string(), commit.to_string());
                if let Some(report) = self.report_of(&entry.subject) {
                    report.coding = Some(Coded { record, seq, leaf, commit });
                }
            }
            Act::Knowledge => {
                let bytes = case.read(commit)?;
                self.knowledge.insert(sha256(&bytes), commit);
            }
            Act::Link => self.links = Some((entry.seq, commit)),
            Act::Judgement
            | Act::SourceSet
            | Act::PlaceSet
            | Act::GradeSet
            | Act::IncidentMerge
            | Act::IncidentSplit
            | Act::IncidentRelate
            | Act::Supersede => self.decide(case, sealed, commit)?,
            // Nothing of what this version shows follows from these.
            Act::OpenCase
            | Act::KeyAdd
            | Act::KeyRevoke
            | Act::Recover
            | Act::Restore
            | Act::Sync
            | Act::CheckpointAnchor
            | Act::ProjectionDigest
            | Act::CustodyTransfer
            | Act::Tally
            | Act::Estimate
            | Act::Approve
            | Act::Grant
            | Act::Access
            | Act::Redact
            | Act::Erase
            | Act::Release
            | Act::Dossier
            | Act::Export => {}
        }
        self.proven(sealed);
        Ok(())
    }

    fn ingest(&mut self, entry: &Entry, acquisition: Acquisition) {
        self.index.insert(entry.subject, Place::Item(self.items.len()));
        self.items.push(Item {
            id: entry.subject.to_string(),
            subject: entry.subject,
            acquisition,
            original: None,
            original_leaf: None,
            entries: Vec::new(),
            read: false,
            failures: Vec::new(),
            rosters: Vec::new(),
            note: None,
            withdrawn_by: None,
        });
    }

    /// A note is a document of its own; its object is the original.
    fn note(
        &mut self,
        case: &Case,
        sealed: &SealedEntry,
        commit: Commit,
        note: NoteRecord,
    ) -> Result<(), Error> {
        let bytes = case.read(commit)?;
        let acquisition = Acquisition {
            format: "bilan-acquisition/1".to_owned(),
            member: note.member.clone(),
            device: String::new(),
            when: note.when.clone(),
            how: How::Note,
            from: note.how.code().to_owned(),
            bytes: bytes.len(),
            sha256: sha256(&bytes),
            stated: Stated {
                published: Some(note.held),
                publisher: Some(note.pseudonym.clone()),
                language: note.language.clone(),
                title: None,
            },
        };
        self.ingest(&sealed.entry, acquisition);
        let at = self.items.len() - 1;
        let item = &mut self.items[at];
        (item.original, item.original_leaf, item.note) = (Some(commit), Some(sealed.leaf), Some(note));
        self.by_original.insert(commit, at);
        Ok(())
    }

    fn derive(&mut self, case: &Case, sealed: &SealedEntry, commit: Commit) -> Result<(), Error> {
        let object = case.read(commit)?;
        let (text, words) = TextHeader::split(&object).ok_or_else(|| malformed(case, commit))?;
        let parent = Commit::from_hex(&text.parent).and_then(|parent| self.by_original.get(&parent));
        let Some(item) = parent.and_then(|at| self.items.get_mut(*at)) else {
            return Err(malformed(case, commit));
        };
        item.read = true;
        self.index.insert(sealed.entry.subject, Place::Report(self.reports.len()));
        // Rows of one table share their columns, which makes none a copy of another.
        let signature = if is_import(&text) { None } else { Signature::of(&words) };
        self.reports.push(ReportState {
            id: sealed.entry.subject.to_string(),
            subject: sealed.entry.subject,
            item: item.id.clone(),
            text,
            text_commit: commit,
            text_leaf: sealed.leaf,
            signature,
            arrived: sealed.entry.seq,
            entries: item.entries.clone(),
            coding: None,
            superseded_by: None,
            withdrawn_by: None,
            restated: Restated::default(),
        });
        Ok(())
    }

    fn decide(&mut self, case: &Case, sealed: &SealedEntry, commit: Commit) -> Result<(), Error> {
        let record: DecisionRecord = parse(case, commit)?;
        self.decisions.push(Decided {
            seq: sealed.entry.seq,
            leaf: sealed.leaf.to_string(),
            when: sealed.entry.claimed_time.to_string(),
            record,
            undone_by: None,
        });
        Ok(())
    }

    /// Adds the entry to those of the item or report that it is about.
    fn proven(&mut self, sealed: &SealedEntry) {
        let proof = (sealed.entry.seq, sealed.leaf.to_string());
        if let Some(item) = self.item_of(&sealed.entry.subject) {
            item.entries.push(proof);
        } else if let Some(report) = self.report_of(&sealed.entry.subject) {
            report.entries.push(proof);
        }
    }

    fn item_of(&mut self, subject: &Subject) -> Option<&mut Item> {
        match self.index.get(subject)? {
            Place::Item(at) => self.items.get_mut(*at),
            Place::Report(_) => None,
        }
    }

    fn report_of(&mut self, subject: &Subject) -> Option<&mut ReportState> {
        match self.index.get(subject)? {
            Place::Report(at) => self.reports.get_mut(*at),
            Place::Item(_) => None,
        }
    }

    /// Which decisions stand, and what follows from them for documents and reports. From the last to the first: an
    /// undoing that was itself undone undoes nothing.
    pub(super) fn settle(&mut self) {
        let mut undone = std::collections::BTreeMap::new();
        for decided in self.decisions.iter_mut().rev() {
            decided.undone_by = undone.get(&decided.seq).copied();
            if let (Decision::Undo(target), None) = (&decided.record.decision, decided.undone_by) {
                undone.insert(target.entry, decided.seq);
            }
        }
        for item in &mut self.items {
            item.withdrawn_by = item.entries.first().and_then(|(seq, _)| undone.get(seq).copied());
        }
        let items: std::collections::BTreeMap<&str, Option<u64>> =
            self.items.iter().map(|item| (item.id.as_str(), item.withdrawn_by)).collect();
        for report in &mut self.reports {
            report.withdrawn_by = items.get(report.item.as_str()).copied().flatten();
            (report.superseded_by, report.restated) = (None, Restated::default());
        }
        let places: std::collections::BTreeMap<String, usize> =
            self.reports.iter().enumerate().map(|(at, report)| (report.id.clone(), at)).collect();
        for decided in self.decisions.iter().filter(|decided| decided.undone_by.is_none()) {
            match &decided.record.decision {
                Decision::Supersede(record) => {
                    let new_stands =
                        places.get(&record.new).is_some_and(|at| self.reports[*at].withdrawn_by.is_none());
                    if let Some(at) = places.get(&record.old).filter(|_| new_stands) {
                        self.reports[*at].superseded_by = Some(record.new.clone());
                    }
                }
                Decision::Restate(said) => {
                    if let Some(at) = places.get(&said.report) {
                        self.reports[*at].restated.take(said);
                    }
                }
                Decision::Judge(_)
                | Decision::ReadAgain(_)
                | Decision::SetSource(_)
                | Decision::SetPlace(_)
                | Decision::SetGrade(_)
                | Decision::Merge(_)
                | Decision::Split(_)
                | Decision::Relate(_)
                | Decision::Undo(_) => {}
            }
        }
        self.picture.take();
    }
}

impl Restated {
    /// What is said later goes before what was said earlier.
    fn take(&mut self, later: &Self) {
        self.report.clone_from(&later.report);
        self.published = later.published.or(self.published);
        self.publisher = later.publisher.clone().or(self.publisher.take());
        self.language = later.language.clone().or(self.language.take());
        self.title = later.title.clone().or(self.title.take());
    }
}
