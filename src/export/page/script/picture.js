// The picture: moving about in it, and showing in it what is chosen.

const picture = document.getElementById("picture");
const boxes = [...picture.querySelectorAll("#boxes > g")];
const strokes = [...picture.querySelectorAll("#lines path")];
const whole = { x: 0, y: 0, width: picture.viewBox.baseVal.width, height: picture.viewBox.baseVal.height };
[whole.x, whole.y] = [picture.viewBox.baseVal.x, picture.viewBox.baseVal.y];
const reduced = matchMedia("(prefers-reduced-motion: reduce)");

const areas = boxes.map((box) => {
  const rect = box.querySelector("rect");
  const of = (name) => Number(rect.getAttribute(name));
  return { x: of("x"), y: of("y"), width: of("width"), height: of("height") };
});
const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

let view = { ...whole };

function show(next) {
  view = next;
  picture.setAttribute("viewBox", `${next.x} ${next.y} ${next.width} ${next.height}`);
}

let motion = 0;

// Moves to an area of the picture in a quarter of a second.
function glide(next) {
  cancelAnimationFrame(motion);
  if (reduced.matches || document.hidden) return show(next);
  const from = { ...view }, begun = performance.now();
  // A frame may have begun before it was asked for.
  const step = (now) => {
    const part = Math.max(0, Math.min(1, (now - begun) / 250)), eased = part * (2 - part);
    const between = (name) => from[name] + (next[name] - from[name]) * eased;
    show({ x: between("x"), y: between("y"), width: between("width"), height: between("height") });
    if (part < 1) motion = requestAnimationFrame(step);
  };
  motion = requestAnimationFrame(step);
}

// An area with room around it, in the shape of the window, no nearer than is comfortable to read.
function framed(area, room = 40) {
  const shape = (picture.clientWidth || 1) / (picture.clientHeight || 1);
  let width = Math.max(area.width + 2 * room, 620), height = Math.max(area.height + 2 * room, 440);
  if (width / height < shape) width = height * shape;
  else height = width / shape;
  const centre = middle(area);
  return { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
}

// The area that holds all of these.
function around(parts) {
  const left = Math.min(...parts.map((a) => a.x)), top = Math.min(...parts.map((a) => a.y));
  const right = Math.max(...parts.map((a) => a.x + a.width));
  const bottom = Math.max(...parts.map((a) => a.y + a.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function zoom(factor, at = middle(view)) {
  cancelAnimationFrame(motion);
  const width = Math.min(Math.max(view.width * factor, 150), whole.width * 4 + 2000);
  const scale = width / view.width;
  show({
    x: at.x - (at.x - view.x) * scale,
    y: at.y - (at.y - view.y) * scale,
    width,
    height: view.height * scale,
  });
}

function pan(dx, dy) {
  cancelAnimationFrame(motion);
  show({ ...view, x: view.x + dx, y: view.y + dy });
}

// The point of the picture under a point of the window.
function under(event) {
  const point = new DOMPoint(event.clientX, event.clientY);
  return point.matrixTransform(picture.getScreenCTM().inverse());
}

// How much of the picture a pixel of the window is.
const grain = () => 1 / picture.getScreenCTM().a;

picture.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004), under(event));
}, { passive: false });

// One finger or the mouse moves the picture, two fingers bring it nearer.
const fingers = new Map();
let dragged = 0;

picture.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  cancelAnimationFrame(motion);
  if (fingers.size === 0) dragged = 0;
  fingers.set(event.pointerId, event);
});

const spread = () => {
  const [a, b] = [...fingers.values()];
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
};

addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const apart = fingers.size === 2 ? spread() : 0;
  fingers.set(event.pointerId, event);
  const dx = event.clientX - before.clientX, dy = event.clientY - before.clientY;
  dragged += Math.abs(dx) + Math.abs(dy);
  if (dragged < 4) return;
  picture.classList.add("dragged");
  const step = grain() / fingers.size;
  pan(-dx * step, -dy * step);
  if (apart > 0) zoom(apart / Math.max(1, spread()), under(event));
});

for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, (event) => {
    fingers.delete(event.pointerId);
    if (fingers.size === 0) picture.classList.remove("dragged");
  });
}
picture.addEventListener("dragstart", (event) => event.preventDefault());

// The box that stands nearest in a direction, among those that are shown.
function neighbour(at, dx, dy) {
  const here = middle(areas[at]);
  let best = -1, least = Infinity;
  areas.forEach((area, other) => {
    if (other === at || boxes[other].classList.contains("gone")) return;
    const there = middle(area), x = there.x - here.x, y = there.y - here.y;
    const along = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
    if (along <= 0 || aside > along * 2) return;
    const far = along + 2 * aside;
    if (far < least) [best, least] = [other, far];
  });
  return best;
}

// What a line stands for is told when the pointer rests on it.
strokes.forEach((stroke, at) => {
  const title = document.createElementNS(picture.namespaceURI, "title");
  title.textContent = lines[at].map((l) => `${links[l].from.name} ${links[l].says} ${links[l].to.name}`).join("; ");
  stroke.append(title);
});
boxes.forEach((box, at) => {
  box.setAttribute("role", "button");
  box.setAttribute("tabindex", "-1");
  box.setAttribute("aria-label", `${nodes[at].name}, ${nodes[at].caption}`);
});

// Only one box at a time is met with Tab; the arrows move on from there.
let current = -1;

function makeCurrent(at, focus) {
  if (current >= 0) boxes[current].setAttribute("tabindex", "-1");
  current = at;
  if (at < 0) return;
  boxes[at].setAttribute("tabindex", "0");
  if (!focus) return;
  boxes[at].focus({ preventScroll: true });
  const here = middle(areas[at]), room = view.width * 0.08;
  const inside = here.x > view.x + room && here.x < view.x + view.width - room
    && here.y > view.y + room && here.y < view.y + view.height - room;
  if (!inside) glide({ ...view, x: here.x - view.width / 2, y: here.y - view.height / 2 });
}

// Shows what is there, how surely, and what is lit: sets of nodes and links, or none where nothing is.
function paint(nodeGrade, linkGrade, lit) {
  picture.classList.toggle("lit", lit !== undefined);
  boxes.forEach((box, at) => {
    const sure = nodeGrade[at];
    box.classList.toggle("gone", sure === NO || !stage.has(at));
    box.classList.toggle("faint", sure > NO && sure < PRESUMED);
    box.classList.toggle("on", lit?.nodes.has(at) ?? false);
    box.classList.toggle("chosen", lit?.chosen.has(at) ?? false);
  });
  strokes.forEach((stroke, at) => {
    const sure = Math.max(...lines[at].map((link) => linkGrade[link]));
    stroke.classList.toggle("gone", sure === NO || !onStage(links[lines[at][0]]));
    stroke.classList.toggle("faint", sure > NO && sure < PRESUMED);
    stroke.classList.toggle("presumed", sure === PRESUMED);
    stroke.classList.toggle("on", lit ? lines[at].some((link) => lit.links.has(link)) : false);
  });
}
