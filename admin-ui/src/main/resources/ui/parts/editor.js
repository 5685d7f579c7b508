/** The editor of a dtab: CodeMirror with the language's colours and errors marked where they are. */

import {styleNonce} from '../lib/api.js';

/** Loaded when somebody edits: it is the larger part of the page. */
const library = () => import('../vendor/codemirror.js');

const LABELS = /^(?:[\w:.#$%-]|\\x[0-9a-fA-F]{2})+/;

/** For CodeMirror's stream parser: a path is one token, `#` begins a comment only outside of it. */
const language = {
  name: 'dtab',
  startState: () => ({inDst: false}),
  token(stream, state) {
    if (stream.eatSpace()) {
      return null;
    }
    if (stream.match(/^#.*/)) {
      return 'comment';
    }
    if (stream.match('=>')) {
      state.inDst = true;
      return 'operator';
    }
    if (stream.peek() === '/') {
      const prefix = !state.inDst;
      while (stream.eat('/')) {
        if (!stream.match(LABELS)) {
          stream.match(/^\*+/);
        }
      }
      return prefix ? 'propertyName' : 'string';
    }
    if (stream.match(/^(?:\d+\.?\d*|\.\d+)/)) {
      return 'number';
    }
    const sign = stream.next();
    if (sign === ';') {
      state.inDst = false;
      return 'separator';
    }
    return '!~$'.includes(sign) ? 'keyword' : '|&*()'.includes(sign) ? 'operator' : 'invalid';
  },
  languageData: {commentTokens: {line: '#'}},
};

/**
 * `{element, text(), setText(), mark(findings), focus(), goTo(line, column)}`.
 *
 * @param label what a screen reader calls it
 * @param onChange called after every change of the text
 * @param onSave called for Ctrl-S and Cmd-S
 */
export async function openEditor({text, label, onChange, onSave}) {
  const cm = await library();
  const {tags} = cm;
  const colours = cm.HighlightStyle.define([
    {tag: tags.comment, class: 'tok-comment'},
    {tag: tags.propertyName, class: 'tok-prefix'},
    {tag: tags.string, class: 'tok-path'},
    {tag: tags.number, class: 'tok-number'},
    {tag: tags.operator, class: 'tok-operator'},
    {tag: tags.separator, class: 'tok-operator'},
    {tag: tags.keyword, class: 'tok-keyword'},
    {tag: tags.invalid, class: 'tok-invalid'},
  ]);
  const save = {key: 'Mod-s', preventDefault: true, run: () => { onSave(); return true; }};
  const view = new cm.EditorView({
    state: cm.EditorState.create({
      doc: text,
      extensions: [
        cm.EditorView.cspNonce.of(styleNonce),
        cm.lineNumbers(),
        cm.history(),
        cm.highlightActiveLine(),
        cm.highlightSpecialChars(),
        cm.bracketMatching(),
        cm.lintGutter(),
        cm.search({top: true}),
        cm.highlightSelectionMatches(),
        cm.StreamLanguage.define(language),
        cm.syntaxHighlighting(colours),
        // Tab stays what it is elsewhere on the page: the way out by keyboard.
        cm.keymap.of([save, ...cm.defaultKeymap, ...cm.searchKeymap, ...cm.historyKeymap, ...cm.lintKeymap]),
        cm.EditorView.contentAttributes.of({tabindex: '0', 'aria-label': label, spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off'}),
        cm.EditorView.updateListener.of((update) => update.docChanged && onChange()),
      ],
    }),
  });
  return {
    element: view.dom,
    text: () => view.state.doc.toString(),
    setText: (fresh) => view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: fresh}}),
    focus: () => view.focus(),
    mark: (findings) => view.dispatch(cm.setDiagnostics(view.state, diagnostics(findings, view.state.doc))),
    goTo(line, column = 1) {
      const at = view.state.doc.line(Math.min(line, view.state.doc.lines));
      const anchor = Math.min(at.from + column - 1, at.to);
      view.dispatch({selection: {anchor}, scrollIntoView: true});
      view.focus();
    },
    close: () => view.destroy(),
  };
}

/** A finding without a column is about its whole line. */
function diagnostics(findings, doc) {
  return findings
    .filter((finding) => finding.line >= 1 && finding.line <= doc.lines)
    .map((finding) => {
      const line = doc.line(finding.line);
      const indent = line.text.length - line.text.trimStart().length;
      const from = finding.column ? Math.min(line.from + finding.column - 1, line.to) : line.from + indent;
      return {
        from: from === line.to && from > line.from && finding.column ? from - 1 : from,
        to: finding.column ? Math.min(from + 1, line.to) : line.to,
        severity: finding.severity,
        message: finding.message,
      };
    })
    .sort((a, b) => a.from - b.from);
}
