//! An entry as a CloudEvent 1.0, structured: ids and classes. The leaf is in it, bodies are not, so nothing has to be
//! purged from a stream when somebody is erased.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samspor_core::entry::{Leaf, hash_of_leaf};
use samspor_core::log::{Class, Placed};
use samspor_core::words::{Instant, TenantId};
use serde::{Deserialize, Serialize};

use crate::tokens::hex;

/// The subjects of the events, with a wildcard: `samspor.entries.<tenant or ledger>.<class>`.
pub const SUBJECTS: &str = "samspor.entries.>";
const PREFIX: &str = "samspor.entries";
/// The kind of an event; its class and version stand behind it.
const TYPE: &str = "no.samspor.entry";

/// What is told of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudEvent {
    pub specversion: String,
    /// The hash of the entry's leaf, in hexadecimal: the same whenever and by whomever the entry is told.
    pub id: String,
    /// The log, as its checkpoints name it.
    pub source: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// The random id of the entry's stream, in hexadecimal.
    pub subject: String,
    /// When the entry was recorded.
    pub time: Instant,
    pub datacontenttype: String,
    /// The position in twenty digits (the CloudEvents extension `sequence`): as text it sorts as the log does.
    pub sequence: String,
    /// The organisation number; none in the ledger's own stream.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tenant: Option<TenantId>,
    pub data: Told,
}

/// The entry itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub position: u64,
    /// Its number in its stream, from 1.
    pub number: u64,
    pub class: Class,
    /// The leaf's bytes, base64: what the tree is over.
    pub leaf: String,
}

impl CloudEvent {
    /// The event of an entry; none if its leaf can't be read.
    pub fn of(placed: &Placed, origin: &str, tenant: Option<TenantId>) -> Option<Self> {
        let leaf = Leaf::read(&placed.record.leaf)?;
        Some(Self {
            specversion: "1.0".to_owned(),
            id: hex(&hash_of_leaf(&placed.record.leaf)),
            source: format!("//{origin}"),
            kind: format!("{TYPE}.{}.1", word(leaf.k)),
            subject: hex(&leaf.sid),
            time: placed.recorded_at,
            datacontenttype: "application/json".to_owned(),
            sequence: format!("{:020}", placed.position.0),
            tenant,
            data: Told {
                position: placed.position.0,
                number: leaf.sn,
                class: leaf.k,
                leaf: STANDARD.encode(&placed.record.leaf),
            },
        })
    }

    /// The subject it is published on.
    pub fn nats_subject(&self) -> String {
        let tenant = self.tenant.map_or("ledger".to_owned(), |tenant| tenant.to_string());
        format!("{PREFIX}.{tenant}.{}", word(self.data.class))
    }
}

/// What a class is called where people choose what to listen to.
fn word(class: Class) -> &'static str {
    match class {
        Class::A => "access",
        Class::C => "coordination",
        Class::E => "erasure",
        Class::H => "heads",
        Class::K => "keys",
        Class::P => "policy",
    }
}
