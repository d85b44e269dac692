//! Just enough of the language to read and run the examples of the table by themselves.

use crate::cypher::function::{Env, Fault, aggregate, operator, scalar};
use crate::model::Value;

/// The value of an expression, or of the one row of `UNWIND list AS x RETURN aggregate(x, …)`.
pub(super) fn value(
    env: &Env<'_>,
    variables: &[(&'static str, Value)],
    text: &str,
) -> Result<Value, Fault> {
    let Some(rest) = text.strip_prefix("UNWIND ") else {
        return Reader::new(env, variables, text).whole();
    };
    let (list, call) = rest.split_once(" AS x RETURN ").unwrap();
    let rows = Reader::new(env, &[], list).whole()?;
    let (name, args) = call.split_once('(').unwrap();
    let function = aggregate(name).unwrap();
    let mut group = function.start();
    for row in rows.as_list().unwrap() {
        let args = args.strip_suffix(')').unwrap();
        let args = Reader::new(env, &[("x", row.clone())], &format!("[{args}]")).whole()?;
        assert!(function.accepts(args.as_list().unwrap().len()));
        group.add(args.as_list().unwrap())?;
    }
    group.finish()
}

type Operator = fn(&Env<'_>, &Value, &Value) -> Result<Value, Fault>;

struct Reader<'a> {
    env: &'a Env<'a>,
    variables: &'a [(&'static str, Value)],
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn new(env: &'a Env<'a>, variables: &'a [(&'static str, Value)], text: &'a str) -> Self {
        Self { env, variables, rest: text }
    }

    fn whole(mut self) -> Result<Value, Fault> {
        let value = self.compared()?;
        assert_eq!(self.rest.trim(), "", "unread");
        Ok(value)
    }

    fn takes(&mut self, token: &str) -> bool {
        let found = self.rest.trim_start().strip_prefix(token);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn compared(&mut self) -> Result<Value, Fault> {
        let left = self.divided()?;
        if self.takes("=") {
            return Ok(operator::equal(&left, &self.divided()?).into());
        }
        if self.takes("<") {
            return Ok(operator::less(&left, &self.divided()?).into());
        }
        Ok(left)
    }

    fn divided(&mut self) -> Result<Value, Fault> {
        let left = self.accessed()?;
        let known: [(&str, Operator); 4] = [
            ("/", operator::divide),
            ("*", operator::multiply),
            ("+", operator::add),
            ("-", operator::subtract),
        ];
        match known.into_iter().find(|(token, _)| self.takes(token)) {
            Some((_, apply)) => apply(self.env, &left, &self.accessed()?),
            None => Ok(left),
        }
    }

    fn accessed(&mut self) -> Result<Value, Fault> {
        let mut value = self.plain()?;
        while self.takes(".") {
            let key = self.word();
            value = operator::property(self.env, &value, &key)?;
        }
        Ok(value)
    }

    fn word(&mut self) -> String {
        let text = self.rest.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        self.rest = &text[end..];
        text[..end].to_owned()
    }

    fn many(&mut self, close: &str) -> Result<Vec<Value>, Fault> {
        let mut values = Vec::new();
        while !self.takes(close) {
            values.push(self.compared()?);
            self.takes(",");
        }
        Ok(values)
    }

    fn plain(&mut self) -> Result<Value, Fault> {
        if self.takes("-") {
            let value = self.plain()?;
            return operator::negate(self.env, &value);
        }
        if self.takes("[") {
            return self.many("]").map(Value::list);
        }
        if self.takes("'") {
            let (text, rest) = self.rest.split_once('\'').unwrap();
            self.rest = rest;
            return Ok(text.into());
        }
        if self.takes("{") {
            let mut entries = Vec::new();
            while !self.takes("}") {
                let key = self.word();
                assert!(self.takes(":"));
                entries.push((key, self.compared()?));
                self.takes(",");
            }
            return Ok(Value::map(entries));
        }
        let mut word = self.word();
        // A namespace belongs to the name of a function; the key of a property does not.
        if let Some(rest) = self.rest.strip_prefix('.')
            && let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
            && rest[end..].starts_with('(')
        {
            word = format!("{word}.{}", &rest[..end]);
            self.rest = &rest[end..];
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            if self.rest.starts_with('.') {
                self.takes(".");
                return Ok(format!("{word}.{}", self.word()).parse::<f64>().unwrap().into());
            }
            return Ok(word.parse::<i64>().unwrap().into());
        }
        if self.takes("(") {
            let args = self.many(")")?;
            let function = scalar(&word).unwrap_or_else(|| panic!("no function {word}"));
            return function.call(self.env, &args);
        }
        match word.as_str() {
            "null" => Ok(Value::Null),
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            name => {
                let found = self.variables.iter().find(|(known, _)| *known == name);
                Ok(found.unwrap_or_else(|| panic!("no variable {name} in {}", self.rest)).1.clone())
            }
        }
    }
}
