/** Which namespace: a field that knows those there are. */

import {fill, freshId, h} from '../lib/dom.js';

/** More would only slow the browser's list down; the field takes any name. */
const MAX_OPTIONS = 500;

/** @param onChange called with a name when another is given */
export function namespaceField({live, signal, value, onChange}) {
  const id = freshId('namespace');
  const list = h('datalist', {id: `${id}-list`});
  const input = h('input.mono', {id, list: list.id, type: 'text', value, spellcheck: 'false', autocomplete: 'off', onchange: () => onChange(input.value.trim())});
  const offer = () => {
    const names = [...live.namespaces.keys()].sort();
    fill(list, names.slice(0, MAX_OPTIONS).map((name) => h('option', {value: name})));
    if (input.value === '' && names.length > 0 && document.activeElement !== input) {
      input.value = names[0];
      onChange(names[0]);
    }
  };
  live.onChange(({all}) => (all || list.childElementCount === 0) && offer(), signal);
  offer();
  return h('div.field', h('label', {for: id}, 'Namespace'), input, list);
}
