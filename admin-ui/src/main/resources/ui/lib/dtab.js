/**
 * Reads a dtab with the places of everything in it, so that a part can be shown or changed and the rest, comments
 * included, stays as its author wrote it. The server is the judge of what a dtab is; this reader gives up on a
 * dentry that it cannot read and goes on behind the next semicolon.
 *
 *   dtab     = [ dentry *( ";" dentry ) [ ";" ] ]
 *   dentry   = prefix "=>" tree
 *   tree     = union *( "|" union )
 *   union    = weighted *( "&" weighted )
 *   weighted = [ number "*" ] simple
 *   simple   = "(" tree ")" | path | "!" | "~" | "$"
 */

const TOKEN =
  /(?<space>\s+)|(?<comment>#[^\n]*)|(?<arrow>=>)|(?<path>\/(?:[\w:.#$%*-]|\\x[0-9a-fA-F]{2}|\/)*)|(?<number>\d+\.?\d*|\.\d+)|(?<sign>[;|&*()!~$])|(?<other>.)/gsu;

/** Tokens `{kind, text, start, end}`, white space left out and comments kept. */
export function tokens(text) {
  const found = [];
  for (const match of text.matchAll(TOKEN)) {
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    if (kind !== 'space') {
      found.push({kind, text: match[0], start: match.index, end: match.index + match[0].length});
    }
  }
  return found;
}

class Unreadable extends Error {}

/**
 * `{dentries, comments}`: a dentry is `{prefix, tree, start, end, dstStart, dstEnd, dst, readable}`, its `dst` in one
 * line and without comments.
 */
export function parseDtab(text) {
  const all = tokens(text);
  const comments = all.filter((token) => token.kind === 'comment');
  const rest = all.filter((token) => token.kind !== 'comment');
  const dentries = [];
  let at = 0;
  while (at < rest.length) {
    if (rest[at].text === ';') {
      at += 1;
      continue;
    }
    let end = at;
    while (end < rest.length && rest[end].text !== ';') {
      end += 1;
    }
    dentries.push(readDentry(rest.slice(at, end)));
    at = end + 1;
  }
  return {dentries, comments};
}

function readDentry(parts) {
  const start = parts[0].start;
  const end = parts.at(-1).end;
  const arrow = parts.findIndex((part) => part.kind === 'arrow');
  const dst = parts.slice(arrow + 1);
  const dentry = {
    prefix: parts.slice(0, Math.max(arrow, 0)).map((part) => part.text).join(' '),
    dst: show(dst),
    tree: null,
    start,
    end,
    dstStart: dst[0]?.start ?? end,
    dstEnd: end,
    readable: false,
  };
  try {
    if (arrow === 1 && parts[0].kind === 'path') {
      const reader = new TreeReader(dst);
      dentry.tree = reader.tree();
      dentry.readable = reader.at === dst.length;
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) {
      throw error;
    }
  }
  return dentry;
}

/** One space around `|` and `&`, none around `*` and in parentheses. */
function show(parts) {
  return parts.map((part) => (part.text === '|' || part.text === '&' ? ` ${part.text} ` : part.text)).join('');
}

/** A text of a tree alone; null when it is none. */
export function parseTree(text) {
  const parts = tokens(text).filter((token) => token.kind !== 'comment');
  try {
    const reader = new TreeReader(parts);
    const tree = reader.tree();
    return reader.at === parts.length ? tree : null;
  } catch (error) {
    if (error instanceof Unreadable) {
      return null;
    }
    throw error;
  }
}

class TreeReader {
  constructor(parts) {
    this.parts = parts;
    this.at = 0;
  }

  tree() {
    return this.list('alt', '|', () => this.union());
  }

  union() {
    return this.list('union', '&', () => this.weighted());
  }

  list(type, separator, item) {
    const children = [item()];
    while (this.parts[this.at]?.text === separator) {
      this.at += 1;
      children.push(item());
    }
    if (children.length === 1) {
      return children[0];
    }
    return {type, children, start: children[0].start, end: children.at(-1).end};
  }

  weighted() {
    const number = this.parts[this.at];
    if (number?.kind === 'number' && this.parts[this.at + 1]?.text === '*') {
      this.at += 2;
      const tree = this.simple();
      return {...tree, weight: Number(number.text), start: number.start, inner: tree};
    }
    const tree = this.simple();
    return {...tree, weight: 1, inner: tree};
  }

  simple() {
    const part = this.parts[this.at];
    this.at += 1;
    if (part?.text === '(') {
      const tree = this.tree();
      const close = this.parts[this.at];
      this.at += 1;
      if (close?.text !== ')') {
        throw new Unreadable();
      }
      return {...tree, weight: undefined, start: part.start, end: close.end};
    }
    const types = {'!': 'fail', '~': 'neg', $: 'empty'};
    if (part?.kind === 'path' || (part && types[part.text])) {
      return {type: types[part.text] ?? 'path', path: part.text, start: part.start, end: part.end};
    }
    throw new Unreadable();
  }
}

/** A tree as the server shows it, with two digits of a weight, so that two ways of writing one thing are the same. */
export function canonical(text) {
  const tree = parseTree(text);
  return tree ? showTree(tree) : text.replace(/\s/g, '');
}

function showTree(tree) {
  if (!tree.children) {
    return tree.path;
  }
  const part = (child) => (child.children ? `(${showTree(child)})` : showTree(child));
  return tree.children
    .map((child) => (tree.type === 'union' && child.weight !== 1 ? `${child.weight.toFixed(2)}*${part(child)}` : part(child)))
    .join(tree.type === 'union' ? '&' : '|');
}

export const labels = (path) => path.split('/').filter((label) => label !== '');

/** Whether `prefix`, with `*` for any one label, is that of `path`. */
export function matches(prefix, path) {
  const expected = labels(prefix);
  const given = labels(path);
  return expected.length <= given.length && expected.every((label, i) => label === '*' || label === given[i]);
}

/**
 * What is shown of a dtab, line by line: `{kind: 'dentry', dentry, line, note}` or `{kind: 'comment', text, line}`.
 * A comment behind a dentry in its line is the dentry's note.
 */
export function rows(text) {
  const {dentries, comments} = parseDtab(text);
  const lineAt = lineCounter(text);
  const found = [];
  let next = 0;
  for (const dentry of dentries) {
    while (next < comments.length && comments[next].start < dentry.end) {
      found.push(commentRow(comments[next], lineAt));
      next += 1;
    }
    const row = {kind: 'dentry', dentry, line: lineAt(dentry.start), note: ''};
    found.push(row);
    const lineEnd = text.indexOf('\n', dentry.end);
    if (next < comments.length && (lineEnd < 0 || comments[next].start < lineEnd)) {
      const between = text.slice(dentry.end, comments[next].start);
      if (/^\s*;?\s*$/.test(between)) {
        row.note = comments[next].text;
        next += 1;
      }
    }
  }
  while (next < comments.length) {
    found.push(commentRow(comments[next], lineAt));
    next += 1;
  }
  return found;
}

const commentRow = (comment, lineAt) => ({kind: 'comment', text: comment.text, line: lineAt(comment.start)});

/** Lines from 1 for offsets that are asked in any order, mostly upwards. */
function lineCounter(text) {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
    starts.push(i + 1);
  }
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low + 1;
  };
}

/** The same dentries with prefixes aligned, comments where they were; null where a dentry cannot be read. */
export function aligned(text) {
  const all = rows(text);
  const dentries = all.filter((row) => row.kind === 'dentry');
  if (dentries.some((row) => !row.dentry.readable)) {
    return null;
  }
  // Beyond it a single long prefix would push all the others' destinations out of sight.
  const width = Math.min(Math.max(0, ...dentries.map((row) => row.dentry.prefix.length)), 48);
  return all
    .map((row) =>
      row.kind === 'comment'
        ? row.text
        : `${row.dentry.prefix.padEnd(width)} => ${row.dentry.dst} ;${row.note ? `  ${row.note}` : ''}`)
    .map((line) => `${line}\n`)
    .join('');
}
