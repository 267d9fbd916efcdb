/** The end of a run's id, which is its random part: enough to tell runs of one pipeline apart. */
export function shortRunId(id: string): string {
  return id.slice(-8);
}
