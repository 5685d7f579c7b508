/** Differences of texts by lines, and putting two changes of one text together. */

/**
 * Rows `{kind: 'same' | 'added' | 'removed', text, before, after}` with line numbers from 1, by Myers'
 * algorithm: its cost follows the size of the text times that of the difference.
 */
export function diffLines(before, after) {
  const a = lines(before);
  const b = lines(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start += 1;
  }
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) {
    tail += 1;
  }
  const rows = [];
  for (let i = 0; i < start; i += 1) {
    rows.push({kind: 'same', text: a[i], before: i + 1, after: i + 1});
  }
  rows.push(...middle(a.slice(start, a.length - tail), b.slice(start, b.length - tail), start));
  for (let i = tail; i > 0; i -= 1) {
    rows.push({kind: 'same', text: a[a.length - i], before: a.length - i + 1, after: b.length - i + 1});
  }
  return rows;
}

export function lines(text) {
  const all = text.replace(/\r\n/g, '\n').split('\n');
  if (all.at(-1) === '') {
    all.pop();
  }
  return all;
}

/** Beyond it the texts have next to nothing in common, and all of one is shown before all of the other. */
const MAX_DISTANCE = 2000;

function middle(a, b, offset) {
  const max = Math.min(a.length + b.length, MAX_DISTANCE);
  const furthest = new Map([[1, 0]]);
  const trace = [];
  for (let d = 0; d <= max; d += 1) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? furthest.get(k + 1) : furthest.get(k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
        x += 1;
      }
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) {
        return walkBack(a, b, trace, offset);
      }
    }
  }
  return [
    ...a.map((text, i) => ({kind: 'removed', text, before: offset + i + 1, after: null})),
    ...b.map((text, i) => ({kind: 'added', text, before: null, after: offset + i + 1})),
  ];
}

function walkBack(a, b, trace, offset) {
  const rows = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const furthest = trace[d];
    const k = x - y;
    const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = furthest.get(fromK);
    const fromY = fromX - fromK;
    while (x > Math.max(fromX, 0) && y > Math.max(fromY, 0)) {
      rows.push({kind: 'same', text: a[x - 1], before: offset + x, after: offset + y});
      x -= 1;
      y -= 1;
    }
    if (d > 0) {
      if (down) {
        rows.push({kind: 'added', text: b[y - 1], before: null, after: offset + y});
      } else {
        rows.push({kind: 'removed', text: a[x - 1], before: offset + x, after: null});
      }
    }
    x = fromX;
    y = fromY;
  }
  return rows.reverse();
}

/** How many lines came and went. */
export function countChanges(rows) {
  const count = (kind) => rows.filter((row) => row.kind === kind).length;
  return {added: count('added'), removed: count('removed')};
}

/**
 * `mine` on top of `theirs`, both made from `base`: `{text, conflicts}`. Where both changed the same lines mine
 * stand, and theirs are kept above as comments, so that what comes out is a dtab all the same.
 */
export function merge(base, theirs, mine) {
  const original = lines(base);
  const theirHunks = hunks(diffLines(base, theirs));
  const myHunks = hunks(diffLines(base, mine));
  const out = [];
  let conflicts = 0;
  let at = 0;
  while (theirHunks.length || myHunks.length) {
    const next = Math.min(theirHunks[0]?.from ?? Infinity, myHunks[0]?.from ?? Infinity);
    out.push(...original.slice(at, next));
    const their = [];
    const my = [];
    let end = next;
    for (;;) {
      // Hunks that touch belong together: the order of dentries has a meaning.
      if (theirHunks.length && theirHunks[0].from <= end) {
        their.push(theirHunks.shift());
        end = Math.max(end, their.at(-1).to);
      } else if (myHunks.length && myHunks[0].from <= end) {
        my.push(myHunks.shift());
        end = Math.max(end, my.at(-1).to);
      } else {
        break;
      }
    }
    const theirLines = apply(original, next, end, their);
    const myLines = apply(original, next, end, my);
    if (my.length === 0) {
      out.push(...theirLines);
    } else if (their.length === 0 || theirLines.join('\n') === myLines.join('\n')) {
      out.push(...myLines);
    } else {
      conflicts += 1;
      out.push('# conflict, theirs:', ...theirLines.map((line) => `#   ${line}`), '# mine:', ...myLines);
    }
    at = end;
  }
  out.push(...original.slice(at));
  return {text: out.length ? `${out.join('\n')}\n` : '', conflicts};
}

/** Changed stretches of the original, as `[from, to)` and what stands there instead. */
function hunks(rows) {
  const found = [];
  let at = 0;
  let open = null;
  for (const row of rows) {
    if (row.kind === 'same') {
      open = null;
      at += 1;
      continue;
    }
    if (!open) {
      open = {from: at, to: at, lines: []};
      found.push(open);
    }
    if (row.kind === 'removed') {
      at += 1;
      open.to = at;
    } else {
      open.lines.push(row.text);
    }
  }
  return found;
}

function apply(original, from, to, changes) {
  const out = [];
  let at = from;
  for (const change of changes) {
    out.push(...original.slice(at, change.from), ...change.lines);
    at = change.to;
  }
  out.push(...original.slice(at, to));
  return out;
}
