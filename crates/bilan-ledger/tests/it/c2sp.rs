//! Signed notes and checkpoints: the examples of the specifications, and two other crates, `signed_note` and `tlog_tiles`.

use bilan_ledger::*;
use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};

use crate::support::{genesis, small_case};

/// C2SP signed-note, the example under "Verifier keys".
const SPEC_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const SPEC_NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo \
    Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

/// The example of the Go package in which the format began.
const GO_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const GO_SIGNATURE: &str = "\u{2014} PeterNeumann \
    x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn the_example_note_of_the_specification() {
    let key = VerifierKey::parse(SPEC_KEY).unwrap();
    assert_eq!((key.name(), key.key_id()), ("example.com/foo", 0x530d_903a));
    let note = SignedNote::parse(SPEC_NOTE.as_bytes()).unwrap();
    assert_eq!(note.text(), "This is an example message.\n");
    assert_eq!(note.verify(&key), Ok(()));
}

#[test]
fn the_example_note_of_the_go_package_to_the_byte() {
    let key = SignerKey::parse(GO_SECRET).unwrap();
    assert_eq!(key.verifier().to_string(), GO_KEY);
    assert_eq!(key.to_secret_text(), GO_SECRET);
    let note = SignedNote::sign(GO_TEXT, &key).unwrap();
    assert_eq!(note.to_bytes(), format!("{GO_TEXT}\n{GO_SIGNATURE}").into_bytes());
    assert!(!format!("{key:?}").contains("AYEKFALV"), "a secret key is never shown");
}

/// The text of the first example of the specification has empty lines of its own.
#[test]
fn a_text_with_empty_lines() {
    let note = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \u{e8} subito sera.\n\n\
        \u{2014} quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    let parsed = SignedNote::parse(note.as_bytes()).unwrap();
    assert!(parsed.text().ends_with(":\n\ned \u{e8} subito sera.\n"));
    assert_eq!(parsed.signatures()[0].name, "quasimodo.example/salvatore");
    assert_eq!(parsed.signatures()[0].key_id, 0x367b_a04b);
}

#[test]
fn what_is_not_a_note() {
    let key = VerifierKey::parse(SPEC_KEY).unwrap();
    let changed = |from: &str, to: &str| SPEC_NOTE.replace(from, to);
    let malformed = [
        changed(".\n\n", ".\n"),
        changed("\u{2014}", "-"),
        changed("This", "Th\u{7}s"),
        changed("message.\n", "message.\r\n"),
        changed("yaQM=", "yaQN="),
        changed("yaQM=", "yaQM"),
        changed("foo Uw2Q", "foo  Uw2Q"),
        changed("com/foo ", "com/+foo "),
        format!("{SPEC_NOTE}junk\n"),
        SPEC_NOTE.trim_end().to_owned(),
        format!("{SPEC_NOTE}\n"),
        String::new(),
        "\n\n".to_owned(),
    ];
    for note in malformed {
        assert!(matches!(SignedNote::parse(note.as_bytes()), Err(NoteError::Malformed(_))), "{note:?}");
    }
    assert!(SignedNote::parse(b"\xff\n\n\xe2\x80\x94 a AAAAAAAA\n").is_err());

    let unproven = [(changed("example m", "exbmple m"), true), (changed("Uw2QOkn8", "Uw2QOkn9"), true)];
    for (note, names_the_key) in unproven {
        let result = SignedNote::parse(note.as_bytes()).unwrap().verify(&key);
        assert_eq!(matches!(result, Err(NoteError::BadSignature(_))), names_the_key, "{note:?}");
    }
    let other = changed("foo Uw2Q", "foo Vw2Q");
    let result = SignedNote::parse(other.as_bytes()).unwrap().verify(&key);
    assert!(matches!(result, Err(NoteError::Unsigned(_))));
}

/// A line by a stranger is ignored, a second line by the key must hold too.
#[test]
fn notes_with_several_lines() {
    let key = VerifierKey::parse(SPEC_KEY).unwrap();
    let with_stranger = format!("{SPEC_NOTE}\u{2014} stranger AAAAAAAA\n");
    assert_eq!(SignedNote::parse(with_stranger.as_bytes()).unwrap().verify(&key), Ok(()));
    let line = SPEC_NOTE.split_once("\n\n").unwrap().1;
    let with_bad = format!("{SPEC_NOTE}{}", line.replace("Uw2QOkn8", "Uw2QOkn9"));
    assert!(SignedNote::parse(with_bad.as_bytes()).unwrap().verify(&key).is_err());
    let many = format!("{SPEC_NOTE}{}", "\u{2014} stranger AAAAAAAA\n".repeat(15));
    assert_eq!(SignedNote::parse(many.as_bytes()).unwrap().verify(&key), Ok(()), "16 lines must be read");
    let too_many = format!("{SPEC_NOTE}{}", "\u{2014} stranger AAAAAAAA\n".repeat(64));
    assert!(SignedNote::parse(too_many.as_bytes()).is_err());
}

