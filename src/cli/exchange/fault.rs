//! What can be wrong with a line before there is a statement to run.

/// Why a line is not a request.
#[derive(Debug)]
pub(super) struct Fault {
    /// Its stable code.
    pub(super) code: &'static str,
    /// Its detail, in the manner of the openCypher kit.
    pub(super) detail: &'static str,
    /// What is wrong.
    pub(super) message: String,
    /// Where it was noticed, in characters from 1.
    pub(super) column: Option<usize>,
    /// The remedy, where one exists.
    pub(super) help: Option<String>,
}

/// The longest line that is read, in bytes.
pub(super) const LONGEST: usize = 256 << 20;

/// How deep the objects and arrays of a line may nest; the reader of JSON stops there.
const DEEPEST: usize = 128;

/// A line that was passed over.
pub(super) fn too_long() -> Fault {
    Fault {
        code: "R0001",
        detail: "LineTooLong",
        message: format!("the line is longer than {} MiB", LONGEST >> 20),
        column: None,
        help: Some("send the rows in several requests".to_owned()),
    }
}

/// A line that is no text.
pub(super) fn not_utf8(line: &[u8], error: std::str::Utf8Error) -> Fault {
    let before = line.get(..error.valid_up_to()).unwrap_or_default();
    let column = std::str::from_utf8(before).map_or(0, |text| text.chars().count()) + 1;
    Fault {
        code: "R0002",
        detail: "NotUtf8",
        message: "the line is not UTF-8".to_owned(),
        column: Some(column),
        help: None,
    }
}

/// A text that is no JSON, or not that of a request. `within` is the member that was being read.
pub(super) fn unreadable(text: &str, error: &serde_json::Error, within: Option<&str>) -> Fault {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = error.to_string();
    let said = said.strip_suffix(&place).unwrap_or(&said);
    let message = match within {
        _ if text.trim().is_empty() => "the line is empty".to_owned(),
        Some(within) => format!("{within}: {said}"),
        None => said.to_owned(),
    };
    let column = Some(column(text, error.column()));
    if said.starts_with("recursion limit") {
        let message = format!("the line nests deeper than {DEEPEST} objects and arrays");
        let help = Some("flatten the value; a typed list or map counts twice".to_owned());
        return Fault { code: "R0004", detail: "NestingLimit", message, column, help };
    }
    if error.is_data() {
        return Fault { code: "R0005", detail: "BadMember", message, column, help: None };
    }
    let help = Some("a request is one JSON object on one line".to_owned());
    Fault { code: "R0003", detail: "NotJson", message, column, help }
}

/// A request without a statement.
pub(super) fn no_statement() -> Fault {
    Fault {
        code: "R0006",
        detail: "NoStatement",
        message: "the request has no `statement`".to_owned(),
        column: None,
        help: Some("such as {\"statement\": \"RETURN 1\"}".to_owned()),
    }
}

/// The column in characters of one in bytes, both from 1; the reader says 0 where nothing was read.
fn column(text: &str, bytes: usize) -> usize {
    let end = text.floor_char_boundary(bytes.saturating_sub(1));
    text.get(..end).map_or(0, |before| before.chars().count()) + 1
}
