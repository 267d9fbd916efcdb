/** How long a movement of the view takes, in milliseconds: none where the person asked for less motion. */
export function motion(duration: number): { duration: number } {
  return { duration: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : duration };
}
