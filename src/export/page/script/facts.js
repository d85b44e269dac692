// The panel: what is said of a thing, when, and in whose words; and how two things are connected.

const panel = document.getElementById("facts");

const nameOf = (node, go) =>
  element("a", { href: `#n=${encodeURIComponent(node.id)}`, dir: "auto", onclick: (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(node);
  } }, node.name);

// When it held, and, where a time is chosen, how surely it did then.
function timeOf(when, held, remark, moment) {
  const said = [when, remark].filter((text) => text !== "").join(" · ");
  const line = element("span", { className: "dates" }, said === "" ? "" : ` ${said}`);
  if (!moment) return line;
  const sure = grade(held, moment.days);
  line.append(" ", element("b", { className: `grade g${sure}` }, GRADES[sure]));
  return line;
}

function quoteOf(voucher) {
  const { source: [title, date], number, quote, by, locator } = voucher;
  const parts = quote === "" ? [] : [element("q", { dir: "auto" }, quote)];
  const said = [by === "" ? "" : `said by ${by}`, locator].filter((text) => text !== "");
  const from = element("cite", { dir: "auto" }, `[${number}] ${title}`);
  parts.push(element("span", { className: "source" }, from, ` · ${[date ?? "undated", ...said].join(" · ")}`));
  return element("blockquote", {}, ...parts);
}

// Things said in the same words by the same documents stand together, with those words below them once. A
// quote that is part of a longer one is told by the longer one.
function grouped(items) {
  const all = items.flatMap(({ vouched }) => vouchersOf(vouched));
  const whole = (voucher) => all.reduce((best, other) =>
    best.quote !== "" && other.number === best.number && other.by === best.by && other.locator === best.locator
      && other.quote.length > best.quote.length && other.quote.includes(best.quote) ? other : best, voucher);
  const groups = new Map();
  for (const { vouched, line } of items) {
    const quotes = new Map(vouchersOf(vouched).map(whole).map((v) => [JSON.stringify([v.number, v.quote, v.by, v.locator]), v]));
    const key = [...quotes.keys()].sort().join();
    if (!groups.has(key)) groups.set(key, { quotes: [...quotes.values()], members: [] });
    groups.get(key).members.push(line);
  }
  return [...groups.values()].map(({ quotes, members }) =>
    element("section", { className: "fact" }, element("ul", {}, ...members), ...quotes.map(quoteOf)));
}

// One end's view of a relation: “is a member of X since 2021”. Several of a kind in one breath are
// listed one below the other, so that each keeps its own dates.
function lineOf(link, near, moment, go) {
  const forward = link.from === near;
  return element("li", { className: `t${link.look}` },
    `${forward ? link.says : link.back} `, nameOf(farEnd(link, near), go),
    timeOf(link.when, link.held, link.remark, moment));
}

function heading(text, ...more) {
  return element("div", { className: "heading" },
    element("h2", { dir: "auto" }, text), ...more);
}

// Everything said of one thing.
function showNode(node, { moment, shown, go, connect, close }) {
  const visible = node.links.filter(shown).sort((a, b) => a.relation.rank - b.relation.rank);
  const sure = (link) => gradeAt(link.held, moment);
  const then = visible.filter((link) => sure(link) > NO), not = visible.filter((link) => sure(link) === NO);
  const about = [node.caption, node.when, node.remark].filter((text) => text !== "").join(" · ");
  const plain = node.names.filter(({ vouched }) => vouched < 0).map(({ text }) => text);
  const called = plain.length > 0 ? [element("p", { className: "names", dir: "auto" }, `Also: ${plain.join(", ")}`)] : [];
  const names = node.names.filter(({ vouched }) => vouched >= 0)
    .map(({ text, when, vouched }) => ({ caption: "also called", words: text, when, vouched }));
  const facts = [...names, ...node.facts].map((fact) => ({ vouched: fact.vouched, line: element("li", {}, `${fact.caption}: `,
    element("bdi", {}, fact.words), element("span", { className: "dates" }, fact.when === "" ? "" : ` ${fact.when}`)) }));
  const told = (list) => grouped(list.map((link) => ({ vouched: link.vouched, line: lineOf(link, node, moment, go) })));
  const existed = moment ? timeOf("", node.held, "", moment) : "";
  panel.replaceChildren(
    heading(node.name, element("button", { type: "button", className: "close", "aria-label": "Close", onclick: close }, "×")),
    element("p", { className: "about" }, about, existed), ...called,
    element("p", {}, element("button", { type: "button", id: "connect", onclick: connect }, "How is this connected to …")),
    element("h3", {}, then.length === 0 ? "No relation" : `${then.length} ${then.length === 1 ? "relation" : "relations"}`,
      moment ? ` as of ${moment.words}` : ""),
    ...told(then),
    ...(not.length === 0 ? [] : [element("details", {},
      element("summary", {}, `${not.length} more at other times`), ...told(not))]),
    ...(facts.length === 0 ? [] : [element("h3", {}, "Also said of it"), ...grouped(facts)]));
  panel.hidden = false;
}

// Ways from one thing to another, each step with its words.
function showWays(start, goal, found, { moment, places, narrowed, sure, go, turn, passPlaces, close }) {
  const check = element("input", { type: "checkbox", id: "through-places", checked: places, onchange: passPlaces });
  const steps = (n) => `${n} ${n === 1 ? "step" : "steps"}`;
  const said = found.length === 0
    ? "No way of up to eight steps was found."
    : `${steps(found[0].length)}${found.length > 1 ? `, ${found.length === MOST_WAYS ? "the first " : ""}${found.length} ways` : ""}.`;
  const doubt = sure ? "" : " Not all of it surely held then: each step says how surely.";
  const list = found.map((way) => element("ol", { className: "way" },
    ...way.map(({ link, from, to }) => element("li", { className: `t${link.look}` },
      nameOf(from, go), ` ${link.from === from ? link.says : link.back} `, nameOf(to, go),
      timeOf(link.when, link.held, link.remark, moment), ...vouchersOf(link.vouched).map(quoteOf)))));
  panel.replaceChildren(
    heading(`How ${start.name} and ${goal.name} are connected`,
      element("button", { type: "button", className: "close", "aria-label": "Close", onclick: close }, "×")),
    element("p", { className: "about" }, said, moment ? ` As of ${moment.words}.` : "", doubt,
      narrowed ? " Only what the filters show was used." : ""),
    element("p", {}, element("button", { type: "button", onclick: turn }, "Another end …"),
      element("label", { for: "through-places" }, check, " through places and focus areas too")),
    ...list);
  panel.hidden = false;
}
