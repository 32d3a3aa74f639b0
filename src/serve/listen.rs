//! Where the server listens: addresses and ports.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};

use indexmap::IndexSet;

/// The port when none is asked for.
pub(crate) const DEFAULT_PORT: u16 = 8000;

/// Which port to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// This one or the next that is free.
    From(u16),
    /// This one; 0 is any that is free.
    Exactly(u16),
}

impl Default for Port {
    fn default() -> Self {
        Self::From(DEFAULT_PORT)
    }
}

/// Why the server cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    #[error("port {port} is in use")]
    Busy {
        port: u16,
        /// The next one that is free, if there is one.
        next: Option<u16>,
    },
    /// Ports below 1024 may need privileges.
    #[error("port {port} requires more privileges")]
    Forbidden { port: u16 },
    /// The host is not this machine's.
    #[error("cannot listen on `{host}`: {error}")]
    Host { host: String, error: io::Error },
    /// The system provides no sockets or no random bits.
    #[error("cannot listen: {0}")]
    System(#[from] io::Error),
}

impl BindError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Busy { next: Some(next), .. } => format!("port {next} is free: `--port {next}`"),
            Self::Busy { next: None, .. } => "use `--port 0` for any free port".into(),
            Self::Forbidden { .. } => "choose port 1024 or higher, such as `--port 8000`".into(),
            Self::Host { .. } => {
                "use `--host 0.0.0.0` to listen on all addresses of this machine".into()
            }
            Self::System(_) => return None,
        })
    }
}

/// The sockets of a server, all with the same port.
#[derive(Debug)]
pub(super) struct Listeners {
    pub(super) sockets: Vec<TcpListener>,
    pub(super) port: u16,
    /// The port that was preferred, if another program uses it.
    pub(super) busy_port: Option<u16>,
    /// The addresses that other machines can use.
    pub(super) network: IndexSet<IpAddr>,
}

/// Listens at the loopback addresses, and at those of `host` if one is given.
pub(super) fn listen(port: Port, host: Option<&str>) -> Result<Listeners, BindError> {
    let hosts = host.map(resolve).transpose()?.unwrap_or_default();
    let addresses = listen_addresses(&hosts);
    let bind = |port| bind(&addresses, &hosts, port);
    let (Port::From(asked) | Port::Exactly(asked)) = port;
    let (sockets, bound) = match bind(asked) {
        Ok(bound) => bound,
        Err((address, error)) => match error.kind() {
            io::ErrorKind::AddrInUse => {
                let next = (asked..=u16::MAX).skip(1).find_map(|port| bind(port).ok());
                match (port, next) {
                    (Port::From(_), Some(next)) => next,
                    (_, next) => {
                        let next = next.map(|(_, port)| port);
                        return Err(BindError::Busy { port: asked, next });
                    }
                }
            }
            io::ErrorKind::PermissionDenied => return Err(BindError::Forbidden { port: asked }),
            _ if hosts.contains(&address) => {
                return Err(BindError::Host { host: host.unwrap_or_default().to_owned(), error });
            }
            _ => return Err(BindError::System(error)),
        },
    };
    let busy_port = Some(asked).filter(|asked| *asked != bound && *asked != 0);
    Ok(Listeners { sockets, port: bound, busy_port, network: network_addresses(&hosts) })
}

fn resolve(host: &str) -> Result<BTreeSet<IpAddr>, BindError> {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let found = (bare, 0).to_socket_addrs();
    let found = found.map_err(|error| BindError::Host { host: host.to_owned(), error })?;
    Ok(found.map(|address| address.ip()).collect())
}

