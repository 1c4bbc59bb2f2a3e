//! What this process took of the machine so far: seconds of processor and the most memory, where the system tells.

/// Seconds and megabytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Usage {
    /// Seconds of processor, of all threads, in the program and in the system for it.
    pub(crate) seconds_cpu: Option<f64>,
    /// The most memory held at once, in megabytes.
    pub(crate) peak_mb: Option<f64>,
}

/// Ticks of a second in `/proc`: fixed for programs on Linux (`USER_HZ`).
const TICKS: f64 = 100.0;

impl Usage {
    /// What the system says of this process.
    pub(crate) fn of_this_process() -> Self {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        Self { seconds_cpu: seconds(&stat), peak_mb: peak(&status) }
    }
}

/// Fields 14 and 15 of `stat` (proc(5)), counted after the name of the program, which may hold spaces.
fn seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks = fields.split(' ').skip(11).take(2).map(|field| field.parse::<f64>().ok());
    ticks.sum::<Option<f64>>().map(|ticks| ticks / TICKS)
}

fn peak(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_writes_is_read() {
        let stat = "12 (a (b) c) S 1 1 1 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0";
        assert_eq!(seconds(stat), Some(3.0));
        assert_eq!(peak("Name:\tx\nVmHWM:\t  2048 kB\n"), Some(2.0));
        assert_eq!((seconds(""), peak("")), (None, None));
    }
}
