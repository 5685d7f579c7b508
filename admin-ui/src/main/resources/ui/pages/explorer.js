/** Where does a name lead, and why? With the whole width for the picture, and an address to send to somebody. */

import {fill, h} from '../lib/dom.js';
import {ExplorerPanel} from '../parts/explorer-panel.js';
import {namespaceField} from '../parts/namespace-field.js';

export function show({main, live, query, signal, go}) {
  const share = h('button', {type: 'button', onclick: copy}, 'Copy link');
  const panel = new ExplorerPanel({
    namespace: query.get('namespace') ?? '',
    path: query.get('path') ?? '',
    dtab: query.get('dtab') ?? '',
    signal,
    onAsk: remember,
  });
  const field = namespaceField({
    live,
    signal,
    value: panel.namespace,
    onChange: (namespace) => {
      panel.namespace = namespace;
      remember({path: panel.path.value.trim(), dtab: panel.dtab.value.trim()});
      panel.ask();
    },
  });
  fill(
    main,
    h('div.page-head', h('h1', 'Explorer'), h('div.actions', share)),
    h('div.question', field, panel.form),
    panel.element,
  );
  live.onChange(({names}) => names.has(panel.namespace) && panel.refresh(), signal);

  function remember({path, dtab}) {
    const asked = Object.entries({namespace: panel.namespace, path, dtab}).filter(([, value]) => value);
    go(`/explorer?${new URLSearchParams(asked)}`, {replace: true});
  }

  async function copy() {
    // Browsers give the clipboard to pages of https and of this machine only.
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(location.href).then(() => say('Copied'), () => say('Copy it from the address bar'));
    } else {
      say('Copy it from the address bar');
    }
  }

  function say(text) {
    share.textContent = text;
    setTimeout(() => { share.textContent = 'Copy link'; }, 2000);
  }

  return 'Explorer';
}
