//! The closed lists of an entry: acts, who may do them, tools, and what may be counted.

use std::fmt;

/// A list of names that may stand in an entry, each with one spelling.
macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$item_doc])* $item,)+
        }

        impl $name {
            /// Every item, in the order of its definition.
            pub const ALL: &[Self] = &[$(Self::$item),+];

            /// The word that stands in an entry.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$item => $text,)+
                }
            }

            /// The item with exactly this word, if there is one.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.as_str() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

closed_list! {
    /// In what capacity an entry is signed; each role has a key of its own.
    Role {
        /// The device: signs checkpoints and what the device itself vouches for.
        Device = "device",
        /// A person with a login: signs judgements.
        Member = "member",
        /// The programs: sign what was computed, never what was decided.
        Machine = "machine",
    }
}

closed_list! {
    /// What was done. The commitment of the entry leads to the content named here, where it has any.
    Act {
        /// The case begins; content: its public keys. Always entry 0, and only there.
        OpenCase = "open-case",
        /// A key joins the case; content: the key.
        KeyAdd = "key-add",
        /// A key no longer speaks from here on; content: which, and why.
        KeyRevoke = "key-revoke",
        /// The log was reopened after an interruption and leftovers were set aside; content: which.
        Recover = "recover",
        /// The case was brought back from a backup; content: from which, by whom.
        Restore = "restore",
        /// Another device's log was received; content: its checkpoint.
        Sync = "sync",
        /// An outside witness saw a checkpoint; content: what it returned.
        CheckpointAnchor = "checkpoint-anchor",
        /// What was computed from the log has this digest; content: the digest and what it covers.
        ProjectionDigest = "projection-digest",

        /// A document came in; content: the acquisition record (who, when, how, from where).
        Ingest = "ingest",
        /// The document's bytes as received.
        Original = "original",
        /// Text extracted from an original; content: the text with parent, reader name and version.
        Derive = "derive",
        /// No text could be extracted; content: why.
        ExtractionFailed = "extraction-failed",
        /// Custody of an item changed; content: the transfer record.
        CustodyTransfer = "custody-transfer",
        /// A document holds a table of persons or events; content: what the table holds, or its bytes.
        Roster = "roster",
        /// A pack, codebook, gazetteer or set of weights that codings rest on; content: its bytes.
        Knowledge = "knowledge",

        /// What a machine read in a report; content: the coding.
        Coding = "coding",
        /// What a machine holds to be the same incident or person; content: the links.
        Link = "link",
        /// A documented range; content: the toll with the claims that hold its ends.
        Tally = "tally",
        /// A statistical estimate; content: the estimate with its table and plan.
        Estimate = "estimate",

        /// A person's decision on a claim; content: the decision and why.
        Judgement = "judgement",
        /// A claim a person entered (interview, phone call); content: the note.
        Note = "note",
        /// A source's kind, stance, group or party was set; content: the record.
        SourceSet = "source-set",
        /// A place was set; content: the record.
        PlaceSet = "place-set",
        /// How far an incident is established was set; content: the record.
        GradeSet = "grade-set",
        /// Incidents are one; content: which, and why.
        IncidentMerge = "incident-merge",
        /// An incident is several; content: how it splits, and why.
        IncidentSplit = "incident-split",
        /// Incidents are related; content: how, and why.
        IncidentRelate = "incident-relate",
        /// The subject replaces an earlier report, coding or figure, which stays; content: which, and why.
        Supersede = "supersede",
        /// A second person agrees to an act that needs two; content: the record.
        Approve = "approve",
        /// A member was given or denied access; content: the record.
        Grant = "grant",
        /// Protected fields were read; content: the record.
        Access = "access",
        /// Content is withheld from what leaves the case, and kept; content: what, and why.
        Redact = "redact",
        /// The object that is the subject is destroyed; content: why. Entry and proof of the object stay valid.
        Erase = "erase",

        /// Figures and records were published; content: the release.
        Release = "release",
        /// A dossier was sealed; content: its manifest.
        Dossier = "dossier",
        /// Data left the case in some other form; content: the record.
        Export = "export",
    }
}

