// Reads a Mermaid file with Mermaid's own parser; prints its nodes and relations as JSON.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;

const { default: mermaid } = await import("mermaid");
mermaid.initialize({ maxEdges: 1_000_000, maxTextSize: 100_000_000, startOnLoad: false });
const text = readFileSync(process.argv[2], "utf8");
const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
// The parser keeps entities in a spelling of its own until it draws.
const plain = (text) => {
  const place = window.document.createElement("textarea");
  place.innerHTML = text.replaceAll("ﬂ°°", "&#").replaceAll("ﬂ°", "&").replaceAll("¶ß", ";");
  return place.value;
};
const nodes = [...diagram.db.getVertices().values()].map(({ id, text }) => ({ id, text: plain(text) }));
const edges = diagram.db.getEdges().map(({ start, end, text }) => ({ start, end, text: plain(text) }));
console.log(JSON.stringify({ nodes, edges }));
