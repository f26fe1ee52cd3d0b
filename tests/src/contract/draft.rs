//! Drafts as the contract sends them: bodies that name stream and command, as an index needs them.

use samspor_core::log::{Class, Draft, DraftSection, StreamKey};
use samspor_core::seal::Subject;
use samspor_core::words::{CommandId, Instant, PatientId, TenantId};

/// The `index`th command's id.
pub fn command(index: u64) -> CommandId {
    format!("01930000-0000-7000-8000-{index:012x}").parse().expect("twelve hexadecimal digits end an id")
}

fn patient(index: u64) -> PatientId {
    format!("01940000-0000-7000-8000-{index:012x}").parse().expect("twelve hexadecimal digits end an id")
}

fn tenant() -> TenantId {
    "310000019".parse().expect("the check digit of the examples' tenant fits")
}

/// The `index`th patient's stream.
pub fn stream(index: u64) -> StreamKey {
    StreamKey::Patient(tenant(), patient(index))
}

/// A draft of a command for a patient's stream, a number of seconds after 1970.
pub fn draft(command_index: u64, stream_index: u64, seconds: i64) -> Draft {
    let id = command(command_index);
    let body = format!(
        r#"{{"actor":{{"role":"System"}},"events":[],"id":"{id}","mode":"record","on":"2025-03-10","patient":"{}","request":"{}","stream":"patient","tenant":"{}"}}"#,
        patient(stream_index),
        "00".repeat(32),
        tenant(),
    );
    let at = Instant::from_micros(seconds * 1_000_000);
    let subject = Subject::Patient(tenant(), patient(stream_index));
    let sections = vec![DraftSection::Sealed { subject, text: body.into_bytes() }];
    Draft { command: id, stream: stream(stream_index), class: Class::C, at, act: [7; 16], sections }
}
