//! A browser without a window, driven through chromedriver: W3C `WebDriver`, JSON over plain HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything may take: machines that test are busy.
const PATIENCE: Duration = Duration::from_mins(2);

/// A tab, alone on the machine as far as these tests go: browsers are heavy.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

static ALONE: Mutex<()> = Mutex::new(());

impl Browser {
    /// A fresh browser, or nothing, with a word about it, where there is none.
    pub(crate) fn start(name: &str) -> Option<Self> {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let browser = ["chromium", "chromium-browser", "google-chrome"];
        let found = browser.iter().find_map(|name| installed(name)).zip(installed("chromedriver"));
        let Some((chromium, driver)) = found else {
            println!("skipped: no Chromium with chromedriver");
            return None;
        };
        let profile = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("chromium-{name}"));
        let _ = std::fs::remove_dir_all(&profile);
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = said.by_ref().map(Result::unwrap).find_map(|line| {
            let (_, port) = line.rsplit_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        // It goes on talking, and must find a listener.
        std::thread::spawn(move || said.for_each(drop));
        let port = port.expect("chromedriver says its port");
        let mut tab = Self { driver, port, session: String::new(), profile, _alone: alone };
        let args = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,860",
        ];
        let mut args: Vec<String> = args.map(str::to_owned).to_vec();
        args.push(format!("--user-data-dir={}", tab.profile.display()));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:chromeOptions": { "args": args, "binary": chromium },
        } } });
        let made = tab.request("POST", "/session", &wanted);
        made["sessionId"].as_str().unwrap().clone_into(&mut tab.session);
        Some(tab)
    }

    /// Opens a file, with what stands behind its `#`.
    pub(crate) fn open(&self, file: &Path, fragment: &str) {
        // A new fragment alone would load nothing.
        self.post("/url", &json!({ "url": "about:blank" }));
        self.post("/url", &json!({ "url": format!("file://{}#{fragment}", file.display()) }));
    }

    /// What a script returns.
    pub(crate) fn script(&self, script: &str, args: &Value) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": args }))
    }

    /// What an expression is worth.
    pub(crate) fn eval(&self, expression: &str) -> Value {
        self.script(&format!("return ({expression})"), &json!([]))
    }

    /// The text of an element, as it is seen.
    pub(crate) fn text(&self, css: &str) -> String {
        let text =
            self.script("return document.querySelector(arguments[0]).innerText", &json!([css]));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true.
    pub(crate) fn wait(&self, expression: &str) {
        let begun = Instant::now();
        while self.eval(expression) != json!(true) {
            assert!(
                begun.elapsed() < PATIENCE,
                "never true: {expression}; {:?}",
                self.text("body")
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Clicks where an element is.
    pub(crate) fn click(&self, css: &str) {
        self.post(&format!("/element/{}/click", self.element(css)), &json!({}));
    }

    /// Types into an element.
    pub(crate) fn type_in(&self, css: &str, text: &str) {
        self.post(&format!("/element/{}/value", self.element(css)), &json!({ "text": text }));
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub(crate) fn press(&self, keys: &[char]) {
        let strokes: Vec<Value> = keys
            .iter()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|does| json!({ "type": does, "value": key.to_string() }))
            })
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.post("/actions", &json!({ "actions": [keyboard] }));
    }

    /// Asks the browser itself, by the `DevTools` protocol.
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }));
    }

    /// Keeps a picture of the tab for people to look at.
    pub(crate) fn picture(&self, name: &str) {
        Self::keep(name, &self.request("GET", &self.path("/screenshot"), &Value::Null));
    }

    /// Prints to a file of this name; its size in bytes.
    pub(crate) fn print(&self, name: &str) -> usize {
        let page = json!({ "orientation": "landscape", "background": true });
        Self::keep(name, &self.post("/print", &page))
    }

    fn keep(name: &str, base64: &Value) -> usize {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let bytes = decode(base64.as_str().unwrap());
        std::fs::write(&file, &bytes).unwrap();
        println!("{}", file.display());
        bytes.len()
    }

    /// Nothing was complained of, and nothing fetched but these files.
    pub(crate) fn was_quiet(&self, files: &[&Path]) {
        let complaints = self.post("/se/log", &json!({ "type": "browser" }));
        assert_eq!(complaints, json!([]), "the console is empty");
        let log = self.post("/se/log", &json!({ "type": "performance" }));
        for entry in log.as_array().unwrap() {
            let entry: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            let message = &entry["message"];
            let url = message["params"]["request"]["url"].as_str().unwrap_or_default();
            let starts_up = message["params"]["documentURL"].as_str().unwrap_or_default();
            if message["method"] != "Network.requestWillBeSent" || !starts_up.starts_with("file:") {
                continue;
            }
            let known = files.iter().any(|f| url.starts_with(&format!("file://{}", f.display())));
            assert!(known, "a request for {url}");
        }
    }

    fn element(&self, css: &str) -> String {
        let found = self.post("/element", &json!({ "using": "css selector", "value": css }));
        found.as_object().and_then(|o| o.values().next()).unwrap().as_str().unwrap().to_owned()
    }

    fn path(&self, rest: &str) -> String {
        format!("/session/{}{rest}", self.session)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.request("POST", &self.path(path), body)
    }

    fn request(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.exchange(method, path, body).unwrap();
        let mut answer: Value = serde_json::from_slice(&answer).unwrap();
        let value = answer["value"].take();
        let error = value.get("error").filter(|_| value.get("stacktrace").is_some());
        assert!(error.is_none(), "{method} {path} {body}: {value}");
        value
    }

    /// One request on a connection of its own; the body of the answer.
    fn exchange(&self, method: &str, path: &str, body: &Value) -> std::io::Result<Vec<u8>> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )?;
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        let mut line = String::new();
        while answer.read_line(&mut line)? > 2 {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or_default();
            }
            line.clear();
        }
        let mut bytes = vec![0; length];
        answer.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.exchange("DELETE", &self.path(""), &json!({}));
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// Where a program is installed.
fn installed(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// RFC 4648, section 4.
fn decode(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let mut out = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for six in text.bytes().filter_map(value) {
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xff).unwrap());
        }
    }
    out
}
