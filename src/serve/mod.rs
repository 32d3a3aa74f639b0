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
mod context;
mod events;
mod guard;
mod handler;
mod limits;
mod listen;
pub(crate) mod live;
mod lookup;
mod overlay;
mod request_path;
mod response;
mod script;
mod site;

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::watch;

use context::ServerContext;
pub use limits::ServerLimits;
use listen::Listeners;
pub use listen::{BindError, Port};
pub use site::{File, LiveSite, Problem, Problems, Redirect, RenderFailed, SiteState};

/// Where to listen, and the limits.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub port: Port,
    /// An address or a host name of this machine that others may use; `0.0.0.0` and `::` are all
    /// its addresses. Without it only this machine can connect.
    pub host: Option<String>,
    pub limits: ServerLimits,
}

/// A server that listens. Clients can connect; they are answered when it is started.
pub struct Server {
    listeners: Listeners,
    context: ServerContext,
    stop: watch::Sender<bool>,
}

impl Server {
    /// Listens.
    pub fn bind(options: &Options, site: Arc<dyn LiveSite>) -> Result<Self, BindError> {
        let listeners = listen::listen(options.port, options.host.as_deref())?;
        let stop = watch::Sender::new(false);
        let context =
            ServerContext::new(site, options.host.clone(), options.limits, stop.subscribe())?;
        Ok(Self { listeners, context, stop })
    }

    pub fn port(&self) -> u16 {
        self.listeners.port
    }

    /// The port that was preferred, if another program uses it.
    pub fn busy_port(&self) -> Option<u16> {
        self.listeners.busy_port
    }

    /// The URL of the site on this machine.
    pub fn url(&self) -> String {
        self.url_at(&format!("localhost:{}", self.port()))
    }

    /// The URLs of the site for other machines on the network.
    pub fn network_urls(&self) -> Vec<String> {
        let addresses = self.listeners.network.iter();
        let sockets = addresses.map(|address| SocketAddr::new(*address, self.port()));
        sockets.map(|socket| self.url_at(&socket.to_string())).collect()
    }

    fn url_at(&self, host: &str) -> String {
        format!("http://{host}{}/", self.context.site.state().base.sub_path())
    }

    /// Serves, on its own thread, until it is stopped.
    pub fn start(self) -> std::io::Result<Running> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listeners = {
            let _context = runtime.enter();
            let sockets = self.listeners.sockets.into_iter().map(tokio::net::TcpListener::from_std);
            sockets.collect::<Result<Vec<_>, _>>()?
        };
        let thread = std::thread::Builder::new().name("serve".into()).spawn(move || {
            runtime.block_on(connection::serve(listeners, Arc::new(self.context)));
            // A template that hangs must not delay the end.
            runtime.shutdown_background();
        })?;
        Ok(Running { stop: self.stop, thread: Some(thread) })
    }
}

/// A server that answers. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Stops, whatever is being rendered or sent, when [`ServerLimits::shutdown_grace`] is over at
    /// the latest.
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
