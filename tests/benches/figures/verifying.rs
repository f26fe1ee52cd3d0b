//! The whole log verified without keys, as `samspor verify` does it where there are none.

use std::path::Path;
use std::sync::Arc;

use samspor_gateway::clock;
use samspor_gateway::disk::{Disk, RealDisk};
use samspor_gateway::log::segments;
use samspor_gateway::tree::{Audit, Claims};

use crate::copies::Outcome;

/// Entries a second, with chains, bodies, tree, heads and checkpoints.
pub(crate) fn entries_a_second(home: &Path) -> Outcome<f64> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::at(home)?);
    let start = clock::tick();
    let claims = Claims::of(Arc::clone(&disk), None, None, None)?;
    let mut audit = Audit::of(Arc::clone(&disk), claims);
    segments::verify_each(&*disk, &mut |entry| audit.take(entry), &mut |_, _| ())?;
    let audited = audit.end()?;
    let took = start.elapsed();
    if let Some(finding) = audited.findings.first() {
        return Err(format!("the log is not whole: {finding}").into());
    }
    Ok(audited.size as f64 / took.as_secs_f64())
}
