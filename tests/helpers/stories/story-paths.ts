/** The cookies of the signed-in owner, written before the first story. */
export const signedIn = "test-results/signed-in.json";
