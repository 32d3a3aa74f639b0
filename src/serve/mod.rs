//! The server behind `digest serve`.
//!
//! In: a [`LiveSite`], which knows every file of the site as it is now, and where to listen.
//! Out: responses to browsers on this machine (and on others, if asked for), each page with a
//! script that keeps it up to date. May import: the rows above.
//!
//! The server never reads the disk: a path is looked up in the site, never in a directory, so no
//! path can lead out of it. Everything in a request is untrusted: `guard` decides who may ask,
//! `request_path` for what, and [`ServerLimits`] how much.

mod conditional;
mod connection;
mod events;
mod guard;
mod handler;
mod limits;
mod listen;
pub(crate) mod live;
mod lookup;
mod media_type;
mod overlay;
mod request_path;
mod response;
mod script;
mod site;

use std::net::{IpAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use handler::Handler;
pub use limits::ServerLimits;
pub use listen::{BindError, Port};
use script::Token;
pub use site::{File, LiveSite, Problem, Problems, RenderFailed, SiteState};

/// Where to listen, and the limits.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub port: Port,
    /// An address or a host name of this machine that others may use; `0.0.0.0` and `::` are all
    /// its addresses. Without it only this machine can connect.
    pub host: Option<String>,
    /// Resource limits.
    pub limits: ServerLimits,
}

/// A server that listens. Clients can connect; they are answered when it is started.
pub struct Server {
    sockets: Vec<TcpListener>,
    port: u16,
    network: Vec<IpAddr>,
    site: Arc<dyn LiveSite>,
    token: Token,
    options: Options,
}

impl Server {
    /// Listens.
    pub fn bind(options: &Options, site: Arc<dyn LiveSite>) -> Result<Self, BindError> {
        let listen::Listeners { sockets, port, network } =
            listen::listen(options.port, options.host.as_deref())?;
        let token = Token::random()?;
        Ok(Self { sockets, port, network, site, token, options: options.clone() })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The port that was preferred, if another program uses it.
    pub fn busy_port(&self) -> Option<u16> {
        match self.options.port {
            Port::From(asked) => Some(asked).filter(|asked| *asked != self.port && *asked != 0),
            Port::Exactly(_) => None,
        }
    }

    /// The URL of the site on this machine.
    pub fn url(&self) -> String {
        self.url_at("localhost")
    }

    /// The URLs of the site for other machines on the network.
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

    /// Serves, on its own thread, until it is stopped.
    pub fn start(self) -> std::io::Result<Running> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listeners = {
            let _context = runtime.enter();
            let sockets = self.sockets.into_iter().map(tokio::net::TcpListener::from_std);
            sockets.collect::<Result<Vec<_>, _>>()?
        };
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let Options { host, limits, .. } = self.options;
        let handler = Handler::new(self.site, self.token, host, limits, stopped.clone());
        let thread = std::thread::Builder::new().name("serve".into()).spawn(move || {
            runtime.block_on(connection::serve(listeners, Arc::new(handler), limits, stopped));
            // A template that hangs must not delay the end.
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
    /// Stops within 200 ms, whatever is being rendered or sent.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended as well.
            let _ = thread.join();
        }
    }
}
