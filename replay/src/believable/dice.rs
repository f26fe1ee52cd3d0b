//! A seeded generator of numbers (splitmix64), so that the same seed gives the same history for ever.

/// A sequence of numbers that depends on its seed alone.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64, of: u64) -> Self {
        let mut dice = Self(seed ^ of.wrapping_mul(0xd134_2543_de82_ef95));
        dice.roll();
        dice
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most - least).unwrap_or(0) + 1;
        least + i64::try_from(self.roll() % span).unwrap_or(0)
    }

    /// True in `percent` of a hundred.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(0, 99) < percent
    }

    /// An index below `count`, which is at least one.
    pub(crate) fn index(&mut self, count: usize) -> usize {
        let most = i64::try_from(count.max(1) - 1).unwrap_or(0);
        usize::try_from(self.between(0, most)).unwrap_or(0)
    }

    /// One of the choices.
    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.index(choices.len())]
    }

    /// An index into `weights`, as often as its weight says.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = i64> + Clone) -> usize {
        let mut left = self.between(0, weights.clone().sum::<i64>() - 1);
        for (index, weight) in weights.enumerate() {
            if left < weight {
                return index;
            }
            left -= weight;
        }
        0
    }
}
