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
    let again = Served::with_options(&digest::testing::serve::Options {
        port: digest::testing::serve::Port::Exactly(port),
        ..Default::default()
    });
    assert_eq!(again.get("/").status, 200);
}

#[test]
fn clients_that_want_nothing_are_not_waited_for() {
    let stop_with_idle_clients = || {
        let served = Served::new();
        let mut idle: Vec<Client> = (0..3).map(|_| Client::connect(served.port)).collect();
        let events = served.mark("/").events();
        let requests = [String::new(), "GET /tema.css".into(), format!("GET {events}")];
        for (client, request) in idle.iter_mut().zip(&requests).skip(1) {
            client.send(format!("{request} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            assert_eq!(client.head().unwrap().status, 200);
        }
        let begin = Instant::now();
        served.running.stop();
        begin.elapsed()
    };
    // Of some tries the fastest: a busy machine may hold up any of them.
    let taken = (0..5).map(|_| stop_with_idle_clients()).min().unwrap();
    assert!(taken < AT_ONCE / 4, "{taken:?}");
}

#[test]
fn an_answer_that_is_on_its_way_is_finished() {
    const LENGTH: usize = 8 << 20;
    let is_finished = || {
        let served = Served::new();
        served.site.set("large.mp4", Entry::Bytes(vec![b'x'; LENGTH].into()));
        let mut client = Client::connect(served.port);
        client.send("GET /large.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert_eq!(client.head().unwrap().status, 200);
        let stop = std::thread::spawn(|| served.running.stop());
        let body = client.rest();
        stop.join().unwrap();
        body.len() == LENGTH
    };
    // A busy machine may take longer than the server waits.
    assert!((0..5).any(|_| is_finished()));
}
