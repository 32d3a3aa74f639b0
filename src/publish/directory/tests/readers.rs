//! Readers behind a real nginx, while releases come and go.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::*;

/// How many publishes the readers live through.
const PUBLISHES: usize = 50;

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start_nginx(place: &Place) -> (Running, SocketAddr) {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let temporary = place.at("nginx").display().to_string();
    fs::create_dir(&temporary).unwrap();
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {temporary}/{kind};"));
    // Only root may, and must, name a user.
    let user = if rustix::process::geteuid().is_root() { "user root;" } else { "" };
    let configuration = format!(
        "{user} daemon off; master_process off; pid {temporary}/pid; error_log {temporary}/log;\n\
         events {{ worker_connections 256; }}\n\
         http {{ access_log off; {} server {{ listen {address}; root {}; }} }}\n",
        paths.join(" "),
        place.at("srv/www").display(),
    );
    let file = place.at("nginx/nginx.conf");
    fs::write(&file, configuration).unwrap();
    let nginx = Command::new("nginx")
        .args(["-e", &format!("{temporary}/log"), "-c"])
        .arg(file)
        .stderr(Stdio::null())
        .spawn()
        .expect("nginx must be installed");
    let started = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(started.elapsed() < Duration::from_secs(20), "nginx does not listen");
        std::thread::sleep(Duration::from_millis(20));
    }
    (Running(nginx), address)
}

/// The status and the body of an answer, which must have arrived whole.
fn get(address: SocketAddr, path: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    assert_eq!(length, Some(body.len().to_string().as_str()), "{path}");
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

fn page(number: usize) -> String {
    format!("<{number}>{}</{number}>", "side ".repeat(200 * (1 + number % 7)))
}

fn style(number: usize) -> String {
    format!("/* {number} */ {}", "stil ".repeat(300))
}

fn publish(place: &Place, number: usize) {
    let (page, asset) = (page(number), format!("aktiver/stil.{number}.css"));
    // As the plan does: assets outlive their pages by `keep` publishes.
    let expired = number.checked_sub(place.keep).map(|old| format!("aktiver/stil.{old}.css"));
    let deletes: Vec<&str> = expired.iter().map(String::as_str).collect();
    let puts = [("index.html", page.as_str()), ("a/index.html", &page), (&asset, &style(number))];
    place.publish(&puts, &deletes, &number.to_string());
}

#[test]
#[ignore = "needs nginx and wrk"]
fn readers_meet_whole_pages_whose_assets_load() {
    let place = Place::new();
    publish(&place, 0);
    let (_nginx, address) = start_nginx(&place);
    let wrk = Command::new("wrk")
        .args(["-t1", "-c8", "-d5s", "--timeout", "20s", &format!("http://{address}/")])
        .stdout(Stdio::piped())
        .spawn()
        .expect("wrk must be installed");
    let is_over = AtomicBool::new(false);
    let (pages, seen) = std::thread::scope(|scope| {
        let readers: Vec<_> = ["/", "/a/"]
            .into_iter()
            .map(|path| {
                let is_over = &is_over;
                scope.spawn(move || {
                    let (mut pages, mut seen, mut last) = (0_usize, 1_usize, 0);
                    while !is_over.load(Ordering::Relaxed) {
                        let (status, body) = get(address, path);
                        assert_eq!(status, "HTTP/1.1 200 OK", "{path} after {last}");
                        let number = body[1..].split('>').next().unwrap().parse().unwrap();
                        assert!(body == page(number), "half a page {number}");
                        assert!(number >= last, "{number} after {last}");
                        let asset = format!("/aktiver/stil.{number}.css");
                        let (status, body) = get(address, &asset);
                        assert_eq!(status, "HTTP/1.1 200 OK", "{asset}");
                        assert!(body == style(number), "{asset}");
                        pages += 1;
                        seen += usize::from(number != last);
                        last = number;
                    }
                    (pages, seen)
                })
            })
            .collect();
        for number in 1..=PUBLISHES {
            publish(&place, number);
            // Readers get the processor, too.
            std::thread::sleep(Duration::from_millis(20));
        }
        is_over.store(true, Ordering::Relaxed);
        let counts = readers.into_iter().map(|reader| reader.join().unwrap());
        counts.fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
    });
    let load = String::from_utf8(wrk.wait_with_output().unwrap().stdout).unwrap();
    println!("{pages} pages read during {PUBLISHES} publishes, {seen} states of them\n{load}");
    assert!(load.contains("Requests/sec"), "{load}");
    assert!(!load.contains("Non-2xx") && !load.contains("Socket errors"), "{load}");
    assert!(pages > PUBLISHES && seen > 4, "the readers saw too little");
}
