/** Everybody who watches, on all replicas: the open streams and long polls. */

import {watchers} from '../lib/api.js';
import {fill, freshId, h} from '../lib/dom.js';
import {plural} from '../lib/words.js';
import {failure} from '../parts/notices.js';
import {scopeText, silentReplicas, watcherTable} from '../parts/watcher-table.js';

const REFRESH = 3000;
const PAGE = 200;

export async function show({main, live, query, signal, go}) {
  const id = freshId('namespace');
  const namespace = h('input.mono', {id, type: 'search', placeholder: 'all', value: query.get('namespace') ?? '', spellcheck: 'false', autocomplete: 'off'});
  const count = h('p.muted', {role: 'status'});
  const place = h('div');
  const more = h('button', {type: 'button', hidden: true, onclick: () => { limit += PAGE; refresh(); }}, 'Show more');
  let limit = PAGE;
  let shown = '';
  fill(main, h('div.page-head', h('h1', 'Watchers')), h('div.table-tools', h('div.field', h('label', {for: id}, 'Namespace'), namespace), count), place, more);

  async function refresh() {
    try {
      const {list, next, scope, replicas} = await read();
      const text = JSON.stringify([replicas, list.map((one) => [one, live.namespaces.get(one.namespace)?.version])]);
      if (text === shown) {
        return;
      }
      shown = text;
      more.hidden = next === undefined;
      count.textContent = `${plural(list.length, 'watcher')}${next === undefined ? '' : ', and more'} ${scopeText({scope, replicas})}`;
      fill(place, silentReplicas(replicas), list.length === 0 ? h('p.empty', 'Nobody watches.') : watcherTable({list, versionOf: (name) => live.namespaces.get(name)?.version, withNamespace: true, withReplica: replicas.length > 1}));
    } catch (error) {
      if (error.name !== 'AbortError') {
        shown = '';
        fill(place, failure(error, refresh));
      }
    }
  }

  async function read() {
    const list = [];
    let next;
    let answer;
    do {
      answer = await watchers({namespace: namespace.value.trim(), limit: Math.min(1000, limit - list.length), after: next}, signal);
      list.push(...answer.watchers);
      next = answer.next;
    } while (next !== undefined && list.length < limit);
    return {list, next, scope: answer.scope, replicas: answer.replicas};
  }

  namespace.addEventListener('change', () => {
    const name = namespace.value.trim();
    go(name === '' ? '/watchers' : `/watchers?namespace=${encodeURIComponent(name)}`, {replace: true});
    refresh();
  });
  live.onChange(refresh, signal);
  await refresh();
  const timer = setInterval(refresh, REFRESH);
  signal.addEventListener('abort', () => clearInterval(timer));
  return 'Watchers';
}
