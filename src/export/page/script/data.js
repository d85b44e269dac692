// The data, with names for what stands in plain arrays. Nothing after this file knows how it is packed.

const packed = JSON.parse(document.getElementById("data").textContent);

const { kinds, sources, groups, lines } = packed;
// A quote that is part of a longer one: which, from where, to where.
const quotes = packed.quotes.map((quote) => (Array.isArray(quote) ? packed.quotes[quote[0]].slice(quote[1], quote[2]) : quote));
const relations = packed.relations.map(([id, says, rank]) => ({ id, says, rank }));
// The times that can be asked about: the first day, and the day behind the last.
const moments = packed.moments.map(([id, words, from, to]) => ({ id, words, days: [from, to] }));

const vouchersOf = (place) =>
  packed.vouched[place].map(([source, quote, by = "", locator = ""]) => ({
    source: sources[source],
    number: source + 1,
    quote: quote < 0 ? "" : quotes[quote],
    by,
    locator,
  }));

// A name stands in the data only where its lines in the picture do not say it whole.
const labels = [...document.querySelectorAll("#boxes text")];
const labelOf = (at) => [...labels[at].children].map((line) => line.textContent).join(" ");

// Nor does what follows the colon of an id, where it is the name in small letters.
const idOf = (id, name) => (id.endsWith(":") ? id + name.toLowerCase().replaceAll(" ", "-") : id);

const nodes = packed.nodes.map(
  ([id, given, caption, kind, group, avoided, held, when, remark = "", names = [], acronyms = [], facts = []], at) => {
    const name = given || labelOf(at);
    return { at, id: idOf(id, name), name, caption: packed.texts[caption], kind, group, avoided: avoided === 1,
    held: packed.held[held], when: packed.texts[when], remark, acronyms, links: [],
    names: names.map(([text, when = "", vouched = -1]) => ({ text, when, vouched })),
    facts: facts.map(([caption, words, when, vouched]) => ({ caption, words, when, vouched })) };
  },
);

const links = packed.links.map(([from, to, phrase, when, held, vouched, remark = ""], at) => {
  const [kind, says, back, look] = packed.phrases[phrase];
  return { at, from: nodes[from], to: nodes[to], kind, relation: relations[kind], says, back, look, vouched,
    remark, when: packed.texts[when], held: packed.held[held] };
});

for (const link of links) {
  link.from.links.push(link);
  if (link.to !== link.from) link.to.links.push(link);
}

const byId = new Map(nodes.map((node) => [node.id, node]));
const farEnd = (link, near) => (link.from === near ? link.to : link.from);

// An element with its properties and what stands in it. Whatever comes from the data becomes text here
// and never markup.
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role" || name === "for") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}
