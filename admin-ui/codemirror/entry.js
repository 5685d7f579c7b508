export {EditorState, Compartment, StateField, StateEffect, RangeSet} from "@codemirror/state";
export {EditorView, Decoration, keymap, lineNumbers, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars} from "@codemirror/view";
export {defaultKeymap, history, historyKeymap} from "@codemirror/commands";
export {StreamLanguage, HighlightStyle, syntaxHighlighting, bracketMatching} from "@codemirror/language";
export {lintGutter, lintKeymap, setDiagnostics} from "@codemirror/lint";
export {search, searchKeymap, highlightSelectionMatches} from "@codemirror/search";
export {tags} from "@lezer/highlight";
