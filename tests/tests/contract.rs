//! Every log keeps the log's contract.

use std::sync::Arc;

use samspor_core::log::MemoryLog;
use samspor_tests::contract;

#[test]
fn the_log_in_memory_keeps_the_contract() {
    contract::holds(&|| Arc::new(MemoryLog::counting()), None);
}
