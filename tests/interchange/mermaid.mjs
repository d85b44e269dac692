// Reads a Mermaid file with Mermaid's own parser; prints how many nodes and relations it has.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;

const { default: mermaid } = await import("mermaid");
mermaid.initialize({ maxEdges: 1_000_000, maxTextSize: 100_000_000, startOnLoad: false });
const text = readFileSync(process.argv[2], "utf8");
const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
const vertices = diagram.db.getVertices();
console.log(vertices.size ?? Object.keys(vertices).length, diagram.db.getEdges().length);
