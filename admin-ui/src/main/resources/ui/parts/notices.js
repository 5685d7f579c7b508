/** What has to be said to the operator: at the top of the page, until it is closed or another page is left. */

import {fill, h} from '../lib/dom.js';

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

/** Asks before something that hurts; true when it is to be done. */
export function ask({title, text, action, danger = false}) {
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      {'aria-labelledby': 'ask-title', onclose: () => { dialog.remove(); resolve(dialog.returnValue === 'yes'); }},
      h(
        'form',
        {method: 'dialog'},
        h('h2#ask-title', title),
        h('p', text),
        h(
          'div.actions',
          h('button', {value: 'no', autofocus: true}, 'Cancel'),
          h(`button${danger ? '.danger' : '.primary'}`, {value: 'yes'}, action),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
