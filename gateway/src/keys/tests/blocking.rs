//! A blocked key opens with two persons' key files, and with nothing less.

use samspor_core::log::Position;
use samspor_core::seal::{Keys, NoKey, Shut};

use super::kit::{Hands, all_bytes, created, holds, kid, opened, patient, sealed, secret};
use crate::disk::{Fate, SimulatedDisk};
use crate::keys::{NotDone, SamePerson, TwoPersons};

const BY: Position = Position(17);
const ONE: [u8; 32] = [1; 32];
const OTHER: [u8; 40] = [2; 40];
const THIRD: [u8; 32] = [3; 32];

fn persons() -> TwoPersons {
    TwoPersons::of(&ONE, &OTHER).unwrap()
}

#[test]
fn two_different_key_files_of_some_length_are_two_persons() {
    assert_eq!(TwoPersons::of(&ONE, &ONE).err(), Some(SamePerson::Same));
    assert_eq!(TwoPersons::of(&ONE, &[2; 31]).err(), Some(SamePerson::TooShort));
    assert_eq!(format!("{:?}", persons()), "TwoPersons");
}

#[test]
fn a_blocked_key_opens_with_both_persons_only_and_in_either_order() {
    let disk = SimulatedDisk::new(1);
    let keys = created(&disk).keystore();
    keys.prepare(&[patient(1), patient(2)]).unwrap();
    let (one, before, bytes) = (kid(&keys, 1), secret(&keys, 1).unwrap(), sealed(&keys, 1));
    keys.block(&[one], BY, &persons()).unwrap();
    assert!(all_bytes(&disk).iter().all(|(_, file)| !holds(file, &bytes)));
    keys.rotate(Hands::default().now()).unwrap();
    let after = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
    for keys in [&keys, &after] {
        assert_eq!(secret(keys, 1), Err(NoKey::Shut(Shut::Blocked { by: BY })));
        assert_eq!(keys.kid_of(&patient(1)), Some(one));
        assert!(secret(keys, 2).is_ok());
        assert_eq!(keys.block(&[one], BY, &persons()), Err(NotDone::Blocked(one)));
        for (a, b) in [(ONE.as_slice(), THIRD.as_slice()), (&THIRD, &OTHER)] {
            let wrong = TwoPersons::of(a, b).unwrap();
            assert_eq!(keys.unblock(&[one], &wrong), Err(NotDone::OtherPersons(one)));
        }
        keys.unblock(&[one], &TwoPersons::of(&OTHER, &ONE).unwrap()).unwrap();
        assert_eq!(secret(keys, 1), Ok(before));
        assert_eq!(keys.unblock(&[one], &persons()), Err(NotDone::NotBlocked(one)));
    }
    let again = opened(&disk.after_crash(Fate::Dropped, 1)).unwrap().keystore();
    assert_eq!(secret(&again, 1), Ok(before));
    assert_eq!(again.inside().created(), 0, "unblocking makes no key");
}

#[test]
fn a_blocked_key_can_be_erased_and_a_retirement_taken_back_leaves_it_blocked() {
    let keys = created(&SimulatedDisk::new(1)).keystore();
    keys.prepare(&[patient(1)]).unwrap();
    let one = kid(&keys, 1);
    keys.block(&[one], BY, &persons()).unwrap();
    keys.retire(&[one], Position(18)).unwrap();
    assert_eq!(keys.unblock(&[one], &persons()), Err(NotDone::Retired { kid: one, by: Position(18) }));
    keys.revive(&[one]).unwrap();
    assert_eq!(secret(&keys, 1), Err(NoKey::Shut(Shut::Blocked { by: BY })));
    keys.retire(&[one], Position(19)).unwrap();
    keys.destroy(&[one]).unwrap();
    assert_eq!(keys.block(&[one], BY, &persons()), Err(NotDone::Destroyed { kid: one, by: Position(19) }));
}
