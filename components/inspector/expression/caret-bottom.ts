/** Styles that decide where a line of a box breaks. */
const copied = [
  "boxSizing",
  "width",
  "font",
  "letterSpacing",
  "lineHeight",
  "padding",
  "borderWidth",
  "borderStyle",
  "tabSize",
] as const;

/** The lower edge of the line in which a character stands, in pixels from the top of the box. */
export function caretBottom(box: HTMLTextAreaElement, at: number): number {
  const style = getComputedStyle(box);
  const mirror = document.createElement("div");
  for (const name of copied) mirror.style[name] = style[name];
  Object.assign(mirror.style, {
    position: "absolute",
    visibility: "hidden",
    height: "auto",
    whiteSpace: "pre-wrap",
    overflowWrap: "break-word",
  });
  const mark = document.createElement("span");
  mark.textContent = box.value.slice(at) || ".";
  mirror.append(box.value.slice(0, at), mark);
  document.body.append(mirror);
  const bottom = mark.offsetTop + Number.parseFloat(style.lineHeight) - box.scrollTop;
  mirror.remove();
  return Math.min(bottom, box.offsetHeight);
}
