/** Whether a version has arrived at those who watch: a bar that fills, who is still without, and who does not say. */

import {h} from '../lib/dom.js';
import {propagation} from '../lib/api.js';
import {plural, version as versionText} from '../lib/words.js';
import {mark} from './flow.js';

const WAIT = '2s';
const RETRY = 2000;

/** After that the last state stays; the watchers below go on being shown live. */
const PATIENCE = 120_000;

/** From the best to the worst, as the server counts them. */
const STATES = [
  ['acknowledged', 'acknowledged'],
  ['delivered', 'delivered'],
  ['sent', 'only sent'],
  ['unknown', 'not sent yet'],
  ['rejected', 'rejected'],
];

/**
 * An element that follows `version` until it has arrived at all watchers of all replicas.
 *
 * @param onProgress called with each answer
 */
export function arrival({namespace, version, signal, onProgress}) {
  const bar = h('progress', {max: 1, value: 0, 'aria-label': 'Watchers that have the new version'});
  const text = h('span', `asking who has ${versionText(version)} …`);
  const element = h('span.arrival', {role: 'status'}, bar, text);
  follow(namespace, version, signal, (answer) => {
    const {all, missing} = counts(answer);
    bar.value = answer.arrived ? 1 : all === 0 ? 0 : (all - missing) / all;
    bar.max = 1;
    element.dataset.arrived = String(answer.arrived);
    text.replaceChildren(...describe(answer));
    onProgress?.(answer);
  }).catch((error) => {
    if (error.name !== 'AbortError') {
      text.replaceChildren(mark('warn', `who has it is not known: ${error.message}`));
    }
  });
  return element;
}

function counts(answer) {
  const all = STATES.reduce((sum, [state]) => sum + answer.states[state], 0);
  const missing = answer.replicas.reduce((sum, replica) => sum + (replica.missing ?? 0), 0);
  return {all, missing};
}

function describe(answer) {
  const {all, missing} = counts(answer);
  const apart = answer.replicas.filter((replica) => replica.state !== 'answered');
  const silent = answer.replicas.filter((replica) => replica.state === 'silent');
  const where = place(answer, silent.length);
  const how = STATES.filter(([state]) => answer.states[state] > 0).map(([state, words]) => `${answer.states[state]} ${words}`).join(', ');
  const marks = [];
  if (all === 0) {
    marks.push(mark('info', `nobody watches this namespace now${where}`));
  } else if (missing === 0) {
    marks.push(mark(answer.arrived ? 'good' : 'waiting', `${all === 1 ? 'the one watcher has it' : `all ${plural(all, 'watcher')} have it`}${where}: ${how}`));
  } else {
    const slowest = answer.slowest ? `; waiting for ${answer.slowest.remote}` : '';
    marks.push(mark('waiting', `${all - missing} of ${plural(all, 'watcher')} have it${where}: ${how}${slowest}`));
  }
  for (const replica of apart) {
    marks.push(' ', mark('warn', `${replica.state}: ${replicaName(replica)} ${replica.reason}`));
  }
  return marks;
}

function place(answer, silent) {
  const all = answer.replicas.length;
  if (answer.scope !== 'all replicas') {
    return ` (${answer.scope})`;
  }
  return silent > 0 ? ` on ${all - silent} of ${plural(all, 'replica')}` : ` on ${plural(all, 'replica')}`;
}

/** As people know it, with the address where that says more. */
export function replicaName(replica) {
  return replica.address && replica.address !== replica.name ? `${replica.name} (${replica.address})` : replica.name;
}

async function follow(namespace, version, signal, onAnswer) {
  const until = Date.now() + PATIENCE;
  let wait = '';
  while (!signal.aborted && Date.now() < until) {
    const asked = Date.now();
    const answer = await propagation(namespace, {version, wait}, signal);
    onAnswer(answer);
    if (answer.arrived) {
      return;
    }
    wait = WAIT;
    if (Date.now() - asked < RETRY / 2) {
      await new Promise((resolve) => setTimeout(resolve, RETRY / 2));
    }
  }
}
