/** Who watches, and whether they have the newest version. */

import {watchers} from '../lib/api.js';
import {fill, h} from '../lib/dom.js';
import {ago, clock, plural, version as versionText} from '../lib/words.js';
import {replicaName} from './arrival.js';
import {mark} from './flow.js';
import {failure} from './notices.js';

/**
 * @param list entries of `/watchers.json`
 * @param versionOf the newest version of a namespace, or undefined when it is not known
 * @param withNamespace whether the namespace is worth a column
 * @param withReplica whether there are several replicas
 */
export function watcherTable({list, versionOf, withNamespace, withReplica}) {
  return h(
    'div.table-scroll',
    {tabindex: 0, role: 'region', 'aria-label': 'List of watchers'},
    h(
      'table.watchers',
      h('thead', h('tr', ['Proxy', 'State', withReplica && 'Replica', withNamespace && 'Namespace', 'Asks for', 'Has', 'Over', 'Since'].filter(Boolean).map((name) => h('th', {scope: 'col'}, name)))),
      h('tbody', list.map((one) => row(one, versionOf(one.namespace), withNamespace, withReplica))),
    ),
  );
}

/** What the replicas that were asked cannot say; nothing where all answered. */
export function silentReplicas(replicas) {
  return replicas
    .filter((replica) => replica.state === 'silent')
    .map((replica) => h('p', mark('warn', `silent: ${replicaName(replica)} ${replica.reason}`)));
}

/** Whose watchers are listed. */
export function scopeText({scope, replicas}) {
  return scope === 'all replicas' ? `on ${plural(replicas.length, 'replica')}` : `on ${scope}`;
}

function row(one, newest, withNamespace, withReplica) {
  const has = one.sent?.version;
  return h(
    'tr',
    h('td.mono', one.remote),
    h('td', state(one, newest)),
    withReplica && h('td.mono', one.replica),
    withNamespace && h('td', one.namespace ? h('a', {href: `/dtab/${encodeURIComponent(one.namespace)}`}, one.namespace) : h('span.muted', 'all')),
    h('td', one.path ? h('code', one.path) : h('span.muted', (one.kind ?? '').replace('_', ' ')), one.dtab && h('span.muted', ' with ', h('code', one.dtab))),
    h('td', {title: one.sent ? clock(one.sent.at) : ''}, has ? versionText(has) : one.sent ? '' : h('span.muted', 'nothing yet')),
    h('td', one.protocol),
    h('td', {title: clock(one.since)}, ago(one.since)),
  );
}

function state(one, newest) {
  if (!one.sent) {
    return mark('waiting', 'waiting');
  }
  if (!one.sent.version || !newest) {
    return h('span.muted', 'follows');
  }
  return one.sent.version === newest ? mark('good', 'current') : mark('warn', 'behind');
}

const SHOWN = 100;

/** The first watchers of one namespace, asked for anew when told to. */
export class NamespaceWatchers {
  #options;
  #shown = '';
  element = h('div', h('p.muted', 'loading…'));

  constructor(options) {
    this.#options = options;
  }

  /** @param newest the version that all should have */
  async refresh(newest) {
    const {namespace, signal} = this.#options;
    try {
      const answer = await watchers({namespace, limit: SHOWN}, signal);
      const list = answer.watchers;
      const text = JSON.stringify([answer, newest]);
      const withReplica = answer.replicas.length > 1;
      if (text === this.#shown) {
        return;
      }
      this.#shown = text;
      fill(
        this.element,
        silentReplicas(answer.replicas),
        list.length === 0
          ? h('p.muted', `No proxy watches this namespace ${scopeText(answer)}.`)
          : watcherTable({list, versionOf: () => newest, withNamespace: false, withReplica}),
        answer.next !== undefined && h('p', h('a', {href: `/watchers?namespace=${encodeURIComponent(namespace)}`}, 'All watchers')),
      );
    } catch (error) {
      if (error.name !== 'AbortError' && this.#shown === '') {
        fill(this.element, failure(error, () => this.refresh(newest)));
      }
    }
  }
}
