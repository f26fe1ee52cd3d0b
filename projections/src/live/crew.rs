//! How much work is done at a time: views say what can be done side by side, somebody else has the threads.

use std::sync::{Mutex, PoisonError};

/// Does pieces of work, side by side where it can.
pub trait Crew: Send + Sync {
    /// Does every piece from 0 up to `pieces`, in any order, and returns when all are done.
    fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync));
}

/// One piece after the other.
pub struct Alone;

impl Crew for Alone {
    fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..pieces).for_each(work);
    }
}

/// Things in a piece of work: enough to be worth handing over, few enough to share out evenly.
const PIECE: usize = 64;

/// What became of a piece; nothing before it is done.
type Slot<R, E> = Mutex<Option<Result<Vec<R>, E>>>;

/// What `make` makes of each thing, in their order; of several errors that of the first thing.
pub(super) fn made_of<T: Sync, R: Send, E: Send>(
    crew: &dyn Crew,
    things: &[T],
    make: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let pieces: Vec<&[T]> = things.chunks(PIECE).collect();
    let slots: Vec<Slot<R, E>> = pieces.iter().map(|_| Mutex::default()).collect();
    crew.each(pieces.len(), &|number| {
        if let (Some(piece), Some(slot)) = (pieces.get(number), slots.get(number)) {
            let made = piece.iter().map(&make).collect();
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
        }
    });
    let mut all = Vec::with_capacity(things.len());
    for (slot, piece) in slots.into_iter().zip(pieces) {
        match slot.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(made) => all.extend(made?),
            // A crew that left a piece undone costs time, not truth.
            None => all.extend(piece.iter().map(&make).collect::<Result<Vec<R>, E>>()?),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Begins at the end, and leaves the first piece undone.
    struct Odd;

    impl Crew for Odd {
        fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
            (1..pieces).rev().for_each(work);
        }
    }

    #[test]
    fn what_is_made_stands_in_the_order_of_the_things_whoever_does_it() {
        let things: Vec<usize> = (0..1_000).collect();
        for crew in [&Alone as &dyn Crew, &Odd] {
            let made = made_of(crew, &things, |thing| Ok::<_, usize>(thing * 2)).unwrap();
            assert!(made.iter().enumerate().all(|(place, made)| *made == place * 2));
            assert_eq!(made.len(), 1_000);
            let failed =
                made_of(crew, &things, |thing| if thing % 300 == 299 { Err(*thing) } else { Ok(()) });
            assert_eq!(failed, Err(299));
        }
        assert_eq!(made_of(&Alone, &[], |(): &()| Ok::<_, ()>(())), Ok(Vec::new()));
    }
}
