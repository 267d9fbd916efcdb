/** Under which lists of runs are kept in the browser. */
export const historyKey = "run-history";
