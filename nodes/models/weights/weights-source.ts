/** Bytes of a download so far, and of the whole file. */
export type Progress = { done: number; total: number };

/** Fetches the weights into the folder; answers the file's path. Rejects when this source cannot be reached. */
export type Fetch = (folder: string, onProgress: (progress: Progress) => void) => Promise<string>;
