// Does it hold? The five answers, by comparing whole numbers of days that the engine has worked out.

const NO = 0, UNDATED = 1, POSSIBLE = 2, PRESUMED = 3, YES = 4;
const GRADES = ["no", "undated", "possible", "presumed", "yes"];

// The best grade on any day of a time; a time is its first day and the day behind its last.
function grade(held, [from, to]) {
  if (held === 0) return UNDATED;
  if (held.on) {
    const [first, last] = held.on;
    if (first >= to || last < from) return NO;
    if (first < from || last >= to) return POSSIBLE;
    return held.planned ? PRESUMED : YES;
  }
  for (const floor of [YES, PRESUMED, POSSIBLE]) {
    const run = held[YES - floor];
    if (run !== 0 && run[0] < to && from < run[1]) return floor;
  }
  return NO;
}

// The grade at the time that the reader has chosen; everything holds where none is chosen.
const gradeAt = (held, moment) => (moment ? grade(held, moment.days) : YES);

// The single days on which it must be looked whether several things hold together within a time: where a
// run begins within it. The days of each grade are one unbroken run, so no other day can be better.
function decisiveDays([from, to], floor) {
  const days = new Set([from]);
  for (const { held } of links) {
    for (const run of held === 0 || held.on ? [] : held.slice(0, YES - floor + 1)) {
      if (run !== 0 && run[0] > from && run[0] < to) days.add(run[0]);
    }
  }
  return days;
}
