//! Many edits one after another, of all kinds: the program's memory does not grow with them.

use std::fs;

use crate::program::{Served, await_true};
use crate::random::Random;
use crate::seed::{is_full, seed};
use crate::site::{Site, article};

/// So many articles are there from the beginning.
const ARTICLES: usize = 40;
/// The most there are: as the site grows, so may what is held of it.
const MOST_ARTICLES: usize = 45;

/// How many edits are made: in a full run as many as an editorial office makes in weeks.
fn edits() -> usize {
    if is_full() { 20_000 } else { 200 }
}

/// Somebody who edits a site and looks at it after each edit.
struct Editor {
    site: Site,
    served: Served,
    /// The articles, by the names of their files.
    names: Vec<String>,
    /// Chooses the edits.
    random: Random,
}

impl Editor {
    fn new() -> Self {
        let site = Site::new();
        let names: Vec<_> = (0..ARTICLES).map(|number| format!("artikel-{number}")).collect();
        for name in &names {
            site.write(&path(name), text(name, "Teksten."));
        }
        site.write("static/tema/tema.css", "p { color: red }\n");
        site.write("templates/article.html", template(0));
        let served = Served::watching(&site);
        Self { site, served, names, random: Random(seed()) }
    }

    /// Makes an edit, and waits until it is seen.
    fn edit(&mut self, number: usize) {
        let kind = match self.random.below(10) {
            // An office that only deletes has nothing left to edit.
            6 if self.names.len() < ARTICLES => 5,
            kind => kind,
        };
        let at = self.random.below(self.names.len());
        let name = self.names[at].clone();
        let mark = format!("Udgave {number}.");
        let (site, served) = (&self.site, &self.served);
        match kind {
            // A text is what is edited most.
            0..=3 => {
                site.write(&path(&name), text(&name, &mark));
                served.await_text(&page(&name), &mark);
            }
            4 => {
                site.write(&path(&name), text(&mark, "Teksten."));
                served.await_text(&page(&name), &mark);
            }
            5 if self.names.len() < MOST_ARTICLES => {
                let name = format!("ny-{number}");
                site.write(&path(&name), text(&name, &mark));
                served.await_text(&page(&name), &mark);
                self.names.push(name);
            }
            5 | 6 => {
                site.remove(&path(&name));
                served.await_gone(&page(&name));
                self.names.swap_remove(at);
            }
            7 => {
                site.write(&path(&name), text(&name, &mark).replace("[AI]", "[Al]"));
                served.await_problem("did you mean `AI`?");
                site.write(&path(&name), text(&name, &mark));
                served.await_text(&page(&name), &mark);
                served.await_no_problem();
            }
            8 => {
                site.write("templates/article.html", template(number));
                served.await_text(&page(&name), &format!("Skabelon {number}."));
            }
            _ => {
                let before = style_sheet(&served.text("/"));
                site.write("static/tema/tema.css", format!("p {{ margin: {number}px }}\n"));
                let is_other = || style_sheet(&served.text("/")) != before;
                await_true(is_other, || served.said());
            }
        }
        assert_eq!(served.get("/").status, 200);
    }

    /// Resident memory in kB, and open files.
    fn holdings(&self) -> (usize, usize) {
        let directory = format!("/proc/{}", self.served.pid().as_raw_nonzero());
        let status = fs::read_to_string(format!("{directory}/status")).unwrap();
        let (_, memory) = status.split_once("VmRSS:").unwrap();
        let memory = memory.split_whitespace().next().unwrap().parse().unwrap();
        (memory, fs::read_dir(format!("{directory}/fd")).unwrap().count())
    }
}

fn path(name: &str) -> String {
    format!("content/artikler/{name}.md")
}

fn page(name: &str) -> String {
    format!("/2026/10/{name}/")
}

fn text(title: &str, body: &str) -> String {
    article(title, "2026-10-20", &format!("{body}\n\n{}", "Et afsnit mere. ".repeat(50)))
}

fn template(number: usize) -> String {
    format!(
        "{{% extends \"base.html\" %}}{{% block content %}}Skabelon {number}.{{{{ body }}}}{{% endblock %}}"
    )
}

fn style_sheet(page: &str) -> Option<String> {
    let (_, sheet) = page.split_once("rel=\"stylesheet\" href=\"")?;
    sheet.split('"').next().map(str::to_owned)
}

#[test]
fn what_the_program_holds_does_not_grow_with_edits() {
    let mut editor = Editor::new();
    let edits = edits();
    let mut holdings = Vec::new();
    for number in 1..=edits {
        editor.edit(number);
        holdings.push(editor.holdings());
    }
    let fifth = edits / 5;
    let mean = |of: fn(&(usize, usize)) -> usize, number: usize| {
        let part = &holdings[fifth * number..fifth * (number + 1)];
        part.iter().map(of).sum::<usize>() / fifth
    };
    let [early, late] = [1, 4].map(|number| mean(|(memory, _)| *memory, number));
    println!("memory by fifths: {:?}", [0, 1, 2, 3, 4].map(|number| mean(|(it, _)| *it, number)));
    assert!(late * 100 <= early * 105, "memory grew from {early} to {late} kB");
    let [early, late] = [1, 4].map(|number| mean(|(_, files)| *files, number));
    assert!(late <= early + 1, "open files grew from {early} to {late}");
    editor.served.check_like_build(&editor.site);
    editor.served.await_no_problem();
}
