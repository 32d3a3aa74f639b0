//! The implementation of TLS: the one in `ring`. The root certificates are those of the system.

/// Chooses the implementation, which the libraries otherwise panic without.
pub(crate) fn install() {
    // Fails only if there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
