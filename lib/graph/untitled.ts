/** The name of a pipeline until it gets one. */
export const untitled = "Untitled pipeline";
