// What the reader has chosen, and what follows from it. All of it stands in the address, so that a link
// or a bookmark opens the page as it was left.

const at = (id) => document.getElementById(id);
const [findBox, foundList, slider, thenText, status] = ["find", "found", "when", "then", "status"].map(at);
const rows = fillTable((node) => choose(node));

const chosen = { node: undefined, goal: undefined, moment: moments[packed.opens ?? -1], places: false,
  table: false, relations: new Set(), kinds: new Set() };
// Whether the find box asks for the other end of a way.
let asking = false;

// The address.

function address() {
  const words = new URLSearchParams();
  if (chosen.node) words.set("n", chosen.node.id);
  if (chosen.goal) words.set("to", chosen.goal.id);
  if (chosen.moment) words.set("as-of", chosen.moment.id);
  else if (packed.opens !== null) words.set("as-of", "any");
  if (chosen.places) words.set("via", "places");
  if (chosen.table) words.set("view", "table");
  if (chosen.relations.size > 0) words.set("without", [...chosen.relations].map((r) => relations[r].id).join(" "));
  if (chosen.kinds.size > 0) words.set("no-kind", [...chosen.kinds].join(" "));
  return `#${words}`;
}

function readAddress() {
  const text = location.hash.slice(1);
  const words = new URLSearchParams(text);
  const named = (word) => (words.get(word) ?? "").split(" ").filter((part) => part !== "");
  const ids = new Set(named("without")), hidden = new Set(named("no-kind").map(Number));
  chosen.node = byId.get(words.get("n"));
  chosen.goal = chosen.node && byId.get(words.get("to"));
  if (chosen.goal === chosen.node) chosen.goal = undefined;
  const when = words.get("as-of");
  chosen.moment = when === null ? moments[packed.opens ?? -1] : moments.find((moment) => moment.id === when);
  chosen.places = words.get("via") === "places";
  chosen.table = words.get("view") === "table";
  chosen.relations = new Set([...relations.keys()].filter((r) => ids.has(relations[r].id)));
  chosen.kinds = new Set([...kinds.keys()].filter((kind) => hidden.has(kind)));
}

// A step that the reader may want to take back gets an entry of its own in the browser's history.
function remember(step) {
  const next = address();
  if (next === (location.hash || "#")) return;
  history[step ? "pushState" : "replaceState"](null, "", next);
}

// What is shown.

const shown = (link) => !chosen.relations.has(link.kind) && !chosen.kinds.has(link.from.kind) && !chosen.kinds.has(link.to.kind);
const open = (node) => !chosen.kinds.has(node.kind);

function grades() {
  const ofLinks = links.map((link) => (shown(link) ? gradeAt(link.held, chosen.moment) : NO));
  // A thing that a relation joins was there, whatever is known of its own dates.
  const ofNodes = nodes.map((node) => {
    if (!open(node)) return NO;
    const joined = node.links.reduce((best, link) => Math.max(best, ofLinks[link.at]), NO);
    return Math.max(gradeAt(node.held, chosen.moment), joined);
  });
  return [ofNodes, ofLinks];
}

function waysNow() {
  const rules = { moment: chosen.moment, places: chosen.places, usable: shown, open };
  const found = ways(chosen.node, chosen.goal, rules);
  if (found.length > 0 || !chosen.moment) return [found, true];
  return [ways(chosen.node, chosen.goal, { ...rules, floor: UNDATED }), false];
}

function litBy(found) {
  if (!chosen.node) return undefined;
  const lit = { nodes: new Set([chosen.node.at]), links: new Set(), chosen: new Set([chosen.node.at]) };
  const steps = chosen.goal ? found.flat() : chosen.node.links.filter((link) => shown(link)
    && gradeAt(link.held, chosen.moment) > NO).map((link) => ({ link, from: link.from, to: link.to }));
  for (const { link, from, to } of steps) {
    lit.links.add(link.at);
    lit.nodes.add(from.at).add(to.at);
  }
  if (chosen.goal) {
    lit.chosen.add(chosen.goal.at);
    lit.nodes.add(chosen.goal.at);
  }
  return lit;
}

function refresh() {
  const { node, goal, moment } = chosen;
  const [ofNodes, ofLinks] = grades();
  const [found, sure] = goal ? waysNow() : [[], true];
  const lit = litBy(found);
  const left = arrange(chosen, found, lit);
  paint(ofNodes, ofLinks, lit);
  rows.forEach((row, place) => {
    const link = links[place], of = alone[place - links.length];
    const sure = link ? ofLinks[place] : ofNodes[of.at];
    row.hidden = sure === NO;
    row.cells[4].textContent = moment ? GRADES[sure] : "";
  });
  document.documentElement.classList.toggle("as-of", moment !== undefined);
  document.documentElement.classList.toggle("as-table", chosen.table);
  at("as-table").setAttribute("aria-pressed", String(chosen.table));
  slider.value = moment ? moments.indexOf(moment) : moments.length;
  thenText.textContent = moment ? moment.words : "any time";
  slider.setAttribute("aria-valuetext", thenText.textContent);
  const close = () => choose(undefined);
  if (goal) {
    showWays(node, goal, found, { moment, places: chosen.places, sure, go: choose, close,
      narrowed: chosen.relations.size + chosen.kinds.size > 0,
      turn: () => ask(), passPlaces: () => change({ places: !chosen.places }) });
  } else if (node) {
    showNode(node, { moment, shown, go: choose, connect: () => ask(), close });
  } else {
    panel.hidden = true;
    panel.replaceChildren();
  }
  tell(ofLinks, found, left);
  return lit;
}

