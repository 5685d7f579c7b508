/**
 * What a delegation says: which way the traffic goes, how much of it, and why the other ways are not taken.
 *
 * The rules are those of binding: of alternatives the first that is something is taken, a failure stops; a
 * union drops what is not there and gives its weight to the rest.
 */

const DEAD = new Set(['neg', 'fail', 'exception']);

/**
 * The model of a delegation as `/api/1/delegate` tells it. A node is
 * `{type, path, dentry, children, depth, parent, taken, share, dead, reason, order, weight, leaf}`:
 *
 * - taken: traffic may come this way, as things are; `share` is which part of all (0 to 1)
 * - dead: nothing is there, whoever comes; `reason` says what
 * - order: its place among alternatives, from 1
 * - weight: `{own, total}` in a union
 */
export function delegation(json) {
  const root = node(json, null);
  settle(root);
  give(root, 1, '');
  return root;
}

function node(json, parent) {
  const made = {
    type: json.type,
    path: json.path,
    dentry: json.dentry ?? null,
    parent,
    depth: parent ? parent.depth + 1 : 0,
    message: json.message ?? '',
    name: json.name ?? '',
    leaf: json.bound ? leafOf(json.bound) : null,
    order: 0,
    weight: null,
    taken: false,
    share: 0,
    reason: '',
    outcome: '',
    children: [],
  };
  const child = json.delegate ?? json.transformation ?? (Array.isArray(json.tree) ? null : json.tree);
  if (json.alt) {
    made.children = json.alt.map((tree, i) => Object.assign(node(tree, made), {order: i + 1}));
  } else if (json.union) {
    const total = json.union.reduce((sum, branch) => sum + branch.weight, 0);
    made.children = json.union.map((branch) =>
      Object.assign(node(branch.tree, made), {weight: {own: branch.weight, total}}));
  } else if (child && child.type) {
    made.children = [node(child, made)];
  }
  return made;
}

function leafOf(bound) {
  return {id: bound.id, rest: bound.path === '/' ? '' : bound.path, addr: bound.addr ?? {type: 'pending'}};
}

/** From the leaves up: what each node comes to. */
function settle(one) {
  for (const child of one.children) {
    settle(child);
  }
  one.outcome = outcome(one);
}

function outcome(one) {
  const outcomes = one.children.map((child) => child.outcome);
  switch (one.type) {
    case 'neg':
    case 'fail':
    case 'exception':
    case 'leaf':
    case 'empty':
      return one.type;
    case 'alt':
      return outcomes.find((result) => result !== 'neg') ?? 'neg';
    case 'union': {
      const alive = outcomes.filter((result) => !DEAD.has(result));
      return alive.length > 0 ? 'leaf' : (outcomes.find((result) => result === 'exception') ?? 'neg');
    }
    default:
      return outcomes[0] ?? 'neg';
  }
}

/** From the root down: how much traffic each node is given, and why it is not more. */
function give(one, share, reason) {
  one.dead = DEAD.has(one.outcome);
  one.taken = share > 0 && !one.dead;
  one.share = one.taken ? share : 0;
  one.reason = one.children.length === 0 && one.dead ? deadReason(one) : reason;
  switch (one.type) {
    case 'alt':
      giveAlternatives(one);
      break;
    case 'union':
      giveBranches(one);
      break;
    default:
      for (const child of one.children) {
        give(child, one.share, one.taken || one.dead ? '' : one.reason);
      }
  }
}

function giveAlternatives(one) {
  const chosen = one.children.findIndex((child) => child.outcome !== 'neg');
  one.children.forEach((child, i) => {
    if (i === chosen) {
      give(child, one.share, one.reason);
    } else if (i < chosen || chosen < 0) {
      give(child, 0, 'not there, so the next one is tried');
    } else {
      give(child, 0, waiting(one.children[chosen], child));
    }
  });
}

function waiting(chosen, child) {
  if (chosen.outcome === 'fail') {
    return 'not reached: the one before stops with a failure';
  }
  return DEAD.has(child.outcome)
    ? 'not tried, and not there'
    : 'stands by: used when those before it are gone';
}

