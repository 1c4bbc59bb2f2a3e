//! The same work on many items, on several threads, results in the order of the items.

use std::thread;

/// Gives `work` of each item, in order. With one thread, or one item, nothing is started.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let share = items.len().div_ceil(threads.max(1)).max(1);
    if items.len() <= share {
        return items.iter().map(work).collect();
    }
    let work = &work;
    thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>()))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_depend_on_threads() {
        let items: Vec<usize> = (0..101).collect();
        let alone = map(&items, 1, |item| item * 2);
        for threads in [0, 2, 3, 200] {
            assert_eq!(map(&items, threads, |item| item * 2), alone);
        }
        assert!(map(&[], 2, |item: &usize| *item).is_empty());
    }
}
