//! Small pieces of HTML, with everything escaped that comes from elsewhere.

/// Text as it stands in HTML.
pub(in super::super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A table with its heading; each cell is HTML already. Where there is no row, a sentence says so.
pub(super) fn table(id: &str, heading: &str, columns: &[&str], rows: &[Vec<String>], none: &str) -> String {
    let mut html = format!("<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{}</h2>\n", escaped(heading));
    if rows.is_empty() {
        html += &format!("<p>{}</p></section>\n", escaped(none));
        return html;
    }
    html += "<table><thead><tr>";
    for column in columns {
        html += &format!("<th scope=\"col\">{}</th>", escaped(column));
    }
    html += "</tr></thead><tbody>\n";
    for row in rows {
        html += "<tr>";
        for cell in row {
            html += &format!("<td>{cell}</td>");
        }
        html += "</tr>\n";
    }
    html + "</tbody></table></section>\n"
}

/// A list of words and what they mean here.
pub(super) fn facts(pairs: &[(&str, String)]) -> String {
    let pair = |(word, value): &(&str, String)| {
        format!("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(word), escaped(value))
    };
    format!("<dl>\n{}</dl>\n", pairs.iter().map(pair).collect::<String>())
}
