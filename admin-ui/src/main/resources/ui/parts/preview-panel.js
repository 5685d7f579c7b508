/** What a table would do before it is saved: to names that proxies watch now, and what looks wrong in it. */

import {fill, h} from '../lib/dom.js';
import {preview} from '../lib/api.js';
import {boundDestinations, nowhere} from '../lib/tree.js';
import {percent, plural} from '../lib/words.js';
import {flow, mark} from './flow.js';

const MAX_NAMES = 100;
const MAX_FINDINGS = 50;

export class PreviewPanel {
  #asked = 0;
  #options;
  #question = new AbortController();

  /** What the server last said: `{valid, findings, changes, error}`. */
  result = null;
  element = h('section.preview', {'aria-label': 'Preview'});

  /**
   * @param namespace whose watchers are asked about
   * @param onResult called with `result`
   * @param goTo called with line and column when a finding is chosen; absent where there is no editor
   */
  constructor(options) {
    this.#options = options;
  }

  /** @param paths names to compare besides those that are watched */
  async ask(text, paths = []) {
    this.#asked += 1;
    const asked = this.#asked;
    this.#question.abort();
    this.#question = new AbortController();
    this.element.setAttribute('aria-busy', 'true');
    let result;
    try {
      const answer = await preview(this.#options.namespace, text, paths, AbortSignal.any([this.#question.signal, this.#options.signal]));
      result = {valid: true, findings: answer.findings, answer, error: null};
    } catch (error) {
      if (error.name === 'AbortError') {
        return;
      }
      const {line, column} = error.details ?? {};
      const findings = line ? [{severity: 'error', line, column, message: error.message}] : [];
      result = {valid: false, findings, answer: null, error};
    }
    if (asked === this.#asked) {
      this.element.removeAttribute('aria-busy');
      this.result = result;
      this.#show();
      this.#options.onResult?.(result);
    }
  }

  #show() {
    const {answer, findings, error} = this.result;
    fill(
      this.element,
      error && findings.length === 0 && h('p', mark('bad', error.message)),
      findings.length > 0 && this.#findings(findings),
      answer && this.#names(answer),
    );
  }

  #findings(findings) {
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    return [
      h('h3', errors ? mark('bad', plural(errors, 'error')) : mark('warn', plural(findings.length, 'warning'))),
      h(
        'ul.findings',
        findings.slice(0, MAX_FINDINGS).map((finding) => h('li', mark(finding.severity === 'error' ? 'bad' : 'warn', ''), this.#place(finding), ` ${finding.message}`)),
        findings.length > MAX_FINDINGS && h('li', `and ${findings.length - MAX_FINDINGS} more`),
      ),
    ];
  }

  #place(finding) {
    if (!finding.line) {
      return null;
    }
    const text = finding.column ? `Line ${finding.line}, column ${finding.column}:` : `Line ${finding.line}:`;
    return this.#options.goTo
      ? h('button.link', {type: 'button', onclick: () => this.#options.goTo(finding.line, finding.column)}, text)
      : h('strong', text);
  }

  #names(answer) {
    const all = answer.names.filter((name) => name.differs);
    // What nobody watches stands for those who would; where somebody does, they speak for themselves.
    const watched = all.filter((name) => name.watchers > 0);
    const changed = watched.length > 0 ? watched : all;
    const same = answer.unchanged ?? answer.names.length - all.length;
    const asked = changed.length + same;
    if (asked === 0) {
      return [h('h3', 'What would change'), h('p.muted', 'No proxy watches a name in this namespace now, so there is nothing to compare.')];
    }
    return [
      h('h3', 'What would change'),
      h('p', changed.length === 0
        ? mark('info', `Nothing changes for ${asked === 1 ? 'the one name' : `the ${plural(asked, 'name')}`} asked about.`)
        : [mark('changed', `${plural(changed.length, 'name')} ${changed.length === 1 ? 'goes' : 'go'} elsewhere`), `, ${same.toLocaleString('en')} ${same === 1 ? 'stays as it is' : 'stay as they are'}.`]),
      h('ul.changes', changed.slice(0, MAX_NAMES).map(nameChange)),
      (answer.truncated || changed.length > MAX_NAMES) && h('p.muted', 'There are more; the first are shown.'),
    ];
  }
}

function nameChange(name) {
  const side = (title, tree, problem) =>
    h('div', h('h4', title), problem ? h('p', mark('bad', problem)) : flow(boundDestinations(tree), nowhere(tree), {withAddresses: false}));
  return h(
    'li.change',
    h('p.change-head', h('code', name.path), name.dtab && h('span.muted', ' with ', h('code', name.dtab)), h('span.muted', name.watchers > 0 ? ` · ${plural(name.watchers, 'watcher')}` : ' · watched by nobody now')),
    h('div.before-after', side('Now', name.before), side('Then', name.after, name.problem)),
    name.lost?.length > 0 && h('ul.lost', name.lost.map((one) => h('li', mark('bad', '0 %: '), h('code', one.destination), ` ${one.reason} (${percent(one.share)} is meant for it)`))),
  );
}
