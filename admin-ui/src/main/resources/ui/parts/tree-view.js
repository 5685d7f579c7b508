/**
 * A delegation to look at and to walk through by keyboard: as a picture from left to right, or as an outline where
 * there is little room. Both show the same steps and obey the same keys, those of a tree in ARIA's practices.
 */

import {fill, h} from '../lib/dom.js';
import {walk} from '../lib/tree.js';
import {details} from './tree-node.js';
import {Outline} from './tree-outline.js';
import {Picture} from './tree-picture.js';

/** Larger trees begin with what is not taken folded away. */
const UNFOLDED = 300;
const NARROW = '(max-width: 720px)';

export class TreeView {
  #root = null;
  #folded = new Set();
  #active = '';
  #layout;
  #tools = h('div.tree-tools');
  #frame = h('div.tree-frame', {role: 'tree', 'aria-label': 'Delegation'});
  #details = h('section.tree-details', {'aria-label': 'Selected step', 'aria-live': 'polite'});
  #layoutName;
  #heading;
  element = h('div.tree-view', this.#tools, this.#frame, this.#details);

  constructor({layout, heading = 'h2', signal}) {
    this.#heading = heading;
    this.#layoutName = layout ?? (matchMedia(NARROW).matches ? 'outline' : 'picture');
    this.signal = signal;
    this.#frame.addEventListener('keydown', (event) => this.#key(event));
    this.#frame.addEventListener('click', (event) => this.#click(event));
    this.#lay();
  }

  /** Shows a delegation; what was folded and selected stays so, if it is still there. */
  show(root) {
    const first = this.#root === null;
    this.#root = root;
    let count = 0;
    for (const node of walk(root)) {
      node.id = node.parent ? `${node.parent.id}/${node.parent.children.indexOf(node)}` : '0';
      count += 1;
    }
    if (first && count > UNFOLDED) {
      this.#foldNotTaken(true);
    }
    this.#count = count;
    this.#draw();
  }

  clear() {
    this.#root = null;
    this.#folded.clear();
    fill(this.#details);
  }

  #count = 0;

  #lay() {
    const options = {frame: this.#frame, isFolded: (node) => this.#folded.has(node.id), isActive: (node) => node.id === this.#active, signal: this.signal};
    fill(this.#frame);
    this.#frame.scrollTo(0, 0);
    this.#layout?.stop();
    this.#layout = this.#layoutName === 'picture' ? new Picture(options) : new Outline(options);
    this.#frame.dataset.layout = this.#layoutName;
  }

  #draw() {
    const nodes = [...walk(this.#root, (node) => !this.#folded.has(node.id))];
    if (!nodes.some((node) => node.id === this.#active)) {
      this.#active = this.#root.id;
    }
    this.#layout.draw(nodes);
    this.#drawTools(nodes.length);
    this.#describe();
  }

  #drawTools(shown) {
    const choice = (name, text) =>
      h(
        'button',
        {type: 'button', 'aria-pressed': String(this.#layoutName === name), onclick: () => { this.#layoutName = name; this.#lay(); this.#draw(); }},
        text,
      );
    const folds = this.#count > shown;
    const hadFocus = this.#tools.contains(document.activeElement) ? [...this.#tools.querySelectorAll('button')].indexOf(document.activeElement) : -1;
    fill(
      this.#tools,
      h('span.group', {role: 'group', 'aria-label': 'Layout'}, choice('picture', 'Picture'), choice('outline', 'Outline')),
      h('button', {type: 'button', onclick: () => { this.#foldNotTaken(!folds); this.#draw(); }}, folds ? 'Unfold all' : 'Fold what is not taken'),
      h('span.muted', `${shown.toLocaleString('en')} of ${this.#count.toLocaleString('en')} steps shown`),
    );
    if (hadFocus >= 0) {
      this.#tools.querySelectorAll('button')[hadFocus]?.focus();
    }
  }

  #foldNotTaken(fold) {
    this.#folded.clear();
    if (fold) {
      for (const node of walk(this.#root)) {
        if (!node.taken && node.children.length > 0 && (node.parent?.taken ?? false)) {
          this.#folded.add(node.id);
        }
      }
    }
  }

  #click(event) {
    const item = event.target.closest('[role=treeitem]');
    const node = item && this.#find(item.dataset.id);
    if (!node) {
      return;
    }
    if (event.target.closest('.fold')) {
      this.#fold(node, !this.#folded.has(node.id));
    }
    this.#select(node);
  }

  #key(event) {
    const nodes = this.#layout.nodes;
    const at = nodes.findIndex((node) => node.id === this.#active);
    const node = nodes[at];
    if (!node || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const folded = this.#folded.has(node.id);
    const parent = node.children.length > 0;
    const keys = {
      ArrowDown: () => nodes[at + 1],
      ArrowUp: () => nodes[at - 1],
      Home: () => nodes[0],
      End: () => nodes.at(-1),
      ArrowRight: () => (parent && folded ? this.#fold(node, false) : parent ? nodes[at + 1] : null),
      ArrowLeft: () => (parent && !folded ? this.#fold(node, true) : node.parent),
      Enter: () => (parent ? this.#fold(node, !folded) : null),
      ' ': () => (parent ? this.#fold(node, !folded) : null),
    };
    if (keys[event.key]) {
      event.preventDefault();
      const next = keys[event.key]();
      if (next) {
        this.#select(next);
      }
    }
  }

  #fold(node, fold) {
    this.#folded[fold ? 'add' : 'delete'](node.id);
    this.#active = node.id;
    this.#draw();
    return node;
  }

  #select(node) {
    this.#active = node.id;
    this.#layout.redraw();
    this.#layout.reveal(node)?.focus({preventScroll: true});
    this.#describe();
  }

  #describe() {
    const node = this.#find(this.#active);
    fill(this.#details, node && h(`${this.#heading}.part`, 'Selected step'), node && details(node));
  }

  #find(id) {
    return this.#layout.nodes.find((node) => node.id === id);
  }
}
