//! Where the server listens: addresses and ports.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};

/// The port when none is asked for.
pub const DEFAULT_PORT: u16 = 8000;

/// How to find a port.
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
    /// Another program listens there.
    #[error("port {port} is in use")]
    Busy {
        /// The port that was asked for.
        port: u16,
        /// The next one that is free, if there is one.
        next: Option<u16>,
    },
    /// Ports below 1024 may need rights.
    #[error("port {port} requires more privileges")]
    Forbidden {
        /// The port that was asked for.
        port: u16,
    },
    /// The host is none of this machine's.
    #[error("cannot listen on `{host}`: {error}")]
    Host {
        /// What was asked for.
        host: String,
        /// What the system says.
        error: io::Error,
    },
    /// The system gives no sockets or no random bits.
    #[error("cannot listen: {0}")]
    System(#[from] io::Error),
}

impl BindError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Busy { next: Some(next), .. } => {
                Some(format!("port {next} is free: `--port {next}`"))
            }
            Self::Busy { next: None, .. } => Some("use `--port 0` for any free port".into()),
            Self::Forbidden { .. } => {
                Some("choose port 1024 or higher, such as `--port 8000`".into())
            }
            Self::Host { .. } => {
                Some("use `--host 0.0.0.0` for every address of this machine".into())
            }
            Self::System(_) => None,
        }
    }
}

/// The sockets of a server, all with the same port.
#[derive(Debug)]
pub(super) struct Listeners {
    pub(super) sockets: Vec<TcpListener>,
    pub(super) port: u16,
    /// The addresses besides this machine's own that others can use.
    pub(super) network: Vec<IpAddr>,
}

/// One address, and whether the server can do without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    address: IpAddr,
    /// A machine may have switched one of the two kinds of addresses off.
    is_optional: bool,
}

/// Listens at this machine's own addresses, and at those of `host` if one is given.
pub(super) fn listen(port: Port, host: Option<&str>) -> Result<Listeners, BindError> {
    let hosts = match host {
        Some(host) => resolve(host)?,
        None => Vec::new(),
    };
    let wanted = wanted(&hosts);
    let asked = match port {
        Port::From(port) | Port::Exactly(port) => port,
    };
    let bound = match bind(&wanted, asked) {
        Err(Failure { error, .. }) if error.kind() == io::ErrorKind::AddrInUse => {
            let next = next_free(&wanted, asked);
            match (port, next) {
                (Port::From(_), Some(next)) => Ok(next),
                (_, next) => {
                    let next = next.map(|(_, port)| port);
                    return Err(BindError::Busy { port: asked, next });
                }
            }
        }
        bound => bound,
    };
    let (sockets, port) = bound.map_err(|Failure { error, address }| match error.kind() {
        io::ErrorKind::PermissionDenied => BindError::Forbidden { port: asked },
        _ if hosts.contains(&address) => {
            BindError::Host { host: host.unwrap_or_default().to_owned(), error }
        }
        _ => BindError::System(error),
    })?;
    Ok(Listeners { sockets, port, network: network(&hosts) })
}

fn resolve(host: &str) -> Result<Vec<IpAddr>, BindError> {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let found = (bare, 0).to_socket_addrs();
    let found = found.map_err(|error| BindError::Host { host: host.to_owned(), error })?;
    let mut addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    Ok(addresses)
}

/// This machine's own addresses, where those of `hosts` do not include them, and those of `hosts`.
fn wanted(hosts: &[IpAddr]) -> Vec<Wanted> {
    let is_any = |any: IpAddr| hosts.contains(&any);
    // A socket for every address of the newer kind takes the older kind as well.
    let any_v6 = is_any(Ipv6Addr::UNSPECIFIED.into());
    let any_v4 = any_v6 || is_any(Ipv4Addr::UNSPECIFIED.into());
    let own = [(IpAddr::from(Ipv4Addr::LOCALHOST), any_v4), (Ipv6Addr::LOCALHOST.into(), any_v6)];
    let own = own.into_iter().filter(|(_, is_included)| !is_included);
    let mut wanted: Vec<Wanted> =
        own.map(|(address, _)| Wanted { address, is_optional: true }).collect();
    for &address in hosts {
        let is_included = if address.is_ipv4() { any_v4 } else { any_v6 };
        let is_known = wanted.iter().any(|known| known.address == address);
        if address.is_unspecified() || !(is_included || is_known) {
            wanted.push(Wanted { address, is_optional: false });
        }
    }
    wanted
}

/// An address that could not be had.
#[derive(Debug)]
struct Failure {
    address: IpAddr,
    error: io::Error,
}

