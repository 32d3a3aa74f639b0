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
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use super::context::ServerContext;
use super::handler::respond;

/// The maximum size of a request's head: its first line and all fields.
const MAX_HEAD_BYTES: usize = 32 * 1024;
const MAX_FIELDS: usize = 100;
/// When the system is out of descriptors, some may be free after this.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(50);

/// Serves until the server stops.
pub(super) async fn serve(listeners: Vec<TcpListener>, context: Arc<ServerContext>) {
    let permits = Arc::new(Semaphore::new(context.limits.connections));
    for listener in listeners {
        let (context, permits) = (Arc::clone(&context), Arc::clone(&permits));
        tokio::spawn(async move {
            tokio::select! {
                () = accept(listener, &context, &permits) => {}
                () = context.stopped() => {}
            }
        });
    }
    context.stopped().await;
    // All permits are free again when every connection has ended.
    let all = u32::try_from(context.limits.connections).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(context.limits.shutdown_grace, permits.acquire_many(all)).await;
}

async fn accept(listener: TcpListener, context: &Arc<ServerContext>, permits: &Arc<Semaphore>) {
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            continue;
        };
        // The semaphore is never closed, so this ends only with the server.
        let Ok(permit) = Arc::clone(permits).acquire_owned().await else { return };
        let context = Arc::clone(context);
        tokio::spawn(async move {
            serve_client(socket, &context).await;
            drop(permit);
        });
    }
}

/// Answers the requests of one client, one after the other.
async fn serve_client(socket: TcpStream, context: &Arc<ServerContext>) {
    let Ok(local) = socket.local_addr() else { return };
    // Responses are complete when they are written: waiting to fill a packet only costs time.
    let _ = socket.set_nodelay(true);
    let mut stream = TimeoutStream::new(socket);
    // A client that does not read what it has requested would keep its permit forever.
    stream.set_write_timeout(Some(context.limits.client_timeout));
    let service = service_fn(async |request: Request<Incoming>| {
        Ok::<_, Infallible>(respond(context, local, &request.into_parts().0).await)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(context.limits.client_timeout)
        .max_header_size(MAX_HEAD_BYTES)
        .max_headers(MAX_FIELDS)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let mut connection = pin!(connection);
    tokio::select! {
        // Errors are the client's: it hung up, or sent what is not HTTP.
        _ = connection.as_mut() => {}
        () = context.stopped() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
