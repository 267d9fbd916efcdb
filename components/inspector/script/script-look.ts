import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Tab is left alone: it leads on to the next field, as everywhere. */
export const editing: Extension = [
  history(),
  drawSelection(),
  indentOnInput(),
  indentUnit.of("  "),
  bracketMatching(),
  closeBrackets(),
  lineNumbers(),
  autocompletion({ icons: false }),
  EditorView.lineWrapping,
  keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
];

const color = (name: string) => `var(--color-${name})`;

const theme = EditorView.theme({
  "&": {
    backgroundColor: color("canvas"),
    color: color("ink"),
    border: `1px solid ${color("line")}`,
    borderRadius: "6px",
    fontSize: "12px",
    maxHeight: "28rem",
  },
  "&:hover": { borderColor: color("line-strong") },
  "&.cm-focused": { borderColor: color("focus"), outline: `1px solid ${color("focus")}` },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "20px", overflow: "auto", minHeight: "8rem" },
  ".cm-content": { caretColor: color("ink"), padding: "6px 0" },
  ".cm-cursor": { borderLeftColor: color("ink") },
  ".cm-gutters": { backgroundColor: "transparent", color: color("muted"), border: "none" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: `color-mix(in srgb, ${color("focus")} 30%, transparent) !important`,
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: color("hover"), outline: `1px solid ${color("line-strong")}` },
  ".cm-tooltip": {
    backgroundColor: color("raised"),
    color: color("ink"),
    border: `1px solid ${color("line")}`,
    borderRadius: "8px",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", maxWidth: "min(22rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 8px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: color("hover"),
    color: color("ink"),
  },
  ".cm-completionDetail": { color: color("muted"), fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", color: color("accent-ink") },
});

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: color("kind-json") },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: color("success") },
  { tag: [tags.number, tags.bool, tags.null], color: color("kind-number") },
  { tag: [tags.comment], color: color("muted"), fontStyle: "italic" },
  { tag: [tags.typeName, tags.className], color: color("cyan") },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: color("info") },
  { tag: [tags.propertyName, tags.definition(tags.variableName)], color: color("ink") },
  { tag: tags.invalid, color: color("danger") },
]);

export const look: Extension = [theme, syntaxHighlighting(highlighting)];
