//! A time-stamp authority (RFC 3161) made with openssl.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::target::{path, told};

const CONFIG: &str = "[ tsa ]
default_tsa = tsa_config
[ tsa_config ]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
[ tsa_certificate ]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ req ]
distinguished_name = nobody
[ nobody ]
";

/// Its keys, in a directory.
pub(crate) struct Authority(PathBuf);

impl Authority {
    /// Makes its keys and certificates.
    pub(crate) fn made(dir: &Path) -> Self {
        fs::create_dir_all(dir).unwrap();
        fs::write(dir.join("tsa.cnf"), CONFIG).unwrap();
        fs::write(dir.join("serial"), "01\n").unwrap();
        let authority = Self(dir.to_owned());
        for line in [
            "req -x509 -config tsa.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=Root -days 2",
            "req -new -config tsa.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Stamps",
            "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 2 -extfile tsa.cnf -extensions tsa_certificate",
        ] {
            authority.openssl(line);
        }
        authority
    }

    /// The root that its time stamps are verified with.
    pub(crate) fn root(&self) -> PathBuf {
        self.0.join("ca.pem")
    }

    /// A time stamp over a file.
    pub(crate) fn stamps(&self, file: &Path) -> PathBuf {
        self.openssl(&format!("ts -query -data {} -sha256 -cert -out query", path(file)));
        self.openssl("ts -reply -config tsa.cnf -queryfile query -out token");
        self.0.join("token")
    }

    fn openssl(&self, line: &str) {
        let mut openssl = Command::new("openssl");
        let output = openssl.args(line.split(' ')).current_dir(&self.0).output();
        let output = output.unwrap_or_else(|error| panic!("openssl: {error}; apt-get install openssl"));
        assert!(output.status.success(), "openssl {line}: {}", told(&output));
    }
}
