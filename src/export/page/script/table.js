// The same as a table: for screen readers, and for those who would rather read.

const cell = (...content) => element("td", {}, ...content);

function rowOf(link, go) {
  const cited = vouchersOf(link.vouched).map(({ number }) => number);
  const sources = [...new Set(cited)].flatMap((n) => [element("a", { href: `#s${n - 1}` }, `[${n}]`), " "]);
  const remark = link.remark === "" ? "" : ` (${link.remark})`;
  return element("tr", {}, cell(nameOf(link.from, go)), cell(link.says, remark), cell(nameOf(link.to, go)),
    cell(link.when), element("td", { className: "then" }), cell(...sources));
}

// What nothing joins has a row too, or it would stand in the picture alone.
const rowAlone = (node, go) =>
  element("tr", {}, cell(nameOf(node, go)), cell("no relation"), cell(), cell(node.when),
    element("td", { className: "then" }), cell());

const alone = nodes.filter((node) => node.links.length === 0);

// The rows of the table: a relation each, in the order of the data, then those that stand alone.
function fillTable(go) {
  const rows = [...links.map((link) => rowOf(link, go)), ...alone.map((node) => rowAlone(node, go))];
  document.querySelector("#table tbody").append(...rows);
  return rows;
}
