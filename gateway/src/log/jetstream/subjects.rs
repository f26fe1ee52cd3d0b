//! On which subject a stream's entries stand: the same at every gateway, and telling nobody whose they are.

use hkdf::Hkdf;
use samspor_core::log::StreamKey;
use samspor_core::seal::{Keys, NoKey, Subject};
use samspor_core::words::PatientId;
use sha2::Sha256;

const LABEL: &[u8] = b"samspor/subject/1";

/// The subject of a stream that has no entry yet: `<prefix>.<tenant>.<stream>`. A patient's token is derived from the
/// reference under the tenant's key, which is prepared: two gateways that begin a patient's file meet on one subject,
/// and without the key nobody can tell whose it is. With the key, the erasure's own entry tells it too.
pub(super) fn subject_of(
    stream: &StreamKey,
    prefix: &str,
    keys: &dyn Keys,
    origin: &str,
) -> Result<String, NoKey> {
    match stream {
        StreamKey::Ledger => Ok(format!("{prefix}.ledger.ledger")),
        StreamKey::Register(tenant) => Ok(format!("{prefix}.{tenant}.register")),
        StreamKey::Patient(tenant, patient) => {
            let key = keys.sealing(&Subject::Tenant(*tenant))?;
            Ok(format!("{prefix}.{tenant}.{}", token(key.secret(), origin, *patient)))
        }
    }
}

/// Whose key the subject of a stream is derived under; to be prepared first.
pub(super) fn derived_under(stream: &StreamKey) -> Option<Subject> {
    match stream {
        StreamKey::Ledger | StreamKey::Register(_) => None,
        StreamKey::Patient(tenant, _) => Some(Subject::Tenant(*tenant)),
    }
}

fn token(secret: &[u8; 32], origin: &str, patient: PatientId) -> String {
    let mut token = [0; 16];
    let drawn = Hkdf::<Sha256>::new(Some(origin.as_bytes()), secret)
        .expand_multi_info(&[LABEL, patient.0.as_bytes()], &mut token);
    drawn.expect("HKDF gives 16 bytes");
    crate::tokens::hex(&token)
}

#[cfg(test)]
mod tests {
    use samspor_core::seal::MemoryKeys;

    use super::*;

    const ORIGIN: &str = "ledger.simulated.invalid/samspor/2026";

    fn of(stream: &StreamKey) -> String {
        subject_of(stream, "samspor.log", &MemoryKeys::default(), ORIGIN).unwrap()
    }

    #[test]
    fn a_stream_has_one_subject_and_a_patient_is_not_in_it() {
        let tenant = "310000019".parse().unwrap();
        let patient: PatientId = "01940000-0000-7000-8000-000000000001".parse().unwrap();
        let subject = of(&StreamKey::Patient(tenant, patient));
        assert_eq!(subject, of(&StreamKey::Patient(tenant, patient)));
        let (before, token) = subject.rsplit_once('.').unwrap();
        assert_eq!((before, token.len()), ("samspor.log.310000019", 32));
        assert!(!subject.contains("0194"), "{subject}");
        assert_eq!(of(&StreamKey::Register(tenant)), "samspor.log.310000019.register");
        assert_eq!(of(&StreamKey::Ledger), "samspor.log.ledger.ledger");
    }
}
