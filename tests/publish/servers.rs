//! The real servers, started on ports of their own and ended with this process.
//!
//! `scripts/test publish` installs them and says in variables where they are. Tests that need one are
//! ignored by a plain `cargo test`; run without the variables, they fail.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use crate::http::{Message, TIMEOUT, try_send};

/// Ends its program when its standard input ends: even if this process is killed.
const GUARD: &str = r#""$@" & server=$!; cat >/dev/null; kill $server; wait $server"#;

/// A server, until it is dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    guard: Child,
    stdin: Option<ChildStdin>,
}

impl Server {
    /// Starts a program that prints `http://HOST:PORT` on one of its outputs.
    pub(crate) fn start(command: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "server"]).args(command).envs(environment.iter().copied());
        guard.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut guard = guard.spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        listen(guard.stdout.take().unwrap(), &said);
        listen(guard.stderr.take().unwrap(), &said);
        let stdin = guard.stdin.take();
        let start = Instant::now();
        let port = loop {
            let heard = said.lock().unwrap().clone();
            if let Some(port) = printed_port(&heard) {
                break port;
            }
            let is_over = guard.try_wait().unwrap().is_some();
            assert!(!is_over && start.elapsed() < TIMEOUT, "{command:?} does not start: {heard}");
            std::thread::sleep(Duration::from_millis(10));
        };
        let server = Self { port, guard, stdin };
        while try_send(port, &Message::request("GET", "/")).is_none() {
            assert!(start.elapsed() < TIMEOUT, "{command:?} does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.guard.wait();
    }
}

fn listen(from: impl Read + Send + 'static, said: &Arc<Mutex<String>>) {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap();
            // Later lines are one for each request.
            if said.len() < 10_000 {
                *said += &line;
                *said += "\n";
            }
        }
    });
}

/// The port in the first complete line that names one.
fn printed_port(said: &str) -> Option<u16> {
    let (whole, _) = said.rsplit_once('\n')?;
    let addresses = whole.split("127.0.0.1:").skip(1);
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    addresses.filter_map(|rest| digits(rest).parse().ok()).find(|&port| port != 0)
}

/// Where `scripts/test publish` has put a program.
pub(crate) fn program(variable: &str) -> String {
    std::env::var(variable)
        .unwrap_or_else(|_| panic!("`{variable}` is not set: run `scripts/test publish`"))
}

/// Moto, which all tests share: each has a bucket of its own.
pub(crate) fn moto() -> u16 {
    static MOTO: OnceLock<Server> = OnceLock::new();
    let start = || {
        let program = program("PUBLISH_MOTO");
        Server::start(&[&program, "-H", "127.0.0.1", "-p", "0"], &[("PYTHONUNBUFFERED", "1")])
    };
    MOTO.get_or_init(start).port
}

/// A store that ignores conditions, over a directory of files.
pub(crate) fn rclone(directory: &str) -> Server {
    let program = program("PUBLISH_RCLONE");
    Server::start(
        &[&program, "serve", "s3", "--addr", "127.0.0.1:0", "--config", "/dev/null", directory],
        &[],
    )
}

/// Azurite, which all tests share: each has a container of its own.
pub(crate) fn azurite() -> u16 {
    static AZURITE: OnceLock<Server> = OnceLock::new();
    let start = || {
        let (node, azurite) = (program("PUBLISH_NODE"), program("PUBLISH_AZURITE"));
        let options = ["--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"];
        let mut command = vec![node.as_str(), azurite.as_str(), "--blobPort", "0"];
        command.extend(options);
        Server::start(&command, &[])
    };
    AZURITE.get_or_init(start).port
}
