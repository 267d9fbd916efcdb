/**
 * Keeps what is typed until the part that it is meant for is there: without this, the first letters of a search would be
 * commands on the canvas. The function that comes back lets go, once: into the field that has the keyboard by then, or nowhere.
 */
export function holdKeys(): (isThere: boolean) => void {
  const held: KeyboardEvent[] = [];
  const stop = new AbortController();
  const hold = (event: KeyboardEvent) => {
    // With these the keys are the browser's.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.push(event);
  };
  document.addEventListener("keydown", hold, { capture: true, signal: stop.signal });
  let isOver = false;
  return (isThere) => {
    if (isOver) return;
    isOver = true;
    const letGo = () => {
      stop.abort();
      if (isThere) for (const event of held) press(event);
    };
    // The part is drawn, and has taken the keyboard, in the frame after the next.
    if (isThere) requestAnimationFrame(() => requestAnimationFrame(letGo));
    else letGo();
  };
}

function press({ key, shiftKey }: KeyboardEvent): void {
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true });
  if (!target.dispatchEvent(event)) return;
  if (key.length === 1) document.execCommand("insertText", false, key);
  if (key === "Backspace") document.execCommand("delete");
}
