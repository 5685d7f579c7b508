/**
 * A long list of which only what can be seen is in the document. Every row has the same height; two spacers stand
 * for the rows that are left out.
 */

/** Rows beyond the edges, so that scrolling by a line never shows a gap. */
const MARGIN = 12;

/** Shorter lists are put into the document whole, where the browser's own search finds everything. */
const WHOLE = 200;

export class Windowed {
  #host;
  #scroller;
  #rowHeight;
  #make;
  #rows = [];
  #from = 0;
  #to = 0;
  #top;
  #bottom;

  /**
   * @param host the element whose children the rows are
   * @param scroller what scrolls: an element around the host, or null for the page
   * @param rowHeight in CSS pixels
   * @param make the element of a row: (row, index) => element
   * @param spacer an element of the given kind: div, or tr in a table
   */
  constructor({host, scroller = null, rowHeight, make, spacer = 'div', signal}) {
    this.#host = host;
    this.#scroller = scroller;
    this.#rowHeight = rowHeight;
    this.#make = make;
    this.#top = document.createElement(spacer);
    this.#bottom = document.createElement(spacer);
    for (const one of [this.#top, this.#bottom]) {
      one.setAttribute('aria-hidden', 'true');
      one.className = 'spacer';
    }
    let asked = false;
    const later = () => {
      if (!asked) {
        asked = true;
        requestAnimationFrame(() => {
          asked = false;
          this.#follow();
        });
      }
    };
    (scroller ?? window).addEventListener('scroll', later, {passive: true, signal});
    window.addEventListener('resize', later, {passive: true, signal});
  }

  get rows() {
    return this.#rows;
  }

  show(rows) {
    this.#rows = rows;
    this.#from = -1;
    this.#follow();
  }

  /** Scrolls until row `index` is in sight, and gives its element. */
  reveal(index) {
    const y = index * this.#rowHeight;
    const view = this.#view();
    if (y < view.start || y + this.#rowHeight > view.end) {
      const by = y - (view.start + view.end) / 2;
      (this.#scroller ?? window).scrollBy(0, by);
    }
    this.#follow();
    return this.#host.children[index - this.#from + 1] ?? null;
  }

  /** Which stretch of the list, in pixels from its start, is in sight. */
  #view() {
    const box = this.#host.getBoundingClientRect();
    const frame = this.#scroller?.getBoundingClientRect() ?? {top: 0, bottom: window.innerHeight};
    return {start: frame.top - box.top, end: frame.bottom - box.top};
  }

  #follow() {
    const count = this.#rows.length;
    let from = 0;
    let to = count;
    if (count > WHOLE) {
      const view = this.#view();
      const height = Math.max(view.end - view.start, 400);
      from = Math.min(count, Math.max(0, Math.floor(view.start / this.#rowHeight) - MARGIN));
      to = Math.min(count, Math.max(from, Math.ceil((view.start + height) / this.#rowHeight) + MARGIN));
    }
    if (from === this.#from && to === this.#to) {
      return;
    }
    this.#from = from;
    this.#to = to;
    const shown = [this.#top];
    for (let i = from; i < to; i += 1) {
      shown.push(this.#make(this.#rows[i], i));
    }
    shown.push(this.#bottom);
    this.#top.style.height = `${from * this.#rowHeight}px`;
    this.#bottom.style.height = `${(count - to) * this.#rowHeight}px`;
    this.#host.replaceChildren(...shown);
  }
}
