//! A time-stamp authority made with openssl: a root, a certificate for time stamps, and a server on loopback.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use super::programs::run;

/// The most bytes of a request.
const REQUEST_BYTES_MAX: usize = 4096;

const CONFIG: &str = "[ tsa ]
default_tsa = tsa_config
[ tsa_config ]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = yes
ess_cert_id_alg = sha256
[ tsa_certificate ]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ req ]
distinguished_name = nobody
[ nobody ]
";

/// The authority, with its files below a directory.
#[derive(Clone, Debug)]
pub struct TestAuthority {
    dir: PathBuf,
    /// Where it answers.
    pub url: String,
}

impl TestAuthority {
    /// Makes keys and certificates below a directory, which is emptied first, and answers until the test's end.
    pub fn standing(dir: &Path) -> Self {
        if dir.exists() {
            fs::remove_dir_all(dir).expect("it is ours");
        }
        fs::create_dir_all(dir).expect("the test's directory can be written");
        fs::write(dir.join("tsa.cnf"), CONFIG).expect("the test's directory can be written");
        fs::write(dir.join("serial"), "01\n").expect("the test's directory can be written");
        for line in [
            "req -x509 -config tsa.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=Root -days 2",
            "req -new -config tsa.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Stamps",
            "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 2 -extfile tsa.cnf -extensions tsa_certificate",
        ] {
            openssl_in(dir, line);
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a loopback");
        let url = format!("http://{}/", listener.local_addr().expect("it listens"));
        let authority = Self { dir: dir.to_owned(), url };
        let answering = authority.clone();
        thread::spawn(move || listener.incoming().flatten().for_each(|stream| answering.answer(stream)));
        authority
    }

    /// The root that its time stamps are verified with.
    pub fn root(&self) -> PathBuf {
        self.dir.join("ca.pem")
    }

    fn answer(&self, mut stream: TcpStream) {
        let query = body_of(&mut BufReader::new(&stream)).unwrap_or_default();
        let response = fs::write(self.dir.join("query"), query).and_then(|()| {
            openssl_in(&self.dir, "ts -reply -config tsa.cnf -queryfile query -out response");
            fs::read(self.dir.join("response"))
        });
        let response = response.expect("the test's directory can be written");
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/timestamp-reply\r\nconnection: close\r\n";
        let head = format!("{head}content-length: {}\r\n\r\n", response.len());
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&response));
    }
}

/// Runs openssl in a directory; it must be content.
pub fn openssl_in(dir: &Path, line: &str) {
    let output = run(Command::new("openssl").args(line.split(' ')).current_dir(dir));
    assert!(output.status.success(), "openssl {line}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The body of a request that tells its length.
fn body_of(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(told) = line.strip_prefix("content-length:") {
            length = told.trim().parse().ok().filter(|length| *length <= REQUEST_BYTES_MAX)?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}
