//! The settings of the prompt: one row a setting.

use std::collections::BTreeMap;

use crate::cli::args::{Format, Theme};
use crate::model::Value;

/// What can be set.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) struct Settings {
    /// How results are written.
    pub mode: Format,
    /// Whether the time a line took is shown.
    pub timing: bool,
    /// The values of `$name` in queries.
    pub params: BTreeMap<String, Value>,
    /// The columns of a line, where the user has set them.
    pub width: Option<usize>,
    /// Whether pictures are light or dark.
    pub theme: Theme,
}

/// A setting: its name, how it is typed, what it does.
pub(in crate::cli) struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What stands behind the name.
    pub usage: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// The values there are, for completion.
    pub values: &'static [&'static str],
    apply: fn(&mut Settings, &str) -> Result<String, String>,
}

/// All settings.
pub(in crate::cli) const SETTINGS: [Setting; 5] = [
    Setting {
        name: "mode",
        usage: "table|csv|tsv|json|jsonl|md|full",
        doc: "how results are written",
        values: &["table", "csv", "tsv", "json", "jsonl", "md", "full"],
        apply: mode,
    },
    Setting {
        name: "timing",
        usage: "on|off",
        doc: "whether the time each line took is shown",
        values: &["on", "off"],
        apply: timing,
    },
    Setting {
        name: "params",
        usage: "NAME=VALUE",
        doc: "the value of $NAME in queries; alone, it lists them",
        values: &[],
        apply: params,
    },
    Setting {
        name: "width",
        usage: "COLUMNS|auto",
        doc: "how wide lines may be",
        values: &["auto"],
        apply: width,
    },
    Setting {
        name: "theme",
        usage: "light|dark",
        doc: "the background that pictures are drawn for",
        values: &["light", "dark"],
        apply: theme,
    },
];

impl Settings {
    /// Settings as they are at the start.
    pub(in crate::cli) fn new(mode: Format) -> Self {
        Self { mode, timing: false, params: BTreeMap::new(), width: None, theme: Theme::Light }
    }

    /// Applies `NAME VALUE` and says what is now set; the error says what can be.
    pub(in crate::cli) fn apply(&mut self, text: &str) -> Result<String, String> {
        let (name, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let Some(setting) = SETTINGS.iter().find(|s| s.name.eq_ignore_ascii_case(name)) else {
            let names = SETTINGS.iter().map(|s| s.name);
            let near = crate::model::name::nearest(name, names, 1);
            return Err(match near.first() {
                Some(near) => format!("there is no setting `:{name}`; did you mean `:{near}`?"),
                None => format!("there is no setting `:{name}`; `:help` lists them"),
            });
        };
        (setting.apply)(self, value.trim())
            .map_err(|why| format!("{why}; type `:{} {}`", setting.name, setting.usage))
    }
}

fn mode(settings: &mut Settings, value: &str) -> Result<String, String> {
    if !value.is_empty() {
        settings.mode = Format::named(value)
            .ok_or_else(|| format!("`{value}` is not a way to write results"))?;
    }
    Ok(format!("results are written as {}", settings.mode.name()))
}

fn timing(settings: &mut Settings, value: &str) -> Result<String, String> {
    settings.timing = match value {
        "on" => true,
        "off" => false,
        "" => !settings.timing,
        other => return Err(format!("`{other}` is neither on nor off")),
    };
    Ok(format!("timing is {}", if settings.timing { "on" } else { "off" }))
}

fn width(settings: &mut Settings, value: &str) -> Result<String, String> {
    settings.width = match value {
        "" | "auto" => None,
        number => match number.parse() {
            Ok(columns @ 20..=10_000) => Some(columns),
            _ => return Err(format!("`{number}` is not a number of columns from 20 to 10000")),
        },
    };
    Ok(match settings.width {
        Some(columns) => format!("lines are {columns} columns wide"),
        None => "lines are as wide as the terminal".to_owned(),
    })
}

fn theme(settings: &mut Settings, value: &str) -> Result<String, String> {
    settings.theme = match value {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        other => return Err(format!("`{other}` is neither light nor dark")),
    };
    Ok(format!("pictures are {value}"))
}

fn params(settings: &mut Settings, value: &str) -> Result<String, String> {
    if !value.is_empty() {
        let (name, value) = param(value)?;
        settings.params.insert(name, value);
    }
    let all: Vec<String> = settings.params.iter().map(|(k, v)| format!("${k} = {v}")).collect();
    Ok(if all.is_empty() { "no parameter is set".to_owned() } else { all.join("\n") })
}

/// Reads `NAME=VALUE`: a JSON value, or else a text as it stands.
pub(in crate::cli) fn param(text: &str) -> Result<(String, Value), String> {
    let Some((name, value)) = text.split_once('=') else {
        return Err(format!("`{text}` has no `=` between the name and the value"));
    };
    let name = name.trim().trim_start_matches('$');
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Err(format!("`{name}` is not the name of a parameter"));
    }
    let value = value.trim();
    // serde_json refuses more than 128 levels, so the depth of what follows is bounded.
    let read =
        serde_json::from_str(value).map_or_else(|_| Value::text(value), |json| of_json(&json));
    Ok((name.to_owned(), read))
}

fn of_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Boolean(*b),
        serde_json::Value::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(whole), _) => Value::Integer(whole),
            (None, Some(real)) => Value::Float(real),
            (None, None) => Value::Null,
        },
        serde_json::Value::String(text) => Value::text(text.as_str()),
        serde_json::Value::Array(all) => Value::list(all.iter().map(of_json)),
        serde_json::Value::Object(all) => {
            Value::map(all.iter().map(|(k, v)| (k.as_str(), of_json(v))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_set_and_said() {
        let mut settings = Settings::new(Format::Table);
        assert_eq!(settings.apply("mode json").unwrap(), "results are written as json");
        assert_eq!(settings.mode, Format::Json);
        assert_eq!(settings.apply("TIMING").unwrap(), "timing is on");
        assert_eq!(settings.apply("width 60").unwrap(), "lines are 60 columns wide");
        assert!(settings.apply("width 3").unwrap_err().ends_with("type `:width COLUMNS|auto`"));
        assert!(settings.apply("mde csv").unwrap_err().contains("`:mode`"));
        assert_eq!(settings.apply("params name=Brent").unwrap(), "$name = 'Brent'");
    }

    #[test]
    fn a_parameter_is_json_or_a_text() {
        assert_eq!(param("n=3").unwrap(), ("n".into(), Value::Integer(3)));
        assert_eq!(param("$l=[1, \"a\"]").unwrap().1, Value::list([1.into(), "a".into()]));
        assert_eq!(param("name=St George's = x").unwrap().1, Value::text("St George's = x"));
        assert!(param("no").is_err() && param("a b=1").is_err());
        let deep = format!("x={}{}", "[".repeat(500), "]".repeat(500));
        assert_eq!(param(&deep).unwrap().1, Value::text(&deep[2..]));
    }
}
