//! Rust source with comments and literals blanked, so that a search finds code and nothing else.

/// `text` with the contents of comments, strings and characters turned to spaces; lines stay where they are.
pub fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_or_comment_end(&chars, at);
        if end > at {
            code.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        } else {
            code.push(chars[at]);
            at += 1;
        }
    }
    code
}

/// Where the comment or literal that starts at `at` ends, or `at` if none starts there.
fn literal_or_comment_end(chars: &[char], at: usize) -> usize {
    match (chars[at], chars.get(at + 1)) {
        ('/', Some('/')) => line_end(chars, at),
        ('/', Some('*')) => block_comment_end(chars, at),
        ('"', _) => string_end(chars, at + 1),
        ('\'', _) => character_end(chars, at),
        ('r' | 'b' | 'c', _) if !continues_a_word(chars, at) => prefixed_end(chars, at),
        _ => at,
    }
}

fn continues_a_word(chars: &[char], at: usize) -> bool {
    at > 0 && is_word(chars[at - 1])
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line_end(chars: &[char], at: usize) -> usize {
    (at..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) if depth == 1 => return at + 2,
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of a string whose text starts at `at`.
fn string_end(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of a character literal; a lifetime is none.
fn character_end(chars: &[char], at: usize) -> usize {
    match (chars.get(at + 1), chars.get(at + 2)) {
        (Some('\\'), _) => {
            let closing = (at + 3..chars.len()).find(|i| chars[*i] == '\'');
            closing.map_or(chars.len(), |i| i + 1)
        }
        (Some(_), Some('\'')) => at + 3,
        _ => at,
    }
}

/// The end of a literal with a prefix: `r"`, `r#"`, `b"`, `b'`, `br"`, `c"`, `cr"`.
fn prefixed_end(chars: &[char], start: usize) -> usize {
    let mut at = start;
    while matches!(chars.get(at), Some('r' | 'b' | 'c')) && at < start + 2 {
        at += 1;
    }
    let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
    let raw = chars[at - 1] == 'r';
    match chars.get(at + hashes) {
        Some('"') if raw => raw_string_end(chars, at + hashes + 1, hashes),
        Some('"') if hashes == 0 => string_end(chars, at + 1),
        Some('\'') if hashes == 0 && chars[at - 1] == 'b' => character_end(chars, at),
        _ => start,
    }
}

fn raw_string_end(chars: &[char], text: usize, hashes: usize) -> usize {
    let closes =
        |i: &usize| chars[*i] == '"' && chars[*i + 1..].iter().take_while(|c| **c == '#').count() >= hashes;
    (text..chars.len()).find(closes).map_or(chars.len(), |i| i + 1 + hashes)
}

/// The lines (from 1) of `code` where `word` stands as whole words; it may hold `::` or end in `!`.
pub fn lines_with(code: &str, word: &str) -> Vec<usize> {
    let stands_in = |line: &str| {
        line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + word.len()..].chars().next();
            !before.is_some_and(is_word) && (word.ends_with('!') || !after.is_some_and(is_word))
        })
    };
    code.lines().enumerate().filter(|(_, line)| stands_in(line)).map(|(i, _)| i + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_and_code_stays() {
        let text = "let a = \"sled \\\" {\"; // sled\nlet b = r#\"sled \" }\"#; /* sled /* { */ */ sled::open('{', b'\\'')";
        let code = code_only(text);
        assert_eq!(code.matches("sled").count(), 1);
        assert!(code.contains("sled::open("));
        assert!(!code.contains('{') && !code.contains('}'));
        assert_eq!(code.lines().count(), 2);
    }

    #[test]
    fn a_lifetime_is_no_character() {
        assert_eq!(
            code_only("fn a<'a>(x: &'a str) -> &'a str { x }"),
            "fn a<'a>(x: &'a str) -> &'a str { x }"
        );
    }

    #[test]
    fn a_word_that_ends_in_a_prefix_letter_starts_no_literal() {
        assert_eq!(code_only("for \"x\" r#type br_x"), "for     r#type br_x");
    }

    #[test]
    fn words_are_found_whole() {
        assert_eq!(lines_with("use sled;\nlet sledge = 1;\nxsled\nsled::open()", "sled"), vec![1, 4]);
        assert_eq!(lines_with("todo!()\nmy_todo!()", "todo!"), vec![1]);
    }
}
