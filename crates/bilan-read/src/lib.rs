//! The bytes of one document to text, for formats whose parsers are only run locked in.
//!
//! [`reply`] is all that the child does between its pipes, or [`write_rows`] for a table whose rows are wanted;
//! [`sandbox`] is what holds it while it does. Every parser is run as if the file had been made to break it: what a
//! file says of its own size is checked against what comes out, nesting is counted, and a parser that stops becomes an
//! unreadable document. Nothing here asks for the time: what ends a reading that takes too long is the kernel, and no
//! text is ever half of what it was elsewhere.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bilan_reader::child::{ChildFormat, ChildOutcome, ChildReply, MAX_CHILD_INPUT, Sandbox, Step};
use bilan_reader::{Fault, Unreadable};

mod archive;
mod collect;
mod mail;
mod mailbox;
mod office;
mod page;
mod pdf;
mod rows;
pub mod sandbox;
mod sheets;
mod warc;
mod wrapped;
mod xml;

use collect::Collector;

pub use rows::{RowsFault, write_rows};

/// How deep files inside files are followed: a message in a message, a document in a message.
pub(crate) const MAX_NESTING: usize = 5;

/// Reads one document.
///
/// The reply always has a part: what cannot be read is a part that says why.
pub fn reply(format: ChildFormat, bytes: &[u8], sandbox: Sandbox) -> ChildReply {
    let mut collector = Collector::new();
    if bytes.len() > MAX_CHILD_INPUT {
        let outcome = Unreadable::TooLarge { bytes: bytes.len(), limit_bytes: MAX_CHILD_INPUT };
        collector.push(&[], ChildOutcome::Unreadable(outcome));
    } else {
        read(format, bytes, &[], &mut collector);
    }
    let (parts, notes) = collector.finish();
    ChildReply { sandbox, parts, notes }
}

/// Reads one document that stands at this place; its parts go to the collector, a parser that stops with them.
pub(crate) fn read(format: ChildFormat, bytes: &[u8], place: &[Step], collector: &mut Collector) {
    let before = collector.len();
    let outcome = if bytes.iter().all(u8::is_ascii_whitespace) {
        Err(Unreadable::Empty)
    } else {
        let run = AssertUnwindSafe(|| read_format(format, bytes, place, collector));
        catch_unwind(run)
            .unwrap_or(Err(Unreadable::Damaged { kind: format.kind(), fault: Fault::ParserStopped }))
    };
    match outcome {
        Ok(()) if collector.len() > before => {}
        Ok(()) => {
            collector.push(place, ChildOutcome::Unreadable(Unreadable::NoWords { kind: format.kind() }));
        }
        Err(why) => collector.push(place, ChildOutcome::Unreadable(why)),
    }
}

fn read_format(
    format: ChildFormat,
    bytes: &[u8],
    place: &[Step],
    collector: &mut Collector,
) -> Result<(), Unreadable> {
    let outcome = match format {
        ChildFormat::Pdf => ChildOutcome::Text(Box::new(pdf::read(bytes)?)),
        ChildFormat::Docx => ChildOutcome::Text(Box::new(office::docx::read(bytes)?)),
        ChildFormat::Odt => ChildOutcome::Text(Box::new(office::odt::read(bytes)?)),
        ChildFormat::Xlsx => ChildOutcome::Roster(sheets::xlsx::read(bytes)?),
        ChildFormat::Ods => ChildOutcome::Roster(sheets::ods::read(bytes)?),
        ChildFormat::Csv => ChildOutcome::Roster(sheets::csv::read(bytes)?),
        ChildFormat::Eml => return mail::read(bytes, place, collector),
        ChildFormat::Mbox => return mailbox::read(bytes, place, collector),
        ChildFormat::Warc => return warc::read(bytes, place, collector),
    };
    collector.push(place, outcome);
    Ok(())
}

/// A part, for tests of the readers.
#[cfg(test)]
pub(crate) fn parts(format: ChildFormat, bytes: &[u8]) -> Vec<bilan_reader::child::ChildPart> {
    reply(format, bytes, Sandbox::None).parts
}
