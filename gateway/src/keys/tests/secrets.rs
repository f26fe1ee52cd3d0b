//! No secret stands on the disk in clear, in any spelling, nor in any text the keys give.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use samspor_core::log::Position;
use samspor_core::seal::Keys;

use super::kit::{Hands, all_bytes, created, drawn, holds, kid, opened, patient, secret};
use crate::disk::{Disk, SimulatedDisk};
use crate::keys::TwoPersons;
use crate::tokens::hex;

/// The secret as bytes, digits and base64 at each of its three offsets.
fn spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let digits = hex(secret);
    let mut spellings = vec![secret.to_vec(), digits.to_uppercase().into_bytes(), digits.into_bytes()];
    for offset in 0..3 {
        let shifted = [&[0; 2][..offset.min(2)], secret].concat();
        let text = STANDARD_NO_PAD.encode(shifted).into_bytes();
        spellings.push(text[4..text.len() - 4].to_vec());
    }
    spellings
}

fn assert_hidden(disk: &SimulatedDisk, secrets: &[Vec<u8>]) {
    for (name, file) in all_bytes(disk) {
        for (n, spelling) in secrets.iter().flat_map(|secret| spellings(secret)).enumerate() {
            assert!(!holds(&file, &spelling), "secret {n} in {name}");
        }
    }
}

#[test]
fn no_key_stands_on_the_disk_in_clear() {
    let disk = SimulatedDisk::new(1);
    let ring = created(&disk);
    let keys = ring.keystore();
    keys.prepare(&[patient(1), patient(2), patient(3)]).unwrap();
    let mut secrets: Vec<Vec<u8>> = (1..=3).map(|n| secret(&keys, n).unwrap().to_vec()).collect();
    secrets.push(ring.signing_seed().unwrap().to_vec());
    // The first draws of this seed are the signing seed, the epoch key, the blind key and the view key.
    let mut draw = drawn(1);
    for _ in 0..4 {
        let mut bytes = [0; 32];
        draw(&mut bytes);
        secrets.push(bytes.to_vec());
    }
    secrets.push(vec![7; 32]);
    assert_eq!(secrets[3], secrets[4]);
    assert_hidden(&disk, &secrets);
    keys.retire(&[kid(&keys, 1)], Position(5)).unwrap();
    keys.block(&[kid(&keys, 2)], Position(6), &TwoPersons::of(&[1; 32], &[2; 32]).unwrap()).unwrap();
    assert_hidden(&disk, &secrets);
    keys.destroy(&[kid(&keys, 1)]).unwrap();
    keys.rotate(Hands::default().now()).unwrap();
    assert_hidden(&disk, &secrets);
}

#[test]
fn no_text_of_an_error_has_a_secret_in_it() {
    let disk = SimulatedDisk::new(1);
    let ring = created(&disk);
    let keys = ring.keystore();
    keys.prepare(&[patient(1)]).unwrap();
    let key = keys.sealing(&patient(1)).unwrap();
    let mut texts = vec![format!("{key:?}")];
    keys.retire(&[key.kid], Position(5)).unwrap();
    texts.push(format!("{0:?} {0}", keys.sealing(&patient(1)).err().unwrap()));
    texts.push(format!(
        "{0:?} {0}",
        keys.unblock(&[key.kid], &TwoPersons::of(&[1; 32], &[2; 32]).unwrap()).err().unwrap()
    ));
    drop((ring, keys));
    for name in ["epoch.key", "keystore"] {
        let broken = disk.after_kill();
        broken.open(name).unwrap().write_at(40, &[0xFF; 8]).unwrap();
        let error = opened(&broken).err().unwrap();
        texts.push(format!("{error:?} {error}"));
    }
    for spelling in spellings(key.secret()) {
        assert!(texts.iter().all(|text| !holds(text.as_bytes(), &spelling)), "{texts:?}");
    }
}
