// Who is in the picture. A network that is too large to be drawn whole shows its most linked entities; and when
// one is chosen, that one with those around it, placed anew.

const overview = packed.overview && new Set(packed.overview);
let stage = overview ?? new Set(nodes.keys());
const homes = areas.map((area) => ({ ...area }));

// So many stand on the first ring around what is chosen, twice and three times as many on the next two.
const RING = 10, MOST_AROUND = 6 * RING;
// Room for the widest box with some air; on a ring neighbours are apart by it in one direction or the other.
const ROOM = { x: 340, y: 130 };

function stand(at, x, y) {
  const area = areas[at];
  area.x = x - area.width / 2;
  area.y = y - area.height / 2;
}

// Around a centre: on rings on which no two boxes meet.
function ringed(centre, others) {
  stand(centre, 0, 0);
  for (let ring = 1, from = 0; from < others.length; ring++) {
    const some = others.slice(from, from + ring * RING);
    from += some.length;
    // A few need no more room than six.
    const wide = (others.length <= RING ? Math.max(some.length, 6) : ring * RING) / (2 * Math.PI);
    some.forEach((at, n) => {
      const turn = (2 * Math.PI * (n + ring / 2)) / some.length;
      stand(at, ROOM.x * wide * Math.cos(turn), ROOM.y * wide * Math.sin(turn));
    });
  }
}

// Ways side by side: each thing as many steps to the right as it is away.
function stepped(found) {
  const columns = [];
  const seen = new Set();
  for (const way of found) {
    [way[0].from, ...way.map(({ to }) => to)].forEach(({ at }, step) => {
      if (seen.has(at)) return;
      seen.add(at);
      (columns[step] ??= []).push(at);
    });
  }
  columns.forEach((column, step) => column.forEach((at, row) =>
    stand(at, step * ROOM.x, (row - (column.length - 1) / 2) * ROOM.y)));
  return seen;
}

// Where the line from the middle of an area to a point leaves it.
function leaves(area, far) {
  const near = middle(area), dx = far.x - near.x, dy = far.y - near.y;
  const part = Math.min(1, area.width / 2 / Math.abs(dx || 1e-9), area.height / 2 / Math.abs(dy || 1e-9));
  return `${Math.round(near.x + dx * part)} ${Math.round(near.y + dy * part)}`;
}

const onStage = (link) => stage.has(link.from.at) && stage.has(link.to.at);

function drawStage() {
  for (const at of stage) {
    const { x, y } = areas[at];
    boxes[at].setAttribute("transform", `translate(${Math.round(x - homes[at].x)} ${Math.round(y - homes[at].y)})`);
  }
  strokes.forEach((stroke, at) => {
    const { from, to } = links[lines[at][0]];
    if (!onStage({ from, to }) || from === to) return;
    const [a, b] = [areas[from.at], areas[to.at]];
    stroke.setAttribute("d", `M${leaves(a, middle(b))}L${leaves(b, middle(a))}`);
  });
}

// Puts those on the stage who belong there; how many around what is chosen found no room on it.
function arrange({ node, goal }, found, lit) {
  if (!overview) return 0;
  let left = 0;
  if (!node) {
    stage = overview;
    for (const at of stage) Object.assign(areas[at], homes[at]);
  } else if (goal) {
    stage = stepped(found);
    for (const [place, end] of [node, goal].entries()) {
      if (!stage.has(end.at)) stand(end.at, place * ROOM.x, 0);
      stage.add(end.at);
    }
  } else {
    const others = [...lit.nodes].filter((at) => at !== node.at)
      .sort((a, b) => nodes[b].links.length - nodes[a].links.length || a - b);
    left = Math.max(0, others.length - MOST_AROUND);
    const near = others.slice(0, MOST_AROUND);
    ringed(node.at, near);
    stage = new Set([node.at, ...near]);
  }
  drawStage();
  return left;
}
