/** The versions that a namespace has had, what each changed, and the way back to any of them. */

import {fill, h} from '../lib/dom.js';
import {history, readOnly} from '../lib/api.js';
import {ago, clock, version as versionText} from '../lib/words.js';
import {diffSummary, diffView} from './diff-view.js';

const FIRST = 20;

export class HistoryPanel {
  #options;
  #entries = [];
  #shown = FIRST;
  #open = null;
  element = h('div.history', h('p.muted', 'loading…'));

  /** @param onRestore called with an entry `{dtab, version}` whose text is wanted back */
  constructor(options) {
    this.#options = options;
  }

  async load() {
    try {
      this.#entries = await history(this.#options.namespace, this.#options.signal);
      this.#draw();
    } catch (error) {
      if (error.name !== 'AbortError') {
        fill(this.element, h('p.muted', error.status === 404 ? 'There is no history.' : `There is no history to show: ${error.message}`));
      }
    }
  }

  #draw() {
    fill(
      this.element,
      h('ol.versions', this.#entries.slice(0, this.#shown).map((entry, i) => this.#entry(entry, i))),
      this.#entries.length > this.#shown && h('button', {type: 'button', onclick: () => { this.#shown += 100; this.#draw(); }}, 'Show older'),
    );
  }

  #entry(entry, i) {
    const before = this.#entries[i + 1];
    const current = i === 0;
    const text = entry.dtab ?? '';
    const what = entry.dtab === null ? 'deleted' : !before || before.dtab === null ? 'created' : diffSummary(before.dtab, text);
    const body = h('div.version-body');
    const open = () => {
      fill(
        body,
        h('h4', current ? 'What it changed' : 'What restoring it would change'),
        current ? diffView(before?.dtab ?? '', text, 'What this version changed') : diffView(this.#entries[0].dtab ?? '', text, 'From the table as it is to this version'),
      );
    };
    const details = h(
      'details',
      {ontoggle: (event) => { if (event.target.open) { this.#open = entry.version; open(); } else if (this.#open === entry.version) { this.#open = null; } }},
      h(
        'summary',
        h('strong', versionText(entry.version)),
        current && h('span.chip', 'now'),
        h('span', {title: clock(entry.time)}, ago(entry.time)),
        entry.author && h('span', `by ${entry.author}`),
        h('span.muted', what),
      ),
      body,
    );
    details.open = this.#open === entry.version;
    const restorable = !readOnly && !current && entry.dtab !== null && this.#entries[0].dtab !== null;
    return h('li', details, restorable && h('button', {type: 'button', onclick: () => this.#options.onRestore(entry), 'aria-label': `Restore ${versionText(entry.version)}`}, 'Restore…'));
  }
}
