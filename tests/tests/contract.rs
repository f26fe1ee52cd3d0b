//! Every log keeps the log's contract.

use std::cell::RefCell;
use std::sync::Arc;

use samspor_core::log::{Entropy, Log, MemoryLog};
use samspor_core::seal::MemoryKeys;
use samspor_gateway::disk::{Disk, RealDisk, SimulatedDisk};
use samspor_gateway::log::segments::{SegmentLog, SegmentOptions};
use samspor_tests::contract;

#[test]
fn the_log_in_memory_keeps_the_contract() {
    contract::holds(&|| Arc::new(MemoryLog::counting()), None);
}

#[test]
fn the_log_of_segments_keeps_the_contract_on_a_real_disk() {
    let folders = RefCell::new(Vec::new());
    keeps_the_contract(&|| {
        let folder = tempfile::tempdir().expect("a folder of its own");
        let disk = RealDisk::at(folder.path()).expect("the folder can be written");
        folders.borrow_mut().push(folder);
        Arc::new(disk)
    });
}

#[test]
fn the_log_of_segments_keeps_the_contract_on_a_simulated_disk() {
    keeps_the_contract(&|| Arc::new(SimulatedDisk::new(7)));
}

/// The contract on logs over fresh disks; a restart closes the newest log and opens its disk again.
fn keeps_the_contract(fresh: &dyn Fn() -> Arc<dyn Disk>) {
    let newest: RefCell<Option<Arc<dyn Disk>>> = RefCell::new(None);
    let open = |disk: Arc<dyn Disk>| -> Arc<dyn Log> {
        let log = SegmentLog::open(
            disk,
            SegmentOptions::with(counting(), Arc::new(MemoryKeys::default())),
            &mut |_, _| {},
        );
        Arc::new(log.expect("the log opens"))
    };
    let make = || {
        let disk = fresh();
        newest.replace(Some(Arc::clone(&disk)));
        open(disk)
    };
    let restart = |log: Arc<dyn Log>| {
        drop(log);
        open(newest.borrow().clone().expect("a log was made before"))
    };
    contract::holds(&make, Some(&restart));
}

/// Stream ids that count up from one, as those of `MemoryLog::counting` do.
fn counting() -> Entropy {
    let mut count = 0u128;
    Box::new(move |bytes| {
        count += 1;
        bytes.iter_mut().zip(count.to_be_bytes()).for_each(|(byte, counted)| *byte = counted);
    })
}
