//! Tables: in a frame that scrolls by itself and can be reached with the keyboard.
//! May import: `html_buffer`.

use pulldown_cmark::Alignment;

use super::html_buffer::Slots;

/// The table that is being written.
#[derive(Debug, Default)]
pub(super) struct TableState {
    alignments: Vec<Alignment>,
    column: usize,
    is_head: bool,
    has_body: bool,
}

impl TableState {
    /// Starts the table of this number on the page.
    pub(super) fn start(
        alignments: Vec<Alignment>,
        number: usize,
        html: &mut String,
        slots: &mut Slots,
    ) -> Self {
        let attributes = format_args!(
            " class=\"table-scroll\" role=\"region\" aria-label=\"Tabel {number}\" tabindex=\"0\""
        );
        slots.tag(html, "div", attributes);
        html.push_str("<table>\n");
        Self { alignments, ..Self::default() }
    }

    pub(super) fn start_row(&mut self, is_head: bool, html: &mut String) {
        self.column = 0;
        self.is_head = is_head;
        if is_head {
            html.push_str("<thead>");
        } else if !self.has_body {
            self.has_body = true;
            html.push_str("<tbody>\n");
        }
        html.push_str("<tr>");
    }

    pub(super) fn start_cell(&mut self, html: &mut String, slots: &mut Slots) {
        let class = match self.alignments.get(self.column) {
            None | Some(Alignment::None) => "",
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
        };
        self.column += 1;
        match (self.is_head, class) {
            (true, _) => slots.tag(html, "th", format_args!(" scope=\"col\"{class}")),
            (false, "") => html.push_str("<td>"),
            (false, _) => slots.tag(html, "td", format_args!("{class}")),
        }
    }

    pub(super) fn end_cell(&self, html: &mut String) {
        html.push_str(if self.is_head { "</th>" } else { "</td>" });
    }

    pub(super) fn end_row(&self, html: &mut String) {
        html.push_str(if self.is_head { "</tr></thead>\n" } else { "</tr>\n" });
    }

    pub(super) fn end(&self, html: &mut String) {
        html.push_str(if self.has_body {
            "</tbody>\n</table></div>\n"
        } else {
            "</table></div>\n"
        });
    }
}