// One line of what is shown, which screen readers speak when it changes.
function tell(ofLinks, found, left = 0) {
  const count = [0, 0, 0, 0, 0];
  links.forEach((link) => { if (shown(link)) count[ofLinks[link.at]] += 1; });
  const some = (sure) => (count[sure] > 0 ? [`${count[sure]} ${GRADES[sure]}`] : []);
  const { node, goal, moment } = chosen;
  if (asking) status.textContent = `Connected to what? Find the other end${node ? ` of a way from ${node.name}` : ""}.`;
  else if (goal) status.textContent = found.length === 0 ? "No way found." : `${found.length} ${found.length === 1 ? "way" : "ways"} found.`;
  else if (moment) status.textContent = `As of ${moment.words}, of the relations: ${[YES, PRESUMED, POSSIBLE, UNDATED, NO].flatMap(some).join(", ")}.`;
  else if (chosen.relations.size + chosen.kinds.size > 0) status.textContent = `${count[YES]} of ${links.length} relations shown.`;
  else status.textContent = overview && !node
    ? `Drawn are the ${overview.size} entities with the most relations, of ${nodes.length}: find or open one to see what is around it.` : "";
  if (left > 0) status.textContent += ` ${left} more than can be drawn around it: the list has all.`;
}

// Brings what is lit into view: a way whole, a thing with its neighbours as far as they are near.
function lookAt(lit) {
  // Those that stand in for all have their own places again.
  if (!lit) return overview ? showWhole() : undefined;
  const parts = [...lit.nodes].filter((at) => stage.has(at)).map((place) => areas[place]);
  const near = chosen.goal || overview ? parts : parts.slice(0, 40);
  glide(framed(around(near)));
}

function change(next, step = true) {
  Object.assign(chosen, next);
  remember(step);
  return refresh();
}

function choose(node) {
  if (asking && node && node !== chosen.node) {
    asking = false;
    label();
    lookAt(change({ goal: node }));
  } else {
    asking = false;
    label();
    lookAt(change({ node, goal: undefined }));
  }
  if (node) makeCurrent(node.at, false);
  if (node) panel.scrollTop = 0;
}

// Finding.

function label() {
  at("find-label").textContent = asking ? "Connected to" : "Find";
  document.documentElement.classList.toggle("asking", asking);
}

function ask() {
  asking = true;
  label();
  findBox.value = "";
  findBox.focus();
  tell(grades()[1], []);
}

let marked = -1;

function listFound() {
  const found = find(findBox.value);
  marked = found.length > 0 ? 0 : -1;
  const options = found.map((node, place) => element("li", { id: `found-${place}`, role: "option", className: `f${node.kind}`,
    onpointerdown: (event) => { event.preventDefault(); take(node); } },
  element("bdi", {}, node.name), element("small", {}, ` ${node.caption}`)));
  if (found.length === 0 && findBox.value.trim() !== "") options.push(element("li", { className: "none" }, "nothing of that name"));
  foundList.replaceChildren(...options);
  foundList.hidden = options.length === 0;
  findBox.setAttribute("aria-expanded", String(!foundList.hidden));
  mark(marked);
  return found;
}

function mark(place) {
  marked = place;
  [...foundList.children].forEach((option, other) => option.setAttribute("aria-selected", String(other === place)));
  if (place >= 0) {
    findBox.setAttribute("aria-activedescendant", `found-${place}`);
    foundList.children[place].scrollIntoView({ block: "nearest" });
  } else findBox.removeAttribute("aria-activedescendant");
}

function hideFound() {
  foundList.hidden = true;
  findBox.setAttribute("aria-expanded", "false");
  findBox.removeAttribute("aria-activedescendant");
}

function take(node) {
  hideFound();
  findBox.value = "";
  findBox.blur();
  choose(node);
  panel.focus({ preventScroll: true });
}

