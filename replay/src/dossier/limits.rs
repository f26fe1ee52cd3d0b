//! How much of a dossier is read: whoever sends more gets an answer, and no machine of ours is kept busy.

/// The most files of a dossier.
pub const FILES_MAX: usize = 250_000;
/// The most bytes of one file.
pub const FILE_BYTES_MAX: usize = 128 << 20;
/// The most bytes of all files.
pub const TOTAL_BYTES_MAX: usize = 512 << 20;
/// The most entries of each list.
pub const ENTRIES_MAX: usize = 100_000;
/// The most bytes of leaf and bodies of one entry.
pub(super) const ENTRY_BYTES_MAX: usize = 64 << 10;
/// The most bytes of an entry's line: the entry in base64, and what stands around it.
pub(super) const LINE_BYTES_MAX: usize = ENTRY_BYTES_MAX / 3 * 4 + 4096;
/// The most streams a dossier tells of.
pub(super) const STREAMS_MAX: usize = 256;
/// The most earlier checkpoints of a recipient.
pub(super) const EARLIER_MAX: usize = 64;
/// The most faults that are told; whoever has seen so many believes nothing else.
pub(super) const FAULTS_MAX: usize = 1000;
