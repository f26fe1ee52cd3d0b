//! `README.txt`: what the dossier is and how to check it with three tools, on one page in bokmål.

use samspor_core::note::SignedCheckpoint;

use crate::dossier::Files;
use crate::dossier::form::{CHECKPOINT, HEAD};
use crate::dossier::head::{HeadFile, HeadsTold};
use crate::dossier::manifest::Manifest;

/// The page.
pub(super) fn text(manifest: &Manifest, files: &Files) -> String {
    let size = files
        .get(CHECKPOINT)
        .and_then(|bytes| SignedCheckpoint::parse(bytes).ok())
        .map_or(0, |one| one.checkpoint().size);
    let head = files.get(HEAD).and_then(|bytes| HeadFile::read(bytes)).and_then(|one| {
        let told = HeadsTold::read(&one.entry.parts.first()?.body)?;
        Some((one.entry.position.0, told.size))
    });
    let window = match head {
        Some((head, over)) => format!(
            "Hodebladet er hendelse {head}. Etter det er det skrevet {} hendelser i hele journalen;\nbare blant dem kunne noe av pasientens vært utelatt uten at det synes.",
            size.saturating_sub(over.saturating_add(1))
        ),
        None => "Mappen har ikke noe hodeblad: at ingenting mangler til slutt, kan ikke vises.".to_owned(),
    };
    let references: Vec<String> = manifest.references.iter().map(ToString::to_string).collect();
    format!(
        include_str!("readme.txt"),
        tenant = manifest.tenant,
        patient = references.join(", "),
        valid = manifest.valid,
        known = manifest.known,
        recipient = manifest.recipient,
        basis = manifest.basis,
        digest = manifest.digest,
        origin = manifest.origin,
        size = size,
        window = window,
    )
}
