type Scroll = {
  /** Whether the end was followed until now. */
  follows: boolean;
  /** Pixels below the view. */
  left: number;
  /** Pixels above it, before and after. */
  before: number;
  top: number;
};

/**
 * Whether the end is followed after a scroll. One that went down is the page's own, whose answer may have grown since, until a
 * person goes up.
 */
export function followsEnd({ follows, left, before, top }: Scroll): boolean {
  if (left < 48) return true;
  return follows && top >= before;
}
