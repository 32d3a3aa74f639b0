//! Where a store is, and how it is opened.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::{BackoffConfig, ClientOptions, HeaderValue, ObjectStore, RetryConfig};

use super::Lister;
use super::error::{Action, Reason, StoreError, root_cause};
use super::secrets;
use super::service::Connector;
use crate::tls;

/// How often a request is repeated.
const MAX_RETRIES: usize = 5;
/// After this time, nothing is repeated.
const RETRY_TIMEOUT: Duration = Duration::from_secs(120);

/// Where a store is. Credentials are those of the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreConfig {
    /// The sort of store, and its name.
    pub service: Service,
    /// What all keys begin with, as a directory.
    pub prefix: String,
    /// Where the service is, if that is not the usual place.
    pub endpoint: Option<String>,
    /// Whether the endpoint may be one that is not encrypted.
    pub allow_http: bool,
}

/// The sort of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// A bucket of S3, or of a service with its interface.
    S3 {
        /// The bucket.
        bucket: String,
        /// Its region, if the environment does not name it.
        region: Option<String>,
    },
    /// A bucket of Google Cloud Storage.
    Gcs {
        /// The bucket.
        bucket: String,
    },
    /// A container of Azure Blob Storage.
    Azure {
        /// The account.
        account: String,
        /// The container.
        container: String,
    },
}

type Opened = (Arc<dyn ObjectStore>, Box<dyn Lister>);

impl StoreConfig {
    pub(super) fn open(&self) -> Result<Opened, StoreError> {
        tls::install();
        let opened = match &self.service {
            Service::S3 { bucket, region } => self.open_s3(bucket, region.as_deref()),
            Service::Gcs { bucket } => self.open_gcs(bucket),
            Service::Azure { account, container } => self.open_azure(account, container),
        };
        opened.map_err(|error| {
            StoreError::new(Action::Open, "", Reason::Setup(secrets::removed(&text(&error))))
        })
    }

    fn open_s3(&self, bucket: &str, region: Option<&str>) -> object_store::Result<Opened> {
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_client_options(self.client())
            .with_retry(retry())
            // Some services have no such request, and a path is deleted at a time anyway.
            .with_disable_bulk_delete(true)
            .with_http_connector(Connector);
        if let Some(region) = region {
            builder = builder.with_region(region);
        }
        match &self.endpoint {
            Some(endpoint) => {
                // The bucket is either the first label of the host or the beginning of the path.
                let host = endpoint.split_once("://").map_or(endpoint.as_str(), |(_, rest)| rest);
                let is_in_host = host.starts_with(&format!("{bucket}."));
                builder = builder
                    .with_endpoint(endpoint.trim_end_matches('/'))
                    .with_virtual_hosted_style_request(is_in_host);
            }
            // A certificate covers one label only.
            None => {
                builder = builder.with_virtual_hosted_style_request(!bucket.contains('.'));
            }
        }
        builder.build().map(opened)
    }

    fn open_gcs(&self, bucket: &str) -> object_store::Result<Opened> {
        let mut builder = GoogleCloudStorageBuilder::from_env()
            .with_bucket_name(bucket)
            .with_client_options(self.client())
            .with_retry(retry())
            .with_http_connector(Connector);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_base_url(endpoint.trim_end_matches('/'));
        }
        builder.build().map(opened)
    }

    fn open_azure(&self, account: &str, container: &str) -> object_store::Result<Opened> {
        let mut builder = MicrosoftAzureBuilder::from_env()
            .with_account(account)
            .with_container_name(container)
            .with_client_options(self.client())
            .with_retry(retry())
            .with_http_connector(Connector);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint.trim_end_matches('/').to_owned());
        }
        builder.build().map(opened)
    }

    /// The time of each request is limited by [`Connector`], which knows how much is sent.
    fn client(&self) -> ClientOptions {
        let agent = HeaderValue::from_static(concat!("digest/", env!("CARGO_PKG_VERSION")));
        ClientOptions::new()
            .with_user_agent(agent)
            .with_allow_http(self.allow_http)
            .with_timeout_disabled()
            .with_connect_timeout(Duration::from_secs(10))
    }
}

fn opened<S: ObjectStore + Lister + Clone>(store: S) -> Opened {
    (Arc::new(store.clone()), Box::new(store))
}

/// What an error says, with its cause, without the library's name for the store.
fn text(error: &object_store::Error) -> String {
    let text = match error {
        object_store::Error::Generic { source, .. } => source.to_string(),
        error => error.to_string(),
    };
    let cause = root_cause(error);
    if text.contains(&cause) { text } else { format!("{text}: {cause}") }
}

fn retry() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(10),
            base: 2.0,
        },
        max_retries: MAX_RETRIES,
        retry_timeout: RETRY_TIMEOUT,
    }
}
