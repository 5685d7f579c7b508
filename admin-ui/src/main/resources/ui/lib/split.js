/** The shares of a dentry, read from its dst and moved. The server writes them into it; a new dentry is written here. */

import {parseDtab, parseTree, matches, labels} from './dtab.js';

/** Percent have two decimals, as everywhere a shift is asked for. */
const round = (percent) => Math.round(percent * 100) / 100;

/**
 * What may be shifted in a table, those with a split first: `{index, dentry, split}`. A dentry is no good whose text
 * cannot be read.
 */
export function choices(text) {
  return parseDtab(text)
    .dentries.map((dentry, index) => ({index, dentry, split: union(dentry.tree) !== null}))
    .filter((choice) => choice.dentry.readable);
}

/** The targets of a dentry, `{text, percent}`, together 100. */
export function targets(text, dentry) {
  const split = union(dentry.tree);
  if (!split) {
    const whole = dentry.tree.type === 'alt' ? dentry.tree.children[0] : {start: dentry.dstStart, end: dentry.dstEnd};
    return [{text: text.slice(whole.start, whole.end), percent: 100}];
  }
  const total = split.children.reduce((sum, child) => sum + child.weight, 0);
  const found = split.children.map((child) => ({
    text: text.slice(child.inner.start, child.inner.end),
    percent: round(total > 0 ? (child.weight / total) * 100 : 100 / split.children.length),
  }));
  return exact(found, 0);
}

/** The split that a shift moves: the whole tree, or its first alternative; null when that is none. */
export function union(tree) {
  const first = tree?.type === 'alt' ? tree.children[0].inner ?? tree.children[0] : tree;
  return first?.type === 'union' ? first : null;
}

/** What a step gives each target, as the server is asked for it. */
export function shares(list) {
  const given = {};
  for (const {text, percent} of list) {
    given[text] = round((given[text] ?? 0) + percent);
  }
  return given;
}

/** Gives target `index` that percent; the others share the rest as they did before. */
export function moved(list, index, percent) {
  const given = Math.min(100, Math.max(0, round(percent)));
  const others = list.reduce((sum, one, i) => (i === index ? sum : sum + one.percent), 0);
  const rest = 100 - given;
  const fresh = list.map((one, i) => {
    if (i === index) {
      return {...one, percent: list.length === 1 ? 100 : given};
    }
    return {...one, percent: round(others > 0 ? (one.percent / others) * rest : rest / (list.length - 1))};
  });
  return list.length === 1 ? fresh : exact(fresh, index === 0 ? fresh.length - 1 : 0, index);
}

/** Together exactly 100, whatever the rounding did: the largest that was not set by hand takes the difference. */
function exact(list, fallback, kept = -1) {
  const difference = round(100 - list.reduce((sum, one) => sum + one.percent, 0));
  if (difference === 0) {
    return list;
  }
  let largest = fallback;
  list.forEach((one, i) => {
    if (i !== kept && one.percent > (list[largest]?.percent ?? -1)) {
      largest = i;
    }
  });
  return list.map((one, i) => (i === largest ? {...one, percent: round(one.percent + difference)} : one));
}

export const isTree = (text) => parseTree(text) !== null;

/** A tree as one simple part, in parentheses where it needs them. */
export function simple(text) {
  const tree = parseTree(text);
  return tree?.children && !/^\(.*\)$/s.test(text.trim()) ? `(${text.trim()})` : text.trim();
}

/** Who gets nothing is left out: with a weight of 0 it would get everything when the others are gone. */
function written(list) {
  const used = list.filter((one) => one.percent > 0);
  return used.length === 1 ? used[0].text : used.map((one) => `${one.percent} * ${one.text}`).join(' & ');
}

/** The text with another destination in a dentry, as the server has written it: `prefix => dst`. */
export function withDestination(text, dentry, written) {
  const dst = written.slice(written.indexOf('=>') + 2).trim();
  return text.slice(0, dentry.dstStart) + dst + text.slice(dentry.dstEnd);
}

/** The text with a dentry more at its end, where it wins. */
export function withDentry(text, prefix, list) {
  const {dentries} = parseDtab(text);
  const last = dentries.at(-1);
  let before = text;
  if (last) {
    const rest = text.slice(last.end);
    if (!/^(?:\s|#[^\n]*\n?)*;/.test(rest)) {
      before = `${text.slice(0, last.end)} ;${rest}`;
    }
  }
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  return `${before}${gap}${prefix} => ${written(list)} ;\n`;
}

/** What a name leads to in one step by the last dentry that matches; null when none does. */
export function nextStep(text, path) {
  const found = parseDtab(text).dentries.findLast((dentry) => dentry.readable && matches(dentry.prefix, path));
  if (!found || found.tree.type !== 'path') {
    return null;
  }
  const rest = labels(path).slice(labels(found.prefix).length);
  return `${found.tree.path === '/' ? '' : found.tree.path}${rest.map((label) => `/${label}`).join('')}`;
}
