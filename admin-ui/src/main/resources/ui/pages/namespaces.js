/** All namespaces: which there are, how they are, and who has what. */

import {createDtab, readOnly} from '../lib/api.js';
import {fill, freshId, h} from '../lib/dom.js';
import {Windowed} from '../lib/windowed.js';
import {ago, clock, plural, version as versionText} from '../lib/words.js';
import {mark} from '../parts/flow.js';
import {clearNotices, failure, notice} from '../parts/notices.js';

const ROW_HEIGHT = 40;

/** How long a change stays marked, in milliseconds. */
const NEWS = 20_000;

const COLUMNS = [
  {key: 'name', text: 'Namespace', of: (row) => row.name},
  {key: 'watchers', text: 'Watchers', of: (row) => -row.watchers},
  {key: 'state', text: 'State', of: (row) => (row.problem ? -1 : row.behind > 0 ? 0 : 1)},
  {key: 'changed', text: 'Last change', of: (row) => -Date.parse(row.changed ?? 0)},
  {key: 'version', text: 'Version', of: (row) => row.version ?? ''},
  {key: 'dentries', text: 'Dentries', of: (row) => -row.dentries},
];

export function show({main, live, query, signal, go}) {
  const search = h('input', {type: 'search', 'aria-label': 'Search namespaces', placeholder: 'Search', spellcheck: 'false', value: query.get('q') ?? ''});
  const count = h('p.muted', {role: 'status'});
  const uncounted = h('p', {role: 'status', hidden: true});
  const body = h('tbody');
  const heads = COLUMNS.map((column) =>
    h('th', {scope: 'col', class: `col-${column.key}`}, h('button.sort', {type: 'button', onclick: () => sortBy(column)}, column.text, h('span.sort-sign', {'aria-hidden': 'true'}))));
  const table = h('table.namespaces', h('thead', h('tr', heads)), body);
  const empty = h('p.empty', {hidden: true});
  const list = new Windowed({host: body, rowHeight: ROW_HEIGHT, spacer: 'tr', signal, make: tableRow});
  let sort = {column: COLUMNS[0], up: true};

  fill(
    main,
    h('div.page-head', h('h1', 'Namespaces'), !readOnly && h('button.primary', {type: 'button', onclick: () => create(go)}, 'New namespace')),
    h('div.table-tools', search, count),
    uncounted,
    table,
    empty,
  );

  function sortBy(column) {
    sort = {column, up: sort.column === column ? !sort.up : true};
    draw();
  }

  function draw() {
    const word = search.value.trim().toLowerCase();
    const all = [...live.namespaces.values()];
    const shown = word === '' ? all : all.filter((row) => row.name.toLowerCase().includes(word));
    const {column, up} = sort;
    const compare = (a, b) => (column.of(a) < column.of(b) ? -1 : column.of(a) > column.of(b) ? 1 : a.name < b.name ? -1 : 1);
    shown.sort((a, b) => (up ? compare(a, b) : compare(b, a)));
    COLUMNS.forEach((one, i) => {
      heads[i].setAttribute('aria-sort', one === column ? (up ? 'ascending' : 'descending') : 'none');
      heads[i].querySelector('.sort-sign').textContent = one === column ? (up ? ' ▲' : ' ▼') : '';
    });
    table.setAttribute('aria-rowcount', shown.length + 1);
    redraw(() => list.show(shown));
    tellSilent(live.replicas?.silent ?? []);
    count.textContent = live.loaded ? said(all, word === '' ? null : shown.length) : 'loading…';
    table.hidden = live.loaded && shown.length === 0;
    empty.hidden = !table.hidden;
    fill(empty, word !== '' ? `No namespace has “${word}” in its name.` : live.store?.problem ?? 'There is no namespace yet. Proxies that ask meanwhile get the empty table.');
  }

  /** Written only when it changes, so that screen readers read it once. */
  function tellSilent(silent) {
    const text = silent.map((replica) => `${replica.name} ${replica.reason}`).join('; ');
    if (text !== uncounted.dataset.silent) {
      uncounted.dataset.silent = text;
      uncounted.hidden = text === '';
      fill(uncounted, text !== '' && mark('warn', `Not counted: ${text}`));
    }
  }

  /** New rows are other elements; the keyboard stays where it was. */
  function redraw(work) {
    const focused = body.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    work();
    if (focused) {
      body.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
    }
  }

  function said(all, found) {
    const behind = all.filter((row) => row.behind > 0).length;
    const beyond = live.count > all.length ? `, of which the first ${all.length.toLocaleString('en')} are listed` : '';
    const late = behind > 0 ? `, ${behind} with watchers that are behind` : '';
    return `${found === null ? '' : `${found.toLocaleString('en')} of `}${plural(live.count, 'namespace')}${beyond}${late}`;
  }

  search.addEventListener('input', () => {
    const word = search.value.trim();
    go(word === '' ? '/' : `/?q=${encodeURIComponent(word)}`, {replace: true});
    draw();
  });
  live.onChange(draw, signal);
  const ages = setInterval(draw, 10_000);
  signal.addEventListener('abort', () => clearInterval(ages));
  draw();
  return 'Namespaces';
}

function tableRow(row, index) {
  const fresh = Date.now() - (row.seen ?? 0) < NEWS;
  return h(
    'tr',
    {class: fresh ? 'changed' : '', 'aria-rowindex': index + 2, style: {height: `${ROW_HEIGHT}px`}},
    h('th', {scope: 'row', class: 'col-name'}, h('a', {href: `/dtab/${encodeURIComponent(row.name)}`, title: row.name}, row.name)),
    h('td.col-watchers', row.watchers.toLocaleString('en')),
    h('td.col-state', stateOf(row)),
    h('td.col-changed', {title: clock(row.changed)}, fresh ? mark('changed', 'just now') : ago(row.changed)),
    h('td.col-version', {title: row.version ?? ''}, versionText(row.version)),
    h('td.col-dentries', row.dentries?.toLocaleString('en') ?? ''),
  );
}

function stateOf(row) {
  if (row.problem) {
    return h('span', {title: row.problem}, mark('bad', 'not readable'));
  }
  if (row.watchers === 0) {
    return h('span.muted', 'nobody watches');
  }
  return row.behind > 0 ? mark('warn', `${row.behind.toLocaleString('en')} behind`) : mark('good', 'all current');
}

/** Asks for a name, and goes to the empty table's editor. */
function create(go) {
  const id = freshId('name');
  const problem = h('div');
  const name = h('input.mono', {id, type: 'text', required: true, maxlength: 253, pattern: '[A-Za-z0-9][A-Za-z0-9._\\-]*', title: 'letters, digits, dots, dashes and underscores, beginning with a letter or digit', autocomplete: 'off', spellcheck: 'false'});
  const submit = async (event) => {
    event.preventDefault();
    try {
      await createDtab(name.value, '');
    } catch (error) {
      fill(problem, failure(error));
      return;
    }
    dialog.close();
    clearNotices();
    notice('good', mark('good', `Created ${name.value}, with an empty table.`));
    go(`/dtab/${encodeURIComponent(name.value)}?edit`);
  };
  const dialog = h(
    'dialog',
    {'aria-labelledby': 'create-title', onclose: () => dialog.remove()},
    h(
      'form',
      {onsubmit: submit},
      h('h2#create-title', 'New namespace'),
      h('div.field', h('label', {for: id}, 'Name'), name),
      problem,
      h('div.actions', h('button', {type: 'button', onclick: () => dialog.close()}, 'Cancel'), h('button.primary', {type: 'submit'}, 'Create')),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
