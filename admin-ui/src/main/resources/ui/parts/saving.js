/**
 * Saving a table, whoever asks for it: compare and swap, the news of it with its arrival at the watchers, and the
 * way back.
 */

import {h} from '../lib/dom.js';
import {readDtab, saveDtab} from '../lib/api.js';
import {version as versionText} from '../lib/words.js';
import {arrival} from './arrival.js';
import {mark} from './flow.js';
import {clearNotices, notice, unlessRefused, warned} from './notices.js';

/**
 * Saves `text` over `base` (`{text, version}`). Gives the new version; or `{conflict}`, the state that somebody
 * else has made of it meanwhile, which is null when it was deleted; or `{cancelled}`, when the server has refused what
 * it would break and the operator does not want it.
 *
 * @param done what was done, for the notice
 * @param wayBack whether it puts back what was there, which is never refused
 * @param onSaved called with `{text, version}` after this and after an undo
 */
export async function save({namespace, text, base, done, wayBack = false, signal, onSaved}) {
  const attempt = (check) => saveDtab(namespace, text, base.version, check);
  let result;
  try {
    result = wayBack ? await attempt('warn') : await unlessRefused(namespace, attempt);
  } catch (error) {
    if (error.status === 412 || error.status === 404) {
      return {conflict: await readDtab(namespace, signal)};
    }
    throw error;
  }
  if (result === null) {
    return {cancelled: true};
  }
  const saved = {text, version: result.version};
  announce({namespace, saved, before: base.text, done, warnings: result.warnings, signal, onSaved});
  return {version: saved.version};
}

/**
 * Says that `saved` (`{text, version}`) is written, with its arrival and the way back.
 *
 * @param before the text that an undo puts back
 * @param warnings what the server says that it breaks
 */
export function announce({namespace, saved, before, done, warnings = [], signal, onSaved}) {
  clearNotices();
  // Its own: the news goes on while another page of this namespace is looked at.
  const closed = new AbortController();
  const undo = h('button.primary', {type: 'button'}, 'Undo');
  const shown = notice(
    'good',
    h('strong', mark('good', `${done} as ${versionText(saved.version)}. `)),
    arrival({namespace, version: saved.version, signal: AbortSignal.any([closed.signal, signal])}),
    ' ',
    undo,
    warnings.length > 0 && warned(warnings),
  );
  onSaved?.(saved);
  undo.addEventListener('click', async () => {
    undo.disabled = true;
    try {
      const result = await save({namespace, text: before, base: saved, done: 'Undone and saved', wayBack: true, signal, onSaved});
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
