// How two things are connected: the ways of fewest steps, as the prompt's question finds them.

const FARTHEST = 8, MOST_WAYS = 20, MOST_TRIED = 5000;

// The relation that means most among those that pass from one thing to another.
function stepsFrom(near, usable) {
  const steps = new Map();
  for (const link of near.links) {
    const far = farEnd(link, near);
    if (far === near || !usable(link)) continue;
    const known = steps.get(far);
    if (!known || link.relation.rank < known.relation.rank) steps.set(far, link);
  }
  return steps;
}

// The shortest ways by relations that are usable and through things that may be passed.
function shortest(start, goal, usable, passable) {
  const distance = new Map([[goal, 0]]);
  let ring = [goal];
  for (let far = 1; far <= FARTHEST && ring.length > 0 && !distance.has(start); far++) {
    const next = [];
    for (const node of ring) {
      for (const near of stepsFrom(node, usable).keys()) {
        if (distance.has(near) || (near !== start && !passable(near))) continue;
        distance.set(near, far);
        if (near !== start) next.push(near);
      }
    }
    ring = next;
  }
  if (!distance.has(start)) return [];
  const found = [];
  let tried = 0;
  const walk = (node, way) => {
    if (tried >= MOST_TRIED) return;
    if (node === goal) {
      tried += 1;
      found.push(way);
      return;
    }
    for (const [next, link] of stepsFrom(node, usable)) {
      if (distance.get(next) === distance.get(node) - 1) walk(next, [...way, { link, from: node, to: next }]);
    }
  };
  walk(start, []);
  return found;
}

// How much a way means: the less, the more.
const meaning = (way) => way.reduce((sum, { link }) => sum + link.relation.rank, 0);

// The ways at a time, if one is chosen, on which all relations hold together at least so surely. An event
// holds at a time it lies in; spells must share a day of it.
function waysAt(start, goal, passable, usable, moment, floor) {
  if (!moment) return shortest(start, goal, usable, passable);
  const best = new Map();
  let length = Infinity;
  for (const day of decisiveDays(moment.days, floor)) {
    const holds = ({ held }) =>
      grade(held, held.on ? moment.days : [day, day + 1]) >= floor;
    for (const way of shortest(start, goal, (link) => usable(link) && holds(link), passable)) {
      if (way.length < length) {
        best.clear();
        length = way.length;
      }
      const key = way.map(({ to }) => to.at).join(" ");
      if (way.length === length && (!best.has(key) || meaning(way) < meaning(best.get(key)))) best.set(key, way);
    }
  }
  return [...best.values()];
}

// Places and focus areas join everything to everything: ways avoid them unless asked to pass.
function ways(start, goal, { moment, places = false, floor = PRESUMED, usable = () => true, open = () => true } = {}) {
  const passable = (node) => (places || !node.avoided) && open(node);
  const found = waysAt(start, goal, passable, usable, moment, floor);
  return found.sort((a, b) => meaning(a) - meaning(b)).slice(0, MOST_WAYS);
}
