/** What is said of one step of a delegation, in every layout. */

import {h} from '../lib/dom.js';
import {percent} from '../lib/words.js';
import {addressText, hasNobody} from '../lib/tree.js';
import {endpointList} from './flow.js';

const WORDS = {
  leaf: 'bound',
  neg: 'nothing',
  fail: 'fails',
  empty: 'empty',
  exception: 'error',
  alt: 'first of',
  union: 'split',
  transformation: 'transformed',
};

/** Those of the language, where it has them. */
const SIGNS = {leaf: '●', neg: '~', fail: '!', empty: '$', exception: '✕', alt: '|', union: '&', transformation: '>'};

/** Class names: how a step looks. */
export const look = (node) =>
  `${node.taken ? 'taken' : node.dead ? 'dead' : 'standby'} type-${node.type}${node.leaf && hasNobody(node.leaf) ? ' nobody' : ''}`;

/** The place among alternatives, the weight, the share of traffic where it is another than before, the kind. */
export function chips(node) {
  const own = node.weight && node.weight.own / (node.weight.total || 1);
  const isNew = node.share > 0 && node.share < 1 && (node.share !== node.parent?.share || node.type === 'leaf');
  return [
    node.order > 0 && node.parent.children.length > 1 && h('span.chip.order', {title: 'place in the order of failover'}, ordinal(node.order)),
    node.weight && Math.abs(own - node.share) > 1e-9 && h('span.chip.weight', {title: `weight ${node.weight.own} of ${node.weight.total}`}, `weight ${node.weight.own}`),
    isNew && h('span.chip.share', {title: 'share of all the traffic'}, percent(node.share)),
    WORDS[node.type] && h(`span.chip.kind.${node.type}`, h('span', {'aria-hidden': 'true'}, SIGNS[node.type]), ` ${WORDS[node.type]}`),
  ];
}

const ordinal = (n) => (n === 1 ? '1st' : n === 2 ? '2nd' : n === 3 ? '3rd' : `${n}th`);

/** The line below the path. */
export function remark(node) {
  const why = node.reason && node.reason !== node.parent?.reason ? node.reason : '';
  if (why) {
    return why;
  }
  if (node.leaf) {
    return addressText(node.leaf.addr);
  }
  if (!node.parent) {
    return 'the name asked for';
  }
  const same = node.dentry?.prefix === node.parent.dentry?.prefix && node.dentry?.dst === node.parent.dentry?.dst;
  return node.dentry && !same ? `by ${node.dentry.prefix} => ${node.dentry.dst}` : '';
}

/** The name of a step for those who do not see its place. */
export function spoken(node) {
  const share = node.taken ? `${percent(node.share)} of the traffic` : node.dead ? 'nothing there' : 'not taken';
  return [node.path, WORDS[node.type], share, node.reason].filter(Boolean).join(', ');
}

/** Everything about one step. */
export function details(node) {
  const row = (name, ...value) => [h('dt', name), h('dd', ...value)];
  return h(
    'dl.details',
    row('Name', h('code', node.path)),
    node.dentry && row('Dentry that led here', h('code', `${node.dentry.prefix} => ${node.dentry.dst}`)),
    row('Traffic', node.taken ? `${percent(node.share)} of all` : 'none'),
    node.reason && row('Why', node.reason),
    node.order > 0 && row('Order', `${ordinal(node.order)} of ${node.parent.children.length}`),
    node.weight && row('Weight', `${node.weight.own} of ${node.weight.total}`),
    node.leaf && [
      row('Bound name', h('code', node.leaf.id)),
      node.leaf.rest && row('Rest of the path', h('code', node.leaf.rest)),
      row('Addresses', endpointList(node.leaf)),
    ],
  );
}
