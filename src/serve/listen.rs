//! Where the server listens: addresses and ports.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};

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
    /// Another program uses the port.
    #[error("port {port} is in use")]
    Busy {
        /// The port that was asked for.
        port: u16,
        /// The next one that is free, if there is one.
        next: Option<u16>,
    },
    /// Ports below 1024 may need privileges.
    #[error("port {port} requires more privileges")]
    Forbidden {
        /// The port that was asked for.
        port: u16,
    },
    /// The host is not this machine's.
    #[error("cannot listen on `{host}`: {error}")]
    Host {
        /// What was asked for.
        host: String,
        /// What the system says.
        error: io::Error,
    },
    /// The system provides no sockets or no random bits.
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
    /// The addresses that other machines can use.
    pub(super) network: Vec<IpAddr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ListenAddress {
    address: IpAddr,
    /// A machine may have IPv4 or IPv6 switched off.
    is_optional: bool,
}

/// Why an address cannot be listened at.
#[derive(Debug)]
struct Failure {
    address: IpAddr,
    error: io::Error,
}

/// Listens at the loopback addresses, and at those of `host` if one is given.
pub(super) fn listen(port: Port, host: Option<&str>) -> Result<Listeners, BindError> {
    let hosts = host.map(resolve).transpose()?.unwrap_or_default();
    let addresses = listen_addresses(&hosts);
    let (Port::From(asked) | Port::Exactly(asked)) = port;
    let bound = match bind(&addresses, asked) {
        Err(Failure { error, .. }) if error.kind() == io::ErrorKind::AddrInUse => {
            match (port, next_free(&addresses, asked)) {
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
    Ok(Listeners { sockets, port, network: network_addresses(&hosts) })
}

fn resolve(host: &str) -> Result<BTreeSet<IpAddr>, BindError> {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let found = (bare, 0).to_socket_addrs();
    let found = found.map_err(|error| BindError::Host { host: host.to_owned(), error })?;
    Ok(found.map(|address| address.ip()).collect())
}

/// The loopback addresses and those of `hosts`, without those that an unspecified one includes.
fn listen_addresses(hosts: &BTreeSet<IpAddr>) -> Vec<ListenAddress> {
    // A socket for every IPv6 address accepts IPv4 as well.
    let all_v6 = hosts.contains(&Ipv6Addr::UNSPECIFIED.into());
    let all_v4 = all_v6 || hosts.contains(&Ipv4Addr::UNSPECIFIED.into());
    let is_included = |address: IpAddr| if address.is_ipv4() { all_v4 } else { all_v6 };
    let loopback = [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
    let own = loopback.iter().filter(|address| !is_included(**address));
    let others = hosts.iter().filter(|address| {
        address.is_unspecified() || !(is_included(**address) || loopback.contains(address))
    });
    let own = own.map(|&address| ListenAddress { address, is_optional: true });
    own.chain(others.map(|&address| ListenAddress { address, is_optional: false })).collect()
}

fn bind(addresses: &[ListenAddress], port: u16) -> Result<(Vec<TcpListener>, u16), Failure> {
    let mut sockets = Vec::new();
    let mut chosen = port;
    let mut missing = None;
    for &ListenAddress { address, is_optional } in addresses {
        match open(address, chosen) {
            Ok((socket, port)) => {
                chosen = port;
                sockets.push(socket);
            }
            // The system chose a port that another program uses at this address: choose again.
            Err(error) if port == 0 && chosen != 0 && error.kind() == io::ErrorKind::AddrInUse => {
                return bind(addresses, port);
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

fn next_free(addresses: &[ListenAddress], after: u16) -> Option<(Vec<TcpListener>, u16)> {
    (after.checked_add(1)?..=u16::MAX).find_map(|port| bind(addresses, port).ok())
}

/// The addresses at which other machines can reach the hosts, each once.
fn network_addresses(hosts: &BTreeSet<IpAddr>) -> Vec<IpAddr> {
    let mut found = Vec::new();
    for &host in hosts {
        let addresses = if host.is_unspecified() { outbound(host) } else { vec![host] };
        for address in addresses {
            if !address.is_loopback() && !found.contains(&address) {
                found.push(address);
            }
        }
    }
    found
}

/// This machine's addresses, found by asking the system from which of them it would reach others:
/// the internet (addresses reserved for documentation), and the usual private networks. Nothing
/// is sent.
fn outbound(unspecified: IpAddr) -> Vec<IpAddr> {
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
    let source = |other: IpAddr| -> io::Result<IpAddr> {
        let any: IpAddr = match other {
            IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let socket = UdpSocket::bind((any, 0))?;
        socket.connect((other, 9))?;
        Ok(socket.local_addr()?.ip())
    };
    let v6 = V6.into_iter().filter(|_| unspecified.is_ipv6()).map(IpAddr::from);
    V4.into_iter().map(IpAddr::from).chain(v6).filter_map(|other| source(other).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address that no machine has (RFC 3849).
    const NOWHERE: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));
    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn an_address_family_that_is_switched_off_is_left_out() {
        let addresses = |is_optional| {
            [(NOWHERE, is_optional), (HERE, true)]
                .map(|(address, is_optional)| ListenAddress { address, is_optional })
        };
        let (sockets, port) = bind(&addresses(true), 0).unwrap();
        assert_eq!(sockets.len(), 1);
        assert_eq!(sockets[0].local_addr().unwrap(), SocketAddr::new(HERE, port));
        assert_eq!(bind(&addresses(false), 0).unwrap_err().address, NOWHERE);
        assert!(bind(&addresses(true)[..1], 0).is_err());
    }

    #[test]
    fn own_addresses_are_always_served() {
        let addresses = |hosts: &[&str]| {
            let hosts = hosts.iter().map(|host| host.parse().unwrap()).collect();
            let addresses = listen_addresses(&hosts);
            addresses.iter().map(|it| it.address.to_string()).collect::<Vec<_>>().join(" ")
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
