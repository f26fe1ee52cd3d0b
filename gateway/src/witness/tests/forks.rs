//! Two histories of one log, in every order: the witness vouches for one of them only, and for none that shrank.

use super::asked::{TestLog, cosigned, witness_on};
use crate::disk::SimulatedDisk;
use crate::witness::Refused;

const SIZE: u64 = 7;

#[test]
fn a_checkpoint_that_continues_the_last_one_is_cosigned_again_and_again() {
    let (log, witness) = (TestLog::forked_at(SIZE, SIZE), witness_on(&SimulatedDisk::new(1)));
    for (old, new) in [(0, 0), (0, 3), (3, 3), (3, 6), (6, 7)] {
        cosigned(&witness, &log.asks(old, new)).unwrap();
    }
}

/// One history is cosigned up to some size; then the other one asks, from any size to any other.
fn other_history(fork: u64, first: u64, (old, size): (u64, u64)) {
    let (log, other) = (TestLog::forked_at(SIZE, SIZE), TestLog::forked_at(fork, SIZE));
    let witness = witness_on(&SimulatedDisk::new(1));
    cosigned(&witness, &log.asks(0, first)).unwrap();
    match cosigned(&witness, &other.asks(old, size)) {
        Err(Refused::OtherSize { last, told }) => assert!(last == first && told == old && old != first),
        Err(Refused::OtherRoot { .. }) => assert!(fork < first && first == size),
        Err(Refused::Disproved { .. }) => assert!(fork < first && first < size),
        Err(other) => panic!("{other}"),
        Ok(_) => {
            assert!(first <= fork && old == first, "up to the fork the histories are one");
            let back = cosigned(&witness, &log.asks(size, SIZE));
            assert_eq!(back.is_ok(), size <= fork, "from here on the other history is the one");
        }
    }
}

#[test]
fn no_two_histories_and_no_smaller_tree_are_cosigned() {
    for fork in 0..SIZE {
        for first in 1..=SIZE {
            for old in 0..=SIZE {
                (old..=SIZE).for_each(|size| other_history(fork, first, (old, size)));
            }
        }
    }
}
