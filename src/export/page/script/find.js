// Finding by name, other name, first letters, parts of words, and near spelling: as the prompt does.

// Case, accents, quotes and punctuation aside. “&” is “and”, “N.H.S.” is “nhs”.
function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/(?<![\p{L}\p{N}])(?:\p{L}\.)+(?=\p{L}|\s|$|\.)/gu, (initials) => initials.replaceAll(".", ""))
    .replace(/['"`´«»ʹ-ʽ\u2018-\u201F′″＇＂]/gu, "")
    .replaceAll("&", " and ")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

// The first letters of all words, and of those that mean something. Acronyms that follow otherwise stand
// in the data.
const SMALL_WORDS = new Set(["a", "and", "at", "for", "in", "of", "on", "the", "to"]);
const initials = (words) =>
  [words, words.filter((word) => !SMALL_WORDS.has(word))].map((some) => some.map((word) => [...word][0]).join(""));

const entries = nodes.map((node) => {
  const forms = [node.name, ...node.names.map(({ text }) => text)].map(fold);
  const words = forms.map((form) => form.split(" "));
  return { node, id: node.id.toLowerCase(), forms, words, joined: forms.map((f) => f.replaceAll(" ", "")),
    acronyms: [...node.acronyms.map(fold), ...words.filter((w) => w.length > 1).flatMap(initials)] };
});

// How many letters must be added, left out, changed or swapped with their neighbour to make one of the
// other; more than `most` is all the same.
function slips(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], last = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
      least = Math.min(least, row[j]);
    }
    if (least > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}

const allowed = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

// A word that is typed so far may be the beginning of the word that is meant.
function resembles(typed, word) {
  const most = allowed(typed);
  if (most === 0) return word.startsWith(typed);
  return slips(typed, word, most) <= most || slips(typed, word.slice(0, typed.length), most) <= most;
}

// How an entry was recognised, the surest first; none where it was not.
function recognised(entry, typed, words, id) {
  const { forms, acronyms } = entry;
  if (entry.id === id || forms[0] === typed) return 0;
  if (forms.includes(typed)) return 1;
  if (acronyms.includes(typed)) return 2;
  if (forms.some((form) => form.startsWith(typed))) return 3;
  if (entry.words.some((theirs) => words.every((w) => theirs.some((t) => t.startsWith(w))))) return 4;
  if (acronyms.some((acronym) => acronym.startsWith(typed))) return 5;
  if (forms.some((form) => form.includes(typed))) return 6;
  if (entry.words.some((theirs) => words.every((w) => theirs.some((t) => resembles(w, t))))) return 7;
  const run = typed.replaceAll(" ", ""), most = allowed(run);
  return most > 0 && entry.joined.some((form) => slips(run, form, most) <= most) ? 8 : undefined;
}

// The entities that a text may mean, the likeliest first.
function find(text, most = 12) {
  const typed = fold(text);
  if (typed === "") return [];
  const words = typed.split(" "), id = text.trim().toLowerCase();
  const found = [];
  for (const entry of entries) {
    const how = recognised(entry, typed, words, id);
    if (how !== undefined) found.push({ node: entry.node, how });
  }
  found.sort((a, b) => a.how - b.how || b.node.links.length - a.node.links.length || a.node.at - b.node.at);
  return found.slice(0, most).map(({ node }) => node);
}
