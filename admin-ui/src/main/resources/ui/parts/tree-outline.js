/** A delegation as an outline: a step a row, indented. */

import {fill, h} from '../lib/dom.js';
import {Windowed} from '../lib/windowed.js';
import {chips, look, remark, spoken} from './tree-node.js';

const ROW_HEIGHT = 50;

/** Deeper steps are not indented further, or nothing would be left of a narrow page. */
const DEEPEST = 12;

export class Outline {
  nodes = [];
  #list;
  #stopped = new AbortController();

  constructor({frame, isFolded, isActive, signal}) {
    const host = h('div.outline', {role: 'none'});
    fill(frame, host);
    this.#list = new Windowed({
      host,
      scroller: frame,
      rowHeight: ROW_HEIGHT,
      signal: AbortSignal.any([this.#stopped.signal, signal]),
      make: (node) => item(node, isFolded(node), isActive(node)),
    });
  }

  draw(nodes) {
    this.nodes = nodes;
    this.redraw();
  }

  redraw() {
    this.#list.show(this.nodes);
  }

  reveal(node) {
    return this.#list.reveal(this.nodes.indexOf(node));
  }

  stop() {
    this.#stopped.abort();
  }
}

function item(node, folded, active) {
  const element = h(
    'div.step',
    {...treeItem(node, folded, active), class: look(node), style: {height: `${ROW_HEIGHT}px`, '--depth': Math.min(node.depth, DEEPEST)}},
    h('div.step-head', foldSign(node, folded), h('code.step-path', {title: node.path}, node.path), chips(node)),
    h('div.step-remark', {title: remark(node)}, remark(node)),
  );
  return element;
}

/** Where a step stands in the tree, which may not all be in the document. */
export function treeItem(node, folded, active) {
  const siblings = node.parent?.children ?? [node];
  return {
    role: 'treeitem',
    'data-id': node.id,
    'aria-level': node.depth + 1,
    'aria-setsize': siblings.length,
    'aria-posinset': siblings.indexOf(node) + 1,
    'aria-expanded': node.children.length > 0 ? String(!folded) : null,
    'aria-selected': String(active),
    'aria-label': spoken(node),
    tabindex: active ? 0 : -1,
  };
}

/** For the mouse; the keyboard has the arrows. */
export function foldSign(node, folded) {
  return node.children.length > 0
    ? h('span.fold', {'aria-hidden': 'true', title: folded ? 'Unfold' : 'Fold'}, folded ? '▸' : '▾')
    : h('span.fold.none', {'aria-hidden': 'true'});
}
