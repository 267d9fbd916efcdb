/** A part that has not taken the keyboard by then does not. */
const patienceMs = 3000;

/**
 * Keeps what is typed until the part that it is meant for is there: without this, the first letters of a search would be
 * commands on the canvas. The function that comes back lets go, once: into the field that has the keyboard by then, or nowhere.
 */
export function holdKeys(): (isThere: boolean) => void {
  const held: KeyboardEvent[] = [];
  const from = document.activeElement;
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
    const letGo = (isTaken: boolean) => {
      stop.abort();
      if (isTaken) for (const event of held) press(event);
    };
    if (!isThere) return letGo(false);
    const until = performance.now() + patienceMs;
    // Where the keyboard still is where it was, the keys would be commands there.
    const look = () => {
      if (document.activeElement !== from) requestAnimationFrame(() => letGo(true));
      else if (performance.now() < until) requestAnimationFrame(look);
      else letGo(false);
    };
    requestAnimationFrame(look);
  };
}

function press({ key, shiftKey }: KeyboardEvent): void {
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true });
  if (!target.dispatchEvent(event)) return;
  if (key.length === 1) document.execCommand("insertText", false, key);
  if (key === "Backspace") document.execCommand("delete");
}
