/** Starts the page: which address shows what, the connection, and links that need no new page. */

import {fill, h} from './lib/dom.js';
import {readOnly} from './lib/api.js';
import {Live} from './lib/live.js';
import {duration} from './lib/words.js';
import {failure} from './parts/notices.js';

/** `[pattern, tab, module]`; a module's `show` fills the page and gives its title. */
const PAGES = [
  [/^\/$/, '/', './pages/namespaces.js'],
  [/^\/dtab\/([^/]+)\/?$/, '/', './pages/namespace.js'],
  [/^\/explorer\/?$/, '/explorer', './pages/explorer.js'],
  [/^\/shift\/?$/, '/shift', './pages/shift.js'],
  [/^\/namers\/?$/, '/namers', './pages/namers.js'],
  [/^\/watchers\/?$/, '/watchers', './pages/watchers.js'],
  [/^\/health\/?$/, '/health', './pages/health.js'],
];

const main = document.getElementById('main');
const live = new Live().start();
let left = new AbortController();

async function show() {
  left.abort();
  left = new AbortController();
  const {signal} = left;
  const found = PAGES.map(([pattern, tab, module]) => [pattern.exec(location.pathname), tab, module]).find(([match]) => match);
  markTab(found?.[1]);
  if (!found) {
    title('Not found');
    fill(main, h('h1', 'Nothing here'), h('p', 'There is no page at ', h('code', location.pathname), '. ', h('a', {href: '/'}, 'All namespaces')));
    return;
  }
  const [match, , module] = found;
  try {
    const page = await import(module);
    if (signal.aborted) {
      return;
    }
    fill(main);
    const query = new URLSearchParams(location.search);
    title(await page.show({main, live, query, signal, go, name: match[1] && decodeURIComponent(match[1])}));
  } catch (error) {
    if (!signal.aborted) {
      title('Error');
      fill(main, h('h1', 'This page could not be shown'), failure(error, show));
    }
  }
}

function title(text) {
  document.title = text ? `${text} · dtabd` : 'dtabd';
}

function markTab(address) {
  for (const link of document.querySelectorAll('.tabs a')) {
    if (link.getAttribute('href') === address) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

/** Goes to an address of this page. A page may keep one from leaving by handling `leave`. */
function go(address, {replace = false} = {}) {
  const leave = new CustomEvent('leave', {cancelable: true});
  if (!replace && !document.dispatchEvent(leave)) {
    return;
  }
  window.history[replace ? 'replaceState' : 'pushState'](null, '', address);
  if (!replace) {
    scrollTo(0, 0);
    show().then(() => main.focus({preventScroll: true}));
  }
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) {
    return;
  }
  const url = new URL(link.href);
  if (url.origin === location.origin && PAGES.some(([pattern]) => pattern.test(url.pathname)) && !link.getAttribute('href').startsWith('#')) {
    event.preventDefault();
    go(url.pathname + url.search);
  }
});

addEventListener('popstate', show);

/** Says whether what is seen is how things are, and how old it is when not. */
function tellConnection() {
  const place = document.getElementById('connection');
  const age = duration(Date.now() - live.heard);
  const texts = {
    connecting: 'connecting…',
    live: 'live',
    lost: `connection lost; this is how it was ${age} ago`,
  };
  place.dataset.state = live.state;
  const stale = live.state === 'live' && live.store?.staleSince;
  const text = stale
    ? `store away; this is how it was ${duration(Date.now() - Date.parse(live.store.staleSince))} ago`
    : texts[live.state];
  place.dataset.state = stale ? 'lost' : live.state;
  document.body.classList.toggle('stale', live.state === 'lost' || Boolean(stale));
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

live.addEventListener('state', tellConnection);
live.onChange(tellConnection);
setInterval(tellConnection, 1000);

if (readOnly) {
  document.querySelector('.brand').after(h('span.badge.read-only', {title: 'The configuration says io.dtabd.readOnly: nothing can be changed here'}, 'read-only'));
}
show();
