#!/usr/bin/env bash
# cmdk filters an item by the keywords it had before the last key, so results of a search of one's own are hidden.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact cmdk@1.1.1 react@19.2.0 react-dom@19.2.0 jsdom@27.0.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: an item that is found by a search of one's own, and is given the typed words as its keywords so that cmdk keeps
it, is shown for the first words alone. When more is typed, cmdk scores the item by the keywords of the render before, which
do not hold the new words: the item goes, and comes back only when typing makes it render once more. The list then says that
nothing was found. Only an item whose value happens to hold the words stays.

TEXT

cat >show.mjs <<'CODE'
import { JSDOM } from "jsdom";
const { window } = new JSDOM("<div id=root></div>");
Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
for (const name of ["HTMLElement", "Node", "Element", "DocumentFragment"]) globalThis[name] = window[name];
Object.defineProperty(globalThis, "navigator", { value: window.navigator, configurable: true });
globalThis.ResizeObserver = class { observe() {} unobserve() {} disconnect() {} };
window.HTMLElement.prototype.scrollIntoView = () => {};
const { act, createElement: h } = await import("react");
const { createRoot } = await import("react-dom/client");
const { Command } = await import("cmdk");

function List({ query }) {
  const items = [h(Command.Item, { key: "a", value: "page-1", keywords: [query] }, "A page found by its text")];
  return h(Command, {}, h(Command.Input, { value: query, onValueChange() {} }), h(Command.List, {}, items));
}
const root = createRoot(document.getElementById("root"));
for (const query of ["si", "sig", "signature"]) {
  await act(async () => root.render(h(List, { query })));
  await act(async () => new Promise((done) => setTimeout(done, 50)));
  console.log(`${query}: ${document.querySelectorAll("[cmdk-item]").length} shown`);
}
process.exit(0);
CODE

cat >expected.txt <<'TEXT'
si: 1 shown
sig: 0 shown
signature: 0 shown
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
