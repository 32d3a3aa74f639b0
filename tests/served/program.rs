//! The program while it serves: what it says, what it shows, and its end.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::client::{Answer, Client, get};
use crate::fixture::{NOW, Tree, digest};
use crate::page::{Mark, Page};
use crate::site::{Site, is_page};

/// How long anything may take on a machine that does other things as well.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);

/// A program that serves until the test ends.
pub(crate) struct Served {
    child: Child,
    said: Arc<Mutex<String>>,
    /// The address that it printed.
    pub(crate) url: String,
    pub(crate) port: u16,
    /// What decides which content is shown.
    shown: Vec<String>,
    /// All paths that any build had, so that files that are gone are asked for.
    known: RefCell<BTreeSet<String>>,
}

impl Served {
    /// Serves a site at a standing time, and watches it.
    pub(crate) fn watching(site: &Site) -> Self {
        Self::with(site, &["--watch"], &["--now", NOW])
    }

    /// Serves a site at any port. `shown` says what is shown, and is for builds too.
    pub(crate) fn with(site: &Site, args: &[&str], shown: &[&str]) -> Self {
        let mut command = digest(&site.root());
        command.args(["serve", "--port", "0"]).args(args).args(shown);
        Self::of(command).showing(shown)
    }

    /// The same, with what the command says of what is shown.
    pub(crate) fn showing(mut self, shown: &[&str]) -> Self {
        self.shown = shown.iter().map(|&word| word.to_owned()).collect();
        self
    }

    /// Runs a command that serves, until it has printed its address.
    pub(crate) fn of(mut command: Command) -> Self {
        let mut served = spawn(&mut command);
        served.await_words("erving");
        served.await_words("/\n");
        let said = served.said();
        let (_, url) = said.split_once("http://").unwrap();
        served.url = format!("http://{}", url.lines().next().unwrap());
        let port = url.split_once(':').map(|(_, rest)| rest.split('/').next().unwrap());
        served.port = port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("{said}"));
        served
    }

    /// What it has said so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it has said something.
    pub(crate) fn await_words(&self, words: &str) {
        await_true(
            || self.said().contains(words),
            || format!("never said {words:?}: {}", self.said()),
        );
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Asks for a path as a browser would.
    pub(crate) fn get(&self, path: &str) -> Answer {
        get(self.port, path, "")
    }

    /// The text of a page.
    pub(crate) fn text(&self, path: &str) -> String {
        self.get(path).text()
    }

    /// Waits until a page has a text.
    pub(crate) fn await_text(&self, path: &str, text: &str) {
        let last = RefCell::default();
        await_true(
            || {
                *last.borrow_mut() = self.text(path);
                last.borrow().contains(text)
            },
            || format!("{path} never had {text:?}: {}\n{}", last.borrow(), self.said()),
        );
    }

    /// Waits until there is no page at a path.
    pub(crate) fn await_gone(&self, path: &str) {
        await_true(|| self.get(path).status == 404, || format!("{path} stays: {}", self.said()));
    }

    /// What the script in a page is given.
    pub(crate) fn mark(&self, path: &str) -> Mark {
        Mark::read(&self.text(path))
    }

    /// Opens a page and listens.
    pub(crate) fn open(&self, path: &str) -> Page {
        Page::open(self.port, &self.mark(path))
    }

    /// The event that reloads the page at a path.
    pub(crate) fn reload(&self, path: &str) -> (String, String) {
        ("reload".into(), self.mark(path).version)
    }

    /// What the overlay shows, as a reader would see it.
    pub(crate) fn problems(&self) -> String {
        let own = self.mark("/404.html").own;
        let text = self.text(&format!("{own}problems"));
        text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")
    }

    /// Waits until the overlay shows a text.
    pub(crate) fn await_problem(&self, text: &str) {
        await_true(
            || self.problems().contains(text),
            || format!("no {text:?} in {}\n{}", self.problems(), self.said()),
        );
    }

    /// Waits until nothing is wrong any more.
    pub(crate) fn await_no_problem(&self) {
        await_true(
            || self.mark("/404.html").problems.is_empty(),
            || format!("still wrong: {}", self.problems()),
        );
    }

    /// Waits until it shows in every file what a build of the sources, as they are, writes.
    pub(crate) fn check_like_build(&self, site: &Site) {
        let built = site.built(&self.shown);
        self.known.borrow_mut().extend(built.keys().cloned());
        let last = RefCell::default();
        await_true(
            || {
                *last.borrow_mut() = self.difference(&built);
                last.borrow().is_none()
            },
            || format!("{}\n{}", last.borrow().as_ref().unwrap(), self.said()),
        );
    }

    /// The first file that is not what a build writes.
    fn difference(&self, built: &Tree) -> Option<String> {
        let mut client = Client::connect(self.port);
        let directory = self.url.splitn(4, '/').nth(3).unwrap();
        for path in self.known.borrow().iter() {
            let url = encoded(path.strip_suffix("index.html").unwrap_or(path));
            let host = format!("Host: localhost:{}", self.port);
            client.send(format!("GET /{directory}{url} HTTP/1.1\r\n{host}\r\n\r\n"));
            let answer = client.answer().unwrap();
            let Some(file) = built.get(path) else {
                if answer.status != 404 {
                    return Some(format!("{path} is gone, but it is shown: {answer:?}"));
                }
                continue;
            };
            let shown = if is_page(path) { without_script(&answer.body) } else { answer.body };
            if shown != file.bytes {
                let [shown, wanted] =
                    [&shown, &file.bytes].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                return Some(format!("{path} is\n{shown}\ninstead of\n{wanted}"));
            }
        }
        None
    }

    /// Sends a signal. Gives the exit code.
    pub(crate) fn end(&mut self, signal: Signal) -> Option<i32> {
        let start = Instant::now();
        kill_process(self.pid(), signal).unwrap();
        while self.child.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < TIMEOUT, "no end after {signal:?}: {}", self.said());
            std::thread::sleep(Duration::from_millis(1));
        }
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a command, and listens to what it says.
pub(crate) fn spawn(command: &mut Command) -> Served {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let said = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&said);
    std::thread::spawn(move || {
        for line in stderr.lines().map_while(Result::ok) {
            let mut heard = heard.lock().unwrap();
            heard.push_str(&line);
            heard.push('\n');
        }
    });
    Served {
        child,
        said,
        url: String::new(),
        port: 0,
        shown: Vec::new(),
        known: RefCell::default(),
    }
}

/// Waits until something is so.
pub(crate) fn await_true(mut is_so: impl FnMut() -> bool, otherwise: impl Fn() -> String) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < TIMEOUT, "{}", otherwise());
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A page without what is put into it on its way.
fn without_script(bytes: &[u8]) -> Vec<u8> {
    const BEGIN: &[u8] = b"<script src=\"/_digest/";
    const END: &[u8] = b"</script>";
    let find = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).rposition(|it| it == part);
    let Some(begin) = find(bytes, BEGIN) else {
        return bytes.to_vec();
    };
    let length = bytes[begin..].windows(END.len()).position(|it| it == END).unwrap();
    [&bytes[..begin], &bytes[begin + length + END.len()..]].concat()
}

/// A path, percent-encoded.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let encode =
        |byte: u8| if plain(byte) { char::from(byte).into() } else { format!("%{byte:02X}") };
    path.bytes().map(encode).collect()
}
