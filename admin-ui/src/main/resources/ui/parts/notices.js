/** What has to be said to the operator: at the top of the page, until it is closed or another page is left. */

import {fill, h} from '../lib/dom.js';
import {plural} from '../lib/words.js';
import {mark} from './flow.js';

const place = () => document.getElementById('notices');

/**
 * Shows a notice and gives it, to be changed with `say` or taken away with `remove`.
 *
 * @param kind `good`, `bad` or `info`; the text has to say it too
 * @param content of the notice: texts and elements
 */
export function notice(kind, ...content) {
  const body = h('div.notice-body');
  const element = h(
    `div.notice.${kind}`,
    {role: kind === 'bad' ? 'alert' : 'status'},
    body,
    h('button.quiet', {type: 'button', 'aria-label': 'Close this notice', onclick: () => element.remove()}, 'Close'),
  );
  element.say = (...fresh) => fill(body, ...fresh);
  element.say(...content);
  place().prepend(element);
  return element;
}

/** Takes away what was said before: it is about something that is over. */
export function clearNotices() {
  place().replaceChildren();
}

/** An error where its cause is, with a way to try again. */
export function failure(error, retry) {
  return h(
    'div.notice.bad',
    {role: 'alert'},
    h('div.notice-body', h('strong', 'That did not work. '), error.message),
    retry && h('button', {type: 'button', onclick: retry}, 'Try again'),
  );
}

/**
 * Shows a form as a dialog; true when it is left by its button with the value `yes`.
 *
 * @param kind a class, as `h` has it
 * @param id of the title
 */
function answeredYes({kind = '', id, title, onsubmit}, ...content) {
  return new Promise((resolve) => {
    const dialog = h(
      `dialog${kind}`,
      {'aria-labelledby': id, onclose: () => { dialog.remove(); resolve(dialog.returnValue === 'yes'); }},
      h('form', {method: 'dialog', onsubmit}, h(`h2#${id}`, title), content),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Asks before something that hurts; true when it is to be done. */
export function ask({title, text, action, danger = false}) {
  return answeredYes(
    {id: 'ask-title', title},
    h('p', text),
    h(
      'div.actions',
      h('button', {value: 'no', autofocus: true}, 'Cancel'),
      h(`button${danger ? '.danger' : '.primary'}`, {value: 'yes'}, action),
    ),
  );
}

const MAX_FINDINGS = 20;

/** What a write breaks, as the server says it: `{path, watchers, before, after, reason}` each. */
export function breaks(findings) {
  return h(
    'ul.findings',
    findings.slice(0, MAX_FINDINGS).map((one) =>
      h('li', one.path && h('code', one.path), one.watchers > 0 && ` · ${plural(one.watchers, 'watcher')}`, one.path && ': ', one.reason)),
    findings.length > MAX_FINDINGS && h('li', `and ${findings.length - MAX_FINDINGS} more`),
  );
}

/** Of a write that is done, for its notice. */
export const warned = (findings) => h('div.warned', mark('warn', 'What it breaks, or may break:'), breaks(findings));

/**
 * Writes with `attempt(check)`. What the server refuses is done all the same if the operator types the namespace. Gives
 * what the attempt gave; null when it is not to be done.
 */
export async function unlessRefused(namespace, attempt) {
  try {
    return await attempt('refuse');
  } catch (error) {
    if (!error.details?.refused) {
      throw error;
    }
    return (await typed(namespace, error.details.refused)) ? attempt('warn') : null;
  }
}

/** True when the operator has typed the namespace and says yes. */
function typed(namespace, findings) {
  const go = h('button.danger', {value: 'yes', disabled: true}, 'Do it anyway');
  const name = h('input', {id: 'anyway-name', autocomplete: 'off', spellcheck: false, autofocus: true, oninput: () => { go.disabled = name.value.trim() !== namespace; }});
  return answeredYes(
    {
      kind: '.refused',
      id: 'anyway-title',
      title: mark('bad', 'Refused: nothing was written'),
      onsubmit: (event) => event.submitter?.value === 'yes' && go.disabled && event.preventDefault(),
    },
    breaks(findings),
    h('div.field', h('label', {for: 'anyway-name'}, 'To do it anyway, type ', h('strong', namespace)), name),
    h('div.actions', h('button', {value: 'no'}, 'Cancel'), go),
  );
}
