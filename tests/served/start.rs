//! Where it serves, and what it says of that.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use rustix::process::Signal;

use crate::fixture::{NOW, Run, digest, digest_by};
use crate::program::{Served, TIMEOUT, await_true};
use crate::site::{PAGE, Site, news, require};

#[test]
fn the_address_that_is_printed_is_the_one() {
    let site = Site::new();
    let mut served = Served::with(&site, &["--no-watch"], &["--now", NOW]);
    assert_ne!(served.port, 0);
    assert_eq!(served.said(), format!("Serving: http://localhost:{}/\n", served.port));
    assert!(served.text("/").contains("Nyt"));
    served.check_like_build(&site);
    assert_eq!(served.end(Signal::INT), Some(130));
}

#[test]
fn the_usual_port_moves_on_when_it_is_taken() {
    // Where another program has it, it is taken as well.
    let taken = TcpListener::bind("127.0.0.1:8000");
    let site = Site::new();
    let mut command = digest(&site.root());
    command.args(["serve", "--now", NOW]);
    let served = Served::of(command);
    assert!(served.said().contains("Serving and watching for changes: "), "{}", served.said());
    assert!(served.port > 8000, "{}", served.port);
    served.await_words("Port 8000 is in use; using the next free one\n");
    assert_eq!(served.get("/").status, 200);
    drop(taken);
}

#[test]
fn a_wanted_port_that_is_taken_is_an_error_that_names_a_free_one() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let site = Site::new();
    let run = Run::of(digest(&site.root()).args(["serve", "--port", &port.to_string()]));
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!(run.stderr.contains(&format!("error: port {port} is in use\n")), "{run:#?}");
    let (_, free) = run.stderr.split_once("`--port ").unwrap();
    let free: u16 = free.split('`').next().unwrap().parse().unwrap();
    assert!(free > port, "{run:#?}");
}

#[test]
fn addresses_on_the_network_are_printed_and_answer() {
    // Other kinds of devices need modules that not every kernel has.
    let network = "ip link set lo up; ip addr add 10.1.2.3/24 dev lo; \
        ip route add default dev lo src 10.1.2.3";
    require(&["unshare", "-Urn", "sh", "-ec", network]);
    // The script asks from within: nothing from without gets into a network of its own.
    let script = format!(
        "{network}; exec 2>&1; \"$@\" & \
         until exec 3<>/dev/tcp/10.1.2.3/8000; do sleep 0.05; done 2>/dev/null; \
         printf 'GET /logo.svg HTTP/1.1\\r\\nHost: 10.1.2.3:8000\\r\\nConnection: close\\r\\n\\r\\n' >&3; \
         cat <&3; kill $!; wait $!"
    );
    let site = Site::new();
    let words = ["unshare", "-Urn", "bash", "-c", &script, "bash"];
    let run =
        Run::of(digest_by(&words, &site.root()).args(["serve", "--no-watch", "--host", "0.0.0.0"]));
    assert!(run.stdout.contains("Serving: http://localhost:8000/\n"), "{run:#?}");
    let network = "On the network, visible to everyone on it: http://10.1.2.3:8000/\n";
    assert_eq!(run.stdout.matches("On the network").count(), 1, "{run:#?}");
    assert!(run.stdout.contains(network), "{run:#?}");
    assert!(run.stdout.contains("HTTP/1.1 200 OK"), "{run:#?}");
    assert!(run.stdout.ends_with("<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"), "{run:#?}");
}

#[test]
fn edits_are_seen_only_when_they_are_watched_for() {
    let site = Site::new();
    let served = Served::with(&site, &["--no-watch"], &["--now", NOW]);
    // The last one counts, as in an alias of the shell.
    let watching = Served::with(&site, &["--no-watch", "--watch"], &["--now", NOW]);
    assert!(watching.said().starts_with("Serving and watching for changes: http://localhost:"));
    site.write("site.toml", site.read("site.toml").replace("Prøven", "Avisen"));
    site.write("content/artikler/nyt.md", news("Mere tekst."));
    watching.await_text(PAGE, "Mere tekst.");
    watching.await_text(PAGE, "Avisen");
    let page = served.text(PAGE);
    assert!(page.contains("Teksten.") && page.contains("Prøven"), "{page}");
    assert!(!page.contains("Mere tekst.") && !page.contains("Avisen"), "{page}");
}

#[test]
fn the_browser_is_opened_at_the_address() {
    let site = Site::new();
    let bin = site.beside("bin");
    let opened = site.beside("opened");
    std::fs::create_dir(&bin).unwrap();
    let browser = bin.join("xdg-open");
    std::fs::write(&browser, format!("#!/bin/sh\necho \"$@\" >'{}'\n", opened.display())).unwrap();
    std::fs::set_permissions(&browser, PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = digest(&site.root());
    command.args(["serve", "--port", "0", "--open"]);
    command.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
    let served = Served::of(command);
    let read = || std::fs::read_to_string(&opened).unwrap_or_default();
    await_true(|| read() == format!("{}\n", served.url), || format!("{:?}", read()));
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn a_machine_without_a_browser_serves_all_the_same() {
    let site = Site::new();
    let mut command = digest(&site.root());
    command.args(["serve", "--port", "0", "--open"]).env("PATH", site.root());
    let served = Served::of(command);
    served.await_words("cannot start `xdg-open`: ");
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn a_site_with_an_error_is_served_once_it_is_fixed() {
    let site = Site::new();
    let sound = site.read("content/artikler/nyt.md");
    site.edit("content/artikler/nyt.md", "date: 2026-11-03", "date: i går");
    let served = Served::watching(&site);
    let answer = served.get(PAGE);
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("content/artikler/nyt.md:3:"), "{answer:?}");
    served.await_words("content/artikler/nyt.md:3:");
    let mut page = served.open(PAGE);
    site.write("content/artikler/nyt.md", sound);
    assert_eq!(page.event(), served.reload(PAGE));
    served.await_words("All problems fixed");
    served.check_like_build(&site);
}

#[test]
fn a_site_without_a_configuration_is_an_error() {
    let site = Site::empty();
    let run = Run::of(digest(&site.root()).args(["serve", "--port", "0"]));
    assert_eq!(run.code, Some(2), "{run:#?}");
    site.write("site.toml", "title = 1");
    let run = Run::of(digest(&site.root()).args(["serve", "--port", "0"]));
    assert_eq!(run.code, Some(2), "{run:#?}");
    assert!(run.stderr.contains("site.toml:1:9"), "{run:#?}");
    assert!(run.time < TIMEOUT, "{run:#?}");
}
