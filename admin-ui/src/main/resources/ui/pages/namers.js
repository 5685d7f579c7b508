/** The configured namers: whether they work, and which names they know. */

import {namers} from '../lib/api.js';
import {fill, h} from '../lib/dom.js';
import {ago, clock, plural} from '../lib/words.js';
import {mark} from '../parts/flow.js';
import {failure} from '../parts/notices.js';

const REFRESH = 5000;
const SHOWN_NAMES = 200;

export async function show({main, signal}) {
  const list = h('div.cards');
  let shown = '';
  fill(main, h('div.page-head', h('h1', 'Namers')), h('p.muted', 'A namer turns names below its prefix into addresses.'), list);
  const refresh = async () => {
    try {
      const all = await namers(signal);
      const text = JSON.stringify(all);
      if (text !== shown) {
        const open = new Set([...list.querySelectorAll('details[open]')].map((one) => one.dataset.prefix));
        fill(list, all.length === 0 ? h('p.empty', 'No namer is configured. Names under /$/ (addresses, rewrites) always work.') : all.map((namer) => card(namer, open)));
        shown = text;
      }
    } catch (error) {
      if (error.name !== 'AbortError') {
        shown = '';
        fill(list, failure(error, refresh));
      }
    }
  };
  await refresh();
  const timer = setInterval(refresh, REFRESH);
  signal.addEventListener('abort', () => clearInterval(timer));
  return 'Namers';
}

const STATES = {ok: ['good', 'works'], pending: ['waiting', 'has not answered yet'], failed: ['bad', 'failed']};

function card(namer, open) {
  const [kind, word] = STATES[namer.state] ?? ['info', namer.state];
  return h(
    'article.card',
    h('h2', h('code', namer.prefix)),
    h('p.facts', h('span.fact', mark(kind, word)), h('span.fact', namer.kind), typeof namer.nameCount === 'number' && h('span.fact', plural(namer.nameCount, 'known name'))),
    namer.lastError && h('p', mark('warn', namer.lastError), namer.lastErrorAt && h('span.muted', {title: clock(namer.lastErrorAt)}, ` ${ago(namer.lastErrorAt)}`)),
    namer.names?.length > 0 && nameList(namer, open.has(namer.prefix)),
  );
}

function nameList(namer, open) {
  const items = h('ul.names');
  const filter = h('input', {type: 'search', 'aria-label': `Find among the names of ${namer.prefix}`, placeholder: 'Find', spellcheck: 'false', oninput: draw});
  function draw() {
    const word = filter.value.trim().toLowerCase();
    const found = namer.names.filter((name) => name.toLowerCase().includes(word));
    fill(items, found.slice(0, SHOWN_NAMES).map((name) => h('li', h('code', name))), found.length > SHOWN_NAMES && h('li.muted', `and ${found.length - SHOWN_NAMES} more; find by a part of the name`));
  }
  draw();
  return h('details', {open, 'data-prefix': namer.prefix}, h('summary', 'Names'), namer.names.length > 20 && filter, items);
}
