//! The data file that `[hosting]` names: redirects, one in each row.

use std::ops::Range;

use super::csv::{Cell, cells};
use super::problems::MAX_REPORTED;
use crate::config::{
    BadRedirect, RedirectStatus, check_redirect_target, read_redirect_from, read_redirect_status,
    read_redirect_to,
};
use crate::diagnostics::{Code, Diagnostic, LineIndex, nearest};
use crate::paths::UrlPath;

/// The largest number of rows: each becomes a rule of the host, which compares it with requests.
const MAX_ROWS: usize = 5_000;

const COLUMNS: [&str; 3] = ["from", "to", "status"];

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectRow {
    pub from: UrlPath,
    /// A path of this site or an absolute address, as it is written; none for what is gone.
    pub to: Option<String>,
    pub status: RedirectStatus,
    /// Where the values are, in bytes of the file's text.
    pub from_range: Range<usize>,
    pub to_range: Range<usize>,
}

/// Reads a text that is valid CSV with named columns.
pub(super) fn read(text: &str) -> Result<Vec<RedirectRow>, Vec<Diagnostic>> {
    let index = LineIndex::new(text);
    let mut problems = Vec::new();
    let mut rows = cells(text);
    let columns: Vec<Cell> = rows.next().unwrap_or_default();
    for column in columns.iter().filter(|column| !COLUMNS.contains(&column.text.trim())) {
        let name = column.text.trim();
        let help = match nearest(name, COLUMNS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the columns are `from`, `to` and `status`".into(),
        };
        let message = format!("redirects have no column `{name}`");
        let problem = Diagnostic::new(Code::BadRedirect, message);
        problems.push(problem.at(index.span(column.range.clone())).help(help));
    }
    let find = |name| columns.iter().position(|column| column.text.trim() == name);
    let (Some(from), Some(to)) = (find("from"), find("to")) else {
        if problems.is_empty() {
            let message = "the first row must name the columns `from` and `to`";
            let problem = Diagnostic::new(Code::BadRedirect, message);
            problems.push(problem.at(index.position(0)).help("begin with `from,to,status`"));
        }
        return Err(problems);
    };
    let status = find("status");
    let mut read = Vec::new();
    for cells in rows {
        if read.len() == MAX_ROWS {
            let place = cells.first().map_or(0, |cell| cell.range.start);
            let message = format!("more than {MAX_ROWS} redirects");
            let problem = Diagnostic::new(Code::BadRedirect, message).at(index.position(place));
            problems.push(problem.help("remove those that nobody uses any more"));
        }
        if read.len() >= MAX_ROWS || problems.len() >= MAX_REPORTED {
            break;
        }
        match row(&cells, from, to, status) {
            Ok(row) => read.push(row),
            Err((name, cell, bad)) => {
                let message = format!("`{name}` {}", bad.message);
                let problem = Diagnostic::new(Code::BadRedirect, message);
                problems.push(problem.at(index.span(cell)).help_maybe(bad.help));
            }
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

type BadCell = (&'static str, Range<usize>, BadRedirect);

fn row(
    cells: &[Cell],
    from: usize,
    to: usize,
    status: Option<usize>,
) -> Result<RedirectRow, BadCell> {
    let cell =
        |column: usize| cells.get(column).map_or(("", 0..0), |c| (c.text.trim(), c.range.clone()));
    let (from_text, from_range) = cell(from);
    let (to_text, to_range) = cell(to);
    let from = read_redirect_from(from_text).map_err(|bad| ("from", from_range.clone(), bad))?;
    let status = match status.map(cell) {
        None | Some(("", _)) => RedirectStatus::MovedPermanently,
        Some((text, range)) => read_redirect_status(text).map_err(|bad| ("status", range, bad))?,
    };
    check_redirect_target(status, !to_text.is_empty())
        .map_err(|bad| ("to", to_range.clone(), bad))?;
    let to = (!to_text.is_empty()).then(|| read_redirect_to(to_text)).transpose();
    let to = to.map_err(|bad| ("to", to_range.clone(), bad))?;
    Ok(RedirectRow { from, to, status, from_range, to_range })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(u32, String)> {
        let found = read(text).unwrap_err().into_iter();
        found.map(|problem| (problem.span.unwrap().start.line, problem.message)).collect()
    }

    #[test]
    fn rows_are_redirects() {
        let rows =
            read("status;from;to\n;/a/;/b/\n302;\"/æ\";https://y.dk\n410;/c.php;\n").unwrap();
        let shown: Vec<_> =
            rows.iter().map(|r| (r.from.as_str(), r.to.as_deref(), r.status.code())).collect();
        assert_eq!(
            shown,
            [
                ("/a/", Some("/b/"), 301),
                ("/%C3%A6/", Some("https://y.dk/"), 302),
                ("/c.php", None, 410)
            ]
        );
    }

    #[test]
    fn every_bad_row_is_reported_with_its_line() {
        let text =
            "from,to,status\nx,/b/,\n/a/,,301\n/a/,/b/,410\n/a/,b,\n/a/,/b/,200\n/ok/,/b/,\n";
        let lines: Vec<u32> = problems(text).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6]);
        assert_eq!(problems("from,til\n/a/,/b/\n")[0].1, "redirects have no column `til`");
        assert_eq!(problems("")[0].0, 1);
    }

    #[test]
    fn five_thousand_rows_are_read_and_no_more() {
        let text = |rows: usize| {
            (0..rows).fold(String::from("from,to\n"), |text, n| text + &format!("/a{n}/,/b/\n"))
        };
        assert_eq!(read(&text(MAX_ROWS)).unwrap().len(), MAX_ROWS);
        let found = problems(&text(MAX_ROWS + 1));
        assert_eq!(found, [(5_002, "more than 5000 redirects".to_owned())]);
    }
}
