//! What is embedded in the binary: the built-in theme, the files of a new site, and what the
//! server puts into pages. The one list of `include_str!` and `include_bytes!`.

/// The built-in templates: name and text.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("../templates/404.html")),
    ("article.html", include_str!("../templates/article.html")),
    ("author.html", include_str!("../templates/author.html")),
    ("authors.html", include_str!("../templates/authors.html")),
    ("base.html", include_str!("../templates/base.html")),
    ("components.html", include_str!("../templates/components.html")),
    ("components/billede.html", include_str!("../templates/components/billede.html")),
    ("components/citat.html", include_str!("../templates/components/citat.html")),
    ("components/faktaboks.html", include_str!("../templates/components/faktaboks.html")),
    ("components/laes-ogsaa.html", include_str!("../templates/components/laes-ogsaa.html")),
    ("components/tidslinje.html", include_str!("../templates/components/tidslinje.html")),
    ("components/video.html", include_str!("../templates/components/video.html")),
    ("edition.html", include_str!("../templates/edition.html")),
    ("editions.html", include_str!("../templates/editions.html")),
    ("event.html", include_str!("../templates/event.html")),
    ("events.html", include_str!("../templates/events.html")),
    ("front.html", include_str!("../templates/front.html")),
    ("month.html", include_str!("../templates/month.html")),
    ("now.html", include_str!("../templates/now.html")),
    ("older.html", include_str!("../templates/older.html")),
    ("page.html", include_str!("../templates/page.html")),
    ("people.html", include_str!("../templates/people.html")),
    ("person.html", include_str!("../templates/person.html")),
    ("redirect.html", include_str!("../templates/redirect.html")),
    ("tag.html", include_str!("../templates/tag.html")),
    ("tags.html", include_str!("../templates/tags.html")),
    ("year.html", include_str!("../templates/year.html")),
];

/// The built-in theme's files below `static/tema`: name and text.
pub(crate) const THEME: &[(&str, &str)] = &[
    ("lige-nu.js", include_str!("../static/tema/lige-nu.js")),
    ("tema.css", include_str!("../static/tema/tema.css")),
];

/// The built-in icons, as they lie at the top of a site. `scripts/make-icons` draws them.
pub(crate) const ICONS: &[(&str, &[u8])] = &[
    ("apple-touch-icon.png", include_bytes!("icons/apple-touch-icon.png")),
    ("favicon.ico", include_bytes!("icons/favicon.ico")),
    ("favicon.svg", include_bytes!("icons/favicon.svg")),
    ("icon-192.png", include_bytes!("icons/icon-192.png")),
    ("icon-512.png", include_bytes!("icons/icon-512.png")),
];

/// The files that `digest init` writes: path and text. Both hold places to be filled in, such as
/// `{year}`; `cli::init` knows them.
pub const NEW_SITE: &[(&str, &str)] = &[
    ("site.toml", include_str!("cli/init/site.toml")),
    (".gitignore", include_str!("cli/init/gitignore")),
    (
        "content/artikler/{year}/saadan-skriver-du-en-artikel.md",
        include_str!("cli/init/artikel.md"),
    ),
    (
        "content/artikler/{year}/citater-bokse-og-tidslinjer.md",
        include_str!("cli/init/komponenter.md"),
    ),
    (
        "content/artikler/{year}/henvisninger-og-billeder.md",
        include_str!("cli/init/henvisninger.md"),
    ),
    ("content/sider/om.md", include_str!("cli/init/om.md")),
    ("content/forfattere/redaktionen.md", include_str!("cli/init/redaktionen.md")),
    ("schemas/artikler.schema.json", include_str!("../schemas/artikler.schema.json")),
    ("schemas/events.schema.json", include_str!("../schemas/events.schema.json")),
    ("schemas/forfattere.schema.json", include_str!("../schemas/forfattere.schema.json")),
    ("schemas/navnenyt.schema.json", include_str!("../schemas/navnenyt.schema.json")),
    ("schemas/sider.schema.json", include_str!("../schemas/sider.schema.json")),
    ("schemas/site.schema.json", include_str!("../schemas/site.schema.json")),
    ("schemas/udgaver.schema.json", include_str!("../schemas/udgaver.schema.json")),
];

/// The workflows that `digest init --ci` writes, for GitHub and GitLab: path and text, with places to
/// be filled in.
pub(crate) const WORKFLOWS: [(&str, &str); 2] = [
    (".github/workflows/site.yml", include_str!("cli/init/github.yml")),
    (".gitlab-ci.yml", include_str!("cli/init/gitlab.yml")),
];

/// The manuals for users: name and text. They decide nothing about outputs, so they are no part of
/// the build id.
pub(crate) const MANUALS: &[(&str, &str)] = &[
    ("commands", include_str!("../docs/commands.md")),
    ("configuration", include_str!("../docs/configuration.md")),
    ("content", include_str!("../docs/content.md")),
    ("diagnostics", include_str!("../docs/diagnostics.md")),
    ("editors", include_str!("../docs/editors.md")),
    ("hosting", include_str!("../docs/hosting.md")),
    ("publishing", include_str!("../docs/publishing.md")),
    ("scheduling", include_str!("../docs/scheduling.md")),
    ("serve", include_str!("../docs/serve.md")),
    ("templates", include_str!("../docs/templates.md")),
];

/// The script that `digest serve` puts into pages.
pub(crate) const LIVE_SCRIPT: &str = include_str!("serve/client/live.js");

/// The style of what that script shows.
pub(crate) const LIVE_STYLE: &str = include_str!("serve/client/live.css");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Files;

    #[test]
    fn the_lists_name_every_file_of_the_theme() {
        let files = Files::open(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let names = |directory: &str| -> Vec<String> {
            let walk = files.walk(directory);
            walk.files.iter().filter_map(|e| e.path.below(directory).map(str::to_owned)).collect()
        };
        let listed = |list: &[(&str, &str)]| -> Vec<String> {
            list.iter().map(|(name, _)| (*name).to_owned()).collect()
        };
        assert_eq!(names("templates"), listed(TEMPLATES));
        assert_eq!(names("static/tema"), listed(THEME));
        let icons: Vec<&str> = ICONS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names("src/icons"), icons);
    }
}
