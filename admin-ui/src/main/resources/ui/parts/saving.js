/**
 * Saving a table, whoever asks for it: compare and swap, the news of it with its arrival at the watchers, and the
 * way back.
 */

import {h} from '../lib/dom.js';
import {readDtab, saveDtab} from '../lib/api.js';
import {version as versionText} from '../lib/words.js';
import {arrival} from './arrival.js';
import {mark} from './flow.js';
import {clearNotices, notice} from './notices.js';

/**
 * Saves `text` over `base` (`{text, version}`). Gives the new version; or `{conflict}`, the state that somebody
 * else has made of it meanwhile, which is null when it was deleted.
 *
 * @param done what was done, for the notice
 * @param onSaved called with `{text, version}` after this and after an undo
 */
export async function save({namespace, text, base, done, signal, onSaved}) {
  let version;
  try {
    version = await saveDtab(namespace, text, base.version);
  } catch (error) {
    if (error.status === 412 || error.status === 404) {
      return {conflict: await readDtab(namespace, signal)};
    }
    throw error;
  }
  const saved = {text, version};
  clearNotices();
  tell({namespace, saved, base, done, signal, onSaved});
  onSaved?.(saved);
  return {version};
}

function tell({namespace, saved, base, done, signal, onSaved}) {
  // Its own: the news goes on while another page of this namespace is looked at.
  const closed = new AbortController();
  const undo = h('button.primary', {type: 'button'}, 'Undo');
  const shown = notice(
    'good',
    h('strong', mark('good', `${done} as ${versionText(saved.version)}. `)),
    arrival({namespace, version: saved.version, signal: AbortSignal.any([closed.signal, signal])}),
    ' ',
    undo,
  );
  undo.addEventListener('click', async () => {
    undo.disabled = true;
    try {
      const result = await save({namespace, text: base.text, base: saved, done: 'Undone and saved', signal, onSaved});
      closed.abort();
      if (result.conflict !== undefined) {
        shown.say(
          h('strong', 'Not undone: '),
          'somebody has changed the table since. Its history has every version; restore the one you want there.',
        );
      }
    } catch (error) {
      undo.disabled = false;
      notice('bad', h('strong', 'Not undone. '), error.message);
    }
  });
}
