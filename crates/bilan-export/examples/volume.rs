//! Writes synthetic records in every format and prints what it took: `volume [RECORDS] [CLAIMS] [FOLDER]`.
//!
//! Without a folder the bytes are counted and dropped. Linux only: CPU seconds and peak memory come from `/proc`.

#![allow(clippy::print_stdout, reason = "it tells what it measured")]

#[path = "../tests/records/mod.rs"]
mod records;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use bilan_export::tables::{Format, Shelf, Writers};
use bilan_model::{Profile, Withheld};

/// Files of a folder, or nowhere.
struct Folder(Option<PathBuf>);

impl Shelf for Folder {
    fn create(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>> {
        match &self.0 {
            Some(folder) => Ok(Box::new(BufWriter::with_capacity(1 << 16, File::create(folder.join(name))?))),
            None => Ok(Box::new(io::sink())),
        }
    }
}

/// CPU seconds of this process so far.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux tells");
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    ticks.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Peak memory in MB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |or: u64| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(or);
    let (count, claims) = (number(100_000), usize::try_from(number(10)).unwrap_or(10));
    let folder = arguments.next().map(PathBuf::from);
    if let Some(folder) = &folder {
        fs::create_dir_all(folder)?;
    }
    let countries = records::countries();
    let head = records::head(Profile::Public);
    let before = cpu();
    for at in 0..count {
        std::hint::black_box(records::synthetic(at, claims));
    }
    let making = cpu() - before;
    println!("making {count} records: {making:.1} CPU s");
    let mut all = 0.0;
    for format in Format::ALL {
        let before = cpu();
        let mut writers = Writers::open(format, &head, &countries, &mut Folder(folder.clone()))?;
        for at in 0..count {
            writers.add(&records::synthetic(at, claims))?;
        }
        writers.finish(&Withheld::default())?;
        let taken = cpu() - before - making;
        all += taken;
        println!("{:8} {taken:6.1} CPU s, peak so far {} MB", format.code(), peak());
    }
    println!("all      {all:6.1} CPU s one after the other");
    let before = cpu();
    let mut shelf = Folder(folder);
    let mut writers = Vec::new();
    for format in Format::ALL {
        writers.push(Writers::open(format, &head, &countries, &mut shelf)?);
    }
    for at in 0..count {
        let record = records::synthetic(at, claims);
        for one in &mut writers {
            one.add(&record)?;
        }
    }
    for one in writers {
        one.finish(&Withheld::default())?;
    }
    println!("all      {:6.1} CPU s at once, peak {} MB", cpu() - before - making, peak());
    Ok(())
}
