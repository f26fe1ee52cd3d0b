//! Where dossiers go: a directory for each, or one encrypted file.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use age::x25519::Recipient;
use samspor_replay::dossier::Dossier;

use super::failure::Failure;
use crate::dossier::archive;

/// The directory that is made, and to whom what is in it is encrypted.
pub(super) struct Out {
    dir: PathBuf,
    recipient: Option<Recipient>,
}

impl Out {
    /// A directory that is missing or empty: nothing is written over.
    pub(super) fn new(dir: &Path, recipient: Option<&str>) -> Result<Self, Failure> {
        let is_vacant = match fs::read_dir(dir) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if !is_vacant {
            let what = format!("{} is not an empty directory; name one that is not there yet", dir.display());
            return Err(Failure::WrongUse(what));
        }
        let wrong = |why| Failure::WrongUse(format!("--age-recipient is no age recipient (age1…): {why}"));
        let recipient = recipient.map(str::parse).transpose().map_err(wrong)?;
        Ok(Self { dir: dir.to_owned(), recipient })
    }

    /// Writes a dossier, below its own name where there are several; readable for its owner only. Durable on success.
    pub(super) fn write(&self, name: Option<String>, dossier: &Dossier) -> Result<PathBuf, Failure> {
        let dir = name.map_or_else(|| self.dir.clone(), |name| self.dir.join(name));
        let written = match &self.recipient {
            None => dossier.files.iter().try_for_each(|(name, bytes)| put(&dir.join(name), bytes)),
            Some(recipient) => {
                let tar = archive("dossier", &dossier.files);
                let sealed = age::encrypt(recipient, &tar).map_err(io::Error::other);
                sealed.and_then(|sealed| put(&dir.join("dossier.age"), &sealed))
            }
        };
        let told = |error| Failure::Failed(format!("{} cannot be written: {error}", dir.display()));
        written.and_then(|()| File::open(&dir)?.sync_all()).map_err(told)?;
        Ok(dir)
    }
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(above) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(above)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
