//! What the integration tests and benches use of the library, and nothing else: no public interface.
//!
//! May import: all modules.

pub mod build {
    pub use crate::build::{
        BuildError, ReadySite, Sink, Unobserved, located, prepare, render, text_of,
    };
}

pub mod builtin {
    pub use crate::builtin::{NEW_SITE, TEMPLATES};
}

pub mod config {
    pub use crate::config::{Limits, SiteConfig};
}

pub mod danish {
    pub use crate::danish::{Anchors, DateStyle, Quotes, Typography, capitalize_first, heading_id};
}

pub mod diagnostics {
    pub use crate::diagnostics::{Code, Diagnostic, Diagnostics, Policy, Severity};

    pub mod render {
        pub use crate::diagnostics::render::{DisplayStyle, draw};
    }
}

pub mod discover {
    pub use crate::discover::Readings;
}

pub mod files {
    pub use crate::files::{FileClock, Files, may_be_source};
}

pub mod fingerprint {
    pub use crate::fingerprint::Fingerprint;
}

pub mod incremental {
    pub use crate::incremental::{Key, settings};
}

pub mod index {
    pub use crate::index::{Clock, ContentEntry, SiteIndex};
}

pub mod model {
    pub use crate::model::{Article, Content, Kind, Models};
}

pub mod output {
    pub use crate::output::Job;
}

pub mod parse {
    pub use crate::parse::{keys, parse};
}

pub mod paths {
    pub use crate::paths::{OutputPath, SourcePath, UrlPath};
}

pub mod serve {
    pub use crate::serve::{
        BindError, File, LiveSite, Options, Port, Problem, Problems, Redirect, RenderFailed,
        Running, Server, ServerLimits, SiteState,
    };

    pub mod live {
        pub use crate::serve::live::{Live, Opened, Rebuilder, Source};
    }
}

pub mod site {
    pub use crate::site::Site;
}

pub mod view {
    pub use crate::view::View;
}

pub mod watch {
    pub use crate::watch::{Notice, Rescan, Watcher};
}

pub mod write {
    pub use crate::write::{Commit, CommitOptions, MANIFEST, OutputTarget, Phase, WriteError};
}
