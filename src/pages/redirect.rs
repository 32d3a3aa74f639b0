//! Former addresses, which lead to the present one.

use super::parts::{self, PageFacts};
use crate::fingerprint::FingerprintBuilder;
use crate::index::{LinkTarget, PublicationState};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::site::Site;
use crate::view::{Record, View};
use crate::write::Phase;

#[derive(Debug)]
struct Redirect(LinkTarget);

pub(crate) fn plan(planner: &mut Planner<'_>) {
    for content in planner.site.index.contents() {
        if content.has_page {
            planner.redirects(content.meta, || Redirect(content.target));
        } else if content.state == PublicationState::Scheduled {
            planner.reserve_aliases(content.meta);
        }
    }
}

impl PageOutput for Redirect {
    fn name(&self) -> &'static str {
        "redirect"
    }

    fn phase(&self) -> Phase {
        Phase::Page
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "redirect.html"
    }

    fn view<'a>(&'a self, site: &'a Site, _at: PageAddress<'a>) -> View<'a> {
        let lookup = site.index.lookup();
        let (title, url) = (lookup.title(self.0), lookup.url(self.0));
        let facts = PageFacts {
            kind: "redirect",
            title: title.to_owned(),
            url: Some(url),
            noindex: true,
            ..PageFacts::default()
        };
        let fingerprint = FingerprintBuilder::new("target").text(title).text(url.as_str()).finish();
        let view = parts::view(site, self.template(site), [], facts);
        view.part("target", fingerprint, move || {
            let base = &site.config.base_url;
            Record::new()
                .set("title", title)
                .set("url", url.under(base.sub_path()))
                .set("canonical", base.absolute(url))
                .into()
        })
    }
}
