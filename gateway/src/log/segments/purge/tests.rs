//! Purging: what is gone, what stays, and what a crash at any point leaves.

use samspor_core::entry::Opened;
use samspor_core::log::{Class, Draft, DraftSection, Log, Position, StreamKey};
use samspor_core::seal::{Keys, MemoryKeys, Subject};
use samspor_core::words::{CommandId, Instant, PatientId};

use super::*;
use crate::disk::{Fate, SimulatedDisk};
use crate::log::segments::{SegmentLog, SegmentOptions, verify};

const ENTRIES: u64 = 24;

/// Keys outlive a restart, as a keystore does.
fn open(disk: &SimulatedDisk, keys: &Arc<MemoryKeys>) -> Result<SegmentLog, crate::log::segments::OpenError> {
    let mut count = 0u128;
    let entropy = Box::new(move |bytes: &mut [u8]| {
        count += 1;
        bytes.iter_mut().zip(count.to_be_bytes()).for_each(|(byte, counted)| *byte = counted);
    });
    let options = SegmentOptions {
        segment_bytes: 6_000,
        ..SegmentOptions::with(entropy, Arc::clone(keys) as Arc<dyn Keys>)
    };
    SegmentLog::open(Arc::new(disk.clone()), options, &mut |_, _| ())
}

fn id(n: u64) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(n))
}

fn patient(n: u64) -> Subject {
    Subject::Patient("974760673".parse().unwrap(), PatientId(id(n)))
}

fn draft(n: u64, of: u64, class: Class, more: Option<DraftSection>) -> Draft {
    let tenant = "974760673".parse().unwrap();
    let text = format!(
        r#"{{"id":"{}","patient":"{}","stream":"patient","tenant":"974760673","text":"{n}"}}"#,
        id(1000 + n),
        id(of)
    );
    let subject = if class == Class::E { Subject::Tenant(tenant) } else { patient(of) };
    let first = DraftSection::Sealed { subject, text: text.into_bytes() };
    let at = Instant::from_micros(1_750_000_000_000_000 + n as i64 * 1_000_000);
    let (stream, command) = (StreamKey::Patient(tenant, PatientId(id(of))), CommandId(id(1000 + n)));
    let sections = [first].into_iter().chain(more).collect();
    Draft { command, stream, class, at, act: [3; 16], sections }
}

/// Entries of three patients, and the decision that erases the first.
fn filled() -> (SimulatedDisk, Arc<MemoryKeys>) {
    let (disk, keys) = (SimulatedDisk::new(1), Arc::new(MemoryKeys::default()));
    let log = open(&disk, &keys).unwrap();
    for n in 0..ENTRIES {
        log.append(draft(n, n % 3, Class::C, None), Position::ANY).unwrap();
    }
    let erases = DraftSection::Erases { subjects: vec![patient(0)] };
    log.append(draft(ENTRIES, 0, Class::E, Some(erases)), Position::ANY).unwrap();
    drop(log);
    (disk, keys)
}

fn kids() -> HashSet<Kid> {
    HashSet::from([MemoryKeys::default().kid_of(&patient(0)).unwrap()])
}

/// How many bodies of the erased patient stand; everything else is there, and says what it said.
fn standing(log: &SegmentLog) -> u64 {
    let page = log.page(Position::START, 1000).unwrap();
    assert_eq!(page.len() as u64, ENTRIES + 1);
    let mut standing = 0;
    for (placed, n) in page.iter().zip(0..ENTRIES) {
        let is_erased = n % 3 == 0;
        assert!(placed.record.bodies.iter().all(|body| is_erased || !body.is_empty()));
        standing += u64::from(is_erased && !placed.record.bodies[0].is_empty());
        let leaf = Leaf::read(&placed.record.leaf).unwrap();
        let texts = log.opener().texts(&leaf, &placed.record).unwrap();
        assert_eq!(texts[0].is_err(), is_erased, "{n}");
    }
    for of in 0..3 {
        let stream = StreamKey::Patient("974760673".parse().unwrap(), PatientId(id(of)));
        let count = ENTRIES / 3 + u64::from(of == 0);
        assert_eq!(log.stream(&stream, Position(u64::MAX)).unwrap().len() as u64, count);
    }
    standing
}

#[test]
fn a_purge_takes_the_bodies_of_the_erased_and_nothing_else() {
    let (disk, keys) = filled();
    let log = open(&disk, &keys).unwrap();
    assert_eq!(standing(&log), ENTRIES / 3);
    let before: Vec<_> = log.page(Position::START, 1000).unwrap();
    let purged = log.purge(&kids()).unwrap();
    assert_eq!(purged.bodies, ENTRIES / 3);
    assert!(purged.segments > 2);
    assert_eq!(standing(&log), 0);
    let after = log.page(Position::START, 1000).unwrap();
    assert!(before.iter().zip(&after).all(|(one, other)| one.record.leaf == other.record.leaf));
    assert_eq!(verify(&disk, &mut |_, _| ()).unwrap(), Position(ENTRIES + 1));
    assert_eq!(log.purge(&kids()).unwrap(), Purged::default());
    log.append(draft(99, 1, Class::C, None), Position::ANY).unwrap();
    drop(log);
    let log = open(&disk, &keys).unwrap();
    assert_eq!(log.head(), Position(ENTRIES + 2));
    assert!(matches!(log.open(&after[0]).unwrap(), Opened::Shut(_)));
}

#[test]
fn no_sealed_byte_of_the_erased_stands_on_the_disk() {
    let (disk, keys) = filled();
    let log = open(&disk, &keys).unwrap();
    let bodies = |log: &SegmentLog| -> Vec<Vec<u8>> {
        let page = log.page(Position::START, 1000).unwrap();
        page.into_iter().step_by(3).take(8).map(|placed| placed.record.bodies[0].clone()).collect()
    };
    let sealed = bodies(&log);
    log.purge(&kids()).unwrap();
    for name in disk.list("log").unwrap() {
        let file = disk.open(&format!("log/{name}")).unwrap();
        let mut bytes = vec![0; file.length().unwrap() as usize];
        file.read_at(0, &mut bytes).unwrap();
        for body in &sealed {
            assert!(!bytes.windows(16).any(|window| window == &body[..16]), "{name}");
        }
    }
}

#[test]
fn a_crash_at_any_point_of_a_purge_loses_nothing_and_the_next_one_finishes_it() {
    let (whole, keys) = filled();
    let begun = {
        let log = open(&whole, &keys).unwrap();
        let begun = whole.operations();
        log.purge(&kids()).unwrap();
        begun
    };
    let ended = whole.operations();
    for point in begun..=ended {
        let (disk, keys) = filled();
        let log = open(&disk, &keys).unwrap();
        disk.crash_at(point);
        let done = log.purge(&kids()).is_ok();
        drop(log);
        for fate in Fate::ALL {
            let found = disk.after_crash(fate, point);
            assert_eq!(verify(&found, &mut |_, _| ()).unwrap(), Position(ENTRIES + 1), "{point}");
            let log = open(&found, &keys).unwrap();
            assert!(!done || standing(&log) == 0, "{point}");
            log.purge(&kids()).unwrap();
            assert_eq!(standing(&log), 0);
        }
    }
}
