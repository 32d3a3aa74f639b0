//! The end of a server.

use std::net::TcpStream;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::site::{Entry, Served};

/// What the end may take.
const AT_ONCE: Duration = Duration::from_millis(200);

#[test]
fn a_server_stops_at_once_whatever_its_clients_do() {
    let served = Served::new();
    let (end, stuck) = mpsc::channel();
    served.site.set("stuck.html", Entry::Stuck(Arc::new(Mutex::new(stuck))));
    served.site.set("large.mp4", Entry::Bytes(vec![0; 64 << 20].into()));
    let events = served.mark("/").events();
    let mut clients = Vec::new();
    for request in [
        String::new(),
        "GET / HT".into(),
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".into(),
        "GET /large.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n".into(),
        "GET /stuck.html HTTP/1.1\r\nHost: localhost\r\n\r\n".into(),
        format!("GET {events} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    ] {
        let mut client = Client::connect(served.port);
        client.send(request);
        clients.push(client);
    }
    // By now all have got as far as they get.
    std::thread::sleep(Duration::from_millis(100));
    let begin = Instant::now();
    served.running.stop();
    let taken = begin.elapsed();
    assert!(taken < AT_ONCE, "{taken:?}");
    assert!(TcpStream::connect(("127.0.0.1", served.port)).is_err());
    drop(end);
}

#[test]
fn a_stopped_server_gives_its_port_back() {
    let served = Served::new();
    let port = served.port;
    assert_eq!(served.get("/").status, 200);
    served.running.stop();
    let again = Served::with_options(&digest::serve::Options {
        port: digest::serve::Port::Exactly(port),
        ..Default::default()
    });
    assert_eq!(again.get("/").status, 200);
}
