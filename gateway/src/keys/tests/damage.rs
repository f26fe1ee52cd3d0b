//! Every bit that changes on the disk is noticed: the keyring does not open, or opens with every key there was.

use samspor_core::log::Position;
use samspor_core::seal::{Keys, Kid, NoKey};

use super::kit::{all_bytes, created, kid, opened, patient, secret};
use crate::disk::{Disk, SimulatedDisk};
use crate::keys::frames::Damage;
use crate::keys::{Keyring, KeyringError};

const ALL: [u32; 3] = [1, 2, 3];

/// A keyring with a key in use, one out of use and one destroyed.
fn made(disk: &SimulatedDisk) -> Keyring {
    let ring = created(disk);
    let keys = ring.keystore();
    keys.prepare(&[patient(1), patient(2)]).unwrap();
    keys.retire(&[kid(&keys, 2)], Position(5)).unwrap();
    keys.destroy(&[kid(&keys, 2)]).unwrap();
    keys.prepare(&[patient(3)]).unwrap();
    keys.retire(&[kid(&keys, 3)], Position(6)).unwrap();
    ring
}

/// Ids, secrets, and the signing seed where it can be read.
type State = (Vec<Option<Kid>>, Vec<Result<[u8; 32], NoKey>>, Vec<u8>);

fn state(ring: &Keyring) -> State {
    let keys = ring.keystore();
    let kids = ALL.iter().map(|n| keys.kid_of(&patient(*n))).collect();
    let secrets = ALL.iter().map(|n| secret(&keys, *n)).collect();
    (kids, secrets, ring.signing_seed().map_or_else(|_| Vec::new(), |seed| seed.to_vec()))
}

#[test]
fn each_changed_bit_is_found_or_changes_nothing() {
    let disk = SimulatedDisk::new(1);
    let ring = made(&disk);
    let before = state(&ring);
    drop(ring);
    let mut harmless = 0;
    for (name, bytes) in all_bytes(&disk) {
        for bit in 0..bytes.len() * 8 {
            let damaged = disk.after_kill();
            damaged.damage(&name, bit / 8, &[bytes[bit / 8] ^ (1 << (bit % 8))]);
            let Ok(ring) = opened(&damaged) else { continue };
            if name == "signing.key" {
                assert!(ring.signing_seed().is_err(), "bit {bit} of {name}");
                continue;
            }
            assert_eq!(state(&ring), before, "bit {bit} of {name}");
            harmless += 1;
        }
    }
    assert_eq!(harmless, 16 * 8, "only the mark at the end says nothing that is missed");
}

#[test]
fn a_torn_end_is_cut_off_and_damage_before_it_is_refused_with_its_place() {
    let disk = SimulatedDisk::new(1);
    let ring = made(&disk);
    let before = state(&ring);
    drop(ring);
    let bytes = all_bytes(&disk).into_iter().find(|(name, _)| name == "keystore").unwrap().1;
    let torn = disk.after_kill();
    torn.open("keystore").unwrap().write_at(bytes.len() as u64, &bytes[16..60]).unwrap();
    let ring = opened(&torn).unwrap();
    assert_eq!(state(&ring), before);
    ring.keystore().prepare(&[patient(9)]).unwrap();
    drop(ring);
    assert!(secret(&opened(&torn.after_kill()).unwrap().keystore(), 9).is_ok());
    let damaged = disk.after_kill();
    damaged.damage("keystore", 40, &[bytes[40] ^ 1]);
    let error = opened(&damaged).err().unwrap();
    assert!(matches!(error, KeyringError::Damaged(Damage::Frame { number: 1, offset: 16 })), "{error:?}");
}

#[test]
fn a_lost_file_is_refused_by_name() {
    let disk = SimulatedDisk::new(1);
    drop(made(&disk));
    for (name, said) in [("keystore", "no keystore"), ("epoch.key", "epoch 1")] {
        let lost = disk.after_kill();
        lost.remove(name).unwrap();
        let told = opened(&lost).err().unwrap().to_string();
        assert!(told.contains(said), "{told}");
    }
}
