/** One namespace: its table to read and to edit, where names lead by it, who watches, and what it was before. */

import {createDtab, deleteDtab, readDtab, readOnly} from '../lib/api.js';
import {fill, h} from '../lib/dom.js';
import {diffLines} from '../lib/diff.js';
import {ago, clock, plural, version as versionText} from '../lib/words.js';
import {diffSummary} from '../parts/diff-view.js';
import {DtabTable} from '../parts/dtab-table.js';
import {ExplorerPanel} from '../parts/explorer-panel.js';
import {mark} from '../parts/flow.js';
import {HistoryPanel} from '../parts/history-panel.js';
import {ask, clearNotices, notice, unlessRefused, warned} from '../parts/notices.js';
import {TableEditor} from '../parts/table-editor.js';
import {NamespaceWatchers} from '../parts/watcher-table.js';

/** How long a change stays marked, in milliseconds. */
const NEWS = 30_000;
const REFRESH = 2000;

export async function show(context) {
  const {main, name} = context;
  const state = await readDtab(name, context.signal);
  if (state === null) {
    fill(main, h('h1', name), h('p', 'There is no namespace of this name. ', h('a', {href: '/'}, 'All namespaces')));
    return name;
  }
  const page = new NamespacePage(context, state);
  fill(main, page.element);
  page.start();
  return name;
}

class NamespacePage {
  #context;
  #state;
  #facts = h('p.facts', {role: 'status'});
  #news = h('p.news', {role: 'status', hidden: true});
  #newsEnds = 0;
  #tablePlace = h('div');
  #actions = h('div.actions');
  #wide = h('a', {href: '/explorer'}, 'Full width');
  #table;
  #explorer;
  #history;
  #watchers;
  #editor = null;
  #said = '';
  element;