findBox.addEventListener("input", listFound);
findBox.addEventListener("focus", () => { if (findBox.value !== "") listFound(); });
findBox.addEventListener("blur", hideFound);
findBox.addEventListener("keydown", (event) => {
  const count = foundList.querySelectorAll("[role=option]").length;
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count > 0) {
    event.preventDefault();
    mark((marked + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
  } else if (event.key === "Enter") {
    const node = find(findBox.value)[marked];
    if (node) take(node);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    findBox.value = "";
    hideFound();
    findBox.blur();
    if (asking) back();
  }
});

// The tools.

slider.addEventListener("input", () => change({ moment: moments[Number(slider.value)] }, false));

// A box to tick for each relation and each kind that occurs, with how many there are of it.
function choices(of, captions, all) {
  captions.forEach((caption, value) => {
    const many = all.filter(({ kind }) => kind === value).length;
    if (many === 0) return;
    const box = element("input", { type: "checkbox", value, onchange: () => {
      const hidden = new Set(chosen[of]);
      if (box.checked) hidden.delete(value);
      else hidden.add(value);
      change({ [of]: hidden });
    } });
    at(of).querySelector(".choices").append(element("label", {}, box, ` ${caption} `, element("small", {}, many)));
  });
}
choices("relations", relations.map(({ says }) => says), links);
choices("kinds", kinds, nodes);

function tick() {
  for (const of of ["relations", "kinds"]) {
    for (const box of at(of).querySelectorAll("input")) box.checked = !chosen[of].has(Number(box.value));
  }
}

const everyone = () => (overview ? framed(around([...stage].map((place) => areas[place]))) : framed(whole, 0));
const showWhole = () => glide(everyone());
at("whole").addEventListener("click", showWhole);
at("print").addEventListener("click", () => print());
function toggleTable() {
  change({ table: !chosen.table });
  if (chosen.table) at("table").focus();
}
at("as-table").addEventListener("click", toggleTable);
function toggleKeys() {
  at("help").hidden = !at("help").hidden;
  at("keys").setAttribute("aria-expanded", String(!at("help").hidden));
}
at("keys").addEventListener("click", toggleKeys);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  if (!chosen.table) toggleTable();
});
addEventListener("pointerdown", (event) => {
  for (const open of document.querySelectorAll("header details[open]")) if (!open.contains(event.target)) open.open = false;
});

boxes.forEach((box, place) => {
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(nodes[place]);
  });
  box.addEventListener("click", (event) => {
    event.preventDefault();
    if (dragged < 4) choose(nodes[place]);
  });
});

// Escape takes back the last thing opened.
function back() {
  if (!at("help").hidden) toggleKeys();
  else if (asking) {
    asking = false;
    label();
    refresh();
  } else if (chosen.goal) lookAt(change({ goal: undefined }));
  else if (chosen.node) lookAt(change({ node: undefined }));
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function arrow([dx, dy], shift) {
  if (shift) return pan((dx * view.width) / 10, (dy * view.height) / 10);
  const next = current < 0 ? nodes.findIndex((node) => node.group === 0) : neighbour(current, dx, dy);
  if (next >= 0) makeCurrent(next, true);
}

function later(step) {
  const place = Number(slider.value) + step;
  if (place >= 0 && place <= moments.length) change({ moment: moments[place] }, false);
}

const KEYS = {
  "/": () => findBox.focus(), "+": () => zoom(0.8), "=": () => zoom(0.8), "-": () => zoom(1.25),
  "0": showWhole, "[": () => later(-1), "]": () => later(1), t: toggleTable, "?": toggleKeys,
  c: () => { if (chosen.node) ask(); }, Escape: back,
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) {
    if (event.key === "Escape" && event.target !== findBox) back();
    return;
  }
  const inPicture = event.target === document.body || picture.contains(event.target);
  const act = ARROWS[event.key] && inPicture ? () => arrow(ARROWS[event.key], event.shiftKey)
    : KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

addEventListener("hashchange", () => {
  readAddress();
  tick();
  lookAt(refresh());
});

// The shape of the window is the shape of the view.
new ResizeObserver(() => show(framed({ x: view.x + 40, y: view.y + 40, width: view.width - 80, height: view.height - 80 })))
  .observe(picture);

document.documentElement.className = "live";
readAddress();
tick();
{
  const [x, y, width, height] = groups[0] ?? [0, 0, 0, 0];
  show(overview ? everyone() : framed({ x, y, width, height }));
  makeCurrent(nodes.findIndex((node) => node.group === 0), false);
  const lit = refresh();
  if (lit) show(framed(around([...lit.nodes].filter((at) => stage.has(at)).map((place) => areas[place]))));
}

// For the curious, in the browser's console.
window.plexus = Object.freeze({
  find: (text) => find(text).map((node) => node.id),
  grades: (id) => {
    const moment = moments.find((m) => m.id === id), at = ({ held }) => GRADES[gradeAt(held, moment)];
    return { relations: links.map((l) => [l.from.id, l.relation.id, l.to.id, at(l)]), entities: nodes.map((n) => [n.id, at(n)]) };
  },
  ways: (from, to, id, places) => {
    const moment = moments.find((m) => m.id === id);
    return ways(byId.get(from), byId.get(to), { moment, places }).map((way) => [from, ...way.map((step) => step.to.id)]);
  },
  moments: moments.map(({ id }) => id),
});
