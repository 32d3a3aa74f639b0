//! A page as its script sees it: what it is given, and the stream of events that it listens to.

use crate::client::Client;

/// What the script of a page knows.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// The directory of what belongs to the server itself, with the token.
    pub(crate) own: String,
    pub(crate) page: String,
    pub(crate) version: String,
    pub(crate) problems: String,
}

impl Mark {
    /// Reads the attributes of the script in a page.
    pub(crate) fn read(text: &str) -> Self {
        let attribute = |name: &str| {
            let value = text.rsplit_once(&format!("{name}=\"")).map(|(_, rest)| rest);
            value.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
        };
        let own = attribute("src").trim_end_matches("live.js").to_owned();
        assert!(own.starts_with("/_digest/") && own.ends_with('/'), "{text}");
        Self {
            own,
            page: attribute("data-page"),
            version: attribute("data-version"),
            problems: attribute("data-problems"),
        }
    }

    /// The path of the stream of events.
    pub(crate) fn events(&self) -> String {
        let Self { own, page, version, problems } = self;
        let page = page.replace('%', "%25");
        format!("{own}events?page={page}&version={version}&problems={problems}")
    }
}

/// An open page.
pub(crate) struct Page {
    client: Client,
}

impl Page {
    pub(crate) fn open(port: u16, mark: &Mark) -> Self {
        let mut client = Client::connect(port);
        client.send(format!("GET {} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n", mark.events()));
        let head = client.head().unwrap();
        assert_eq!((head.status, head.field("content-type")), (200, Some("text/event-stream")));
        assert_eq!(head.field("cache-control"), Some("no-store"));
        let mut page = Self { client };
        assert_eq!(page.line(), ":", "the stream begins with a comment");
        page
    }

    /// The next line with something in it, without the frame of the transfer encoding.
    pub(crate) fn line(&mut self) -> String {
        loop {
            let line = self.client.line().expect("the stream is open");
            let is_frame = line.chars().all(|digit| digit.is_ascii_hexdigit());
            if !is_frame {
                return line;
            }
        }
    }

    /// The next event: its name and its data.
    pub(crate) fn event(&mut self) -> (String, String) {
        let mut lines = std::iter::repeat_with(|| self.line()).filter(|line| line != ":");
        let (event, data) = (lines.next().unwrap(), lines.next().unwrap());
        let value = |line: String, name| line.strip_prefix(name).unwrap().trim_start().to_owned();
        (value(event, "event:"), value(data, "data:"))
    }

    /// The lines until the server hangs up, as they come.
    pub(crate) fn rest(&mut self) -> impl Iterator<Item = String> {
        std::iter::from_fn(|| self.client.line())
    }
}