impl Act {
    /// The roles whose signature this act may bear.
    pub fn roles(self) -> &'static [Role] {
        use Role::{Device, Machine, Member};
        match self {
            Self::OpenCase | Self::Recover | Self::Restore | Self::Sync | Self::CheckpointAnchor => &[Device],
            Self::KeyAdd
            | Self::KeyRevoke
            | Self::Ingest
            | Self::Original
            | Self::CustodyTransfer
            | Self::Roster
            | Self::Access
            | Self::Release
            | Self::Dossier
            | Self::Export => &[Device, Member],
            Self::ProjectionDigest | Self::Knowledge => &[Device, Machine],
            Self::Derive
            | Self::ExtractionFailed
            | Self::Coding
            | Self::Link
            | Self::Tally
            | Self::Estimate => &[Machine],
            Self::Judgement
            | Self::Note
            | Self::SourceSet
            | Self::PlaceSet
            | Self::GradeSet
            | Self::IncidentMerge
            | Self::IncidentSplit
            | Self::IncidentRelate
            | Self::Approve
            | Self::Grant
            | Self::Redact
            | Self::Erase => &[Member],
            Self::Supersede => &[Device, Member, Machine],
        }
    }
}

closed_list! {
    /// What an entry may count. Never a length in bytes: that could single out a published document.
    CountKey {
        /// Accounts.
        Accounts = "accounts",
        /// Claims.
        Claims = "claims",
        /// Doubts the coder raised.
        Doubts = "doubts",
        /// Entries of the log.
        Entries = "entries",
        /// Findings of a verification.
        Findings = "findings",
        /// Incidents.
        Incidents = "incidents",
        /// Links.
        Links = "links",
        /// Objects of the vault.
        Objects = "objects",
        /// Persons.
        Persons = "persons",
        /// Reports.
        Reports = "reports",
        /// Items withheld.
        Withheld = "withheld",
    }
}

closed_list! {
    /// The programs that sign as machine.
    ToolName {
        /// Extracts text from documents.
        Reader = "bilan-reader",
        /// Reads claims in text.
        Coder = "bilan-coder",
        /// Links accounts and persons.
        Linker = "bilan-linker",
        /// Makes documented ranges.
        Tally = "bilan-tally",
        /// Makes statistical estimates.
        Estimator = "bilan-estimator",
        /// A language model whose proposals were held against the text.
        Proposer = "bilan-proposer",
        /// The use cases that join the programs.
        Casework = "bilan-casework",
    }
}

/// A program and its version, as a machine entry names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Which program.
    pub name: ToolName,
    /// Which version of it.
    pub version: ToolVersion,
}

/// A version: 1 to 64 of `[0-9A-Za-z.+-]`, such as `0.1.0+g1a2b3c4`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolVersion(String);

impl ToolVersion {
    /// Takes a version in exactly the form above; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".+-".contains(&byte));
        fits.then(|| Self(text.to_owned()))
    }

    /// The text of the version.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_and_is_plain() {
        for act in Act::ALL {
            assert_eq!(Act::from_word(act.as_str()), Some(*act));
            assert!(act.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
            assert!(!act.roles().is_empty());
        }
        assert_eq!(Act::from_word("Coding"), None);
    }

    #[test]
    fn machines_do_not_judge_and_people_do_not_compute() {
        assert_eq!(Act::Judgement.roles(), [Role::Member]);
        assert_eq!(Act::Coding.roles(), [Role::Machine]);
    }

    /// Entries list counts in this order, which must be the one of a JSON object with sorted keys.
    #[test]
    fn counts_are_in_the_order_of_their_words() {
        assert!(CountKey::ALL.is_sorted_by_key(|key| key.as_str()));
        assert!(CountKey::ALL.is_sorted());
    }

    #[test]
    fn a_version_holds_no_words_of_a_report() {
        assert!(ToolVersion::parse("0.1.0+g1a2b3c4").is_some());
        for wrong in ["", "a b", "0.1/x", "é", "a\n", &"1".repeat(65)] {
            assert!(ToolVersion::parse(wrong).is_none(), "{wrong}");
        }
    }
}
