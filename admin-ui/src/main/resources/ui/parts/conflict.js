/** Somebody else was faster: the three versions, and the ways out. */

import {h} from '../lib/dom.js';
import {diffLines, lines, merge} from '../lib/diff.js';
import {plural, version as versionText} from '../lib/words.js';
import {diffSummary} from './diff-view.js';
import {mark} from './flow.js';

const MAX_LINES = 400;

/**
 * @param base what was edited, `theirs` what it is now, both `{text, version}`; `mine` the edited text
 * @param onResolve called with `{text, base}` to go on editing from
 */
export function conflictPanel({base, theirs, mine, onResolve}) {
  const merged = merge(base.text, theirs.text, mine);
  const title = h('h3', {tabindex: -1}, mark('bad', 'The table was changed while you edited it'));
  const element = h(
    'section.conflict',
    {'aria-label': 'Conflict'},
    title,
    h('p', 'Nothing was saved. You began with ', h('strong', versionText(base.version)), '; it is now ', h('strong', versionText(theirs.version)), '.'),
    h(
      'div.three',
      column('Theirs, saved now', theirs.text, base.text),
      column('Where you both began', base.text, null),
      column('Yours, not saved', mine, base.text),
    ),
    h(
      'div.actions',
      h('button.primary', {type: 'button', onclick: () => onResolve({text: merged.text, base: theirs})}, 'Apply my change on top of theirs'),
      h('button', {type: 'button', onclick: () => onResolve({text: mine, base: theirs})}, 'Keep my text, dropping theirs'),
      h('button', {type: 'button', onclick: () => onResolve({text: theirs.text, base: theirs})}, 'Take theirs, dropping mine'),
    ),
    h('p.muted.small', merged.conflicts === 0
      ? 'The two changes touch different lines. '
      : `${plural(merged.conflicts, 'place')} where both changed the same lines: yours stand, theirs are kept as comments. `, 'Whatever you choose comes into the editor first; nothing is saved until you save.'),
  );
  // Who works by keyboard is led to what has happened.
  requestAnimationFrame(() => title.focus());
  return element;
}

function column(title, text, base) {
  const changed = base === null ? null : diffLines(base, text).filter((row) => row.kind !== 'removed');
  const rows = changed ?? lines(text).map((line) => ({kind: 'same', text: line}));
  return h(
    'div.version',
    h('h4', title),
    h('p.muted.small', base === null ? 'the version that was edited' : diffSummary(base, text)),
    h(
      'div.diff',
      {tabindex: 0, role: 'region', 'aria-label': title},
      rows.slice(0, MAX_LINES).map((row) =>
        h(`div.diff-line.${row.kind}`, h('span.diff-sign', {'aria-hidden': 'true'}, row.kind === 'added' ? '+' : ' '), row.kind === 'added' && h('span.hidden', 'changed: '), h('span', row.text || ' '))),
      rows.length > MAX_LINES && h('div.diff-skip', `${rows.length - MAX_LINES} more lines`),
    ),
  );
}
