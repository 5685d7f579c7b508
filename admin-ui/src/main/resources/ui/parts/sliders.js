/** Shares of traffic to be moved: a slider, a number and the usual steps for each target. */

import {fill, freshId, h} from '../lib/dom.js';
import {isTree, moved, simple} from '../lib/split.js';

const STEPS = [0, 1, 10, 50, 100];

export class Sliders {
  #onChange;
  #list = [];
  #rows = h('ul.sliders');
  #names = h('datalist', {id: freshId('names')});
  #problem = h('p', {role: 'alert'});
  #add = h('input.mono', {type: 'text', id: freshId('target'), placeholder: '/srv/world-v2', list: this.#names.id, spellcheck: 'false', autocomplete: 'off'});
  #inputs = [];
  element = h(
    'div.shares',
    this.#rows,
    h(
      'form.add-target',
      {onsubmit: (event) => { event.preventDefault(); this.#addTarget(); }},
      h('div.field', h('label', {for: this.#add.id}, 'Another target'), h('div.joined', this.#add, h('button', {type: 'submit'}, 'Add'))),
    ),
    this.#names,
    this.#problem,
  );

  /** @param onChange called with the targets, `{text, percent}`, after each change by hand */
  constructor({onChange}) {
    this.#onChange = onChange;
  }

  /** @param known names to offer for another target */
  show(list, known) {
    this.#list = list;
    fill(this.#names, known.map((name) => h('option', {value: name})));
    this.#draw();
  }

  #draw() {
    this.#inputs = [];
    fill(this.#rows, this.#list.map((target, i) => this.#row(target, i)));
  }

  #row(target, i) {
    const sole = this.#list.length === 1;
    const name = `${target.text}`;
    const range = h('input', {type: 'range', min: 0, max: 100, step: 1, value: target.percent, disabled: sole, 'aria-label': `Share of ${name}, percent`, oninput: () => this.#set(i, range.valueAsNumber)});
    const number = h('input', {type: 'number', min: 0, max: 100, step: 0.01, value: target.percent, disabled: sole, 'aria-label': `Share of ${name} as a number, percent`, onchange: () => Number.isFinite(number.valueAsNumber) && this.#set(i, number.valueAsNumber)});
    this.#inputs.push({range, number});
    return h(
      'li.slider',
      h('code.slider-name', {title: name}, name),
      h('div.slider-line', range, h('span.number', number, h('span', {'aria-hidden': 'true'}, '%'))),
      !sole && h(
        'div.steps',
        {role: 'group', 'aria-label': `Give ${name}`},
        STEPS.map((step) => h('button.small', {type: 'button', onclick: () => this.#set(i, step), 'aria-label': `${step} percent to ${name}`}, `${step} %`)),
        target.added && h('button.small', {type: 'button', onclick: () => this.#remove(i), 'aria-label': `Remove ${name}`}, 'Remove'),
      ),
    );
  }

  #set(index, percent) {
    this.#list = moved(this.#list, index, percent);
    this.#list.forEach((target, i) => {
      const {range, number} = this.#inputs[i];
      range.value = target.percent;
      number.value = target.percent;
    });
    this.#onChange(this.#list);
  }

  #addTarget() {
    const text = this.#add.value.trim();
    if (!isTree(text)) {
      fill(this.#problem, text === '' ? 'Type a name, such as /srv/world-v2.' : `“${text}” is not a name or a tree of names.`);
      return;
    }
    fill(this.#problem);
    this.#add.value = '';
    this.#list = [...this.#list, {text: simple(text), percent: 0, added: true}];
    this.#draw();
    this.#inputs.at(-1).range.focus();
    this.#onChange(this.#list);
  }

  #remove(index) {
    const without = moved(this.#list, index, 0);
    this.#list = without.filter((_, i) => i !== index);
    this.#draw();
    this.#onChange(this.#list);
  }
}