/// The loopback addresses and those of `hosts`, without those that an unspecified one includes.
fn listen_addresses(hosts: &BTreeSet<IpAddr>) -> IndexSet<IpAddr> {
    // A socket for every IPv6 address accepts IPv4 as well.
    let all_v6 = hosts.contains(&Ipv6Addr::UNSPECIFIED.into());
    let all_v4 = all_v6 || hosts.contains(&Ipv4Addr::UNSPECIFIED.into());
    let is_included = |address: &IpAddr| if address.is_ipv4() { all_v4 } else { all_v6 };
    let loopback = [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
    let all = loopback.into_iter().chain(hosts.iter().copied());
    all.filter(|address| address.is_unspecified() || !is_included(address)).collect()
}

/// Listens at some addresses with the same port. One that is not `required` may be missing: a
/// machine may have IPv4 or IPv6 switched off. Returns the address that fails with its error.
fn bind(
    addresses: &IndexSet<IpAddr>,
    required: &BTreeSet<IpAddr>,
    port: u16,
) -> Result<(Vec<TcpListener>, u16), (IpAddr, io::Error)> {
    let mut sockets = Vec::new();
    let mut chosen = port;
    let mut missing = None;
    for &address in addresses {
        let error = match open(address, chosen) {
            Ok((socket, port)) => {
                chosen = port;
                sockets.push(socket);
                continue;
            }
            Err(error) => error,
        };
        match error.kind() {
            // The system chose a port that another program uses at this address: choose again.
            io::ErrorKind::AddrInUse if port == 0 && chosen != 0 => {
                return bind(addresses, required, port);
            }
            io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied => {
                return Err((address, error));
            }
            _ if required.contains(&address) => return Err((address, error)),
            _ => missing = Some((address, error)),
        }
    }
    match missing {
        Some(missing) if sockets.is_empty() => Err(missing),
        _ => Ok((sockets, chosen)),
    }
}

fn open(address: IpAddr, port: u16) -> io::Result<(TcpListener, u16)> {
    let socket = TcpListener::bind(SocketAddr::new(address, port))?;
    socket.set_nonblocking(true)?;
    let port = socket.local_addr()?.port();
    Ok((socket, port))
}

/// The addresses at which other machines can reach the hosts.
fn network_addresses(hosts: &BTreeSet<IpAddr>) -> IndexSet<IpAddr> {
    let addresses = hosts
        .iter()
        .flat_map(|&host| if host.is_unspecified() { outbound(host) } else { vec![host] });
    addresses.filter(|address| !address.is_loopback()).collect()
}

/// This machine's addresses, found by asking the system from which of them it would reach others.
/// Nothing is sent.
fn outbound(unspecified: IpAddr) -> Vec<IpAddr> {
    // Those reserved for documentation stand for the internet, the others for private networks.
    let others: [IpAddr; 6] = [
        Ipv4Addr::new(192, 0, 2, 1).into(),
        Ipv4Addr::new(192, 168, 255, 254).into(),
        Ipv4Addr::new(172, 31, 255, 254).into(),
        Ipv4Addr::new(10, 255, 255, 254).into(),
        Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
        Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 1).into(),
    ];
    let source = |other: IpAddr| -> io::Result<IpAddr> {
        let socket = UdpSocket::bind(if other.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" })?;
        socket.connect((other, 9))?;
        Ok(socket.local_addr()?.ip())
    };
    let others = others.into_iter().filter(|other| other.is_ipv4() || unspecified.is_ipv6());
    others.filter_map(|other| source(other).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address that no machine has (RFC 3849).
    const NOWHERE: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));
    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn an_address_family_that_is_switched_off_is_left_out() {
        let addresses = IndexSet::from([NOWHERE, HERE]);
        let (sockets, port) = bind(&addresses, &BTreeSet::new(), 0).unwrap();
        assert_eq!(sockets.len(), 1);
        assert_eq!(sockets[0].local_addr().unwrap(), SocketAddr::new(HERE, port));
        assert_eq!(bind(&addresses, &BTreeSet::from([NOWHERE]), 0).unwrap_err().0, NOWHERE);
        assert!(bind(&IndexSet::from([NOWHERE]), &BTreeSet::new(), 0).is_err());
    }

    #[test]
    fn own_addresses_are_always_served() {
        let addresses = |hosts: &[&str]| {
            let hosts = hosts.iter().map(|host| host.parse().unwrap()).collect();
            let addresses = listen_addresses(&hosts);
            addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(addresses(&[]), "127.0.0.1 ::1");
        assert_eq!(addresses(&["127.0.0.1"]), "127.0.0.1 ::1");
        assert_eq!(addresses(&["192.168.1.5"]), "127.0.0.1 ::1 192.168.1.5");
        assert_eq!(addresses(&["0.0.0.0"]), "::1 0.0.0.0");
        assert_eq!(addresses(&["::"]), "::");
    }

    #[test]
    fn a_host_of_another_machine_is_an_error() {
        let error = listen(Port::Exactly(0), Some("2001:db8::1")).unwrap_err();
        assert!(matches!(error, BindError::Host { .. }), "{error:?}");
        assert!(error.to_string().starts_with("cannot listen on `2001:db8::1`: "), "{error}");
        assert!(error.help().is_some());
    }
}
