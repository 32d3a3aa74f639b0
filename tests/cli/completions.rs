//! `digest completions`.

use crate::bench::TestSite;

#[test]
fn every_shell_has_completions() {
    let site = TestSite::empty();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = site.run(&["completions", shell]).exits(0).stdout;
        for word in ["digest", "init", "build", "base-url", "completions"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    site.run(&["completions", "cmd"]).exits(2).tells("possible values").done();
}

#[test]
fn bash_accepts_its_script_and_completes() {
    let site = TestSite::empty();
    let script = "set -e
        \"$DIGEST\" completions bash >script
        bash -n script
        source ./script
        COMP_WORDS=(digest bui) COMP_CWORD=1
        _digest digest bui digest
        printf '%s\\n' \"${COMPREPLY[@]}\"";
    let outcome = site.shell(script).outcome().exits(0);
    assert_eq!(outcome.stdout, "build\n", "{outcome}");
}
