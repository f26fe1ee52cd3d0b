//! What goes on over NATS beside serving: the outlet, and requests.

use std::sync::Arc;

use axum::Router;
use samspor_core::log::Log;
use tokio::sync::watch;

use super::connection::{NatsAt, NatsError};
use super::outlet::Outlet;
use super::service;
use crate::disk::Disk;

/// A ledger that is served over NATS too.
pub struct OverNats {
    /// Where its servers are.
    pub at: NatsAt,
    /// The JetStream stream that is told of every entry.
    pub stream: String,
    /// The disk at whose root it is kept how far it was told.
    pub disk: Arc<dyn Disk>,
}

/// Tells NATS of a log's entries and answers its requests until `ended`. NATS may be away from the beginning and for as
/// long as it likes.
pub(crate) async fn keep_up(
    over: OverNats,
    log: Arc<dyn Log>,
    router: Router,
    ended: impl Future,
) -> Result<(), NatsError> {
    let client = over.at.client().await?;
    let outlet = Outlet::open(log, client.clone(), over.disk, &over.stream)?;
    let (end, ends) = watch::channel(());
    let heard = |mut ends: watch::Receiver<()>| async move {
        // An error says that the sender is gone: that is the end, too.
        drop(ends.changed().await);
    };
    let telling = async {
        outlet.run(heard(ends.clone())).await;
        Ok(())
    };
    let answering = service::serve(client, router, heard(ends.clone()));
    let ending = async {
        ended.await;
        drop(end);
        Ok(())
    };
    tokio::try_join!(telling, answering, ending).map(|_| ())
}
