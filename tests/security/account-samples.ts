/** Inputs for the procedures about how people sign in. */
export const accountSamples = {
  "account.get": { names: false },
  "account.signInWays": { names: false },
  "account.update": { input: {}, names: false },
  "account.setPassword": { input: { password: "long enough now" }, names: false },
  "signInRules.get": { names: false },
  "signInRules.set": { input: { requiresTwoFactor: false }, names: false },
};
