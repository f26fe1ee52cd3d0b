//! What a server tells of itself on its monitoring port.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// The answer to a question, such as `/jsz?config=1`; none while the server does not answer it with success.
pub(super) fn ask(port: u16, path: &str) -> Option<Value> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let is_good = head.lines().next().is_some_and(|line| line.contains(" 200 "));
    if is_good { serde_json::from_str(body).ok() } else { None }
}
