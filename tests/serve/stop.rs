//! The end of a server. Only a server that waits for its clients takes as long as a test waits for
//! it: here nothing but the end of the server ends what they do.

use std::net::TcpStream;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use digest::testing::serve::{Options, Port, Running, ServerLimits};

use crate::client::Client;
use crate::site::{Entry, Served};

/// Longer than any end takes on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Longer than any test.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Limits that end nothing.
fn endless() -> ServerLimits {
    ServerLimits {
        client_timeout: DAY,
        queue_timeout: DAY,
        keep_alive: DAY,
        stream_lifetime: DAY,
        ..ServerLimits::default()
    }
}

fn stop(running: Running) {
    let (sender, ended) = mpsc::channel();
    std::thread::spawn(move || {
        running.stop();
        sender.send(()).unwrap();
    });
    assert_eq!(ended.recv_timeout(TIMEOUT), Ok(()), "the server waits for its clients");
}

#[test]
fn a_server_stops_whatever_its_clients_do() {
    let served = Served::with(endless());
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
    stop(served.running);
    assert!(TcpStream::connect(("127.0.0.1", served.port)).is_err());
    drop(end);
}

#[test]
fn a_stopped_server_gives_its_port_back() {
    let served = Served::new();
    let port = served.port;
    assert_eq!(served.get("/").status, 200);
    served.running.stop();
    let again = Served::with_options(&Options { port: Port::Exactly(port), ..Options::default() });
    assert_eq!(again.get("/").status, 200);
}

#[test]
fn clients_that_want_nothing_are_not_waited_for() {
    let served = Served::with(ServerLimits { shutdown_grace: DAY, ..endless() });
    let mut idle: Vec<Client> = (0..3).map(|_| Client::connect(served.port)).collect();
    let events = served.mark("/").events();
    let requests = [String::new(), "GET /tema.css".into(), format!("GET {events}")];
    for (client, request) in idle.iter_mut().zip(&requests).skip(1) {
        client.send(format!("{request} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assert_eq!(client.head().unwrap().status, 200);
    }
    stop(served.running);
}

#[test]
fn an_answer_that_is_on_its_way_is_finished() {
    const LENGTH: usize = 8 << 20;
    let served = Served::with(ServerLimits { shutdown_grace: DAY, ..endless() });
    served.site.set("large.mp4", Entry::Bytes(vec![b'x'; LENGTH].into()));
    let mut client = Client::connect(served.port);
    client.send("GET /large.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(client.head().unwrap().status, 200);
    let running = served.running;
    let end = std::thread::spawn(move || stop(running));
    assert_eq!(client.rest().len(), LENGTH);
    end.join().unwrap();
}
