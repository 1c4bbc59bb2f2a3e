//! The text of an entry: its exact bytes, and that nothing else is read.

use std::collections::BTreeMap;

use bilan_ledger::*;
use proptest::prelude::*;

use crate::support::{genesis, machine, subject, time};

fn example() -> Entry {
    let keys = SigningKeys::from_seeds(genesis().case, genesis().device, &genesis().seeds);
    Entry {
        case: genesis().case,
        device: genesis().device,
        seq: 4,
        prev: Some(Hash([0xaa; 32])),
        deps: vec![Hash([0xbb; 32])],
        lamport: 5,
        actor: KeyName::parse(keys.verifying().of(Role::Machine).name()).unwrap(),
        role: Role::Machine,
        claimed_time: time(4),
        act: Act::Coding,
        subject: subject(7),
        commit: Commit::from_hex(&"cc".repeat(32)),
        counts: BTreeMap::from([(CountKey::Claims, 7), (CountKey::Accounts, 4)]),
        tool: machine().tool().cloned(),
    }
}

/// The format, byte for byte: if this changes, every case ever written stops being readable.
#[test]
fn the_bytes_of_an_entry() {
    let expected = concat!(
        "bilan-entry/v1\n",
        r#"{"case":"cacacacacacacacacacacacacacacaca","device":"dededededededededededededededede","seq":4,"#,
        r#""prev":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#,
        r#""deps":["bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"],"lamport":5,"#,
        r#""actor":"bilan/cacacacacacacacacacacacacacacaca/machine/ACTOR","role":"machine","#,
        r#""claimed_time":"2026-05-19T10:00:04Z","act":"coding","subject":"07070707070707070707070707070707","#,
        r#""commit":"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc","#,
        r#""counts":{"accounts":4,"claims":7},"tool":{"name":"bilan-coder","version":"0.1.0+g1a2b3c4"}}"#,
        "\n"
    );
    let entry = example();
    let actor = entry.actor.to_string();
    let expected = expected.replace("ACTOR", actor.rsplit('/').next().unwrap());
    assert_eq!(entry.to_text(), expected);
    assert_eq!(Entry::parse_text(&expected), Ok(entry));
}

#[test]
fn only_the_canonical_spelling_is_read() {
    let text = example().to_text();
    let changed = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        Entry::parse_text(&changed)
    };
    assert_eq!(changed("\"seq\":4", "\"seq\": 4"), Err(EntryError::NotCanonical));
    assert_eq!(changed("coding", "cod\\u0069ng"), Err(EntryError::NotCanonical));
    assert_eq!(
        changed("\"accounts\":4,\"claims\":7", "\"claims\":7,\"accounts\":4"),
        Err(EntryError::NotCanonical)
    );
    assert_eq!(changed("\"claims\":7", "\"claims\":8,\"claims\":7"), Err(EntryError::NotCanonical));
    assert_eq!(
        changed("\"act\":\"coding\"", "\"act\":\"forecast\""),
        Err(EntryError::UnknownAct("forecast".into()))
    );
    assert_eq!(changed("cacaca", "CACACA"), Err(EntryError::Field("case")));
    assert_eq!(changed("bbbb", "bbb"), Err(EntryError::Field("deps")));
    assert_eq!(changed("\"claims\":7", "\"deaths\":7"), Err(EntryError::Field("counts")));
    assert_eq!(changed("\"claims\":7", "\"claims\":9007199254740992"), Err(EntryError::Field("counts")));
    assert_eq!(changed("bilan-coder", "Kidal"), Err(EntryError::Field("tool")));
    assert_eq!(changed("10:00:04Z", "10:00:04"), Err(EntryError::Field("claimed_time")));
    assert_eq!(changed("v1\n", "v2\n"), Err(EntryError::Type));
    assert!(matches!(changed("\"seq\":4", "\"seq\":4,\"name\":\"X\""), Err(EntryError::Json(_))));
    assert!(matches!(changed("\"seq\":4,", ""), Err(EntryError::Json(_))));
    assert!(matches!(changed("\"seq\":4", "\"seq\":-4"), Err(EntryError::Json(_))));
    assert!(matches!(changed("}\n", "}}\n"), Err(EntryError::Json(_))));
    assert!(Entry::parse_text(&format!("{text}\n")).is_err());
    assert!(Entry::parse_text(text.trim_end()).is_err());
    assert!(Entry::parse_text("").is_err());
}

fn ids() -> impl Strategy<Value = [u8; 32]> {
    any::<[u8; 32]>()
}

prop_compose! {
    fn entries()(
        ids in prop::collection::vec(ids(), 4..9),
        numbers in any::<[u32; 3]>(),
        act in prop::sample::select(Act::ALL),
        role in prop::sample::select(Role::ALL),
        counts in prop::collection::btree_map(prop::sample::select(CountKey::ALL), 0..1_u64 << 53, 0..5),
        tool in prop::option::of((prop::sample::select(ToolName::ALL), "[0-9A-Za-z.+-]{1,64}")),
        flags in any::<[bool; 3]>(),
    ) -> Entry {
        let half = |id: [u8; 32]| *id.first_chunk::<16>().unwrap();
        let (case, device) = (CaseId::from_bytes(half(ids[0])), DeviceId::from_bytes(half(ids[1])));
        Entry {
            case,
            device,
            seq: u64::from(numbers[0]),
            prev: flags[0].then_some(Hash(ids[2])),
            deps: ids[4..].iter().map(|id| Hash(*id)).collect(),
            lamport: u64::from(numbers[1]),
            actor: if flags[1] { KeyName::Device(case, device) } else { KeyName::Member(case, half(ids[2])) },
            role,
            claimed_time: time(u64::from(numbers[2])),
            act,
            subject: Subject::Id(half(ids[3])),
            commit: flags[2].then(|| Commit::of(&Salt(ids[2]), &ids[3])),
            counts,
            tool: tool.map(|(name, version)| Tool { name, version: ToolVersion::parse(&version).unwrap() }),
        }
    }
}

proptest! {
    #[test]
    fn every_entry_is_read_back_and_is_ascii(entry in entries()) {
        let text = entry.to_text();
        prop_assert!(text.is_ascii());
        prop_assert_eq!(Entry::parse_text(&text), Ok(entry));
    }

    /// A changed text is refused, or is another entry with that very text: never the same entry twice.
    #[test]
    fn no_entry_has_two_texts(entry in entries(), at in any::<prop::sample::Index>(), byte in 0x20..0x7f_u8) {
        let mut bytes = entry.to_text().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        let text = String::from_utf8(bytes).unwrap();
        if let Ok(other) = Entry::parse_text(&text) {
            prop_assert_ne!(&other, &entry);
            prop_assert_eq!(other.to_text(), text);
        }
    }

    #[test]
    fn no_bytes_make_a_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = SignedNote::parse(&bytes);
        let _ = Segment::parse(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = Entry::parse_text(&format!("{ENTRY_TYPE}\n{text}\n"));
        let _ = Checkpoint::parse_text(&text);
        let _ = VerifierKey::parse(&text);
        let _ = VerifyingKeys::parse_text(&text);
        let _ = Tile::from_path(&text);
        let _ = ClaimedTime::parse(&text);
    }
}
