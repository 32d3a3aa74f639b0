//! Starts the threads that read and parse.
//!
//! In: nothing but the environment. Out: rayon's global pool. May import: `exit`.

use std::io;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use rayon::{ThreadBuilder, ThreadPoolBuildError, ThreadPoolBuilder};

use super::exit::CommandError;

/// How often the first thread is tried. Without one, nothing can be done.
const ATTEMPTS: u32 = 5;
/// The pause between two such attempts: a limit that other processes used up may be free again.
const PAUSE: Duration = Duration::from_millis(20);

/// Starts the pool here rather than at its first use, which would panic if the system grants too
/// few threads. Fewer threads than processors are enough.
pub(super) fn start() -> Result<(), CommandError> {
    let granted = granted(wanted()).map_err(|error| failed(&error))?;
    // The pool itself waits forever for a thread that could not be started, so it is given threads
    // that are running already.
    let count = granted.len();
    let granted = Mutex::new(granted);
    ThreadPoolBuilder::new()
        .num_threads(count)
        .spawn_handler(|thread| {
            let next = granted.lock().ok().and_then(|mut granted| granted.pop());
            next.and_then(|granted| granted.send(thread).ok())
                .ok_or_else(|| io::Error::other("a thread ended too early"))
        })
        .build_global()
        .map_err(|error: ThreadPoolBuildError| failed(&error))
}

/// How many threads rayon would start: `RAYON_NUM_THREADS`, or one for each processor.
#[expect(clippy::disallowed_methods, reason = "the environment is read here")]
fn wanted() -> usize {
    let variable = std::env::var("RAYON_NUM_THREADS").ok().and_then(|value| value.parse().ok());
    let processors = || thread::available_parallelism().map_or(1, NonZero::get);
    variable.filter(|count| *count > 0).unwrap_or_else(processors).min(rayon::max_num_threads())
}

/// Starts up to `wanted` threads, at least one. Each becomes the worker that it is sent.
fn granted(wanted: usize) -> io::Result<Vec<Sender<ThreadBuilder>>> {
    let mut granted = Vec::new();
    let mut attempts = 1;
    while granted.len() < wanted {
        let (sender, receiver) = mpsc::channel::<ThreadBuilder>();
        let run = move || receiver.into_iter().for_each(ThreadBuilder::run);
        match thread::Builder::new().name(format!("read-{}", granted.len())).spawn(run) {
            Ok(_) => granted.push(sender),
            Err(_) if !granted.is_empty() => break,
            Err(error) if attempts == ATTEMPTS => return Err(error),
            Err(_) => {
                attempts += 1;
                thread::sleep(PAUSE);
            }
        }
    }
    Ok(granted)
}

fn failed(error: &dyn std::error::Error) -> CommandError {
    CommandError::Environment {
        message: format!("cannot start threads: {error}"),
        help: Some("raise the limit on processes (`ulimit -u`)".into()),
    }
}
