//! The settings of a site, all of them checked.

use jiff::tz::TimeZone;

use super::address::BaseUrl;
use super::check::CheckConfig;
use super::csp::CspConfig;
use super::hosting::{HostingConfig, RedirectConfig};
use super::limits::Limits;
use super::publish::PublishConfig;
use super::sections::{
    ArchiveConfig, ContentConfig, FeedsConfig, FrontPageConfig, MarkdownConfig, MenuItem,
    PublisherConfig, RelatedConfig, RobotsConfig,
};
use super::security::SecurityTxtConfig;
use super::tags::TagsConfig;

use crate::danish::Typography;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};

/// The settings of a site, all of them checked.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteConfig {
    /// The name of the site.
    pub title: String,
    /// What the site is about; may be empty.
    pub description: String,
    /// Where the site is published.
    pub base_url: BaseUrl,
    /// The file's own `base_url`, even if a variable overrides it: what is made from it is the same
    /// in a preview.
    pub own_base_url: BaseUrl,
    /// The language of the site, as BCP 47 names it.
    pub language: String,
    /// The time zone of dates without one.
    pub timezone: TimeZone,
    /// The publisher of the site.
    pub publisher: PublisherConfig,
    /// How articles are tagged, and the declared tags.
    pub tags: TagsConfig,
    pub front_page: FrontPageConfig,
    /// The lists of an author's articles.
    pub archive: ArchiveConfig,
    pub feeds: FeedsConfig,
    /// The rules for robots.
    pub robots: RobotsConfig,
    /// Where to report a vulnerability.
    pub security_txt: Option<SecurityTxtConfig>,
    /// »Læs også«: `[related]`.
    pub related: RelatedConfig,
    /// Danish typography: `[typography]`.
    pub typography: Typography,
    /// Where the site is hosted: `[hosting]`.
    pub hosting: HostingConfig,
    /// Former URLs that no content file has among its aliases: `[[redirect]]`.
    pub redirects: Vec<RedirectConfig>,
    /// Where the site is published, sorted by name: `[publish.NAME]`.
    pub(crate) publish: Vec<PublishConfig>,
    pub content: ContentConfig,
    /// How Markdown is read.
    pub markdown: MarkdownConfig,
    /// The menu's items, in order.
    pub menu: Vec<MenuItem>,
    /// What becomes of problems.
    pub check: CheckConfig,
    /// What pages may load from other sites: `[csp]`.
    pub csp: CspConfig,
    /// How much of anything is accepted.
    pub limits: Limits,
    /// The free table `[extra]`: an object.
    pub extra: serde_json::Value,
}

impl SiteConfig {
    /// The fingerprint of the settings on which parsing a content file depends.
    pub fn parsing_fingerprint(&self) -> Fingerprint {
        FingerprintBuilder::new("parsing settings")
            .optional(self.timezone.iana_name())
            .number(self.typography.quotes as u64)
            .number(u64::from(self.typography.no_break))
            .number(self.markdown.html as u64)
            .number(self.markdown.anchors as u64)
            .number(u64::from(self.markdown.autolink))
            .fingerprint(self.limits.fingerprint())
            .finish()
    }

    /// The fingerprint of the values that every template may show.
    pub fn site_fingerprint(&self) -> Fingerprint {
        let publisher = &self.publisher;
        let logo = publisher.logo.as_ref().map(|logo| logo.link.href(&self.base_url));
        FingerprintBuilder::new("site values")
            .text(&self.title)
            .text(&self.description)
            .text(&self.base_url.as_text())
            .text(&self.language)
            .optional(publisher.name.as_deref())
            .optional(logo.as_deref())
            .optional(publisher.url.as_deref())
            .optional(publisher.email.as_deref())
            .text(&self.extra.to_string())
            .finish()
    }
}
