//! Mailboxes: messages one after another, parted by lines that begin with `From `.

use bilan_reader::child::{ChildFormat, Step};
use bilan_reader::{Fault, FileKind, LeftOut, Unreadable};

use crate::collect::Collector;

/// Reads every message of a mailbox, each for itself.
///
/// # Errors
/// [`Unreadable::Damaged`] when there is no line that begins a message.
pub(crate) fn read(bytes: &[u8], place: &[Step], collector: &mut Collector) -> Result<(), Unreadable> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let starts = starts(bytes);
    if starts.first() != Some(&0) {
        let fault = Fault::Missing { name: "line \"From \" at its beginning".into() };
        return Err(Unreadable::Damaged { kind: FileKind::Mail, fault });
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    for (at, (start, end)) in starts.iter().zip(ends).enumerate() {
        let place = [place, &[Step::Message { number: at + 1 }]].concat();
        if collector.is_full() {
            collector.leave_out(LeftOut::PartsPastLimit, &place[place.len() - 1].to_string());
        } else {
            crate::read(ChildFormat::Eml, &message(&bytes[*start..end]), &place, collector);
        }
    }
    Ok(())
}

/// Where messages begin: at a line `From ...` at the start or after a blank line, with a header on the next line.
fn starts(bytes: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    let (mut at, mut after_blank) = (0, true);
    while at < bytes.len() {
        let end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |length| at + length + 1);
        if after_blank && bytes[at..].starts_with(b"From ") && is_header(&bytes[end..]) {
            starts.push(at);
        }
        after_blank = bytes[at..end].trim_ascii().is_empty();
        at = end;
    }
    starts
}

/// Whether a header stands here: a name of printable signs, and a colon.
fn is_header(bytes: &[u8]) -> bool {
    let name = bytes.iter().take_while(|b| b.is_ascii_graphic() && **b != b':').count();
    name > 0 && bytes.get(name) == Some(&b':')
}

/// The message without the line that begins it, and with the lines that were marked not to look like one as they were.
fn message(bytes: &[u8]) -> Vec<u8> {
    let first = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| at + 1);
    let mut message = Vec::with_capacity(bytes.len());
    for line in bytes[first..].split_inclusive(|b| *b == b'\n') {
        let marks = line.iter().take_while(|b| **b == b'>').count();
        let marked = marks > 0 && line[marks..].starts_with(b"From ");
        message.extend_from_slice(if marked { &line[1..] } else { line });
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use bilan_reader::child::ChildOutcome;

    const BOX: &str = "From a@b.example Thu May 23 10:00:00 2024\nFrom: Ann <a@b.example>\nSubject: One\n\
        Date: Thu, 23 May 2024 10:00:00 +0200\n\nTwelve were killed.\n>From the market they fled.\n\nFrom there they \
        went on.\n\nFrom c@d.example Fri May 24 10:00:00 2024\nFrom: c@d.example\nSubject: Two\n\nThree.\n";

    #[test]
    fn messages_are_parted_and_lines_restored() {
        let parts = crate::parts(ChildFormat::Mbox, BOX.as_bytes());
        let told: Vec<_> = parts
            .iter()
            .map(|part| match &part.outcome {
                ChildOutcome::Text(text) => (part.label(), text.title.clone().unwrap(), text.text.clone()),
                other @ (ChildOutcome::Roster(_) | ChildOutcome::Unreadable(_)) => panic!("{other:?}"),
            })
            .collect();
        let first = "Twelve were killed.\nFrom the market they fled.\n\nFrom there they went on.\n\n";
        assert_eq!(told.len(), 2);
        assert_eq!(told[0], ("message 1".into(), "One".into(), first.into()));
        assert_eq!((told[1].0.as_str(), told[1].2.as_str()), ("message 2", "Three.\n"));
    }

    #[test]
    fn what_is_no_mailbox_is_said() {
        let parts = crate::parts(ChildFormat::Mbox, b"Subject: a\n\nFrom here");
        assert!(matches!(parts[0].outcome, ChildOutcome::Unreadable(Unreadable::Damaged { .. })));
    }
}
