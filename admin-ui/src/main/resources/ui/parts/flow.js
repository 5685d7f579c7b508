/** Where traffic goes, as bars with names: what an operator looks for first. */

import {h} from '../lib/dom.js';
import {percent} from '../lib/words.js';
import {addressText, endpoints, hasNobody} from '../lib/tree.js';

/** Longer lists end with how many there are besides. */
const MAX_SHOWN = 50;
const MAX_ENDPOINTS = 20;

/**
 * `destinations` of a tree as a list; `nothing` is said when there are none.
 *
 * @param withAddresses false to show them only where they are wanting
 */
export function flow(destinations, nothing, {withAddresses = true} = {}) {
  if (destinations.length === 0) {
    return h('p.flow-none', mark('bad', 'no destination'), ` ${nothing}`);
  }
  const shown = destinations.slice(0, MAX_SHOWN);
  return h(
    'ul.flow',
    shown.map((one) =>
      h(
        'li',
        h('span.share', percent(one.share)),
        h('span.bar', {'aria-hidden': 'true'}, h('span', {style: {width: `${one.share * 100}%`}})),
        h('span.flow-name', h('code', one.id === '$' ? '$ (empty: nobody answers)' : one.id), one.rest && h('code.rest', one.rest)),
        one.leaf && (withAddresses || hasNobody(one.leaf)) && addresses(one.leaf),
      )),
    destinations.length > shown.length && h('li.more', `and ${destinations.length - shown.length} more`),
  );
}

function addresses(leaf) {
  if (hasNobody(leaf)) {
    return h('span.flow-addr', mark('warn', addressText(leaf.addr)));
  }
  const all = endpoints(leaf.addr);
  const shown = all.slice(0, 3).map((one) => one.text).join(', ');
  return h('span.flow-addr', `${addressText(leaf.addr)}: ${shown}${all.length > 3 ? ', …' : ''}`);
}

/** A word with a sign before it, so that the colour is not needed. */
export function mark(kind, text) {
  const signs = {good: '✓', bad: '✕', warn: '!', info: 'i', changed: '●', waiting: '…'};
  return h(`span.mark.${kind}`, h('span', {'aria-hidden': 'true'}, signs[kind]), ` ${text}`);
}

/** All addresses of a leaf. */
export function endpointList(leaf) {
  const all = endpoints(leaf.addr);
  if (all.length === 0) {
    return h('p', mark('warn', addressText(leaf.addr)));
  }
  return h(
    'ul.endpoints',
    all.slice(0, MAX_ENDPOINTS).map((one) => h('li', h('code', one.text), one.weight !== null && one.weight !== 1 && ` weight ${one.weight}`)),
    all.length > MAX_ENDPOINTS && h('li', `and ${all.length - MAX_ENDPOINTS} more`),
  );
}
