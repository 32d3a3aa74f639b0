//! What related articles cost: `cargo bench --bench related -- [ARTICLES…]` prints milliseconds for
//! bench sites of these sizes, by default 1,000, 10,000 and 100,000.
//!
//! *all* is what a build does that knows nothing, *kept* one that finds an earlier one's lists and one
//! more article, *one* what a server does for a page, the slowest of 40 all over the site.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

#[expect(dead_code, reason = "the templates are not needed")]
#[path = "site/mod.rs"]
mod site;

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use digest::testing::config::SiteConfig;
use digest::testing::fingerprint::Fingerprint;
use digest::testing::index::{Clock, SiteIndex};
use digest::testing::model::{Article, Content, Kind, Models};
use digest::testing::parse::parse;
use digest::testing::paths::SourcePath;
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench` to whatever it is given.
    let sizes = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let mut sizes = sizes.map(|size| size.parse()).collect::<Result<Vec<usize>, _>>()?;
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000, 100_000];
    }
    let (config, _) = SiteConfig::read(&path("site.toml")?, &site::configuration(), &[])
        .map_err(|_| "the bench site's configuration is wrong")?;
    println!("{:>9} {:>9} {:>9} {:>9} {:>9}", "articles", "all", "kept", "one", "lists");
    for size in sizes {
        let articles = articles(size, &config)?;
        measure(articles, &config);
    }
    Ok(())
}

fn path(path: &str) -> Result<SourcePath, Box<dyn Error>> {
    Ok(SourcePath::new(path).ok_or("not a path")?)
}

/// Parses the articles of a bench site.
fn articles(size: usize, config: &SiteConfig) -> Result<Vec<Arc<Article>>, String> {
    let bench = site::Site { articles: size, seed: 1 };
    let article = |number| {
        let (name, text) = bench.article(number);
        let source = path(&name).map_err(|error| error.to_string())?;
        let fingerprint = Fingerprint::of(text.as_bytes());
        match parse(Kind::Article, &source, &text, fingerprint, config).content {
            Some(Content::Article(article)) => Ok(article),
            _ => Err(format!("{name} is no article")),
        }
    };
    (0..size).into_par_iter().map(article).collect()
}

fn measure(articles: Vec<Arc<Article>>, config: &SiteConfig) {
    let clock = Clock {
        now: jiff::Timestamp::MAX,
        timezone: config.timezone.clone(),
        drafts: false,
        future: false,
    };
    let size = articles.len();
    let index =
        |articles| SiteIndex::new(Models { articles, ..Models::default() }, config, &clock).0;
    let older = index(articles[..size.saturating_sub(1)].to_vec());
    let index = index(articles);
    let settings = &config.related;
    let (all, lists) = timed(|| index.all_related(settings, None));
    let kept = older.kept_related(&older.all_related(settings, None), settings);
    let (again, _) = timed(|| index.all_related(settings, Some(&kept)));
    let one = (0..40).map(|part| timed(|| index.related(size * part / 40, settings)).0);
    let one = one.fold(0.0, f64::max);
    let filled = (0..size).filter(|id| lists.of(*id).len() == settings.count).count();
    println!("{size:>9} {all:>9.1} {again:>9.1} {one:>9.2} {:>8} %", filled * 100 / size.max(1));
}

/// Does something and gives the milliseconds that it took.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let made = work();
    (start.elapsed().as_secs_f64() * 1_000.0, made)
}
