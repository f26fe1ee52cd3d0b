//! Parsing whole histories: a file, what it includes before it, each file once.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::line::{Line, What};
use super::place::{HistoryError, Place};
use super::reader::{Reader, Written};

/// Reads a file's text; the caller does the I/O.
pub type Read<'a> = &'a dyn Fn(&Path) -> Result<String, String>;

/// A history, read and resolved as far as can be without running it.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The title of the file that was asked for.
    pub title: String,
    /// The lines in the order in which they run.
    pub lines: Vec<Line>,
}

impl History {
    /// How many commands it issues.
    pub fn commands(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line.what, What::Naming(_) | What::Command(_))).count()
    }
}

/// Parses a history file and what it includes. Nothing has run when this fails.
pub fn parse(path: &Path, read: Read<'_>) -> Result<History, HistoryError> {
    parse_all(&[path.to_path_buf()], read)
}

/// Parses the text of one file that includes no other; `name` is what its lines are found by, and their ids made from.
pub fn parse_text(name: &str, text: &str) -> Result<History, HistoryError> {
    let own = normal(Path::new(name));
    parse(&own, &|path| {
        if path == own { Ok(text.to_owned()) } else { Err("a text by itself includes nothing".to_owned()) }
    })
}

/// Parses several files that run into one ledger, one after the other.
pub fn parse_all(paths: &[PathBuf], read: Read<'_>) -> Result<History, HistoryError> {
    let mut parsing =
        Parsing { read, reader: Reader::default(), lines: Vec::new(), done: Vec::new(), open: Vec::new() };
    let mut titles = Vec::new();
    for path in paths {
        titles.extend(parsing.file(&normal(path), None)?);
    }
    Ok(History { title: titles.join(" · "), lines: parsing.lines })
}

struct Parsing<'a> {
    read: Read<'a>,
    reader: Reader,
    lines: Vec<Line>,
    done: Vec<PathBuf>,
    /// The files that are being read, the outermost first.
    open: Vec<PathBuf>,
}

impl Parsing<'_> {
    /// Reads a file unless it has run; the title if it is read.
    fn file(&mut self, path: &Path, from: Option<&Place>) -> Result<Option<String>, HistoryError> {
        if self.done.iter().any(|done| done == path) {
            return Ok(None);
        }
        let shown: Arc<str> = path.display().to_string().into();
        let text = (self.read)(path).map_err(|problem| match from {
            Some(place) => HistoryError::line(place, format!("include: {shown}: {problem}")),
            None => HistoryError::Unreadable { file: shown.to_string(), problem },
        })?;
        self.open.push(path.to_path_buf());
        let mut title = None;
        for (number, line) in (1u32..).zip(text.lines()) {
            let place = Place::new(&shown, number);
            match self.reader.read(line, &place)? {
                Written::Nothing => {}
                Written::Header(_) if title.is_some() => {
                    return Err(HistoryError::line(
                        &place,
                        "a second header: a file has one, its first line",
                    ));
                }
                Written::Header(header) => {
                    if header.history != 1 {
                        let problem = format!("history: version {} is unknown; 1 is read", header.history);
                        return Err(HistoryError::line(&place, problem));
                    }
                    self.included(path, &header.include, &place)?;
                    title = Some(header.title);
                }
                Written::Line(_) if title.is_none() => return Err(no_header(&place)),
                Written::Line(line) => self.lines.push(*line),
            }
        }
        self.open.pop();
        self.done.push(path.to_path_buf());
        title.map(Some).ok_or_else(|| no_header(&Place::new(&shown, 1)))
    }

    fn included(&mut self, path: &Path, names: &[String], place: &Place) -> Result<(), HistoryError> {
        for name in names {
            let included = normal(&path.parent().unwrap_or(Path::new("")).join(name));
            if self.open.contains(&included) {
                let problem = format!("include: {name} includes this file in its turn: break the loop");
                return Err(HistoryError::line(place, problem));
            }
            self.file(&included, Some(place))?;
        }
        Ok(())
    }
}

fn no_header(place: &Place) -> HistoryError {
    HistoryError::line(place, r#"no header: the first line is {"history": 1, "title": "…"}"#)
}

/// The path without `.` and `..`, so that one file has one spelling.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
