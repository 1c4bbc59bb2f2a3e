//! Preserves a batch of documents, reads and codes it, and links the case anew.

use bilan_ledger::{Act, Commit, Dep, Draft, Hash, Signer, Subject, ToolName};
use bilan_model::Coding;
use bilan_reader::{READER_VERSION, Roster};

use super::batch::Batch;
use super::text::{Text, read_parts};
use super::{Added, AddedPart, Additions, Outcome, TEXTS_AT_ONCE};
use crate::Progress;
use crate::case::Case;
use crate::decisions::{Decision, Restated, Supersession};
use crate::drafter::{Drafter, decision, links, machine};
use crate::error::Error;
use crate::records::{Acquisition, Failure, RosterSeen, Stated, to_json};
use crate::restate::restate_drafts;
use crate::state::{State, id_text};

/// A preserved document that is to be read.
pub(super) struct Preserved {
    subject: Subject,
    original: Commit,
    leaf: Hash,
    from: String,
    stated: Stated,
    bytes: Vec<u8>,
}

/// Documents whose addition was interrupted after they were preserved.
pub(super) fn unfinished(case: &Case, state: &State) -> Result<Vec<Preserved>, Error> {
    let waiting = state.items.iter().filter(|item| !item.read);
    let of = |item: &crate::state::Item| {
        let (Some(original), Some(leaf)) = (item.original, item.original_leaf) else { return Ok(None) };
        Ok(Some(Preserved {
            subject: item.subject,
            original,
            leaf,
            from: item.acquisition.from.clone(),
            stated: item.acquisition.stated.clone(),
            bytes: case.read(original)?,
        }))
    };
    waiting.filter_map(|item| of(item).transpose()).collect()
}

/// The case with what an addition needs.
pub(super) struct Adder<'a> {
    pub(super) case: &'a mut Case,
    pub(super) drafter: Drafter<'a>,
}

