//! `cluster.json` in a ledger's directory: that the ledger is at NATS servers, and what is asked of them.

use std::fs;
use std::io;

use serde::Deserialize;
use thiserror::Error;

use super::Cluster;
use crate::home::Home;
use crate::log::jetstream::Promised;

/// The file's name.
const CLUSTER_FILE: &str = "cluster.json";

/// Why the file is of no use.
#[derive(Debug, Error)]
pub enum ClusterFileError {
    /// It is there and can't be read.
    #[error("cluster.json cannot be read")]
    Disk(#[from] io::Error),
    /// It says something else than it may.
    #[error("cluster.json is not as it should be")]
    Malformed(#[from] serde_json::Error),
}

/// What stands in the file, such as `{"servers": ["nats://127.0.0.1:4222"], "monitors": ["http://127.0.0.1:8222"]}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    servers: Vec<String>,
    #[serde(default)]
    monitors: Vec<String>,
    #[serde(default = "name")]
    name: String,
    #[serde(default = "replicas")]
    replicas: usize,
    #[serde(default)]
    durability: Durability,
    #[serde(default)]
    simulated: bool,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Durability {
    #[default]
    Durable,
    Lazy,
}

impl Cluster {
    /// What the file in a ledger's directory says; none where there is no such file.
    pub fn of_home(home: &Home) -> Result<Option<Self>, ClusterFileError> {
        let text = match fs::read(home.data.join(CLUSTER_FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let Told { servers, monitors, name, replicas, durability, simulated } =
            serde_json::from_slice(&text)?;
        let promised = match durability {
            Durability::Durable => Promised::Durable,
            Durability::Lazy => Promised::Lazy,
        };
        let (root, data) = (home.root.clone(), home.data.clone());
        Ok(Some(Self {
            servers,
            monitors,
            name,
            replicas,
            promised,
            begins_simulated: simulated,
            root,
            data,
        }))
    }
}

fn name() -> String {
    "SAMSPOR".to_owned()
}

fn replicas() -> usize {
    3
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn told(text: &str) -> Result<Option<Cluster>, ClusterFileError> {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(CLUSTER_FILE), text).unwrap();
        Cluster::of_home(&Home::of(dir.path()))
    }

    #[test]
    fn a_directory_says_where_its_ledger_is() {
        assert!(Cluster::of_home(&Home::of(Path::new("nowhere"))).unwrap().is_none());
        let cluster =
            told(r#"{"servers": ["nats://a:4222"], "monitors": ["http://a:8222"]}"#).unwrap().unwrap();
        assert_eq!(
            (cluster.name.as_str(), cluster.replicas, cluster.promised),
            ("SAMSPOR", 3, Promised::Durable)
        );
        let cluster = told(r#"{"servers": [], "durability": "lazy", "replicas": 1}"#).unwrap().unwrap();
        assert_eq!((cluster.replicas, cluster.promised), (1, Promised::Lazy));
        for text in
            ["", "{}", r#"{"servers": [], "durability": "fast"}"#, r#"{"servers": [], "server": "a"}"#]
        {
            assert!(matches!(told(text), Err(ClusterFileError::Malformed(_))), "{text}");
        }
    }
}
