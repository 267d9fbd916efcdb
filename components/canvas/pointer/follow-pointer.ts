type Following = {
  /** With the first move it is a drag. */
  onMove(event: globalThis.PointerEvent): void;
  onEnd(event: Event): void;
};

/** Pixels of the screen. */
const dragAfter = 3;

/** Follows one pressed pointer until it is let go, wherever it goes. */
export function followPointer(
  down: { pointerId: number; clientX: number; clientY: number },
  { onMove, onEnd }: Following,
): void {
  const stop = new AbortController();
  const on = { signal: stop.signal };
  let isDrag = false;
  const end = (event: Event) => {
    if (event instanceof globalThis.PointerEvent && event.pointerId !== down.pointerId) return;
    stop.abort();
    onEnd(event);
  };
  window.addEventListener(
    "pointermove",
    (event) => {
      if (event.pointerId !== down.pointerId) return;
      isDrag ||= Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) >= dragAfter;
      if (isDrag) onMove(event);
    },
    on,
  );
  window.addEventListener("pointerup", end, on);
  window.addEventListener("pointercancel", end, on);
  window.addEventListener("blur", end, on);
}