impl Adder<'_> {
    /// Preserves a batch, then reads and codes it.
    pub(super) fn finish(
        &mut self,
        batch: Batch,
        old: Option<&(String, Hash)>,
        report: &mut Additions,
        progress: &mut dyn Progress,
    ) -> Result<(), Error> {
        if batch.waiting.is_empty() {
            return Ok(());
        }
        let places: Vec<usize> = batch.waiting.iter().map(|waiting| waiting.at).collect();
        let preserved = self.preserve(batch)?;
        for (at, added) in places.into_iter().zip(self.process(&preserved, old, progress)?) {
            report.documents[at] = added;
        }
        Ok(())
    }

    /// Original bytes and acquisition records into the vault, before anything else.
    fn preserve(&mut self, batch: Batch) -> Result<Vec<Preserved>, Error> {
        let mut drafts = Vec::new();
        let mut preserved = Vec::new();
        for waiting in batch.waiting {
            let subject = Subject::Id(self.drafter.env.bytes());
            let record = Acquisition {
                format: "bilan-acquisition/1".to_owned(),
                member: self.drafter.env.member.clone(),
                device: self.drafter.env.device.clone(),
                when: self.drafter.env.now_text(),
                how: waiting.how,
                from: waiting.from.clone(),
                bytes: waiting.bytes.len(),
                sha256: waiting.digest,
                stated: waiting.stated.clone(),
            };
            let ingest = self.drafter.draft(Act::Ingest, Signer::Member, subject, to_json(&record));
            drafts.push(ingest);
            let original = self.drafter.draft(Act::Original, Signer::Member, subject, waiting.bytes.clone());
            let commit = original.content.commit().expect("an original has content");
            drafts.push(original.dep(Dep::InBatch(drafts.len() - 1)));
            preserved.push((subject, commit, waiting.from, waiting.stated, waiting.bytes));
        }
        let receipts = self.case.append(&drafts)?;
        let leaves = receipts.iter().skip(1).step_by(2).map(|receipt| receipt.leaf);
        let with_leaf = |((subject, original, from, stated, bytes), leaf)| Preserved {
            subject,
            original,
            leaf,
            from,
            stated,
            bytes,
        };
        Ok(preserved.into_iter().zip(leaves).map(with_leaf).collect())
    }

    /// Reads and codes preserved documents.
    pub(super) fn process(
        &mut self,
        preserved: &[Preserved],
        old: Option<&(String, Hash)>,
        progress: &mut dyn Progress,
    ) -> Result<Vec<Added>, Error> {
        let threads = self.drafter.env.threads;
        let reader = self.drafter.env.reader.clone();
        let read = crate::parallel::map(preserved, threads, |document| {
            read_parts(&document.from, &document.bytes, &reader)
        });
        let mut added = Vec::new();
        let mut texts = Vec::new();
        for (at, (document, parts)) in preserved.iter().zip(read).enumerate() {
            let parts = parts
                .into_iter()
                .map(|part| Text::of(part, &document.stated, self.drafter.knowledge))
                .collect::<Vec<_>>();
            added.push(Added { from: document.from.clone(), outcome: Outcome::Added { parts: Vec::new() } });
            texts.extend(parts.into_iter().map(|part| (at, part)));
        }
        let mut rest = texts.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(TEXTS_AT_ONCE.min(rest.len()));
            for (at, part) in self.code_and_append(preserved, now, old)? {
                if let Outcome::Added { parts } = &mut added[at].outcome {
                    parts.push(part);
                }
            }
            rest = later;
            progress.at("reports", texts.len() - rest.len(), texts.len());
        }
        Ok(added)
    }

    fn code_and_append(
        &mut self,
        preserved: &[Preserved],
        texts: &[(usize, Result<Text, AddedPart>)],
        old: Option<&(String, Hash)>,
    ) -> Result<Vec<(usize, AddedPart)>, Error> {
        let named: Vec<_> = texts
            .iter()
            .map(|(at, text)| {
                let report = text.as_ref().ok().map(|text| {
                    let id: [u8; 16] = self.drafter.env.bytes();
                    (id, text.report(&id_text(id)))
                });
                (*at, text, report)
            })
            .collect();
        let knowledge = self.drafter.knowledge;
        let codings = crate::parallel::map(&named, self.drafter.env.threads, |(_, _, report)| {
            report.as_ref().map(|(_, report)| knowledge.code(report))
        });
        let mut drafts = Vec::new();
        let mut added = Vec::new();
        for ((at, text, report), coding) in named.into_iter().zip(codings) {
            let document = &preserved[at];
            match (text, report, coding) {
                (Ok(text), Some((id, report)), Some(Ok(coding))) => {
                    added.push((at, text.added(&report.header.doc, &coding)));
                    self.report_drafts(&mut drafts, document, text, id, &coding, old);
                }
                (Ok(_), _, Some(Err(error))) => {
                    let why = format!("{}. The original is kept.", error.what);
                    drafts.push(self.failure(document, None, None, &why));
                    added.push((at, AddedPart::Unreadable { line: None, part: None, why }));
                }
                (Err(failed @ AddedPart::Unreadable { line, part, why }), _, _) => {
                    drafts.push(self.failure(document, *line, part.clone(), why));
                    added.push((at, failed.clone()));
                }
                (Err(kept @ AddedPart::Roster { part, roster }), _, _) => {
                    drafts.push(self.roster(document, part.clone(), roster.clone()));
                    added.push((at, kept.clone()));
                }
                (Ok(_) | Err(_), _, _) => {}
            }
        }
        self.case.append(&drafts)?;
        Ok(added)
    }

    /// Takes what is stated now of bytes that the case has, where it is more than was known, and codes their reports
    /// anew under it.
    pub(super) fn restate_known(
        &mut self,
        state: &State,
        digest: &str,
        stated: &Stated,
    ) -> Result<Option<Outcome>, Error> {
        let Some(item) = state.with_bytes(digest) else { return Ok(None) };
        let mut drafts = Vec::new();
        let mut reports = Vec::new();
        for known in state.reports_of(&item.id) {
            let said = Restated {
                report: known.id.clone(),
                published: stated.published,
                publisher: stated.publisher.clone(),
                language: stated.language.clone(),
                title: stated.title.clone(),
            };
            if restate_drafts(
                self.case,
                known,
                said,
                "stated when the same bytes were added again",
                &mut self.drafter,
                &mut drafts,
            )? {
                reports.push(known.id.clone());
            }
        }
        self.case.append(&drafts)?;
        Ok((!reports.is_empty()).then_some(Outcome::Restated { reports }))
    }

    fn failure(
        &mut self,
        document: &Preserved,
        line: Option<usize>,
        doc: Option<String>,
        why: &str,
    ) -> Draft {
        let record = Failure {
            format: "bilan-extraction-failed/1".to_owned(),
            parent: document.original.to_string(),
            line,
            doc,
            why: why.to_owned(),
            reader_version: READER_VERSION.to_owned(),
        };
        let signer = machine(ToolName::Reader, READER_VERSION);
        self.drafter
            .draft(Act::ExtractionFailed, signer, document.subject, to_json(&record))
            .dep(Dep::Leaf(document.leaf))
    }

    /// A table that is kept and not coded.
    fn roster(&mut self, document: &Preserved, part: Option<String>, roster: Roster) -> Draft {
        let record = RosterSeen {
            format: "bilan-roster/1".to_owned(),
            parent: document.original.to_string(),
            part,
            roster,
            reader_version: READER_VERSION.to_owned(),
        };
        self.drafter
            .draft(Act::Roster, Signer::Member, document.subject, to_json(&record))
            .dep(Dep::Leaf(document.leaf))
    }

    /// Text, coding and, where it replaces a report, that it does.
    fn report_drafts(
        &mut self,
        drafts: &mut Vec<Draft>,
        document: &Preserved,
        text: &Text,
        id: [u8; 16],
        coding: &Coding,
        old: Option<&(String, Hash)>,
    ) {
        let subject = Subject::Id(id);
        let object = text.header(&id_text(id), document.original).with_text(&text.document.text);
        let signer = machine(ToolName::Reader, READER_VERSION);
        let derive = self.drafter.draft(Act::Derive, signer, subject, object);
        let commit = derive.content.commit().expect("a text has content");
        drafts.push(derive.dep(Dep::Leaf(document.leaf)));
        let derived = Dep::InBatch(drafts.len() - 1);

        let header = text.report(&id_text(id)).header;
        self.drafter.coding(drafts, subject, commit, &header, coding, derived);
        if let Some((old, leaf)) = old {
            let decided = Decision::Supersede(Supersession { old: old.clone(), new: id_text(id) });
            let draft = decision(self.drafter.env, Act::Supersede, subject, decided, "");
            drafts.push(draft.dep(derived).dep(Dep::Leaf(*leaf)));
        }
    }

    /// Links all accounts of the case anew, records the result where it is another than before, and gives the state
    /// that it follows from with the number of incidents. The old state goes: a large case has no room for two.
    pub(super) fn link(&mut self, before: State) -> Result<(State, usize), Error> {
        let known = before.links.map(|(_, commit)| commit);
        let state = before.caught_up(self.case)?;
        let links = links(&state);
        let known = known.map(|commit| self.case.read(commit)).transpose()?;
        if !links.incidents.is_empty() && known.as_deref() != Some(&to_json(&links)[..]) {
            let draft = self.drafter.links(&links, Subject::from(self.case.ledger().case_id()));
            self.case.append(&[draft])?;
        }
        Ok((state, links.incidents.len()))
    }
}
