//! Years and months.

use jiff::tz::TimeZone;

use super::articles::ArticleEntry;
use super::ids::ArticleId;
use crate::paths::UrlPath;

/// A year with listed articles.
#[derive(Debug)]
pub struct Year {
    /// The year.
    pub(crate) number: i16,
    /// `/2026/`.
    pub url: UrlPath,
    /// Its months with listed articles, newest first.
    pub months: Vec<Month>,
}

/// A month with listed articles.
#[derive(Debug)]
pub struct Month {
    /// 1 to 12.
    pub(crate) number: i8,
    /// `/2026/11/`.
    pub url: UrlPath,
    /// Its articles, newest first.
    pub articles: Vec<ArticleId>,
}

/// The URLs of the year and month that an article belongs to.
pub(super) fn urls(article: &ArticleEntry, timezone: &TimeZone) -> [UrlPath; 2] {
    let date = article.content.date.zoned.with_time_zone(timezone.clone()).date();
    let (year, month) = (date.year().to_string(), format!("{:02}", date.month()));
    [UrlPath::directory([year.as_str()]), UrlPath::directory([year.as_str(), month.as_str()])]
}

/// Gathers listed articles, which come newest first, by year and month of the site's time zone.
pub(super) fn years(
    articles: &[ArticleEntry],
    listed: &[ArticleId],
    timezone: &TimeZone,
) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for id in listed {
        let zoned = &articles[*id].content.date.zoned;
        let date = zoned.with_time_zone(timezone.clone()).date();
        let year_part = date.year().to_string();
        if years.last().is_none_or(|year| year.number != date.year()) {
            let url = UrlPath::directory([year_part.as_str()]);
            years.push(Year { number: date.year(), url, months: Vec::new() });
        }
        let Some(year) = years.last_mut() else { continue };
        if year.months.last().is_none_or(|month| month.number != date.month()) {
            let month_part = format!("{:02}", date.month());
            let url = UrlPath::directory([year_part.as_str(), month_part.as_str()]);
            year.months.push(Month { number: date.month(), url, articles: Vec::new() });
        }
        if let Some(month) = year.months.last_mut() {
            month.articles.push(*id);
        }
    }
    years
}

/// Finds the month that lists an article: ids count from the newest, as years and months do.
pub(super) fn month_of(years: &[Year], id: ArticleId) -> Option<(&Year, &Month)> {
    let begins = |month: &Month| month.articles.first().is_some_and(|first| *first <= id);
    let after = years.partition_point(|year| year.months.first().is_some_and(begins));
    let year = &years[after.checked_sub(1)?];
    let month = &year.months[year.months.partition_point(begins).checked_sub(1)?];
    month.articles.binary_search(&id).is_ok().then_some((year, month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_month_of_a_listed_article() {
        let month = |number, articles| Month { number, url: UrlPath::directory([]), articles };
        let year = |number, months| Year { number, url: UrlPath::directory([]), months };
        let years = [
            year(2026, vec![month(11, vec![1, 2]), month(3, vec![4])]),
            year(2024, vec![month(12, vec![5, 7])]),
        ];
        let found = |id| month_of(&years, id).map(|(year, month)| (year.number, month.number));
        let months: Vec<_> = (0..9).map(found).collect();
        let [november, march, december] = [(2026, 11), (2026, 3), (2024, 12)].map(Some);
        assert_eq!(months, [None, november, november, None, march, december, None, december, None]);
        assert!(month_of(&[], 0).is_none());
    }
}
