//! A connection's bytes: without fragments in, and without waiting for ever out.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// Replaces the `#` of a fragment. No path may hold it, so the request is refused.
const NO_FRAGMENT: u8 = 0x01;

/// A client's socket.
///
/// A fragment is never sent (RFC 9112, section 3.2). The parser of requests cuts one off without
/// a word, and would answer for a path that nobody asked for; so it is made visible here.
///
/// A client that does not read what it has asked for would hold its place for ever; so writing
/// fails when nothing at all was taken for a while.
#[derive(Debug)]
pub(super) struct ClientStream {
    socket: TcpStream,
    place: InRequest,
    patience: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

/// Where in a request the next byte stands. Requests with a body are refused and end their
/// connection, so nothing but heads needs to be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InRequest {
    /// Before the request line: empty lines are allowed there.
    Before,
    /// In the request line.
    Line,
    /// At the beginning of a line of the header.
    LineStart,
    /// Within a line of the header.
    Header,
}

impl InRequest {
    fn next(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Before, b'\r' | b'\n') | (Self::LineStart, b'\n') => Self::Before,
            (Self::Before | Self::Line, byte) if byte != b'\n' => Self::Line,
            (Self::LineStart, b'\r') | (_, b'\n') => Self::LineStart,
            _ => Self::Header,
        }
    }
}

impl ClientStream {
    /// Takes a socket; writing fails when nothing was taken for longer than `patience`.
    pub(super) fn new(socket: TcpStream, patience: Duration) -> Self {
        Self { socket, place: InRequest::Before, patience, waiting: None }
    }

    /// Passes the outcome of writing on, unless the client has let us wait for too long.
    fn or_too_late<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(self.patience)));
        waiting.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let known = buffer.filled().len();
        let read = Pin::new(&mut self.socket).poll_read(context, buffer);
        for byte in &mut buffer.filled_mut()[known..] {
            if *byte == b'#' && matches!(self.place, InRequest::Before | InRequest::Line) {
                *byte = NO_FRAGMENT;
            }
            self.place = self.place.next(*byte);
        }
        read
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.or_too_late(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(context, bytes);
        self.or_too_late(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_lines_are_told_from_headers() {
        let requests = b"\r\nGET /# HTTP/1.1\r\nA: #\r\n\r\nGET /# HTTP/1.1\nA: #\n\nGET /# ";
        let mut place = InRequest::Before;
        let mut lines = String::new();
        for byte in requests {
            place = place.next(*byte);
            if *byte == b'#' {
                lines.push(if place == InRequest::Line { 'l' } else { 'h' });
            }
        }
        assert_eq!(lines, "lhlhl");
    }
}
