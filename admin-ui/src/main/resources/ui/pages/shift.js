/** Moving traffic: choose a dentry, give each target its share, see what it does, apply, watch it arrive. */

import {namers, readDtab, readOnly, shift} from '../lib/api.js';
import {fill, freshId, h, settled} from '../lib/dom.js';
import {choices, nextStep, shares, targets, withDentry, withDestination} from '../lib/split.js';
import {diffView} from '../parts/diff-view.js';
import {mark} from '../parts/flow.js';
import {namespaceField} from '../parts/namespace-field.js';
import {breaks, clearNotices, failure, unlessRefused} from '../parts/notices.js';
import {PreviewPanel} from '../parts/preview-panel.js';
import {announce, save} from '../parts/saving.js';
import {Sliders} from '../parts/sliders.js';
import {NamespaceWatchers} from '../parts/watcher-table.js';

const PAUSE = 250;
const REFRESH = 1000;
const MAX_OFFERED = 500;
const PREFIX = /^(?:\/(?:\*|(?:[\w:.#$%-]|\\x[0-9a-fA-F]{2})+))+$/;

export async function show(context) {
  const {main, live, query, signal} = context;
  const page = new ShiftPage(context);
  fill(main, page.element);
  live.onChange(({names}) => names.has(page.namespace) && page.changedElsewhere(), signal);
  await page.choose(query.get('namespace') ?? '', query.get('prefix') ?? '');
  return 'Traffic shift';
}

class ShiftPage {
  namespace = '';
  #context;
  #base = null;
  #prefix = '';

  /** The dentry of #base with that prefix; null when it is to be made. */
  #dentry = null;
  #targets = [];
  #moved = false;

  /** What the server says of the shares that were asked about last: `{text, warnings}`, or `{error}`; null until then. */
  #proposal = null;
  #known = null;
  #sliders = new Sliders({onChange: (list) => this.#move(list)});
  #preview;
  #work = h('div');
  #news = h('div');
  #status = h('span.editor-status', {role: 'status', id: 'shift-status'});
  #apply = h('button.primary', {type: 'button', 'aria-describedby': 'shift-status', onclick: () => this.#applyNow()}, 'Apply');
  #reset = h('button', {type: 'button', onclick: () => this.#begin()}, 'Reset');
  #diff = h('details', h('summary', 'The change in the table'));
  #watchers = h('section');
  #watcherTable = null;
  #check = settled(() => this.#ask(), PAUSE);
  element;

  constructor(context) {
    const {live, signal, query} = context;
    this.#context = context;
    this.#choice = h('div.field');
    const field = namespaceField({live, signal, value: query.get('namespace') ?? '', onChange: (name) => this.choose(name, '')});
    this.element = h(
      'div',
      h('div.page-head', h('h1', 'Traffic shift')),
      h('div.question', field, this.#choice),
      this.#news,
      this.#work,
    );
    this.#diff.addEventListener('toggle', () => this.#drawDiff());
    const timer = setInterval(() => this.#watcherTable?.refresh(this.#base?.version), REFRESH);
    signal.addEventListener('abort', () => clearInterval(timer));
    document.addEventListener('leave', (event) => this.#moved && !confirm('The shift is not applied. Leave it?') && event.preventDefault(), {signal});
  }

  #choice;

  /** Shows a dentry of a namespace; without a prefix, the first with a split. */
  async choose(namespace, prefix) {
    if (namespace === '') {
      fill(this.#work, h('p.muted', 'Choose a namespace.'));
      return;
    }
    const {signal} = this.#context;
    this.namespace = namespace;
    fill(this.#news);
    this.#preview = new PreviewPanel({namespace, signal, onResult: () => this.#drawStatus()});
    this.#watcherTable = new NamespaceWatchers({namespace, signal});
    try {
      this.#base = await readDtab(namespace, signal);
      this.#known ??= await namers(signal).then((all) => all.flatMap((namer) => namer.names ?? []), () => []);
    } catch (error) {
      fill(this.#work, failure(error, () => this.choose(namespace, prefix)));
      return;
    }
    if (this.#base === null) {
      fill(this.#choice);
      fill(this.#work, h('p.empty', `There is no namespace ${namespace}.`));
      return;
    }
    const all = choices(this.#base.text);
    this.#prefix = prefix || (all.find((one) => one.split) ?? all.at(-1))?.dentry.prefix || '';
    this.#drawChoice();
    this.#begin();
  }

  #drawChoice() {
    const id = freshId('dentry');
    // Of dentries with one prefix the last is the one that wins.
    const all = [...new Map(choices(this.#base.text).map((one) => [one.dentry.prefix, one])).values()];
    const option = ({dentry}) => h('option', {value: dentry.prefix, selected: dentry.prefix === this.#prefix}, `${dentry.prefix} => ${dentry.dst}`);
    const split = all.filter((one) => one.split);
    const whole = all.filter((one) => !one.split);
    const isNew = this.#prefix !== '' && !all.some((one) => one.dentry.prefix === this.#prefix);
    const select = h(
      'select.mono',
      {id, onchange: () => this.#chosen(select.value)},
      isNew && h('option', {value: this.#prefix, selected: true}, `${this.#prefix} (a new dentry)`),
      split.length > 0 && h('optgroup', {label: 'With a split'}, split.map(option)),
      whole.length > 0 && h('optgroup', {label: 'Without: makes one'}, whole.map(option)),
      h('option', {value: ''}, 'A new dentry…'),
    );
    fill(this.#choice, h('label', {for: id}, 'Dentry'), select);
  }

  #chosen(prefix) {
    let chosen = prefix;
    if (chosen === '') {
      chosen = prompt('Prefix of the new dentry, for example /host/world')?.trim() ?? '';
      if (!PREFIX.test(chosen)) {
        fill(this.#news, chosen !== '' && h('p', mark('bad', `“${chosen}” is not a prefix.`)));
        this.#drawChoice();
        return;
      }
    }
    fill(this.#news);
    this.#prefix = chosen;
    this.#drawChoice();
    this.#begin();
  }

  /** From the table as it is. */
  #begin() {
    const {go} = this.#context;
    if (this.#prefix === '') {
      fill(this.#work, h('p.empty', 'The table is empty. Choose “A new dentry…” to begin.'));
      return;
    }
    go(`/shift?${new URLSearchParams({namespace: this.namespace, prefix: this.#prefix})}`, {replace: true});
    this.#moved = false;
    this.#proposal = null;
    this.#find();
    this.#targets = this.#dentry ? targets(this.#base.text, this.#dentry) : [{text: nextStep(this.#base.text, this.#prefix) ?? '~', percent: 100}];
    this.#draw();
  }

  #find() {
    this.#dentry = choices(this.#base.text).findLast((one) => one.dentry.prefix === this.#prefix)?.dentry ?? null;
  }

  #draw() {
    const title = freshId('watchers');
    this.#watchers = h('section', {'aria-labelledby': title}, h('h2', {id: title}, 'Watchers'), this.#watcherTable.element);
    fill(
      this.#work,
      h(
        'div.columns',
        h('div.stack', this.#shares(), this.#watchers),
        h('section', {'aria-label': 'What it does'}, this.#preview.element),
      ),
    );
    this.#sliders.show(this.#targets, this.#offers());
    this.#watcherTable.refresh(this.#base.version);
    this.#drawStatus();
    this.#ask();
  }

  #shares() {
    return h(
      'section',
      {'aria-label': 'Shares'},
      h('h2', h('code', this.#prefix)),
      h('p.muted', this.#dentry ? `is now ${this.#dentry.dst}` : 'has no dentry of its own yet; one is added at the end, where it wins'),
      this.#sliders.element,
      h('div.editor-bar', this.#status, this.#reset, !readOnly && this.#apply),
      this.#diff,
    );
  }

  /** Names beside that of the first target: where v1 is, v2 may be. */
  #offers() {
    const first = this.#targets[0]?.text ?? '';
    const parent = first.slice(0, first.lastIndexOf('/'));
    return this.#known.slice(0, MAX_OFFERED).map((name) => `${parent}/${name.replace(/^\//, '')}`).filter((name) => name !== first);
  }

  #move(list) {
    this.#targets = list;
    this.#moved = true;
    this.#proposal = null;
    this.#apply.disabled = true;
    this.#drawStatus();
    this.#check();
  }

  /** What the table would be; as it is, as long as that is not known. */
  #text() {
    return this.#proposal?.text ?? this.#base.text;
  }

  #step() {
    const {prefix, dstStart, dstEnd} = this.#dentry;
    return {prefix, shares: shares(this.#targets), expect: `${prefix} => ${this.#base.text.slice(dstStart, dstEnd)}`};
  }

  async #ask() {
    const asked = this.#targets;
    if (this.#moved) {
      const proposal = await this.#propose();
      if (asked !== this.#targets || proposal === null) {
        return;
      }
      this.#proposal = proposal;
    }
    this.#drawStatus();
    this.#drawDiff();
    const paths = this.#prefix.includes('*') ? [] : [this.#prefix];
    this.#preview.ask(this.#text(), paths);
  }

  async #propose() {
    if (!this.#dentry) {
      return {text: withDentry(this.#base.text, this.#prefix, this.#targets), warnings: []};
    }
    const {text} = this.#base;
    const dentry = this.#dentry;
    try {
      const {signal} = this.#context;
      const answer = await shift(this.namespace, this.#step(), {check: 'warn', dryRun: true, signal});
      return {text: withDestination(text, dentry, answer.after), warnings: answer.warnings};
    } catch (error) {
      return error.name === 'AbortError' ? null : {error};
    }
  }

  #drawDiff() {
    this.#diff.hidden = !this.#moved;
    if (this.#diff.open) {
      fill(this.#diff, h('summary', 'The change in the table'), diffView(this.#base.text, this.#text(), 'The change in the table'));
    }
  }

  #drawStatus() {
    const {error, warnings = []} = this.#proposal ?? {};
    // Somebody has changed the dentry: that is shown, with these shares, as soon as it is heard of.
    const refused = error && error.status !== 412;
    const changed = this.#moved && this.#text() !== this.#base.text;
    this.#apply.disabled = !changed;
    this.#reset.disabled = !this.#moved;
    const dropped = this.#targets.filter((target) => target.percent === 0);
    fill(
      this.#status,
      refused ? mark('bad', error.message) : this.#moved && this.#proposal === null ? mark('waiting', 'asking what it does') : changed ? mark('changed', 'Not applied') : h('span.muted', 'Nothing moved yet'),
      changed && dropped.length > 0 && h('span.muted.small', ` Left out at 0 %: ${dropped.map((target) => target.text).join(', ')}`),
      changed && warnings.length > 0 && breaks(warnings),
    );
  }

  async #applyNow() {
    this.#apply.disabled = true;
    fill(this.#news);
    try {
      if (this.#dentry) {
        await this.#takeStep();
      } else {
        await this.#addDentry();
      }
    } catch (error) {
      this.#apply.disabled = false;
      fill(this.#news, failure(error));
    }
  }

  #saved(saved) {
    this.#base = saved;
    this.#drawChoice();
    this.#begin();
  }

  async #takeStep() {
    const {signal} = this.#context;
    const step = this.#step();
    const base = this.#base;
    const dentry = this.#dentry;
    let answer;
    try {
      answer = await unlessRefused(this.namespace, (check) => shift(this.namespace, step, {check}));
    } catch (error) {
      if (error.status === 412 || error.status === 404) {
        this.#conflict(await readDtab(this.namespace, signal));
        return;
      }
      throw error;
    }
    if (answer === null) {
      this.#apply.disabled = false;
      return;
    }
    const text = withDestination(base.text, dentry, answer.after);
    const fresh = await readDtab(this.namespace, signal);
    // Others may have changed other dentries: the way back is for this one alone.
    const theirs = fresh !== null && fresh.text !== text;
    const now = theirs ? choices(fresh.text).findLast((one) => one.dentry.prefix === dentry.prefix)?.dentry : null;
    announce({
      namespace: this.namespace,
      saved: fresh ?? {text, version: answer.version},
      before: theirs ? (now ? withDestination(fresh.text, now, answer.before) : fresh.text) : base.text,
      done: `Shifted ${this.#prefix}, saved`,
      warnings: answer.warnings,
      signal,
      onSaved: (saved) => this.#saved(saved),
    });
  }

  /** A new dentry is a change of the table. */
  async #addDentry() {
    const {signal} = this.#context;
    const result = await save({
      namespace: this.namespace,
      text: this.#text(),
      base: this.#base,
      done: `Shifted ${this.#prefix}, saved`,
      signal,
      onSaved: (saved) => this.#saved(saved),
    });
    if (result.cancelled) {
      this.#apply.disabled = false;
    } else if (result.conflict !== undefined) {
      this.#conflict(result.conflict);
    }
  }

  #conflict(theirs) {
    if (theirs) {
      this.#rebase(theirs);
    } else {
      fill(this.#news, h('p', {role: 'alert'}, mark('bad', 'Not applied: the namespace was deleted meanwhile.')));
    }
  }

  /** The same shares on the table that somebody else has saved meanwhile; to be looked at before it is applied. */
  #rebase(theirs) {
    const before = this.#base;
    this.#base = theirs;
    this.#proposal = null;
    this.#find();
    clearNotices();
    fill(
      this.#news,
      h(
        'div.notice.bad',
        {role: 'alert'},
        h('div.notice-body', h('strong', mark('bad', 'Not applied: somebody else has changed the table. ')), 'Your shares are kept and now stand on their table; look at the preview and apply again.'),
      ),
      h('details', h('summary', 'What they changed'), diffView(before.text, theirs.text, 'What they changed')),
    );
    this.#drawChoice();
    this.#draw();
  }

  async changedElsewhere() {
    const row = this.#context.live.namespaces.get(this.namespace);
    if (!row || this.#base === null || row.version === this.#base.version) {
      return;
    }
    const fresh = await readDtab(this.namespace, this.#context.signal).catch(() => null);
    if (!fresh || fresh.version === this.#base.version) {
      return;
    }
    if (this.#moved) {
      this.#rebase(fresh);
    } else {
      this.#base = fresh;
      this.#drawChoice();
      this.#begin();
    }
  }
}
