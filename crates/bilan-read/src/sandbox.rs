//! Locks the process in, before it sees a byte of what it is to read.
//!
//! The order is the one that was measured to hold: die with the parent; no descriptors but the three standard ones;
//! limits; no new privileges, no dumps; Landlock with nothing allowed; last a list of allowed system calls. Landlock
//! alone lets a process fork, send datagrams and change file modes: the list refuses these. A refused call fails
//! with EPERM instead of killing, so that a parser that stops can still be reported. Nothing here is `unsafe`: the
//! crates used wrap the calls. It must be called while the process has one thread, since the kernel locks in threads.

use std::collections::BTreeMap;
use std::fmt;
use std::os::fd::RawFd;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr,
    RulesetStatus, Scope,
};
use nix::sys::prctl;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::Signal;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

/// What a request may use up.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Address space, in bytes.
    pub memory_bytes: u64,
    /// Processor time, in seconds; one second later the kernel kills without a word.
    pub cpu_seconds: u64,
}

/// For the text of a document: 512 MiB, 10 s.
pub const FOR_A_DOCUMENT: Limits = Limits { memory_bytes: 512 * 1024 * 1024, cpu_seconds: 10 };
/// For the rows of a table: 2 GiB, 120 s.
pub const FOR_ROWS: Limits = Limits { memory_bytes: 2 * 1024 * 1024 * 1024, cpu_seconds: 120 };
/// Descriptors that may be open at once, after the files of this process were closed.
const DESCRIPTORS: u64 = 16;

/// The step at which locking in failed, and what the system said.
#[derive(Debug)]
pub struct NotLocked {
    step: &'static str,
    why: String,
}

impl fmt::Display for NotLocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.step, self.why)
    }
}

/// Locks this process in for good.
///
/// # Errors
/// [`NotLocked`] at the first step that does not hold. The steps before it stay.
pub fn lock_in(limits: Limits) -> Result<(), NotLocked> {
    set_limits(limits)?;
    landlock()?;
    system_calls()
}

/// Takes what can be had, for a system without Landlock: the steps that fail are passed over.
///
/// Gives whether all of them held.
pub fn lock_in_as_far_as_possible(limits: Limits) -> bool {
    let limits = set_limits(limits).is_ok();
    let landlock = landlock().is_ok();
    system_calls().is_ok() && limits && landlock
}

/// The steps that every Linux has.
fn set_limits(limits: Limits) -> Result<(), NotLocked> {
    at("parent-death signal", prctl::set_pdeathsig(Signal::SIGKILL))?;
    close_descriptors()?;
    for (resource, soft, hard) in [
        (Resource::RLIMIT_CORE, 0, 0),
        (Resource::RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        (Resource::RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (Resource::RLIMIT_FSIZE, 0, 0),
        (Resource::RLIMIT_NOFILE, DESCRIPTORS, DESCRIPTORS),
        (Resource::RLIMIT_NPROC, 0, 0),
    ] {
        at("limits", setrlimit(resource, soft, hard))?;
    }
    at("no new privileges", prctl::set_no_new_privs())?;
    at("no dumps", prctl::set_dumpable(false))
}

/// Closes what the parent left open beside the three standard descriptors: bilan opens all its files to be closed in
/// children, but the program that started bilan may not have.
fn close_descriptors() -> Result<(), NotLocked> {
    let listed: Vec<RawFd> = at("list of descriptors", std::fs::read_dir("/proc/self/fd"))?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|descriptor| *descriptor > 2)
        .collect();
    for descriptor in listed {
        // The descriptor of the listing itself is closed by now, and says so.
        let _ = nix::unistd::close(descriptor);
    }
    Ok(())
}

/// Refuses every file, and what else the kernel can refuse this way.
///
/// The file rights of the first version (Linux 5.13) must hold. Later kernels refuse more (truncating, TCP, devices,
/// abstract sockets, signals), which is taken where they can; where they cannot, the list of system calls does.
fn landlock() -> Result<(), NotLocked> {
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(|rules| {
            rules
                .set_compatibility(CompatLevel::BestEffort)
                .handle_access(AccessFs::from_all(ABI::V6))?
                .handle_access(AccessNet::from_all(ABI::V6))?
                .scope(Scope::from_all(ABI::V6))?
                .create()?
                .set_compatibility(CompatLevel::HardRequirement)
                .no_new_privs(true)
                .restrict_self()
        });
    match at("Landlock", status)?.ruleset {
        RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced => Ok(()),
        RulesetStatus::NotEnforced => Err(NotLocked {
            step: "Landlock",
            why: "the kernel does not have it, or it is switched off".into(),
        }),
    }
}

/// Allows the system calls that reading a pipe, computing and writing a pipe take, and refuses all others.
fn system_calls() -> Result<(), NotLocked> {
    let arch = at("system calls", std::env::consts::ARCH.try_into())?;
    let filter = SeccompFilter::new(
        at("system calls", allowed())?,
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        SeccompAction::Allow,
        arch,
    );
    let program: BpfProgram = at("system calls", filter.and_then(TryInto::try_into))?;
    at("system calls", seccompiler::apply_filter(&program))
}

/// The allowed calls. Memory is never made executable; the only process that may be signalled is this one, which a
/// program that aborts does to itself.
fn allowed() -> Result<BTreeMap<i64, Vec<SeccompRule>>, seccompiler::BackendError> {
    const PLAIN: [i64; 26] = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_lseek,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_brk,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_gettimeofday,
        libc::SYS_sched_yield,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_sched_getaffinity,
    ];
    let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
    let not_executable = SeccompRule::new(vec![SeccompCondition::new(
        2,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::MaskedEq(executable),
        0,
    )?])?;
    let itself = SeccompRule::new(vec![SeccompCondition::new(
        0,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::Eq,
        u64::from(std::process::id()),
    )?])?;
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = PLAIN.iter().map(|call| (*call, Vec::new())).collect();
    rules.insert(libc::SYS_mmap, vec![not_executable.clone()]);
    rules.insert(libc::SYS_mprotect, vec![not_executable]);
    rules.insert(libc::SYS_tgkill, vec![itself]);
    Ok(rules)
}

/// Names the step that failed.
fn at<T, E: fmt::Display>(step: &'static str, result: Result<T, E>) -> Result<T, NotLocked> {
    result.map_err(|error| NotLocked { step, why: error.to_string() })
}
