//! The keystore's file written anew: when keys are destroyed or blocked, when an epoch begins, and after an error.

use std::sync::{Arc, PoisonError};

use samspor_core::log::Entropy;
use samspor_core::seal::{KeysUnavailable, Kid};
use zeroize::Zeroizing;

use super::epoch::{self, Epoch, Use};
use super::file::FreshFile;
use super::frames::{FRAME_RECORDS_MAX, SEAL_BYTES};
use super::inside::{Held, Inside, NO_KID, Unfit};
use super::keystore::{Keystore, Writer};
use super::records::{Begun, Record, VERSION};
use super::rotating::Rotated;

/// What becomes of one key's records in the new file.
type Change<'a> = dyn FnMut(Kid, &Held, &mut Entropy) -> Result<Vec<Record>, Unfit> + 'a;

/// What the new file begins with.
pub(super) struct Beginning {
    pub(super) epoch: Arc<Epoch>,
    pub(super) view: View,
    /// Keys that the new file no longer has.
    pub(super) gone: usize,
    /// How the epoch begins, where the file begins a new one.
    pub(super) rotated: Option<Rotated>,
}

/// What becomes of the key of what is kept beside the log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Kept,
    /// What was sealed with the old one opens no more.
    Replaced,
}

impl Keystore {
    /// Writes the file anew, each key's records as `change` gives them, and takes what it then holds into memory.
    /// The disk is to be sound before, or the file written as memory has it.
    ///
    /// Durable on success, and the old file is overwritten. After an error the old file stands or the new one does,
    /// memory is as it was, and the next write begins by writing the file anew from memory.
    pub(super) fn rewrite(
        &self,
        writer: &mut Writer,
        beginning: &Beginning,
        change: &mut Change<'_>,
    ) -> Result<(), KeysUnavailable> {
        writer.sound = false;
        let mut seal = [0; SEAL_BYTES];
        (writer.entropy)(&mut seal);
        let mut file = FreshFile::create(&*self.disk, seal).map_err(told)?;
        let next = self.written(&mut file, &mut writer.entropy, beginning, change)?;
        let before = std::mem::replace(&mut writer.file, file.finish().map_err(told)?);
        *self.inside.write().unwrap_or_else(PoisonError::into_inner) = next;
        before.destroy();
        writer.sound = true;
        Ok(())
    }

    /// Writes every record, and takes each as the next start would.
    fn written(
        &self,
        file: &mut FreshFile<'_>,
        entropy: &mut Entropy,
        beginning: &Beginning,
        change: &mut Change<'_>,
    ) -> Result<Inside, KeysUnavailable> {
        let now = self.inside();
        let begun = now.begun_anew(beginning, entropy);
        let mut next = Inside::begin(Arc::clone(&beginning.epoch), &begun).map_err(told)?;
        file.write(&[Record::Begun(begun)]).map_err(told)?;
        let mut waiting = Vec::with_capacity(FRAME_RECORDS_MAX);
        if let Some(Rotated { epoch, created, rewrapped }) = beginning.rotated.or(now.rotated) {
            let record = Record::Rotated { epoch, created, rewrapped };
            next.take(&record).map_err(told)?;
            waiting.push(record);
        }
        for (kid, held) in &now.held {
            for record in change(*kid, held, entropy).map_err(told)? {
                next.take(&record).map_err(told)?;
                waiting.push(record);
            }
            if waiting.len() >= FRAME_RECORDS_MAX {
                file.write(&waiting).map_err(told)?;
                waiting.clear();
            }
        }
        file.write(&waiting).map_err(told)?;
        Ok(next)
    }

    /// Puts the disk in order where an error left it in doubt: the file is written as memory has it, and no epoch's
    /// key is left but this one's.
    pub(super) fn make_sound(&self, writer: &mut Writer) -> Result<(), KeysUnavailable> {
        if writer.sound {
            return Ok(());
        }
        let epoch = Arc::clone(&self.inside().epoch);
        let number = epoch.number;
        let beginning = Beginning { epoch, view: View::Kept, gone: 0, rotated: None };
        self.rewrite(writer, &beginning, &mut |kid, held, _| Ok(held.records(kid)))?;
        writer.sound = false;
        epoch::settle(&*self.disk, &*self.root, number).map_err(told)?;
        writer.sound = true;
        Ok(())
    }
}

impl Inside {
    /// The first record of a new file with these keys.
    fn begun_anew(&self, beginning: &Beginning, entropy: &mut Entropy) -> Begun {
        let Beginning { epoch, view, gone, .. } = beginning;
        let before = self.held.values().filter(|held| held.wrapped().is_some()).count();
        let view = match view {
            View::Kept => self.view.clone(),
            View::Replaced => drawn(entropy),
        };
        Begun {
            version: VERSION,
            epoch: epoch.number,
            created: if epoch.number == self.epoch.number { self.created() } else { 0 },
            carried: before.saturating_sub(*gone) as u64,
            blind: epoch.seal(Use::Blind, &NO_KID, &*self.blind, entropy),
            view: epoch.seal(Use::View, &NO_KID, &*view, entropy),
        }
    }
}

/// The first record of a keystore without keys.
pub(super) fn begun_empty(epoch: &Epoch, entropy: &mut Entropy) -> Begun {
    let (blind, view) = (drawn(entropy), drawn(entropy));
    Begun {
        version: VERSION,
        epoch: epoch.number,
        created: 0,
        carried: 0,
        blind: epoch.seal(Use::Blind, &NO_KID, &*blind, entropy),
        view: epoch.seal(Use::View, &NO_KID, &*view, entropy),
    }
}

fn drawn(entropy: &mut Entropy) -> Zeroizing<[u8; 32]> {
    let mut secret = Zeroizing::new([0; 32]);
    entropy(&mut *secret);
    secret
}

/// What a caller of the keystore hears, with its causes and nothing of any key.
pub(super) fn told(error: impl std::error::Error) -> KeysUnavailable {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text = format!("{text}: {source}");
        cause = source.source();
    }
    KeysUnavailable(text)
}
