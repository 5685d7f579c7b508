/**
 * A delegation as a picture: from left to right, a column a step, a line for each way that it may go. A tree of any
 * size is laid out at once, and only the part in sight is in the document.
 */

import {fill, h, svg} from '../lib/dom.js';
import {chips, look, remark} from './tree-node.js';
import {foldSign, treeItem} from './tree-outline.js';

const CARD = {width: 214, height: 66};
const GAP = {x: 36, y: 12};
const MARGIN = 16;

/** Pixels beyond the edges that are drawn too. */
const BEYOND = 300;

export class Picture {
  nodes = [];
  #frame;
  #canvas = h('div.picture', {role: 'none'});
  #lines = svg('svg', {'aria-hidden': 'true'});
  #isFolded;
  #isActive;
  #places = new Map();
  #stopped = new AbortController();

  constructor({frame, isFolded, isActive, signal}) {
    this.#frame = frame;
    this.#isFolded = isFolded;
    this.#isActive = isActive;
    fill(frame, this.#canvas);
    const options = {passive: true, signal: AbortSignal.any([this.#stopped.signal, signal])};
    let asked = false;
    const later = () => {
      if (!asked) {
        asked = true;
        requestAnimationFrame(() => {
          asked = false;
          this.redraw();
        });
      }
    };
    frame.addEventListener('scroll', later, options);
    addEventListener('resize', later, options);
  }

  draw(nodes) {
    this.nodes = nodes;
    this.#layOut();
    this.redraw();
  }

  /** Leaves below one another; a parent in the middle of its children. */
  #layOut() {
    const places = new Map();
    let row = 0;
    let deepest = 0;
    // Children come after their parent, so from the end every child is placed before it.
    for (const node of this.nodes) {
      if (node.children.length === 0 || this.#isFolded(node)) {
        places.set(node, {x: MARGIN + node.depth * (CARD.width + GAP.x), y: MARGIN + row * (CARD.height + GAP.y)});
        row += 1;
      }
      deepest = Math.max(deepest, node.depth);
    }
    for (let i = this.nodes.length - 1; i >= 0; i -= 1) {
      const node = this.nodes[i];
      if (!places.has(node)) {
        const first = places.get(node.children[0]).y;
        const last = places.get(node.children.at(-1)).y;
        // At the height of the first child when that is far away: the way taken stays a straight line.
        const y = last - first > 6 * (CARD.height + GAP.y) ? first : (first + last) / 2;
        places.set(node, {x: MARGIN + node.depth * (CARD.width + GAP.x), y});
      }
    }
    this.#places = places;
    const width = 2 * MARGIN + (deepest + 1) * (CARD.width + GAP.x) - GAP.x;
    const height = 2 * MARGIN + row * (CARD.height + GAP.y) - GAP.y;
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    this.#lines.setAttribute('width', width);
    this.#lines.setAttribute('height', height);
  }

  redraw() {
    const left = this.#frame.scrollLeft - BEYOND;
    const top = this.#frame.scrollTop - BEYOND;
    const right = left + this.#frame.clientWidth + 2 * BEYOND;
    const bottom = top + this.#frame.clientHeight + 2 * BEYOND;
    const focused = this.#canvas.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    const cards = [];
    const lines = [];
    for (const node of this.nodes) {
      const place = this.#places.get(node);
      const inSight = place.x < right && place.x + CARD.width > left && place.y < bottom && place.y + CARD.height > top;
      if (inSight || this.#isActive(node)) {
        cards.push(this.#card(node, place));
      }
      const from = node.parent && this.#places.get(node.parent);
      if (from && place.x - GAP.x < right && from.x + CARD.width < right + CARD.width && Math.min(from.y, place.y) < bottom && Math.max(from.y, place.y) + CARD.height > top) {
        lines.push(line(from, place, node));
      }
    }
    fill(this.#lines, lines);
    fill(this.#canvas, this.#lines, cards);
    if (focused) {
      this.#element(focused)?.focus({preventScroll: true});
    }
  }

  #card(node, place) {
    return h(
      'div.card-step',
      {
        ...treeItem(node, this.#isFolded(node), this.#isActive(node)),
        class: look(node),
        style: {left: `${place.x}px`, top: `${place.y}px`, width: `${CARD.width}px`, height: `${CARD.height}px`},
      },
      h('div.step-head', foldSign(node, this.#isFolded(node)), chips(node)),
      h('code.step-path', {title: node.path}, node.path),
      h('div.step-remark', {title: remark(node)}, remark(node)),
    );
  }

  reveal(node) {
    const place = this.#places.get(node);
    const frame = this.#frame;
    const scroll = (start, size, from, length) =>
      start < from ? start - MARGIN : start + size > from + length ? start + size + MARGIN - length : from;
    frame.scrollTo(
      scroll(place.x, CARD.width, frame.scrollLeft, frame.clientWidth),
      scroll(place.y, CARD.height, frame.scrollTop, frame.clientHeight),
    );
    this.redraw();
    return this.#element(node.id);
  }

  #element(id) {
    return this.#canvas.querySelector(`[data-id="${id}"]`);
  }

  stop() {
    this.#stopped.abort();
  }
}

/** As thick as its share of the traffic; broken where none goes. */
function line(from, to, node) {
  const x1 = from.x + CARD.width;
  const y1 = from.y + CARD.height / 2;
  const x2 = to.x;
  const y2 = to.y + CARD.height / 2;
  const bend = Math.max(GAP.x, x2 - x1) / 2;
  return svg('path', {
    d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
    class: node.taken ? 'taken' : node.dead ? 'dead' : 'standby',
    'stroke-width': node.taken ? 1.5 + 5 * node.share : 1.5,
  });
}
