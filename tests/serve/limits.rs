//! What one client can take from the others: little.

use std::net::Shutdown;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use digest::testing::serve::ServerLimits;

use crate::client::{Client, exchange};
use crate::site::{CANARY, Entry, Served, is_run_by};

/// Times that are short enough for tests, long enough for a busy machine.
const SHORT: Duration = Duration::from_millis(800);

/// A request that is answered in a small part of the time that a slow client gets.
fn assert_is_served_at_once(served: &Served) {
    let begin = Instant::now();
    assert!(served.get("/").text().contains(CANARY));
    let taken = begin.elapsed();
    assert!(taken < SHORT / 2, "{taken:?}");
}

/// How many sockets of the server are open in this process: those whose own port is the server's.
fn open_sockets(port: u16) -> usize {
    counted_sockets(port).unwrap()
}

/// Counts the open sockets; an error if there is no descriptor left to count with.
fn counted_sockets(port: u16) -> std::io::Result<usize> {
    let table = std::fs::read_to_string("/proc/self/net/tcp")?;
    let ours = format!(":{port:04X}");
    let nodes = table.lines().skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        cells[1].ends_with(&ours).then(|| format!("socket:[{}]", cells[9]))
    });
    let nodes: Vec<String> = nodes.collect();
    let descriptors = std::fs::read_dir("/proc/self/fd")?;
    let links = descriptors.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    Ok(links.filter(|link| nodes.iter().any(|node| link.as_os_str() == node.as_str())).count())
}

/// Waits until at most this many sockets of the server are open.
fn assert_comes_down_to(port: u16, count: usize) {
    let begin = Instant::now();
    // While all descriptors are in use, many sockets are open.
    let open = || counted_sockets(port).unwrap_or(usize::MAX);
    while open() > count {
        assert!(begin.elapsed() < Duration::from_secs(10), "{} are open", open());
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn slow_clients_do_not_hold_up_others() {
    let served = Served::with(ServerLimits { client_timeout: SHORT, ..ServerLimits::default() });
    let before = open_sockets(served.port);
    let mut slow: Vec<Client> = (0..200).map(|_| Client::connect(served.port)).collect();
    let begin = Instant::now();
    for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nX: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" {
        for client in &mut slow {
            client.send([*byte]);
        }
        assert_is_served_at_once(&served);
        if begin.elapsed() > SHORT * 2 {
            break;
        }
        std::thread::sleep(SHORT / 10);
    }
    // Each has sent in time every byte that it sent, but no whole head.
    assert!(slow.iter_mut().all(Client::is_over));
    drop(slow);
    assert_comes_down_to(served.port, before);
}

#[test]
fn an_idle_connection_is_closed() {
    let served = Served::with(ServerLimits { client_timeout: SHORT, ..ServerLimits::default() });
    let mut silent = Client::connect(served.port);
    let mut once = Client::connect(served.port);
    once.send("GET /tema.css HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(once.answer().unwrap().status, 200);
    assert!(once.is_over());
    assert!(silent.is_over());
}

#[test]
fn heads_have_their_limits() {
    let served = Served::new();
    let status = |target: &str, fields: &str| {
        let host = "Host: localhost\r\n";
        exchange(served.port, format!("GET {target} HTTP/1.1\r\n{host}{fields}\r\n")).status
    };
    let field = |length: usize| format!("X: {}\r\n", "x".repeat(length));
    assert_eq!(status("/", &field(30 << 10)), 200);
    assert_eq!(status("/", &field(64 << 10)), 431);
    assert_eq!(status("/", &"X: x\r\n".repeat(99)), 200);
    assert_eq!(status("/", &"X: x\r\n".repeat(100)), 431);
    assert_eq!(status("/", &"X: x\r\n".repeat(10_000)), 431);
    assert_eq!(status(&format!("/?{}", "x".repeat(8_000)), ""), 200);
    assert_eq!(status(&format!("/?{}", "x".repeat(8_192)), ""), 414);
    assert_eq!(status(&format!("/{}", "x".repeat(100_000)), ""), 431);
    assert_is_served_at_once(&served);
}

#[test]
fn a_head_without_end_is_not_waited_for() {
    let served = Served::new();
    let mut client = Client::connect(served.port);
    client.send(format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(64 << 10)));
    assert_eq!(client.answer().unwrap().status, 431);
    assert!(client.is_over());
}

#[test]
fn what_a_request_brings_is_refused_and_not_read_as_another() {
    let served = Served::new();
    let next = "GET /film.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for fields in [
        format!("Content-Length: {}\r\n", next.len()),
        "Content-Length: 1\r\n".to_owned(),
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n".to_owned(),
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n".to_owned(),
        "Transfer-Encoding: chunked\r\n".to_owned(),
        "Transfer-Encoding: x\r\n".to_owned(),
        "Content-Length: 1\r\nContent-Length: 2\r\n".to_owned(),
        "Content-Length: -1\r\n".to_owned(),
        "Content-Length: 99999999999999999999999\r\n".to_owned(),
    ] {
        let mut client = Client::connect(served.port);
        client.send(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n{next}"));
        let answer = client.answer().unwrap();
        assert_eq!(answer.status, 400, "{fields}");
        assert!(client.is_over(), "{fields}");
    }
    let answer = served.get_with("/", "Content-Length: 0\r\n");
    assert_eq!(answer.status, 200);
}

#[test]
fn requests_that_come_at_once_are_answered_in_order() {
    let served = Served::new();
    let mut client = Client::connect(served.port);
    let request = |path| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.send(["/tema.css", "/none", "/film.mp4", "/om"].map(request).concat());
    let answers: Vec<_> = (0..4).map(|_| client.answer().unwrap()).collect();
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 404, 200, 301]);
    assert_eq!(answers[2].text(), "0123456789");
}

