//! What to do when a store did not do what it was asked.
//!
//! In: a [`StoreError`]. Out: a [`TargetError`] with the missing permission, the variable to set, the
//! package to install. May import: `target`, and the crate `digest_network`.

use digest_network::store::{Action, Reason, Service, StoreError};

use crate::publish::target::{TargetError, TargetErrorKind};

/// Says in plain words what went wrong where, and what to do about it.
pub(super) fn explained(error: &StoreError, service: &Service, location: &str) -> TargetError {
    let StoreError { action, key, reason } = error;
    let place = if key.is_empty() { location.to_owned() } else { format!("{location}/{key}") };
    let verb = match action {
        Action::Open => "open",
        Action::Read => "read",
        Action::Put => "write",
        Action::Delete => "delete",
        Action::List => "list",
    };
    let message = format!("cannot {verb} {place}: {reason}");
    let kind = match reason {
        Reason::Conflict => TargetErrorKind::Conflict,
        Reason::Denied
        | Reason::WrongCredentials
        | Reason::ExpiredCredentials
        | Reason::NoCredentials => TargetErrorKind::Denied,
        Reason::InvalidKey(_) if *action == Action::List => TargetErrorKind::Unsupported,
        Reason::InvalidKey(_) => TargetErrorKind::Refused,
        Reason::NotImplemented => TargetErrorKind::Unsupported,
        _ => TargetErrorKind::Failed,
    };
    let error = TargetError::new(kind, message);
    match help(*action, reason, service) {
        Some(help) => error.help(help),
        None => error,
    }
}

fn help(action: Action, reason: &Reason, service: &Service) -> Option<String> {
    Some(match reason {
        Reason::Denied => {
            let permission = permission(action, service);
            format!("give these credentials the permission {permission}")
        }
        Reason::NoCredentials | Reason::WrongCredentials => credentials(service).to_owned(),
        Reason::ExpiredCredentials => match service {
            Service::S3 { .. } => {
                "get new ones, and set `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and \
                 `AWS_SESSION_TOKEN`"
            }
            Service::Gcs { .. } => "run `gcloud auth application-default login` again",
            Service::Azure { .. } => "make a new token, and set `AZURE_STORAGE_SAS_TOKEN`",
        }
        .to_owned(),
        Reason::ClockSkew => "set the clock of this machine, for example with `timedatectl \
                              set-ntp true`"
            .to_owned(),
        Reason::NoBucket => match service {
            Service::Azure { .. } => "create the container, or correct `container` in site.toml",
            _ => "create the bucket, or correct `bucket` in site.toml",
        }
        .to_owned(),
        Reason::WrongRegion(Some(region)) => {
            format!("write `region = \"{region}\"` in site.toml")
        }
        Reason::WrongRegion(None) => {
            "write the bucket's region as `region` in site.toml".to_owned()
        }
        Reason::NoHost => "check the network, and `endpoint` in site.toml".to_owned(),
        Reason::Tls(_) => "install the root certificates (Debian: `ca-certificates`), or check \
                           `endpoint` in site.toml"
            .to_owned(),
        Reason::Setup(why) if why.to_ascii_lowercase().contains("certificate") => {
            "install the root certificates (Debian: `ca-certificates`)".to_owned()
        }
        Reason::Timeout | Reason::TooManyRequests => "publish again later".to_owned(),
        Reason::Connection(_) => {
            "check the network, and `endpoint` in site.toml; then publish again".to_owned()
        }
        Reason::InvalidKey(_) => "rename the file, or correct `prefix` in site.toml".to_owned(),
        Reason::File(_) => "build again, and let nothing change the output meanwhile".to_owned(),
        _ => return None,
    })
}

/// What the owner of a store must permit.
fn permission(action: Action, service: &Service) -> &'static str {
    match (service, action) {
        (Service::S3 { .. }, Action::Put) => "`s3:PutObject`",
        (Service::S3 { .. }, Action::Delete) => "`s3:DeleteObject`",
        (Service::S3 { .. }, Action::List) => "`s3:ListBucket`",
        // Without the second, objects that do not exist cannot be told from those that are secret.
        (Service::S3 { .. }, Action::Read | Action::Open) => "`s3:GetObject` and `s3:ListBucket`",
        // To replace is to delete, too.
        (Service::Gcs { .. }, Action::Put) => {
            "`storage.objects.create` and `storage.objects.delete` (the role Storage Object User)"
        }
        (Service::Gcs { .. }, Action::Delete) => {
            "`storage.objects.delete` (the role Storage Object User)"
        }
        (Service::Gcs { .. }, Action::List) => {
            "`storage.objects.list` (the role Storage Object User)"
        }
        (Service::Gcs { .. }, Action::Read | Action::Open) => {
            "`storage.objects.get` (the role Storage Object User)"
        }
        (Service::Azure { .. }, Action::Put) => {
            "`blobs/write` (the role Storage Blob Data Contributor, or `cw` of a SAS)"
        }
        (Service::Azure { .. }, Action::Delete) => {
            "`blobs/delete` (the role Storage Blob Data Contributor, or `d` of a SAS)"
        }
        (Service::Azure { .. }, Action::List) => {
            "`blobs/read` (the role Storage Blob Data Contributor, or `l` of a SAS)"
        }
        (Service::Azure { .. }, Action::Read | Action::Open) => {
            "`blobs/read` (the role Storage Blob Data Contributor, or `r` of a SAS)"
        }
    }
}

/// Which variables have credentials.
fn credentials(service: &Service) -> &'static str {
    match service {
        Service::S3 { .. } => {
            "set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`; profiles are not read, but `aws \
             configure export-credentials --format env` prints them as variables"
        }
        Service::Gcs { .. } => {
            "set `GOOGLE_APPLICATION_CREDENTIALS` to the path of a key file, or run `gcloud auth \
             application-default login`"
        }
        Service::Azure { .. } => {
            "set `AZURE_STORAGE_ACCOUNT_KEY` or `AZURE_STORAGE_SAS_TOKEN` to those of the account"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(action: Action, reason: Reason, service: &Service) -> String {
        let error = StoreError { action, key: "a/index.html".into(), reason };
        let error = explained(&error, service, "s3://b");
        format!("{} ({})", error.message, error.help.unwrap_or_default())
    }

    #[test]
    fn errors_name_the_place_and_the_way_out() {
        let s3 = Service::S3 { bucket: "b".into(), region: None };
        assert_eq!(
            text(Action::Put, Reason::Denied, &s3),
            "cannot write s3://b/a/index.html: access denied (give these credentials the permission \
             `s3:PutObject`)"
        );
        let region = Reason::WrongRegion(Some("eu-north-1".into()));
        assert!(text(Action::List, region, &s3).contains("`region = \"eu-north-1\"`"));
        let gcs = Service::Gcs { bucket: "b".into() };
        assert!(text(Action::Put, Reason::Denied, &gcs).contains("`storage.objects.create`"));
        let azure = Service::Azure { account: "a".into(), container: "c".into() };
        assert!(text(Action::Delete, Reason::Denied, &azure).contains("`d` of a SAS"));
    }
}
