/** Where does a name lead? A form for the name, and the answer: destinations first, then every step. */

import {fill, freshId, h} from '../lib/dom.js';
import {delegate} from '../lib/api.js';
import {canonical} from '../lib/dtab.js';
import {delegation, destinations, walk} from '../lib/tree.js';
import {flow} from './flow.js';
import {failure} from './notices.js';
import {TreeView} from './tree-view.js';

/** Addresses come and go without a change of any table. */
const REFRESH = 5000;

export class ExplorerPanel {
  #options;
  #asked = 0;
  #answer = h('div.explorer-answer');
  #flow = h('div');
  #when = h('p.muted.small');
  #view;
  #shown = '';

  /** The question and the answer, which may stand apart. */
  form;
  element;

  /**
   * @param layout `outline`, or absent for what fits
   * @param heading of its parts: `h2`, or `h3` where it is itself a part of something
   * @param onAsk called with `{path, dtab}` when another question is asked
   * @param onSteps called with the texts of the dentries that applied, `prefix=>dst`
   */
  constructor(options) {
    this.#options = options;
    this.namespace = options.namespace;
    const pathId = freshId('path');
    const dtabId = freshId('dtab');
    this.path = h('input.mono', {id: pathId, type: 'text', placeholder: '/svc/world', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', value: options.path ?? ''});
    this.dtab = h('textarea.mono', {id: dtabId, rows: 2, placeholder: '/host/world => /srv/world-v2', spellcheck: 'false', value: options.dtab ?? ''});
    this.#view = new TreeView({layout: options.layout, heading: options.heading, signal: options.signal});
    this.form = h(
      'form.explorer-form',
      {onsubmit: (event) => { event.preventDefault(); this.ask(); }},
      h('div.field', h('label', {for: pathId}, 'Name'), h('div.joined', this.path, h('button.primary', {type: 'submit'}, 'Explore'))),
      h(
        'details',
        {open: Boolean(options.dtab)},
        h('summary', 'Local override (l5d-dtab)'),
        h('label.hidden', {for: dtabId}, 'Local override'),
        this.dtab,
        h('p.muted.small', 'Dentries that this one request brings along; they win over the table.'),
      ),
    );
    this.element = h('div.explorer', this.#answer);
    const timer = setInterval(() => document.visibilityState === 'visible' && this.#shown && this.refresh(), REFRESH);
    options.signal.addEventListener('abort', () => clearInterval(timer));
    if (options.path) {
      // Not before whoever makes this has it in hand.
      queueMicrotask(() => this.ask());
    } else {
      fill(this.#answer, h('p.muted', 'Type a name, for example ', h('code', '/svc/world'), ', to see where it leads and why.'));
    }
  }

  async ask() {
    const path = this.path.value.trim();
    if (path === '' || this.namespace === '') {
      return;
    }
    this.#options.onAsk?.({path, dtab: this.dtab.value.trim()});
    await this.refresh();
  }

  /** Asks the same again: something may have changed. */
  async refresh() {
    const path = this.path.value.trim();
    if (path === '') {
      return;
    }
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const answer = await delegate(this.namespace, path, this.dtab.value.trim(), this.#options.signal);
      if (asked === this.#asked) {
        this.#show(answer, path);
      }
    } catch (error) {
      if (asked === this.#asked && error.name !== 'AbortError') {
        this.#shown = '';
        fill(this.#answer, failure(error, () => this.refresh()));
      }
    }
  }

  #show(answer, path) {
    const text = JSON.stringify(answer);
    this.#when.textContent = `as of ${new Date().toLocaleTimeString()}`;
    if (text === this.#shown) {
      return;
    }
    const fresh = this.#shown === '' || this.#asking !== path;
    this.#asking = path;
    this.#shown = text;
    const root = delegation(answer);
    fill(this.#flow, flow(destinations(root), whyNowhere(root)));
    if (fresh) {
      this.#view.clear();
      const heading = this.#options.heading ?? 'h2';
      fill(this.#answer, h(`${heading}.part`, 'Where it goes'), this.#flow, this.#when, h(`${heading}.part`, 'How it gets there'), this.#view.element);
    }
    this.#view.show(root);
    this.#options.onSteps?.(steps(root));
  }

  #asking = '';
}

/** The dentries on the way, and whether traffic takes it. */
function steps(root) {
  const found = new Map();
  for (const node of walk(root)) {
    if (node.dentry) {
      const key = `${node.dentry.prefix}=>${canonical(node.dentry.dst)}`;
      found.set(key, found.get(key) || node.taken);
    }
  }
  return found;
}

function whyNowhere(root) {
  const reasons = new Set();
  for (const node of walk(root)) {
    if (node.dead && node.children.length === 0 && node.reason) {
      reasons.add(node.reason);
    }
  }
  return [...reasons].slice(0, 3).join('; ');
}
