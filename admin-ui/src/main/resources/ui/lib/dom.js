/**
 * Elements without markup strings: text stays text, whatever a dtab holds.
 *
 * h('p.note#id', {onclick: f, hidden: false, style: {width: '10%'}}, 'text', child, [more])
 */

const SVG = 'http://www.w3.org/2000/svg';

export function h(what, ...rest) {
  return build(what, (name) => document.createElement(name), rest);
}

export function svg(what, ...rest) {
  return build(what, (name) => document.createElementNS(SVG, name), rest);
}

function build(what, create, rest) {
  const [, tag, id, classes] = /^([a-z0-9-]*)(?:#([\w-]+))?((?:\.[\w-]+)*)$/i.exec(what);
  const element = create(tag || 'div');
  if (id) {
    element.id = id;
  }
  for (const name of classes.split('.')) {
    if (name) {
      element.classList.add(name);
    }
  }
  const first = rest[0];
  const plain = first && typeof first === 'object' && !(first instanceof Node) && !Array.isArray(first);
  if (plain) {
    set(element, first);
  }
  append(element, plain ? rest.slice(1) : rest);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'class') {
      element.classList.add(...value.split(' ').filter(Boolean));
    } else if (name === 'style') {
      // Through the object model, which the content security policy allows; as an attribute it does not.
      for (const [property, setting] of Object.entries(value)) {
        element.style.setProperty(property, setting);
      }
    } else if (name === 'value') {
      element.value = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) {
      append(element, child);
    } else if (child !== undefined && child !== null && child !== false) {
      element.append(child);
    }
  }
}

/** Puts these in place of what is in `element`. */
export function fill(element, ...children) {
  const fresh = document.createDocumentFragment();
  append(fresh, children);
  element.replaceChildren(fresh);
  return element;
}

let ids = 0;

/** An id that no other element of the page has. */
export function freshId(word) {
  ids += 1;
  return `${word}-${ids}`;
}

/** Calls `work` when `delay` milliseconds have passed without another call. */
export function settled(work, delay) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), delay);
  };
}
