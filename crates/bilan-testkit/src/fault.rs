//! What is to go wrong on a disk, and when.

use crate::site::SyncSite;

/// The faults of a disk, counted from when they were set. By default nothing goes wrong.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// The machine stops in this step (1 is the next that writes or syncs): it has its effect in part, by chance, and
    /// it and all later steps fail.
    pub stops_in: Option<u64>,
    /// This sync, counted from 1, fails, and how the disk goes on.
    pub failing_sync: Option<(u64, AfterFailedSync)>,
    /// This write or append, counted from 1, stops half way and fails.
    pub short_write: Option<u64>,
    /// Bytes that all files together may have; what does not fit is cut off, and the write fails.
    pub capacity: Option<u64>,
    /// Syncs at this site do nothing and say that all is well: a program that forgot them.
    pub deaf_to: Option<SyncSite>,
}

/// How a disk goes on after a sync that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailedSync {
    /// What was to be synced stays waiting, and the next sync writes it.
    Works,
    /// As Linux does it: what was to be synced counts as written, can be read, and never reaches the platter unless it
    /// is written anew; later syncs say that all is well.
    Lies,
}
