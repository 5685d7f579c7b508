/** How the server itself is: may it be trusted, and what went wrong lately. */

import {health} from '../lib/api.js';
import {fill, h} from '../lib/dom.js';
import {ago, bytes, clock, duration, percent} from '../lib/words.js';
import {mark} from '../parts/flow.js';
import {failure} from '../parts/notices.js';

const REFRESH = 2000;

/** An event loop that answers later than that makes all its connections wait. */
const SLOW_LOOP = 100;

export async function show({main, signal}) {
  const cards = h('div.cards');
  const errors = h('div');
  let shownErrors = '';
  fill(main, h('div.page-head', h('h1', 'Health')), cards, errors);
  const refresh = async () => {
    try {
      const state = await health(signal);
      fill(cards, allCards(state));
      const text = JSON.stringify(state.recentErrors);
      if (text !== shownErrors) {
        shownErrors = text;
        fill(errors, h('section', {'aria-labelledby': 'errors-title'}, h('h2#errors-title', 'Recent errors and warnings'), errorTable(state.recentErrors ?? [])));
      }
    } catch (error) {
      if (error.name !== 'AbortError') {
        fill(cards, failure(error, refresh));
      }
    }
  };
  await refresh();
  const timer = setInterval(refresh, REFRESH);
  signal.addEventListener('abort', () => clearInterval(timer));
  return 'Health';
}

function allCards(state) {
  const stale = state.store?.staleSince;
  const delay = Math.max(0, ...[state.eventLoops].flat().map((loop) => loop?.delayMillis ?? loop?.maxDelayMillis ?? 0));
  const heap = state.heap.usedBytes / state.heap.maxBytes;
  return [
    card('Server', state.ready ? mark('good', 'ready') : mark('bad', 'not ready'), state.obstacle, `version ${state.version}`, `up ${duration(state.uptimeSeconds * 1000)}`),
    card('Store', stale ? mark('bad', `away for ${duration(Date.now() - Date.parse(stale))}`) : mark('good', 'answers'), state.store?.kind, state.store?.stateText),
    card('Memory', heap > 0.9 ? mark('warn', `${percent(heap)} of the heap`) : mark('good', `${percent(heap)} of the heap`), h('meter', {min: 0, max: 1, high: 0.9, value: heap, 'aria-label': 'Heap used'}), `${bytes(state.heap.usedBytes)} of ${bytes(state.heap.maxBytes)}`),
    card('Event loops', delay > SLOW_LOOP ? mark('warn', `${Math.round(delay)} ms late`) : mark('good', delay < 1 ? 'on time' : `${Math.round(delay)} ms late`), 'how long a connection waits for its turn'),
    card('Connections', h('span.big', state.connections.toLocaleString('en'))),
    card('Watchers', h('span.big', state.watchers.toLocaleString('en')), h('a', {href: '/watchers'}, 'Who watches')),
  ];
}

const card = (title, main, ...facts) =>
  h('article.card', h('h2', title), h('p.card-main', main), facts.filter(Boolean).map((fact) => (fact instanceof Node ? fact : h('p.muted', fact))));

function errorTable(list) {
  if (list.length === 0) {
    return h('p', mark('good', 'None.'));
  }
  return h(
    'div.table-scroll',
    {tabindex: 0, role: 'region', 'aria-label': 'List of errors and warnings'},
    h(
      'table',
      h('thead', h('tr', ['When', 'Level', 'What', 'Where'].map((name) => h('th', {scope: 'col'}, name)))),
      h('tbody', list.map((one) => h('tr', h('td', {title: clock(one.at)}, ago(one.at)), h('td', mark(one.level === 'ERROR' ? 'bad' : 'warn', one.level.toLowerCase())), h('td.message', one.message), h('td.muted', one.logger)))),
    ),
  );
}
