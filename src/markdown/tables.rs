//! Tables: in a frame of their own that scrolls, and can be reached by the keyboard.

use pulldown_cmark::Alignment;

use super::writer::Writer;

/// The table that is being written.
#[derive(Debug, Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    is_head: bool,
    has_body: bool,
}

impl Writer<'_, '_, '_> {
    pub(super) fn start_table(&mut self, alignments: &[Alignment]) {
        self.table = Table { alignments: alignments.to_vec(), ..Table::default() };
        self.page.tables += 1;
        let (html, number) = (&mut self.out.html, self.page.tables);
        let attributes = format_args!(
            " class=\"table-scroll\" role=\"region\" aria-label=\"Tabel {number}\" tabindex=\"0\""
        );
        self.slots.tag(html, "div", attributes);
        html.push_str("<table>\n");
    }

    pub(super) fn start_row(&mut self, is_head: bool) {
        self.table.column = 0;
        self.table.is_head = is_head;
        let html = &mut self.out.html;
        if is_head {
            html.push_str("<thead>");
        } else if !self.table.has_body {
            self.table.has_body = true;
            html.push_str("<tbody>\n");
        }
        html.push_str("<tr>");
    }

    pub(super) fn start_cell(&mut self) {
        let class = match self.table.alignments.get(self.table.column) {
            None | Some(Alignment::None) => "",
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
        };
        self.table.column += 1;
        let html = &mut self.out.html;
        match (self.table.is_head, class) {
            (true, _) => self.slots.tag(html, "th", format_args!(" scope=\"col\"{class}")),
            (false, "") => html.push_str("<td>"),
            (false, _) => self.slots.tag(html, "td", format_args!("{class}")),
        }
    }

    pub(super) fn end_cell(&mut self) {
        self.out.html.push_str(if self.table.is_head { "</th>" } else { "</td>" });
    }

    pub(super) fn end_table(&mut self) {
        let end =
            if self.table.has_body { "</tbody>\n</table></div>\n" } else { "</table></div>\n" };
        self.out.html.push_str(end);
    }
}
