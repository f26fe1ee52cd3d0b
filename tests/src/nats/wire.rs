//! Questions to a server in NATS's own lines, for what the program under test would not ask.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// Sends one request and waits for its answer, which is JSON or nothing.
pub(super) fn request(port: u16, subject: &str, body: &str) -> Option<Value> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let sent = format!(
        "CONNECT {{\"verbose\":false}}\r\nSUB answers 1\r\nPUB {subject} answers {}\r\n{body}\r\n",
        body.len()
    );
    stream.write_all(sent.as_bytes()).ok()?;
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 0 {
        if line.starts_with("MSG ") {
            let bytes = line.split_whitespace().last()?.parse().ok()?;
            let mut answer = vec![0; bytes];
            reader.read_exact(&mut answer).ok()?;
            return serde_json::from_slice(&answer).ok();
        }
        line.clear();
    }
    None
}
