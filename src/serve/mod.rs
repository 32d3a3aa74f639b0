//! The server behind `digest serve`: the network side.
//!
//! In: a [`LiveSite`], which knows every file of the site as it is now, and where to listen.
//! Out: answers to browsers on this machine (and on others, if asked for), each page with a
//! script that keeps it up to date. May import: the rows above.
//!
//! Nothing here reads the disk: a path is looked up in the site, never in a folder, so no path
//! can lead out of it. Everything that a request brings is foreign: `guard` says who may ask,
//! `request_path` for what, and [`Limits`] how much.

mod answer;
mod connection;
mod content_type;
mod entity_tag;
mod events;
mod guard;
mod inject;
mod listen;
pub mod live;
mod lookup;
mod overlay;
mod own;
mod range;
mod request_path;
mod site;
mod stream;
mod token;

use std::net::{IpAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::Semaphore;

use answer::Handler;
use events::Lifetime;
pub use listen::{BindError, DEFAULT_PORT, Port};
use lookup::Lookup;
pub use site::{File, LiveSite, Problem, Problems, State, Unmade};
use token::Token;

/// Where to listen, and how much to bear.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port.
    pub port: Port,
    /// An address or a name of this machine at which others may look; `0.0.0.0` and `::` are all
    /// its addresses. Without it only this machine can look.
    pub host: Option<String>,
    /// How much to bear.
    pub limits: Limits,
}

/// How much the server bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many connections at a time.
    pub connections: usize,
    /// So many streams of events at a time.
    pub streams: usize,
    /// So long a client may take to send the head of a request, to begin with the next one, or
    /// to take any part of an answer.
    pub patience: Duration,
    /// So long a request waits for its turn when the site is busy.
    pub turn: Duration,
    /// A silent stream of events says so often that it is there.
    pub keep_alive: Duration,
    /// So long a stream of events lives.
    pub stream: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            streams: 100,
            patience: Duration::from_secs(10),
            turn: Duration::from_secs(5),
            keep_alive: Duration::from_secs(15),
            stream: Duration::from_secs(600),
        }
    }
}

/// A server that has its port. Clients can connect; they are answered when it is started.
pub struct Server {
    sockets: Vec<TcpListener>,
    port: u16,
    asked: Port,
    network: Vec<IpAddr>,
    site: Arc<dyn LiveSite>,
    token: Token,
    host: Option<String>,
    limits: Limits,
}

impl Server {
    /// Listens.
    pub fn bind(options: &Options, site: Arc<dyn LiveSite>) -> Result<Self, BindError> {
        let listen::Listeners { sockets, port, network } =
            listen::listen(options.port, options.host.as_deref())?;
        Ok(Self {
            sockets,
            port,
            asked: options.port,
            network,
            site,
            token: Token::new()?,
            host: options.host.clone(),
            limits: options.limits,
        })
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The port that was wanted and is in use by another program.
    pub fn busy_port(&self) -> Option<u16> {
        match self.asked {
            Port::From(asked) => Some(asked).filter(|asked| *asked != self.port && *asked != 0),
            Port::Exactly(_) => None,
        }
    }

    /// The address of the site on this machine.
    pub fn url(&self) -> String {
        self.url_at("localhost")
    }

    /// The addresses of the site on other machines of the network.
    pub fn network_urls(&self) -> Vec<String> {
        let hosts = self.network.iter().map(|address| match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        });
        hosts.map(|host| self.url_at(&host)).collect()
    }

    fn url_at(&self, host: &str) -> String {
        format!("http://{host}:{}{}/", self.port, self.site.state().base.sub_path())
    }

    /// Answers, on a thread of its own, until it is stopped.
    pub fn start(self) -> std::io::Result<Running> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listeners = {
            let _context = runtime.enter();
            let sockets = self.sockets.into_iter().map(tokio::net::TcpListener::from_std);
            sockets.collect::<Result<Vec<_>, _>>()?
        };
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let limits = self.limits;
        let handler = Handler {
            lookup: Lookup::new(self.site),
            token: self.token,
            host: self.host,
            turn: limits.turn,
            lifetime: Lifetime { keep_alive: limits.keep_alive, longest: limits.stream },
            streams: Arc::new(Semaphore::new(limits.streams)),
            stop: stopped.clone(),
        };
        let thread = std::thread::Builder::new().name("serve".into()).spawn(move || {
            runtime.block_on(connection::serve(listeners, Arc::new(handler), limits, stopped));
            // A template that is stuck must not hold up the end.
            runtime.shutdown_background();
        })?;
        Ok(Running { stop, thread: Some(thread) })
    }
}

/// A server that answers. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    stop: tokio::sync::watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Stops within a fifth of a second, whatever is being made or sent.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // Should the thread have panicked, it has ended all the same.
            let _ = thread.join();
        }
    }
}
