//! Time grows with the length of a text, whatever is repeated in it.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use digest::testing::build;
use digest::testing::config::SiteConfig;
use digest::testing::files::Files;
use digest::testing::index::Clock;
use digest::testing::paths::SourcePath;

use crate::mutation::PIECES;
use crate::random::Random;

/// How much longer the longer text is, and how much more time it may take.
const LONGER: usize = 8;
const SLOWER: u32 = 18;
/// The length of the shorter text in bytes.
const LENGTH: usize = 6_000;
/// Less time than this says nothing.
const NOISE: Duration = Duration::from_millis(400);

/// Where a text is put, `@` being its place.
const PLACES: &[&str] = &[
    "---\ntitle: A\ndate: 2026-11-01\n---\n@\n",
    "---\ntitle: A\ndate: 2026-11-01\n---\n- @\n",
    "---\ntitle: A\ndate: 2026-11-01\n---\n| a |\n|---|\n| @ |\n",
    "---\ntitle: A\ndate: 2026-11-01\n---\n```{faktaboks}\n@\n```\n",
    "---\ntitle: A\ndate: 2026-11-01\ndescription: '@'\n---\n",
    "---\ntitle: A\ndate: 2026-11-01\ntags: [@]\n---\n",
    "---\ntitle: A\ndate: 2026-11-01\n@\n---\n",
    "---\ntitle: A\ndate: 2026-11-01\nextra:\n  a: @\n---\n",
    "---\ntitle: A\ndate: 2026-11-01\ncorrections:\n- date: 2026-11-02\n  text: \"@\"\n---\n",
    "---\ntitle: A\ndate: 2026-11-01\naliases: [\"/@\"]\n---\n",
    "---\n@",
    "@",
];

/// The processor time that this process has used.
fn used() -> Duration {
    // In ticks of 10 ms, which is what Linux promises to programs.
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: u64 = fields[11..13].iter().map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// The processor time of a build of this article, whether it succeeds or not.
fn time(article: &str, html: &str) -> Duration {
    let config = format!(
        "title = \"T\"\nbase_url = \"https://x.dk\"\n[tags]\nopen = true\n[markdown]\nhtml = \"{html}\"\n"
    );
    let path = SourcePath::new("site.toml").unwrap();
    let (config, _) = SiteConfig::read(&path, &config, &[]).unwrap();
    let files = Files::in_memory([
        ("content/artikler/a.md", article),
        ("templates/article.html", "{{ article.title }}{{ body }}"),
        ("templates/base.html", "{% block content %}{% endblock %}"),
    ]);
    let clock = Clock {
        now: "2026-11-20T12:00:00Z".parse().unwrap(),
        timezone: config.timezone.clone(),
        drafts: false,
        future: false,
    };
    let before = used();
    let built = catch_unwind(AssertUnwindSafe(|| match build::prepare(&files, &config, &clock) {
        Ok(ready) => {
            let _ = build::render(&ready, &std::sync::Arc::new(Forget), &build::Unobserved);
        }
        Err(problems) => drop(build::located(&files, problems)),
    }));
    assert!(built.is_ok(), "a panic over {html}: {article:.2000}");
    used().saturating_sub(before)
}

/// Takes outputs and forgets them.
struct Forget;

impl build::Sink for Forget {
    type Key = ();

    fn wants(
        &self,
        _: &digest::testing::output::Job,
        _: &digest::testing::view::View<'_>,
        _: &digest::testing::site::Site,
    ) -> Option<()> {
        Some(())
    }

    fn put(
        &self,
        _: &digest::testing::output::Job,
        (): (),
        _: &[u8],
    ) -> Result<(), digest::testing::write::WriteError> {
        Ok(())
    }
}

/// Tries texts of repeated pieces.
pub(crate) fn check(random: &mut Random, rounds: usize) {
    let started = Instant::now();
    for round in 0..rounds {
        let pieces = (0..=random.below(3)).map(|_| *random.pick(PIECES));
        let mut atom: String = pieces.collect();
        if random.chance(50) {
            atom.push_str(["a", " ", "\n", "a b ", "1"][random.below(5)]);
        }
        let place = *random.pick(PLACES);
        let html = ["allow", "sanitize"][random.below(2)];
        let text = |length: usize| place.replacen('@', &atom.repeat(length / atom.len() + 1), 1);
        let (short, long) = (text(LENGTH), text(LENGTH * LONGER));
        let is_linear = (0..3).any(|_| {
            let long = time(&long, html);
            long < NOISE || long < time(&short, html) * SLOWER
        });
        assert!(
            is_linear,
            "round {round}: time grows over linear over {html}, {atom:?} in {place:?}"
        );
    }
    println!("growth: {rounds} texts in {:?}", started.elapsed());
}
