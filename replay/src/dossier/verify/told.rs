//! The verdict in words, for whoever runs the verifier.

use std::fmt;

use super::verdict::{CheckpointTold, EntryVerdict, Fate, SignedBy, Verdict};

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(about) = &self.about {
            let references: Vec<String> = about.references.iter().map(ToString::to_string).collect();
            writeln!(
                f,
                "dossier of patient {} at {}, as of {}, as known {}",
                references.join(", "),
                about.tenant,
                about.valid,
                about.known
            )?;
            writeln!(f, "  for {} on the basis {}", about.recipient, about.basis)?;
        }
        if let Some(digest) = &self.digest {
            writeln!(f, "  digest {digest}")?;
        }
        for told in self.checkpoint.iter().chain(&self.access_checkpoint) {
            checkpoint(f, told)?;
        }
        counts(f, "entries", &self.entries)?;
        counts(f, "readings", &self.readings)?;
        completeness(f, self)?;
        for note in &self.notes {
            writeln!(f, "  note: {note}")?;
        }
        for fault in &self.faults {
            let position = fault.position.map(|position| format!(", entry {position}")).unwrap_or_default();
            writeln!(f, "✖ {}{position}: {}", fault.file, fault.what)?;
        }
        match (self.is_sound(), self.is_vouched()) {
            (true, true) => write!(f, "✔ sound, and signed by a key you trust"),
            (true, false) => write!(
                f,
                "? nothing contradicts it, but ITS KEY IS ITS OWN WORD: give --key with a key from elsewhere"
            ),
            (false, _) => write!(f, "✖ NOT SOUND: {} faults", self.faults.len()),
        }
    }
}

fn checkpoint(f: &mut fmt::Formatter<'_>, told: &CheckpointTold) -> fmt::Result {
    let signed = match told.signed {
        SignedBy::Trusted => "signed by a key you trust",
        SignedBy::SelfAsserted => "SELF-ASSERTED: signed by the key that came with it",
        SignedBy::Nobody => "NOT SIGNED by its key",
    };
    writeln!(f, "  checkpoint of {}: {} entries, root {}; {signed}", told.origin, told.size, told.root)?;
    for (name, at) in &told.witnesses {
        writeln!(f, "    witnessed by {name} at {at} (seconds since 1970)")?;
    }
    Ok(())
}

fn counts(f: &mut fmt::Formatter<'_>, what: &str, all: &[EntryVerdict]) -> fmt::Result {
    let count = |is: fn(&Fate) -> bool| all.iter().filter(|one| is(&one.fate)).count();
    write!(f, "  {} {what}: {} proven and read", all.len(), count(|fate| matches!(fate, Fate::Read { .. })))?;
    for (is, word) in [
        ((|fate| matches!(fate, Fate::Withheld)) as fn(&Fate) -> bool, "withheld"),
        (|fate| matches!(fate, Fate::Erased { .. }), "erased"),
        (|fate| matches!(fate, Fate::Blocked { .. }), "blocked"),
        (|fate| matches!(fate, Fate::Forged { .. }), "FORGED"),
    ] {
        match count(is) {
            0 => {}
            some => write!(f, ", {some} {word}")?,
        }
    }
    writeln!(f)?;
    for one in all {
        match &one.fate {
            Fate::Erased { by } => writeln!(f, "    {}: Erased by entry {by}", one.position)?,
            Fate::Blocked { by } => writeln!(f, "    {}: Blocked by entry {by}", one.position)?,
            Fate::Forged { why } => writeln!(f, "    {}: FORGED: {why}", one.position)?,
            Fate::Read { .. } | Fate::Withheld => {}
        }
    }
    Ok(())
}

fn completeness(f: &mut fmt::Formatter<'_>, verdict: &Verdict) -> fmt::Result {
    for stream in &verdict.completeness.streams {
        match &stream.why {
            None => writeln!(f, "  ✔ stream {}: whole, entries 1 to {}", stream.sid, stream.entries)?,
            Some(why) => writeln!(f, "  ? stream {}: {why}", stream.sid)?,
        }
    }
    match (verdict.completeness.heads_at, verdict.completeness.window) {
        (Some(at), Some(0)) => writeln!(f, "  the list of heads is entry {at}, the newest"),
        (Some(at), Some(window)) => writeln!(
            f,
            "  the list of heads is entry {at}; among the {window} entries of the log after it one could be left out"
        ),
        (Some(_) | None, _) => Ok(()),
    }
}