/// Listens at all addresses with one port.
fn bind(wanted: &[Wanted], port: u16) -> Result<(Vec<TcpListener>, u16), Failure> {
    let mut sockets = Vec::new();
    let mut chosen = port;
    let mut missing = None;
    for &Wanted { address, is_optional } in wanted {
        match open(address, chosen) {
            Ok((socket, port)) => {
                chosen = port;
                sockets.push(socket);
            }
            // The system chose a port that another program has at this address: it may choose again.
            Err(error) if port == 0 && chosen != 0 && error.kind() == io::ErrorKind::AddrInUse => {
                return bind(wanted, port);
            }
            Err(error) => {
                let is_taken = matches!(
                    error.kind(),
                    io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied
                );
                let failure = Failure { address, error };
                if is_taken || !is_optional {
                    return Err(failure);
                }
                missing = Some(failure);
            }
        }
    }
    match missing {
        Some(failure) if sockets.is_empty() => Err(failure),
        _ => Ok((sockets, chosen)),
    }
}

fn open(address: IpAddr, port: u16) -> io::Result<(TcpListener, u16)> {
    let socket = TcpListener::bind(SocketAddr::new(address, port))?;
    socket.set_nonblocking(true)?;
    let port = socket.local_addr()?.port();
    Ok((socket, port))
}

fn next_free(wanted: &[Wanted], after: u16) -> Option<(Vec<TcpListener>, u16)> {
    (after.checked_add(1)?..=u16::MAX).find_map(|port| bind(wanted, port).ok())
}

/// The addresses at which other machines can find this one.
fn network(hosts: &[IpAddr]) -> Vec<IpAddr> {
    let mut found = Vec::new();
    for &host in hosts {
        if host.is_unspecified() {
            found.extend(outward(host));
        } else if !host.is_loopback() {
            found.push(host);
        }
    }
    let mut known = Vec::new();
    found.retain(|address| {
        !known.contains(address) && {
            known.push(*address);
            true
        }
    });
    found
}

/// Addresses of this machine, found by asking the system by which of them it would reach others:
/// the internet (addresses kept for documentation), and the usual private networks. Nothing is
/// sent.
fn outward(any: IpAddr) -> Vec<IpAddr> {
    const V4: [Ipv4Addr; 4] = [
        Ipv4Addr::new(192, 0, 2, 1),
        Ipv4Addr::new(192, 168, 255, 254),
        Ipv4Addr::new(172, 31, 255, 254),
        Ipv4Addr::new(10, 255, 255, 254),
    ];
    const V6: [Ipv6Addr; 2] = [
        Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1),
        Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 1),
    ];
    let reach = |other: IpAddr| -> io::Result<IpAddr> {
        let from: IpAddr = if other.is_ipv4() {
            Ipv4Addr::UNSPECIFIED.into()
        } else {
            Ipv6Addr::UNSPECIFIED.into()
        };
        let socket = UdpSocket::bind((from, 0))?;
        socket.connect((other, 9))?;
        Ok(socket.local_addr()?.ip())
    };
    let v6 = V6.into_iter().filter(|_| any.is_ipv6()).map(IpAddr::from);
    let others = V4.into_iter().map(IpAddr::from).chain(v6);
    others.filter_map(|other| reach(other).ok()).filter(|found| !found.is_loopback()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address that no machine has (RFC 3849).
    const NOWHERE: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));
    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn a_kind_of_addresses_that_is_switched_off_is_done_without() {
        let wanted = |is_optional| {
            [Wanted { address: NOWHERE, is_optional }, Wanted { address: HERE, is_optional: true }]
        };
        let (sockets, port) = bind(&wanted(true), 0).unwrap();
        assert_eq!(sockets.len(), 1);
        assert_eq!(sockets[0].local_addr().unwrap(), SocketAddr::new(HERE, port));
        assert_eq!(bind(&wanted(false), 0).unwrap_err().address, NOWHERE);
        assert!(bind(&wanted(true)[..1], 0).is_err());
    }

    #[test]
    fn own_addresses_are_always_served() {
        let addresses = |hosts: &[&str]| {
            let hosts: Vec<IpAddr> = hosts.iter().map(|host| host.parse().unwrap()).collect();
            wanted(&hosts).iter().map(|it| it.address.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(addresses(&[]), "127.0.0.1 ::1");
        assert_eq!(addresses(&["127.0.0.1"]), "127.0.0.1 ::1");
        assert_eq!(addresses(&["192.168.1.5"]), "127.0.0.1 ::1 192.168.1.5");
        assert_eq!(addresses(&["0.0.0.0"]), "::1 0.0.0.0");
        assert_eq!(addresses(&["::"]), "::");
    }

    #[test]
    fn a_host_that_is_not_here_is_told() {
        let error = listen(Port::Exactly(0), Some("2001:db8::1")).unwrap_err();
        assert!(matches!(error, BindError::Host { .. }), "{error:?}");
        assert!(error.to_string().starts_with("cannot listen on `2001:db8::1`: "), "{error}");
        assert!(error.help().is_some());
    }
}
