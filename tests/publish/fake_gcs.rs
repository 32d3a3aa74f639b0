//! A fake of Google Cloud Storage: the calls of its XML API that a publish needs, in memory.
//!
//! No emulator that knows these calls was found. What Google really answers is known from its
//! documentation only, so a test against this shows that our side is consistent, and nothing more.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::http::{Message, decoded};

/// How many objects a page of a list has, as at the real one.
const PAGE: usize = 1000;
const DATE: &str = "Sun, 22 Nov 2026 12:00:00 GMT";

#[derive(Clone, Debug)]
struct Object {
    generation: u64,
    fields: Vec<(String, String)>,
    body: Vec<u8>,
}

#[derive(Debug, Default)]
struct Buckets {
    generation: u64,
    objects: BTreeMap<(String, String), Object>,
}

/// The fake, for as long as this process lives.
#[derive(Debug)]
pub(crate) struct FakeGcs;

impl FakeGcs {
    /// Starts one, and gives its port.
    pub(crate) fn start() -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let buckets = Arc::new(Mutex::new(Buckets::default()));
        std::thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let buckets = Arc::clone(&buckets);
                std::thread::spawn(move || serve(&socket, &buckets));
            }
        });
        port
    }
}

fn serve(mut socket: &TcpStream, buckets: &Mutex<Buckets>) {
    let mut reader = BufReader::new(socket);
    while let Some(request) = Message::read(&mut reader, false) {
        let answer = buckets.lock().unwrap().answer(&request);
        let is_last = request.field("connection") == Some("close");
        if socket.write_all(&answer.bytes(request.method() == "HEAD")).is_err() || is_last {
            return;
        }
    }
}

impl Buckets {
    fn answer(&mut self, request: &Message) -> Message {
        let (path, query) = request.target().split_once('?').unwrap_or((request.target(), ""));
        let query: BTreeMap<_, _> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name, decoded(&value.replace('+', " "))))
            .collect();
        let (bucket, key) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
        let id = (decoded(bucket), decoded(key));
        if key.is_empty() {
            return match request.method() {
                "GET" if !bucket.is_empty() => self.list(&id.0, &query),
                _ => Message::answer(200),
            };
        }
        let generation = self.objects.get(&id).map_or(0, |object| object.generation);
        let wanted = request.field("x-goog-if-generation-match");
        if wanted.is_some_and(|wanted| wanted != generation.to_string()) {
            return problem(412, "PreconditionFailed");
        }
        match request.method() {
            "PUT" => {
                self.generation += 1;
                let is_kept = |name: &str| {
                    matches!(name, "content-type" | "cache-control" | "content-encoding")
                        || name.starts_with("x-goog-meta-")
                };
                let fields = request.fields.iter().filter(|(name, _)| is_kept(name));
                let object = Object {
                    generation: self.generation,
                    fields: fields.cloned().collect(),
                    body: request.body.clone(),
                };
                let answer = described(Message::answer(200), object.generation);
                self.objects.insert(id, object);
                answer
            }
            "GET" | "HEAD" => {
                let Some(object) = self.objects.get(&id) else {
                    return problem(404, "NoSuchKey");
                };
                let mut answer = described(Message::answer(200), object.generation);
                answer.fields.extend(object.fields.iter().cloned());
                if request.method() == "HEAD" {
                    return answer.with("content-length", &object.body.len().to_string());
                }
                answer.with_body(object.body.clone())
            }
            "DELETE" if self.objects.remove(&id).is_some() => Message::answer(204),
            "DELETE" => problem(404, "NoSuchKey"),
            _ => problem(405, "MethodNotAllowed"),
        }
    }

    fn list(&self, bucket: &str, query: &BTreeMap<&str, String>) -> Message {
        let prefix = query.get("prefix").map_or("", String::as_str);
        let after = query.get("continuation-token").or(query.get("start-after"));
        let after = after.map_or("", String::as_str);
        let most = query.get("max-keys").map_or(PAGE, |most| most.parse().unwrap());
        let in_bucket = self.objects.iter().filter(|((one, _), _)| one == bucket);
        let mut found = in_bucket
            .filter(|((_, key), _)| key.starts_with(prefix) && key.as_str() > after)
            .peekable();
        let mut contents = String::new();
        let mut last = "";
        for ((_, key), object) in found.by_ref().take(most) {
            last = key;
            write!(
                contents,
                "<Contents><Key>{}</Key><Size>{}</Size><ETag>\"{}\"</ETag>\
                 <LastModified>2026-11-22T12:00:00.000Z</LastModified></Contents>",
                escaped(key),
                object.body.len(),
                object.generation,
            )
            .unwrap();
        }
        if found.peek().is_some() {
            let token = escaped(last);
            write!(contents, "<NextContinuationToken>{token}</NextContinuationToken>").unwrap();
        }
        let body = format!("<?xml version='1.0'?><ListBucketResult>{contents}</ListBucketResult>");
        Message::answer(200).with("content-type", "application/xml").with_body(body)
    }
}

fn described(answer: Message, generation: u64) -> Message {
    answer
        .with("etag", &format!("\"{generation}\""))
        .with("x-goog-generation", &generation.to_string())
        .with("last-modified", DATE)
}

fn problem(status: u16, code: &str) -> Message {
    let body = format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    Message::answer(status).with("content-type", "application/xml").with_body(body)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
