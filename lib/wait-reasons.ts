/** What a step may wait for without a worker: time, someone's word, or the runs it was cut into. */
export const waitReasons = ["time", "approval", "children"] as const;
export type WaitReason = (typeof waitReasons)[number];
