//! Where the server listens when ports are taken or forbidden.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

use digest::testing::serve::{BindError, LiveSite, Options, Port, Server};

use crate::site::{MemorySite, is_run_by};

fn bind(port: Port) -> Result<Server, BindError> {
    bind_at(port, None)
}

fn bind_at(port: Port, host: Option<&str>) -> Result<Server, BindError> {
    let options = Options { port, host: host.map(str::to_owned), ..Options::default() };
    Server::bind(&options, MemorySite::new() as Arc<dyn LiveSite>)
}

fn listen(address: impl Into<std::net::IpAddr>, port: u16) -> TcpListener {
    TcpListener::bind(SocketAddr::new(address.into(), port)).unwrap()
}

fn port(listener: &TcpListener) -> u16 {
    listener.local_addr().unwrap().port()
}

#[test]
fn the_default_port_moves_on_when_it_is_taken() {
    let taken = listen(Ipv4Addr::LOCALHOST, 0);
    let server = bind(Port::From(port(&taken))).unwrap();
    assert!(server.port() > port(&taken));
    assert_eq!(server.busy_port(), Some(port(&taken)));
    assert_eq!(server.url(), format!("http://localhost:{}/", server.port()));
}

#[test]
fn a_port_is_taken_when_it_is_at_one_of_the_addresses() {
    let taken = listen(Ipv6Addr::LOCALHOST, 0);
    let server = bind(Port::From(port(&taken))).unwrap();
    assert_eq!(server.busy_port(), Some(port(&taken)));
    assert!(matches!(bind(Port::Exactly(port(&taken))), Err(BindError::Busy { .. })));
}

#[test]
fn a_wanted_port_that_is_taken_is_an_error_that_names_the_next() {
    let taken = listen(Ipv4Addr::LOCALHOST, 0);
    let wanted = port(&taken);
    let error = bind(Port::Exactly(wanted)).err().unwrap();
    let BindError::Busy { port, next: Some(next) } = error else { panic!("{error:?}") };
    assert_eq!(port, wanted);
    assert!(next > wanted);
    assert_eq!(error.to_string(), format!("port {wanted} is in use"));
    assert_eq!(error.help().unwrap(), format!("port {next} is free: `--port {next}`"));
}

#[test]
fn port_0_is_any_that_is_free_at_both_addresses() {
    let server = bind(Port::Exactly(0)).unwrap();
    assert_ne!(server.port(), 0);
    assert_eq!(server.busy_port(), None);
    assert_eq!(server.url(), format!("http://localhost:{}/", server.port()));
    for address in [Ipv4Addr::LOCALHOST.into(), std::net::IpAddr::from(Ipv6Addr::LOCALHOST)] {
        TcpStream::connect((address, server.port())).unwrap();
    }
}

#[test]
fn only_this_machine_is_listened_to_unless_asked() {
    let server = bind(Port::Exactly(0)).unwrap();
    assert!(server.network_urls().is_empty());
    // Each of these is an address of the machine, but not one of those that are listened at.
    assert!(TcpStream::connect(("127.0.0.9", server.port())).is_err());
}

#[test]
fn the_addresses_for_others_are_printed() {
    let server = bind_at(Port::Exactly(0), Some("127.0.0.9")).unwrap();
    TcpStream::connect(("127.0.0.9", server.port())).unwrap();
    TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    for host in ["0.0.0.0", "::"] {
        let server = bind_at(Port::Exactly(0), Some(host)).unwrap();
        for url in server.network_urls() {
            let host = url.strip_prefix("http://").unwrap().strip_suffix('/').unwrap();
            assert!(TcpStream::connect(host).is_ok(), "{url}");
            assert!(!host.starts_with("127.") && !host.starts_with("0."), "{url}");
        }
    }
}

#[test]
fn a_host_of_another_machine_is_an_error() {
    for host in ["192.0.2.1", "no.such.host.invalid", ""] {
        let error = bind_at(Port::Exactly(0), Some(host)).err().unwrap();
        assert!(matches!(error, BindError::Host { .. }), "{host}: {error:?}");
    }
}

#[test]
fn the_address_is_that_of_a_site_below_a_directory() {
    let site = MemorySite::new();
    site.move_to("https://digitalt.example/nyt");
    let options = Options { port: Port::Exactly(0), ..Options::default() };
    let server = Server::bind(&options, site).unwrap();
    assert_eq!(server.url(), format!("http://localhost:{}/nyt/", server.port()));
}

#[test]
fn a_port_may_need_more_rights() {
    // Root may do everything, unless its rights are taken from it.
    let words = ["setpriv", "--bounding-set", "-all"];
    if rustix::process::geteuid().is_root()
        && !is_run_by(&words, "ports::a_port_may_need_more_rights")
    {
        return;
    }
    let error = bind(Port::Exactly(80)).err().unwrap();
    assert!(matches!(error, BindError::Forbidden { port: 80 }), "{error:?}");
    assert!(error.help().unwrap().contains("--port 8000"));
}

#[test]
fn the_newer_addresses_may_be_switched_off() {
    let setting = "/proc/sys/net/ipv6/conf/all/disable_ipv6";
    let script = format!("ip link set lo up && echo 1 > {setting} && exec \"$@\"");
    let words = ["unshare", "-Urn", "sh", "-c", &script, "sh"];
    if !is_run_by(&words, "ports::the_newer_addresses_may_be_switched_off") {
        return;
    }
    assert!(TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_err());
    let server = bind(Port::Exactly(0)).unwrap();
    TcpStream::connect((Ipv4Addr::LOCALHOST, server.port())).unwrap();
    let taken = server.port();
    assert!(matches!(bind(Port::Exactly(taken)), Err(BindError::Busy { .. })));
}
