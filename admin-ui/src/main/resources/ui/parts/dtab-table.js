/** A dtab to be read: prefixes aligned, comments kept, later dentries win and so stand below. */

import {h} from '../lib/dom.js';
import {canonical, rows} from '../lib/dtab.js';
import {union} from '../lib/split.js';
import {Windowed} from '../lib/windowed.js';

const ROW_HEIGHT = 28;

export class DtabTable {
  #list;
  #rows = [];
  #changed = new Set();
  #steps = new Map();
  #count = h('p.muted.small', {role: 'status'});
  #host = h('div.dtab-rows', {role: 'list', 'aria-label': 'Dentries'});
  #frame = h('div.dtab-frame', {tabindex: 0, role: 'region', 'aria-label': 'All dentries'}, this.#host);
  #filter = h('input', {type: 'search', 'aria-label': 'Find in the table', placeholder: 'Find in the table', spellcheck: 'false'});
  element = h('div.dtab-table', h('div.table-tools', this.#filter, this.#count), this.#frame);

  /** @param shift the address of the traffic shift of a prefix, or null where nothing may be changed */
  constructor({shift, signal}) {
    this.shift = shift;
    this.#list = new Windowed({host: this.#host, scroller: this.#frame, rowHeight: ROW_HEIGHT, signal, make: (row) => this.#row(row)});
    this.#filter.addEventListener('input', () => this.#draw());
  }

  /** @param changed numbers of lines that are new */
  show(text, changed = new Set()) {
    this.#rows = rows(text);
    this.#changed = changed;
    const widest = Math.max(4, ...this.#rows.map((row) => (row.kind === 'dentry' ? row.dentry.prefix.length : 0)));
    this.#host.style.setProperty('--prefix', `${Math.min(widest, 40)}ch`);
    this.#draw();
  }

  /** Marks the dentries that an explored name went by: a map of `prefix=>dst` to whether traffic goes that way. */
  markSteps(steps) {
    this.#steps = steps;
    this.#draw();
  }

  #draw() {
    const word = this.#filter.value.trim().toLowerCase();
    const shown = word === ''
      ? this.#rows
      : this.#rows.filter((row) => (row.text ?? `${row.dentry.prefix} => ${row.dentry.dst} ${row.note}`).toLowerCase().includes(word));
    const dentries = (list) => list.filter((row) => row.kind === 'dentry').length;
    const all = dentries(this.#rows);
    this.#count.textContent = word === '' ? '' : `${dentries(shown).toLocaleString('en')} of ${all.toLocaleString('en')} dentries`;
    this.#list.show(shown);
  }

  #shiftLink(dentry) {
    const split = union(dentry.tree) !== null;
    return h('a', {href: this.shift(dentry.prefix), 'aria-label': `${split ? 'Shift' : 'Split'} traffic of ${dentry.prefix}`}, split ? 'Shift' : 'Split');
  }

  #row(row) {
    const changed = this.#changed.has(row.line);
    const attributes = {role: 'listitem', class: changed ? 'changed' : '', style: {height: `${ROW_HEIGHT}px`}};
    const line = h('span.line', {'aria-hidden': 'true'}, String(row.line));
    const sign = changed && h('span.sign', {title: 'changed just now'}, h('span', {'aria-hidden': 'true'}, '●'), h('span.hidden', 'changed just now: '));
    if (row.kind === 'comment') {
      return h('div.dtab-row.comment', attributes, line, sign, h('span.comment-text', row.text));
    }
    const {dentry, note} = row;
    const step = this.#steps.size > 0 ? this.#steps.get(`${dentry.prefix}=>${canonical(dentry.dst)}`) : undefined;
    return h(
      'div.dtab-row',
      {...attributes, class: [attributes.class, step === undefined ? '' : step ? 'step-taken' : 'step-other'].join(' ')},
      line,
      sign,
      h('span.prefix', {title: dentry.prefix}, dentry.prefix),
      h('span.arrow', '=>'),
      h('span.dst', {title: dentry.dst}, dentry.readable ? colored(dentry.dst) : dentry.dst),
      note && h('span.comment-text', note),
      h(
        'span.row-end',
        step !== undefined && h('span.chip.applied', step ? 'on the way' : 'matched, not taken'),
        this.shift && dentry.readable && this.#shiftLink(dentry),
      ),
    );
  }
}

/** Weights and signs stand out from names. */
function colored(dst) {
  return dst
    .split(/((?:\d+\.?\d*|\.\d+)\*| [|&] |[()]|[~!$](?![\w/]))/)
    .filter(Boolean)
    .map((part) => (/^[/]/.test(part) ? part : h(/\d/.test(part) ? 'b.weight' : 'b.sign-text', part)));
}
