//! The clock alone changes the site: an article's time comes.

use std::time::Duration;

use jiff::Timestamp;

use crate::program::Served;
use crate::site::{Site, article};

#[test]
fn an_article_appears_when_its_time_comes() {
    let site = Site::new();
    let served = Served::with(&site, &["--watch"], &[]);
    let mut front = served.open("/");
    // Later than the sources are read, and in whole seconds.
    let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
    let dates = [4, 6].map(|seconds| now + Duration::from_secs(seconds));
    for (name, date) in ["snart", "senere"].into_iter().zip(dates) {
        let date = date.strftime("%Y-%m-%d %H:%M:%S Z").to_string();
        site.write(&format!("content/artikler/{name}.md"), article(name, &date, "Nu."));
    }
    for (name, date) in ["snart", "senere"].into_iter().zip(dates) {
        // The address has the month of the site's time zone.
        let month = date.in_tz("Europe/Copenhagen").unwrap().strftime("%Y/%m");
        let page = &format!("/{month}/{name}/");
        served.await_text(page, "Nu.");
        let late = Timestamp::now().duration_since(date);
        assert!(late.is_positive() && late.as_secs() < 10, "{page} is {late:?} late");
        assert_eq!(front.event(), served.reload("/"));
    }
    served.check_like_build(&site);
}
