//! Where the files of a release are put.

use std::io::{self, Write};

/// Makes the files that formats are written to: on a disk, in an archive, in memory.
pub trait Shelf {
    /// A new, empty file of this name, without folders.
    ///
    /// # Errors
    /// When it cannot be made.
    fn create(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>>;
}
