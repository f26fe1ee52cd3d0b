//! Choices drawn from one number: zero draws the first of everything, so that proptest shrinks towards the plain case.

/// What is left of a number to draw choices from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draw(pub(super) u64);

impl Draw {
    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = end.max(1) as u64;
        let drawn = self.0 % end;
        self.0 /= end;
        usize::try_from(drawn).unwrap_or(0)
    }

    /// One of them, the first most plainly.
    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// True once in so many times.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    /// A value once in so many times.
    pub(super) fn maybe<T>(&mut self, times: usize, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.once_in(times).then(|| value(self))
    }
}
