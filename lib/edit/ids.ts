/** A fresh id such as `prompt_4f9c01ab`. Random, so that two people who add a node at the same time never collide. */
export function makeId(prefix: string): string {
  const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const stem = prefix.replace(/[^A-Za-z0-9-]/g, "").slice(0, 40) || "n";
  return `${stem}_${random.toString(36).padStart(7, "0")}`;
}

export type MakeId = (prefix: string) => string;
