//! How far NATS has been told, durable beside the log. What is lost of it is told once more.

use std::io;
use std::sync::Arc;

use samspor_core::log::Position;
use serde::{Deserialize, Serialize};

use crate::disk::Disk;

const FILE: &str = "outlet.json";
const BYTES_MAX: u64 = 4096;

/// The mark of one outlet.
pub(super) struct Mark {
    disk: Arc<dyn Disk>,
    stream: String,
    reached: Position,
}

/// As it stands in the file.
#[derive(Serialize, Deserialize)]
struct Kept {
    stream: String,
    position: u64,
}

impl Mark {
    /// The mark at the root of a disk. One that is missing, damaged, or of another stream is none: all is told again.
    pub(super) fn open(disk: Arc<dyn Disk>, stream: &str) -> io::Result<Self> {
        let kept: Option<Kept> = match disk.open(FILE) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            file => {
                let file = file?;
                let mut bytes = vec![0; usize::try_from(file.length()?.min(BYTES_MAX)).unwrap_or(0)];
                file.read_at(0, &mut bytes)?;
                serde_json::from_slice(&bytes).ok()
            }
        };
        let reached = kept.filter(|kept| kept.stream == stream).map_or(0, |kept| kept.position);
        Ok(Self { disk, stream: stream.to_owned(), reached: Position(reached) })
    }

    /// Up to where every entry has been acknowledged.
    pub(super) fn reached(&self) -> Position {
        self.reached
    }

    /// Keeps that it has come this far; durable on success.
    pub(super) fn keep(&mut self, reached: Position) -> io::Result<()> {
        let kept = serde_json::to_vec(&Kept { stream: self.stream.clone(), position: reached.0 })?;
        let beside = format!("{FILE}.new");
        let file = self.disk.create(&beside)?;
        file.write_at(0, &kept)?;
        file.sync_data()?;
        self.disk.rename(&beside, FILE)?;
        self.disk.sync_dir("")?;
        self.reached = reached;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::SimulatedDisk;

    #[test]
    fn a_mark_is_that_of_its_stream_and_a_damaged_one_is_none() {
        let disk = SimulatedDisk::new(1);
        let open = |stream: &str| Mark::open(Arc::new(disk.clone()), stream).unwrap();
        let mut mark = open("A");
        assert_eq!(mark.reached(), Position::START);
        mark.keep(Position(7)).unwrap();
        assert_eq!((open("A").reached(), open("B").reached()), (Position(7), Position::START));
        disk.create(FILE).unwrap().write_at(0, b"{\"stream\":\"A\",\"posi").unwrap();
        assert_eq!(open("A").reached(), Position::START);
    }
}
