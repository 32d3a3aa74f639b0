//! A site in memory, and a server for it.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use digest::testing::config::SiteConfig;
use digest::testing::diagnostics::Severity;
use digest::testing::fingerprint::Fingerprint;
use digest::testing::paths::{OutputPath, SourcePath};
use digest::testing::serve::{
    File, LiveSite, Options, Port, Problem, Problems, Redirect, RenderFailed, Running, Server,
    ServerLimits, SiteState,
};
use tokio::sync::watch;

use crate::client::{Answer, get};
use crate::page::Mark;

/// A text that no answer contains: the test site does not have it.
pub(crate) const CANARY: &str = "front page of the site";

/// What a file of the site is.
#[derive(Clone)]
pub(crate) enum Entry {
    /// Bytes. Those of pages may contain `STYLE=…;`, a placeholder for the URL of a style sheet.
    Bytes(Bytes),
    /// A page that shows a draft.
    Draft(Bytes),
    /// A file that cannot be made.
    Failed,
    /// A file whose making ends when the sender is dropped.
    Stuck(Arc<Mutex<std::sync::mpsc::Receiver<()>>>),
    /// A file whose making panics.
    Panic,
}

/// A site whose files, problems and address can be changed while it is served.
pub(crate) struct MemorySite {
    files: Mutex<BTreeMap<String, Entry>>,
    state: watch::Sender<SiteState>,
}

impl MemorySite {
    pub(crate) fn new() -> Arc<Self> {
        let files = [
            ("index.html", format!("<body><p>{CANARY}</body>")),
            ("om/index.html", "<body><p>about</body>".to_owned()),
            ("404.html", "<body><p>not found</body>".to_owned()),
            ("tema.css", "p { color: red }".to_owned()),
            ("film.mp4", "0123456789".to_owned()),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), Entry::Bytes(text.into())));
        let state = SiteState {
            problems: Arc::default(),
            base: config("https://digitalt.example").base_url,
        };
        Arc::new(Self { files: Mutex::new(files.into()), state: watch::Sender::new(state) })
    }

    pub(crate) fn set(&self, path: &str, entry: Entry) {
        self.files.lock().unwrap().insert(path.to_owned(), entry);
        self.touch();
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        self.set(path, Entry::Bytes(text.to_owned().into()));
    }

    pub(crate) fn remove(&self, path: &str) {
        self.files.lock().unwrap().remove(path);
        self.touch();
    }

    pub(crate) fn set_problems(&self, problems: &[(Severity, &str)]) {
        let list = problems.iter().map(|(severity, text)| Problem {
            severity: *severity,
            title: (*text).to_owned(),
            text: (*text).to_owned(),
        });
        let problems = Arc::new(Problems { shown: list.collect(), more: 0 });
        self.state.send_modify(|state| state.problems = problems);
    }

    pub(crate) fn move_to(&self, url: &str) {
        self.state.send_modify(|state| state.base = config(url).base_url);
    }

    /// Reports a change although nothing may have changed.
    pub(crate) fn touch(&self) {
        self.state.send_modify(|_| ());
    }

    /// How many clients wait for changes.
    pub(crate) fn listeners(&self) -> usize {
        self.state.receiver_count()
    }
}

fn config(base_url: &str) -> SiteConfig {
    let text = format!("title = \"T\"\nbase_url = \"{base_url}\"\n");
    SiteConfig::read(&SourcePath::new("site.toml").unwrap(), &text, &[]).unwrap().0
}

/// The text without the placeholder for the URL of the style sheet.
fn without_style(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    match text.split_once("STYLE=") {
        Some((before, after)) => {
            format!("{before}{}", after.split_once(';').map_or("", |(_, after)| after))
        }
        None => text.into_owned(),
    }
}

impl LiveSite for MemorySite {
    fn file(&self, path: &OutputPath) -> Option<Result<File, RenderFailed>> {
        let entry = self.files.lock().unwrap().get(path.as_str())?.clone();
        let (bytes, shows_draft) = match entry {
            Entry::Bytes(bytes) => (bytes, false),
            Entry::Draft(bytes) => (bytes, true),
            Entry::Failed => return Some(Err(RenderFailed)),
            Entry::Stuck(end) => {
                // The error is the end that was waited for.
                let _ = end.lock().unwrap().recv();
                return Some(Err(RenderFailed));
            }
            Entry::Panic => panic!("a page that panics, as the test wants it"),
        };
        let is_page = path.as_str().rsplit('.').next() == Some("html");
        let rest = is_page.then(|| Fingerprint::of(without_style(&bytes).as_bytes()));
        let fingerprint = Fingerprint::of(&bytes);
        Some(Ok(File { bytes, fingerprint, without_style: rest, shows_draft }))
    }

    fn redirect(&self, path: &OutputPath) -> Option<Redirect> {
        let to = "https://elsewhere.example/".to_owned();
        match path.as_str() {
            "gammel/index.html" => Some(Redirect { status: 308, to: "/sub/ny/".into() }),
            "andre.php" => Some(Redirect { status: 302, to }),
            _ => None,
        }
    }

    fn state(&self) -> SiteState {
        self.state.borrow().clone()
    }

    fn changes(&self) -> watch::Receiver<SiteState> {
        self.state.subscribe()
    }
}

/// A site that is served until the test ends.
pub(crate) struct Served {
    pub(crate) site: Arc<MemorySite>,
    pub(crate) port: u16,
    pub(crate) running: Running,
}

impl Served {
    pub(crate) fn new() -> Self {
        Self::with(ServerLimits::default())
    }

    pub(crate) fn with(limits: ServerLimits) -> Self {
        Self::with_options(&Options { port: Port::Exactly(0), limits, ..Options::default() })
    }

    pub(crate) fn with_options(options: &Options) -> Self {
        let site = MemorySite::new();
        let server = Server::bind(options, Arc::clone(&site) as Arc<dyn LiveSite>).unwrap();
        let port = server.port();
        Self { site, port, running: server.start().unwrap() }
    }

    /// Asks for a path as a browser would, without a change to the path.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    /// The same with more header fields, each ended by CRLF.
    pub(crate) fn get_with(&self, path: &str, fields: &str) -> Answer {
        get(self.port, path, fields)
    }

    /// What the script in a page is given.
    pub(crate) fn mark(&self, path: &str) -> Mark {
        Mark::read(&self.get(path).text())
    }
}

/// Tells a test that it runs within the surroundings that it made.
const INNER: &str = "TEST_INNER";

/// Runs a test again, started by another program that sets its surroundings, with its arguments.
/// Says whether this is that run already.
pub(crate) fn is_run_by(words: &[&str], name: &str) -> bool {
    if std::env::var_os(INNER).is_some() {
        return true;
    }
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(std::env::current_exe().unwrap());
    command.args(["--exact", name]).env(INNER, "1");
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{errors}");
    false
}
