/** Says that there is news for a run. One that waits is due at once; one in a worker's hands is not put away past it. */
export const wakeRun = {
  name: "wake-run",
  text: `
    UPDATE "Queue" SET wakes = wakes + 1, "dueAt" = CASE state WHEN 'waiting' THEN now() ELSE "dueAt" END
    WHERE "runId" = $1 RETURNING state`,
};
