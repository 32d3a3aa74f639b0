//! A proxy before a server that writes down each request, and that hurts the ones it is asked to.

use std::io::{BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::http::{Message, TIMEOUT, try_send};

/// A request, as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The first one is 1.
    pub(crate) number: usize,
    pub(crate) method: String,
    /// Path and query, as sent.
    pub(crate) target: String,
    /// The size of its body.
    pub(crate) bytes: usize,
}

impl Seen {
    /// Whether it may change something.
    pub(crate) fn is_mutating(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS")
    }
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Pass,
    /// The connection ends; the server sees nothing.
    Cut,
    /// The server does it; the connection ends within the answer.
    CutAnswer,
    /// It passes after a while.
    Delay(Duration),
    /// This status is the answer; the server sees nothing. 429 and 503 come with `Retry-After: 1`.
    Answer(u16),
}

type Before = Box<dyn FnMut(&Seen) -> Action + Send>;
type After = Box<dyn FnMut(&Seen) + Send>;

struct Shared {
    upstream: u16,
    requests: Mutex<Vec<Seen>>,
    before: Mutex<Before>,
    /// Called after each request, while no other is under way; `None` lets requests overlap.
    after: Option<Mutex<After>>,
    is_closed: AtomicBool,
    in_flight: AtomicUsize,
    peak: AtomicUsize,
}

/// A proxy, until it is dropped.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    shared: Arc<Shared>,
}

impl Proxy {
    /// Lets requests pass to a port.
    pub(crate) fn to(upstream: u16) -> Self {
        Self::with(upstream, |_| Action::Pass)
    }

    /// Decides about each request before it passes.
    pub(crate) fn with(
        upstream: u16,
        before: impl FnMut(&Seen) -> Action + Send + 'static,
    ) -> Self {
        Self::start(upstream, Box::new(before), None)
    }

    /// Lets one request pass at a time, and calls a function after each one.
    pub(crate) fn one_by_one(
        upstream: u16,
        before: impl FnMut(&Seen) -> Action + Send + 'static,
        after: impl FnMut(&Seen) + Send + 'static,
    ) -> Self {
        Self::start(upstream, Box::new(before), Some(Box::new(after)))
    }

    fn start(upstream: u16, before: Before, after: Option<After>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            upstream,
            requests: Mutex::default(),
            before: Mutex::new(before),
            after: after.map(Mutex::new),
            is_closed: AtomicBool::new(false),
            in_flight: AtomicUsize::new(0),
            peak: AtomicUsize::new(0),
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                if serving.is_closed.load(Ordering::SeqCst) {
                    break;
                }
                let shared = Arc::clone(&serving);
                std::thread::spawn(move || shared.serve(&socket));
            }
        });
        Self { port, shared }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<Seen> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Waits until no request is under way.
    pub(crate) fn await_quiet(&self) {
        let start = Instant::now();
        while self.shared.in_flight.load(Ordering::SeqCst) != 0 && start.elapsed() < TIMEOUT {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// How many requests were under way at once, at most.
    pub(crate) fn peak(&self) -> usize {
        self.shared.peak.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.is_closed.store(true, Ordering::SeqCst);
        // Wakes the listener.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

impl Shared {
    /// Serves a connection until its end. Errors end it: the client sees that it was cut.
    fn serve(&self, socket: &TcpStream) {
        let _ = socket.set_read_timeout(Some(TIMEOUT));
        let _ = socket.set_nodelay(true);
        let mut reader = BufReader::new(socket);
        while let Some(request) = Message::read(&mut reader, false) {
            if self.is_closed.load(Ordering::SeqCst) {
                return;
            }
            let in_flight = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
            self.peak.fetch_max(in_flight, Ordering::SeqCst);
            let is_kept = self.exchange(socket, &request).is_some();
            self.in_flight.fetch_sub(1, Ordering::SeqCst);
            if !is_kept {
                return;
            }
        }
    }

    /// Answers a request; `None` if the connection is to end.
    fn exchange(&self, socket: &TcpStream, request: &Message) -> Option<()> {
        let mut turn = self.after.as_ref().map(|after| after.lock().unwrap());
        let seen = {
            let mut requests = self.requests.lock().unwrap();
            let seen = Seen {
                number: requests.len() + 1,
                method: request.method().to_owned(),
                target: request.target().to_owned(),
                bytes: request.body.len(),
            };
            requests.push(seen.clone());
            seen
        };
        let action = (self.before.lock().unwrap())(&seen);
        let answer = match action {
            Action::Answer(status) => Some(refusal(status)),
            Action::Cut => None,
            Action::Pass | Action::CutAnswer => try_send(self.upstream, request),
            Action::Delay(time) => {
                std::thread::sleep(time);
                try_send(self.upstream, request)
            }
        };
        if let Some(after) = &mut turn {
            after(&seen);
        }
        let mut bytes = answer?.bytes(request.method() == "HEAD");
        if action == Action::CutAnswer {
            bytes.truncate(bytes.len() / 2);
        }
        (&mut &*socket).write_all(&bytes).ok()?;
        (action != Action::CutAnswer).then_some(())
    }
}

/// An answer that the server behind did not give.
fn refusal(status: u16) -> Message {
    let code = match status {
        403 => "AccessDenied",
        429 | 503 => "SlowDown",
        _ => "InternalError",
    };
    let body = format!("<Error><Code>{code}</Code><Message>for a test</Message></Error>");
    let answer = Message::answer(status).with("content-type", "application/xml");
    let answer = if matches!(status, 429 | 503) { answer.with("retry-after", "1") } else { answer };
    answer.with_body(body)
}
