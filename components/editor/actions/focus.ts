/** Where the keyboard goes when a command moves it. */
export function focusSettings(): void {
  const panel = document.querySelector("[data-region=inspector]");
  panel?.querySelector<HTMLElement>("[data-settings] :is(input, textarea, button, select)")?.focus();
}

/** Tab belongs to the picker on the canvas, so F6 is the way out of it for the keyboard. */
export function focusNextRegion(): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(now + 1) % regions.length];
  const target = next?.matches("[tabindex]") ? next : next?.querySelector<HTMLElement>("a, button, input, textarea");
  target?.focus();
}
