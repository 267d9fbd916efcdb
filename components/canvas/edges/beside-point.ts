type Size = { width: number; height: number };

const gap = 22;
const margin = 8;

/** Where a box goes that says something of a point: below it, or above where there is no room, and within the frame. All in pixels of the frame. */
export function besidePoint(point: { x: number; y: number }, box: Size, frame: Size): { left: number; top: number } {
  const below = point.y + gap;
  const above = point.y - gap - box.height;
  const fitsBelow = below + box.height + margin <= frame.height;
  const top = fitsBelow || above < margin ? below : above;
  const mostLeft = frame.width - box.width - margin;
  return { left: Math.max(margin, Math.min(point.x - box.width / 2, mostLeft)), top };
}
