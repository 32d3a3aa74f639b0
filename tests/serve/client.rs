//! A client that sends exactly the given bytes: no library tidies paths or headers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

/// Longer than any answer takes; a test that waits for it fails.
const TOO_LONG: Duration = Duration::from_secs(20);

/// What the server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The value of a header field; names are written in lower case.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter().filter(|(known, _)| known == name);
        let field = fields.next().map(|(_, value)| value.as_str());
        assert!(fields.next().is_none(), "{name} twice: {self:?}");
        field
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// A connection.
pub(crate) struct Client {
    reader: BufReader<TcpStream>,
}

impl Client {
    pub(crate) fn connect(port: u16) -> Self {
        let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        socket.set_read_timeout(Some(TOO_LONG)).unwrap();
        socket.set_write_timeout(Some(TOO_LONG)).unwrap();
        Self { reader: BufReader::new(socket) }
    }

    pub(crate) fn socket(&self) -> &TcpStream {
        self.reader.get_ref()
    }

    /// Sends bytes. That the server has hung up shows when its answer is read.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.reader.get_mut().write_all(bytes.as_ref());
    }

    /// Reads the head of an answer: status and fields; none if the server has hung up.
    pub(crate) fn head(&mut self) -> Option<Answer> {
        let line = self.line()?;
        let status = line.strip_prefix("HTTP/1.").unwrap_or_else(|| panic!("{line:?}"));
        let status = status[2..5].parse().unwrap();
        let mut fields = Vec::new();
        while let Some(line) = self.line().filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(": ").unwrap();
            fields.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        Some(Answer { status, fields, body: Vec::new() })
    }

    /// Reads an answer to `GET`, of the length that it says.
    pub(crate) fn answer(&mut self) -> Option<Answer> {
        let mut answer = self.head()?;
        let length = answer.field("content-length").map_or(0, |length| length.parse().unwrap());
        answer.body = vec![0; length];
        self.reader.read_exact(&mut answer.body).unwrap();
        Some(answer)
    }

    /// Reads until the server hangs up.
    pub(crate) fn rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // What has come before an error is all that there is.
        let _ = self.reader.read_to_end(&mut bytes);
        bytes
    }

    /// Reads a line, without its end; none at the end of the connection.
    pub(crate) fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.reader.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("no answer in {TOO_LONG:?}")
            }
            Err(_) => None,
        }
    }

    /// Whether the server hangs up without another word.
    pub(crate) fn is_over(&mut self) -> bool {
        self.line().is_none()
    }
}

/// Sends one request, whatever it is, and reads the answer.
pub(crate) fn exchange(port: u16, request: impl AsRef<[u8]>) -> Answer {
    let mut client = Client::connect(port);
    client.send(request.as_ref());
    let request = String::from_utf8_lossy(request.as_ref()).into_owned();
    client.answer().unwrap_or_else(|| panic!("hung up on {request:?}"))
}

/// Asks for a path with the usual `Host`, and with more fields, each ended by CRLF.
pub(crate) fn get(port: u16, path: &str, fields: &str) -> Answer {
    exchange(port, format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{fields}\r\n"))
}
