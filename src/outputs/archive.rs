//! The archives of years and months.

use super::edition;
use super::json_ld::About;
use super::listing;
use super::parts::{self, PageFacts};
use super::site::Site;
use crate::danish;
use crate::fingerprint::Combiner;
use crate::index::{EditionEntry, Month, Year};
use crate::view::{Record, Value, View};

pub(super) const YEAR_TEMPLATE: &str = "year.html";
pub(super) const MONTH_TEMPLATE: &str = "month.html";

/// A year: its months, and how many articles each has.
pub(super) fn year<'a>(site: &'a Site, year: &'a Year) -> View<'a> {
    let facts = PageFacts {
        kind: "year",
        title: year.year.to_string(),
        url: Some(&year.url),
        about: About::Year(year),
        ..PageFacts::default()
    };
    let mut fingerprint = Combiner::new("year");
    fingerprint.text(year.url.as_str());
    for month in &year.months {
        fingerprint.text(month.url.as_str()).number(month.articles.len() as u64);
    }
    for edition in weeks(site, year) {
        fingerprint.fingerprint(edition::fingerprint(edition));
    }
    parts::view(site, YEAR_TEMPLATE, [], facts).part("year", fingerprint.finish(), move || {
        let sub_path = site.config.base_url.sub_path();
        let months = year.months.iter().map(|month| {
            let date = jiff::civil::Date::new(year.year, month.month, 1);
            let name = date.map_or("", danish::month_name);
            Record::new()
                .set("month", number(month.month))
                .set("name", name)
                .set("url", month.url.under(sub_path))
                .set("count", month.articles.len())
                .into()
        });
        Record::new()
            .set("year", year.year.to_string())
            .set("url", year.url.under(sub_path))
            .set("count", year.months.iter().map(|month| month.articles.len()).sum::<usize>())
            .set("months", Value::list(months))
            .set("weeks", Value::list(weeks(site, year).map(|e| edition::record(site, e).into())))
            .into()
    })
}

/// The editions of the weeks that belong to a year, and of those that have an article in it: the
/// week at New Year belongs to one year and has days of two.
fn weeks<'a>(site: &'a Site, year: &Year) -> impl Iterator<Item = &'a EditionEntry> {
    let year = year.year;
    site.index.listed_editions().filter(move |edition| {
        let has_article = || {
            edition.articles.iter().any(|id| {
                let zoned = &site.index.articles[*id].article.date.zoned;
                zoned.with_time_zone(site.config.timezone.clone()).year() == year
            })
        };
        let days = [edition.week.monday().year(), edition.week.sunday().year()];
        edition.week.year() == year || (days.contains(&year) && has_article())
    })
}

/// A month: its articles.
pub(super) fn month<'a>(site: &'a Site, year: &'a Year, month: &'a Month) -> View<'a> {
    let title = parts::month_title(year.year, month.month);
    let facts = PageFacts {
        kind: "month",
        title: title.clone(),
        url: Some(&month.url),
        about: About::Month(year, month),
        ..PageFacts::default()
    };
    let fingerprint = Combiner::new("month").text(month.url.as_str()).finish();
    let view = parts::view(site, MONTH_TEMPLATE, [], facts);
    let view = view.part("month", fingerprint, move || {
        let sub_path = site.config.base_url.sub_path();
        let date = jiff::civil::Date::new(year.year, month.month, 1);
        Record::new()
            .set("year", year.year.to_string())
            .set("month", number(month.month))
            .set("name", date.map_or("", danish::month_name))
            .set("title", &title)
            .set("url", month.url.under(sub_path))
            .set("year_url", year.url.under(sub_path))
            .into()
    });
    listing::cards(view, site, &month.articles)
}

fn number(month: i8) -> u32 {
    u32::from(month.unsigned_abs())
}
