/** A difference of two texts, line by line, with what is the same folded to a few lines around. */

import {h} from '../lib/dom.js';
import {countChanges, diffLines} from '../lib/diff.js';
import {plural} from '../lib/words.js';

const AROUND = 3;
const MAX_ROWS = 1000;
const SIGNS = {same: ' ', added: '+', removed: '−'};
const WORDS = {added: 'added: ', removed: 'removed: '};

export function diffView(before, after, label) {
  const rows = diffLines(before, after);
  const near = new Set();
  rows.forEach((row, i) => {
    if (row.kind !== 'same') {
      for (let k = i - AROUND; k <= i + AROUND; k += 1) {
        near.add(k);
      }
    }
  });
  if (near.size === 0) {
    return h('p.muted', 'No difference.');
  }
  const shown = [];
  let skipped = 0;
  rows.forEach((row, i) => {
    if (!near.has(i)) {
      skipped += 1;
      return;
    }
    if (skipped > 0) {
      shown.push(skip(skipped));
      skipped = 0;
    }
    shown.push(line(row));
  });
  if (skipped > 0) {
    shown.push(skip(skipped));
  }
  return h('div.diff', {tabindex: 0, role: 'region', 'aria-label': label}, shown.slice(0, MAX_ROWS), shown.length > MAX_ROWS && skip(shown.length - MAX_ROWS));
}

const skip = (count) => h('div.diff-skip', `${plural(count, 'line')} not shown`);

const line = (row) =>
  h(
    `div.diff-line.${row.kind}`,
    h('span.diff-sign', {'aria-hidden': 'true'}, SIGNS[row.kind]),
    WORDS[row.kind] && h('span.hidden', WORDS[row.kind]),
    h('span', row.text || ' '),
  );

/** `2 lines added, 1 removed`. */
export function diffSummary(before, after) {
  const {added, removed} = countChanges(diffLines(before, after));
  if (added + removed === 0) {
    return 'no line changed';
  }
  return [added && `${plural(added, 'line')} added`, removed && `${added ? removed : plural(removed, 'line')} removed`].filter(Boolean).join(', ');
}
