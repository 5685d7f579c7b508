/** Whether a version has reached those who watch: a bar that fills, and who is still without. */

import {h} from '../lib/dom.js';
import {propagation} from '../lib/api.js';
import {plural, version as versionText} from '../lib/words.js';
import {mark} from './flow.js';

const WAIT = '2s';
const RETRY = 2000;

/** After that the last state stays; the watchers below go on being shown live. */
const PATIENCE = 120_000;

/**
 * An element that follows `version` until all watchers have it.
 *
 * @param onProgress called with each answer
 */
export function arrival({namespace, version, signal, onProgress}) {
  const bar = h('progress', {max: 1, value: 0, 'aria-label': 'Watchers that have the new version'});
  const text = h('span', `asking who has ${versionText(version)} …`);
  const element = h('span.arrival', {role: 'status'}, bar, text);
  follow(namespace, version, signal, (answer) => {
    const all = answer.reached + answer.waiting;
    bar.value = all === 0 ? 1 : answer.reached / all;
    bar.max = 1;
    element.dataset.complete = String(answer.complete);
    text.replaceChildren(...describe(answer, all));
    onProgress?.(answer);
  }).catch((error) => {
    if (error.name !== 'AbortError') {
      text.replaceChildren(mark('warn', `who has it is not known: ${error.message}`));
    }
  });
  return element;
}

function describe(answer, all) {
  if (all === 0) {
    return [mark('info', 'nobody watches this namespace now')];
  }
  if (answer.complete) {
    return [mark('good', all === 1 ? 'the one watcher has it' : `all ${plural(all, 'watcher')} have it`)];
  }
  const slowest = answer.slowest ? `; waiting for ${answer.slowest.remote}` : '';
  return [mark('waiting', `${answer.reached} of ${plural(all, 'watcher')} have it${slowest}`)];
}

async function follow(namespace, version, signal, onAnswer) {
  const until = Date.now() + PATIENCE;
  let wait = '';
  while (!signal.aborted && Date.now() < until) {
    const asked = Date.now();
    const answer = await propagation({namespace, version, wait}, signal);
    onAnswer(answer);
    if (answer.complete) {
      return;
    }
    wait = WAIT;
    if (Date.now() - asked < RETRY / 2) {
      await new Promise((resolve) => setTimeout(resolve, RETRY / 2));
    }
  }
}
