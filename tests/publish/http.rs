//! One request, one connection, one answer: plain HTTP/1.1 as the servers in these tests speak it.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

/// How long a server may take on a machine that does other things as well.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);

/// The head of a request or an answer, as it was sent, and its body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    /// The request line or the status line.
    pub(crate) start: String,
    /// Names in lower case, in the order in which they were sent.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    pub(crate) fn request(method: &str, target: &str) -> Self {
        Self { start: format!("{method} {target} HTTP/1.1"), ..Self::default() }
    }

    pub(crate) fn answer(status: u16) -> Self {
        Self { start: format!("HTTP/1.1 {status} Test"), ..Self::default() }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    pub(crate) fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter().filter(|(known, _)| known == name);
        fields.next().map(|(_, value)| value.as_str())
    }

    pub(crate) fn method(&self) -> &str {
        self.start.split(' ').next().unwrap()
    }

    /// Path and query of a request, as sent.
    pub(crate) fn target(&self) -> &str {
        self.start.split(' ').nth(1).unwrap_or_default()
    }

    pub(crate) fn status(&self) -> u16 {
        self.start.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// Reads a message; `None` if the other end has hung up before its end. `bodiless` says that the
    /// message has no body whatever its head says: it answers a `HEAD`.
    pub(crate) fn read(from: &mut impl BufRead, bodiless: bool) -> Option<Self> {
        let mut message = Self { start: line(from)?, ..Self::default() };
        if message.start.is_empty() {
            return None;
        }
        loop {
            let line = line(from)?;
            let Some((name, value)) = line.split_once(':') else { break };
            message.fields.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let is_answer = message.start.starts_with("HTTP/");
        if bodiless || (is_answer && matches!(message.status(), 100..=199 | 204 | 304)) {
            return Some(message);
        }
        if message.field("transfer-encoding") == Some("chunked") {
            loop {
                let size = line(from)?;
                let size = usize::from_str_radix(size.split(';').next().unwrap(), 16).ok()?;
                let begin = message.body.len();
                message.body.resize(begin + size, 0);
                from.read_exact(&mut message.body[begin..]).ok()?;
                line(from)?;
                if size == 0 {
                    break;
                }
            }
        } else if let Some(length) = message.field("content-length") {
            message.body = vec![0; length.parse().ok()?];
            from.read_exact(&mut message.body).ok()?;
        } else if is_answer {
            from.read_to_end(&mut message.body).ok()?;
        }
        Some(message)
    }

    /// The bytes of the message, with the length of its body.
    pub(crate) fn bytes(&self, bodiless: bool) -> Vec<u8> {
        let mut bytes = format!("{}\r\n", self.start).into_bytes();
        let framing = ["content-length", "transfer-encoding"];
        for (name, value) in &self.fields {
            if bodiless || !framing.contains(&name.as_str()) {
                bytes.extend(format!("{name}: {value}\r\n").bytes());
            }
        }
        if !bodiless {
            bytes.extend(format!("content-length: {}\r\n", self.body.len()).bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&self.body);
        bytes
    }
}

/// A line without its end; `None` at the end of the connection.
fn line(from: &mut impl BufRead) -> Option<String> {
    let mut bytes = Vec::new();
    from.read_until(b'\n', &mut bytes).ok()?;
    let text = bytes.strip_suffix(b"\n")?;
    Some(String::from_utf8_lossy(text.strip_suffix(b"\r").unwrap_or(text)).into_owned())
}

/// Connects to a port of this machine.
pub(crate) fn connect(port: u16) -> std::io::Result<TcpStream> {
    let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    socket.set_read_timeout(Some(TIMEOUT))?;
    socket.set_write_timeout(Some(TIMEOUT))?;
    socket.set_nodelay(true)?;
    Ok(socket)
}

/// Sends a request on a connection of its own; `None` if the server hangs up.
pub(crate) fn try_send(port: u16, request: &Message) -> Option<Message> {
    let mut socket = connect(port).ok()?;
    let mut request = request.clone();
    request.fields.retain(|(name, _)| name != "connection");
    request = request.with("connection", "close");
    if request.field("host").is_none() {
        request = request.with("host", &format!("127.0.0.1:{port}"));
    }
    socket.write_all(&request.bytes(false)).ok()?;
    Message::read(&mut BufReader::new(socket), request.method() == "HEAD")
}

/// Sends a request on a connection of its own.
pub(crate) fn send(port: u16, request: &Message) -> Message {
    try_send(port, request).unwrap_or_else(|| panic!("no answer to {request:?}"))
}

/// The text of the first element of a name.
pub(crate) fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
}

/// The texts of all elements of a name.
pub(crate) fn elements<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let parts = xml.split(&format!("<{name}>")).skip(1).collect::<Vec<_>>();
    let end = format!("</{name}>");
    parts.into_iter().filter_map(|part| part.split_once(&end)).map(|(text, _)| text).collect()
}

/// A path, percent-encoded.
pub(crate) fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let encode =
        |byte: u8| if plain(byte) { char::from(byte).into() } else { format!("%{byte:02X}") };
    path.bytes().map(encode).collect()
}

/// A text with its percent-encoding undone.
pub(crate) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}
