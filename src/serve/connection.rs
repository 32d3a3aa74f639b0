//! Connections: taking them in, limits on what each may do, and their end.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::Limits;
use super::answer::{Handler, answer};
use super::events::{first, stopped};
use super::stream::ClientStream;

/// The longest head of a request: its first line and all fields.
const MAX_HEAD_BYTES: usize = 32 * 1024;
/// So many fields a request may have.
const MAX_FIELDS: usize = 100;
/// When the system has no more descriptors, some may be free after so long.
const BREATHER: Duration = Duration::from_millis(50);
/// So long connections may take to end when the server stops.
const FAREWELL: Duration = Duration::from_millis(100);

/// Serves until the server stops. At most so many connections are open at a time as the limits
/// say; others wait in the system's queue.
pub(super) async fn serve(
    listeners: Vec<TcpListener>,
    handler: Arc<Handler>,
    limits: Limits,
    stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    for listener in listeners {
        let (handler, places) = (Arc::clone(&handler), Arc::clone(&places));
        let end = stopped(stop.clone());
        let stop = stop.clone();
        tokio::spawn(async move {
            first(accept(listener, handler, places, limits, stop), end).await;
        });
    }
    stopped(stop).await;
    // Every place is free again when every connection has ended.
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(FAREWELL, places.acquire_many(all)).await;
}

async fn accept(
    listener: TcpListener,
    handler: Arc<Handler>,
    places: Arc<Semaphore>,
    limits: Limits,
    stop: watch::Receiver<bool>,
) {
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            tokio::time::sleep(BREATHER).await;
            continue;
        };
        // The places are never closed, so this ends only with the server.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (handler, stop) = (Arc::clone(&handler), stop.clone());
        tokio::spawn(async move {
            talk(socket, handler, limits, stop).await;
            drop(place);
        });
    }
}

/// Answers the requests of one client, one after the other.
async fn talk(
    socket: TcpStream,
    handler: Arc<Handler>,
    limits: Limits,
    stop: watch::Receiver<bool>,
) {
    let Ok(local) = socket.local_addr() else { return };
    // Answers are whole when they are written: waiting to fill a packet only costs time.
    let _ = socket.set_nodelay(true);
    let stream = TokioIo::new(ClientStream::new(socket, limits.patience));
    let service = service_fn(move |request| answer(Arc::clone(&handler), local, request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.patience)
        .max_header_size(MAX_HEAD_BYTES)
        .max_headers(MAX_FIELDS)
        .serve_connection(stream, service);
    let mut connection = std::pin::pin!(connection);
    // How a client's connection ended is the client's business.
    if let http_body_util::Either::Right(()) = first(connection.as_mut(), stopped(stop)).await {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}
