/**
 * Mermaid, which draws diagrams from text. It is one classic script that sets a global, so it is fetched by a script
 * element the first time a page has a diagram, and no other page carries any of it.
 */
type Mermaid = {
  initialize(settings: object): void;
  render(id: string, text: string): Promise<{ svg: string }>;
};

declare global {
  interface Window {
    mermaid?: Mermaid;
  }
}

const address = new URL("@mermaid-js/tiny/dist/mermaid.tiny.js", import.meta.url);
let loading: Promise<Mermaid> | undefined;
let turn: Promise<unknown> = Promise.resolve();

/** Draws a diagram. Its style is diagram.css's alone, so that it follows the theme without being drawn again. */
export async function drawDiagram(id: string, text: string): Promise<Element> {
  loading ??= load();
  const mermaid = await loading;
  // Mermaid keeps one state for all diagrams, so they are drawn one after the other.
  const drawn = turn.then(() => mermaid.render(id, text));
  turn = drawn.catch(() => undefined);
  const { svg } = await drawn;
  const { documentElement } = new DOMParser().parseFromString(svg, "image/svg+xml");
  for (const style of documentElement.querySelectorAll("style")) style.remove();
  return document.importNode(documentElement, true);
}

async function load(): Promise<Mermaid> {
  await Promise.all([addScript(address.href), document.fonts.ready]);
  const { mermaid } = window;
  if (!mermaid) throw new Error("Mermaid was loaded and is not there.");
  const { fontFamily } = getComputedStyle(document.body);
  mermaid.initialize({ ...settings, fontFamily, themeVariables: { fontFamily, fontSize: "13px" } });
  return mermaid;
}

function addScript(src: string): Promise<void> {
  const script = document.createElement("script");
  script.src = src;
  return new Promise((resolve, reject) => {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error("Mermaid could not be loaded.")));
    document.head.append(script);
  });
}

const natural = { useMaxWidth: false };
const settings = {
  startOnLoad: false,
  securityLevel: "strict",
  theme: "base",
  // Labels as SVG text: HTML in an SVG would be measured with the page's own styles.
  htmlLabels: false,
  flowchart: { ...natural, htmlLabels: false },
  state: { ...natural, nodeSpacing: 18, rankSpacing: 40 },
  er: {
    ...natural,
    ...{ nodeSpacing: 18, rankSpacing: 44, minEntityWidth: 96, minEntityHeight: 36, entityPadding: 10 },
  },
  sequence: {
    ...natural,
    mirrorActors: false,
    ...{ actorFontSize: 13, messageFontSize: 12, noteFontSize: 12 },
    ...{ width: 80, height: 36, actorMargin: 10, noteMargin: 6, boxMargin: 6, messageMargin: 28 },
  },
};
