//! Which names the server answers to.

use digest::testing::serve::{Options, Port, ServerLimits};

use crate::client::exchange;
use crate::site::{CANARY, Served};

fn status(served: &Served, fields: &str) -> u16 {
    let answer = exchange(served.port, format!("GET / HTTP/1.1\r\n{fields}\r\n"));
    assert_eq!(answer.text().contains(CANARY), answer.status == 200, "{fields}");
    answer.status
}

fn host(served: &Served, host: &str) -> u16 {
    status(served, &format!("Host: {}\r\n", host.replace("PORT", &served.port.to_string())))
}

#[test]
fn own_names_are_answered() {
    let served = Served::new();
    for name in [
        "localhost",
        "localhost:PORT",
        "LocalHost:PORT",
        "localhost.:PORT",
        "nyt.localhost:PORT",
        "127.0.0.1",
        "127.0.0.1:PORT",
        "[::1]",
        "[::1]:PORT",
        "digitalt.example",
        "DIGITALT.example.:PORT",
    ] {
        assert_eq!(host(&served, name), 200, "{name}");
    }
}

#[test]
fn foreign_names_are_refused() {
    let served = Served::new();
    for name in [
        "evil.example",
        "localhost.evil.com",
        "127.0.0.1.nip.io",
        "evil.example:PORT",
        "localhost:1",
        "[::1]:1",
        "[::2]:PORT",
        "127.1",
        "127.0.0.2",
        "0.0.0.0:PORT",
        "192.168.1.5:PORT",
        "sub.digitalt.example",
        "me@localhost",
        "localhost, evil.example",
    ] {
        assert_eq!(host(&served, name), 403, "{name}");
    }
}

#[test]
fn a_request_names_one_host() {
    let served = Served::new();
    assert_eq!(status(&served, ""), 400);
    assert_eq!(status(&served, "Host:\r\n"), 400);
    assert_eq!(status(&served, "Host: localhost\r\nHost: localhost\r\n"), 400);
    assert_eq!(status(&served, "Host: localhost\r\nhost: evil.example\r\n"), 400);
    assert_eq!(exchange(served.port, "GET / HTTP/1.0\r\n\r\n").status, 400);
}

#[test]
fn the_name_of_a_moved_site_is_answered() {
    let served = Served::new();
    served.site.move_to("https://nyt.example:8443");
    assert_eq!(host(&served, "nyt.example"), 200);
    assert_eq!(host(&served, "digitalt.example"), 403);
}

#[test]
fn the_name_of_the_option_is_answered() {
    let served = Served::with_options(&Options {
        port: Port::Exactly(0),
        host: Some("LOCALHOST".into()),
        limits: ServerLimits::default(),
    });
    assert_eq!(host(&served, "localhost:PORT"), 200);
    assert_eq!(host(&served, "evil.example"), 403);
}

#[test]
fn every_address_of_the_machine_is_answered_when_asked_for() {
    let served = Served::with_options(&Options {
        port: Port::Exactly(0),
        host: Some("0.0.0.0".into()),
        limits: ServerLimits::default(),
    });
    // Loopback is a whole network: each of its addresses is one of the machine.
    let mut socket = std::net::TcpStream::connect(("127.0.0.9", served.port)).unwrap();
    let request = format!("GET / HTTP/1.0\r\nHost: 127.0.0.9:{}\r\n\r\n", served.port);
    std::io::Write::write_all(&mut socket, request.as_bytes()).unwrap();
    let answer = std::io::read_to_string(socket).unwrap();
    assert!(answer.contains(" 200 OK") && answer.contains(CANARY), "{answer}");
    assert_eq!(host(&served, "127.0.0.9:PORT"), 403);
    assert_eq!(host(&served, "0.0.0.0:PORT"), 403);
}
