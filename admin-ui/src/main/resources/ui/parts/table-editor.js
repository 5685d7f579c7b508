/** Editing a table: marks what is wrong as one types, says what would change, saves if nobody was faster. */

import {fill, h, settled} from '../lib/dom.js';
import {aligned} from '../lib/dtab.js';
import {plural, version as versionText} from '../lib/words.js';
import {conflictPanel} from './conflict.js';
import {diffView} from './diff-view.js';
import {openEditor} from './editor.js';
import {mark} from './flow.js';
import {failure} from './notices.js';
import {PreviewPanel} from './preview-panel.js';
import {save} from './saving.js';

/** A pause in typing, in milliseconds. */
const PAUSE = 300;

export class TableEditor {
  #options;
  #base;
  #editor = null;
  #preview;
  #frame = h('div.editor-frame', h('p.muted', 'loading the editor…'));
  #status = h('span.editor-status', {role: 'status', id: 'editor-status'});
  #save = h('button.primary', {type: 'button', 'aria-describedby': 'editor-status', onclick: () => this.#saveNow()}, 'Save');
  #elsewhere = h('div');
  #problem = h('div');
  #diff = h('details', h('summary', 'My changes'));
  #ended = new AbortController();
  element;

  /**
   * @param base `{text, version}` that the edit begins with
   * @param text to begin with, which may be another
   * @param onSaved called with `{text, version}`
   * @param onClose called when there is nothing more to edit
   */
  constructor(options) {
    this.#options = options;
    this.#base = options.base;
    const signal = AbortSignal.any([options.signal, this.#ended.signal]);
    this.#preview = new PreviewPanel({namespace: options.namespace, signal, onResult: (result) => this.#judge(result), goTo: (line, column) => this.#editor.goTo(line, column)});
    this.element = h(
      'div.table-editor',
      this.#elsewhere,
      this.#frame,
      h(
        'div.editor-bar',
        this.#status,
        h('button', {type: 'button', onclick: () => this.#align()}, 'Align'),
        h('button', {type: 'button', onclick: () => this.#cancel()}, 'Cancel'),
        this.#save,
      ),
      this.#problem,
      this.#diff,
      this.#preview.element,
    );
    this.#diff.addEventListener('toggle', () => this.#drawDiff());
    document.addEventListener('leave', (event) => !this.#mayLeave() && event.preventDefault(), {signal});
    addEventListener('beforeunload', (event) => this.#dirty && event.preventDefault(), {signal});
  }

  async open() {
    const check = settled(() => this.#check(), PAUSE);
    const editor = await openEditor({
      text: this.#options.text,
      label: `Table of ${this.#options.namespace}`,
      onChange: () => {
        this.#save.disabled = true;
        this.#drawStatus();
        check();
      },
      onSave: () => this.#saveNow(),
    });
    if (this.#options.signal.aborted) {
      editor.close();
      return;
    }
    this.#editor = editor;
    fill(this.#frame, editor.element);
    editor.focus();
    this.#check();
  }

  /** Somebody else has saved while this is open. */
  changedElsewhere(state) {
    if (state.version === this.#base.version) {
      return;
    }
    fill(
      this.#elsewhere,
      h(
        'div.notice.bad',
        {role: 'alert'},
        h('div.notice-body', h('strong', mark('warn', 'Somebody else has changed the table. ')), `It is ${versionText(state.version)} now; you edit ${versionText(this.#base.version)}.`),
        h('button', {type: 'button', onclick: () => this.#resolve(state)}, 'Compare and go on'),
      ),
    );
  }

  get #dirty() {
    return this.#editor !== null && this.#editor.text() !== this.#base.text;
  }

  #check() {
    this.#drawDiff();
    this.#preview.ask(this.#editor.text());
  }

  #judge(result) {
    this.#editor.mark(result.findings);
    this.#drawStatus();
  }

  #drawStatus() {
    const result = this.#preview.result;
    const errors = result?.findings.filter((finding) => finding.severity === 'error').length ?? 0;
    const unreadable = result !== null && !result.valid;
    // Without an answer the server judges when saving.
    const refused = unreadable && result.error.status === 400;
    this.#save.disabled = !this.#dirty || refused;
    fill(
      this.#status,
      !this.#dirty ? h('span.muted', 'Nothing changed yet') : refused ? mark('bad', 'Cannot be saved: it is not a dtab') : errors > 0 ? mark('warn', `${plural(errors, 'error')} found; it can be saved all the same`) : mark('changed', 'Not saved'),
    );
  }

  #drawDiff() {
    this.#diff.hidden = !this.#dirty;
    if (this.#diff.open && this.#editor) {
      fill(this.#diff, h('summary', 'My changes'), diffView(this.#base.text, this.#editor.text(), 'My changes'));
    }
  }

  #align() {
    const text = aligned(this.#editor.text());
    if (text === null) {
      fill(this.#problem, h('p', mark('warn', 'Not aligned: some dentry cannot be read.')));
    } else {
      fill(this.#problem);
      this.#editor.setText(text);
    }
    this.#editor.focus();
  }

  async #saveNow() {
    if (this.#save.disabled) {
      return;
    }
    const text = this.#editor.text();
    this.#save.disabled = true;
    fill(this.#problem);
    try {
      const result = await save({
        namespace: this.#options.namespace,
        text,
        base: this.#base,
        done: 'Saved',
        wayBack: text === this.#options.wayBack,
        signal: this.#options.signal,
        onSaved: (saved) => {
          if (!this.#ended.signal.aborted) {
            this.#close();
          }
          this.#options.onSaved(saved);
        },
      });
      if (result.cancelled) {
        this.#save.disabled = false;
      } else if (result.conflict === null) {
        fill(this.#problem, failure({message: 'The namespace was deleted meanwhile. Copy your text, create the namespace again and put it there.'}));
      } else if (result.conflict) {
        this.#resolve(result.conflict);
      }
    } catch (error) {
      this.#save.disabled = false;
      fill(this.#problem, failure(error));
    }
  }

  #resolve(theirs) {
    fill(this.#elsewhere);
    const panel = conflictPanel({
      base: this.#base,
      theirs,
      mine: this.#editor.text(),
      onResolve: ({text, base}) => {
        this.#base = base;
        panel.remove();
        this.#editor.setText(text);
        this.#editor.focus();
        this.#check();
      },
    });
    fill(this.#problem, panel);
  }

  #cancel() {
    if (this.#mayLeave()) {
      this.#close();
    }
  }

  #mayLeave() {
    return !this.#dirty || confirm('What you have changed is not saved. Leave it?');
  }

  #close() {
    this.#ended.abort();
    this.#editor?.close();
    this.#options.onClose();
  }
}
