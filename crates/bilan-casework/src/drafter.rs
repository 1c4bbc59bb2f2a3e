//! Entries to be: drafts with fresh salts and the present time, codings with the knowledge that they rest on.

use std::collections::BTreeSet;

use bilan_ledger::{
    Act, Commit, Content, CountKey, Dep, Draft, Signer, Subject, Tool, ToolName, ToolVersion,
};
use bilan_model::{Account, Coding, ReportHeader};

use crate::decisions::{Decision, DecisionRecord};
use crate::env::Env;
use crate::knowledge::{CODER_VERSION, Knowledge};
use crate::records::{CoderVersion, CodingRecord, KnowledgeDigests, LinkedIncident, Links, to_json};
use crate::state::State;

/// Makes drafts for one case.
pub(crate) struct Drafter<'a> {
    pub(crate) env: &'a mut Env,
    pub(crate) knowledge: &'a Knowledge,
    /// Digests of the knowledge that the case's vault has, or will have with the drafts made so far.
    kept: BTreeSet<String>,
}

impl<'a> Drafter<'a> {
    pub(crate) fn new(state: &State, env: &'a mut Env, knowledge: &'a Knowledge) -> Self {
        Self { env, knowledge, kept: state.knowledge.keys().cloned().collect() }
    }

    /// A draft with new content.
    pub(crate) fn draft(&mut self, act: Act, signer: Signer, subject: Subject, bytes: Vec<u8>) -> Draft {
        draft(self.env, act, signer, subject, bytes)
    }

    /// A coding of a text, after what it rests on.
    pub(crate) fn coding(
        &mut self,
        drafts: &mut Vec<Draft>,
        subject: Subject,
        text: Commit,
        header: &ReportHeader,
        coding: &Coding,
        derived: Dep,
    ) {
        let language = header.language.as_deref();
        let record = CodingRecord {
            format: "bilan-coding/1".to_owned(),
            text: text.to_string(),
            language: header.language.clone(),
            header: Some(header.clone()),
            coder: CoderVersion { version: CODER_VERSION.to_owned() },
            knowledge: self.keep_knowledge(drafts, language),
            coding: coding.clone(),
        };
        let claims: usize = coding.incidents.iter().map(Account::claim_count).sum();
        let draft = self
            .draft(Act::Coding, machine(ToolName::Coder, CODER_VERSION), subject, to_json(&record))
            .dep(derived)
            .count(CountKey::Accounts, coding.incidents.len() as u64)
            .count(CountKey::Claims, claims as u64)
            .count(CountKey::Doubts, coding.doubts.len() as u64);
        drafts.push(draft);
    }

    /// Digests of what a coding in `language` rests on; bytes that the vault does not have go there.
    fn keep_knowledge(&mut self, drafts: &mut Vec<Draft>, language: Option<&str>) -> KnowledgeDigests {
        let digests = digests(self.knowledge, language);
        let used = digests.pack.iter().chain([&digests.codebook, &digests.gazetteer]);
        let used = used.filter(|_| digests.pack.is_some());
        for digest in used {
            if self.kept.insert(digest.clone())
                && let Some(bundle) = self.knowledge.bundle(digest)
            {
                let subject = Subject::Id(self.env.bytes());
                let signer = machine(ToolName::Casework, env!("CARGO_PKG_VERSION"));
                let draft = self.draft(Act::Knowledge, signer, subject, bundle.to_bytes());
                drafts.push(draft);
            }
        }
        digests
    }

    /// Which accounts a machine holds to be one incident.
    pub(crate) fn links(&mut self, links: &Links, case: Subject) -> Draft {
        let accounts: usize = links.incidents.iter().map(|incident| incident.accounts.len()).sum();
        let signer = machine(ToolName::Linker, env!("CARGO_PKG_VERSION"));
        self.draft(Act::Link, signer, case, to_json(links))
            .count(CountKey::Incidents, links.incidents.len() as u64)
            .count(CountKey::Accounts, accounts as u64)
    }
}

/// A draft with new content under a fresh salt.
pub(crate) fn draft(env: &mut Env, act: Act, signer: Signer, subject: Subject, bytes: Vec<u8>) -> Draft {
    let salt = env.salt();
    Draft::new(act, signer, subject, env.claimed_time()).content(Content::new(salt, bytes))
}

/// A person's decision as a draft.
pub(crate) fn decision(env: &mut Env, act: Act, subject: Subject, decision: Decision, why: &str) -> Draft {
    let record = DecisionRecord { decision, member: env.member.clone(), why: why.to_owned() };
    draft(env, act, Signer::Member, subject, to_json(&record))
}

/// Digests of what a coding in `language` rests on.
pub(crate) fn digests(knowledge: &Knowledge, language: Option<&str>) -> KnowledgeDigests {
    KnowledgeDigests {
        pack: language.and_then(|language| knowledge.pack_digest(language)).map(str::to_owned),
        codebook: knowledge.codebook_digest().to_owned(),
        gazetteer: knowledge.gazetteer_digest().to_owned(),
    }
}

/// Which accounts of the case are one incident.
pub(crate) fn links(state: &State) -> Links {
    let incidents = state.picture().incidents.iter().map(|incident| LinkedIncident {
        id: incident.id.clone(),
        accounts: incident
            .accounts
            .iter()
            .map(|entry| (entry.report.doc.clone(), entry.account.id.clone()))
            .collect(),
    });
    Links { format: "bilan-links/1".to_owned(), incidents: incidents.collect() }
}

/// A program of this version as signer.
pub(crate) fn machine(name: ToolName, version: &str) -> Signer {
    let version = ToolVersion::parse(version).expect("versions are made of letters, digits, dots and plus");
    Signer::Machine(Tool { name, version })
}