  constructor(context, state) {
    const {name, signal, query} = context;
    this.#context = context;
    this.#state = state;
    const shift = (prefix) => `/shift?${new URLSearchParams({namespace: name, prefix})}`;
    this.#table = new DtabTable({shift: readOnly ? null : shift, signal});
    this.#explorer = new ExplorerPanel({
      namespace: name,
      layout: 'outline',
      heading: 'h3',
      path: query.get('path') ?? '',
      dtab: query.get('dtab') ?? '',
      signal,
      onAsk: (question) => this.#asked(question),
      onSteps: (steps) => this.#table.markSteps(steps),
    });
    this.#history = new HistoryPanel({namespace: name, signal, onRestore: (entry) => this.edit(entry.dtab)});
    this.#watchers = new NamespaceWatchers({namespace: name, signal});
    this.element = h(
      'div',
      h('div.page-head', h('div', h('p.crumb', h('a', {href: '/'}, 'Namespaces'), ' /'), h('h1', name), this.#facts), this.#actions),
      h(
        'div.columns.namespace',
        h(
          'div.stack',
          section('Table', null, this.#news, this.#tablePlace),
          section('Watchers', null, this.#watchers.element),
          section('History', null, this.#history.element),
        ),
        section('Explorer', this.#wide, this.#explorer.form, this.#explorer.element),
      ),
    );
    this.#wide.href = `/explorer?${new URLSearchParams({namespace: name, ...Object.fromEntries(query)})}`;
  }

  start() {
    const {live, signal, name, query} = this.#context;
    this.#read();
    this.#history.load();
    this.#watchers.refresh(this.#state.version);
    live.onChange(({names}) => names.has(name) && this.#follow(), signal);
    const timer = setInterval(() => {
      this.#drawFacts();
      this.#watchers.refresh(this.#state.version);
    }, REFRESH);
    signal.addEventListener('abort', () => clearInterval(timer));
    if (query.has('edit') && !readOnly) {
      this.edit();
    }
  }

  #asked(question) {
    const {name, go} = this.#context;
    const asked = Object.fromEntries(Object.entries(question).filter(([, value]) => value));
    go(`/dtab/${encodeURIComponent(name)}?${new URLSearchParams(asked)}`, {replace: true});
    this.#wide.href = `/explorer?${new URLSearchParams({namespace: name, ...asked})}`;
  }

  #read() {
    this.#editor = null;
    this.#drawTable();
    this.#drawActions();
    this.#drawFacts();
  }

  #drawTable(changed) {
    const empty = this.#state.text.trim() === '';
    fill(this.#tablePlace, empty ? h('p.empty', 'The table is empty: no name leads anywhere by it.') : this.#table.element);
    this.#table.show(this.#state.text, changed);
  }

  #drawActions() {
    const {name} = this.#context;
    fill(
      this.#actions,
      !readOnly && !this.#editor && [
        h('button.primary', {type: 'button', onclick: () => this.edit()}, 'Edit'),
        h('a.button', {href: `/shift?namespace=${encodeURIComponent(name)}`}, 'Shift traffic'),
        h('button', {type: 'button', onclick: () => this.#delete()}, 'Delete…'),
      ],
    );
  }

  #drawFacts() {
    const row = this.#context.live.namespaces.get(this.#context.name);
    const facts = [h('span', {title: this.#state.version}, versionText(this.#state.version))];
    if (row) {
      facts.push(plural(row.dentries, 'dentry', 'dentries'));
      if (row.changed) {
        facts.push(h('span', {title: clock(row.changed)}, `changed ${ago(row.changed)}`));
      }
      facts.push(audience(row));
      if (row.problem) {
        facts.push(mark('bad', row.problem));
      }
    }
    const said = facts.map((fact) => fact.textContent ?? fact).join();
    // What is said anew is read out anew.
    if (this.#said !== said) {
      this.#said = said;
      fill(this.#facts, facts.map((fact) => h('span.fact', fact)));
    }
  }

  /** Something about this namespace has changed: perhaps the table. */
  async #follow() {
    const {live, name, signal} = this.#context;
    const row = live.namespaces.get(name);
    this.#drawFacts();
    this.#watchers.refresh(this.#state.version);
    if (!row) {
      this.#tell(mark('bad', 'The namespace was deleted. What is shown is the last table it had.'));
      return;
    }
    if (row.version === this.#state.version) {
      return;
    }
    const fresh = await readDtab(name, signal).catch(() => null);
    if (fresh && fresh.version !== this.#state.version) {
      this.#take(fresh);
    }
  }

  /** A new state of the table, from here or from elsewhere. */
  #take(fresh) {
    const before = this.#state;
    this.#state = fresh;
    if (this.#editor) {
      this.#editor.changedElsewhere(fresh);
    } else {
      const changed = diffLines(before.text, fresh.text).filter((row) => row.kind === 'added').map((row) => row.after);
      this.#drawTable(new Set(changed));
      this.#tell(mark('changed', `${versionText(fresh.version)} came in: ${diffSummary(before.text, fresh.text)}.`));
    }
    this.#drawFacts();
    this.#history.load();
    this.#explorer.refresh();
    this.#watchers.refresh(fresh.version);
  }

  #tell(...content) {
    this.#news.hidden = false;
    fill(this.#news, ...content);
    clearTimeout(this.#newsEnds);
    this.#newsEnds = setTimeout(() => {
      this.#news.hidden = true;
      if (!this.#editor) {
        this.#drawTable();
      }
    }, NEWS);
  }

  /** Opens the editor; with a text of another version when that is to come back. */
  async edit(text) {
    const {name, signal} = this.#context;
    clearNotices();
    this.#news.hidden = true;
    const editor = new TableEditor({
      namespace: name,
      base: this.#state,
      text: text ?? this.#state.text,
      wayBack: text,
      signal,
      onSaved: (saved) => this.#take(saved),
      onClose: () => this.#read(),
    });
    this.#editor = editor;
    fill(this.#tablePlace, editor.element);
    this.#drawActions();
    await editor.open();
  }

  async #delete() {
    const {name, go, live} = this.#context;
    const count = live.namespaces.get(name)?.watchers ?? 0;
    const sure = await ask({
      title: `Delete ${name}?`,
      text: consequence(count, live.replicas),
      action: 'Delete',
      danger: true,
    });
    if (!sure) {
      return;
    }
    const {text} = this.#state;
    try {
      const deleted = await unlessRefused(name, async (check) => {
        await deleteDtab(name, check);
        return true;
      });
      if (!deleted) {
        return;
      }
    } catch (error) {
      notice('bad', h('strong', 'Not deleted. '), error.message);
      return;
    }
    go('/');
    clearNotices();
    notice('good', h('strong', mark('good', `Deleted ${name}. `)), h('button.primary', {type: 'button', onclick: () => bringBack(name, text, go)}, 'Undo'));
  }
}

/** @param replicas whose watchers are counted, as the overview says it */
function consequence(count, replicas) {
  const silent = replicas?.silent ?? [];
  const all = (replicas?.answered ?? 1) + silent.length;
  const isOfAll = replicas?.scope === 'all replicas';
  const where = !isOfAll ? '' : silent.length > 0 ? ` on ${replicas.answered} of ${plural(all, 'replica')}` : ` on ${plural(all, 'replica')}`;
  const text = count > 0
    ? `${plural(count, 'watcher')} of it${where} would get the empty table, by which no name leads anywhere.`
    : `Nobody watches it${isOfAll ? where : ' on this server'} now.`;
  return silent.length === 0 ? text : `${text} Not counted: ${silent.map(({name, reason}) => `${name} ${reason}`).join('; ')}.`;
}

async function bringBack(name, text, go) {
  try {
    const {warnings} = await createDtab(name, text);
    go(`/dtab/${encodeURIComponent(name)}`);
    clearNotices();
    if (warnings.length > 0) {
      notice('good', h('strong', mark('good', `Brought back ${name}. `)), warned(warnings));
    }
  } catch (error) {
    notice('bad', h('strong', 'Not brought back. '), error.message);
  }
}

function audience(row) {
  if (row.watchers === 0) {
    return 'nobody watches';
  }
  return row.behind > 0
    ? mark('warn', `${row.behind} of ${plural(row.watchers, 'watcher')} behind`)
    : mark('good', row.watchers === 1 ? 'its one watcher is current' : `all ${plural(row.watchers, 'watcher')} current`);
}

function section(title, link, ...content) {
  const id = `${title.toLowerCase()}-title`;
  return h('section', {'aria-labelledby': id}, h('div.section-head', h(`h2#${id}`, title), link), ...content);
}