#[test]
fn connections_beyond_the_limit_wait_for_a_place() {
    let limits = ServerLimits { connections: 4, client_timeout: SHORT, ..ServerLimits::default() };
    let served = Served::with(limits);
    let idle: Vec<Client> = (0..20).map(|_| Client::connect(served.port)).collect();
    // All of them are let in and sent away in turn before the one that comes last.
    assert_eq!(served.get("/tema.css").status, 200);
    // Two that listen, four that are served, and for each listener one that waits.
    assert!(open_sockets(served.port) <= 8);
    drop(idle);
    assert_is_served_at_once(&served);
}

#[test]
fn streams_beyond_the_limit_are_refused() {
    let served = Served::new();
    let before = open_sockets(served.port);
    let events = served.mark("/").events();
    let mut open = Vec::new();
    let mut refused = 0;
    for _ in 0..1_000 {
        let mut client = Client::connect(served.port);
        client.send(format!("GET {events} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        let head = client.head().unwrap();
        match head.status {
            200 => open.push(client),
            503 => refused += usize::from(head.field("retry-after") == Some("1")),
            status => panic!("{status}"),
        }
    }
    assert_eq!((open.len(), refused), (100, 900));
    assert_is_served_at_once(&served);
    served.site.write("index.html", "<p>all are told");
    for client in &mut open {
        let mut lines = std::iter::from_fn(|| client.line());
        assert!(lines.any(|line| line == "event: reload"));
    }
    drop(open);
    assert_comes_down_to(served.port, before);
}

#[test]
fn connections_that_are_cut_leave_nothing_behind() {
    let served = Served::new();
    served.site.set("large.mp4", Entry::Bytes(vec![0; 16 << 20].into()));
    let before = open_sockets(served.port);
    for round in 0..50 {
        let mut client = Client::connect(served.port);
        match round % 3 {
            // Only half open, within a head.
            0 => {
                client.send("GET / HTTP/1.1\r\nHo");
                client.socket().shutdown(Shutdown::Write).unwrap();
                assert!(client.is_over());
            }
            // What has come and is not read makes the end a reset.
            1 => {
                client.send("GET /large.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assert_eq!(client.head().unwrap().status, 200);
            }
            _ => client.send("GET /large.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        }
    }
    assert_comes_down_to(served.port, before);
    assert_is_served_at_once(&served);
}

#[test]
fn a_client_that_does_not_read_loses_its_place() {
    let served = Served::with(ServerLimits { client_timeout: SHORT, ..ServerLimits::default() });
    served.site.set("large.mp4", Entry::Bytes(vec![0; 64 << 20].into()));
    let before = open_sockets(served.port);
    let mut clients: Vec<Client> = (0..5).map(|_| Client::connect(served.port)).collect();
    for client in &mut clients {
        client.send("GET /large.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    assert_comes_down_to(served.port, before);
    drop(clients);
}

#[test]
fn pages_that_are_stuck_do_not_take_everything() {
    let served = Served::with(ServerLimits { queue_timeout: SHORT, ..ServerLimits::default() });
    let (end, stuck) = mpsc::channel();
    let stuck = Entry::Stuck(Arc::new(Mutex::new(stuck)));
    served.site.set("stuck.html", stuck);
    let request = |path| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let mut clients: Vec<Client> = (0..3).map(|_| Client::connect(served.port)).collect();
    for client in &mut clients {
        client.send(request("/stuck.html"));
    }
    std::thread::sleep(SHORT / 5);
    assert_is_served_at_once(&served);
    let mut last = Client::connect(served.port);
    last.send(request("/stuck.html"));
    std::thread::sleep(SHORT / 5);
    // Now all are stuck. What needs no file is still answered.
    let answer = served.get("/");
    assert_eq!((answer.status, answer.field("retry-after")), (503, Some("1")));
    assert_eq!(served.get("/../").status, 400);
    drop(end);
    clients.push(last);
    assert!(clients.iter_mut().all(|client| client.answer().unwrap().status == 500));
    assert_is_served_at_once(&served);
}

#[test]
fn a_server_outlives_a_time_without_descriptors() {
    let name = "limits::a_server_outlives_a_time_without_descriptors";
    if !is_run_by(&["prlimit", "--nofile=64"], name) {
        return;
    }
    let served = Served::new();
    let connect = || std::net::TcpStream::connect(("127.0.0.1", served.port));
    let held: Vec<_> = std::iter::repeat_with(connect).map_while(Result::ok).collect();
    assert!(held.len() < 64);
    // The server wants descriptors for those that are connected, and there are none.
    std::thread::sleep(SHORT / 4);
    assert!(connect().is_err());
    drop(held);
    assert_comes_down_to(served.port, 1);
    assert_is_served_at_once(&served);
}

#[test]
fn the_manual_lists_the_limits() {
    let manual = include_str!("../../docs/serve.md");
    let limits = ServerLimits::default();
    for row in [
        format!("for a client that does not read | {} s |", limits.client_timeout.as_secs()),
        format!("| connections | {}; more wait |", limits.connections),
        format!("| event streams, one per open page | {} |", limits.event_streams),
        format!(
            "| files being generated | 4; more wait for {} s |",
            limits.queue_timeout.as_secs()
        ),
    ] {
        assert!(manual.contains(&row), "docs/serve.md lacks {row}");
    }
}
