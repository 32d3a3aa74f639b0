//! Years and months.

use jiff::tz::TimeZone;

use super::{ArticleEntry, ArticleId};
use crate::paths::UrlPath;

/// A year with listed articles.
#[derive(Debug)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// `/2026/`.
    pub url: UrlPath,
    /// Its months with listed articles, newest first.
    pub months: Vec<Month>,
}

/// A month with listed articles.
#[derive(Debug)]
pub struct Month {
    /// 1 to 12.
    pub month: i8,
    /// `/2026/11/`.
    pub url: UrlPath,
    /// Its articles, newest first.
    pub articles: Vec<ArticleId>,
}

/// Gathers listed articles, which come newest first, by year and month of the site's time zone.
pub(super) fn years(
    articles: &[ArticleEntry],
    listed: &[ArticleId],
    timezone: &TimeZone,
) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for id in listed {
        let zoned = &articles[*id].article.date.zoned;
        let date = zoned.with_time_zone(timezone.clone()).date();
        let year_part = date.year().to_string();
        if years.last().is_none_or(|year| year.year != date.year()) {
            let url = UrlPath::folder([year_part.as_str()]);
            years.push(Year { year: date.year(), url, months: Vec::new() });
        }
        let Some(year) = years.last_mut() else { continue };
        if year.months.last().is_none_or(|month| month.month != date.month()) {
            let month_part = format!("{:02}", date.month());
            let url = UrlPath::folder([year_part.as_str(), month_part.as_str()]);
            year.months.push(Month { month: date.month(), url, articles: Vec::new() });
        }
        if let Some(month) = year.months.last_mut() {
            month.articles.push(*id);
        }
    }
    years
}