#[test]
fn what_is_not_a_key() {
    let wrong = [
        SPEC_KEY.replace("530d903a", "530d903b"),
        SPEC_KEY.replace("530d903a", "530D903A"),
        SPEC_KEY.replace("530d903a", "530d903"),
        SPEC_KEY.replace("+Aeky", "+Akky"),
        SPEC_KEY.replace("U2k", "U2"),
        SPEC_KEY.replace("U2k", "U2l"),
        SPEC_KEY.replace("example.com/foo", ""),
        "example.com/foo+530d903a".to_owned(),
        format!("{SPEC_KEY}\n"),
    ];
    for key in wrong {
        assert!(VerifierKey::parse(&key).is_err(), "{key:?}");
    }
    for name in ["", "a b", "a+b", "a\nb", "a\u{a0}b", "a\u{1}b"] {
        assert!(SignerKey::from_seed(name, &[1; 32]).is_err(), "{name:?}");
    }
}

/// Each of the two implementations verifies what the other signs.
#[test]
fn notes_cross_to_the_signed_note_crate_and_back() {
    for seed in 0..20_u8 {
        let ours = SignerKey::from_seed("bilan/test", &[seed; 32]).unwrap();
        let text = format!("line {seed}\n\nline\n");
        let note = SignedNote::sign(&text, &ours).unwrap().to_bytes();

        let verifier = StandardVerifier::new(&ours.verifier().to_string()).unwrap();
        let theirs = Note::from_bytes(&note).unwrap();
        let (verified, _) = theirs.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
        assert_eq!((verified.len(), theirs.text()), (1, text.as_bytes()));

        let signer = StandardSigner::new(&ours.to_secret_text()).unwrap();
        let mut theirs = Note::new(text.as_bytes(), &[]).unwrap();
        theirs.add_sigs(&[&signer]).unwrap();
        assert_eq!(theirs.to_bytes(), note);
    }
}

/// C2SP tlog-checkpoint, the example at its beginning; its key is not published, so only the text is held against it.
#[test]
fn the_example_checkpoint_of_the_specification() {
    let bytes = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
    let note = SignedNote::parse(bytes.as_bytes()).unwrap();
    let checkpoint = Checkpoint::parse_text(note.text()).unwrap();
    assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
    let root = "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62";
    assert_eq!(checkpoint.root, Hash::from_hex(root).unwrap());
    assert_eq!(checkpoint.to_text(), note.text());
}

#[test]
fn what_is_not_a_checkpoint() {
    let good = "origin\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    assert!(Checkpoint::parse_text(good).is_ok());
    let wrong = [
        good.replace("\n7\n", "\n07\n"),
        good.replace("\n7\n", "\n+7\n"),
        good.replace("\n7\n", "\n-7\n"),
        good.replace("\n7\n", "\n\n"),
        good.replace("\n7\n", "\n18446744073709551616\n"),
        good.replace("q2I=", "q2J="),
        good.replace("q2I=", "q2I"),
        good.replace("CsUYapGG", ""),
        good.replace("origin", ""),
        format!("{good}extension\n"),
        good.trim_end().to_owned(),
        String::new(),
    ];
    for text in wrong {
        assert!(Checkpoint::parse_text(&text).is_err(), "{text:?}");
    }
}

/// The checkpoint of a case, read and verified by the crates `signed_note` and `tlog_tiles`.
#[test]
fn a_checkpoint_of_ours_read_by_others() {
    let (case, _) = small_case();
    let files = case.snapshot();
    let bytes = &files[&format!("logs/{}/checkpoint", genesis().device)];
    let vkey = String::from_utf8(files["keys/device.vkey"].clone()).unwrap();
    let verifier = StandardVerifier::new(vkey.trim_end()).unwrap();
    let note = Note::from_bytes(bytes).unwrap();
    let (verified, _) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    assert_eq!(verified.len(), 1);

    let theirs = tlog_tiles::checkpoint::Checkpoint::from_bytes(note.text()).unwrap();
    let ours = Checkpoint::open(bytes, &VerifierKey::parse(vkey.trim_end()).unwrap()).unwrap();
    assert_eq!(
        (theirs.origin(), theirs.size(), theirs.hash().0),
        (ours.origin.as_str(), ours.size, ours.root.0)
    );
    assert_eq!(ours.origin, format!("bilan/{}/{}", genesis().case, genesis().device));
}
