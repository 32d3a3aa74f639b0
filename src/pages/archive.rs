//! The archives of years and months.

use super::json_ld::{Described, Trail};
use super::parts::{self, PageFacts};
use super::{edition_card, listing};
use crate::danish;
use crate::fingerprint::FingerprintBuilder;
use crate::index::{EditionEntry, Month, Year};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::site::Site;
use crate::view::{Record, Value, View};
use crate::write::Phase;

/// A year, by its number in the index.
#[derive(Debug)]
struct YearArchive(usize);

/// A month, by the number of its year in the index and its own within the year.
#[derive(Debug)]
struct MonthArchive {
    year: usize,
    month: usize,
}

pub(crate) fn plan(planner: &mut Planner<'_>) {
    for (id, year) in planner.site.index.years.iter().enumerate() {
        planner.page(YearArchive(id), &year.url, "a year's archive");
        for (month, entry) in year.months.iter().enumerate() {
            planner.page(MonthArchive { year: id, month }, &entry.url, "a month's archive");
        }
    }
}

impl PageOutput for YearArchive {
    fn name(&self) -> &'static str {
        "year"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "year.html"
    }

    /// The year's months, and how many articles each has.
    fn view<'a>(&'a self, site: &'a Site, _at: PageAddress<'a>) -> View<'a> {
        let year = &site.index.years[self.0];
        let facts = PageFacts {
            kind: "year",
            title: year.number.to_string(),
            url: Some(&year.url),
            about: Some(self),
            ..PageFacts::default()
        };
        let mut fingerprint = FingerprintBuilder::new("year");
        fingerprint.text(year.url.as_str());
        for month in &year.months {
            fingerprint.text(month.url.as_str()).number(month.articles.len() as u64);
        }
        for edition in weeks(site, year) {
            fingerprint.fingerprint(edition_card::fingerprint(edition));
        }
        let view = parts::view(site, self.template(site), [], facts);
        view.part("year", fingerprint.finish(), move || year_value(site, year))
    }
}

impl Described for YearArchive {
    fn trail(&self, site: &Site) -> Trail {
        let year = &site.index.years[self.0];
        Trail::new().step(year.number.to_string(), &year.url)
    }
}

impl MonthArchive {
    fn entry<'a>(&self, site: &'a Site) -> (&'a Year, &'a Month) {
        let year = &site.index.years[self.year];
        (year, &year.months[self.month])
    }
}

impl PageOutput for MonthArchive {
    fn name(&self) -> &'static str {
        "month"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "month.html"
    }

    /// The month's articles.
    fn view<'a>(&'a self, site: &'a Site, _at: PageAddress<'a>) -> View<'a> {
        let (year, month) = self.entry(site);
        let title = parts::month_title(year.number, month.number);
        let facts = PageFacts {
            kind: "month",
            title: title.clone(),
            url: Some(&month.url),
            about: Some(self),
            ..PageFacts::default()
        };
        let fingerprint = FingerprintBuilder::new("month").text(month.url.as_str()).finish();
        let view = parts::view(site, self.template(site), [], facts);
        let view = view.part("month", fingerprint, move || {
            let sub_path = site.config.base_url.sub_path();
            let date = jiff::civil::Date::new(year.number, month.number, 1);
            Record::new()
                .set("year", year.number.to_string())
                .set("month", number(month.number))
                .set("name", date.map_or("", danish::month_name))
                .set("title", &title)
                .set("url", month.url.under(sub_path))
                .set("year_url", year.url.under(sub_path))
                .into()
        });
        listing::cards(view, site, &month.articles)
    }
}

impl Described for MonthArchive {
    fn trail(&self, site: &Site) -> Trail {
        let (year, month) = self.entry(site);
        let title = parts::month_title(year.number, month.number);
        Trail::new().step(year.number.to_string(), &year.url).step(title, &month.url)
    }
}

fn year_value(site: &Site, year: &Year) -> Value {
    let sub_path = site.config.base_url.sub_path();
    let months = year.months.iter().map(|month| {
        let date = jiff::civil::Date::new(year.number, month.number, 1);
        let name = date.map_or("", danish::month_name);
        Record::new()
            .set("month", number(month.number))
            .set("name", name)
            .set("url", month.url.under(sub_path))
            .set("count", month.articles.len())
            .into()
    });
    Record::new()
        .set("year", year.number.to_string())
        .set("url", year.url.under(sub_path))
        .set("count", year.months.iter().map(|month| month.articles.len()).sum::<usize>())
        .set("months", Value::list(months))
        .set("weeks", Value::list(weeks(site, year).map(|e| edition_card::record(site, e).into())))
        .into()
}

/// The editions of the weeks that belong to a year, and of those that have an article in it: the
/// week at New Year belongs to one year and has days of two.
fn weeks<'a>(site: &'a Site, year: &Year) -> impl Iterator<Item = &'a EditionEntry> {
    let year = year.number;
    site.index.listed_editions().filter(move |edition| {
        let has_article = || {
            edition.articles.iter().any(|id| {
                let zoned = &site.index.articles[*id].content.date.zoned;
                zoned.with_time_zone(site.config.timezone.clone()).year() == year
            })
        };
        let days = [edition.week.monday().year(), edition.week.sunday().year()];
        edition.week.year() == year || (days.contains(&year) && has_article())
    })
}

fn number(month: i8) -> u32 {
    u32::from(month.unsigned_abs())
}
