//! Connections: accepting them, their limits, and their end.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_io_timeout::TimeoutStream;

use super::events::stopped;
use super::handler::Handler;
use super::limits::ServerLimits;

/// The maximum size of a request's head: its first line and all fields.
const MAX_HEAD_BYTES: usize = 32 * 1024;
const MAX_FIELDS: usize = 100;
/// When the system is out of descriptors, some may be free after this.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(50);
/// How long responses may take to finish when the server stops.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(100);

/// Serves until the server stops.
pub(super) async fn serve(
    listeners: Vec<TcpListener>,
    handler: Arc<Handler>,
    limits: ServerLimits,
    stop: watch::Receiver<bool>,
) {
    let permits = Arc::new(Semaphore::new(limits.connections));
    for listener in listeners {
        let (handler, permits) = (Arc::clone(&handler), Arc::clone(&permits));
        let stop = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = accept(listener, handler, permits, limits, stop.clone()) => {}
                () = stopped(stop) => {}
            }
        });
    }
    stopped(stop).await;
    // All permits are free again when every connection has ended.
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(SHUTDOWN_GRACE, permits.acquire_many(all)).await;
}

async fn accept(
    listener: TcpListener,
    handler: Arc<Handler>,
    permits: Arc<Semaphore>,
    limits: ServerLimits,
    stop: watch::Receiver<bool>,
) {
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            continue;
        };
        // The semaphore is never closed, so this ends only with the server.
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
        let (handler, stop) = (Arc::clone(&handler), stop.clone());
        tokio::spawn(async move {
            serve_client(socket, handler, limits, stop).await;
            drop(permit);
        });
    }
}

/// Answers the requests of one client, one after the other.
async fn serve_client(
    socket: TcpStream,
    handler: Arc<Handler>,
    limits: ServerLimits,
    stop: watch::Receiver<bool>,
) {
    let Ok(local) = socket.local_addr() else { return };
    // Responses are complete when they are written: waiting to fill a packet only costs time.
    let _ = socket.set_nodelay(true);
    let mut stream = TimeoutStream::new(socket);
    // A client that does not read what it has requested would keep its permit for ever.
    stream.set_write_timeout(Some(limits.client_timeout));
    let service = service_fn(move |request: Request<Incoming>| {
        let handler = Arc::clone(&handler);
        async move {
            let (head, _) = request.into_parts();
            Ok::<_, Infallible>(handler.respond(local, &head).await)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.client_timeout)
        .max_header_size(MAX_HEAD_BYTES)
        .max_headers(MAX_FIELDS)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let mut connection = pin!(connection);
    tokio::select! {
        // Errors are the client's: it hung up, or sent what is not HTTP.
        _ = connection.as_mut() => {}
        () = stopped(stop) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
