//! Groups and pairs as CSV files: whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use bilan_linker::record::{Linkage, Table};

use crate::Error;

/// Records with the number of their group, groups numbered from 1 in the order of their first records.
pub(super) fn clusters(path: &Path, table: &Table, linkage: &Linkage) -> Result<(), Error> {
    let mut numbers = vec![0_u64; linkage.groups.len()];
    let mut next = 0;
    written(path, |out| {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["rec_id", "cluster_id"])?;
        for (id, group) in table.ids.iter().zip(&linkage.groups) {
            let number = &mut numbers[*group as usize];
            if *number == 0 {
                next += 1;
                *number = next;
            }
            csv.write_record([id.as_ref(), number.to_string().as_str()])?;
        }
        csv.flush().map_err(csv::Error::from)
    })
}

/// Pairs with their weights in bits.
pub(super) fn pairs(path: &Path, table: &Table, linkage: &Linkage) -> Result<(), Error> {
    written(path, |out| {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["rec_id_l", "rec_id_r", "score"])?;
        let mut score = String::new();
        for pair in &linkage.pairs {
            score.clear();
            std::fmt::Write::write_fmt(&mut score, format_args!("{:.4}", pair.bits))
                .map_err(std::io::Error::other)?;
            let [one, other] = [pair.one, pair.other].map(|record| table.ids[record as usize].as_ref());
            csv.write_record([one, other, score.as_str()])?;
        }
        csv.flush().map_err(csv::Error::from)
    })
}

/// A text.
pub(super) fn text(path: &Path, text: &str) -> Result<(), Error> {
    written(path, |out| out.write_all(text.as_bytes()).map_err(csv::Error::from))
}

/// Writes a file under another name and gives it its own when it is whole. What is no file (a pipe, a terminal) is
/// written as it goes.
fn written(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<(), csv::Error>) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::writing(path, &error);
    let of_csv = |error: csv::Error| failed(std::io::Error::other(error));
    if path.exists() && !path.is_file() {
        let mut out = BufWriter::new(File::options().write(true).open(path).map_err(failed)?);
        write(&mut out).map_err(of_csv)?;
        return out.flush().map_err(failed);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = BufWriter::new(file);
    write(&mut out).map_err(of_csv)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