function giveBranches(one) {
  const alive = one.children.filter((child) => !DEAD.has(child.outcome));
  const total = alive.reduce((sum, child) => sum + child.weight.own, 0);
  for (const child of one.children) {
    if (DEAD.has(child.outcome)) {
      give(child, 0, 'not there: its share goes to the other branches');
    } else if (child.weight.own === 0 && total > 0) {
      give(child, 0, 'has weight 0');
    } else {
      give(child, total > 0 ? (one.share * child.weight.own) / total : one.share / alive.length, one.reason);
    }
  }
}

function deadReason(one) {
  switch (one.type) {
    case 'fail':
      return one.path === '!' ? 'the dentry says ! (fail, and try nothing else)' : 'fails, and nothing else is tried';
    case 'exception':
      return one.message || 'could not be found out';
    default:
      if (one.path === '~') {
        return 'the dentry says ~ (nothing)';
      }
      return one.path.startsWith('/#/')
        ? 'the namer knows no such name'
        : one.path.startsWith('/$/')
          ? 'names nothing'
          : 'no dentry matches';
  }
}

/** All nodes, a parent before its children, without recursion over what may be deep. */
export function* walk(root, goesInto = () => true) {
  const stack = [root];
  while (stack.length > 0) {
    const one = stack.pop();
    yield one;
    if (goesInto(one)) {
      for (let i = one.children.length - 1; i >= 0; i -= 1) {
        stack.push(one.children[i]);
      }
    }
  }
}

/** Where the traffic ends: `{id, rest, share, leaf}`, the same name once, the largest share first. */
export function destinations(root) {
  const found = new Map();
  for (const one of walk(root)) {
    if (one.taken && (one.type === 'leaf' || one.type === 'empty')) {
      const id = one.leaf?.id ?? '$';
      const rest = one.leaf?.rest ?? '';
      const key = `${id} ${rest}`;
      const known = found.get(key);
      if (known) {
        known.share += one.share;
      } else {
        found.set(key, {id, rest, share: one.share, leaf: one.leaf});
      }
    }
  }
  return [...found.values()].sort((a, b) => b.share - a.share);
}

/** The same for a bound tree, as `/api/1/bind` and previews have it; `end` says what it is when there are none. */
export function boundDestinations(tree) {
  const found = new Map();
  const add = (one, share) => {
    if (one.type === 'leaf') {
      const rest = one.bound.path === '/' ? '' : one.bound.path;
      const key = `${one.bound.id} ${rest}`;
      const known = found.get(key) ?? {id: one.bound.id, rest, share: 0, leaf: leafOf(one.bound)};
      known.share += share;
      found.set(key, known);
    } else if (one.type === 'union') {
      const total = one.union.reduce((sum, branch) => sum + branch.weight, 0);
      for (const branch of one.union) {
        add(branch.tree, total > 0 ? (share * branch.weight) / total : share / one.union.length);
      }
    } else if (one.type === 'alt') {
      const chosen = one.alt.find((branch) => branch.type !== 'neg');
      if (chosen) {
        add(chosen, share);
      }
    } else if (one.type === 'empty') {
      found.set('$', {id: '$', rest: '', share, leaf: null});
    }
  };
  if (tree) {
    add(tree, 1);
  }
  return [...found.values()].sort((a, b) => b.share - a.share);
}

/** Why a bound tree leads nowhere. */
export function nowhere(tree) {
  switch (tree?.type) {
    case 'fail':
      return 'fails (!)';
    case 'exception':
    case 'failed':
      return tree.message ?? tree.cause ?? 'fails';
    case undefined:
      return 'not known';
    default:
      return 'nowhere: no such name';
  }
}

/** `2 addresses`, or why there is none. */
export function addressText(addr) {
  switch (addr?.type) {
    case 'bound':
      return addr.addrs.length === 0
        ? 'no address'
        : addr.addrs.length === 1
          ? '1 address'
          : `${addr.addrs.length} addresses`;
    case 'neg':
      return 'no such name any more';
    case 'failed':
      return `failed: ${addr.cause}`;
    default:
      return 'addresses pending';
  }
}

export const endpoints = (addr) =>
  addr?.type === 'bound'
    ? addr.addrs.map((one) => ({
        text: `${one.ip.includes(':') ? `[${one.ip}]` : one.ip}:${one.port}`,
        weight: one.meta?.endpoint_addr_weight ?? null,
      }))
    : [];

/** Whether somebody who is sent there finds nobody. */
export const hasNobody = (leaf) => leaf !== null && (leaf.addr.type !== 'bound' || leaf.addr.addrs.length === 0);
