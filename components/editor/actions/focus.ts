const firstField = "[data-region=inspector] [data-settings] :is(input, textarea, button, select)";
const patienceMs = 3000;

/** Where the keyboard goes when a command moves it. The panel may still be on its way: it is fetched when it is first shown. */
export function focusSettings(): void {
  const from = document.activeElement;
  const until = performance.now() + patienceMs;
  const look = () => {
    const field = document.querySelector<HTMLElement>(firstField);
    if (field) field.focus();
    else if (document.activeElement === from && performance.now() < until) requestAnimationFrame(look);
  };
  look();
}

/** Tab belongs to the picker on the canvas, so F6 is the way out of it for the keyboard, and back. */
export function focusNextRegion(): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(now + 1) % regions.length];
  const target = next?.matches("[tabindex]") ? next : next?.querySelector<HTMLElement>("a, button, input, textarea");
  target?.focus();
}
